package anyxml

import (
	"bytes"
	"encoding/xml"

	"github.com/antchfx/xmlquery"

	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// NewElement returns an element without attributes or content.
func NewElement(name []byte) *xmlquery.Node {
	n := &xmlquery.Node{Type: xmlquery.ElementNode}
	n.Prefix, n.Data = split(name)
	return n
}

// SetAttribute gives an element an attribute that it does not have yet.
func SetAttribute(n *xmlquery.Node, name, value []byte) {
	space, local := split(name)
	n.Attr = append(n.Attr, xmlquery.Attr{Name: xml.Name{Space: space, Local: local}, Value: string(value)})
}

// AddText adds text to the end of an element; an empty text is none.
func AddText(n *xmlquery.Node, text []byte) {
	if len(text) > 0 {
		xmlquery.AddChild(n, &xmlquery.Node{Type: xmlquery.TextNode, Data: string(text)})
	}
}

// split parts a name at its colon. Namespaces are not interpreted, so a prefix is what an expression names.
func split(name []byte) (prefix, local string) {
	if p, l, ok := bytes.Cut(name, []byte{':'}); ok {
		return string(p), string(l)
	}
	return "", string(name)
}

// StartElement returns the element of the scanner's current Start with its attributes.
func StartElement(s xmlstream.Scanner) *xmlquery.Node {
	n := NewElement(s.Name())
	for _, a := range s.Attrs() {
		SetAttribute(n, a.Name, a.Value)
	}
	return n
}

// Element reads the element whose Start is the current token to its End. What lies between comments is one text; comments and instructions are
// dropped, with a finding.
func Element(s xmlstream.Scanner) (*xmlquery.Node, error) {
	top := StartElement(s)
	var text []byte
	for at := top; ; {
		t, err := s.Next()
		if err != nil {
			return nil, err
		}
		switch t {
		case xmlstream.Text:
			text = append(text, s.Text()...)
			continue
		case xmlstream.Comment, xmlstream.Instruction:
			xmlstream.Drop(s)
			continue
		}
		AddText(at, text)
		text = text[:0]
		if t == xmlstream.Start {
			child := StartElement(s)
			xmlquery.AddChild(at, child)
			at = child
		} else if at == top {
			return top, nil
		} else {
			at = at.Parent
		}
	}
}

// ParseElement returns the element that text, canonical XML, is.
func ParseElement(text []byte) (*xmlquery.Node, error) {
	s := xmlstream.NewScanner(bytes.NewReader(text), record.Options{})
	for {
		t, err := s.Next()
		if err != nil {
			return nil, err
		}
		if t == xmlstream.Start {
			return Element(s)
		}
	}
}
