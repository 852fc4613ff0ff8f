package xmlstream

import (
	"encoding/xml"
	"errors"
	"strings"

	"obmen/formats/record"
)

// plain is the engine over encoding/xml. The decoder parts the document into tokens; the grammar then judges the
// bytes of each, and both must agree on where it ends, on its names and on its text. What encoding/xml lacks, the grammar has: of
// the W3C suite's 475 not-well-formed documents it accepts 103.
//
// The decoder sees the document masked: every byte beyond ASCII and every colon is a q. It judges names by the fourth
// edition and by namespaces, which would refuse names that the fifth allows, and it changes values in
// ways that can't be undone (3.3.3 needs to know what was a reference). So names and values are taken from the
// document itself, and what the decoder makes of the masked ones is compared with what we make of them.
type plain struct {
	core
	decoder *xml.Decoder
	given   int64 // offset in the document of what the decoder reads next
	shift   int64 // where the decoder began
}

// Open implements [Scanner].
func (p *plain) Open(c record.Chunk) {
	p.core.open(c)
	p.decoder = nil
}

// Next implements [Scanner].
func (p *plain) Next() (Token, error) {
	if p.failed != nil {
		return 0, p.failed
	}
	t, err := p.next()
	if p.kind = t; err != nil {
		p.failed, p.name, p.attrs, p.text = err, nil, nil, nil
	}
	return t, err
}

func (p *plain) next() (Token, error) {
	if p.decoder == nil {
		if err := p.begin(); err != nil {
			return 0, err
		}
	}
	for {
		if p.advance() {
			return End, p.emptyEnd()
		}
		t, err := p.decoder.RawToken()
		if err != nil {
			return 0, p.explain(err)
		}
		g, err := p.judge()
		if err != nil {
			return 0, err
		}
		if p.n = g.i; !p.agrees(t, g) {
			return 0, p.refuse(0, msgDisagree.Fault("plain"))
		}
		if g.kind != 0 {
			return p.settle(g), nil
		}
	}
}

func (p *plain) begin() error {
	if err := p.declaration(); err != nil {
		return err
	}
	p.shift = p.offset() + int64(p.n)
	p.given = p.shift
	p.decoder = xml.NewDecoder(masked{p})
	return nil
}

// emptyEnd takes the End that the decoder makes of an empty element.
func (p *plain) emptyEnd() error {
	p.attrs = p.attrs[:0]
	t, err := p.decoder.RawToken()
	if end, ok := t.(xml.EndElement); err != nil || !ok || qualified(end.Name) != mask(p.name) {
		return p.refuse(0, msgDisagree.Fault("plain"))
	}
	return nil
}

// explain says why the decoder can't go on. The error of the reader beneath is judged like any other: what stands before it
// may be wrong already.
func (p *plain) explain(err error) error {
	if _, judged := p.judge(); judged != nil {
		return judged
	}
	return p.refuse(0, msgDisagree.Fault(err))
}

// agrees reports whether the decoder made the same of the token as the grammar.
func (p *plain) agrees(t xml.Token, g *grammar) bool {
	if p.decoder.InputOffset()+p.shift != p.offset()+int64(g.i) {
		return false
	}
	switch t := t.(type) {
	case xml.StartElement:
		return g.kind == Start && qualified(t.Name) == mask(g.name) && sameAttrs(t.Attr, g.attrs)
	case xml.EndElement:
		return g.kind == End && qualified(t.Name) == mask(g.name)
	case xml.CharData:
		return g.kind == 0 || g.kind == Text && string(t) == string(appendText(nil, []byte(mask(g.content)), !g.cdata))
	case xml.Comment:
		return g.kind == Comment && string(t) == mask(g.content)
	case xml.ProcInst:
		return g.kind == Instruction && t.Target == mask(g.name) && string(t.Inst) == mask(g.content)
	}
	return false
}

func sameAttrs(theirs []xml.Attr, ours []Attr) bool {
	if len(theirs) != len(ours) {
		return false
	}
	for i, a := range ours {
		value := appendText(nil, []byte(mask(a.Value)), true)
		if qualified(theirs[i].Name) != mask(a.Name) || theirs[i].Value != string(value) {
			return false
		}
	}
	return true
}

// settle takes over what the grammar found.
func (p *plain) settle(g *grammar) Token {
	p.name, p.attrs, p.text, p.empty = g.name, p.attrs[:0], nil, g.empty
	switch g.kind {
	case Start:
		for _, a := range g.attrs {
			p.attrs = append(p.attrs, Attr{a.Name, normalValue(a.Value)})
		}
		p.push(g.name)
	case End:
		p.closing = true
	default:
		p.text = appendText([]byte{}, g.content, g.kind == Text && !g.cdata)
	}
	return g.kind
}

// normalValue normalises a value in two steps, as 2.11 and 3.3.3 tell it: line ends first, then each character.
func normalValue(raw []byte) []byte {
	text := strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\r", "\n")
	text = strings.NewReplacer("\n", " ", "\t", " ").Replace(text)
	return appendText([]byte{}, []byte(text), true)
}

// Text implements [Scanner].
func (p *plain) Text() []byte { return p.text }

// masked is the document as the decoder sees it.
type masked struct{ p *plain }

// errRoom stops the decoder in a token that exceeds its limit. The grammar says so in its own words.
var errRoom = errors.New("no room")

// ReadByte implements [io.ByteReader]; through it the decoder reads no further than it must.
func (m masked) ReadByte() (byte, error) {
	p := m.p
	if p.given == p.first.offset+int64(len(p.buf)) && !p.more() {
		if p.window.err != nil {
			return 0, p.window.err
		}
		return 0, errRoom
	}
	c := p.buf[p.given-p.first.offset]
	p.given++
	return maskByte(c), nil
}

// Read implements [io.Reader]; the decoder does not call it.
func (m masked) Read(b []byte) (int, error) {
	c, err := m.ReadByte()
	if err != nil || len(b) == 0 {
		return 0, err
	}
	b[0] = c
	return 1, nil
}

func maskByte(c byte) byte {
	if c >= 0x80 || c == ':' {
		return 'q'
	}
	return c
}

func mask(b []byte) string {
	masked := make([]byte, len(b))
	for i, c := range b {
		masked[i] = maskByte(c)
	}
	return string(masked)
}

func qualified(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}
