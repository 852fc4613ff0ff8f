package xmlstream

import (
	"io"

	"obmen/formats/record"
)

func newPlain(r io.Reader, o record.Options) Scanner { return nil }
func newFast(r io.Reader, o record.Options) Scanner  { return nil }

// AppendElement is called at a Start. It appends the whole element, to its End, as canonical XML text:
// attributes in the order of the source, empty elements as <a/>, characters escaped as [Writer] does. The
// comments and instructions inside are dropped, with a finding each.
func AppendElement(dst []byte, s Scanner) ([]byte, error) { return dst, nil }

// Skip is called at a Start and moves to the End of the element.
func Skip(s Scanner) error { return nil }

// Drop reports the current Comment or Instruction to Options.Found as dropped. The dialects call it for
// those that they meet.
func Drop(s Scanner) {}

// Elements scans text, a run of elements without anything between them but white space, and gives the name and canonical text
// of each to yield; both are valid only during the call.
func Elements(text []byte, o record.Options, yield func(name, element []byte) error) error {
	return nil
}

// A Writer writes one document. Its methods keep the first error, which EndRecord, Err and Flush return; nothing
// is written after it. It keeps no slice that it is given.
type Writer struct{}

// NewWriter returns a Writer to w. It heeds Encoding and Encodable of o.
func NewWriter(w io.Writer, o record.Options) *Writer { return &Writer{} }

// Declaration writes the XML declaration, with the encoding of Options. It comes first, if at all.
func (w *Writer) Declaration() {}

// Start opens an element.
func (w *Writer) Start(name []byte) {}

// Attr adds an attribute to the element just opened. A nil value is a missing attribute: nothing is written.
func (w *Writer) Attr(name, value []byte) {}

// Text writes character data. An element that has text is not indented.
func (w *Writer) Text(text []byte) {}

// End closes the innermost open element: as /> when nothing stands in it.
func (w *Writer) End() {}

// Raw writes an element that is canonical XML text already (from [AppendElement] or [Elements]).
func (w *Writer) Raw(element []byte) {}

// BeginRecord begins a record: until EndRecord nothing of it goes out.
func (w *Writer) BeginRecord() {}

// EndRecord ends the record. If its content can't be written (a character that XML forbids, a name that is none), everything
// since BeginRecord is taken back, the reason is returned as a *record.Error that is not Fatal, with Path and Value, and the
// Writer can go on.
func (w *Writer) EndRecord() error { return nil }

// Err returns the error that stopped the Writer.
func (w *Writer) Err() error { return nil }

// Flush writes what is buffered and returns the error that stopped the Writer, if any. It does not close open elements.
func (w *Writer) Flush() error { return nil }

// EncodeName returns name as a name that XML allows: every character that it does not allow there is escaped as
// _xHHHH_, or _xHHHHHHHH_ beyond the BMP. A name that XML allows is returned as it is, unless it would read as the escape of another.
func EncodeName(name []byte) []byte { return name }

// DecodeName is the inverse of EncodeName: each is the other's inverse for every name.
func DecodeName(name []byte) []byte { return name }
