package charset

import (
	"encoding/binary"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// NewWriter returns a writer that takes UTF-8, in pieces of any size, and writes encoding to w, with a byte order mark
// in front for UTF-16. A character that the encoding has no place for is an error, a *record.Fault, and nothing from
// it on is written. Close writes what is left; it does not close w.
func NewWriter(w io.Writer, encoding string) (io.WriteCloser, error) {
	name, err := Name(encoding)
	if err != nil {
		return nil, err
	}
	if name == UTF8 {
		return asItIs{w}, nil
	}
	e := &encoder{w: w, encoding: name}
	switch page := codePage(name); {
	case page != nil:
		t := newRuneTable(page)
		e.one, e.run = t.append, t.appendRun
	case name == UTF16BE:
		e.one, e.out = appendBig, appendBig(nil, 0xFEFF)
	default:
		e.one, e.out = appendLittle, appendLittle(nil, 0xFEFF)
	}
	return e, nil
}

// Encodable returns a func that reports whether encoding has a place for a rune; nil where it has for all. An
// encoding that is not known has for all: NewWriter refuses it.
func Encodable(encoding string) func(rune) bool {
	name, _ := Name(encoding)
	page := codePage(name)
	if page == nil {
		return nil
	}
	return func(r rune) bool {
		_, ok := page.EncodeRune(r)
		return ok && r != utf8.RuneError // which stands in the tables for what is not there
	}
}

// asItIs writes UTF-8: what comes in is what goes out.
type asItIs struct{ io.Writer }

// Close implements [io.Closer].
func (asItIs) Close() error { return nil }

// An encoder writes another encoding.
type encoder struct {
	w        io.Writer
	encoding string
	one      func(dst []byte, r rune) []byte // appends r; nothing where there is no place for it
	// run appends what is common of p and returns how much of p that was, maybe nothing; nil: nothing is.
	run  func(dst, p []byte) ([]byte, int)
	out  []byte
	part []byte // the beginning of a character that the last Write ended in
	err  error
}

// Write implements [io.Writer].
func (e *encoder) Write(p []byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	taken := len(p)
	if len(e.part) > 0 {
		p = append(e.part, p...)
	}
	for len(p) > 0 && e.err == nil && utf8.FullRune(p) {
		p = e.encode(p)
	}
	e.part = append(e.part[:0:0], p...)
	e.flush()
	if e.err != nil {
		return 0, e.err
	}
	return taken, nil
}

// encode encodes what is common of p, and one character.
func (e *encoder) encode(p []byte) []byte {
	if e.run != nil {
		var n int
		e.out, n = e.run(e.out, p)
		if p = p[n:]; !utf8.FullRune(p) {
			return p
		}
	}
	r, size := utf8.DecodeRune(p)
	if r == utf8.RuneError && size == 1 {
		e.err = msgNotText.Fault(e.encoding)
		return nil
	}
	before := len(e.out)
	if e.out = e.one(e.out, r); len(e.out) == before {
		e.err = msgNoPlace.Fault(r, r, e.encoding)
		return nil
	}
	return p[size:]
}

// flush writes what has been encoded, up to the fault if there was one.
func (e *encoder) flush() {
	if len(e.out) == 0 {
		return
	}
	_, err := e.w.Write(e.out)
	if e.out = e.out[:0]; e.err == nil {
		e.err = err
	}
}

// Close implements [io.Closer].
func (e *encoder) Close() error {
	e.flush()
	if e.err == nil && len(e.part) > 0 {
		e.err = msgNotText.Fault(e.encoding)
	}
	return e.err
}

// A runeTable encodes a code page: by table up to U+04FF, beyond as the page itself knows.
type runeTable struct {
	page *charmap.Charmap
	near [0x500]byte // 0: no place, or U+0000
}

func newRuneTable(page *charmap.Charmap) *runeTable {
	t := &runeTable{page: page}
	for i := 1; i < 256; i++ {
		if r := page.DecodeByte(byte(i)); r < rune(len(t.near)) {
			t.near[r] = byte(i)
		}
	}
	return t
}

func (t *runeTable) append(dst []byte, r rune) []byte {
	if r > 0 && r < rune(len(t.near)) {
		if t.near[r] == 0 {
			return dst
		}
		return append(dst, t.near[r])
	}
	if c, ok := t.page.EncodeRune(r); ok && r != utf8.RuneError {
		return append(dst, c)
	}
	return dst
}

// appendRun appends ASCII, eight bytes at a time, and characters of two bytes.
func (t *runeTable) appendRun(dst, p []byte) ([]byte, int) {
	at := len(dst)
	dst = slices.Grow(dst, len(p))
	dst = dst[:at+len(p)] // every character becomes fewer bytes, or as many
	n := 0
	for n+8 <= len(p) {
		x := binary.LittleEndian.Uint64(p[n:])
		binary.LittleEndian.PutUint64(dst[at:], x)
		k := asciiBytes(x)
		if n, at = n+k, at+k; k == 8 {
			continue
		}
		c, ok := t.pair(p[n:])
		for ; ok; c, ok = t.pair(p[n:]) {
			dst[at] = c
			n, at = n+2, at+1
		}
		if n < len(p) && p[n] >= utf8.RuneSelf {
			break
		}
	}
	return dst[:at], n
}

// pair encodes the character of two bytes that p begins with; ok is false where that is something else, or has no place.
func (t *runeTable) pair(p []byte) (c byte, ok bool) {
	if len(p) < 2 || p[0]-0xC2 > 0xDF-0xC2 || p[1]&0xC0 != 0x80 {
		return 0, false
	}
	r := int(p[0]&0x1F)<<6 | int(p[1]&0x3F)
	if r >= len(t.near) {
		return 0, false
	}
	return t.near[r], t.near[r] != 0
}

func appendLittle(dst []byte, r rune) []byte {
	if r > 0xFFFF {
		high, low := surrogates(r)
		return appendLittle(appendLittle(dst, high), low)
	}
	return append(dst, byte(r), byte(r>>8))
}

func appendBig(dst []byte, r rune) []byte {
	if r > 0xFFFF {
		high, low := surrogates(r)
		return appendBig(appendBig(dst, high), low)
	}
	return append(dst, byte(r>>8), byte(r))
}

func surrogates(r rune) (high, low rune) {
	r -= 0x10000
	return 0xD800 + r>>10, 0xDC00 + r&0x3FF
}
