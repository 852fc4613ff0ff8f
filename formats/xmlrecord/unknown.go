package xmlrecord

import (
	"bytes"

	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// KeepAttribute keeps an attribute that the vocabulary has no field for. A name that was escaped because XML could not hold it is
// restored. The attribute of a field that is an element is kept under the field's name, a slash and its own: Price/currency. No name holds a
// slash, so field is empty or the two are told apart.
func (s *Source) KeepAttribute(a *Arena, list []record.Unknown, place record.Place, path, field string, at xmlstream.Attr) []record.Unknown {
	s.Find(record.UnknownAttribute, path, string(at.Name))
	kept := a.Open()
	if field != "" {
		kept = append(append(kept, field...), '/')
	}
	name := xmlstream.DecodeName(at.Name)
	if bytes.IndexByte(name, '/') >= 0 {
		name = at.Name
	}
	kept = a.Close(append(kept, name...))
	return append(list, record.Unknown{Place: place, Kind: record.Attribute, Name: kept, Value: a.Keep(at.Value)})
}

// ElementShare is how many bytes of the record limit an unknown element counts for at least: as many as it takes to hold it.
const ElementShare = 64

// KeepElement keeps the element whose Start is the current token and reads to its end. More of them than the record limit has room for
// refuse the document: the text of <a/> is four bytes, but it takes many more to hold it.
func (s *Source) KeepElement(a *Arena, list []record.Unknown, place record.Place, path string) ([]record.Unknown, error) {
	s.Find(record.UnknownElement, path, string(s.Name()))
	if most := s.opts.Limits.Record / ElementShare; len(list) >= max(most, 1) {
		return list, s.Fatal(UnknownMany.Fault(most))
	}
	u := record.Unknown{Place: place, Kind: record.Element, Name: a.Keep(s.Name())}
	text, err := xmlstream.AppendElement(a.Open(), s.Scanner)
	if err != nil {
		return list, s.complete(err)
	}
	u.Value = a.Close(text)
	return append(list, u), nil
}

// DropElement passes over an element that stands outside every record.
func (s *Source) DropElement() error {
	s.Find(record.ElementDropped, "", string(s.Name()))
	return s.Skip()
}

// CheckUnknown says why a list can't be written: something that XML has no form for, two attributes of one name, or a name that the dialect
// takes for its own, as known says. It is nil for every list that an XML dialect has read; a table can hold others.
func CheckUnknown(list []record.Unknown, known func(u *record.Unknown) bool) *record.Fault {
	for i := range list {
		u := &list[i]
		if u.Kind == record.Key || known(u) || (u.Kind == record.Attribute && repeats(list[:i], u)) {
			return UnknownUnplaceable.Fault(record.Shorten(u.Name))
		}
	}
	return nil
}

func repeats(before []record.Unknown, u *record.Unknown) bool {
	for i := range before {
		b := &before[i]
		if b.Kind == record.Attribute && b.Place == u.Place && bytes.Equal(b.Name, u.Name) {
			return true
		}
	}
	return false
}

// WriteAttributes writes the unknown attributes of a place to the element just opened.
func WriteAttributes(x *xmlstream.Writer, list []record.Unknown, place record.Place) {
	for i := range list {
		if u := &list[i]; u.Kind == record.Attribute && u.Place == place && bytes.IndexByte(u.Name, '/') < 0 {
			x.Attr(xmlstream.EncodeName(u.Name), u.Value)
		}
	}
}

// WriteFieldAttributes writes the unknown attributes of a field that is an element, the one just opened.
func WriteFieldAttributes(x *xmlstream.Writer, list []record.Unknown, place record.Place, field []byte) {
	for i := range list {
		if u := &list[i]; u.Kind == record.Attribute && u.Place == place {
			if of, name, ok := bytes.Cut(u.Name, []byte{'/'}); ok && bytes.Equal(of, field) {
				x.Attr(xmlstream.EncodeName(name), u.Value)
			}
		}
	}
}

// WriteElements writes the unknown elements of a place.
func WriteElements(x *xmlstream.Writer, list []record.Unknown, place record.Place) {
	for i := range list {
		if u := &list[i]; u.Kind == record.Element && u.Place == place {
			x.Raw(u.Value)
		}
	}
}
