package xmlstream

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"obmen/formats/record"
)

// A grammar reads one token, character by character in their order, by the productions of XML 1.0 (fifth
// edition), whose numbers stand at its methods. It finds the first thing that is wrong, so what it says does
// not depend on how much of the document happens to be in memory.
//
// Each method returns whether to go on. When it is false, either fault says what is wrong and at where, or
// short says that b ends too early.
type grammar struct {
	b      []byte // the document from the token's first byte
	i      int    // the next character to read
	eof    bool   // nothing comes after b
	first  bool   // the token begins at the document's first byte
	limits record.Limits
	open   *outline

	fault *record.Fault
	at    int
	short bool

	// What the token is made of.
	kind    Token // 0: an XML declaration, or white space outside the root
	name    []byte
	attrs   []Attr // as they stand
	content []byte // as it stands
	empty   bool   // <a/>
	cdata   bool
}

func (g *grammar) wrong(at int, m *record.Message, args ...any) bool {
	g.fault, g.at = m.Fault(args...), at
	return false
}

// peek returns the next character. [2] Char.
func (g *grammar) peek() (rune, bool) {
	if g.i == len(g.b) {
		return 0, g.ends()
	}
	if c := g.b[g.i]; c < utf8.RuneSelf {
		if isChar(rune(c)) {
			return rune(c), true
		}
		return 0, g.wrong(g.i, msgCharacter, c)
	}
	r, size := utf8.DecodeRune(g.b[g.i:])
	if r == utf8.RuneError && size == 1 {
		if !g.eof && !utf8.FullRune(g.b[g.i:]) {
			g.short = true
			return 0, false
		}
		return 0, g.wrong(g.i, msgUTF8, g.b[g.i])
	}
	if !isChar(r) {
		return 0, g.wrong(g.i, msgCharacter, r)
	}
	return r, true
}

// ends says what it means that b ends here.
func (g *grammar) ends() bool {
	switch {
	case !g.eof:
		g.short = true
		return false
	case !g.open.outside():
		return g.wrong(g.i, msgTruncated, g.open.rootName)
	}
	return g.wrong(g.i, msgTruncatedTag)
}

// next consumes the character that peek returned.
func (g *grammar) next(r rune) { g.i += utf8.RuneLen(r) }

// is consumes the character c if it stands there.
func (g *grammar) is(c rune) (found, ok bool) {
	r, ok := g.peek()
	if found = ok && r == c; found {
		g.next(r)
	}
	return found, ok
}

// literal consumes s, or says m at the byte at.
func (g *grammar) literal(s string, at int, m *record.Message, args ...any) bool {
	for _, c := range s {
		found, ok := g.is(c)
		if !ok {
			return false
		}
		if !found {
			return g.wrong(at, m, args...)
		}
	}
	return true
}

// spaces consumes white space. [3] S.
func (g *grammar) spaces() (some, ok bool) {
	for {
		r, ok := g.peek()
		if !ok || !isSpace(r) {
			return some, ok
		}
		g.next(r)
		some = true
	}
}

// nameToken consumes a name. [5] Name.
func (g *grammar) nameToken() (name []byte, ok bool) {
	start := g.i
	r, ok := g.peek()
	if ok && !isNameStart(r) {
		return nil, g.wrong(start, msgName, quote(r))
	}
	for ok && isNameChar(r) {
		g.next(r)
		if g.i-start > g.limits.Name {
			return nil, g.wrong(start, msgLimitName, g.limits.Name)
		}
		r, ok = g.peek()
	}
	return g.b[start:g.i], ok
}

// token reads the token. Its length is then i.
func (g *grammar) token() bool {
	r, ok := g.peek()
	if !ok {
		return false
	}
	if r != '<' {
		return g.text()
	}
	g.i++
	if r, ok = g.peek(); !ok {
		return false
	}
	switch {
	case r == '!':
		return g.bang()
	case r == '?':
		return g.instruction()
	case r == '/':
		return g.endTag()
	case isNameStart(r):
		return g.startTag()
	}
	return g.wrong(0, msgMarkup)
}

// text reads character data up to the next <. [14] CharData, [67] Reference.
func (g *grammar) text() bool {
	if g.open.outside() {
		return g.outside()
	}
	g.kind = Text
	brackets := 0
	for {
		r, ok := g.peek()
		if !ok {
			return false
		}
		switch {
		case r == '<':
			g.content = g.b[:g.i]
			return true
		case r == '>' && brackets >= 2:
			return g.wrong(g.i-2, msgCDATAEnd)
		case r == '&':
			if !g.reference() {
				return false
			}
		default:
			g.next(r)
		}
		if brackets++; r != ']' {
			brackets = 0
		}
		if g.i > g.limits.Value {
			return g.wrong(0, msgLimitValue, g.limits.Value)
		}
	}
}

// outside reads the white space outside the root element. [27] Misc.
func (g *grammar) outside() bool {
	for g.i < len(g.b) || !g.eof {
		r, ok := g.peek()
		switch {
		case !ok:
			return false
		case r == '<':
			return true
		case !isSpace(r) && g.open.rooted:
			return g.wrong(g.i, msgTextAfter, g.open.rootName)
		case !isSpace(r):
			return g.wrong(g.i, msgNotXML)
		}
		if g.next(r); g.i > g.limits.Value {
			return g.wrong(0, msgLimitValue, g.limits.Value)
		}
	}
	return true
}

// longestEntity bounds the name of a reference, in bytes. None that is known is longer than 4; the rest is for the message.
const longestEntity = 64

// reference reads & and what belongs to it. [66] CharRef, [68] EntityRef.
func (g *grammar) reference() bool {
	start := g.i
	g.i++
	r, ok := g.peek()
	switch {
	case !ok:
		return false
	case r == '#':
		return g.charRef(start)
	case !isNameStart(r):
		return g.wrong(start, msgReference)
	}
	for ok && isNameChar(r) && g.i-start <= longestEntity {
		g.next(r)
		r, ok = g.peek()
	}
	name := g.b[start+1 : g.i]
	if !ok || !g.literal(";", start, msgReference) {
		return false
	}
	switch string(name) {
	case "amp", "lt", "gt", "quot", "apos":
		return true
	}
	return g.wrong(start, msgEntity, record.Shorten(name))
}

func (g *grammar) charRef(start int) bool {
	g.i++
	base := rune(10)
	found, ok := g.is('x')
	if found {
		base = 16
	}
	digits, n := 0, rune(0)
	for ok {
		var r rune
		if r, ok = g.peek(); !ok {
			break
		}
		d := digit(r)
		if d < 0 || d >= base {
			break
		}
		g.next(r)
		digits++
		n = min(n*base+d, utf8.MaxRune+1)
		if g.i-start > g.limits.Value {
			return g.wrong(start, msgLimitValue, g.limits.Value)
		}
	}
	switch {
	case !ok:
		return false
	case digits == 0:
		return g.wrong(start, msgReference)
	case !g.literal(";", start, msgReference):
		return false
	case !isChar(n): // [66] Legal Character
		return g.wrong(start, msgReferenceChar, record.Shorten(g.b[start:g.i]))
	}
	return true
}

// digit returns the value of a hexadecimal digit, or -1.
func digit(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return r - '0'
	case r >= 'a' && r <= 'f':
		return r - 'a' + 10
	case r >= 'A' && r <= 'F':
		return r - 'A' + 10
	}
	return -1
}

// startTag reads a start tag. [40] STag, [44] EmptyElemTag.
func (g *grammar) startTag() bool {
	g.kind = Start
	var ok bool
	if g.name, ok = g.nameToken(); !ok {
		return false
	}
	tag := record.Shorten(g.name)
	switch {
	case g.open.outside() && g.open.rooted: // [1] document: one element
		return g.wrong(0, msgTwoRoots, tag, g.open.rootName)
	case g.open.depth() >= g.limits.Depth:
		return g.wrong(0, msgLimitDepth, tag, g.limits.Depth)
	}
	for {
		spaced, ok := g.spaces()
		if !ok {
			return false
		}
		r, ok := g.peek()
		switch {
		case !ok:
			return false
		case r == '>':
			g.i++
			return true
		case r == '/':
			g.i++
			g.empty = true
			if r, ok = g.peek(); ok && r != '>' {
				return g.wrong(g.i-1, msgTag, quote('/'), tag)
			}
			g.i++
			return ok
		case !isNameStart(r):
			return g.wrong(g.i, msgTag, quote(r), tag)
		case !spaced:
			return g.wrong(g.i, msgAttributeSpace, tag)
		case !g.attribute(tag):
			return false
		}
	}
}

// attribute reads one attribute. [41] Attribute, with its constraint Unique Att Spec.
func (g *grammar) attribute(tag string) bool {
	start := g.i
	name, ok := g.nameToken()
	if !ok {
		return false
	}
	for _, a := range g.attrs {
		if bytes.Equal(a.Name, name) {
			return g.wrong(start, msgAttributeTwice, record.Shorten(name), tag)
		}
	}
	if len(g.attrs) == g.limits.Attributes {
		return g.wrong(start, msgLimitAttributes, tag, g.limits.Attributes)
	}
	found, ok := g.eq()
	if ok && !found {
		return g.wrong(start, msgAttributeValue, record.Shorten(name), tag)
	}
	r, ok := g.peek()
	switch {
	case !ok:
		return false
	case r != '"' && r != '\'':
		return g.wrong(start, msgAttributeValue, record.Shorten(name), tag)
	}
	g.i++
	value, ok := g.value(r, name)
	g.attrs = append(g.attrs, Attr{name, value})
	return ok
}

// eq reads an equals sign. [25] Eq.
func (g *grammar) eq() (found, ok bool) {
	if _, ok = g.spaces(); !ok {
		return false, false
	}
	if found, ok = g.is('='); !found {
		return found, ok
	}
	_, ok = g.spaces()
	return ok, ok
}

// value reads an attribute's value to the quote that ends it. [10] AttValue.
func (g *grammar) value(end rune, name []byte) (value []byte, ok bool) {
	start := g.i
	for {
		r, ok := g.peek()
		switch {
		case !ok:
			return nil, false
		case r == end:
			g.i++
			return g.b[start : g.i-1], true
		case r == '<':
			return nil, g.wrong(g.i, msgLessInValue, record.Shorten(name))
		case r == '&':
			if !g.reference() {
				return nil, false
			}
		default:
			g.next(r)
		}
		if g.i-start > g.limits.Value {
			return nil, g.wrong(start, msgLimitValue, g.limits.Value)
		}
	}
}

// endTag reads an end tag. [42] ETag, with the constraint Element Type Match of [39].
func (g *grammar) endTag() bool {
	g.kind = End
	g.i++
	var ok bool
	if g.name, ok = g.nameToken(); !ok {
		return false
	}
	switch {
	case g.open.outside():
		return g.wrong(0, msgNotOpen, record.Shorten(g.name))
	case !bytes.Equal(g.name, g.open.top()):
		return g.wrong(0, msgMismatch, record.Shorten(g.name), record.Shorten(g.open.top()))
	}
	if _, ok = g.spaces(); !ok {
		return false
	}
	r, ok := g.peek()
	if ok && r != '>' {
		return g.wrong(g.i, msgEndTag, quote(r))
	}
	g.i++
	return ok
}

// bang reads what begins with <!: a comment, a CDATA section; a document type declaration is refused.
func (g *grammar) bang() bool {
	g.i++
	r, ok := g.peek()
	if !ok {
		return false
	}
	switch r {
	case '-':
		return g.literal("--", 0, msgMarkup) && g.comment()
	case '[':
		return g.literal("[CDATA[", 0, msgMarkup) && g.section()
	case 'D':
		return g.literal("DOCTYPE", 0, msgMarkup) && g.wrong(0, msgDoctype)
	}
	return g.wrong(0, msgMarkup)
}

// comment reads to the end of a comment. [15] Comment.
func (g *grammar) comment() bool {
	g.kind = Comment
	start := g.i
	for {
		r, ok := g.peek()
		if !ok {
			return false
		}
		if r == '-' && g.i > start && g.b[g.i-1] == '-' {
			g.i++
			g.content = g.b[start : g.i-2]
			return g.literal(">", g.i-2, msgHyphens)
		}
		if g.next(r); g.i-start > g.limits.Value+len("-") {
			return g.wrong(start, msgLimitValue, g.limits.Value)
		}
	}
}

// section reads to the end of a CDATA section. [18] CDSect.
func (g *grammar) section() bool {
	g.kind, g.cdata = Text, true
	switch {
	case g.open.outside() && g.open.rooted:
		return g.wrong(0, msgTextAfter, g.open.rootName)
	case g.open.outside():
		return g.wrong(0, msgNotXML)
	}
	return g.until("]]>")
}

// until reads a token's content up to end.
func (g *grammar) until(end string) bool {
	start := g.i
	for {
		r, ok := g.peek()
		if !ok {
			return false
		}
		g.next(r)
		if g.content = g.b[start:g.i]; bytes.HasSuffix(g.content, []byte(end)) {
			g.content = g.content[:len(g.content)-len(end)]
			return true
		}
		if len(g.content) >= g.limits.Value+len(end) {
			return g.wrong(start, msgLimitValue, g.limits.Value)
		}
	}
}

// instruction reads a processing instruction. [16] PI, [17] PITarget, [23] XMLDecl.
func (g *grammar) instruction() bool {
	g.kind = Instruction
	g.i++
	r, ok := g.peek()
	if ok && !isNameStart(r) {
		return g.wrong(0, msgInstruction)
	}
	if g.name, ok = g.nameToken(); !ok {
		return false
	}
	switch {
	case string(g.name) == "xml" && g.first:
		return g.declaration()
	case string(g.name) == "xml":
		return g.wrong(0, msgDeclarationLate)
	case strings.EqualFold(string(g.name), "xml"):
		return g.wrong(0, msgInstruction)
	}
	spaced, ok := g.spaces()
	if !ok {
		return false
	}
	if !spaced {
		g.content = []byte{}
		return g.literal("?>", 0, msgInstruction)
	}
	return g.until("?>")
}

// declaration reads the XML declaration behind its <?xml. [23] XMLDecl, [24] VersionInfo, [80] EncodingDecl, [32] SDDecl.
func (g *grammar) declaration() bool {
	g.kind = 0
	seen := -1
	for {
		spaced, ok := g.spaces()
		if !ok {
			return false
		}
		r, ok := g.peek()
		switch {
		case !ok:
			return false
		case r == '?' && seen >= 0:
			return g.literal("?>", 0, msgDeclaration)
		case !spaced || !isNameStart(r):
			return g.wrong(0, msgDeclaration)
		}
		if seen, ok = g.pseudo(seen); !ok {
			return false
		}
	}
}

// pseudo reads one of the three attributes that a declaration may have, in their order; the first it must have.
func (g *grammar) pseudo(seen int) (which int, ok bool) {
	name, ok := g.nameToken()
	if !ok {
		return 0, false
	}
	switch string(name) {
	case "version":
		which = 0
	case "encoding":
		which = 1
	case "standalone":
		which = 2
	default:
		return 0, g.wrong(0, msgDeclaration)
	}
	if which <= seen || seen < 0 && which > 0 {
		return 0, g.wrong(0, msgDeclaration)
	}
	found, ok := g.eq()
	if !ok || !found {
		return 0, ok && g.wrong(0, msgDeclaration)
	}
	end, ok := g.peek()
	if ok && end != '"' && end != '\'' {
		return 0, g.wrong(0, msgDeclaration)
	}
	if !ok {
		return 0, false
	}
	g.i++
	value, ok := g.pseudoValue(end)
	if ok && !pseudoFits(which, string(value)) {
		return 0, g.wrong(0, msgDeclaration)
	}
	return which, ok
}

func (g *grammar) pseudoValue(end rune) (value []byte, ok bool) {
	start := g.i
	for {
		r, ok := g.peek()
		if !ok {
			return nil, false
		}
		if g.next(r); r == end {
			return g.b[start : g.i-1], true
		}
		if g.i-start > g.limits.Value {
			return nil, g.wrong(start, msgLimitValue, g.limits.Value)
		}
	}
}

// pseudoFits reports whether value may be that of version, encoding or standalone. [26] VersionNum, [81] EncName, [32] SDDecl.
func pseudoFits(which int, value string) bool {
	const digits = "0123456789"
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	switch which {
	case 0:
		minor, ok := strings.CutPrefix(value, "1.")
		return ok && minor != "" && strings.Trim(minor, digits) == ""
	case 1:
		return value != "" && strings.Contains(letters, value[:1]) && strings.Trim(value, letters+digits+"._-") == ""
	}
	return value == "yes" || value == "no"
}

// quote shows a character in a message.
func quote(r rune) string {
	if r == ' ' || !isChar(r) || isSpace(r) {
		return fmt.Sprintf("%q", r)
	}
	return string(r)
}
