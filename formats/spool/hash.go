package spool

import (
	"crypto/sha256"
	"encoding/binary"
)

// HashSize is the length in bytes of what [HashKey] returns.
const HashSize = 16

// HashKey returns the first 128 bits of the SHA-256 of the parts, each with its length before it, so that ("a", "bc") and
// ("ab", "c") differ. Nobody can make two keys collide on purpose, and a chance collision among 10^9 keys has the
// probability 10^-21. It does not allocate for parts of up to a kilobyte together.
func HashKey(parts ...[]byte) [HashSize]byte {
	var room [1024]byte
	text, ok := room[:0], true
	for _, p := range parts {
		if len(text)+binary.MaxVarintLen64+len(p) > cap(text) {
			ok = false
			break
		}
		text = binary.AppendUvarint(text, uint64(len(p)))
		text = append(text, p...)
	}
	if !ok {
		return hashLong(parts)
	}
	sum := sha256.Sum256(text)
	return [HashSize]byte(sum[:HashSize])
}

// hashLong hashes parts that no array on the stack would hold.
func hashLong(parts [][]byte) [HashSize]byte {
	h := sha256.New()
	var length [binary.MaxVarintLen64]byte
	for _, p := range parts {
		h.Write(length[:binary.PutUvarint(length[:], uint64(len(p)))])
		h.Write(p)
	}
	var sum [sha256.Size]byte
	return [HashSize]byte(h.Sum(sum[:0])[:HashSize])
}

// KeyOf returns what stands for a key where keys are compared by 16 bytes. Two keys of up to 15 bytes never have the same: it holds all of them, stirred
// so that neighbours lie far apart. It is the first 128 bits of the SHA-256 of a longer one, but for the bits that tell it from all short ones.
// So nobody can make two keys collide on purpose, and most codes cost no hash.
func KeyOf(key []byte) (id [HashSize]byte) {
	const last = HashSize - 1 // holds the length of a short key, and more than that for a long one
	if len(key) > last {
		sum := sha256.Sum256(key)
		id = [HashSize]byte(sum[:])
		if id[last] <= last {
			id[last] += HashSize
		}
		return stir(id)
	}
	copy(id[:], key)
	id[last] = byte(len(key))
	return stir(id)
}

// stir makes each bit depend on all, so that no two ids become the same: each half is changed by what the other says, which can be undone.
func stir(id [HashSize]byte) [HashSize]byte {
	a, b := binary.LittleEndian.Uint64(id[:]), binary.LittleEndian.Uint64(id[8:])
	a ^= scatter(b)
	b ^= scatter(a)
	a ^= scatter(b)
	binary.LittleEndian.PutUint64(id[:], a)
	binary.LittleEndian.PutUint64(id[8:], b)
	return id
}

func scatter(x uint64) uint64 {
	x *= 0x9E3779B97F4A7C15 // 2^64 over the golden ratio
	x ^= x >> 32
	x *= 0x9E3779B97F4A7C15
	return x ^ x>>29
}
