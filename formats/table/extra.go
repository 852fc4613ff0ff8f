package table

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// "Extra", the last column, is a JSON object of what the other columns can't say:
//
//	"@name": "text"        an unknown attribute
//	"elements": "<A/><B/>" all unknown elements in order, as XML text
//	"name": …              an unknown key of a JSON object, with its own value
//	"Field": null          a field that is missing, where an empty cell means empty
//	"Field": ""            a field that is empty, where an empty cell means missing
//	"Place": {…}           the same of another place than the row's own record
//
// {} says no more than that the row is a row: a blank row or one of totals has none.

// An extraWriter makes up one Extra cell.
type extraWriter struct {
	buf []byte
	key bool // a JSON key has been refused: there is none in XML
}

func (x *extraWriter) reset() { x.buf, x.key = x.buf[:0], false }

// text returns the cell: nil where there is nothing to say.
func (x *extraWriter) text() []byte {
	if len(x.buf) == 0 {
		return nil
	}
	return append(x.buf, '}')
}

// member begins a member of the innermost object.
func (x *extraWriter) member(prefix string, name []byte) {
	switch n := len(x.buf); {
	case n == 0:
		x.buf = append(x.buf, '{')
	case x.buf[n-1] != '{':
		x.buf = append(x.buf, ',')
	}
	x.buf = append(x.buf, '"')
	x.buf = append(x.buf, prefix...)
	start := len(x.buf)
	x.buf = jsonstream.AppendString(x.buf, name, nil)
	x.buf = append(x.buf[:start], x.buf[start+1:]...) // the quote that stands before the prefix already
	x.buf = append(x.buf, ':')
}

// open begins a place, close ends it.
func (x *extraWriter) open(place string) {
	x.member("", []byte(place))
	x.buf = append(x.buf, '{')
}

func (x *extraWriter) close() { x.buf = append(x.buf, '}') }

// missing says that a field is missing if it is.
func (x *extraWriter) missing(name string, text []byte) {
	if text == nil {
		x.null(name)
	}
}

// missingNumber says that a number is missing if it is.
func (x *extraWriter) missingNumber(name string, n record.Number) {
	if n.IsMissing() {
		x.null(name)
	}
}

func (x *extraWriter) null(name string) {
	x.member("", []byte(name))
	x.buf = append(x.buf, "null"...)
}

// blank says that a field is empty, where an empty cell would mean missing.
func (x *extraWriter) blank(name string) {
	x.member("", []byte(name))
	x.buf = append(x.buf, `""`...)
}

// unknown writes those of list that stood in the place.
func (x *extraWriter) unknown(list []record.Unknown, place record.Place) {
	elements := 0
	for i := range list {
		u := &list[i]
		if u.Place != place {
			continue
		}
		switch u.Kind {
		case record.Attribute:
			x.member("@", u.Name)
			x.buf = jsonstream.AppendString(x.buf, u.Value, nil)
		case record.Key:
			x.key = true
			x.member("", u.Name)
			x.buf = append(x.buf, u.Value...)
		default:
			elements++
		}
	}
	if elements > 0 {
		x.elements(list, place)
	}
}

func (x *extraWriter) elements(list []record.Unknown, place record.Place) {
	var all []byte
	for i := range list {
		if list[i].Place == place && list[i].Kind == record.Element {
			all = append(all, list[i].Value...)
		}
	}
	x.member("", []byte("elements"))
	x.buf = jsonstream.AppendString(x.buf, all, nil)
}

// placeOf writes the unknown of a place as an object of that name, if there is any.
func (x *extraWriter) placeOf(name string, list []record.Unknown, place record.Place) {
	if hasPlace(list, place) {
		x.open(name)
		x.unknown(list, place)
		x.close()
	}
}

func hasPlace(list []record.Unknown, place record.Place) bool {
	for i := range list {
		if list[i].Place == place {
			return true
		}
	}
	return false
}

// An extraPlace says what the members of an object in Extra mean.
type extraPlace struct {
	name   string
	place  record.Place
	into   *[]record.Unknown
	fields []extraField
	inner  []extraPlace
	seen   *bool     // set when the object is there
	xml    *xmlNames // nil: names without a meaning are unknown keys, as in an invoice
}

// xmlNames says which names the unknown of a kind of document can't have, because its XML has them.
type xmlNames struct {
	fields record.UnknownKind // whether its fields are attributes or elements
	ours   []string           // its elements that are more than fields
}

// An extraField is a field that Extra can call missing or empty. One of the pointers is set.
type extraField struct {
	name   string
	text   *[]byte
	number *record.Number
	truth  *record.Bool
	apart  bool // it is no field of the place in XML
	said   bool // Extra may also say what the text is, and the cell be empty
}

// An extraReader reads Extra cells.
type extraReader struct {
	*jsonstream.Walker
	limits record.Limits
}

// read reads the object that the last token, t, began.
func (p *extraPlace) read(x *extraReader, t jsonstream.Token) error {
	if t != jsonstream.BeginObject {
		return ExtraType.Fault(p.name, jsonstream.BeginObject.String(), t.String())
	}
	if p.seen != nil {
		*p.seen = true
	}
	for {
		t, err := x.Next()
		if err != nil || t == jsonstream.EndObject {
			return err
		}
		if err := p.member(x, string(x.Text())); err != nil {
			return err
		}
	}
}

// member reads the value of a key.
func (p *extraPlace) member(x *extraReader, key string) error {
	t, err := x.Next()
	if err != nil {
		return err
	}
	for i := range p.inner {
		if p.inner[i].name == key {
			return p.inner[i].read(x, t)
		}
	}
	for i := range p.fields {
		if p.fields[i].name == key {
			return p.fields[i].mark(t, x.Text())
		}
	}
	switch {
	case p.into == nil:
		return ExtraUnknown.Fault(record.Shorten([]byte(key)))
	case p.xml == nil:
		value, err := x.AppendValue(nil, t)
		if err != nil {
			return err
		}
		return p.add(record.Key, []byte(key), value)
	case key != "elements" && !strings.HasPrefix(key, "@"):
		return ExtraUnknown.Fault(record.Shorten([]byte(key)))
	case t != jsonstream.String:
		return ExtraType.Fault(key, jsonstream.String.String(), t.String())
	case key == "elements":
		return p.elements(x.Text(), x.limits)
	}
	return p.add(record.Attribute, []byte(key[1:]), append([]byte{}, x.Text()...))
}

func (p *extraPlace) add(kind record.UnknownKind, name, value []byte) error {
	switch {
	case kind == record.Attribute && len(name) == 0:
		return ExtraUnknown.Fault("@")
	case kind != record.Element && p.isTwice(kind, name):
		return NameTwice.Fault(record.Shorten(name))
	case p.isTaken(kind, name):
		return NameTaken.Fault(record.Shorten(name))
	case p.xml != nil:
		for _, text := range [...][]byte{name, value} {
			if r, ok := forbidden(text); ok {
				return CharacterForbidden.Fault(r)
			}
		}
	}
	*p.into = append(*p.into, record.Unknown{Place: p.place, Kind: kind, Name: name, Value: value})
	return nil
}

// isTwice reports whether an attribute or key of this name is there, from a column of its own.
func (p *extraPlace) isTwice(kind record.UnknownKind, name []byte) bool {
	for _, u := range *p.into {
		if u.Place == p.place && u.Kind == kind && bytes.Equal(u.Name, name) {
			return true
		}
	}
	return false
}

// isTaken reports whether in XML the name would be that of something else.
func (p *extraPlace) isTaken(kind record.UnknownKind, name []byte) bool {
	if p.xml == nil {
		return false
	}
	for i := range p.fields {
		if kind == p.xml.fields && !p.fields[i].apart && p.fields[i].name == string(name) {
			return true
		}
	}
	return kind == record.Element && slices.Contains(p.xml.ours, string(name))
}

func (p *extraPlace) elements(text []byte, limits record.Limits) error {
	return xmlstream.Elements(text, record.Options{Limits: limits}, func(name, element []byte) error {
		return p.add(record.Element, bytes.Clone(name), bytes.Clone(element))
	})
}

// mark makes the field missing, for null, or empty, for "". Its cell must be empty.
func (f *extraField) mark(t jsonstream.Token, text []byte) error {
	null := t == jsonstream.Null
	switch {
	case !null && t != jsonstream.String, !null && len(text) > 0 && !f.said:
		return ExtraField.Fault(f.name)
	case f.text != nil && len(*f.text) > 0, f.number != nil && f.number.IsSet(), f.truth != nil && *f.truth != record.BoolMissing:
		return ExtraContradicts.Fault(f.name)
	case f.text != nil && null:
		*f.text = nil
	case f.text != nil:
		*f.text = append([]byte{}, text...)
	case f.number != nil && null:
		*f.number = record.Number{}
	case f.number != nil:
		*f.number = record.EmptyNumber
	}
	return nil
}

// readExtra reads the Extra cell of the current row.
func (t *sheet) readExtra(p *extraPlace) *record.Error {
	cell := t.value(t.layout.extra)
	if len(bytes.TrimSpace(cell)) == 0 {
		return nil
	}
	err := t.walkExtra(p, cell)
	if err == nil {
		return nil
	}
	var f *record.Fault
	if !errors.As(err, &f) { // of the grammars below, which all say it with one
		return t.refuse(t.layout.extra, cell, err)
	}
	return t.refuse(t.layout.extra, cell, f)
}

func (t *sheet) walkExtra(p *extraPlace, cell []byte) error {
	x := t.inExtra
	if x == nil {
		limits := t.limits
		limits.Value = limits.Record // elements are one string
		x = &extraReader{jsonstream.NewWalker(nil, record.Options{Limits: limits}), t.limits}
		t.inExtra = x
	}
	x.ResetBytes(cell, record.Pos{})
	token, err := x.Next()
	if err != nil {
		return err
	}
	if err := p.read(x, token); err != nil {
		return err
	}
	return x.Finish()
}
