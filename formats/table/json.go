package table

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// A jsonText is JSON that is read from the front.
type jsonText struct {
	rest []byte
	deep int // how deep objects and arrays may be nested
}

var errUnexpectedEnd = errors.New("it ends too early")

// parseObject reads text, which must be one JSON object and nothing else, and gives each of its members to yield: the key
// unescaped, the value as it stands. It is as strict as RFC 8259, and refuses two equal keys in one object and lone surrogates.
func parseObject(text []byte, deep int, yield func(key string, value []byte) error) error {
	j := jsonText{text, deep}
	j.skipSpace()
	if err := j.object(0, yield); err != nil {
		return err
	}
	if j.skipSpace(); len(j.rest) > 0 {
		return fmt.Errorf("%q stands behind its end", j.rest[0])
	}
	return nil
}

func (j *jsonText) skipSpace() { j.rest = bytes.TrimLeft(j.rest, " \t\r\n") }

// take reads c.
func (j *jsonText) take(c byte) error {
	j.skipSpace()
	switch {
	case len(j.rest) == 0:
		return errUnexpectedEnd
	case j.rest[0] != c:
		r, _ := utf8.DecodeRune(j.rest)
		return fmt.Errorf("%q stands where %q should", r, c)
	}
	j.rest = j.rest[1:]
	return nil
}

// next reports whether c comes next, and reads it then.
func (j *jsonText) next(c byte) bool {
	j.skipSpace()
	if len(j.rest) == 0 || j.rest[0] != c {
		return false
	}
	j.rest = j.rest[1:]
	return true
}

func (j *jsonText) object(depth int, yield func(string, []byte) error) error {
	if depth > j.deep {
		return fmt.Errorf("it is nested more than %d deep", j.deep)
	}
	if err := j.take('{'); err != nil {
		return err
	}
	if j.next('}') {
		return nil
	}
	seen := map[string]bool{}
	for {
		if err := j.member(depth, seen, yield); err != nil {
			return err
		}
		if !j.next(',') {
			return j.take('}')
		}
	}
}

func (j *jsonText) member(depth int, seen map[string]bool, yield func(string, []byte) error) error {
	j.skipSpace()
	key, err := j.string()
	if err != nil {
		return err
	}
	if seen[key] {
		return fmt.Errorf("the key %q stands twice", key)
	}
	seen[key] = true
	if err := j.take(':'); err != nil {
		return err
	}
	j.skipSpace()
	from := j.rest
	if err := j.value(depth); err != nil {
		return err
	}
	if yield == nil {
		return nil
	}
	return yield(key, from[:len(from)-len(j.rest)])
}

func (j *jsonText) value(depth int) error {
	if len(j.rest) == 0 {
		return errUnexpectedEnd
	}
	switch c := j.rest[0]; {
	case c == '{':
		return j.object(depth+1, nil)
	case c == '[':
		return j.array(depth + 1)
	case c == '"':
		_, err := j.string()
		return err
	case c == '-' || c >= '0' && c <= '9':
		return j.number()
	}
	for _, word := range [...]string{"null", "true", "false"} {
		if bytes.HasPrefix(j.rest, []byte(word)) {
			j.rest = j.rest[len(word):]
			return nil
		}
	}
	r, _ := utf8.DecodeRune(j.rest)
	return fmt.Errorf("%q begins no value", r)
}

func (j *jsonText) array(depth int) error {
	if depth > j.deep {
		return fmt.Errorf("it is nested more than %d deep", j.deep)
	}
	j.rest = j.rest[1:]
	if j.next(']') {
		return nil
	}
	for {
		j.skipSpace()
		if err := j.value(depth); err != nil {
			return err
		}
		if !j.next(',') {
			return j.take(']')
		}
	}
}

func (j *jsonText) number() error {
	from := j.rest
	malformed := func() error { return fmt.Errorf("%.20q is no number", from) }
	if j.rest[0] == '-' {
		j.rest = j.rest[1:]
	}
	zero := len(j.rest) > 0 && j.rest[0] == '0'
	if n := j.digits(); n == 0 || zero && n > 1 {
		return malformed()
	}
	if len(j.rest) > 0 && j.rest[0] == '.' {
		j.rest = j.rest[1:]
		if j.digits() == 0 {
			return malformed()
		}
	}
	if len(j.rest) > 0 && (j.rest[0] == 'e' || j.rest[0] == 'E') {
		j.rest = j.rest[1:]
		if len(j.rest) > 0 && (j.rest[0] == '+' || j.rest[0] == '-') {
			j.rest = j.rest[1:]
		}
		if j.digits() == 0 {
			return malformed()
		}
	}
	return nil
}

func (j *jsonText) digits() int {
	n := 0
	for n < len(j.rest) && j.rest[n] >= '0' && j.rest[n] <= '9' {
		n++
	}
	j.rest = j.rest[n:]
	return n
}

// string reads a string and returns what it says.
func (j *jsonText) string() (string, error) {
	if len(j.rest) == 0 {
		return "", errUnexpectedEnd
	}
	if j.rest[0] != '"' {
		r, _ := utf8.DecodeRune(j.rest)
		return "", fmt.Errorf("%q stands where a string should", r)
	}
	var text []byte
	for s := j.rest[1:]; len(s) > 0; {
		switch c := s[0]; {
		case c == '"':
			j.rest = s[1:]
			return string(text), nil
		case c < 0x20:
			return "", fmt.Errorf("a control character stands in a string")
		case c != '\\':
			text, s = append(text, c), s[1:]
		default:
			r, n, err := unescape(s)
			if err != nil {
				return "", err
			}
			text, s = utf8.AppendRune(text, r), s[n:]
		}
	}
	return "", errUnexpectedEnd
}

// unescape reads the escape that s begins with.
func unescape(s []byte) (r rune, n int, err error) {
	if len(s) < 2 {
		return 0, 0, errUnexpectedEnd
	}
	if s[1] != 'u' {
		const signs, meanings = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
		i := bytes.IndexByte([]byte(signs), s[1])
		if i < 0 {
			return 0, 0, fmt.Errorf("%.2q is no escape", s)
		}
		return rune(meanings[i]), 2, nil
	}
	r, ok := hex4(s)
	if !ok {
		return 0, 0, fmt.Errorf("%.6q is no escape", s)
	}
	if !utf16.IsSurrogate(r) {
		return r, 6, nil
	}
	low, _ := hex4(s[6:])
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, 0, fmt.Errorf("%.6q is half a character", s)
	}
	return r, 12, nil
}

// hex4 reads \uHHHH.
func hex4(s []byte) (r rune, ok bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	for _, c := range s[2:6] {
		d := bytes.IndexByte([]byte("0123456789abcdef"), c|0x20)
		if d < 0 || c < '0' {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	return r, true
}

// appendJSONString appends text as a JSON string with as few escapes as can be.
func appendJSONString(dst, text []byte) []byte {
	dst = append(dst, '"')
	for _, c := range text {
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			if c < 0x20 {
				dst = fmt.Appendf(dst, `\u%04x`, c)
				continue
			}
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
