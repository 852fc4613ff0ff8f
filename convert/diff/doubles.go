package diff

import (
	"bytes"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// Doubles finds the keys that stand more than once on one side: their records are paired in their order, which somebody should know.
type doubles struct {
	sorter *spool.Sorter // by key; the value: which sides, where on each
	buf    []byte
}

const (
	sideA     = 1
	sideB     = 2
	bothSides = sideA | sideB
)

// A Doubled is a key that stands more than once on one side at least.
type Doubled struct {
	Kind           record.Kind
	Key            []KeyPart
	CountA, CountB int64
	A, B           []record.Pos // the first of them
}

// How many doubled keys are examples, and how many places of each are named.
const (
	doubledExamples = 10
	doubledPlaces   = 3
)

// add remembers the key of a record. Of items it is no key that should be told of: one product may well stand twice in an invoice.
func (d *doubles) add(kind record.Kind, sides byte, key []byte, a, b record.Pos) error {
	if len(keyFields[kind]) == 0 || kind == record.KindItem {
		return nil
	}
	d.buf = append(d.buf[:0], sides)
	if sides&sideA != 0 {
		d.buf = appendPos(d.buf, a)
	}
	if sides&sideB != 0 {
		d.buf = appendPos(d.buf, b)
	}
	return d.sorter.Add(key, d.buf)
}

// find counts the doubled keys, and returns the first of them.
func (d *doubles) find(p *plan) (count int64, examples []Doubled, err error) {
	if err := d.sorter.Sort(); err != nil {
		return 0, nil, err
	}
	var one Doubled
	var last []byte
	settle := func() (err error) {
		if one.CountA < 2 && one.CountB < 2 {
			return nil
		}
		if count++; count <= doubledExamples {
			one.Kind, one.Key, err = p.read(last)
			examples = append(examples, one)
		}
		return err
	}
	for {
		key, value, err := d.sorter.Next()
		if errors.Is(err, io.EOF) {
			return count, examples, errors.Join(settle(), d.sorter.Close())
		}
		if err != nil {
			return 0, nil, err
		}
		if !bytes.Equal(key, last) || one.CountA+one.CountB == 0 {
			if err := settle(); err != nil {
				return 0, nil, err
			}
			one, last = Doubled{}, append(last[:0], key...)
		}
		if err := one.add(value); err != nil {
			return 0, nil, err
		}
	}
}

func (d *Doubled) add(value []byte) error {
	if len(value) == 0 {
		return damaged.Fault()
	}
	c := cutter{rest: value[1:]}
	if value[0]&sideA != 0 {
		d.CountA++
		at := c.pos()
		if d.CountA <= doubledPlaces {
			d.A = append(d.A, at)
		}
	}
	if value[0]&sideB != 0 {
		d.CountB++
		at := c.pos()
		if d.CountB <= doubledPlaces {
			d.B = append(d.B, at)
		}
	}
	return c.err()
}
