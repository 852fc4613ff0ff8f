package anonymize

import (
	"bytes"
	"encoding/base32"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"obmen/formats/record"
)

// What a source carries and the vocabulary has no field for may be anything: names of people in names of elements. Everything of it is replaced, names too.

// unknown returns a list of made-up ones for a list.
func (m *maker) unknown(list []record.Unknown) []record.Unknown {
	if list == nil {
		return nil
	}
	made := make([]record.Unknown, len(list))
	for i, u := range list {
		made[i] = record.Unknown{Place: u.Place, Kind: u.Kind, Name: m.fieldName(u.Name)}
		switch u.Kind {
		case record.Element:
			made[i].Value = m.element(u.Value, made[i].Name)
		case record.Key:
			made[i].Value = m.value(u.Value)
		default:
			made[i].Value = m.free(u.Value)
		}
	}
	return made
}

// nameLetters is how long a made-up name of an attribute, element or key is, its x left out: 60 bits.
const nameLetters = 12

// fieldName returns the name that takes the place of one: letters and digits, as any format may have them. The attribute of a field that is an element stands
// behind the field's name and a slash.
func (m *maker) fieldName(name []byte) []byte {
	if field, own, ok := bytes.Cut(name, []byte{'/'}); ok && isFieldName(string(field)) {
		return append(append(bytes.Clone(field), '/'), m.fieldName(own)...)
	}
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.digest("field", name))
	return []byte("x" + strings.ToLower(text[:nameLetters]))
}

// isFieldName reports whether a name is one of the vocabulary, or of the elements that its fields stand in.
func isFieldName(name string) bool {
	for _, k := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		for _, f := range record.FieldNames(k) {
			if slices.Contains(strings.Split(f, ".")[1:], name) {
				return true
			}
		}
	}
	return false
}

// element returns an element of a name, in the form that the readers keep, with made-up names, values and text. What is no XML becomes an empty one.
func (m *maker) element(text, name []byte) []byte {
	d := xml.NewDecoder(bytes.NewReader(text))
	var made []byte
	var open []string
	inTag := false // the last start tag has no > yet
	for {
		token, err := d.RawToken()
		if err != nil {
			if !errors.Is(err, io.EOF) || len(open) > 0 || made == nil {
				return join("<" + string(name) + "/>")
			}
			return made
		}
		switch t := token.(type) {
		case xml.StartElement:
			if inTag {
				made = append(made, '>')
			}
			own := string(name)
			if len(open) > 0 {
				own = string(m.fieldName(fullName(t.Name)))
			}
			made = m.startTag(made, own, t.Attr)
			open, inTag = append(open, own), true
		case xml.EndElement:
			if len(open) == 0 {
				return join("<" + string(name) + "/>")
			}
			last := open[len(open)-1]
			if open = open[:len(open)-1]; inTag {
				made = append(made, "/>"...)
			} else {
				made = append(append(append(made, "</"...), last...), '>')
			}
			inTag = false
		case xml.CharData:
			if len(t) == 0 || len(open) == 0 {
				continue
			}
			if inTag {
				made = append(made, '>')
			}
			made, inTag = append(made, markupFree(m.free(t))...), false
		}
	}
}

func fullName(n xml.Name) []byte { return []byte(n.Space + ":" + n.Local) }

func (m *maker) startTag(dst []byte, name string, attrs []xml.Attr) []byte {
	dst = append(append(dst, '<'), name...)
	for _, a := range attrs {
		dst = append(append(append(dst, ' '), m.fieldName(fullName(a.Name))...), `="`...)
		dst = append(append(dst, markupFree(m.free([]byte(a.Value)))...), '"')
	}
	return dst
}

// markupFree puts a hyphen or a blank where XML would have to escape a character.
func markupFree(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("<>&\"'", r):
			return '-'
		case r < ' ':
			return ' '
		}
		return r
	}, text)
}

// value returns a JSON value with made-up names, texts and numbers. What is no JSON becomes null.
func (m *maker) value(text []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var made []byte
	var levels []level
	for {
		token, err := d.Token()
		if err != nil {
			if !errors.Is(err, io.EOF) || len(levels) > 0 || made == nil {
				return []byte("null")
			}
			return made
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			made = append(made, byte(delim))
			levels = levels[:len(levels)-1]
			continue
		}
		isName := false
		if len(levels) > 0 {
			made, isName = levels[len(levels)-1].part(made)
		}
		switch t := token.(type) {
		case json.Delim:
			made = append(made, byte(t))
			levels = append(levels, level{object: t == '{'})
		case string:
			made = m.appendText(made, t, isName)
		case json.Number:
			made = append(made, m.number([]byte(t))...)
		case bool:
			made = append(made, map[bool]string{true: "true", false: "false"}[t]...)
		default:
			made = append(made, "null"...)
		}
	}
}

// A level is an object or array that is open.
type level struct {
	object bool
	count  int // tokens in it
}

// part appends what stands in front of the next token, and reports whether that is a name.
func (l *level) part(dst []byte) (made []byte, isName bool) {
	isName = l.object && l.count%2 == 0
	switch {
	case l.object && !isName:
		dst = append(dst, ':')
	case l.count > 0:
		dst = append(dst, ',')
	}
	l.count++
	return dst, isName
}

func (m *maker) appendText(dst []byte, text string, isName bool) []byte {
	made := m.free([]byte(text))
	if isName {
		made = m.fieldName([]byte(text))
	}
	quoted, err := json.Marshal(string(markupFree(made)))
	if err != nil {
		return append(dst, `""`...)
	}
	return append(dst, quoted...)
}
