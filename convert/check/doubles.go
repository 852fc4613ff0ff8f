package check

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// doubles finds which of many keys came more than once, and with which of them came different marks; both are hashes of 64 bits. Keys are parted by
// their highest bits, and so many of a part as fit into a table in memory are looked at together.
type doubles struct {
	temp  record.Temp
	parts [doublesParts]doublesPart
	block []byte
	err   error
}

const (
	partBits     = 5
	doublesParts = 1 << partBits
	partMemory   = 256      // keys of a part that wait for the disk
	tableKeys    = 64 << 10 // keys that are looked at together
)

type doublesPart struct {
	stored  int64 // keys on disk
	disk    *spool.Buffer
	waiting int
	keys    [partMemory]markedKey // the first of them are waiting
}

type markedKey struct{ key, mark uint64 }

const markedKeySize = 16

// add adds a key that came with a mark.
func (d *doubles) add(key, mark uint64) {
	p := &d.parts[key>>(64-partBits)]
	p.keys[p.waiting%partMemory] = markedKey{key, mark}
	if p.waiting++; p.waiting == partMemory {
		d.store(p)
	}
}

func (d *doubles) store(p *doublesPart) {
	if p.disk == nil {
		p.disk = spool.NewBuffer(d.temp, 1) // what comes is a block already
	}
	d.block = d.block[:0]
	for _, k := range p.keys {
		d.block = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(d.block, k.key), k.mark)
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

// find returns the keys that came more than once, and those that came with different marks.
func (d *doubles) find() (twice, differ *sieve, err error) {
	most := int64(0)
	for i := range d.parts {
		most = max(most, d.parts[i].stored+int64(d.parts[i].waiting))
	}
	most = min(most, tableKeys)
	s := sifting{table: make([]markedKey, 1<<bits.Len64(uint64(most+most/2)))}
	for i := range d.parts {
		p := &d.parts[i]
		s.rounds = uint64(p.stored+int64(p.waiting)+tableKeys-1) / tableKeys
		for s.round = 0; s.round < s.rounds && d.err == nil; s.round++ {
			clear(s.table)
			s.free = len(s.table) * 3 / 4
			d.err = s.sift(p)
		}
	}
	s.table = nil // the sieves, which live on, are parts of s
	return &s.twice, &s.differ, d.err
}

// A sifting looks at the keys of a part, some in each round.
type sifting struct {
	twice, differ sieve
	rounds, round uint64
	table         []markedKey // as many as a power of two; key 0: free
	free          int         // how many keys the table still takes
}

func (s *sifting) sift(p *doublesPart) error {
	if p.disk != nil {
		if err := s.siftDisk(p.disk); err != nil {
			return err
		}
	}
	for _, k := range p.keys[:p.waiting] {
		s.take(k)
	}
	return nil
}

func (s *sifting) siftDisk(disk *spool.Buffer) error {
	r, err := disk.Reader()
	if err != nil {
		return err
	}
	for block := make([]byte, blockSize); ; {
		n, err := io.ReadFull(r, block)
		for b := block[:n]; len(b) >= markedKeySize; b = b[markedKeySize:] {
			s.take(markedKey{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])})
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// take looks at a key, if it is one of the round. Should the table be full, which by chance alone it never is, the key counts as one that came
// before.
func (s *sifting) take(k markedKey) {
	if s.rounds > 1 && k.key>>8&(1<<32-1)%s.rounds != s.round {
		return
	}
	mask := uint64(len(s.table) - 1)
	key := k.key | 1 // so that it is never 0; a bit less tells keys apart
	at := key >> 20 & mask
	for s.table[at].key != key && s.table[at].key != 0 {
		at = (at + 1) & mask
	}
	switch {
	case s.table[at].key == key:
		s.twice.add(k.key)
		if s.table[at].mark != k.mark {
			s.differ.add(k.key)
		}
	case s.free == 0:
		s.twice.add(k.key)
		s.differ.add(k.key)
	default:
		s.table[at] = markedKey{key, k.mark}
		s.free--
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
