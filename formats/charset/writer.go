package charset

import (
	"io"
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
		e.one = byteEncoder(page)
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
	out      []byte
	part     []byte // the beginning of a character that the last Write ended in
	err      error
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

// encode encodes one character of p, or a run of ASCII.
func (e *encoder) encode(p []byte) []byte {
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

// byteEncoder returns the encoder of a code page: by table up to U+04FF, beyond as the page itself knows.
func byteEncoder(page *charmap.Charmap) func([]byte, rune) []byte {
	var near [0x500]byte
	for i := 1; i < 256; i++ {
		if r := page.DecodeByte(byte(i)); r < rune(len(near)) {
			near[r] = byte(i)
		}
	}
	return func(dst []byte, r rune) []byte {
		if r > 0 && r < rune(len(near)) {
			if near[r] == 0 {
				return dst
			}
			return append(dst, near[r])
		}
		if c, ok := page.EncodeRune(r); ok && r != utf8.RuneError {
			return append(dst, c)
		}
		return dst
	}
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
