package jsonstream

import (
	"bytes"
	"hash/maphash"
	"slices"

	"obmen/formats/record"
)

// Names of objects up to this many are compared one by one; of larger ones they are hashed.
const fewNames = 16

// The share of the record limit that makes the limit of keys: what a key costs in memory beside its name is well below it.
const bytesPerKey = 64

// names holds the names of all open objects, one object's behind another's, to find a name that stands twice.
type names struct {
	text  []byte
	refs  []nameRef
	table []uint32 // a hash table of 1 + index into refs, by linear probing; its length is a power of two, or 0
	used  int
	seed  maphash.Seed // unlike in every run, so that nobody can make names that collide; it shows in no output
}

type nameRef struct {
	from, len int
	sign      uint32 // tells most names apart: of few, made of length and letters, of many, a hash
}

func (n *names) init() { n.seed = maphash.MakeSeed() }

// add adds a name to the innermost object, f. It returns a Fault where the name is there already, or where there are more names than limit allows.
func (n *names) add(f *frame, name []byte, limit int) error {
	count := len(n.refs) - f.refs
	if !f.hashed && count == fewNames {
		f.hashed = true
		for i := f.refs; i < len(n.refs); i++ {
			n.refs[i].sign = n.hash(n.name(i))
			n.insert(i)
		}
	}
	sign := quickSign(name)
	if f.hashed {
		sign = n.hash(name)
	}
	if n.has(f, name, sign) {
		n.push(name, sign) // for the path of the error, which is final
		return KeyTwice.Fault(record.Shorten(name))
	}
	if most := max(limit/bytesPerKey, fewNames); len(n.refs) >= most || len(n.text)+len(name) > max(limit, 1<<10) {
		return LimitKeys.Fault(count)
	}
	n.push(name, sign)
	if f.hashed {
		n.insert(len(n.refs) - 1)
	}
	return nil
}

func (n *names) push(name []byte, sign uint32) {
	n.refs = append(n.refs, nameRef{len(n.text), len(name), sign})
	n.text = append(n.text, name...)
}

func (n *names) name(i int) []byte {
	r := &n.refs[i]
	return n.text[r.from : r.from+r.len]
}

func quickSign(name []byte) uint32 {
	if len(name) == 0 {
		return 0
	}
	return uint32(len(name))<<16 | uint32(name[0])<<8 | uint32(name[len(name)-1])
}

func (n *names) hash(name []byte) uint32 { return uint32(maphash.Bytes(n.seed, name)) }

func (n *names) has(f *frame, name []byte, sign uint32) bool {
	if !f.hashed {
		for i := f.refs; i < len(n.refs); i++ {
			if n.refs[i].sign == sign && bytes.Equal(n.name(i), name) {
				return true
			}
		}
		return false
	}
	for slot := n.slot(sign); n.table[slot] != 0; slot = n.next(slot) {
		i := int(n.table[slot]) - 1
		if i >= f.refs && n.refs[i].sign == sign && bytes.Equal(n.name(i), name) {
			return true
		}
	}
	return false
}

func (n *names) slot(sign uint32) uint32 { return sign & uint32(len(n.table)-1) }
func (n *names) next(slot uint32) uint32 { return (slot + 1) & uint32(len(n.table)-1) }

// insert puts refs[i] into the table. Names must go in in the order of refs, so that drop can take them out again.
func (n *names) insert(i int) {
	if 2*(n.used+1) > len(n.table) {
		n.grow(i)
	}
	n.put(i)
	n.used++
}

func (n *names) put(i int) {
	slot := n.slot(n.refs[i].sign)
	for n.table[slot] != 0 {
		slot = n.next(slot)
	}
	n.table[slot] = uint32(i) + 1
}

// grow doubles the table, which holds names of refs[:end] only.
func (n *names) grow(end int) {
	old := n.table
	in := make([]uint32, 0, n.used)
	for _, entry := range old {
		if entry != 0 {
			in = append(in, entry)
		}
	}
	slices.Sort(in)
	n.table = make([]uint32, max(8*fewNames, 2*len(old)))
	for _, entry := range in {
		n.put(int(entry) - 1)
	}
}

// drop forgets refs[from:], the names of an object that is closed. The last name that went into a table with linear
// probing can be taken out without a trace, so it goes backwards.
func (n *names) drop(from int, hashed bool) {
	if from >= len(n.refs) {
		return
	}
	if hashed {
		for i := len(n.refs) - 1; i >= from; i-- {
			slot := n.slot(n.refs[i].sign)
			for n.table[slot] != uint32(i)+1 {
				slot = n.next(slot)
			}
			n.table[slot] = 0
			n.used--
		}
	}
	n.text = n.text[:n.refs[from].from]
	n.refs = n.refs[:from]
}

// clear forgets everything.
func (n *names) clear() {
	clear(n.table)
	n.used, n.text, n.refs = 0, n.text[:0], n.refs[:0]
}
