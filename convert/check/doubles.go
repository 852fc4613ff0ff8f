package check

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// doubles finds which of many keys came more than once; each is a hash of 64 bits. They are parted by their highest bits, and so many of a part as
// fit into a table in memory are looked at together.
type doubles struct {
	temp  record.Temp
	parts [doublesParts]doublesPart
	block []byte
	err   error
}

const (
	doublesParts = 16
	partBits     = 4
	partMemory   = 1 << 10   // keys of a part that wait for the disk
	tableKeys    = 128 << 10 // keys in a table, which is twice as large
)

type doublesPart struct {
	stored  int64 // keys on disk
	disk    *spool.Buffer
	waiting int
	keys    [partMemory]uint64 // the first of them are waiting
}

func (p *doublesPart) count() int64 { return p.stored + int64(p.waiting) }

// add adds a key.
func (d *doubles) add(key uint64) {
	p := &d.parts[key>>(64-partBits)]
	p.keys[p.waiting%partMemory] = key
	if p.waiting++; p.waiting == partMemory {
		d.store(p)
	}
}

func (d *doubles) store(p *doublesPart) {
	if p.disk == nil {
		p.disk = spool.NewBuffer(d.temp, 1) // what comes is a block already
	}
	d.block = d.block[:0]
	for _, key := range p.keys {
		d.block = binary.LittleEndian.AppendUint64(d.block, key)
	}
	if d.err == nil {
		_, d.err = p.disk.Write(d.block)
	}
	p.stored, p.waiting = p.stored+partMemory, 0
}

func (d *doubles) close() error {
	var err error
	for i := range d.parts {
		if disk := d.parts[i].disk; disk != nil {
			err = errors.Join(err, disk.Close())
		}
	}
	return err
}

// find returns the keys that came more than once.
func (d *doubles) find() (*sieve, error) {
	var most int64
	for i := range d.parts {
		most = max(most, d.parts[i].count())
	}
	s := &sieve{}
	table := make([]uint64, 1<<bits.Len64(uint64(min(most, tableKeys)))<<1)
	for i := range d.parts {
		p := &d.parts[i]
		for rounds, round := uint64(p.count()+tableKeys-1)/tableKeys, uint64(0); round < rounds; round++ {
			clear(table)
			if err := p.look(table, s, rounds, round); err != nil {
				return nil, err
			}
		}
	}
	return s, d.err
}

// look puts the keys of a round into the table, and those that are there already into s.
func (p *doublesPart) look(table []uint64, s *sieve, rounds, round uint64) error {
	t := keyTable{slots: table}
	take := func(key uint64) {
		if (rounds == 1 || key>>8&(1<<32-1)%rounds == round) && !t.insert(key|1) {
			s.add(key)
		}
	}
	for _, key := range p.keys[:p.waiting] {
		take(key)
	}
	if p.disk == nil {
		return nil
	}
	r, err := p.disk.Reader()
	if err != nil {
		return err
	}
	for block := make([]byte, blockSize); ; {
		n, err := io.ReadFull(r, block)
		for b := block[:n]; len(b) >= 8; b = b[8:] {
			take(binary.LittleEndian.Uint64(b))
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// A sieve lets all keys through that were added, and few others.
type sieve struct{ bits []uint64 }

// sieveWords is how many words of bits a sieve has.
const sieveWords = 1 << 16

func (s *sieve) add(key uint64) {
	if s.bits == nil {
		s.bits = make([]uint64, sieveWords)
	}
	s.bits[key%sieveWords] |= sieveBits(key)
}

func (s *sieve) isEmpty() bool { return s.bits == nil }

func (s *sieve) has(key uint64) bool {
	return s.bits != nil && s.bits[key%sieveWords]&sieveBits(key) == sieveBits(key)
}

// sieveBits returns the bits of a word that stand for a key.
func sieveBits(key uint64) uint64 { return 1<<(key>>20&63) | 1<<(key>>30&63) | 1<<(key>>40&63) }
