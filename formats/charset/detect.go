package charset

import (
	"bytes"
	"cmp"
	"io"
	"unicode/utf8"

	"obmen/formats/record"
)

// window is how much of a document may decide about its encoding (formats.md, Text).
const window = 256 << 10

// opening is how much of a document is looked at for a byte order mark and an XML declaration.
const opening = 4 << 10

// Options steer NewReader. The zero Options find the encoding out.
type Options struct {
	File     string               // the input's name, for errors
	Override string               // the encoding that --encoding names, in any spelling; empty: find it out
	Found    func(record.Finding) // hears the findings; nil: nobody does
	// Unchecked lets UTF-8 through as it is: somebody else checks it, see [Check] and [Valid]. Other encodings are checked all the same.
	Unchecked bool
}

// NewReader finds out how r is encoded and returns a reader of it as UTF-8 without byte order mark.
//
// A byte order mark holds, then what the XML declaration names. XML without a declaration and JSON are UTF-8; so is
// anything else, unless its first 256 KiB hold bytes beyond ASCII and no character of UTF-8: then it is
// windows-1251. And where windows-1251 is declared but the first bytes beyond ASCII are valid UTF-8, it is UTF-8. What
// was not as declared is a finding.
//
// An error is a *record.Error, Fatal, as are those of the reader: a byte that is invalid in the encoding so chosen, with its
// offset in r. The reader's errors have no line: who reads it counts them. Errors of r are returned as they are.
func NewReader(r io.Reader, o Options) (io.Reader, Source, error) {
	h := &head{r: r, o: o}
	s, err := h.detect()
	if err != nil {
		return nil, Source{}, err
	}
	s.Start.Line, s.Start.Col = 1, 1
	s.Unit = unitOf(s.Encoding)
	rest := h.b[s.Start.Offset:]
	switch {
	case s.Encoding == UTF8 && o.Unchecked:
		return io.MultiReader(bytes.NewReader(rest), h), s, nil
	case s.Encoding == UTF8:
		return &validReader{source: source{r: r, err: h.err, file: o.File, encoding: UTF8, offset: s.Start.Offset}, pending: rest}, s, nil
	}
	return newDecoder(io.MultiReader(bytes.NewReader(rest), h), o.File, s), s, nil
}

// A head is the beginning of a document.
type head struct {
	r   io.Reader
	o   Options
	b   []byte
	err error // what r ended with
}

// Read gives what comes behind the head, and the error that ended it.
func (h *head) Read(p []byte) (int, error) {
	if h.err != nil {
		return 0, h.err
	}
	return h.r.Read(p)
}

// fill reads on until the head has n bytes, or r ends.
func (h *head) fill(n int) {
	if h.err != nil || len(h.b) >= n {
		return
	}
	had := len(h.b)
	h.b = append(h.b, make([]byte, n-had)...)
	got, err := io.ReadFull(h.r, h.b[had:])
	h.b = h.b[:had+got]
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	h.err = err
}

// detect says how the document is encoded; of Start it sets the offset alone.
func (h *head) detect() (Source, error) {
	h.fill(opening)
	var s Source
	mark, size := byteOrderMark(h.b)
	s.BOM = size > 0
	s.Start.Offset = int64(size)
	s.Declared = declaredEncoding(h.b[size:], mark)
	if h.o.Override != "" {
		return h.override(s, mark)
	}
	switch {
	case mark == utf32:
		return s, h.refuse(msgUnsupported.Fault("utf-32"))
	case mark != "":
		s.Encoding = mark
		h.compare(s)
		return s, nil
	case s.Declared != "":
		return h.declared(s)
	}
	s.Encoding = UTF8
	if first := bytes.TrimLeft(h.b, " \t\r\n"); len(first) > 0 && bytes.IndexByte([]byte("<{["), first[0]) >= 0 {
		return s, nil
	}
	if h.fill(window); len(h.b) > 0 && !anyMultibyte(h.b) {
		s.Encoding = Windows1251
		h.found(msgGuessed, s.Encoding)
	}
	return s, nil
}

// override obeys --encoding. A byte order mark of that encoding is left out all the same.
func (h *head) override(s Source, mark string) (Source, error) {
	name, err := Name(h.o.Override)
	if err != nil {
		return s, h.refuse(err)
	}
	if mark == utf32 && h.b[0] == 0xFF { // or UTF-16 that begins with a NUL: --encoding knows
		mark, s.Start.Offset = UTF16LE, 2
	}
	if s.Encoding = name; name == UTF16 {
		s.Encoding = cmp.Or(mark, unmarked16(h.b))
		if !unitOf16(s.Encoding) {
			s.Encoding = UTF16LE
		}
	}
	if s.Encoding != mark {
		s.BOM, s.Start.Offset = false, 0
	}
	h.compare(s)
	return s, nil
}

// declared obeys the XML declaration.
func (h *head) declared(s Source) (Source, error) {
	name, err := Name(s.Declared)
	if err != nil {
		return s, h.refuse(msgUnsupported.Fault(record.Shorten([]byte(s.Declared))))
	}
	if s.Encoding = name; unitOf16(name) {
		if s.Encoding = unmarked16(h.b); s.Encoding == "" {
			return s, h.refuse(msgNotUTF16.Fault(s.Declared))
		}
	} else if unmarked16(h.b) != "" {
		s.Encoding = unmarked16(h.b)
	}
	if s.Encoding == Windows1251 {
		if h.fill(window); firstIsUTF8(h.b, h.err != nil) {
			s.Encoding = UTF8
		}
	}
	h.compare(s)
	return s, nil
}

// compare reports where the encoding is other than declared.
func (h *head) compare(s Source) {
	if s.Declared == "" {
		return
	}
	name, err := Name(s.Declared)
	if err != nil || name != s.Encoding && !(name == UTF16 && unitOf16(s.Encoding)) {
		h.found(msgMismatch, record.Shorten([]byte(s.Declared)), s.Encoding)
	}
}

func (h *head) found(m *record.Message, args ...any) {
	if h.o.Found != nil {
		h.o.Found(record.Finding{Message: m, Pos: record.Pos{Line: 1, Col: 1}, Args: args})
	}
}

func (h *head) refuse(err error) error {
	return &record.Error{File: h.o.File, Pos: record.Pos{Line: 1, Col: 1}, Err: err, Fatal: true}
}

const utf32 = "utf-32"

func unitOf16(name string) bool { return name == UTF16 || name == UTF16LE || name == UTF16BE }

// byteOrderMark returns the encoding that b begins with the mark of, and the mark's size.
func byteOrderMark(b []byte) (encoding string, size int) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return UTF8, 3
	case bytes.HasPrefix(b, []byte("\xFF\xFE\x00\x00")), bytes.HasPrefix(b, []byte("\x00\x00\xFE\xFF")):
		return utf32, 4
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return UTF16LE, 2
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return UTF16BE, 2
	}
	return "", 0
}

// unmarked16 returns the UTF-16 in which b begins with <? and no mark (XML 1.0, appendix F.1); empty: none.
func unmarked16(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("<\x00?\x00")):
		return UTF16LE
	case bytes.HasPrefix(b, []byte("\x00<\x00?")):
		return UTF16BE
	}
	return ""
}

// declaredEncoding returns what the XML declaration at the beginning of b names; empty: there is none, or it names nothing. Whether
// the declaration is well-formed is for the parser to say.
func declaredEncoding(b []byte, mark string) string {
	if unitOf16(mark) || unmarked16(b) != "" {
		b = bytes.ReplaceAll(b, []byte{0}, nil) // a declaration is ASCII
	}
	end := bytes.Index(b, []byte("?>"))
	if end < len("<?xml ") || !bytes.HasPrefix(b, []byte("<?xml")) || bytes.IndexByte([]byte(" \t\r\n"), b[len("<?xml")]) < 0 {
		return ""
	}
	_, rest, ok := bytes.Cut(b[:end], []byte("encoding"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if !ok || len(rest) == 0 || rest[0] != '=' {
		return ""
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	name, _, ok := bytes.Cut(rest[1:], rest[:1])
	if !ok {
		return ""
	}
	return string(name)
}

// anyMultibyte reports whether b is ASCII or holds a valid character of two bytes or more.
func anyMultibyte(b []byte) bool {
	ascii := true
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if size > 1 {
			return true
		}
		ascii = ascii && r != utf8.RuneError
		b = b[size:]
	}
	return ascii
}

// firstIsUTF8 reports whether the first run of bytes beyond ASCII in b is valid UTF-8; a run that b cuts off may be unless whole.
func firstIsUTF8(b []byte, whole bool) bool {
	from := bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
	if from < 0 {
		return false
	}
	b = b[from:]
	for len(b) > 0 && b[0] >= utf8.RuneSelf {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			return !whole && !utf8.FullRune(b)
		}
		b = b[size:]
	}
	return true
}
