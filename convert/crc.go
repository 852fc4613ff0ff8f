package convert

import "hash/crc32"

// joinCRC returns the CRC-32C of two runs of bytes, one behind the other, from the CRC of each and the size of the second. A CRC is
// linear over GF(2): the first one's share is what size zero bytes behind it make of it. This is the way of zlib's crc32_combine.
func joinCRC(first, second uint32, size int64) uint32 {
	if size <= 0 {
		return first
	}
	// odd is the operator for one zero bit; squaring an operator doubles the zeros.
	var odd, even gfMatrix
	odd[0] = crc32.Castagnoli
	for i := 1; i < 32; i++ {
		odd[i] = 1 << (i - 1)
	}
	even.square(&odd)
	odd.square(&even)
	for {
		even.square(&odd)
		if size&1 != 0 {
			first = even.times(first)
		}
		if size >>= 1; size == 0 {
			break
		}
		odd.square(&even)
		if size&1 != 0 {
			first = odd.times(first)
		}
		if size >>= 1; size == 0 {
			break
		}
	}
	return first ^ second
}

// gfMatrix is a 32 × 32 matrix over GF(2), a column a word.
type gfMatrix [32]uint32

func (m *gfMatrix) times(v uint32) (sum uint32) {
	for i := 0; v != 0; i, v = i+1, v>>1 {
		if v&1 != 0 {
			sum ^= m[i]
		}
	}
	return sum
}

func (m *gfMatrix) square(n *gfMatrix) {
	for i := range m {
		m[i] = n.times(n[i])
	}
}
