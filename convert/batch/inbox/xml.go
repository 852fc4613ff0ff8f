package inbox

import "bytes"

// wholeXML goes through XML that begins with its first tag: whole it is when its root is closed and all that stands behind it is.
func wholeXML(s []byte) bool {
	depth, rooted := 0, false
	for {
		i := bytes.IndexByte(s, '<')
		if i < 0 {
			return rooted && depth == 0 && isBlank(s)
		}
		if depth == 0 && !isBlank(s[:i]) {
			return false
		}
		kind, n := markup(s[i:])
		if n == 0 {
			return false
		}
		switch s = s[i+n:]; kind {
		case opening:
			depth, rooted = depth+1, true
		case closing:
			depth--
		case empty:
			rooted = true
		}
	}
}

func isBlank(s []byte) bool { return len(bytes.Trim(s, blank)) == 0 }

type markupKind uint8

const (
	other markupKind = iota // a comment, an instruction, CDATA, a DOCTYPE
	opening
	closing
	empty
)

// markup returns what s begins with, and how long it is; 0: it has no end.
func markup(s []byte) (markupKind, int) {
	for _, m := range []struct{ from, to string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if bytes.HasPrefix(s, []byte(m.from)) {
			return other, upTo(s, len(m.from), m.to)
		}
	}
	switch {
	case len(s) < 2:
		return other, 0
	case s[1] == '!':
		return other, declaration(s)
	case s[1] == '/':
		return closing, upTo(s, 2, ">")
	}
	n := outsideQuotes(s)
	if n > 0 && s[n-2] == '/' {
		return empty, n
	}
	return opening, n
}

// upTo returns where what begins at from has its end, with it; 0: nowhere.
func upTo(s []byte, from int, end string) int {
	i := bytes.Index(s[from:], []byte(end))
	if i < 0 {
		return 0
	}
	return from + i + len(end)
}

// outsideQuotes returns where a start tag ends; 0: nowhere.
func outsideQuotes(s []byte) int {
	var quote byte
	for i, c := range s {
		switch {
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return 0
}

// declaration returns where a DOCTYPE ends, with the declarations, comments and instructions in it; 0: nowhere.
func declaration(s []byte) int {
	var quote byte
	depth := 1
	for i := 3; i < len(s); i++ {
		switch c := s[i]; {
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			if begins(s[i:], "<!--", "<?") {
				_, n := markup(s[i:])
				if n == 0 {
					return 0
				}
				i += n - 1
				continue
			}
			depth++
		case c == '>':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// rootOf returns the root's name as its bytes stand there; nil where it lies too far behind.
func rootOf(head []byte) []byte {
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 {
			return nil
		}
		head = head[i:]
		kind, n := markup(head)
		if kind == opening || kind == empty { // also where the tag is longer than what is known of it
			name := head[1:]
			if end := bytes.IndexAny(name, blank+"/>"); end > 0 {
				return name[:end]
			}
			return nil
		}
		if n == 0 {
			return nil
		}
		head = head[n:]
	}
}

// endsRoot reports whether the tail of a long document has the root's end tag, and behind it nothing but comments, instructions and blanks. What stands in a comment or in
// CDATA is no end tag.
func endsRoot(tail, root []byte) bool {
	tail, ok := bytes.CutSuffix(withoutTrailer(tail), []byte(">"))
	if !ok {
		return false
	}
	tail, ok = bytes.CutSuffix(bytes.TrimRight(tail, blank), root)
	if !ok {
		return false
	}
	tail, ok = bytes.CutSuffix(tail, []byte("</"))
	if !ok {
		return false
	}
	for _, end := range []string{"-->", "]]>", "?>"} {
		tail = tail[bytes.LastIndex(tail, []byte(end))+1:]
	}
	return !bytes.Contains(tail, []byte("<!--")) && !bytes.Contains(tail, []byte("<![CDATA["))
}

// withoutTrailer cuts off blanks, comments and instructions.
func withoutTrailer(tail []byte) []byte {
	for {
		tail = bytes.TrimRight(tail, blank)
		from := -1
		switch {
		case bytes.HasSuffix(tail, []byte("-->")):
			from = bytes.LastIndex(tail[:len(tail)-3], []byte("<!--"))
		case bytes.HasSuffix(tail, []byte("?>")):
			from = bytes.LastIndex(tail[:len(tail)-2], []byte("<?"))
		}
		if from < 0 {
			return tail
		}
		tail = tail[:from]
	}
}
