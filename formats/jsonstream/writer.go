package jsonstream

import (
	"errors"
	"io"
	"math"

	"obmen/formats/record"
)

// flushSize is how much a Writer gathers before it writes.
const flushSize = 64 << 10

// A Writer writes JSON. Its methods must be called in an order that makes JSON; they gather what they write, and the first
// error stays: Flush returns it.
type Writer struct {
	w         io.Writer
	buf       []byte
	most      int // how much it gathers
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
	return &Writer{w: w, most: flushSize, indent: indent, encodable: encodable}
}

// Gather makes j gather so many bytes before it writes.
func (j *Writer) Gather(bytes int) { j.most = bytes }

// Gathered returns what is gathered, and the next value is appended to: see Append.
func (j *Writer) Gathered() []byte { return j.buf }

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
	var ok bool
	if j.buf, ok = AppendText(j.buf, text, j.encodable); !ok {
		j.fail(record.InvalidUTF8.Fault("UTF-8"))
	}
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

// Begin begins a value of the open array that its caller writes himself, as a [Stencil] has it: it returns what is gathered, to append the value to
// and to hand to Done. Whoever drops it has written nothing.
func (j *Writer) Begin() []byte {
	if j.filled {
		return append(j.buf, ',')
	}
	return j.buf
}

// Done ends what Begin began.
func (j *Writer) Done(text []byte) {
	j.buf = text
	j.filled = true
	j.flushFull()
}

// Append writes values of the open array that another Writer has written for this place: it was Reset to the depth of the array.
// The text must not be empty.
func (j *Writer) Append(text []byte) {
	if j.filled {
		j.buf = append(j.buf, ',')
	}
	j.filled = true
	j.insert(text)
}

// insert writes text that is finished, without a copy where it is long.
func (j *Writer) insert(text []byte) {
	if len(text) < j.most/4 {
		j.buf = append(j.buf, text...)
		j.flushFull()
		return
	}
	if j.Flush() == nil {
		j.write(text)
	}
}

// Splice writes a value, or the whole inside of the open, empty array, that another Writer has written for this place: for the inside
// it was Reset to the depth of the array. src must not be empty. It writes where j does, by itself.
func (j *Writer) Splice(src io.WriterTo) {
	if j.Flush() == nil {
		_, err := src.WriteTo(j.w)
		j.fail(err)
	}
	j.filled = true
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
	if len(j.buf) >= j.most {
		j.Flush()
	}
}

// Flush writes what is gathered and returns the first error that there was.
func (j *Writer) Flush() error {
	if j.err == nil && len(j.buf) > 0 {
		j.write(j.buf)
	}
	j.buf = j.buf[:0]
	return j.err
}

func (j *Writer) write(text []byte) {
	n, err := j.w.Write(text)
	if err == nil && n < len(text) {
		err = io.ErrShortWrite
	}
	j.err = err
}

// Err returns the first error that there was, without a Flush.
func (j *Writer) Err() error { return j.err }
