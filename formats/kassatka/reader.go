package kassatka

import (
	"io"
	"strconv"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
	"obmen/formats/xmlstream"
)

// Reader reads receipts. It is a [record.RawReader].
type Reader struct {
	src      *xmlrecord.Source
	begun    bool
	err      error
	receipt  record.Receipt
	arena    xmlrecord.Arena
	count    int64
	line     int           // of the receipt that is being read, from 1
	refusal  *record.Error // the first of this receipt
	rejected []byte

	begin, end []byte // of the chunk: see Borders

	heads, lines, tails xmlstream.Shapes
	learned             int64 // offset of what is to be learned next
}

// NewReader returns a Reader of r, which is UTF-8 without a BOM.
func NewReader(r io.Reader, o record.Options) *Reader {
	return &Reader{
		src:   xmlrecord.NewSource(r, o),
		heads: xmlstream.Shapes{Limits: o.Limits, Fits: fitsHead},
		lines: xmlstream.Shapes{Limits: o.Limits, Fits: fitsLine},
		tails: xmlstream.Shapes{Limits: o.Limits, Fits: fitsTail},
	}
}

// Read implements [record.Reader].
func (r *Reader) Read() (record.Record, error) {
	if r.err != nil {
		return nil, r.err
	}
	rec, err := r.read()
	if err != nil && record.Refusal(err) == nil {
		r.err = err
	}
	return rec, err
}

func (r *Reader) read() (record.Record, error) {
	if err := r.start(); err != nil {
		return nil, err
	}
	r.noteLead()
	r.learned = r.src.Behind()
	if r.skim() {
		return &r.receipt, nil
	}
	for {
		t, err := r.src.Next()
		switch {
		case err != nil:
			return nil, r.ended(err)
		case t == xmlstream.End:
			continue // the root's; only io.EOF can follow
		case t == xmlstream.Text:
			err = r.strayOutside()
		case string(r.src.Name()) == "Doc":
			return r.readReceipt()
		case isOurs(r.src.Name()):
			err = r.src.Fatal(xmlrecord.ElementMisplaced.Fault(string(r.src.Name())))
		default:
			err = r.src.DropElement()
		}
		if err != nil {
			return nil, err
		}
	}
}

// start reads the root element's start tag.
func (r *Reader) start() error {
	if r.begun {
		return nil
	}
	r.begun = true
	if err := r.src.Root("Documents"); err != nil {
		return err
	}
	for _, a := range r.src.Attrs() {
		r.src.Find(record.AttributeDropped, "Documents/@"+string(a.Name), string(a.Name))
	}
	return nil
}

// strayOutside refuses the document for text that stands in no receipt.
func (r *Reader) strayOutside() error {
	if e := r.src.Stray("Documents"); e != nil {
		e.Fatal = true
		return e
	}
	return nil
}

// refuse keeps the first refusal of the receipt.
func (r *Reader) refuse(e *record.Error) { r.refusal = xmlrecord.First(r.refusal, e) }

func (r *Reader) readReceipt() (record.Record, error) {
	r.count++
	r.src.Begin(record.KindReceipt, r.count)
	if !r.src.Keeps() {
		r.arena.Reset()
	}
	r.refusal, r.line = nil, 0
	r.receipt = record.Receipt{Origin: r.src.Origin(), Unknown: r.receipt.Unknown[:0], Lines: r.receipt.Lines[:0]}
	r.keepAttributes(record.Here, "Doc")
	if err := r.readDoc(); err != nil {
		return nil, err
	}
	r.src.Done()
	if r.refusal != nil {
		r.rejected = r.src.Raw()
		return nil, r.refusal
	}
	r.sortUnknown()
	return &r.receipt, nil
}

// keepAttributes keeps the attributes of an element that has none of its own.
func (r *Reader) keepAttributes(place record.Place, path string) {
	for _, a := range r.src.Attrs() {
		r.receipt.Unknown = r.src.KeepAttribute(&r.arena, r.receipt.Unknown, place, path, "", a)
	}
}

func (r *Reader) keepElement(place record.Place, path string) (err error) {
	r.receipt.Unknown, err = r.src.KeepElement(&r.arena, r.receipt.Unknown, place, path)
	return err
}

// misplaced refuses the receipt for the current element and passes over it.
func (r *Reader) misplaced(path string, why *record.Message) error {
	name := string(r.src.Name())
	r.refuse(r.src.Refuse(path, nil, why.Fault(name)))
	return r.src.Skip()
}

// readDoc reads to the end of Doc.
func (r *Reader) readDoc() error {
	var head, products bool
	for {
		t, err := r.src.Next()
		switch {
		case err != nil:
			return err
		case t == xmlstream.End:
			r.complete(head, products)
			r.learn(&r.tails)
			return nil
		case t == xmlstream.Text:
			r.stray("Doc")
			continue
		}
		switch name := r.src.Name(); {
		case string(name) == "Head" && !head:
			head, err = true, r.readHead()
		case string(name) == "Products" && !products:
			products, err = true, r.readProducts()
		case string(name) == "Head" || string(name) == "Products":
			err = r.misplaced("Doc", xmlrecord.ElementRepeated)
		case isOurs(name):
			err = r.misplaced("Doc", xmlrecord.ElementMisplaced)
		default:
			err = r.keepElement(record.Here, "Doc")
		}
		if err != nil {
			return err
		}
	}
}

// stray refuses the receipt for the current text, unless it is white space or the receipt is refused already.
func (r *Reader) stray(path string) {
	if r.refusal == nil {
		r.refuse(r.src.Stray(path))
	}
}

// complete says what a Doc lacks. The fields that formats.md requires refuse it.
func (r *Reader) complete(head, products bool) {
	if !head && r.refusal == nil {
		r.refuse(r.src.Refuse("Head", nil, record.FieldMissing.Fault("Head")))
	}
	if !products && r.refusal == nil {
		r.src.Find(xmlrecord.ProductsMissing, "Products")
	}
}

// readHead reads to the end of Head.
func (r *Reader) readHead() error {
	r.keepAttributes(record.InHead, "Head")
	var seen uint
	next := 0
	for {
		t, err := r.src.Next()
		switch {
		case err != nil:
			return err
		case t == xmlstream.End:
			r.require(headNames[:], seen, "Head/", func(i int) bool { return headField(&r.receipt, i).required })
			return nil
		case t == xmlstream.Text:
			r.stray("Head")
			continue
		}
		i := indexOf(headNames[:], r.src.Name(), next)
		switch {
		case i >= 0 && seen&(1<<i) == 0:
			seen, next = seen|1<<i, i+1
			r.receipt.Unknown, err = r.readField(headField(&r.receipt, i), headNames[i], 0, r.receipt.Unknown)
		case i >= 0:
			err = r.misplaced("Head/"+headNames[i], xmlrecord.ElementRepeated)
		case isOurs(r.src.Name()):
			err = r.misplaced("Head", xmlrecord.ElementMisplaced)
		default:
			err = r.keepElement(record.InHead, "Head")
		}
		if err != nil {
			return err
		}
	}
}

// require refuses the receipt for the first required field that was not seen.
func (r *Reader) require(names []string, seen uint, path string, required func(int) bool) {
	for i, name := range names {
		if r.refusal == nil && seen&(1<<i) == 0 && required(i) {
			r.refuse(r.src.Refuse(path+name, nil, record.FieldMissing.Fault(name)))
		}
	}
}

// readProducts reads to the end of Products.
func (r *Reader) readProducts() error {
	r.keepAttributes(record.InProducts, "Products")
	r.learn(&r.heads)
	for {
		t, err := r.src.Next()
		switch {
		case err != nil:
			return err
		case t == xmlstream.End:
			return nil
		case t == xmlstream.Text:
			r.stray("Products")
		case string(r.src.Name()) == "Product":
			err = r.readLine()
		case isOurs(r.src.Name()):
			err = r.misplaced("Products", xmlrecord.ElementMisplaced)
		default:
			err = r.keepElement(record.InProducts, "Products")
		}
		if err != nil {
			return err
		}
	}
}

// addLine returns a new line at the end of the receipt, in the room of an earlier receipt's where there is some. A receipt that is refused
// already is read only for its grammar, and its lines share the room of one: a million <Product/> are small in a file and large in memory.
func (r *Reader) addLine() *record.Line {
	r.line++
	lines := r.receipt.Lines
	switch {
	case r.refusal != nil && len(lines) > 0:
	case len(lines) < cap(lines):
		lines = lines[:len(lines)+1]
	default:
		lines = append(lines, record.Line{})
	}
	l := &lines[len(lines)-1]
	*l = record.Line{Unknown: l.Unknown[:0]}
	r.receipt.Lines = lines
	return l
}

// linePath returns the path of a field of the line that is being read.
func (r *Reader) linePath(name string) string {
	path := "Products/Product[" + strconv.Itoa(r.line) + "]"
	if name == "" {
		return path
	}
	return path + "/" + name
}

// readLine reads to the end of Product.
func (r *Reader) readLine() error {
	l := r.addLine()
	for _, a := range r.src.Attrs() {
		l.Unknown = r.src.KeepAttribute(&r.arena, l.Unknown, record.Here, "Products/Product", "", a)
	}
	var seen uint
	next := 0
	for {
		t, err := r.src.Next()
		switch {
		case err != nil:
			return err
		case t == xmlstream.End:
			r.lineRead(l, seen)
			return nil
		case t == xmlstream.Text:
			if r.refusal == nil && !r.src.IsBlank() {
				r.stray(r.linePath(""))
			}
			continue
		}
		i := indexOf(lineNames[:], r.src.Name(), next)
		switch {
		case i >= 0 && seen&(1<<i) == 0:
			seen, next = seen|1<<i, i+1
			l.Unknown, err = r.readField(lineField(l, i), lineNames[i], r.line, l.Unknown)
		case i >= 0:
			err = r.misplaced(r.linePath(lineNames[i]), xmlrecord.ElementRepeated)
		case isOurs(r.src.Name()):
			err = r.misplaced(r.linePath(""), xmlrecord.ElementMisplaced)
		default:
			l.Unknown, err = r.src.KeepElement(&r.arena, l.Unknown, record.Here, "Products/Product")
		}
		if err != nil {
			return err
		}
	}
}

func (r *Reader) lineRead(l *record.Line, seen uint) {
	r.learn(&r.lines)
	const all = 1<<len(lineNames) - 1
	if seen != all && r.refusal == nil {
		r.require(lineNames[:], seen, r.linePath("")+"/", func(i int) bool { return lineField(l, i).required })
	}
	sortUnknown(l.Unknown, lineNames[:])
}
