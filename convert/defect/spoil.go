package defect

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"obmen/formats/charset"
)

// A Spoiler is the writer under the format's own: it spoils bytes.
type Spoiler interface {
	io.Writer
	// Close writes what was held back, and notes where the bytes are wrong. It does not close the writer below.
	Close() error
}

// Spoil returns what stands between a format's writer and w. The syntax is the last word of the format's name: xml, csv, json, ndjson.
func (p *Planter) Spoil(w io.Writer, format string) (Spoiler, error) {
	syntax := format[strings.LastIndexByte(format, '-')+1:]
	var s Spoiler = through{w}
	if slices.Contains(p.spoils, truncated) {
		s = &cutter{p: p, out: s, syntax: syntax, line: 1}
	}
	if slices.Contains(p.spoils, cp1251) {
		out, err := charset.NewWriter(s, charset.Windows1251)
		if err != nil {
			return nil, err
		}
		s = &recoder{p: p, out: out, below: s, has: charset.Encodable(charset.Windows1251), syntax: syntax, first: -1, line: 1}
	}
	return s, nil
}

type through struct{ io.Writer }

func (through) Close() error { return nil }

// A recoder writes windows-1251, whatever the document says of itself. A character that it has no place for becomes a question mark.
type recoder struct {
	p      *Planter
	out    io.WriteCloser
	below  Spoiler
	has    func(rune) bool
	syntax string
	part   []byte // the beginning of a character
	text   []byte
	n      int64 // bytes before text
	first  int64 // where the first byte is that is no ASCII; -1: there is none yet
	line   int32
}

// Write implements io.Writer.
func (c *recoder) Write(b []byte) (int, error) {
	taken := len(b)
	b = append(c.part, b...)
	c.text = c.text[:0]
	for len(b) > 0 && utf8.FullRune(b) {
		r, size := utf8.DecodeRune(b)
		switch {
		case c.first >= 0:
		case r >= utf8.RuneSelf:
			c.first = c.n // one byte a character so far
		case r == '\n':
			c.line++
		}
		if !c.has(r) {
			r = '?'
		}
		c.n++
		c.text = utf8.AppendRune(c.text, r)
		b = b[size:]
	}
	c.part = append([]byte(nil), b...)
	_, err := c.out.Write(c.text)
	return taken, err
}

// Close implements Spoiler.
func (c *recoder) Close() error {
	if c.first >= 0 {
		// A CSV declares nothing: its reader finds out.
		expected := "encoding-invalid"
		if c.syntax == "csv" {
			expected = "encoding-guessed"
		}
		c.p.add(Entry{Defect: cp1251, Line: c.line, Offset: &c.first, Expected: expected})
	}
	return errors.Join(c.out.Close(), c.below.Close())
}

// heldBack is how much a cutter keeps until it knows what is the end.
const heldBack = 16 << 10

// A cutter leaves out the end.
type cutter struct {
	p      *Planter
	out    Spoiler
	syntax string
	held   []byte
	n      int64 // bytes before held
	line   int32 // of held
}

// Write implements io.Writer.
func (c *cutter) Write(b []byte) (int, error) {
	c.held = append(c.held, b...)
	if len(c.held) < 4*heldBack {
		return len(b), nil
	}
	return len(b), c.pass(len(c.held) - heldBack)
}

func (c *cutter) pass(n int) error {
	_, err := c.out.Write(c.held[:n])
	c.n, c.line = c.n+int64(n), c.line+int32(bytes.Count(c.held[:n], []byte("\n")))
	c.held = append(c.held[:0], c.held[n:]...)
	return err
}

// Close implements Spoiler. It cuts up to an eighth off what is held: behind a tag, behind the first cell of a row, behind a comma.
func (c *cutter) Close() error {
	if err := c.pass(max(0, len(c.held)-heldBack)); err != nil { // the same, however the text came
		return err
	}
	size := len(c.held)
	at := max(0, size-2-int(c.p.cut%int64(max(1, size/8))))
	var expected string
	switch c.syntax {
	case "xml":
		at, expected = bytes.LastIndexByte(c.held[:at], '>')+1, "xml-truncated"
	case "csv":
		// Behind the first cell of a row.
		at = bytes.LastIndexByte(c.held[:at], '\n') + 1
		at, expected = at+bytes.IndexByte(c.held[at:], ',')+1, "csv-row-short"
	default:
		at, expected = bytes.LastIndexByte(c.held[:at], ',')+1, "json-truncated"
	}
	if err := c.pass(at); err != nil {
		return err
	}
	offset := c.n
	c.p.add(Entry{Defect: truncated, Line: c.line, Offset: &offset, Expected: expected})
	return c.out.Close()
}
