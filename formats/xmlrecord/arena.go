package xmlrecord

// An Arena holds the texts of one record. What a Scanner returns dies with its next token; what Keep returns
// lives until Reset, also when the Arena had to grow meanwhile.
type Arena struct{ buf []byte }

// Reset forgets all texts and keeps the room that they took.
func (a *Arena) Reset() { a.buf = a.buf[:0] }

// Len returns how many bytes the Arena holds.
func (a *Arena) Len() int { return len(a.buf) }

// Keep returns a copy of b, which is never nil: an empty text is not a missing one.
func (a *Arena) Keep(b []byte) []byte {
	start := a.open()
	a.buf = append(a.buf, b...)
	return a.since(start)
}

// open returns where the next text will begin.
func (a *Arena) open() int {
	if a.buf == nil {
		a.buf = make([]byte, 0, 1<<10)
	}
	return len(a.buf)
}

// since returns the text that begins at start, closed against append.
func (a *Arena) since(start int) []byte { return a.buf[start:len(a.buf):len(a.buf)] }
