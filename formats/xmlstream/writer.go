package xmlstream

import (
	"bytes"
	"io"
	"unicode/utf8"

	"obmen/formats/record"
)

// goOut is from how many buffered bytes on a Writer writes.
const goOut = 64 << 10

// recordBlock is how much of a record a Writer holds in one piece. One buffer that grew with the record would need twice its room on the way.
const recordBlock = 1 << 20

// A Writer writes one document, two blanks deeper for every element. Its methods keep the first error, which
// EndRecord, Err and Flush return; nothing is written after it. It keeps no slice that it is given.
//
// What it writes is well-formed if the calls are balanced and [Writer.Raw] is given what it asks for: names are held against
// the grammar, no attribute stands twice in a tag, and a character that XML forbids is an error. A character that the
// output encoding has no place for becomes a character reference; in a name it is an error.
type Writer struct {
	w         io.Writer
	encoding  string
	encodable func(rune) bool
	places    places
	full      [][]byte // what was buffered before buf: of a large record
	buf       []byte
	err       error // of w, or a fault outside any record: the Writer has stopped
	fault     *record.Error

	now  state
	rec  bool  // within a record
	then state // what was when the record began
	mark int   // where in the first buffer
}

// A state is what a Writer has to know of the document so far.
type state struct {
	open   outline
	inside []contents // of each open element
	tag    bool       // the innermost start tag still lacks its >
	attrs  outline    // the names of its attributes
}

// contents is what stands in an element.
type contents struct{ text, children bool }

// NewWriter returns a Writer to w. It heeds Encoding and Encodable of o.
func NewWriter(w io.Writer, o record.Options) *Writer {
	if o.Encoding == "" {
		o.Encoding = "UTF-8"
	}
	x := &Writer{w: w, encoding: o.Encoding, encodable: o.Encodable}
	if o.Encodable != nil {
		x.places.fill(o.Encodable)
	}
	return x
}

// Reset makes w what it was when it was made. It keeps its buffers.
func (w *Writer) Reset() {
	w.dropFull()
	w.buf, w.err, w.fault = w.buf[:0], nil, nil
	w.now.reset()
	w.rec, w.mark = false, 0
}

// Declaration writes the XML declaration, with the encoding of Options. It comes first, if at all.
func (w *Writer) Declaration() {
	if w.stopped() {
		return
	}
	w.buf = append(w.buf, `<?xml version="1.0" encoding="`...)
	w.buf = append(append(w.buf, w.encoding...), "\"?>\n"...)
}

// Start opens an element.
func (w *Writer) Start(name []byte) {
	if w.stopped() || !w.named(name) {
		return
	}
	w.child()
	w.buf = append(append(w.buf, '<'), name...)
	w.now.open.push(name)
	w.now.inside = append(w.now.inside, contents{})
	w.now.tag = true
	w.now.attrs.reset()
}

// Attr adds an attribute to the element just opened. A nil value is a missing attribute: nothing is written.
func (w *Writer) Attr(name, value []byte) {
	if value == nil || w.stopped() || !w.named(name) {
		return
	}
	if !w.now.tag {
		w.refuse(name, value, msgWriteLate.Fault(name))
		return
	}
	if w.now.attrs.has(name) {
		w.refuse(name, value, msgWriteTwice.Fault(name, w.now.open.top()))
		return
	}
	w.now.attrs.push(name)
	w.buf = append(append(w.buf, ' '), name...)
	w.buf = append(w.buf, `="`...)
	w.escaped(name, value, inQuotes)
	w.buf = append(w.buf, '"')
	w.maybeWrite()
}

// Text writes character data. An element that has text is not indented.
func (w *Writer) Text(text []byte) {
	if len(text) == 0 || w.stopped() {
		return
	}
	w.closeTag()
	w.innermost().text = true
	w.escaped(nil, text, inContent)
	w.maybeWrite()
}

// Element writes an element that holds nothing but text. A nil text is a missing element: nothing is written.
func (w *Writer) Element(name, text []byte) {
	if text == nil {
		return
	}
	w.Start(name)
	w.Text(text)
	w.End()
}

// End closes the innermost open element: as /> when nothing stands in it.
func (w *Writer) End() {
	if w.stopped() || w.now.open.outside() {
		return
	}
	name, in := w.now.open.top(), *w.innermost()
	w.now.inside = w.now.inside[:len(w.now.inside)-1]
	if !w.now.tag && in.children && !in.text {
		w.indent()
	}
	w.buf = appendEnd(w.buf, name, w.now.tag)
	w.now.open.pop()
	if w.now.tag = false; w.now.open.outside() {
		w.buf = append(w.buf, '\n')
	}
	w.maybeWrite()
}

// Raw writes an element that is canonical XML text already, from [AppendElement] or [Elements]. It is not looked into for
// anything but characters.
func (w *Writer) Raw(element []byte) {
	if w.stopped() || !w.legal(nil, element) {
		return
	}
	w.child()
	if w.encodable == nil {
		w.buf = append(w.buf, element...)
	} else {
		w.reencoded(element)
	}
	w.maybeWrite()
}

// Room returns what is buffered, for a dialect to append a whole record to: elements that stand in the innermost open one, each
// on a line of its own with the blanks in front that belong there. [Writer.Fill] takes it; without that nothing has happened. ok is false where
// the record has to be written call by call.
func (w *Writer) Room() (text []byte, ok bool) {
	if w.err != nil || w.rec || w.now.open.outside() || w.innermost().text {
		return nil, false
	}
	if w.now.tag {
		return append(w.buf, '>'), true
	}
	return w.buf, true
}

// Fill takes back what Room gave. It is refused, and nothing has happened, if it holds characters that the output encoding has no place for: the
// record then has to be written call by call. Write errors are Err's to tell.
func (w *Writer) Fill(text []byte) (ok bool) {
	if w.encodable != nil && !w.places.all(text[len(w.buf):], w.encodable) {
		return false
	}
	w.buf = text
	w.now.tag = false
	w.innermost().children = true
	w.maybeWrite()
	return true
}

// BeginRecord begins a record: until EndRecord nothing of it goes out.
func (w *Writer) BeginRecord() {
	if w.err != nil {
		return
	}
	w.rec, w.mark = true, len(w.buf)
	w.then.set(&w.now)
}

// EndRecord ends the record. If its content can't be written (a character that XML forbids, a name that is none), everything
// since BeginRecord is taken back, the reason is returned as a *record.Error that is not Fatal, with Path and Value, and the
// Writer can go on. Any other error is final.
func (w *Writer) EndRecord() error {
	w.rec = false
	if w.fault != nil && w.err == nil {
		refused := w.fault
		w.fault, w.buf = nil, (*w.front())[:w.mark]
		w.dropFull()
		w.now.set(&w.then)
		return refused
	}
	w.maybeWrite()
	return w.err
}

// Err returns the error that stopped the Writer.
func (w *Writer) Err() error { return w.err }

// Flush writes what is buffered, but for a record that has not ended, and returns the error that stopped the Writer, if any. It
// does not close open elements.
func (w *Writer) Flush() error {
	if w.rec {
		w.write(w.front(), w.mark)
		w.mark = 0
	} else {
		w.writeAll()
	}
	return w.err
}

// front returns the first buffer.
func (w *Writer) front() *[]byte {
	if len(w.full) > 0 {
		return &w.full[0]
	}
	return &w.buf
}

func (w *Writer) writeAll() {
	for i := range w.full {
		w.write(&w.full[i], len(w.full[i]))
	}
	w.dropFull()
	w.write(&w.buf, len(w.buf))
}

func (w *Writer) dropFull() {
	clear(w.full)
	w.full = w.full[:0]
}

// write writes the first n bytes of a buffer.
func (w *Writer) write(buf *[]byte, n int) {
	if w.err != nil || n == 0 {
		return
	}
	if _, w.err = w.w.Write((*buf)[:n]); w.err == nil {
		*buf = (*buf)[:copy(*buf, (*buf)[n:])]
	}
}

// maybeWrite writes once enough has come together, or, within a record, begins another buffer.
func (w *Writer) maybeWrite() {
	switch {
	case len(w.buf) < goOut && len(w.full) == 0:
	case !w.rec:
		w.writeAll()
	case len(w.buf) >= recordBlock:
		w.full = append(w.full, w.buf)
		w.buf = make([]byte, 0, recordBlock)
	}
}

func (w *Writer) stopped() bool { return w.err != nil || w.fault != nil }

func (w *Writer) innermost() *contents {
	if len(w.now.inside) == 0 {
		w.now.inside = append(w.now.inside, contents{})
	}
	return &w.now.inside[len(w.now.inside)-1]
}

// child makes place for an element in the innermost open one.
func (w *Writer) child() {
	w.closeTag()
	if w.now.open.outside() {
		return
	}
	in := w.innermost()
	if in.children = true; !in.text {
		w.indent()
	}
}

func (w *Writer) closeTag() {
	if w.now.tag {
		w.buf = append(w.buf, '>')
		w.now.tag = false
	}
}

// indent begins a line for what stands in len(inside) elements.
func (w *Writer) indent() {
	w.buf = append(w.buf, '\n')
	for range w.now.inside {
		w.buf = append(w.buf, "  "...)
	}
}

// named reports whether name may be written.
func (w *Writer) named(name []byte) bool {
	if end, ok := scanName(name, 0); ok && end == len(name) && !hasWide(name) {
		return true
	}
	if !isName(name) {
		w.refuse(name, name, msgWriteName.Fault(record.Shorten(name)))
		return false
	}
	if w.encodable == nil {
		return true
	}
	for _, r := range string(name) {
		if !w.encodable(r) {
			w.refuse(name, name, msgWriteNameEncoding.Fault(record.Shorten(name)))
			return false
		}
	}
	return true
}

// legal reports whether text may be written to XML at all.
func (w *Writer) legal(attr, text []byte) bool {
	n, _ := legalPrefix(text)
	if n == len(text) {
		return true
	}
	r, size := utf8.DecodeRune(text[n:])
	if r == utf8.RuneError && size <= 1 {
		w.refuse(attr, text, msgWriteUTF8.Fault())
	} else {
		w.refuse(attr, text, msgWriteCharacter.Fault(r))
	}
	return false
}

func (w *Writer) escaped(attr, text []byte, where context) {
	if !w.legal(attr, text) {
		return
	}
	if w.encodable == nil {
		w.buf = appendEscaped(w.buf, text, where)
		return
	}
	for len(text) > 0 {
		n := bytes.IndexFunc(text, w.unencodable)
		if n < 0 {
			n = len(text)
		}
		w.buf = appendEscaped(w.buf, text[:n], where)
		if text = text[n:]; len(text) > 0 {
			r, size := utf8.DecodeRune(text)
			w.buf = appendCharReference(w.buf, r)
			text = text[size:]
		}
	}
}

func (w *Writer) unencodable(r rune) bool { return r >= utf8.RuneSelf && !w.encodable(r) }

// reencoded writes canonical XML text, with references for what the encoding has no place for.
func (w *Writer) reencoded(element []byte) {
	tag, quoted := false, false
	for _, r := range string(element) {
		switch {
		case r == '<':
			tag = true
		case r == '"' && tag:
			quoted = !quoted
		case r == '>':
			tag = false
		}
		switch {
		case !w.unencodable(r):
			w.buf = utf8.AppendRune(w.buf, r)
		case tag && !quoted:
			w.refuse(nil, element, msgWriteNameEncoding.Fault(string(r)))
			return
		default:
			w.buf = appendCharReference(w.buf, r)
		}
	}
}

// refuse keeps what is wrong: of the record, or, outside one, of the document.
func (w *Writer) refuse(attr, value []byte, fault *record.Fault) {
	e := &record.Error{Path: w.path(attr), Value: record.Shorten(value), Err: fault}
	if w.rec {
		w.fault = e
		return
	}
	e.Fatal = true
	w.err = e
}

// path names the place as seen from the record's own element.
func (w *Writer) path(attr []byte) string {
	var path []byte
	for i := w.then.open.depth() + 1; i < w.now.open.depth(); i++ {
		path = append(append(path, w.now.open.name(i)...), '/')
	}
	return string(bytes.TrimSuffix(append(path, attr...), []byte{'/'}))
}

func hasWide(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// set makes s equal to t, which stays its own.
func (s *state) set(t *state) {
	s.open.set(&t.open)
	s.attrs.set(&t.attrs)
	s.inside = append(s.inside[:0], t.inside...)
	s.tag = t.tag
}

// reset makes s that of a document of which nothing is written.
func (s *state) reset() {
	s.open.reset()
	s.open.rooted = false
	s.attrs.reset()
	s.inside, s.tag = s.inside[:0], false
}
