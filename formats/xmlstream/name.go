package xmlstream

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// isName reports whether XML allows name: production [5].
func isName(name []byte) bool {
	for i := 0; i < len(name); {
		r, size := utf8.DecodeRune(name[i:])
		if r == utf8.RuneError && size == 1 || !isNameChar(r) || i == 0 && !isNameStart(r) {
			return false
		}
		i += size
	}
	return len(name) > 0
}

// EncodeName returns name as a name that XML allows: every character that it does not allow there is escaped as
// _xHHHH_, or _xHHHHHHHH_ beyond the BMP. A name that XML allows is returned as it is, unless DecodeName would take
// it for the escape of another. The empty name, and one that is no valid UTF-8, is returned as it is.
//
// EncodeName maps all names one to one onto those that XML allows, and DecodeName maps them back: so a
// column keeps its name through XML, and an attribute through CSV.
func EncodeName(name []byte) []byte {
	if isPlainName(name) || !utf8.Valid(name) || len(name) == 0 || isName(origin(name)) {
		return name
	}
	return escapeName(name)
}

// DecodeName is the inverse of EncodeName.
func DecodeName(name []byte) []byte {
	if isPlainName(name) || isName(origin(name)) {
		return name
	}
	if inner, ok := unescapeName(name); ok {
		return inner
	}
	return name
}

// isPlainName reports whether XML allows name and nothing in it looks like an escape: almost every name.
func isPlainName(name []byte) bool { return !bytes.Contains(name, []byte("_x")) && isName(name) }

// origin takes escapes off name as often as that can be done. What it ends at decides: if XML allows that, name
// and all that lie between stand for themselves; if not, each of them is the escape of the one before.
func origin(name []byte) []byte {
	for {
		inner, ok := unescapeName(name)
		if !ok {
			return name
		}
		name = inner
	}
}

// escapeName escapes what XML does not allow in a name, and each _ that could begin an escape.
func escapeName(name []byte) []byte {
	var out []byte
	for i, r := range string(name) {
		switch {
		case r == '_' && looksEscaped(name[i:]), !isNameChar(r), i == 0 && !isNameStart(r):
			out = appendNameEscape(out, r)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

func appendNameEscape(dst []byte, r rune) []byte {
	if r > 0xFFFF {
		return fmt.Appendf(dst, "_x%08X_", r)
	}
	return fmt.Appendf(dst, "_x%04X_", r)
}

// looksEscaped reports whether b begins with _x and four digits. The _ behind them is not asked for: an escape that follows
// may bring it.
func looksEscaped(b []byte) bool {
	if len(b) < len("_x0000") || b[1] != 'x' {
		return false
	}
	for _, c := range b[2:6] {
		if digit(rune(c)) < 0 {
			return false
		}
	}
	return true
}

// unescapeName takes one layer of escapes off. ok is false where there is none, or where escaping the result would not give name again.
func unescapeName(name []byte) (inner []byte, ok bool) {
	for i := 0; i < len(name); {
		r, n := nameEscape(name[i:])
		if n == 0 {
			inner = append(inner, name[i])
			i++
			continue
		}
		inner = utf8.AppendRune(inner, r)
		i += n
		ok = true
	}
	return inner, ok && bytes.Equal(escapeName(inner), name)
}

// nameEscape reads an escape at the beginning of b; n is 0 where there is none.
func nameEscape(b []byte) (r rune, n int) {
	if len(b) < 2 || b[0] != '_' || b[1] != 'x' {
		return 0, 0
	}
	end := bytes.IndexByte(b[2:], '_')
	if end != 4 && end != 8 {
		return 0, 0
	}
	v, err := strconv.ParseUint(string(b[2:2+end]), 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) || v > utf8.MaxRune {
		return 0, 0
	}
	return rune(v), 2 + end + 1
}
