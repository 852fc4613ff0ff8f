package jsonstream

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"obmen/formats/record"
)

// A Mold knows what stands around the values of like objects: brackets, keys, colons, commas, white space. Objects of one program look alike, so of most of them nothing need be
// parsed but the values: [Walker.Try] compares the bytes between with those of an object that was read token by token before. Every byte is looked at; an object
// that is in any way other is left to Next.
//
// A Mold knows no names. Whoever reads an object token by token notes the values, with numbers of its own, below MoldFields, for the fields, and lets the Mold learn the object if all of it was right: so
// the same bytes behind the same value mean the same again.
type Mold struct {
	Arena *record.Arena // keeps texts that had escapes

	heads   [MoldFields + 1]int32 // of a chain of steps, as 1 + its index, by 1 + the field of the value before; 0: the object begins
	steps   []step
	texts   record.Arena
	values  []Value
	notes   []note
	lessons int
	fits    int
	begin   int // of what was tried last, in the window
	end     int
	comma   bool
}

// A Value is a value of an object, or says that an object or array began within it.
type Value struct {
	Field  int32
	Token  Token
	Text   []byte        // of a String only: what it says; valid until the Walker reads on
	Number record.Number // of a Number only
}

// A step is what stands between two values, or before the first, or behind the last.
type step struct {
	next  int32 // in the chain
	text  []byte
	field int32   // of the value that follows; -1: the object is over
	marks []Value // what began in between
}

// A note is a value with its place in the decoded stream.
type note struct {
	Value
	from, to int64
}

// MoldFields is how many fields an object can have, with those of objects within it.
const MoldFields = 31

const (
	moldSteps   = 4    // ways to go on behind a value
	moldText    = 512  // bytes between two values
	moldValues  = 1000 // of an object
	moldDepth   = 4    // objects and arrays within one another
	moldKeys    = 24   // of an object and those within it
	moldNames   = 400  // bytes of these keys
	moldLessons = 1000 // without more objects that fit
	lookahead   = 4 << 10
)

// Clear forgets what was noted.
func (m *Mold) Clear() { m.notes = m.notes[:0] }

// Note notes that the last token of w is a value of a field, or begins one, of the object that w holds.
func (m *Mold) Note(w *Walker, field int, t Token) {
	if m.notes == nil {
		m.notes = make([]note, 0, 2*MoldFields)
	}
	if len(m.notes) < moldValues {
		m.notes = append(m.notes, note{Value{Field: int32(field), Token: t}, w.Start(), w.End()})
	}
}

// Learn learns the object that w holds and has just read to its end, of which all scalar values were noted, and which has keys as given at most.
func (m *Mold) Learn(w *Walker) {
	if m.lessons > moldLessons && m.fits < m.lessons || len(m.notes) >= moldValues || w.keep < 0 {
		return
	}
	m.lessons++
	at, state := w.base+int64(w.keep), 0
	var marks []note
	for i := range m.notes {
		n := &m.notes[i]
		if n.Token == BeginArray || n.Token == BeginObject {
			if len(marks) == 0 {
				marks = m.notes[i:i]
			}
			marks = marks[:len(marks)+1]
			continue
		}
		m.learn(state, w.Between(at, n.from), n.Field, marks)
		at, state, marks = n.to, int(n.Field)+1, nil
	}
	m.learn(state, w.Between(at, w.End()), -1, marks)
}

// learn adds a step, in the place of another where there are too many.
func (m *Mold) learn(state int, text []byte, field int32, marks []note) {
	if len(text) > moldText {
		return
	}
	n := 0
	for i := m.heads[state]; i > 0; i = m.steps[i-1].next {
		if bytes.Equal(m.steps[i-1].text, text) {
			return
		}
		n++
	}
	s := m.slot(state, n)
	s.text, s.field, s.marks = m.texts.Keep(text), field, s.marks[:0]
	for i := range marks {
		s.marks = append(s.marks, marks[i].Value)
	}
}

// slot returns room for a step behind a value that has n already: that of one of them, if there are too many.
func (m *Mold) slot(state, n int) *step {
	if n < moldSteps {
		if m.steps == nil {
			m.steps = make([]step, 0, MoldFields)
		}
		m.steps = append(m.steps, step{next: m.heads[state]})
		m.heads[state] = int32(len(m.steps))
		return &m.steps[len(m.steps)-1]
	}
	i := m.heads[state]
	for range m.lessons % moldSteps {
		i = m.steps[i-1].next
	}
	return &m.steps[i-1]
}

// Try looks whether the next value of the open array is an object that fits m, and returns its values, in order. Nothing is read yet: Take does, or Next does it
// token by token. The array must be the innermost value that is open.
func (w *Walker) Try(m *Mold) ([]Value, bool) {
	if len(m.steps) == 0 || w.failed != nil || len(w.frames) == 0 || !w.roomForMold() {
		return nil, false
	}
	w.Ahead(lookahead)
	i, ok := w.element(m)
	if !ok {
		return nil, false
	}
	m.begin = i
	if m.end, ok = m.fit(w.buf[:w.sound], i, w.limits.Value+len(`""`)); !ok || m.end-i > w.limits.Record {
		return nil, false
	}
	m.fits++
	return m.values, true
}

// roomForMold reports whether no limit can be passed by an object that fits.
func (w *Walker) roomForMold() bool {
	most := w.limits.Record
	return len(w.frames)+moldDepth <= w.limits.Depth && len(w.names.refs)+moldKeys <= most/bytesPerKey && len(w.names.text)+moldNames <= most
}

// element returns where the next value of the array begins.
func (w *Walker) element(m *Mold) (int, bool) {
	b, i := w.buf[:w.sound], w.pos
	m.comma = w.state == atComma
	if !m.comma && w.state != atFirstValue || w.top().object {
		return 0, false
	}
	if m.comma {
		if i = skipSpace(b, i); i >= len(b) || b[i] != ',' {
			return 0, false
		}
		i++
	}
	i = skipSpace(b, i)
	return i, i < len(b)
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// Tried returns the decoded offset of the object that was tried last.
func (w *Walker) Tried(m *Mold) int64 { return w.base + int64(m.begin) }

// Take reads the object that was tried last, and holds it.
func (w *Walker) Take(m *Mold) {
	if m.comma {
		w.top().index++
	}
	w.state = atComma
	w.keep, w.start, w.pos, w.escaped = m.begin, m.end-1, m.end, false
}

// fit goes along b from i and returns where the object ends.
func (m *Mold) fit(b []byte, i, most int) (end int, ok bool) {
	m.values = m.values[:0]
	for state := 0; len(m.values) < moldValues; {
		s := m.next(state, b[i:])
		if s == nil {
			return 0, false
		}
		i += len(s.text)
		for j := range s.marks {
			m.add(s.marks[j].Field).Token = s.marks[j].Token
		}
		if s.field < 0 {
			return i, true
		}
		from := i
		if i, ok = m.value(b, i, s.field); !ok || i-from > most {
			return 0, false
		}
		state = int(s.field) + 1
	}
	return 0, false
}

// next returns the step that b goes on with.
func (m *Mold) next(state int, b []byte) *step {
	for i := m.heads[state]; i > 0; {
		s := &m.steps[i-1]
		if len(s.text) <= len(b) && string(b[:len(s.text)]) == string(s.text) {
			return s
		}
		i = s.next
	}
	return nil
}

// add returns room for a value, whose Text and Number are those of another still.
func (m *Mold) add(field int32) *Value {
	n := len(m.values)
	if n == cap(m.values) {
		m.values = append(make([]Value, 0, 2*(n+MoldFields)), m.values...)
	}
	m.values = m.values[:n+1]
	v := &m.values[n]
	v.Field = field
	return v
}

// value reads a scalar value. What follows it is compared afterwards, so it must only not end too late.
func (m *Mold) value(b []byte, i int, field int32) (end int, ok bool) {
	if i >= len(b) {
		return i, false
	}
	v := m.add(field)
	switch b[i] {
	case '"':
		v.Token = String
		return m.text(v, b, i+1)
	case 't':
		v.Token = True
		return literal(b, i, "true")
	case 'f':
		v.Token = False
		return literal(b, i, "false")
	case 'n':
		v.Token = Null
		return literal(b, i, "null")
	}
	v.Token = Number
	return number(v, b, i)
}

func literal(b []byte, i int, word string) (end int, ok bool) {
	end = i + len(word)
	return end, end <= len(b) && string(b[i:end]) == word
}

// text reads a string from behind its opening quote.
func (m *Mold) text(v *Value, b []byte, from int) (end int, ok bool) {
	i := specialFrom(b, from)
	if i < len(b) && b[i] == '"' {
		v.Text = b[from:i:i]
		return i + 1, true
	}
	for i < len(b) && b[i] == '\\' {
		if i, ok = escape(b, i+1); !ok {
			return 0, false
		}
		i = specialFrom(b, i)
	}
	if i >= len(b) || b[i] != '"' {
		return 0, false
	}
	v.Text = m.Arena.Close(appendUnescaped(m.Arena.Open(), b[from:i]))
	return i + 1, true
}

// escape goes over an escape from behind its backslash. Halves of characters are for others to judge.
func escape(b []byte, i int) (end int, ok bool) {
	if i >= len(b) {
		return 0, false
	}
	switch b[i] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 1, true
	case 'u':
	default:
		return 0, false
	}
	i++
	if len(b)-i < 4 || (b[i]|0x20) == 'd' && b[i+1] >= '8' {
		return 0, false
	}
	for _, c := range b[i : i+4] {
		if _, ok := hexDigit(c); !ok {
			return 0, false
		}
	}
	return i + 4, true
}

// specialFrom returns where from i on the first byte stands that ends a string, or begins an escape, or must not stand in one.
func specialFrom(b []byte, i int) int {
	for ; len(b)-i >= 8; i += 8 {
		if x := special(binary.LittleEndian.Uint64(b[i:])); x != 0 {
			return i + bits.TrailingZeros64(x)>>3
		}
	}
	for i < len(b) && (plain[b[i]] || b[i] >= 0x80) {
		i++
	}
	return i
}

// number reads a number of up to 18 digits without an exponent.
func number(v *Value, b []byte, i int) (end int, ok bool) {
	from, point := i, -1
	negative := b[i] == '-'
	if negative {
		i++
		from++
	}
	var coef int64
	for ; i < len(b); i++ {
		d := b[i] - '0'
		if d <= 9 {
			coef = coef*10 + int64(d)
			continue
		}
		if b[i] != '.' || point >= 0 {
			break
		}
		point = i
	}
	whole, scale := i-from, 0
	if point >= 0 {
		whole, scale = point-from, i-point-1
	}
	if whole == 0 || point >= 0 && scale == 0 || whole+scale > 18 || whole > 1 && b[from] == '0' {
		return 0, false
	}
	if negative {
		coef = -coef
	}
	v.Number = record.NewNumber(coef, int32(scale))
	return i, true
}
