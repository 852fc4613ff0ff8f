package xmlstream

import (
	"bytes"
	"io"
	"strings"

	"obmen/formats/record"
)

// AppendElement is called at a Start. It appends the whole element, to its End, as canonical XML text:
// attributes in the order of the source, empty elements as <a/>, characters escaped as [Writer] does. The
// comments and instructions inside are dropped, with a finding each. The element must fit in a record: the one that has
// begun, or else one of its own.
func AppendElement(dst []byte, s Scanner) ([]byte, error) {
	if c, ok := s.(interface{ inRecord() bool }); ok && !c.inRecord() {
		s.BeginRecord()
		defer s.EndRecord()
	}
	outer := s.Depth()
	dst, open := appendStart(dst, s), true
	for {
		t, err := s.Next()
		if err != nil {
			return dst, err
		}
		if open && (t == Start || t == Text && len(s.Text()) > 0) {
			dst, open = append(dst, '>'), false
		}
		switch t {
		case Start:
			dst, open = appendStart(dst, s), true
		case Text:
			dst = appendEscaped(dst, s.Text(), inContent)
		case End:
			dst = appendEnd(dst, s.Name(), open)
			if open = false; s.Depth() == outer {
				return dst, nil
			}
		default:
			Drop(s)
		}
	}
}

// appendStart appends a start tag without its >.
func appendStart(dst []byte, s Scanner) []byte {
	dst = append(append(dst, '<'), s.Name()...)
	for _, a := range s.Attrs() {
		dst = append(append(append(dst, ' '), a.Name...), `="`...)
		dst = append(appendEscaped(dst, a.Value, inQuotes), '"')
	}
	return dst
}

func appendEnd(dst, name []byte, open bool) []byte {
	if open {
		return append(dst, "/>"...)
	}
	return append(append(append(dst, "</"...), name...), '>')
}

// Skip is called at a Start and moves to the End of the element.
func Skip(s Scanner) error {
	for outer := s.Depth(); ; {
		t, err := s.Next()
		if err != nil || t == End && s.Depth() == outer {
			return err
		}
	}
}

// Drop reports the current token, a Comment or an Instruction, to Options.Found as dropped. The dialects call it
// for those that they meet.
func Drop(s Scanner) {
	if d, ok := s.(interface{ drop() }); ok {
		d.drop()
	}
}

// Elements scans text, a run of elements with nothing between them but white space, comments and instructions, and gives
// the name and the canonical text of each to yield; both are valid only during the call. Positions in
// errors are those within text, on one line: o.Start is not heeded.
func Elements(text []byte, o record.Options, yield func(name, element []byte) error) error {
	const open, end = "<e>", "</e>"
	o.Start = record.Pos{Offset: -int64(len(open)), Line: 1, Col: 1 - int32(len(open))}
	o.Limits = o.Limits.WithDefaults()
	o.Limits.Depth++
	r := io.MultiReader(strings.NewReader(open), bytes.NewReader(text), strings.NewReader(end))
	s := newScanner(r, o, len(open)+len(text)+len(end))
	var name, element []byte
	for {
		t, err := s.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case t == Start && s.Depth() == 2:
			name = append(name[:0], s.Name()...)
			if element, err = AppendElement(element[:0], s); err == nil {
				err = yield(name, element)
			}
		case t == Text && len(bytes.TrimLeft(s.Text(), " \t\n\r")) > 0:
			err = &record.Error{File: o.File, Pos: s.Locate(s.Offset()), Err: msgTextBetween.Fault(), Fatal: true}
		case t == Comment || t == Instruction:
			Drop(s)
		}
		if err != nil {
			return err
		}
	}
}
