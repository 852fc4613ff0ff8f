package jsonstream

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendText is AppendString for text that may not be UTF-8: false says that it is not, and what was appended is then no JSON.
func AppendText(dst, text []byte, encodable func(rune) bool) ([]byte, bool) {
	n, ascii := plainPrefix(text)
	switch {
	case (!ascii || n < len(text)) && !isUTF8(text):
		return dst, false
	case n == len(text) && (ascii || encodable == nil):
		dst = append(append(dst, '"'), text...)
		return append(dst, '"'), true
	}
	return AppendString(dst, text, encodable), true
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
