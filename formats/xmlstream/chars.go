package xmlstream

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// isChar reports whether XML allows r in a document: production [2] Char.
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// isSpace reports whether r is white space: production [3] S.
func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// isNameStart reports whether a name may begin with r: production [4] NameStartChar of the fifth edition.
func isNameStart(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && class[r]&nameStart != 0
	}
	return inRanges(r, nameStartRanges[:])
}

// isNameChar reports whether r may stand in a name: production [4a] NameChar.
func isNameChar(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && class[r]&nameChar != 0
	}
	return inRanges(r, nameStartRanges[:]) || r == 0xB7 || r >= 0x0300 && r <= 0x036F || r >= 0x203F && r <= 0x2040
}

// nameStartRanges are the parts of production [4] beyond ASCII, in order.
var nameStartRanges = [...][2]rune{
	{0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D},
	{0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
}

func inRanges(r rune, ranges [][2]rune) bool {
	for _, p := range ranges {
		if r <= p[1] {
			return r >= p[0]
		}
	}
	return false
}

// The classes of a byte, as bits. A byte above ASCII has none but wide.
const (
	nameStart byte = 1 << iota // may begin a name
	nameChar                   // may stand in a name
	space                      // white space
	inText                     // needs a look in character data: < & ] CR
	inValue                    // needs a look in an attribute value: < & " ' tab LF CR
	wide                       // part of a character beyond ASCII
)

var class = classes()

func classes() (t [256]byte) {
	set := func(bit byte, chars string) {
		for i := range len(chars) {
			t[chars[i]] |= bit
		}
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_:"
	set(nameStart|nameChar, letters)
	set(nameChar, "0123456789-.")
	set(space, " \t\n\r")
	set(inText, "<&]\r")
	set(inValue, "<&\"'\t\n\r")
	for i := utf8.RuneSelf; i < len(t); i++ {
		t[i] |= wide
	}
	return t
}

// legalPrefix returns how many bytes of b are whole characters that XML allows, and whether what follows them is
// wrong and not only incomplete. It is the one look at every byte for UTF-8 and production [2]; all else looks for delimiters.
func legalPrefix(b []byte) (n int, bad bool) {
	for n < len(b) {
		if n+8 <= len(b) {
			if n += plainASCII(b[n:]); n+8 > len(b) {
				continue
			}
			if b[n] >= utf8.RuneSelf {
				if n += pairs(b[n:]); n == len(b) {
					break
				}
			}
		}
		if c := b[n]; c < utf8.RuneSelf {
			if c < ' ' && class[c]&space == 0 {
				return n, true
			}
			n++
			continue
		}
		size, bad := legalChar(b[n:])
		if size == 0 {
			return n, bad
		}
		n += size
	}
	return n, false
}

// pairs returns the length of the prefix of b that is characters of two bytes, Cyrillic mostly, mixed with ASCII without control characters, looking at
// eight bytes at a time: it may stop within the last seven, and where eight are ASCII.
func pairs(b []byte) (n int) {
	carry := uint64(0) // of a character that the last eight bytes began
	for ; n+8 <= len(b); n += 8 {
		x := binary.LittleEndian.Uint64(b[n:])
		wide := x & highs
		if wide|carry == 0 {
			return n
		}
		lead := wide & (x << 1)
		odd := mismatched(x, wide, lead, carry) | (x-' '*ones)&^x&highs
		if carry = lead >> 56; odd != 0 {
			n += bits.TrailingZeros64(odd) / 8
			break
		}
	}
	if n > 0 && b[n-1] >= 0xC0 {
		n-- // it is not whole
	}
	return n
}

// legalChar returns the length of the character that b begins with, 0 where there is none that XML allows, and whether that is wrong and not
// only incomplete.
func legalChar(b []byte) (size int, bad bool) {
	r, size := utf8.DecodeRune(b)
	switch {
	case r == utf8.RuneError && size <= 1:
		return 0, utf8.FullRune(b)
	case !isChar(r):
		return 0, true
	}
	return size, false
}

// mismatched has the high bit set of each byte of x that is out of place in characters of one and two bytes: of those beyond ASCII, wide, one that
// should begin a character and does not or the other way round. Lead are those that begin one, carry is such a byte before x. C0 and C1 begin none, E0
// and above begin longer ones.
func mismatched(x, wide, lead, carry uint64) uint64 {
	return wide ^ lead ^ (lead<<8 | carry) | lead&(x<<2|^(x<<3|x<<4|x<<5|x<<6))
}

// plainASCII returns the length of the prefix of b that is ASCII without control characters, looking at eight bytes at
// a time: it may stop within the last seven.
func plainASCII(b []byte) (n int) {
	for ; n+8 <= len(b); n += 8 {
		x := binary.LittleEndian.Uint64(b[n:])
		// A byte below 0x80 plus 0x60 has its high bit set exactly if it is 0x20 or above. A byte above carries into the next, but
		// only the lowest that is odd is asked for.
		if odd := (x | ^(x + 3*' '*ones)) & highs; odd != 0 {
			return n + bits.TrailingZeros64(odd)/8
		}
	}
	return n
}
