package jsonstream

import "io"

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

// AppendValue reads to the end of the value that the last token, t, began, and appends it to dst in its canonical form: without white
// space, keys in their order, numbers as they are spelled, strings with the escapes of [AppendString].
func (w *Walker) AppendValue(dst []byte, t Token) ([]byte, error) {
	dst = w.appendToken(dst, t)
	if t != BeginObject && t != BeginArray {
		return dst, nil
	}
	for depth := len(w.frames); len(w.frames) >= depth; {
		first := w.state == atFirstKey || w.state == atFirstValue
		colon := w.state == atColon
		t, err := w.Next()
		if err != nil {
			return dst, err
		}
		if !first && !colon && t != EndObject && t != EndArray {
			dst = append(dst, ',')
		}
		if dst = w.appendToken(dst, t); t == Key {
			dst = append(dst, ':')
		}
	}
	return dst, nil
}

func (w *Walker) appendToken(dst []byte, t Token) []byte {
	if t == String || t == Key {
		return AppendString(dst, w.Text(), nil)
	}
	return append(dst, w.Raw()...)
}
