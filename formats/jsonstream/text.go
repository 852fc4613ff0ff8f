package jsonstream

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendText is AppendString for text that may not be UTF-8: false says that it is not, and what was appended is then no JSON.
func AppendText(dst, text []byte, encodable func(rune) bool) ([]byte, bool) {
	if encodable != nil {
		if n, ascii := plainPrefix(text); !ascii || n < len(text) {
			if !isUTF8(text) {
				return dst, false
			}
			return AppendString(dst, text, encodable), true
		}
	}
	if isPlainCode(text) {
		dst = append(append(dst, '"'), text...)
		return append(dst, '"'), true
	}
	dst = append(dst, '"')
	for {
		if cap(dst)-len(dst) < len(text)+8 {
			dst = slices.Grow(dst, len(text)+8)
		}
		n, ok := copyRun(dst[len(dst):len(dst)+len(text)+8], text)
		if !ok {
			return dst, false
		}
		if dst = dst[:len(dst)+n]; n == len(text) {
			return append(dst, '"'), true
		}
		dst = appendEscaped(dst, rune(text[n]))
		text = text[n+1:]
	}
}

// isPlainCode reports whether text is as most codes and barcodes are: two words of ASCII that may overlap, with nothing in them to escape.
func isPlainCode(text []byte) bool {
	if len(text) < 8 || len(text) > 16 {
		return false
	}
	x, y := binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[len(text)-8:])
	return (x|y)&tops|special(x)|special(y) == 0
}

// masks are the words of copyRun. Read from memory they cost nothing, where as constants each of them takes an instruction, every time.
var masks = &words{
	tops: tops, lows: 0x7F * ones, fromBlank: (0x80 - ' ') * ones, // what is added to a byte to set its high bit from a blank on
	quote: '"' * ones, slash: '\\' * ones, fromC2: (0x80 - 0x42) * ones, fromE0: (0x80 - 0x60) * ones, // without their high bits
}

type words struct{ tops, lows, fromBlank, quote, slash, fromC2, fromE0 uint64 }

// plain has the high bit set of each byte of low, which are those of a word without their own high bits, that a JSON string needs not escape.
func (m *words) plain(low uint64) uint64 {
	return (low + m.fromBlank) & ((low ^ m.quote) + m.lows) & ((low ^ m.slash) + m.lows)
}

// copyRun copies the whole characters of text that stand before the first that a JSON string must escape to the beginning of to, which is eight bytes longer than text, and
// returns how many bytes they are. ok is false where one of them is none of UTF-8.
//
// It looks at eight bytes at a time. A byte is odd if its high bit is set in odd: if it must be escaped, or is no part of a character of one byte or two, which
// is to say of English or Russian.
func copyRun(to, text []byte) (n int, ok bool) {
	m, carry, rest := masks, uint64(0), text // carry is of a character that the last eight bytes began
	for len(rest) > 0 && len(to) >= 8 {
		var x uint64
		if len(rest) >= 8 {
			x = binary.LittleEndian.Uint64(rest)
		} else {
			x = lastWord(rest)
		}
		binary.LittleEndian.PutUint64(to, x)
		high := x & m.tops
		low, lead := x^high, high&(x<<1)
		// Each lead has one more byte, and each such byte a lead. C0 and C1 are none, E0 and above have more.
		odd := ^(m.plain(low)|x)&m.tops | (high ^ lead ^ (lead<<8 | carry)) | lead&(^(low+m.fromC2)|(low+m.fromE0))
		if carry = lead >> 56; odd == 0 {
			if len(rest) <= 8 {
				break
			}
			rest, to = rest[8:], to[8:]
			continue
		}
		at := bits.TrailingZeros64(odd) / 8
		n = len(text) - len(rest) + at
		if at >= len(rest) || n > 0 && text[n-1] >= 0xC0 {
			return n, false // what stands before it is broken off
		}
		if rest[at] < utf8.RuneSelf {
			return n, true
		}
		r, size := utf8.DecodeRune(rest[at:])
		if r == utf8.RuneError && size == 1 {
			return n, false
		}
		copy(to[at:], rest[at:at+size])
		rest, to, carry = rest[at+size:], to[at+size:], 0
	}
	return len(text), carry == 0
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

// AppendString appends text as a JSON string, with the escapes that RFC 8259 demands and no others: of the quotation mark, the backslash, and the
// control characters below U+0020, the short ones where there are any. What encodable (nil: nothing) refuses is escaped too. Text must be valid UTF-8.
func AppendString(dst, text []byte, encodable func(rune) bool) []byte {
	dst = append(dst, '"')
	if encodable == nil {
		for {
			n, _ := plainPrefix(text)
			if dst = append(dst, text[:n]...); n == len(text) {
				return append(dst, '"')
			}
			dst = appendEscaped(dst, rune(text[n]))
			text = text[n+1:]
		}
	}
	for done := 0; ; {
		i := done
		r, size := nextEscape(text, &i, encodable)
		if dst = append(dst, text[done:i]...); size == 0 {
			return append(dst, '"')
		}
		dst = appendEscaped(dst, r)
		done = i + size
	}
}

// nextEscape moves i on to the next character that must be escaped and returns it and its size; 0 where there is none.
func nextEscape(text []byte, i *int, encodable func(rune) bool) (rune, int) {
	for *i < len(text) {
		c := text[*i]
		if plain[c] {
			*i++
			continue
		}
		r, size := utf8.DecodeRune(text[*i:])
		if c < utf8.RuneSelf || !encodable(r) {
			return r, size
		}
		*i += size
	}
	return 0, 0
}

const (
	ones = 0x0101010101010101
	tops = 0x80 * ones
)

// special returns a bit for some byte of the eight in w, if any is a control character below U+0020, a quotation mark or a backslash; the lowest bit
// that is set is that of the first such byte.
func special(w uint64) uint64 {
	quote, slash := w^('"'*ones), w^('\\'*ones)
	return ((w-' '*ones)&^w | (quote-ones)&^quote | (slash-ones)&^slash) & tops
}

// plainPrefix returns how many bytes of text stand before the first that a JSON string must escape, and whether these are all ASCII.
func plainPrefix(text []byte) (n int, ascii bool) {
	var all uint64
	for ; len(text)-n >= 8; n += 8 {
		w := binary.LittleEndian.Uint64(text[n:])
		if special(w) != 0 {
			break
		}
		all |= w
	}
	for ; n < len(text) && (plain[text[n]] || text[n] >= utf8.RuneSelf); n++ {
		all |= uint64(text[n])
	}
	return n, all&tops == 0
}

// isUTF8 is utf8.Valid, made for Cyrillic.
func isUTF8(text []byte) bool { return utf8Prefix(text) == len(text) }

// utf8Prefix returns how many bytes of b are whole valid characters.
func utf8Prefix(b []byte) (n int) {
	for n < len(b) {
		for len(b)-n >= 16 && (binary.LittleEndian.Uint64(b[n:])|binary.LittleEndian.Uint64(b[n+8:]))&tops == 0 {
			n += 16
		}
		if len(b)-n >= 8 {
			n += asciiPrefix(binary.LittleEndian.Uint64(b[n:]))
		}
		for len(b)-n >= 2 && b[n]-0xC2 < 0x1E && b[n+1]-0x80 < 0x40 { // two bytes: Cyrillic among others
			n += 2
		}
		if n == len(b) {
			break
		}
		if b[n] < utf8.RuneSelf {
			n++
			continue
		}
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			return n
		}
		n += size
	}
	return n
}

// asciiPrefix returns how many of the eight bytes in w stand before the first that is not ASCII.
func asciiPrefix(w uint64) int {
	if w &= tops; w != 0 {
		return bits.TrailingZeros64(w) >> 3
	}
	return 8
}

func appendEscaped(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	if r > 0xFFFF {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(dst, `\u%04x`, r)
}
