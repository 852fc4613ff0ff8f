package xmlstream

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// AppendText appends text as it stands between tags. ok is false, and dst as it was, where text holds what XML forbids.
func AppendText(dst, text []byte) (grown []byte, ok bool) { return appendChecked(dst, text, inContent) }

// AppendValue appends text as it stands in an attribute's value, without the quotes. ok is false, and dst as it was, where text holds what XML forbids.
func AppendValue(dst, text []byte) (grown []byte, ok bool) { return appendChecked(dst, text, inQuotes) }

// appendChecked copies runs of text between the characters that need a look: in most texts there is none.
func appendChecked(dst, text []byte, where context) ([]byte, bool) {
	begin := len(dst)
	for {
		n, ok := cleanRun(text)
		if !ok {
			return dst[:begin], false
		}
		dst = append(dst, text[:n]...)
		if n == len(text) {
			return dst, true
		}
		c := text[n]
		if c < ' ' && class[c]&space == 0 {
			return dst[:begin], false
		}
		if escape := escapes[where][c]; escape != "" {
			dst = append(dst, escape...)
		} else {
			dst = append(dst, c)
		}
		text = text[n+1:]
	}
}

// masks are the words of cleanRun. Read from memory they cost nothing, where as constants each of them takes an instruction, every time.
var masks = &struct{ highs, lows, fromBlank, not04, quote, not02, angle, fromC2, fromE0 uint64 }{
	highs: highs, lows: 0x7F * ones, fromBlank: (0x80 - ' ') * ones, // what is added to a byte to set its high bit from a blank on
	not04: 0xFB * ones, quote: '"' * ones, not02: 0xFD * ones, angle: '<' * ones,
	fromC2: (0x80 - 0x42) * ones, fromE0: (0x80 - 0x60) * ones, // without their high bits
}

// cleanRun returns how many bytes of text, in whole characters, stand before the first that needs a look: & < > " and what is below the blank. ok is false
// where there is something before it that is no character of XML.
//
// It looks at eight bytes at a time. A byte is odd if its high bit is set in odd: if it needs a look, or is no part of a character of one byte
// or two, which is to say of English or Russian.
func cleanRun(text []byte) (n int, ok bool) {
	m, carry := masks, uint64(0) // of a character that the last eight bytes began
	for n < len(text) {
		var x uint64
		if n+8 <= len(text) {
			x = binary.LittleEndian.Uint64(text[n:])
		} else {
			x = lastWord(text[n:])
		}
		high := x & m.highs
		low, lead := x^high, high&(x<<1)
		// " and & differ in one bit, and so do < and >.
		plain := (low + m.fromBlank) & ((low&m.not04 ^ m.quote) + m.lows) & ((low&m.not02 ^ m.angle) + m.lows)
		// Each lead has one more byte, and each such byte a lead. C0 and C1 are none, E0 and above have more.
		odd := ^(plain|x)&m.highs | (high ^ lead ^ (lead<<8 | carry)) | lead&(^(low+m.fromC2)|(low+m.fromE0))
		if odd == 0 {
			carry = lead >> 56
			n += 8
			continue
		}
		n += bits.TrailingZeros64(odd) / 8
		var more bool
		if n, more, ok = cleanRune(text, n); !more {
			return n, ok
		}
		carry = 0
	}
	return min(n, len(text)), carry == 0
}

// lastWord returns the last one to seven bytes of text, with blanks behind. The first byte is the lowest.
func lastWord(text []byte) (x uint64) {
	const blanks = ' ' * ones
	n := uint(len(text))
	if n >= 4 {
		x = uint64(binary.LittleEndian.Uint32(text)) | uint64(binary.LittleEndian.Uint32(text[n-4:]))<<(8*(n-4)&63)
	} else {
		x = uint64(text[0]) | uint64(text[n>>1])<<(8*(n>>1)&63) | uint64(text[n-1])<<(8*(n-1)&63)
	}
	return x | blanks<<(8*n&63)
}

// cleanRune looks at the odd byte text[n]. More is true where a character of three bytes or four begins there, and end stands behind it; else the run ends:
// at what needs a look, or, where ok is false, at what is no character of XML.
func cleanRune(text []byte, n int) (end int, more, ok bool) {
	switch {
	case n >= len(text) || n > 0 && text[n-1] >= 0xC0: // what stands before it is broken off
		return n, false, false
	case text[n] < utf8.RuneSelf:
		return n, false, true
	}
	r, size := utf8.DecodeRune(text[n:])
	if r == utf8.RuneError && size <= 1 || !isChar(r) {
		return n, false, false
	}
	return n + size, true, true
}
