package xmlrecord

import (
	"bytes"
	"io"
)

// A tap lets a reader through and, once it is on, holds on to what came through from an offset on, so that a
// refused record can be shown as it stood.
type tap struct {
	r    io.Reader
	on   bool
	held []byte
	from int64 // offset of held[0]
	keep int64 // what lies before it may go
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if t.on {
		if gone := t.keep - t.from; gone > int64(len(t.held))/2 {
			gone = min(gone, int64(len(t.held)))
			t.held = t.held[:copy(t.held, t.held[gone:])]
			t.from += gone
		}
		t.held = append(t.held, p[:n]...)
	}
	return n, err
}

// element returns the source text of the element whose start tag begins at offset and that has been read to its end; nil where the tap is off.
func (t *tap) element(offset int64) []byte {
	start := offset - t.from
	if !t.on || start < 0 || start > int64(len(t.held)) {
		return nil
	}
	text := t.held[start:]
	return text[:elementEnd(text)]
}

// elementEnd returns the length of the element that s, which a Scanner has found well-formed, begins with.
func elementEnd(s []byte) int {
	depth, i := 0, 0
	for i < len(s) {
		tag := bytes.IndexByte(s[i:], '<')
		if tag < 0 {
			break
		}
		i += tag
		n, change := markup(s[i:])
		i += n
		if depth += change; depth == 0 && n > 0 && change <= 0 {
			return i
		}
	}
	return len(s)
}

// markup returns the length of the markup that s begins with, and by how much it deepens the nesting.
func markup(s []byte) (n, depth int) {
	switch {
	case bytes.HasPrefix(s, []byte("<!--")):
		return upTo(s, "-->"), 0
	case bytes.HasPrefix(s, []byte("<![CDATA[")):
		return upTo(s, "]]>"), 0
	case bytes.HasPrefix(s, []byte("<?")):
		return upTo(s, "?>"), 0
	case bytes.HasPrefix(s, []byte("</")):
		return upTo(s, ">"), -1
	}
	n, _ = TagEnd(s)
	if n >= 2 && s[n-2] == '/' {
		return n, 0
	}
	return n, 1
}

func upTo(s []byte, end string) int {
	if i := bytes.Index(s, []byte(end)); i >= 0 {
		return i + len(end)
	}
	return len(s)
}

// TagEnd returns the length of the start tag that s begins with; a > within a value does not end it. Of one that s does not hold whole it is that
// of s.
func TagEnd(s []byte) (n int, whole bool) {
	quote := byte(0)
	for i, c := range s {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1, true
		}
	}
	return len(s), false
}
