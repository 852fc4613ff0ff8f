package sandbox

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A value is what a field of the object that is read holds.
type value struct {
	token  jsonstream.Token // 0: the field is not there
	text   []byte           // of a string; the memory serves the next object
	number record.Number
}

// known is what a checker asks the account; the zero known is an account with nothing in it.
type known struct {
	code    func(shelf, uint64) bool
	storage func(id int64) bool
	tax     func(id int64) bool
}

// A checker reads an invoice as a stream and holds it against the rules. What is right so far is in invoice.
type checker struct {
	w       *jsonstream.Walker
	known   known
	keep    int // items, products and other parts that are kept of each kind
	strict  bool
	invoice *Invoice

	rows    [ruleCount][]value
	objects int64                        // items and other parts so far, of the section that is read
	defined [shelves]map[uint64]struct{} // ref_codes of this document
	wanted  [shelves]map[uint64]sought   // ref_codes that were referred to before they were defined
	texts   map[uint64]string            // of the first of them, for words
	further map[shelf][]uint64           // ref_codes of what is not kept
}

// sought is the first place that refers to a ref_code. There may be millions, so it holds no text.
type sought struct {
	n    uint32
	from place
}

// mostTexts is of how many ref_codes that were not defined yet the text is kept.
const mostTexts = 10000

// checkInvoice reads an invoice to the end of r. The error is a *record.Error with the path, or that of r.
func checkInvoice(r io.Reader, k known, keep int, strict bool) (*checker, error) {
	c := &checker{w: jsonstream.NewWalker(r, record.Options{}), known: k, keep: keep, strict: strict, invoice: &Invoice{}, texts: map[uint64]string{}, further: map[shelf][]uint64{}}
	for s := range c.defined {
		c.defined[s], c.wanted[s] = map[uint64]struct{}{}, map[uint64]sought{}
	}
	return c, c.read()
}

func (c *checker) read() error {
	t, err := c.w.Next()
	if err == io.EOF {
		err = c.wrong(WrongType.Fault("{", "nothing"))
	}
	if err == nil && t != jsonstream.BeginObject {
		err = c.wrong(WrongType.Fault("{", t.String()))
	}
	if err == nil {
		err = c.object(invoiceRules())
	}
	if err == nil {
		err = c.w.Finish()
	}
	if err == nil {
		err = c.references()
	}
	return err
}

// wrong refuses the document for the value at the last token.
func (c *checker) wrong(fault *record.Fault) error { return wrongAt(c.w.Path(), fault) }

// under refuses the document for a field of the object that is read.
func (c *checker) under(name string, fault *record.Fault) error {
	return wrongAt(jsonstream.Join(c.w.Path(), []byte(name)), fault)
}

func wrongAt(path string, fault *record.Fault) error {
	return &record.Error{Path: path, Err: fault, Fatal: true}
}

// note keeps what a person should know of an invoice that goes through.
func (c *checker) note(path string, fault *record.Fault) {
	const most = 20
	if len(c.invoice.Notes) < most {
		c.invoice.Notes = append(c.invoice.Notes, Note{Path: path, Code: fault.Message.Code, En: inWords(fault, false), Ru: inWords(fault, true)})
	}
}

// object reads the object that the last token began.
func (c *checker) object(r *rules) error {
	row := c.row(r)
	for {
		t, err := c.w.Next()
		if err != nil {
			return err
		}
		if t == jsonstream.EndObject {
			break
		}
		i := slices.IndexFunc(r.fields, func(f field) bool { return f.name == string(c.w.Text()) })
		if i < 0 {
			err = c.passOver()
		} else {
			err = c.value(&r.fields[i], &row[i])
		}
		if err != nil {
			return err
		}
	}
	for i := range r.fields {
		if row[i].token == 0 && !r.fields[i].optional {
			return c.under(r.fields[i].name, Missing.Fault())
		}
	}
	return r.done(c, row)
}

// row returns the values of an object before it is read.
func (c *checker) row(r *rules) []value {
	if c.rows[r.id] == nil {
		c.rows[r.id] = make([]value, len(r.fields))
	}
	row := c.rows[r.id]
	for i := range row {
		row[i] = value{text: row[i].text[:0]}
	}
	return row
}

// passOver reads the value of an unknown key.
func (c *checker) passOver() error {
	c.note(c.w.Path(), UnknownKey.Fault())
	t, err := c.w.Next()
	if err != nil {
		return err
	}
	return c.w.Skip(t)
}

// value reads the value of a field and judges it.
func (c *checker) value(f *field, v *value) error {
	t, err := c.w.Next()
	if err != nil {
		return err
	}
	v.token = t
	if !f.takes(t) {
		return c.wrong(WrongType.Fault(f.type_(), t.String()))
	}
	switch {
	case t == jsonstream.String:
		v.text = append(v.text, c.w.Text()...)
		return c.checkText(f, v.text)
	case t == jsonstream.Number:
		return c.checkNumber(f, v)
	case f.want == object:
		return c.object(f.in)
	case f.want == list:
		return c.list(f.in)
	}
	return c.w.Skip(t)
}

// takes reports whether a token begins what the field wants.
func (f *field) takes(t jsonstream.Token) bool {
	switch f.want {
	case text, anyText:
		return t == jsonstream.String
	case orNull:
		return t == jsonstream.String || t == jsonstream.Null
	case moneyed, whole:
		return t == jsonstream.Number
	case truth:
		return t == jsonstream.True || t == jsonstream.False
	case object:
		return t == jsonstream.BeginObject
	case list:
		return t == jsonstream.BeginArray
	}
	return true
}

// type_ names what the field wants in JSON's words.
func (f *field) type_() string {
	return [...]string{text: "string", anyText: "string", orNull: "string | null", moneyed: "number", whole: "number", truth: "true | false", object: "object", list: "array", loose: "value"}[f.want]
}

func (c *checker) checkText(f *field, b []byte) error {
	switch {
	case f.want == loose:
		return nil
	case len(b) == 0 && f.want != anyText:
		return c.wrong(Empty.Fault())
	case f.among != nil && !slices.Contains(f.among, string(b)):
		return c.wrong(NotAmong.Fault(record.Shorten(b), strings.Join(f.among, ", ")))
	}
	if f.defines != noShelf {
		c.define(f.defines, b)
	}
	if f.refers != noShelf {
		c.refer(f, b)
	}
	return nil
}

func (c *checker) checkNumber(f *field, v *value) error {
	n, err := record.ParseJSONNumber(c.w.Text())
	if err != nil {
		return &record.Error{Path: c.w.Path(), Err: err, Fatal: true}
	}
	v.number = n
	if f.want != whole {
		return nil
	}
	i, ok := n.Int64()
	switch {
	case !ok:
		return c.wrong(NotWhole.Fault(record.Shorten(c.w.Text())))
	case f.among != nil && !slices.Contains(f.among, strconv.FormatInt(i, 10)):
		return c.wrong(NotAmong.Fault(record.Shorten(c.w.Text()), strings.Join(f.among, ", ")))
	case i < f.least:
		return c.wrong(TooSmall.Fault(record.Shorten(c.w.Text()), f.least))
	}
	return nil
}

// list reads the array that the last token began.
func (c *checker) list(r *rules) error {
	if r.id != priceRules {
		c.objects = 0
	}
	for {
		t, err := c.w.Next()
		if err != nil || t == jsonstream.EndArray {
			return err
		}
		if t != jsonstream.BeginObject {
			return c.wrong(WrongType.Fault("object", t.String()))
		}
		if err := c.object(r); err != nil {
			return err
		}
		if r.id != priceRules {
			c.objects++
		}
	}
}

// priceRules is the id of the rules of a product's prices, a list within a list.
const priceRules = 8

// define notes that the document holds what has this ref_code.
func (c *checker) define(s shelf, code []byte) {
	h := codeHash(code)
	if s != shippers && c.objects >= int64(c.keep) {
		if _, ok := c.defined[s][h]; !ok {
			c.further[s] = append(c.further[s], h)
		}
	}
	c.defined[s][h] = struct{}{}
	delete(c.wanted[s], h)
}

// refer notes that something of this ref_code must be in the document, or known.
func (c *checker) refer(f *field, code []byte) {
	s, h := f.refers, codeHash(code)
	if _, ok := c.defined[s][h]; ok {
		return
	}
	if _, ok := c.wanted[s][h]; ok || c.known.code != nil && c.known.code(s, h) {
		return
	}
	c.wanted[s][h] = sought{uint32(c.objects), f.from}
	if len(c.texts) < mostTexts {
		c.texts[h] = record.Shorten(code)
	}
}

// references refuses the first reference, by place and part, that leads nowhere.
func (c *checker) references() error {
	var first sought
	var lacks shelf
	var code uint64
	for s, wanted := range c.wanted {
		for h, w := range wanted {
			if lacks == noShelf || w.from < first.from || w.from == first.from && w.n < first.n {
				first, lacks, code = w, shelf(s), h
			}
		}
	}
	if lacks == noShelf {
		return nil
	}
	text, ok := c.texts[code]
	if !ok {
		text = "…"
	}
	return wrongAt(first.from.path(first.n), NoReference.Fault(text, lacks.String()))
}

// truth is what a value of that type says.
func (v *value) truth() bool { return v.token == jsonstream.True }

func (v *value) String() string { return string(v.text) }

func (v *value) whole() int64 {
	n, _ := v.number.Int64()
	return n
}

// at is the path of a part of the section that is read.
func (c *checker) at(section, name string) string {
	return fmt.Sprintf("%s[%d].%s", section, c.objects, name)
}
