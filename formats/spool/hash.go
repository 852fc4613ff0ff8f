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
