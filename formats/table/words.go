package table

import (
	"encoding/binary"
	"math/bits"
)

// Most of a table is text in which nothing is to be seen to. It is looked at eight bytes at a time, as the bytes of one number. What such a look finds may be a
// false alarm (a byte behind one that was found), but it misses nothing; whoever is alarmed looks at the byte itself.
const (
	ones   = 0x0101010101010101
	tops   = 0x80 * ones
	filler = 'A' * ones // stands for bytes that are not there
)

// below20 has the top bit of each byte of x that is below 20 hex: control characters, line ends and tabs among them.
func below20(x uint64) uint64 { return (x - 0x20*ones) &^ x & tops }

// equals has the top bit of each byte of x that is the one that pattern repeats, which is an ASCII character.
func equals(x, pattern uint64) uint64 { return ((x ^ pattern) - ones) &^ x & tops }

// equalsEF is equals for the byte EF, which U+FFFE and U+FFFF begin with.
func equalsEF(x uint64) uint64 {
	x ^= 0xEF * ones
	return (x - ones) &^ x & tops
}

// firstOf returns which byte the lowest of the bits that a look has found stands in.
func firstOf(found uint64) int { return bits.TrailingZeros64(found) >> 3 }

// wordAt returns the eight bytes of b from i on, with filler behind its end.
func wordAt(b []byte, i int) uint64 {
	if i+8 <= len(b) {
		return binary.LittleEndian.Uint64(b[i:])
	}
	x := uint64(filler)
	for n := len(b) - 1; n >= i; n-- {
		x = x<<8 | uint64(b[n])
	}
	return x
}

// shortWord returns the bytes of b, which has at most eight, with filler behind them.
func shortWord(b []byte) uint64 {
	switch n := len(b); {
	case n == 8:
		return binary.LittleEndian.Uint64(b)
	case n >= 4: // the two halves overlap
		shift := uint(n-4) * 8
		return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<shift | (filler &^ (1<<(shift+32) - 1))
	}
	if len(b) == 0 {
		return filler
	}
	n := uint(len(b)) // the first, the middle and the last
	return uint64(b[0]) | uint64(b[n>>1])<<(8*(n>>1)) | uint64(b[n-1])<<(8*(n-1)) | filler<<(8*n)
}

// commonLength returns how many bytes a and b begin with in common.
func commonLength(a, b []byte) int {
	n := min(len(a), len(b))
	a, b = a[:n], b[:n]
	i := 0
	for ; i+8 <= n; i += 8 {
		if x := binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]); x != 0 {
			return i + firstOf(x)
		}
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}
