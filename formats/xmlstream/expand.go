package xmlstream

import (
	"bytes"
	"unicode/utf8"
)

// appendText appends character data with its line ends normalised (2.11) and its references resolved. It is for data that
// the grammar has accepted. Without refs it leaves references as they stand, as CDATA sections, comments and instructions want it.
func appendText(dst, raw []byte, refs bool) []byte {
	for {
		i := 0
		for i < len(raw) && class[raw[i]]&inText == 0 {
			i++
		}
		if dst = append(dst, raw[:i]...); i == len(raw) {
			return dst
		}
		switch raw = raw[i:]; {
		case raw[0] == '&' && refs:
			r, n := reference(raw)
			dst, raw = utf8.AppendRune(dst, r), raw[n:]
		case raw[0] == '\r':
			dst, raw = append(dst, '\n'), behindLineEnd(raw)
		default:
			dst, raw = append(dst, raw[0]), raw[1:]
		}
	}
}

// behindLineEnd returns what stands behind the CR or CR LF that raw begins with.
func behindLineEnd(raw []byte) []byte {
	if len(raw) > 1 && raw[1] == '\n' {
		return raw[2:]
	}
	return raw[1:]
}

// appendValue appends an attribute's value, normalised as CDATA (3.3.3): what stands there as tab, LF, CR or
// CR LF is one space, what stands there as a reference is the character itself.
func appendValue(dst, raw []byte) []byte {
	for {
		i := 0
		for i < len(raw) && class[raw[i]]&inValue == 0 {
			i++
		}
		if dst = append(dst, raw[:i]...); i == len(raw) {
			return dst
		}
		switch raw = raw[i:]; raw[0] {
		case '&':
			r, n := reference(raw)
			dst, raw = utf8.AppendRune(dst, r), raw[n:]
		case '\r':
			dst, raw = append(dst, ' '), behindLineEnd(raw)
		case '\t', '\n':
			dst, raw = append(dst, ' '), raw[1:]
		default:
			dst, raw = append(dst, raw[0]), raw[1:]
		}
	}
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
