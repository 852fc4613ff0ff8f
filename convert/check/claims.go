package check

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// markSize is the length of the mark of a text.
const markSize = 8

const keySize = 1 + spool.HashSize + 1 // rule, hash, role

// claims gathers claims and finds those that contradict each other.
type claims struct {
	temp   record.Temp
	sorter *spool.Sorter
	links  *spool.Log // claims that refer and may lead in a circle, with what they refer from
	seed   maphash.Seed
	last   [ruleCount]neighbour
	err    error // the first of the disk; later claims do nothing

	buf, joined, marks []byte
}

// A neighbour is the claim of a rule that came last. One that repeats it is not kept.
type neighbour struct{ key, mark []byte }

func newClaims(t record.Temp) *claims {
	return &claims{temp: t, sorter: spool.NewSorter(t, 0), links: spool.NewLog(t, 64<<10), seed: maphash.MakeSeed()}
}

// mark returns the mark of a text, valid until the next one. Missing and empty are marked alike. Marks mean nothing outside this run.
func (c *claims) mark(text []byte) []byte {
	c.marks = c.appendMark(c.marks[:0], text)
	return c.marks
}

// numberMark returns the mark of a number's value, whatever its decimals.
func (c *claims) numberMark(n record.Number) []byte {
	var room [64]byte
	return c.mark(n.Trim().AppendTo(room[:0]))
}

func (c *claims) appendMark(dst, text []byte) []byte {
	return binary.LittleEndian.AppendUint64(dst, maphash.Bytes(c.seed, text))
}

// appendUnknown appends one mark of all the unknown of a record.
func (c *claims) appendUnknown(dst []byte, unknown []record.Unknown) []byte {
	c.buf = c.buf[:0]
	for i := range unknown {
		u := &unknown[i]
		c.buf = append(c.buf, byte(u.Place), byte(u.Kind))
		c.buf = appendText(appendText(c.buf, u.Name), u.Value)
	}
	return c.appendMark(dst, c.buf)
}

// join returns code (type) for a message, valid until the next one.
func (c *claims) join(code, of []byte) []byte {
	c.joined = append(c.joined[:0], code...)
	if len(of) > 0 {
		c.joined = append(append(append(c.joined, " ("...), of...), ')')
	}
	return c.joined
}

// claim says of the key that mark holds; text and value are the words for it.
func (c *claims) claim(r rule, from source, mark, text, value []byte, key ...[]byte) {
	sum := spool.HashKey(key...)
	last := &c.last[r]
	if bytes.Equal(last.key, sum[:]) && bytes.Equal(last.mark, mark) {
		return
	}
	last.key, last.mark = append(last.key[:0], sum[:]...), append(last.mark[:0], mark...)
	c.add(r, definition, sum, c.encode(from, mark, text, value))
}

// define says that there is what the key stands for; parent is what it stands under.
func (c *claims) define(r rule, from source, text, parent []byte, key ...[]byte) {
	c.add(r, definition, spool.HashKey(key...), c.encode(from, nil, text, parent))
}

// refer says that there must be what the key stands for. Text is its code, value that of what refers to it.
func (c *claims) refer(r rule, from source, text, value []byte, key ...[]byte) {
	sum := spool.HashKey(key...)
	if laws[r].linked == from.kind {
		c.add(r, reference, sum, c.encode(from, nil, text, value))
		if c.err == nil {
			c.err = c.links.Append(c.buf)
		}
		return
	}
	last := &c.last[r]
	if bytes.Equal(last.key, sum[:]) {
		return
	}
	last.key = append(last.key[:0], sum[:]...)
	c.add(r, reference, sum, c.encode(from, nil, text, value))
}

func (c *claims) add(r rule, role byte, sum [spool.HashSize]byte, value []byte) {
	var key [keySize]byte
	key[0], key[keySize-1] = byte(r), role
	copy(key[1:], sum[:])
	if c.err == nil {
		c.err = c.sorter.Add(key[:], value)
	}
}

func (c *claims) close() error { return errors.Join(c.sorter.Close(), c.links.Close()) }

// finish makes the findings, and then the error of what leads in a circle.
func (c *claims) finish(file string, tell func(record.Finding)) error {
	if c.err != nil {
		return c.err
	}
	j := newJudge(c)
	defer j.close()
	if err := j.judge(); err != nil {
		return err
	}
	if err := c.sorter.Close(); err != nil { // gives back its room before the circles are looked for
		return err
	}
	if err := j.tell(tell); err != nil {
		return err
	}
	seq, found, err := findCycle(c.temp, j.edges)
	if err != nil || !found {
		return err
	}
	return c.cycleError(file, seq)
}

// cycleError returns the error of the record with the number seq, which stands above itself.
func (c *claims) cycleError(file string, seq int64) error {
	if err := c.links.Rewind(); err != nil {
		return err
	}
	var k claim
	for k.seq != seq {
		b, err := c.links.Next()
		if errors.Is(err, io.EOF) {
			return errDamaged
		}
		if err != nil {
			return err
		}
		if _, err := k.decode(b); err != nil {
			return err
		}
	}
	m, path := groupCycle, "ParentCode"
	if k.kind == record.KindCategory {
		m, path = categoryCycle, "parent"
	}
	return &record.Error{
		File: file, Pos: k.at, Kind: k.kind, Record: k.number, Path: path, Value: k.text, Err: m.Fault(k.value, k.text), Fatal: true,
	}
}
