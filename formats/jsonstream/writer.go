package jsonstream

import (
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf16"
	"unicode/utf8"

	"obmen/formats/record"
)

// flushSize is how much a Writer gathers before it writes.
const flushSize = 32 << 10

// A Writer writes JSON. Its methods must be called in an order that makes JSON; they gather what they write, and the first
// error stays: Flush returns it.
type Writer struct {
	w         io.Writer
	buf       []byte
	indent    string
	encodable func(rune) bool
	depth     int
	filled    bool // the innermost object or array holds something
	afterKey  bool
	raw       *Walker // looks at what Raw is given
	err       error
}

// NewWriter returns a Writer to w. With an indent each value of an object or array stands on a line of its own, behind depth times indent;
// without one there is no white space at all. encodable reports whether the output's encoding has a place for a character, others are escaped;
// nil: it has for all.
func NewWriter(w io.Writer, indent string, encodable func(rune) bool) *Writer {
	return &Writer{w: w, indent: indent, encodable: encodable}
}

// Reset makes j write to w, as if it stood within depth open arrays or objects, the innermost of which is empty as yet: so a
// drawer is filled with the values of an array that is opened later. What was gathered and not flushed is forgotten.
func (j *Writer) Reset(w io.Writer, depth int) {
	j.w, j.buf, j.depth, j.filled, j.afterKey, j.err = w, j.buf[:0], depth, false, false, nil
}

// BeginObject opens an object.
func (j *Writer) BeginObject() { j.begin('{') }

// BeginArray opens an array.
func (j *Writer) BeginArray() { j.begin('[') }

// EndObject closes the object.
func (j *Writer) EndObject() { j.end('}') }

// EndArray closes the array.
func (j *Writer) EndArray() { j.end(']') }

func (j *Writer) begin(c byte) {
	j.before()
	j.buf = append(j.buf, c)
	j.depth++
	j.filled = false
}

func (j *Writer) end(c byte) {
	j.depth--
	if j.filled {
		j.newline()
	}
	j.buf = append(j.buf, c)
	j.filled = true
	j.flushFull()
}

// before writes what stands between the last value and the next.
func (j *Writer) before() {
	if j.afterKey {
		j.afterKey = false
		return
	}
	if j.filled {
		j.buf = append(j.buf, ',')
	}
	j.filled = true
	if j.depth > 0 {
		j.newline()
	}
}

func (j *Writer) newline() {
	if j.indent == "" {
		return
	}
	j.buf = append(j.buf, '\n')
	for range j.depth {
		j.buf = append(j.buf, j.indent...)
	}
}

// Key writes a key of the open object.
func (j *Writer) Key(name string) {
	j.before()
	j.buf = append(j.buf, '"')
	j.buf = append(j.buf, name...)
	j.afterColon()
}

// KeyText writes a key that may need escapes.
func (j *Writer) KeyText(name []byte) {
	j.before()
	j.quote(name)
	j.buf = j.buf[:len(j.buf)-1]
	j.afterColon()
}

func (j *Writer) afterColon() {
	j.buf = append(j.buf, '"', ':')
	if j.indent != "" {
		j.buf = append(j.buf, ' ')
	}
	j.afterKey = true
}

// String writes a string. Invalid UTF-8 is an error.
func (j *Writer) String(text []byte) {
	j.before()
	j.quote(text)
	j.flushFull()
}

func (j *Writer) quote(text []byte) {
	if !utf8.Valid(text) {
		j.fail(record.InvalidUTF8.Fault("UTF-8"))
	}
	j.buf = AppendString(j.buf, text, j.encodable)
}

// Number writes a number with all its decimals. n must be set.
func (j *Writer) Number(n record.Number) {
	j.before()
	j.buf = n.AppendTo(j.buf)
	j.flushFull()
}

// Bool writes true or false.
func (j *Writer) Bool(b bool) {
	j.before()
	if b {
		j.buf = append(j.buf, "true"...)
	} else {
		j.buf = append(j.buf, "false"...)
	}
}

// Null writes null.
func (j *Writer) Null() {
	j.before()
	j.buf = append(j.buf, "null"...)
}

// Raw writes a value that is JSON already, without white space between its tokens, else as it is spelled. What is no JSON value
// is an error.
func (j *Writer) Raw(value []byte) {
	j.before()
	if j.raw == nil {
		// Whoever read the value had limits of his own.
		j.raw = NewWalker(nil, record.Options{Limits: record.Limits{Record: math.MaxInt32, Value: math.MaxInt32, Name: math.MaxInt32, Depth: 1 << 20}})
	}
	j.raw.ResetBytes(value, record.Pos{})
	t, err := j.raw.Next()
	if err == nil {
		j.buf, err = j.raw.appendValue(j.buf, t, j.encodable)
	}
	if err == nil {
		err = j.raw.Finish()
	}
	if errors.Is(err, io.EOF) {
		err = Truncated.Fault("JSON")
	}
	j.fail(err)
	j.flushFull()
}

// Splice writes a value, or the whole inside of the open, empty array, that another Writer has written for this place: for the inside
// it was Reset to the depth of the array. src must not be empty.
func (j *Writer) Splice(src io.WriterTo) {
	if j.err == nil {
		_, err := src.WriteTo(inside{j})
		j.fail(err)
	}
	j.filled = true
}

// inside lets another's bytes in.
type inside struct{ j *Writer }

// Write implements io.Writer.
func (in inside) Write(p []byte) (int, error) {
	in.j.buf = append(in.j.buf, p...)
	in.j.flushFull()
	if in.j.err != nil {
		return 0, in.j.err
	}
	return len(p), nil
}

// Verbatim writes what is no part of any value: white space, the brackets of a document that is put together by hand. The next value is then
// the first.
func (j *Writer) Verbatim(text string) {
	j.buf = append(j.buf, text...)
	j.filled = false
}

func (j *Writer) fail(err error) {
	if j.err == nil {
		j.err = err
	}
}

func (j *Writer) flushFull() {
	if len(j.buf) >= flushSize {
		j.Flush()
	}
}

// Flush writes what is gathered and returns the first error that there was.
func (j *Writer) Flush() error {
	if j.err == nil && len(j.buf) > 0 {
		n, err := j.w.Write(j.buf)
		if err == nil && n < len(j.buf) {
			err = io.ErrShortWrite
		}
		j.err = err
	}
	j.buf = j.buf[:0]
	return j.err
}

// Err returns the first error that there was, without a Flush.
func (j *Writer) Err() error { return j.err }

// AppendString appends text as a JSON string, with the escapes that RFC 8259 demands and no others: of the quotation mark, the backslash, and the
// control characters below U+0020, the short ones where there are any. What encodable (nil: nothing) refuses is escaped too. Text must be valid UTF-8.
func AppendString(dst, text []byte, encodable func(rune) bool) []byte {
	dst = append(dst, '"')
	done := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if plain[c] || c >= utf8.RuneSelf && encodable == nil {
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if c >= utf8.RuneSelf && encodable(r) {
			i += size - 1
			continue
		}
		dst = append(dst, text[done:i]...)
		dst = appendEscaped(dst, r)
		i += size - 1
		done = i + 1
	}
	return append(append(dst, text[done:]...), '"')
}

func appendEscaped(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	if r > 0xFFFF {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(dst, `\u%04x`, r)
}
