package xmlstream

import (
	"io"

	"obmen/formats/record"
)

// block is how much a window holds, but for a long token or record. It begins with less, so that a short document does not take so much.
const (
	block      = 256 << 10
	firstBlock = 16 << 10
)

// A window is the part of the decoded stream that is still needed: the current token, or the record that it stands in,
// and what has been read beyond. It slides, and grows up to the record limit.
type window struct {
	r     io.Reader
	err   error  // what the reader ended with
	buf   []byte // buf[0] is at first.offset of the decoded stream
	start int    // index in buf of the current token
	rec   int    // index in buf of the current record; -1: none
	size  int    // of buf, unless something is longer
	limit int    // bytes of a record, or of a token outside one
	unit  record.Unit

	first, last place // of buf[0], and of what was located last: so that locating on and on is linear
	lead        place // behind the lead; what stands before it is taken for this place
}

// A place is an offset into the decoded stream with its position in the source.
type place struct {
	offset int64
	pos    record.Pos
}

func newWindow(r io.Reader, o record.Options, limits record.Limits) window {
	w := window{r: r, rec: -1, size: block, limit: limits.Record, unit: o.Unit}
	w.begin(o.Lead, o.Start)
	return w
}

// begin says that the window's first byte is the first of the text, and where its lead ends.
func (w *window) begin(lead int, at record.Pos) {
	if !at.IsValid() {
		at.Line, at.Col = 1, 1
	}
	w.first = place{pos: at}
	w.last, w.lead = w.first, place{int64(lead), at}
}

// hold makes the whole of a chunk the window. It is not copied, and it never slides.
func (w *window) hold(c record.Chunk) {
	w.buf, w.err = c.Text[:len(c.Text):len(c.Text)], io.EOF
	w.start, w.rec = 0, -1
	w.begin(c.Lead, c.Start)
}

// offset returns where the current token begins in the decoded stream.
func (w *window) offset() int64 { return w.first.offset + int64(w.start) }

// token returns what has been read of the current token and beyond.
func (w *window) token() []byte { return w.buf[w.start:] }

// base returns the index from which the record limit counts, and behind which nothing is dropped.
func (w *window) base() int {
	if w.rec >= 0 {
		return w.rec
	}
	return w.start
}

// room returns how long the current token may become, in bytes.
func (w *window) room() int { return w.limit - (w.start - w.base()) }

// more reads on: at least as much again as there is of the token, so that scanning a token from its start
// after each more costs no more than twice its length. It returns false when
// nothing came: the reader has ended, or the window already holds more than the limit allows.
func (w *window) more() bool {
	have := len(w.token())
	if w.err != nil || have > w.room() {
		return false
	}
	want := min(max(1, have), w.room()+1-have)
	w.makeRoom(want)
	end := len(w.buf) + want
	for idle := 0; len(w.buf) < end && w.err == nil; {
		n, err := w.r.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+n]
		if idle++; n > 0 {
			idle = 0
		} else if idle == 100 && err == nil {
			err = io.ErrNoProgress
		}
		w.err = err
	}
	return len(w.token()) > have
}

// makeRoom drops what is no longer needed and makes place for n bytes.
func (w *window) makeRoom(n int) {
	w.slide(w.base())
	size := min(2*cap(w.buf), w.limit+1+block)
	switch {
	case cap(w.buf) < w.size:
		size = min(max(4*cap(w.buf), firstBlock), w.size)
	case cap(w.buf)-len(w.buf) >= n:
		return
	}
	grown := make([]byte, len(w.buf), max(size, len(w.buf)+n))
	copy(grown, w.buf)
	w.buf = grown
}

func (w *window) slide(n int) {
	if n == 0 {
		return
	}
	w.first = w.locate(w.first.offset + int64(n))
	if w.last.offset < w.first.offset {
		w.last = w.first
	}
	w.buf = w.buf[:copy(w.buf, w.buf[n:])]
	w.start -= n
	w.rec = max(w.rec-n, -1)
}

// Locate implements [record.Locator] for the offsets in the window.
func (w *window) Locate(offset int64) record.Pos {
	if offset != w.last.offset { // a record's place is asked for several times
		w.last = w.locate(offset)
	}
	return w.last.pos
}

func (w *window) locate(offset int64) place {
	if offset <= w.lead.offset {
		return place{offset, w.lead.pos}
	}
	from := w.first
	if w.last.offset <= offset {
		from = w.last
	}
	if from.offset < w.lead.offset {
		from = w.lead
	}
	offset = min(max(offset, from.offset), w.first.offset+int64(len(w.buf)))
	return place{offset, w.unit.Behind(from.pos, w.buf[from.offset-w.first.offset:offset-w.first.offset])}
}
