package jsonstream

import (
	"io"
	"unicode/utf8"
)

// Skip reads to the end of the value that the last token began; a String, Number, True, False, Null has ended already, and the value
// of a Key is yet to come.
func (w *Walker) Skip(t Token) error {
	if t == Key {
		var err error
		if t, err = w.Next(); err != nil {
			return err
		}
	}
	if t != BeginObject && t != BeginArray {
		return nil
	}
	for depth := len(w.frames); len(w.frames) >= depth; {
		if _, err := w.Next(); err != nil {
			return err
		}
	}
	return nil
}

// CopyValue reads to the end of the value that the last token, t, began, and writes it to dst as it stands.
func (w *Walker) CopyValue(dst io.Writer, t Token) error {
	if err := w.Tee(dst, w.Start()); err != nil {
		return err
	}
	if err := w.Skip(t); err != nil {
		return err
	}
	return w.Tee(nil, w.End())
}

// AppendValue reads to the end of the value that the last token, t, began, and appends it to dst without the white space around its tokens:
// keys in their order, numbers and strings as they are spelled.
func (w *Walker) AppendValue(dst []byte, t Token) ([]byte, error) {
	return w.appendValue(dst, t, nil)
}

func (w *Walker) appendValue(dst []byte, t Token, encodable func(rune) bool) ([]byte, error) {
	dst = appendEncodable(dst, w.Raw(), encodable)
	if t != BeginObject && t != BeginArray {
		return dst, nil
	}
	for depth := len(w.frames); len(w.frames) >= depth; {
		comma := w.state == atComma
		t, err := w.Next()
		if err != nil {
			return dst, err
		}
		if comma && t != EndObject && t != EndArray {
			dst = append(dst, ',')
		}
		if dst = appendEncodable(dst, w.Raw(), encodable); t == Key {
			dst = append(dst, ':')
		}
	}
	return dst, nil
}

// appendEncodable appends a token; of a string, what encodable refuses becomes an escape. Outside strings there is nothing to refuse.
func appendEncodable(dst, raw []byte, encodable func(rune) bool) []byte {
	if encodable == nil {
		return append(dst, raw...)
	}
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		if r < utf8.RuneSelf || encodable(r) {
			dst = append(dst, raw[:size]...)
		} else {
			dst = appendEscaped(dst, r)
		}
		raw = raw[size:]
	}
	return dst
}
