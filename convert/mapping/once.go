package mapping

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// onceHashes are hashes of which none should come twice. They are parted by their highest bits, and as many of a part as fit into a table in memory are
// looked at together: sorting them would take several times as long.
type onceHashes struct {
	temp  record.Temp
	most  int64 // how many are looked at together
	parts [onceParts]oncePart
	block []byte
}

type oncePart struct {
	waiting []uint64 // for the disk
	stored  int64    // on it
	disk    *spool.Buffer
}

const (
	oncePartBits = 4
	onceParts    = 1 << oncePartBits
	onceWaiting  = 512     // hashes of a part that wait for the disk
	onceBlock    = 4 << 10 // bytes of a block on it
	fewestOnce   = 32      // hashes that are looked at together in the least memory
)

// newOnceHashes returns onceHashes that compare with a table of no more than so many bytes.
func newOnceHashes(t record.Temp, memory int) *onceHashes {
	return &onceHashes{temp: t, most: max(int64(memory)/16, fewestOnce)}
}

func (o *onceHashes) add(hash uint64) error {
	p := &o.parts[hash>>(64-oncePartBits)]
	if p.waiting = append(p.waiting, hash); len(p.waiting) < onceWaiting {
		return nil
	}
	return o.store(p)
}

func (o *onceHashes) store(p *oncePart) error {
	if p.disk == nil {
		p.disk = spool.NewBuffer(o.temp, 1) // what comes is a block already
	}
	o.block = o.block[:0]
	for _, hash := range p.waiting {
		o.block = binary.LittleEndian.AppendUint64(o.block, hash)
	}
	p.stored, p.waiting = p.stored+int64(len(p.waiting)), p.waiting[:0]
	_, err := p.disk.Write(o.block)
	return err
}

// twice reports whether a hash was added twice. By chance, which hashes of a seed that nobody knows leave to it, it may say so of others too.
func (o *onceHashes) twice() (bool, error) {
	most := int64(0)
	for i := range o.parts {
		most = max(most, o.parts[i].stored+int64(len(o.parts[i].waiting)))
	}
	t := onceTable{places: make([]uint64, 1<<bits.Len64(uint64(2*min(most, o.most))))}
	for i := range o.parts {
		p := &o.parts[i]
		t.rounds = uint64((p.stored + int64(len(p.waiting)) + o.most - 1) / o.most)
		for t.round = 0; t.round < t.rounds; t.round++ {
			clear(t.places)
			t.free = len(t.places) * 7 / 8
			if twice, err := o.look(p, &t); twice || err != nil {
				return twice, err
			}
		}
	}
	return false, nil
}

// look reports whether one of the hashes of a part that are due in a round came twice.
func (o *onceHashes) look(p *oncePart, t *onceTable) (bool, error) {
	for _, hash := range p.waiting {
		if t.has(hash) {
			return true, nil
		}
	}
	if p.disk == nil {
		return false, nil
	}
	r, err := p.disk.Reader()
	if err != nil {
		return false, err
	}
	for block := make([]byte, onceBlock); ; {
		n, err := io.ReadFull(r, block)
		for b := block[:n]; len(b) >= 8; b = b[8:] {
			if t.has(binary.LittleEndian.Uint64(b)) {
				return true, nil
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return false, nil
		case err != nil:
			return false, err
		}
	}
}

func (o *onceHashes) close() error {
	var err error
	for i := range o.parts {
		if disk := o.parts[i].disk; disk != nil {
			err = errors.Join(err, disk.Close())
		}
		o.parts[i] = oncePart{}
	}
	return err
}

// A onceTable holds the hashes of a round.
type onceTable struct {
	rounds, round uint64
	places        []uint64 // as many as a power of two; 0: free
	free          int      // how many more it takes
}

// has reports whether a hash of the round came before, and keeps it. Should the table be full, which by chance alone it never is, any hash came before.
func (t *onceTable) has(hash uint64) bool {
	if t.rounds > 1 && hash>>8&(1<<32-1)%t.rounds != t.round {
		return false
	}
	hash |= 1 // so that it is never 0; a bit less tells hashes apart
	mask := uint64(len(t.places) - 1)
	at := hash >> 20 & mask
	for t.places[at] != hash && t.places[at] != 0 {
		at = (at + 1) & mask
	}
	if t.places[at] == hash || t.free == 0 {
		return true
	}
	t.places[at] = hash
	t.free--
	return false
}
