package diff

import (
	"encoding/binary"

	"obmen/formats/record"
)

// An entry is what waits for its partner:
//
//	entry = number in its document, length of the group's code, the group's code, the record's compact form
//
// all integers uvarints.
type entry struct {
	seq   int64
	group []byte // the code of the group that a product stands in
	coded []byte // by record.AppendRecord
}

func (e *entry) appendTo(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(e.seq))
	dst = binary.AppendUvarint(dst, uint64(len(e.group)))
	return append(append(dst, e.group...), e.coded...)
}

func cutEntry(b []byte) (e entry, err error) {
	c := cutter{rest: b}
	e.seq = int64(c.uvarint())
	e.group = c.take(int(c.uvarint()))
	e.coded = c.rest
	return e, c.err()
}

// pos is where the record stands.
func (e *entry) pos() record.Pos {
	c := cutter{rest: e.coded}
	c.take(1)
	return c.pos()
}

func appendPos(dst []byte, p record.Pos) []byte {
	dst = binary.AppendVarint(dst, p.Offset)
	dst = binary.AppendVarint(dst, int64(p.Line))
	return binary.AppendVarint(dst, int64(p.Col))
}

// A cutter takes bytes apart. After the first thing that is wrong it gives only zeros.
type cutter struct {
	rest []byte
	bad  bool
}

func (c *cutter) take(n int) []byte {
	if n < 0 || n > len(c.rest) {
		c.bad, c.rest = true, nil
		if n == 8 {
			return make([]byte, 8)
		}
		return nil
	}
	b := c.rest[:n:n]
	c.rest = c.rest[n:]
	return b
}

func (c *cutter) uvarint() uint64 {
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.bad, c.rest = true, nil
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *cutter) varint() int64 {
	v, n := binary.Varint(c.rest)
	if n <= 0 {
		c.bad, c.rest = true, nil
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *cutter) pos() record.Pos {
	return record.Pos{Offset: c.varint(), Line: int32(c.varint()), Col: int32(c.varint())}
}

func (c *cutter) err() error {
	if c.bad {
		return damaged.Fault()
	}
	return nil
}
