package xmlstream

import (
	"bytes"

	"obmen/formats/record"
)

// A Template is what pieces of a document with one shape have in common: all but their values. It is learned from a piece that the Scanner has
// accepted, and then accepts others with the same bytes between the values. It takes only what is wholly regular: whatever else
// comes, it says no and leaves it to the Scanner, which knows better or knows why not.
type Template struct {
	// Parts are what the piece was made of, in its order.
	Parts []Part
	// Fields say what the slots are to their owner, who sets them: one for each Part that is a Filled or a Void.
	Fields []int
	// Usual says to their owner, who sets it, that they are all there and in their order.
	Usual bool
	// Values are those of the piece that was matched last, one a field, references resolved and white space normalised. None is nil. They are not closed
	// against append: behind them is what stands there in the text.
	Values [][]byte
	// Gap is how much white space there is before the piece's first tag.
	Gap int
	// Known is the room for a number that the owner makes of the last value that [Template.Remember] named: what he left there when the same values came
	// before, else a missing one. It is nil where they were not looked for.
	Known *record.Number

	memo    *memo // nil: nothing is remembered
	slots   []slot
	rest    []byte // behind the last value
	most    int    // bytes of a value
	matched bool   // the last piece
}

// A Part is a tag or a value of what a Template was learned from.
type Part struct {
	Kind PartKind
	Path string // from the piece's outermost element: Doc/Head/Date, Product/@Code
}

// PartKind says what a Part is.
type PartKind uint8

// What a Part can be.
const (
	Opened PartKind = iota + 1 // the start tag of an element with more in it than text
	Closed                     // its end tag
	Filled                     // an attribute, or an element with nothing but text
	Void                       // an element written <a/>
)

// A slot is where a value stands.
type slot struct {
	literal
	stops
	end      byte // what ends the value
	quoted   bool // an attribute's
	void     bool // there is nothing
	changed  bool // the last value had to be decoded
	from, to int  // where it stood in its piece
}

// The largest piece that is learned. A larger one is no gain, and what is learned takes memory.
const (
	longestPiece = 16 << 10
	mostSlots    = 64
)

// NewTemplate learns a piece of a document that a Scanner has accepted under these limits: whole tags and white space. It returns nil where the piece holds
// what no template does: comments, instructions, sections, text beside elements.
func NewTemplate(piece []byte, limits record.Limits) *Template {
	if len(piece) > longestPiece {
		return nil
	}
	l := learner{b: bytes.Clone(piece), t: &Template{most: limits.WithDefaults().Value}}
	if !l.learn() || len(l.t.slots) > mostSlots {
		return nil
	}
	l.t.rest = l.b[l.from:]
	l.t.Gap = len(piece) - len(bytes.TrimLeft(piece, spaces))
	l.t.Values = make([][]byte, len(l.t.slots))
	return l.t
}

const spaces = " \t\r\n"

// A learner takes a piece apart.
type learner struct {
	b    []byte
	i    int
	from int // where the next literal begins
	path []byte
	t    *Template
}

func (l *learner) learn() bool {
	for l.i < len(l.b) {
		n := bytes.IndexByte(l.b[l.i:], '<')
		if n < 0 {
			n = len(l.b) - l.i
		}
		if len(bytes.Trim(l.b[l.i:l.i+n], spaces)) > 0 {
			return false
		}
		if l.i += n; l.i < len(l.b) && !l.tag() {
			return false
		}
	}
	return true
}

func (l *learner) part(kind PartKind) {
	l.t.Parts = append(l.t.Parts, Part{kind, string(l.path)})
}

func (l *learner) tag() bool {
	if l.i++; l.i == len(l.b) {
		return false
	}
	switch l.b[l.i] {
	case '!', '?':
		return false
	case '/':
		return l.endTag()
	}
	return l.startTag()
}

// name reads a name.
func (l *learner) name() []byte {
	start := l.i
	for l.i < len(l.b) && class[l.b[l.i]]&(nameChar|wide) != 0 {
		l.i++
	}
	return l.b[start:l.i]
}

// is reads the byte c, and white space before it.
func (l *learner) is(c byte) bool {
	l.i = skipSpace(l.b, l.i)
	if l.i == len(l.b) || l.b[l.i] != c {
		return false
	}
	l.i++
	return true
}

func (l *learner) endTag() bool {
	l.i++
	name := l.name()
	if len(l.path) == 0 { // it was opened before the piece
		l.t.Parts = append(l.t.Parts, Part{Closed, string(name)})
	} else {
		l.part(Closed)
		l.leave()
	}
	return l.is('>')
}

func (l *learner) enter(name []byte) {
	if len(l.path) > 0 {
		l.path = append(l.path, '/')
	}
	l.path = append(l.path, name...)
}

func (l *learner) leave() { l.path = l.path[:max(bytes.LastIndexByte(l.path, '/'), 0)] }

func (l *learner) startTag() bool {
	l.enter(l.name())
	for {
		switch l.i = skipSpace(l.b, l.i); {
		case l.is('>'):
			return l.content()
		case l.is('/'):
			l.slot(slot{void: true}, Void, l.i+1)
			l.leave()
			return l.is('>')
		case !l.attribute():
			return false
		}
	}
}

func (l *learner) attribute() bool {
	name := l.name()
	if len(name) == 0 || !l.is('=') {
		return false
	}
	if l.i = skipSpace(l.b, l.i); l.i == len(l.b) {
		return false
	}
	quote := l.b[l.i]
	l.i++
	n := bytes.IndexByte(l.b[l.i:], quote)
	if n < 0 {
		return false
	}
	l.enter(append([]byte{'@'}, name...))
	l.slot(slot{stops: stopsIn(quote), end: quote, quoted: true}, Filled, l.i)
	l.leave()
	l.i += n + 1
	l.from = l.i - 1
	return true
}

// slot ends a literal: a value stands at the byte at.
func (l *learner) slot(s slot, kind PartKind, at int) {
	at = min(at, len(l.b))
	l.part(kind)
	s.literal = newLiteral(l.b[l.from:at])
	l.t.slots = append(l.t.slots, s)
	l.from = at
}

// content finds out what an element holds whose start tag has just ended: text alone, which is a value, or more.
func (l *learner) content() bool {
	n := bytes.IndexByte(l.b[l.i:], '<')
	if n < 0 || !bytes.HasPrefix(l.b[l.i+n:], []byte("</")) {
		l.part(Opened)
		return true
	}
	l.slot(slot{stops: stopsIn(0), end: '<'}, Filled, l.i)
	l.i += n
	l.from = l.i
	l.i += len("</")
	l.name()
	l.leave()
	return l.is('>')
}

// eight returns a word of eight times the byte c.
func eight(c byte) uint64 { return uint64(c) * ones }
