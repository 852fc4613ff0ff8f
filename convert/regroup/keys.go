package regroup

import (
	"bytes"
	"hash/maphash"
)

// Keys numbers keys in the order in which they were added, in memory. Each costs its own bytes and about thirty more. The zero Keys are ready.
type Keys struct {
	seed   maphash.Seed // nobody can know which keys fall together
	slots  []int32      // a power of 2 of them: 1 + the number of a key, at its hash or as soon behind it as there was room; 0: none
	hashes []uint64
	ends   []int // of the keys, in text
	text   []byte
}

// Len returns how many keys there are.
func (k *Keys) Len() int { return len(k.ends) }

// Size returns how many bytes they take.
func (k *Keys) Size() int { return len(k.text) + 16*len(k.ends) + 4*len(k.slots) }

// Find returns the number of a key, from 0 on; -1 where it was not added.
func (k *Keys) Find(key []byte) int {
	if len(k.slots) == 0 {
		return -1
	}
	hash := maphash.Bytes(k.seed, key)
	mask := uint64(len(k.slots) - 1)
	for at := hash; ; at++ {
		n := int(k.slots[at&mask]) - 1
		if n < 0 || k.hashes[n] == hash && bytes.Equal(k.key(n), key) {
			return n
		}
	}
}

func (k *Keys) key(n int) []byte {
	start := 0
	if n > 0 {
		start = k.ends[n-1]
	}
	return k.text[start:k.ends[n]]
}

// Add adds a key that Find did not find, and returns its number.
func (k *Keys) Add(key []byte) int {
	if 4*(len(k.ends)+1) > 3*len(k.slots) {
		k.grow()
	}
	hash := maphash.Bytes(k.seed, key)
	k.text = append(k.text, key...)
	k.ends, k.hashes = append(k.ends, len(k.text)), append(k.hashes, hash)
	k.put(hash, len(k.ends))
	return len(k.ends) - 1
}

func (k *Keys) put(hash uint64, value int) {
	at, mask := hash, uint64(len(k.slots)-1)
	for k.slots[at&mask] != 0 {
		at++
	}
	k.slots[at&mask] = int32(value)
}

func (k *Keys) grow() {
	if len(k.slots) == 0 {
		k.seed = maphash.MakeSeed()
	}
	k.slots = make([]int32, max(2*len(k.slots), 64))
	for i, hash := range k.hashes {
		k.put(hash, i+1)
	}
}

// Reset forgets the keys. It keeps the memory, but no more than a few times what they needed.
func (k *Keys) Reset() {
	if len(k.slots) > 64*(len(k.ends)+1) {
		*k = Keys{}
		return
	}
	clear(k.slots)
	k.hashes, k.ends, k.text = k.hashes[:0], k.ends[:0], k.text[:0]
}
