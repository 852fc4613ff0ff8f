package jsonstream

import (
	"errors"
	"io"
	"math"
	"unicode/utf8"

	"obmen/formats/record"
)

// windowSize is how much of the input a Walker holds as long as no token or record is larger.
const windowSize = 128 << 10

// A Walker reads JSON token by token: one value, or several behind one another with or without white space between. It checks
// the whole grammar as it goes. Its errors are Fatal *record.Error with position and path, and final; an error of the source is wrapped
// in one, or completed where it is one.
type Walker struct {
	src    io.Reader // nil: the window is all there is
	own    []byte    // the window's memory, kept over Reset
	file   string
	limits record.Limits

	buf    []byte // the window
	base   int64  // the decoded offset of buf[0]
	start  int    // the last token is buf[start:pos]
	pos    int
	ended  error // why src gives no more: io.EOF or what it failed with
	keep   int   // buf[keep:] stays in the window; -1: no record is held
	failed error

	sound   int  // buf[:sound] is known to be UTF-8
	trusted bool // and so is all that follows

	limitEnd int64 // the decoded offset that the record may reach

	tracker record.Tracker
	settled int // the tracker's base is buf[settled]

	slide func() error

	tee  io.Writer // gets what is read, from buf[teed] on
	teed int

	state   state
	frames  []frame
	names   names
	root    int
	prefix  string
	escaped bool // the last token is a string with escapes
	text    []byte
}

// NewWalker returns a Walker that reads r, which must give UTF-8 without a byte order mark; a nil r is empty. Of o it takes File, Limits,
// Start and Unit.
func NewWalker(r io.Reader, o record.Options) *Walker {
	w := &Walker{file: o.File, limits: o.Limits.WithDefaults()}
	w.names.init()
	w.tracker.Unit = o.Unit
	if r == nil {
		w.ResetBytes(nil, o.Start)
	} else {
		w.Reset(r, o.Start)
	}
	return w
}

// Reset makes w read r from its beginning, which stands at the place at in the source; the zero Pos is the first byte. File, limits and
// unit stay, and so does the memory.
func (w *Walker) Reset(r io.Reader, at record.Pos) {
	if w.own == nil || cap(w.own) > 16*windowSize {
		w.own = make([]byte, 0, windowSize)
	}
	w.reset(r, w.own[:0], at)
}

// ResetBytes is Reset for JSON that is in memory. The Walker reads b itself, without a copy.
func (w *Walker) ResetBytes(b []byte, at record.Pos) { w.reset(nil, b, at) }

func (w *Walker) reset(src io.Reader, window []byte, at record.Pos) {
	if !at.IsValid() {
		at = record.Pos{Line: 1, Col: 1}
	}
	w.src, w.buf, w.ended, w.failed = src, window, nil, nil
	if src == nil { // all is there
		w.ended = io.EOF
	}
	w.base, w.start, w.pos, w.keep, w.limitEnd = 0, 0, 0, -1, math.MaxInt64
	w.sound, w.trusted = 0, false
	w.tracker.Start(0, at)
	w.settled, w.tee, w.teed = 0, nil, 0
	w.state, w.frames, w.root, w.prefix, w.escaped = atTop, w.frames[:0], 0, "", false
	w.names.clear()
}

// Lead tells w, behind Reset, that the place it was given is that of the decoded offset n. What stands before has no place of its own.
func (w *Walker) Lead(n int) {
	at := w.tracker.Locate(nil, 0)
	w.tracker.Start(int64(n), at)
	w.settled = n
}

// Trust tells w, behind Reset, that somebody has looked already whether what it reads is UTF-8.
func (w *Walker) Trust() { w.trusted = true }

// Start returns the decoded offset of the last token's first byte.
func (w *Walker) Start() int64 { return w.base + int64(w.start) }

// End returns the decoded offset behind the last token.
func (w *Walker) End() int64 { return w.base + int64(w.pos) }

// Hold keeps the last token and all that follows in the window, so that Locate knows these places, until Hold is called
// again or Release. The window grows with what is held: Limit bounds it.
func (w *Walker) Hold() { w.keep = w.start }

// Held reports whether Hold is in force.
func (w *Walker) Held() bool { return w.keep >= 0 }

// Release ends Hold.
func (w *Walker) Release() { w.keep = -1 }

// Limit makes the record limit count from the decoded offset from, until the next Limit or Unlimit.
func (w *Walker) Limit(from int64) { w.limitEnd = from + int64(w.limits.Record) }

// Unlimit ends Limit.
func (w *Walker) Unlimit() { w.limitEnd = math.MaxInt64 }

// Locate implements [record.Locator]: it returns the place in the source of a decoded offset, which must not lie before what is held
// or, where nothing is held, before the last token. All places asked for in the course of reading together cost no more than one pass over the input.
func (w *Walker) Locate(offset int64) record.Pos {
	safe := w.start
	if w.keep >= 0 {
		safe = min(safe, w.keep)
	}
	w.settle(min(safe, int(offset-w.base)))
	if w.settled > len(w.buf) {
		return w.tracker.Locate(nil, offset)
	}
	return w.tracker.Locate(w.buf[w.settled:], offset)
}

// settle moves the tracker on to buf[i].
func (w *Walker) settle(i int) {
	if i > w.settled {
		w.tracker.Drop(w.buf[w.settled:i])
		w.settled = i
	}
}

// Tee ends a copy that was under way with the byte before the decoded offset at, and copies from it on to dst: the bytes as they stand,
// white space included, as far as tokens are read. A nil dst ends only. at must not lie before the last token. What dst fails with
// becomes the Walker's error.
func (w *Walker) Tee(dst io.Writer, at int64) error {
	i := int(at - w.base)
	if err := w.flushTee(i); err != nil {
		return w.fail(w.pos, err)
	}
	w.tee, w.teed = dst, i
	return nil
}

// TeeInstead is Tee, but what of the copy under way has not been written yet is not written.
func (w *Walker) TeeInstead(dst io.Writer, at int64) { w.tee, w.teed = dst, int(at-w.base) }

// Between returns what stands between two decoded offsets that are in the window, until it slides.
func (w *Walker) Between(from, to int64) []byte { return w.buf[from-w.base : to-w.base] }

// BeforeSlide has do called before the window slides. What it fails with becomes the Walker's error.
func (w *Walker) BeforeSlide(do func() error) { w.slide = do }

// Ahead makes the window hold so many bytes behind the last token, if that takes no more than one Read of the source, and looks how far
// the window is UTF-8.
func (w *Walker) Ahead(bytes int) {
	if len(w.buf)-w.pos < bytes && w.ended == nil {
		w.fetch(len(w.buf))
	}
	switch {
	case w.sound >= len(w.buf):
	case w.trusted:
		w.sound = len(w.buf)
	default:
		w.sound += utf8Prefix(w.buf[w.sound:])
	}
}

func (w *Walker) flushTee(to int) error {
	if w.tee == nil || to <= w.teed {
		return nil
	}
	_, err := w.tee.Write(w.buf[w.teed:to])
	w.teed = to
	return err
}

// more makes the window reach beyond i, its end. It returns where the byte of i is now, as the window slides; false where there are no more bytes,
// or where a limit is passed: stopped says which.
func (w *Walker) more(i int) (int, bool) {
	if w.ended != nil || w.overLimit(i) != nil {
		return i, false
	}
	return w.fetch(i)
}

// fetch is more without a look at the limits.
func (w *Walker) fetch(i int) (int, bool) {
	if w.ended == nil && len(w.buf) == cap(w.buf) {
		var by int
		by, w.ended = w.room()
		i -= by
	}
	for tries := 0; w.ended == nil; tries++ {
		n, err := w.src.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+n]
		if w.ended = err; n > 0 {
			return i, true
		}
		if err == nil && tries == 100 {
			w.ended = io.ErrNoProgress
		}
	}
	return i, false
}

// room makes room in the full window: it throws away the front that nobody needs, and where that is little, takes more memory. It
// returns by how much all has moved to the front.
func (w *Walker) room() (by int, err error) {
	by = w.start
	if w.keep >= 0 {
		by = min(by, w.keep)
	}
	if w.slide != nil {
		if err := w.slide(); err != nil {
			return 0, err
		}
	}
	if err := w.flushTee(w.start); err != nil {
		return 0, err
	}
	if w.tee != nil {
		by = min(by, w.teed)
	}
	into := w.buf
	if by < cap(w.buf)/8 {
		into = make([]byte, 0, cap(w.buf)+cap(w.buf)/2)
		w.own = into
	}
	w.settle(by)
	w.buf = append(into[:0], w.buf[by:]...)
	w.base += int64(by)
	w.start -= by
	w.pos -= by
	w.settled -= by
	w.sound = max(w.sound-by, 0)
	w.teed -= by
	if w.keep >= 0 {
		w.keep -= by
	}
	return by, nil
}

// stopped returns the error for a document that gives no byte at i, where one must follow; what it breaks off in is named in JSON's signs.
func (w *Walker) stopped(i int, what string) error {
	switch {
	case w.ended == nil: // a limit is passed, and fail finds it
		return w.fail(i, nil)
	case errors.Is(w.ended, io.EOF):
		return w.fail(i, Truncated.Fault(what))
	}
	return w.fail(i, w.ended)
}

// fail makes err, which was noticed at buf[i], the Walker's error: the one place that attaches positions. A limit that was passed before
// i comes first, so that the size of the input's pieces does not show.
func (w *Walker) fail(i int, err error) error { return w.failAt(i, i, err) }

// failAt is fail for what was noticed at buf[i] and stands at buf[at].
func (w *Walker) failAt(at, i int, err error) error {
	if w.failed != nil {
		return w.failed
	}
	if w.failed = w.overLimit(i); w.failed != nil {
		return w.failed
	}
	var already *record.Error
	if errors.As(err, &already) {
		w.failed = w.placed(*already, i)
		return w.failed
	}
	end := i
	if at == i {
		end = min(i+runeLen(w.buf[i:]), len(w.buf))
	}
	w.failed = w.errorAt(w.base+int64(at), w.buf[min(w.start, end):end], err)
	return w.failed
}

// placed completes an error of the source, which knows at most its offset: it stands where what could be read ends.
func (w *Walker) placed(e record.Error, i int) error {
	if e.Fatal = true; e.File == "" {
		e.File = w.file
	}
	if e.Path == "" {
		e.Path = w.Path()
	}
	if !e.Pos.IsValid() {
		offset := e.Pos.Offset
		if e.Pos = w.Locate(w.base + int64(i)); offset > 0 {
			e.Pos.Offset = offset
		}
	}
	return &e
}

func (w *Walker) errorAt(offset int64, value []byte, err error) error {
	return &record.Error{File: w.file, Pos: w.Locate(offset), Path: w.Path(), Value: record.Shorten(value), Err: err, Fatal: true}
}

// overLimit returns the error for the limit that the bytes before buf[i] pass first; nil where they pass none. A record that is too long is
// reported where it becomes too long, a token where it begins.
func (w *Walker) overLimit(i int) error {
	m, most := LimitValue, w.limits.Value
	if w.state == atKey {
		m, most = LimitName, w.limits.Name
	}
	token := w.start + len(`""`) + most
	if end := w.limitEnd - w.base; end < int64(token) {
		if int64(i) <= end {
			return nil
		}
		return w.errorAt(w.limitEnd, nil, LimitRecord.Fault(w.limits.Record))
	}
	if i <= token {
		return nil
	}
	return w.errorAt(w.Start(), w.buf[w.start:token], m.Fault(most))
}

// runeLen returns how many bytes the character at the beginning of b has; 1 where it is none.
func runeLen(b []byte) int {
	_, size := utf8.DecodeRune(b)
	return max(size, 1)
}
