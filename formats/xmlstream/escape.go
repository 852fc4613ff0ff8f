package xmlstream

import (
	"encoding/binary"
	"strconv"
	"unicode/utf8"
)

// A context is where text stands in a document.
type context uint8

const (
	inContent context = iota // between tags: & < > and CR are written as references
	inQuotes                 // in an attribute's value: also " tab and LF, which a reader would turn into spaces
)

// escapes holds, for every byte, what is written for it in each context; empty: the byte itself.
var escapes = func() (t [2][utf8.RuneSelf]string) {
	for c := range t {
		t[c]['&'], t[c]['<'], t[c]['>'], t[c]['\r'] = "&amp;", "&lt;", "&gt;", "&#xD;"
	}
	t[inQuotes]['"'], t[inQuotes]['\t'], t[inQuotes]['\n'] = "&quot;", "&#x9;", "&#xA;"
	return t
}()

// appendEscaped appends text, which holds nothing that XML forbids.
func appendEscaped(dst, text []byte, where context) []byte {
	from := 0
	for i, c := range text {
		if c >= utf8.RuneSelf || escapes[where][c] == "" {
			continue
		}
		dst = append(append(dst, text[from:i]...), escapes[where][c]...)
		from = i + 1
	}
	return append(dst, text[from:]...)
}

// appendCharReference appends the reference of r.
func appendCharReference(dst []byte, r rune) []byte {
	dst = append(dst, "&#x"...)
	at := len(dst)
	dst = strconv.AppendInt(dst, int64(r), 16)
	for i, c := range dst[at:] {
		if c >= 'a' {
			dst[at+i] = c - 'a' + 'A'
		}
	}
	return append(dst, ';')
}

// places knows for the characters of two bytes which of them the output encoding has a place for.
type places [0x800 - utf8.RuneSelf]bool

func (p *places) fill(encodable func(rune) bool) {
	for i := range p {
		p[i] = encodable(rune(i) + utf8.RuneSelf)
	}
}

// all reports whether there is a place for every character of text, which is valid UTF-8.
func (p *places) all(text []byte, encodable func(rune) bool) bool {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c < utf8.RuneSelf:
			for i++; i+8 <= len(text) && binary.LittleEndian.Uint64(text[i:])&highs == 0; i += 8 {
			}
		case c < 0xE0 && i+1 < len(text): // a character of two bytes
			if !p[int(c&0x1F)<<6|int(text[i+1]&0x3F)-utf8.RuneSelf] {
				return false
			}
			i += 2
		default:
			r, size := utf8.DecodeRune(text[i:])
			if !encodable(r) {
				return false
			}
			i += size
		}
	}
	return true
}
