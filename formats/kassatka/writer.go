package kassatka

import (
	"bytes"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
	"obmen/formats/xmlstream"
)

// The names of the dialect that are no fields.
var (
	nameRoot     = []byte("Documents")
	nameDoc      = []byte("Doc")
	nameHead     = []byte("Head")
	nameProducts = []byte("Products")
	nameProduct  = []byte("Product")
)

// The names of fields as the xmlstream.Writer takes them.
var headTags, lineTags = tags(headNames[:]), tags(lineNames[:])

func tags(names []string) [][]byte {
	list := make([][]byte, len(names))
	for i, n := range names {
		list[i] = []byte(n)
	}
	return list
}

// Writer writes receipts as the document's example is laid out. The unknown stands behind the known.
type Writer struct {
	x      *xmlstream.Writer
	begun  bool
	ended  bool
	number []byte // a number on its way
	tills  tills
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer, o record.Options) *Writer {
	return &Writer{x: xmlstream.NewWriter(w, o), number: make([]byte, 0, 64)}
}

// Write implements [record.Writer].
func (w *Writer) Write(rec record.Record) error {
	err := w.write(rec)
	if err == nil {
		return nil
	}
	if err := w.x.Err(); err != nil {
		return err
	}
	e := &record.Error{Err: err}
	errors.As(err, &e)
	e.Kind = rec.Kind()
	if !e.Pos.IsValid() {
		e.Pos = rec.At()
	}
	return e
}

func (w *Writer) write(rec record.Record) error {
	r, ok := rec.(*record.Receipt)
	if !ok || w.ended {
		return xmlrecord.OutOfOrder.Fault(rec.Kind().String())
	}
	if err := check(r); err != nil {
		return err
	}
	w.begin()
	if text, ok := w.x.Room(); ok {
		if text, ok = w.appendDoc(text, r); ok && w.x.Fill(text) {
			return w.x.Err()
		}
	}
	w.x.BeginRecord()
	w.writeDoc(r)
	return w.x.EndRecord()
}

// Close implements [record.Writer].
func (w *Writer) Close() error {
	if !w.ended {
		w.begin()
		w.x.End()
		w.ended = true
	}
	return w.x.Flush()
}

// Reset implements [record.ChunkWriter].
func (w *Writer) Reset() {
	w.x.Reset()
	w.begun, w.ended = false, false
}

// Flush implements [record.ChunkWriter].
func (w *Writer) Flush() error { return w.x.Flush() }

func (w *Writer) begin() {
	if !w.begun {
		w.x.Declaration()
		w.x.Start(nameRoot)
		w.begun = true
	}
}

func (w *Writer) writeDoc(r *record.Receipt) {
	x := w.x
	x.Start(nameDoc)
	xmlrecord.WriteAttributes(x, r.Unknown, record.Here)
	x.Start(nameHead)
	xmlrecord.WriteAttributes(x, r.Unknown, record.InHead)
	for i, name := range headTags {
		w.writeField(headField(r, i), name, r.Unknown, record.InHead)
	}
	xmlrecord.WriteElements(x, r.Unknown, record.InHead)
	x.End()
	x.Start(nameProducts)
	xmlrecord.WriteAttributes(x, r.Unknown, record.InProducts)
	for i := range r.Lines {
		w.writeLine(&r.Lines[i])
	}
	xmlrecord.WriteElements(x, r.Unknown, record.InProducts)
	x.End()
	xmlrecord.WriteElements(x, r.Unknown, record.Here)
	x.End()
}

func (w *Writer) writeLine(l *record.Line) {
	w.x.Start(nameProduct)
	xmlrecord.WriteAttributes(w.x, l.Unknown, record.Here)
	for i, name := range lineTags {
		w.writeField(lineField(l, i), name, l.Unknown, record.Here)
	}
	xmlrecord.WriteElements(w.x, l.Unknown, record.Here)
	w.x.End()
}

// writeField writes a field as an element: nothing where it is missing, <PayCard/> where it is empty.
func (w *Writer) writeField(f field, name []byte, unknown []record.Unknown, place record.Place) {
	if f.missing() {
		return
	}
	w.x.Start(name)
	if len(unknown) > 0 {
		xmlrecord.WriteFieldAttributes(w.x, unknown, place, name)
	}
	if f.text != nil {
		w.x.Text(*f.text)
	} else {
		w.number = f.number.AppendTo(w.number[:0])
		w.x.Text(w.number)
	}
	w.x.End()
}

func (f field) missing() bool {
	if f.text != nil {
		return *f.text == nil
	}
	return f.number.IsMissing()
}

// check says why a receipt can't be written with its unknown. It asks nothing where there is none.
func check(r *record.Receipt) error {
	if len(r.Unknown) > 0 {
		inHead := func(i int) field { return headField(r, i) }
		if err := checkUnknown(r.Unknown, record.InHead, headNames[:], inHead); err != nil {
			return err
		}
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if len(l.Unknown) == 0 {
			continue
		}
		inLine := func(i int) field { return lineField(l, i) }
		if err := checkUnknown(l.Unknown, record.Here, lineNames[:], inLine); err != nil {
			return err
		}
	}
	return nil
}

// checkUnknown says why a list can't be written beside the fields that stand at place.
func checkUnknown(list []record.Unknown, place record.Place, names []string, at func(int) field) error {
	known := func(u *record.Unknown) bool {
		return u.Kind == record.Element && (isOurs(u.Name) || u.Place == place && indexOf(names, u.Name, 0) >= 0) ||
			u.Place > record.InProducts || place == record.Here && u.Place != record.Here
	}
	if err := xmlrecord.CheckUnknown(list, known); err != nil {
		return err
	}
	for i := range list {
		u := &list[i]
		of, _, ok := bytes.Cut(u.Name, []byte{'/'})
		if u.Kind != record.Attribute || !ok {
			continue
		}
		f := indexOf(names, of, 0)
		if u.Place != place || f < 0 || at(f).missing() {
			return FieldGone.Fault(record.Shorten(u.Name))
		}
	}
	return nil
}
