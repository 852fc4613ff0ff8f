package jsonstream

import (
	"errors"
	"fmt"
	"io"

	"obmen/formats/record"
)

// A Token is the kind of a token: the first byte of it, but for Key and Number.
type Token byte

// The tokens. The zero Token is none.
const (
	BeginObject Token = '{'
	EndObject   Token = '}'
	BeginArray  Token = '['
	EndArray    Token = ']'
	Key         Token = 'k'
	String      Token = '"'
	Number      Token = '0'
	True        Token = 't'
	False       Token = 'f'
	Null        Token = 'n'
)

// String returns JSON's own word for the type of value that t is or begins.
func (t Token) String() string {
	switch t {
	case BeginObject, EndObject:
		return "object"
	case BeginArray, EndArray:
		return "array"
	case Key:
		return "key"
	case String:
		return "string"
	case Number:
		return "number"
	case True, False:
		return "boolean"
	case Null:
		return "null"
	}
	return "none"
}

// state is what may come next.
type state uint8

const (
	atTop        state = iota // a value, or the end
	atFirstKey                // behind {
	atKey                     // behind a comma in an object
	atFirstValue              // behind [
	atValue                   // behind a comma in an array, or a colon
	atColon                   // behind a key
	atComma                   // behind a value
)

// What may stand where, in JSON's own signs.
const (
	valueSigns = `{ [ " 0-9 - true false null`
	keySigns   = `"`
)

// A frame is an open object or array.
type frame struct {
	object bool
	hashed bool  // its names are in the hash table
	index  int64 // of an array: which value is next or under way
	refs   int   // of an object: where its names begin
}

// Next reads the next token. At the end of the input, where no value is open, it returns io.EOF.
func (w *Walker) Next() (Token, error) {
	if w.failed != nil {
		return 0, w.failed
	}
	c, ok := w.space()
	switch w.state {
	case atColon:
		if !ok || c != ':' {
			return 0, w.unexpected(ok, ":")
		}
		w.state = atValue
		w.pos++
		c, ok = w.space()
	case atComma:
		if c != ',' || !ok {
			return w.closing(c, ok, true)
		}
		w.afterComma()
		c, ok = w.space()
	case atFirstKey, atFirstValue:
		if ok && (c == '}' || c == ']') {
			return w.closing(c, ok, false)
		}
	case atTop:
		if !ok && w.isOver() {
			return 0, io.EOF
		}
	}
	switch w.state {
	case atKey, atFirstKey:
		return w.key(c, ok)
	case atFirstValue:
		w.state = atValue
	}
	return w.value(c, ok)
}

// Finish reads to the end of the input, where nothing but white space may follow.
func (w *Walker) Finish() error {
	if w.failed != nil {
		return w.failed
	}
	if c, ok := w.space(); ok {
		return w.fail(w.pos, Trailing.Fault(w.sign(c)))
	}
	if !w.isOver() {
		return w.unexpected(false, valueSigns)
	}
	return nil
}

// isOver reports whether the input is at its end, where it may end.
func (w *Walker) isOver() bool {
	return w.state == atTop && errors.Is(w.ended, io.EOF) && w.overLimit(w.pos) == nil
}

func (w *Walker) top() *frame { return &w.frames[len(w.frames)-1] }

func (w *Walker) afterComma() {
	w.pos++
	w.state = atKey
	if f := w.top(); !f.object {
		w.state = atValue
		f.index++
	}
}

// closing reads a closing bracket, or whatever stands where only that or a comma may.
func (w *Walker) closing(c byte, ok, comma bool) (Token, error) {
	f := w.top()
	want, may := EndArray, "]"
	if f.object {
		want, may = EndObject, "}"
	}
	if !ok || c != byte(want) {
		switch {
		case comma:
			may = ", " + may
		case f.object:
			may = keySigns + " " + may
		default:
			may = valueSigns + " " + may
		}
		return 0, w.unexpected(ok, may)
	}
	if f.object {
		w.names.drop(f.refs, f.hashed)
	}
	w.frames = w.frames[:len(w.frames)-1]
	w.pos++
	w.valueDone()
	return want, w.checkLimit()
}

func (w *Walker) valueDone() {
	w.state = atComma
	if len(w.frames) == 0 {
		w.state = atTop
	}
}

// checkLimit must follow every token, so that a limit is passed at the same token in whatever pieces the input comes.
func (w *Walker) checkLimit() error {
	if w.base+int64(w.pos) <= w.limitEnd {
		return nil
	}
	return w.fail(w.pos, nil)
}

func (w *Walker) value(c byte, ok bool) (Token, error) {
	if !ok {
		return 0, w.unexpected(ok, valueSigns)
	}
	t := Token(c)
	var err error
	switch c {
	case '{', '[':
		return t, w.open(c == '{')
	case '"':
		err = w.scanString()
	case 't':
		err = w.scanLiteral("true")
	case 'f':
		err = w.scanLiteral("false")
	case 'n':
		err = w.scanLiteral("null")
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		t, err = Number, w.scanNumber()
	case ']', '}':
		if w.state == atValue && len(w.frames) > 0 && !w.top().object {
			return 0, w.fail(w.pos, TrailingComma.Fault(w.sign(c)))
		}
		return 0, w.unexpected(ok, valueSigns)
	default:
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			return 0, w.word()
		}
		return 0, w.unexpected(ok, valueSigns)
	}
	if err != nil {
		return 0, err
	}
	w.valueDone()
	return t, nil
}

func (w *Walker) open(object bool) error {
	if len(w.frames) >= w.limits.Depth {
		return w.fail(w.pos, LimitDepth.Fault(w.limits.Depth))
	}
	w.frames = append(w.frames, frame{object: object, refs: len(w.names.refs)})
	w.state = atFirstValue
	if object {
		w.state = atFirstKey
	}
	w.pos++
	return w.checkLimit()
}

func (w *Walker) key(c byte, ok bool) (Token, error) {
	switch {
	case ok && c == '"':
	case ok && c == '}' && w.state == atKey:
		return 0, w.fail(w.pos, TrailingComma.Fault(w.sign(c)))
	case w.state == atFirstKey:
		return w.closing(c, ok, false)
	default:
		return 0, w.unexpected(ok, keySigns)
	}
	w.state = atKey
	if err := w.scanString(); err != nil {
		return 0, err
	}
	f := w.top()
	name := w.Text()
	if fault := w.names.add(f, name, w.limits.Record); fault != nil {
		return 0, w.failAt(w.start, w.pos, fault)
	}
	w.state = atColon
	return Key, nil
}

// unexpected returns the error for what stands at pos, where only what is listed in may can stand.
func (w *Walker) unexpected(ok bool, may string) error {
	if !ok {
		return w.stopped(w.pos, w.inside())
	}
	return w.fail(w.pos, Unexpected.Fault(w.sign(w.buf[w.pos]), may))
}

// inside returns the sign of what is open.
func (w *Walker) inside() string {
	switch {
	case len(w.frames) == 0:
		return "JSON"
	case w.top().object:
		return "{…}"
	}
	return "[…]"
}

// sign returns the character at pos for a message: c is its first byte.
func (w *Walker) sign(c byte) string {
	if c >= ' ' && c < 0x7f {
		return string(c)
	}
	if c < 0x80 {
		return fmt.Sprintf("U+%04X", c)
	}
	i, err := w.wholeRune(w.pos)
	if err != nil {
		return fmt.Sprintf("0x%02X", c)
	}
	return runeSign(w.buf[i:])
}

var _ record.Locator = (*Walker)(nil)
