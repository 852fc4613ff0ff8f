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

// The words of cleanRun: one bit or value in each byte.
const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
	lows  = 0x7F * ones
)

// cleanRun returns how many bytes of text, in whole characters, stand before the first that needs a look: & < > " and what is below the blank. ok is false
// where there is something before it that is no character of XML. It looks at eight bytes at a time, of ASCII and of characters of two bytes,
// which is to say of Russian.
func cleanRun(text []byte) (n int, ok bool) {
	var carry uint64 // the last byte before n begins a character of two
	for n < len(text) {
		x, size := nextWord(text[n:])
		if x&highs|carry == 0 {
			if look := lookFor(x); look != 0 {
				return n + bits.TrailingZeros64(look)/8, true
			}
			n += size
			continue
		}
		lead, bad := pairs(x, carry)
		if bad {
			var more bool
			if n, more, ok = cleanRunes(text, n-int(carry>>7), n+size); !more {
				return n, ok
			}
			carry = 0
			continue
		}
		if look := lookFor(x&lows) &^ x; look != 0 {
			return n + bits.TrailingZeros64(look)/8, true
		}
		carry = lead >> 56
		n += size
	}
	return n, carry == 0
}

// nextWord returns the first eight bytes of text, or all of it with blanks behind. The first byte is the lowest.
func nextWord(text []byte) (x uint64, size int) {
	if len(text) >= 8 {
		return binary.LittleEndian.Uint64(text), 8
	}
	n := uint(len(text))
	const blanks = ' ' * ones
	if n >= 4 {
		x = uint64(binary.LittleEndian.Uint32(text)) | uint64(binary.LittleEndian.Uint32(text[n-4:]))<<(8*(n-4)&63)
	} else {
		x = uint64(text[0]) | uint64(text[n>>1])<<(8*(n>>1)&63) | uint64(text[n-1])<<(8*(n-1)&63)
	}
	return x | blanks<<(8*n&63), int(n)
}

// lookFor marks the bytes of ASCII that need a look: below the blank, " or &, which differ in one bit, < or >, which do too.
func lookFor(x uint64) uint64 {
	quote := x&^(0x04*ones) ^ 0x22*ones
	angle := x&^(0x02*ones) ^ 0x3C*ones
	return ^((x + 0x60*ones) & (quote + lows) & (angle + lows)) & highs
}

// pairs marks the bytes of x that begin a character of two. It is bad if x holds any other character beyond ASCII, or a piece of one.
func pairs(x, carry uint64) (lead uint64, bad bool) {
	high := x & highs
	lead = high & (x << 1)
	follow := high &^ (x << 1)
	notC2 := x&(0x1E*ones) + 0x7E*ones // C0 and C1 begin nothing
	return lead, (follow^(lead<<8|carry))|lead&(x<<2)|lead&^notC2 != 0
}

// cleanRunes goes through whole characters from n until one ends at to or behind it. More is false where the run ends before: at one that needs a look, or,
// where ok is false, at one that is no character of XML.
func cleanRunes(text []byte, n, to int) (end int, more, ok bool) {
	for n < to {
		c := text[n]
		if c < utf8.RuneSelf {
			if c < ' ' || c == '&' || c == '<' || c == '>' || c == '"' {
				return n, false, true
			}
			n++
			continue
		}
		r, size := utf8.DecodeRune(text[n:])
		if r == utf8.RuneError && size <= 1 || !isChar(r) {
			return n, false, false
		}
		n += size
	}
	return n, true, true
}
