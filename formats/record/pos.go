package record

import (
	"bytes"
	"fmt"
)

// Pos is a place in a source. Offset counts bytes of the source after decompression and
// before decoding, from 0; Line and Col count from 1, Col in characters. The zero Pos is no place.
type Pos struct {
	Offset    int64
	Line, Col int32
}

// IsValid reports whether p is a place.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String returns line:col, or - where there is no place.
func (p Pos) String() string {
	if !p.IsValid() {
		return "-"
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Col)
}

// A Locator reckons the Pos of an offset into the decoded stream that its reader still holds.
type Locator interface {
	Locate(offset int64) Pos
}

// Origin is where a record began. Records embed it; a Reader sets it, at no cost until At is called.
type Origin struct {
	Locator Locator
	Offset  int64 // into the decoded stream
	Fixed   Pos   // stands where there is no Locator: a record that was kept or made
}

// At implements [Record].
func (o *Origin) At() Pos {
	if o.Locator == nil {
		return o.Fixed
	}
	return o.Locator.Locate(o.Offset)
}

// Fix reckons the place now, so that the record may be kept beyond its Reader's next Read.
func (o *Origin) Fix() {
	o.Fixed, o.Locator, o.Offset = o.At(), nil, 0
}

// Unit says how decoded UTF-8 bytes count in the source, so that an offset names a byte of
// the user's own file.
type Unit uint8

// The units of the encodings that are read.
const (
	UnitUTF8       Unit = iota // a byte is a byte
	UnitSingleByte             // windows-1251, cp866, koi8-r: a character is a byte
	UnitUTF16                  // a character is two bytes, or four
)

// Size returns how many bytes of the source the decoded bytes b stand for.
func (u Unit) Size(b []byte) int64 {
	switch u {
	case UnitSingleByte:
		return int64(characters(b))
	case UnitUTF16:
		n := 2 * int64(characters(b))
		for _, c := range b {
			if c >= 0xF0 { // begins a character that is two units of UTF-16
				n += 2
			}
		}
		return n
	}
	return int64(len(b))
}

// A Tracker turns offsets of a sliding window of decoded text into positions. A reader that throws
// away the front of its window tells the Tracker with Drop; nothing else costs anything. Asking for one place after another, in the order
// of the text, costs one walk through the window and no more.
type Tracker struct {
	Unit    Unit
	base    mark // the window's first byte
	last    mark // what was asked for last: not before base
	started bool
}

// A mark is an offset in the decoded stream whose place is known.
type mark struct {
	decoded int64
	at      Pos
}

// Start sets where the window begins: decoded is the offset in the decoded stream, at the place in the source.
// Without it a Tracker begins at offset 0, line 1, column 1.
func (t *Tracker) Start(decoded int64, at Pos) {
	t.base = mark{decoded, at}
	t.last, t.started = t.base, true
}

func (t *Tracker) start() {
	if !t.started {
		t.Start(0, Pos{Line: 1, Col: 1})
	}
}

// Drop says that dropped is no longer in the window.
func (t *Tracker) Drop(dropped []byte) {
	t.start()
	t.base = t.reckon(dropped, int64(len(dropped)))
	if t.last.decoded < t.base.decoded {
		t.last = t.base
	}
}

// Locate returns the position of the decoded offset, which must lie within the window.
func (t *Tracker) Locate(window []byte, offset int64) Pos {
	t.start()
	n := min(max(offset-t.base.decoded, 0), int64(len(window)))
	t.last = t.reckon(window, n)
	return t.last.at
}

// reckon returns the mark behind the first n bytes of window, going on from the last one where it can.
func (t *Tracker) reckon(window []byte, n int64) mark {
	from := t.base
	if d := t.last.decoded - t.base.decoded; d <= n {
		from, window = t.last, window[d:]
		n -= d
	}
	return mark{from.decoded + n, t.Unit.Behind(from.at, window[:n])}
}

// Behind returns the place behind b, which is decoded text that begins at p.
func (u Unit) Behind(p Pos, b []byte) Pos {
	p.Offset += u.Size(b)
	if n := bytes.Count(b, []byte{'\n'}); n > 0 {
		p.Line += int32(n)
		p.Col = 1
		b = b[bytes.LastIndexByte(b, '\n')+1:]
	}
	p.Col += int32(characters(b))
	return p
}

// characters counts the characters of valid UTF-8, and of a piece of it those that begin there. utf8.RuneCount copies what is not ASCII.
func characters(b []byte) (n int) {
	for _, c := range b {
		if c&0xC0 != 0x80 {
			n++
		}
	}
	return n
}
