package profile

import (
	"bytes"
	"unicode/utf8"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"obmen/formats/record"
)

// A node is a value of the YAML: a mapping, a list, a scalar, or nothing.
type node struct {
	start   *token.Token
	kind    nodeKind
	entries []entry // of a mapping
	items   []node  // of a list
	text    string  // of a scalar; its type is start's
}

type nodeKind uint8

const (
	nothing nodeKind = iota
	scalar
	mapping
	list
)

// An entry is a key of a mapping with its value.
type entry struct {
	key   *token.Token
	value node
}

// A parser makes nodes of go-yaml's tokens. go-yaml's own parser calls itself once for every entry of a mapping, so a
// profile with twenty thousand products takes seconds and a deep stack; and it takes anchors, which make a small text mean a
// large one. A profile needs neither these nor tags, complex keys and lists of lists, so here they are refused.
type parser struct {
	b      *binder
	tokens []*token.Token // without comments
	depth  int
	failed bool
}

// maxDepth is how deep mappings and lists may be nested; a profile needs six.
const maxDepth = 16

// parse returns the root of the YAML; nil where there is nothing in it, or an error was noted.
func (b *binder) parse(data []byte) (root *node) {
	switch {
	case len(data) > MaxSize:
		b.fail(record.Pos{}, "", TooLarge.Fault(MaxSize))
		return nil
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		b.fail(record.Pos{}, "", NotUTF8.Fault())
		return nil
	}
	// The lexer is other people's code, and what it is given may be hostile.
	defer func() {
		if r := recover(); r != nil {
			root = nil
			b.fail(record.Pos{}, "", Syntax.Fault("unreadable"))
		}
	}()
	p := parser{b: b}
	p.take(lexer.Tokenize(string(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))), data)
	if p.failed || len(p.tokens) == 0 {
		return nil
	}
	n := p.root()
	if p.failed {
		return nil
	}
	return &n
}

// take keeps the tokens that count, and refuses those that a profile has no use for.
func (p *parser) take(tokens token.Tokens, data []byte) {
	if len(tokens) == 0 && len(bytes.TrimSpace(data)) > 0 {
		p.b.fail(p.b.pos(1, 1), "", Syntax.Fault(record.Shorten(data)))
		p.failed = true
	}
	for i, tk := range tokens {
		tk.Prev, tk.Next, tk.Origin = nil, nil, "" // or one node would keep all the others' tokens
		switch tk.Type {
		case token.CommentType:
			continue
		case token.DocumentHeaderType:
			if len(p.tokens) == 0 {
				continue
			}
		case token.DocumentEndType:
			if i == len(tokens)-1 {
				continue
			}
		case token.InvalidType:
			p.fail(tk, Syntax.Fault(tk.Error))
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.DirectiveType, token.MappingKeyType:
			p.fail(tk, Anchor.Fault())
		}
		p.tokens = append(p.tokens, tk)
	}
}

// fail notes the first error; what follows it would mostly be its echo.
func (p *parser) fail(tk *token.Token, fault *record.Fault) {
	if !p.failed {
		p.b.fail(p.b.posOf(tk), "", fault)
	}
	p.failed = true
	p.tokens = nil
}

// peek returns the token n places on; nil behind the last.
func (p *parser) peek(n int) *token.Token {
	if n < len(p.tokens) {
		return p.tokens[n]
	}
	return nil
}

func (p *parser) next() *token.Token {
	tk := p.tokens[0]
	p.tokens[0] = nil
	p.tokens = p.tokens[1:]
	return tk
}

func (p *parser) root() node {
	n := p.value(p.peek(0), 0)
	if tk := p.peek(0); tk != nil {
		p.failAt(tk)
	}
	return n
}

// failAt refuses a token that stands where it can't.
func (p *parser) failAt(tk *token.Token) {
	if tk.Type == token.DocumentHeaderType || tk.Type == token.DocumentEndType {
		p.fail(tk, Documents.Fault())
		return
	}
	p.fail(tk, Unexpected.Fault(record.Shorten([]byte(tk.Value))))
}

// deeper counts the depth of mappings and lists; it reports whether there may be one more.
func (p *parser) deeper(tk *token.Token) bool {
	if p.depth++; p.depth > maxDepth {
		p.fail(tk, TooDeep.Fault())
		return false
	}
	return true
}

// value reads what begins with the next token, tk. line is the line of the key or dash in front, where a mapping or list can't begin behind a key.
func (p *parser) value(tk *token.Token, line int) node {
	switch {
	case tk.Type == token.SequenceEntryType && tk.Position.Line > line:
		return p.list(tk.Position.Column)
	case p.atKey() && tk.Position.Line > line:
		return p.mapping(tk.Position.Column)
	}
	return p.inline()
}

// atKey reports whether a key of a block mapping comes next: a scalar with a colon on the same line.
func (p *parser) atKey() bool {
	key, colon := p.peek(0), p.peek(1)
	return isScalar(key) && colon != nil && colon.Type == token.MappingValueType && colon.Position.Line == key.Position.Line
}

func isScalar(tk *token.Token) bool {
	if tk == nil {
		return false
	}
	switch tk.Type {
	case token.StringType, token.SingleQuoteType, token.DoubleQuoteType, token.IntegerType, token.FloatType, token.BinaryIntegerType,
		token.OctetIntegerType, token.HexIntegerType, token.BoolType, token.NullType, token.NanType, token.InfinityType:
		return true
	}
	return false
}

// mapping reads the entries whose keys stand in the column.
func (p *parser) mapping(column int) node {
	n := node{start: p.peek(0), kind: mapping}
	if !p.deeper(n.start) {
		return n
	}
	for tk := n.start; tk != nil && tk.Position.Column >= column; tk = p.peek(0) {
		if tk.Position.Column > column || isDocument(tk) {
			p.failAt(tk)
			return n
		}
		if !p.atKey() {
			p.fail(tk, WantKey.Fault(record.Shorten([]byte(tk.Value))))
			return n
		}
		key, colon := p.next(), p.next()
		n.entries = append(n.entries, entry{key, p.blockValue(colon, column, true)})
		if tk := p.peek(0); tk != nil && tk.Position.Line == key.Position.Line {
			p.failAt(tk)
		}
	}
	p.depth--
	return n
}

func isDocument(tk *token.Token) bool {
	return tk.Type == token.DocumentHeaderType || tk.Type == token.DocumentEndType
}

// blockValue reads the value behind a key's colon or a dash, whose key or dash stands in the column. A list may stand right under its key.
func (p *parser) blockValue(mark *token.Token, column int, behindKey bool) node {
	tk, line := p.peek(0), mark.Position.Line
	if tk == nil || isDocument(tk) {
		return node{start: mark}
	}
	sameLine := tk.Position.Line == line
	listBelow := behindKey && tk.Type == token.SequenceEntryType && tk.Position.Column == column
	if !sameLine && !listBelow && tk.Position.Column <= column {
		return node{start: mark}
	}
	if !behindKey {
		line-- // a mapping may begin behind its dash
	}
	return p.value(tk, line)
}

// list reads the entries whose dashes stand in the column.
func (p *parser) list(column int) node {
	n := node{start: p.peek(0), kind: list}
	if !p.deeper(n.start) {
		return n
	}
	for tk := n.start; tk != nil && tk.Type == token.SequenceEntryType && tk.Position.Column == column; tk = p.peek(0) {
		dash := p.next()
		n.items = append(n.items, p.blockValue(dash, column, false))
	}
	p.depth--
	return n
}

// inline reads a scalar, or a mapping or list in brackets.
func (p *parser) inline() node {
	tk := p.next()
	switch {
	case tk.Type == token.MappingStartType:
		return p.flowMapping(tk)
	case tk.Type == token.SequenceStartType:
		return p.flowList(tk)
	case tk.Type == token.LiteralType || tk.Type == token.FoldedType:
		if text := p.peek(0); text != nil && text.Type == token.StringType {
			return node{start: tk, kind: scalar, text: p.next().Value}
		}
		return node{start: tk, kind: scalar}
	case isScalar(tk):
		kind := scalar
		if tk.Type == token.NullType {
			kind = nothing
		}
		return node{start: tk, kind: kind, text: tk.Value}
	}
	p.failAt(tk)
	return node{start: tk}
}

// flowMapping reads {key: value, …} behind its first brace.
func (p *parser) flowMapping(open *token.Token) node {
	n := node{start: open, kind: mapping}
	p.flow(open, token.MappingEndType, func(tk *token.Token) {
		key := p.next()
		colon := p.peek(0)
		if !isScalar(key) || colon == nil || colon.Type != token.MappingValueType {
			p.fail(key, WantKey.Fault(record.Shorten([]byte(key.Value))))
			return
		}
		p.next()
		value := node{start: colon}
		if tk := p.peek(0); tk != nil && tk.Type != token.CollectEntryType && tk.Type != token.MappingEndType {
			value = p.inline()
		}
		n.entries = append(n.entries, entry{key, value})
	})
	return n
}

// flowList reads [value, …] behind its first bracket.
func (p *parser) flowList(open *token.Token) node {
	n := node{start: open, kind: list}
	p.flow(open, token.SequenceEndType, func(*token.Token) { n.items = append(n.items, p.inline()) })
	return n
}

// flow reads what stands between brackets: each entry by one, parted by commas.
func (p *parser) flow(open *token.Token, end token.Type, one func(*token.Token)) {
	if !p.deeper(open) {
		return
	}
	defer func() { p.depth-- }()
	for tk := p.peek(0); tk != nil; tk = p.peek(0) {
		if tk.Type == end {
			p.next()
			return
		}
		one(tk)
		switch tk := p.peek(0); {
		case tk == nil:
		case tk.Type == token.CollectEntryType:
			p.next()
		case tk.Type != end:
			p.failAt(tk)
		}
	}
	p.fail(open, Unclosed.Fault(open.Value))
}
