package check

import (
	"encoding/binary"
	"errors"
	"math"

	"obmen/formats/record"
)

// The roles of claims. Definitions are sorted before the references to them.
const (
	definition byte = iota
	reference
)

// A source is the record that a claim comes from.
type source struct {
	seq    int64
	kind   record.Kind
	number int64
	at     record.Pos
}

// A claim is what a record says of something that a key stands for.
type claim struct {
	source
	mark        []byte // of what is said
	text, value string // of the key, and of what is said, for the message

	rawText, rawValue []byte // what they are made of, valid as long as what was read
}

// encode returns a claim for the disk, valid until the next one.
func (c *claims) encode(from *source, mark, text, value []byte) []byte {
	b := binary.AppendVarint(c.buf[:0], from.seq)
	b = append(b, byte(from.kind))
	b = binary.AppendVarint(b, from.number)
	b = binary.AppendVarint(b, from.at.Offset)
	b = binary.AppendVarint(b, int64(from.at.Line))
	b = binary.AppendVarint(b, int64(from.at.Col))
	b = appendText(b, mark)
	b = appendText(b, cut(text))
	c.buf = appendText(b, cut(value))
	return c.buf
}

// cut leaves of a text what a message can show of it.
func cut(text []byte) []byte { return text[:min(len(text), longText)] }

// errDamaged says that a claim is not what encode wrote.
var errDamaged = errors.New("temporary file: a finding that was kept in it is damaged")

// decode reads the claim that b begins with and returns what is behind it.
func (c *claim) decode(b []byte) (rest []byte, err error) {
	if rest, err = c.skim(b); err == nil {
		c.text, c.value = record.Shorten(c.rawText), record.Shorten(c.rawValue)
	}
	return rest, err
}

// skim is decode for those that will say nothing of the claim: it makes no text and value.
func (c *claim) skim(b []byte) (rest []byte, err error) {
	r := reader{rest: b}
	c.seq = r.varint()
	c.kind = record.Kind(r.byte())
	c.number = r.varint()
	c.at = record.Pos{Offset: r.varint(), Line: int32(r.varint()), Col: int32(r.varint())}
	c.mark = append(c.mark[:0], r.bytes()...)
	c.rawText, c.rawValue = r.bytes(), r.bytes()
	if r.bad {
		return nil, errDamaged
	}
	return r.rest, nil
}

// A reader takes a claim apart.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.rest)
	return v * r.skip(n)
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) bytes() []byte {
	v, n := binary.Uvarint(r.rest)
	r.skip(n)
	return r.take(int(min(v, math.MaxInt)))
}

// take returns the next n bytes.
func (r *reader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.rest) {
		r.bad = true
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// skip goes on n bytes, 0 or less of which mean that there was no number, and returns 1 or 0.
func (r *reader) skip(n int) int64 {
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return 1
}
