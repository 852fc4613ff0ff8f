package xmlstream

import (
	"bytes"
	"unicode/utf8"
)

// appendText appends character data with its line ends normalised (2.11) and its references resolved. It is for data that
// the grammar has accepted. Without refs it leaves references as they stand, as CDATA sections, comments and instructions want it.
func appendText(dst, raw []byte, refs bool) []byte {
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\r':
			dst = append(dst, '\n')
			if i++; i < len(raw) && raw[i] == '\n' {
				i++
			}
		case c == '&' && refs:
			r, n := reference(raw[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst
}

// appendValue appends an attribute's value, normalised as CDATA (3.3.3): what stands there as tab, LF, CR or
// CR LF is one space, what stands there as a reference is the character itself.
func appendValue(dst, raw []byte) []byte {
	for i := 0; i < len(raw); {
		switch c := raw[i]; c {
		case '\t', '\n':
			dst = append(dst, ' ')
			i++
		case '\r':
			dst = append(dst, ' ')
			if i++; i < len(raw) && raw[i] == '\n' {
				i++
			}
		case '&':
			r, n := reference(raw[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst
}

// reference reads a reference at the beginning of b: the character that it stands for, and its length in b. n is 0
// where there is none that XML allows, -1 where b may end within it.
func reference(b []byte) (r rune, n int) {
	if len(b) < 2 {
		return 0, -1
	}
	if b[1] == '#' {
		return charReference(b)
	}
	end := bytes.IndexByte(b[:min(len(b), len("&quot;"))], ';')
	if end < 0 {
		if len(b) < len("&quot;") {
			return 0, -1
		}
		return 0, 0
	}
	switch string(b[1:end]) {
	case "amp":
		return '&', end + 1
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	}
	return 0, 0
}

func charReference(b []byte) (r rune, n int) {
	base, i := rune(10), 2
	if len(b) > i && b[i] == 'x' {
		base, i = 16, 3
	}
	first := i
	for ; i < len(b); i++ {
		d := digit(rune(b[i]))
		if d < 0 || d >= base {
			break
		}
		r = min(r*base+d, utf8.MaxRune+1)
	}
	switch {
	case i == len(b):
		return 0, -1
	case i == first || b[i] != ';' || !isChar(r):
		return 0, 0
	}
	return r, i + 1
}
