package xmlstream

import (
	"bytes"
	"io"
	"slices"
	"unicode/utf8"

	"obmen/formats/record"
)

// fast is the engine of our own. It looks at every byte twice: once for UTF-8 and forbidden characters, block by
// block (legalPrefix), and once for what its token needs. It only ever accepts: what it can't accept it leaves to the grammar,
// which says what is wrong. So its loops need no words for errors.
//
// Who knows templates of what comes next may try them first: see Ahead. What they match was looked at by them.
type fast struct {
	core
	begun   bool
	legal   int64  // offset up to which the stream is known to be legal
	illegal bool   // what stands at legal is not
	raw     []byte // of the current token: its content as it stands
	pending expand // what Text has still to do with raw
	scratch []byte // values that had to be changed
	sorted  []int  // for looking up doubles among many attributes
}

// expand says what has to be done to a token's content.
type expand uint8

const (
	asIs     expand = iota
	lineEnds        // CR is to become LF
	all             // references too
)

// A verdict is what scanning a token came to.
type verdict uint8

const (
	done  verdict = iota
	short         // the window ends before the token
	bad           // not acceptable: the grammar knows why
)

// Open implements [Scanner].
func (s *fast) Open(c record.Chunk) {
	s.core.open(c)
	s.begun, s.legal, s.illegal = false, 0, false
	s.raw, s.pending = nil, asIs
}

// Next implements [Scanner].
func (s *fast) Next() (Token, error) {
	if s.failed != nil {
		return 0, s.failed
	}
	t, err := s.next()
	if s.kind = t; err != nil {
		s.failed, s.name, s.attrs, s.raw, s.pending, s.text = err, nil, s.attrs[:0], nil, asIs, nil
	}
	return t, err
}

func (s *fast) next() (Token, error) {
	if s.advance() {
		s.attrs = s.attrs[:0]
		return End, nil
	}
	if !s.begun {
		if err := s.begin(); err != nil {
			return 0, err
		}
	}
	for {
		t, n, v := s.scan(s.token())
		if v == done && s.acceptable(n) {
			s.n = n
			if t != 0 {
				return s.settle(t), nil
			}
			s.start += n
			continue
		}
		if v == short && s.read() {
			continue
		}
		return 0, s.explain()
	}
}

// begin passes over the XML declaration.
func (s *fast) begin() error {
	s.begun = true
	if err := s.declaration(); err != nil {
		return err
	}
	s.start += s.n
	s.n = 0
	s.legal = s.offset()
	return nil
}

// read gets more of the token, or the news that nothing more comes: either may settle it.
func (s *fast) read() bool {
	if s.window.err != nil {
		return false
	}
	return s.more() || s.window.err != nil
}

// stride is how far beyond a token its block reaches: far enough to be worth the while, and not so far that much of it is
// looked at in vain where templates match what follows.
const stride = 512

// acceptable reports whether a token of n bytes is legal text and within the record's limit.
func (s *fast) acceptable(n int) bool {
	end := s.offset() + int64(n)
	if end > s.legal && !s.illegal {
		from, to := int(s.legal-s.first.offset), s.start+n+stride
		n, bad := legalPrefix(s.buf[from:min(to, len(s.buf))])
		s.legal, s.illegal = s.legal+int64(n), bad
	}
	return n <= s.room() && end <= s.legal
}

// Ahead implements [Skimmer].
func (s *fast) Ahead() []byte {
	if s.failed != nil || s.empty || !s.begun {
		return nil
	}
	if s.advance(); s.outside() {
		return nil
	}
	return s.token()
}

// More implements [Skimmer].
func (s *fast) More() []byte {
	if !s.more() {
		return nil
	}
	return s.token()
}

// Pass implements [Skimmer].
func (s *fast) Pass(n int) {
	s.start += n
	if at := s.offset(); at > s.legal {
		s.legal, s.illegal = at, false
	}
}

// explain has the grammar say why the token can't be accepted. If it doesn't know, the engine is at fault.
func (s *fast) explain() error {
	if _, err := s.judge(); err != nil {
		return err
	}
	return s.refuse(0, msgDisagree.Fault("fast"))
}

func (s *fast) settle(t Token) Token {
	switch t {
	case Start:
		s.push(s.name)
	case End:
		s.closing = true
	}
	return t
}

// Text implements [Scanner].
func (s *fast) Text() []byte {
	if s.pending != asIs {
		s.scratch = appendText(s.scratch[:0], s.raw, s.pending == all)
		s.raw, s.pending = s.scratch, asIs
	}
	return s.raw
}

// scan reads the token at the beginning of b: its kind (0: white space outside the root) and length.
func (s *fast) scan(b []byte) (t Token, n int, v verdict) {
	if len(b) == 0 {
		return 0, 0, short
	}
	s.pending = asIs
	if b[0] != '<' {
		return s.scanText(b)
	}
	if len(b) == 1 {
		return 0, 0, short
	}
	switch b[1] {
	case '/':
		return s.scanEnd(b)
	case '!':
		return s.scanBang(b)
	case '?':
		return s.scanInstruction(b)
	}
	return s.scanStart(b)
}

func (s *fast) scanText(b []byte) (Token, int, verdict) {
	if s.outside() {
		return s.scanOutside(b)
	}
	i := 0
	for {
		for i < len(b) && class[b[i]]&inText == 0 {
			i++
		}
		if i == len(b) {
			return 0, 0, short
		}
		switch b[i] {
		case '<':
			s.raw = b[:i]
			return Text, i, s.within(i, s.limits.Value)
		case '&':
			_, n := reference(b[i:])
			if n <= 0 {
				return 0, 0, missing(n)
			}
			s.pending = all
			i += n
			continue
		case '\r':
			s.pending = max(s.pending, lineEnds)
		case ']':
			if bytes.HasPrefix(b[i:], []byte("]]>")) {
				return 0, 0, bad
			}
		}
		i++
	}
}

// missing is the verdict on a reference of length n ≤ 0.
func missing(n int) verdict {
	if n < 0 {
		return short
	}
	return bad
}

func (s *fast) within(n, limit int) verdict {
	if n > limit {
		return bad
	}
	return done
}

func (s *fast) scanOutside(b []byte) (Token, int, verdict) {
	n := skipSpace(b, 0)
	switch {
	case n < len(b) && b[n] != '<':
		return 0, 0, bad
	case n == len(b) && s.window.err != io.EOF:
		return 0, 0, short
	}
	return 0, n, s.within(n, s.limits.Value)
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && class[b[i]]&space != 0 {
		i++
	}
	return i
}

// scanName returns the end of the name that begins at i; ok is false where none does.
func scanName(b []byte, i int) (end int, ok bool) {
	if i < len(b) && class[b[i]]&(nameStart|wide) == 0 {
		return i, false
	}
	end = i
	for end < len(b) && class[b[end]]&nameChar != 0 {
		end++
	}
	if end < len(b) && class[b[end]]&wide != 0 {
		return scanWideName(b, i, end)
	}
	return end, end > i
}

// scanWideName goes on with a name that holds a character beyond ASCII at end.
func scanWideName(b []byte, start, end int) (int, bool) {
	for end < len(b) {
		r, size := utf8.DecodeRune(b[end:])
		if !isNameChar(r) || end == start && !isNameStart(r) {
			break
		}
		end += size
	}
	// A character that is cut off by the window's end is decoded as U+FFFD, which is a NameStartChar of one byte
	// here: the name then ends with the window, and the scan is short.
	return end, end > start
}

func (s *fast) scanEnd(b []byte) (Token, int, verdict) {
	if s.outside() {
		return 0, 0, bad
	}
	name := s.top()
	end := len("</") + len(name)
	if len(b) <= end {
		return 0, 0, short
	}
	if !bytes.Equal(b[len("</"):end], name) {
		return 0, 0, bad
	}
	s.name = b[len("</"):end]
	if b[end] != '>' {
		if end = skipSpace(b, end); end == len(b) {
			return 0, 0, short
		}
		if b[end] != '>' {
			return 0, 0, bad
		}
	}
	return End, end + 1, done
}

func (s *fast) scanBang(b []byte) (Token, int, verdict) {
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		return s.scanComment(b)
	case bytes.HasPrefix(b, []byte("<![CDATA[")) && !s.outside():
		n := len("<![CDATA[")
		end := bytes.Index(b[n:], []byte("]]>"))
		if end < 0 {
			return 0, 0, short
		}
		s.hold(b[n : n+end])
		return Text, n + end + len("]]>"), s.within(end, s.limits.Value)
	case len(b) < len("<![CDATA["):
		return 0, 0, short
	}
	return 0, 0, bad
}

func (s *fast) scanComment(b []byte) (Token, int, verdict) {
	n := len("<!--")
	end := bytes.Index(b[n:], []byte("--"))
	if end < 0 || n+end+len("--") == len(b) {
		return 0, 0, short
	}
	if b[n+end+len("--")] != '>' {
		return 0, 0, bad
	}
	s.hold(b[n : n+end])
	return Comment, n + end + len("-->"), s.within(end, s.limits.Value)
}

// hold keeps content in which there are no references.
func (s *fast) hold(content []byte) {
	s.raw = content
	if bytes.IndexByte(content, '\r') >= 0 {
		s.pending = lineEnds
	}
}

func (s *fast) scanInstruction(b []byte) (Token, int, verdict) {
	n := len("<?")
	i, ok := scanName(b, n)
	if i+1 >= len(b) {
		return 0, 0, short
	}
	s.name = b[n:i]
	if !ok || i-n > s.limits.Name || bytes.EqualFold(s.name, []byte("xml")) {
		return 0, 0, bad
	}
	if b[i] == '?' && b[i+1] == '>' {
		s.raw = b[i:i]
		return Instruction, i + len("?>"), done
	}
	if class[b[i]]&space == 0 {
		return 0, 0, bad
	}
	i = skipSpace(b, i)
	end := bytes.Index(b[i:], []byte("?>"))
	if end < 0 {
		return 0, 0, short
	}
	s.hold(b[i : i+end])
	return Instruction, i + end + len("?>"), s.within(end, s.limits.Value)
}

func (s *fast) scanStart(b []byte) (Token, int, verdict) {
	i, ok := scanName(b, 1)
	if i == len(b) {
		return 0, 0, short
	}
	s.name = b[1:i]
	if !ok || len(s.name) > s.limits.Name || s.depth() >= s.limits.Depth || s.outside() && s.rooted {
		return 0, 0, bad
	}
	s.attrs, s.scratch = s.attrs[:0], s.scratch[:0]
	for {
		before := i
		i = skipSpace(b, i)
		if i+1 >= len(b) {
			if i < len(b) && b[i] == '>' {
				return s.started(i + 1)
			}
			return 0, 0, short
		}
		switch {
		case b[i] == '>':
			return s.started(i + 1)
		case b[i] == '/' && b[i+1] == '>':
			s.empty = true
			return s.started(i + 2)
		case i == before:
			return 0, 0, bad
		}
		var v verdict
		if i, v = s.scanAttr(b, i); v != done {
			return 0, 0, v
		}
	}
}

// started ends a start tag of n bytes.
func (s *fast) started(n int) (Token, int, verdict) {
	if len(s.attrs) > s.limits.Attributes || s.doubled() {
		s.empty = false
		return 0, 0, bad
	}
	return Start, n, done
}

func (s *fast) scanAttr(b []byte, start int) (int, verdict) {
	i, ok := scanName(b, start)
	if i == len(b) {
		return 0, short
	}
	name := b[start:i]
	if !ok || len(name) > s.limits.Name {
		return 0, bad
	}
	if b[i] != '=' {
		i = skipSpace(b, i)
	}
	if i == len(b) {
		return 0, short
	}
	if b[i] != '=' {
		return 0, bad
	}
	if i = skipSpace(b, i+1); i == len(b) {
		return 0, short
	}
	quote := b[i]
	if quote != '"' && quote != '\'' {
		return 0, bad
	}
	return s.scanValue(b, i+1, name, quote)
}

func (s *fast) scanValue(b []byte, start int, name []byte, quote byte) (int, verdict) {
	changes := false
	for i := start; ; i++ {
		for i < len(b) && class[b[i]]&inValue == 0 {
			i++
		}
		if i == len(b) {
			return 0, short
		}
		switch b[i] {
		case quote:
			value := b[start:i:i]
			if changes {
				value = s.expanded(value)
			}
			s.attrs = append(s.attrs, Attr{name, value})
			return i + 1, s.within(i-start, s.limits.Value)
		case '<':
			return 0, bad
		case '&':
			_, n := reference(b[i:])
			if n <= 0 {
				return 0, missing(n)
			}
			i += n - 1
			changes = true
		case '\t', '\n', '\r':
			changes = true
		}
	}
}

// expanded returns a value with its references resolved and its white space normalised.
func (s *fast) expanded(raw []byte) []byte {
	at := len(s.scratch)
	s.scratch = appendValue(s.scratch, raw)
	return s.scratch[at:len(s.scratch):len(s.scratch)]
}

// few is up to how many attributes are compared each with each.
const few = 24

// doubled reports whether two attributes have one name.
func (s *fast) doubled() bool {
	if len(s.attrs) > few {
		return s.doubledOfMany()
	}
	seen := uint64(0)
	for i := range s.attrs {
		name := s.attrs[i].Name
		bit := uint64(1) << ((uint(len(name)) + uint(name[0])*5 + uint(name[len(name)-1])*11) % 64)
		if seen&bit != 0 && hasName(s.attrs[:i], name) {
			return true
		}
		seen |= bit
	}
	return false
}

func hasName(attrs []Attr, name []byte) bool {
	for i := range attrs {
		if bytes.Equal(attrs[i].Name, name) {
			return true
		}
	}
	return false
}

func (s *fast) doubledOfMany() bool {
	s.sorted = s.sorted[:0]
	for i := range s.attrs {
		s.sorted = append(s.sorted, i)
	}
	slices.SortFunc(s.sorted, func(a, b int) int { return bytes.Compare(s.attrs[a].Name, s.attrs[b].Name) })
	for i := 1; i < len(s.sorted); i++ {
		if bytes.Equal(s.attrs[s.sorted[i-1]].Name, s.attrs[s.sorted[i]].Name) {
			return true
		}
	}
	return false
}
