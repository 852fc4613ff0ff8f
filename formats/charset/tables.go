package charset

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"obmen/formats/record"
)

// A bytesTable decodes an encoding in which a character is a byte.
type bytesTable struct {
	encoding string
	utf8     [256]struct {
		b [3]byte
		n uint8 // 0: the encoding has nothing there
	}
}

func newBytesTable(page *charmap.Charmap, encoding string) *bytesTable {
	t := &bytesTable{encoding: encoding}
	for i := range t.utf8 {
		if r := page.DecodeByte(byte(i)); r != utf8.RuneError {
			var b [utf8.UTFMax]byte
			t.utf8[i].n = uint8(utf8.EncodeRune(b[:], r)) // never more than 3: code pages lie within the BMP
			t.utf8[i].b = [3]byte(b[:3])
		}
	}
	return t
}

// decode fills dst from src. It copies eight bytes at a time and keeps those that are ASCII; it writes three
// bytes for every other character and keeps as many as count.
func (t *bytesTable) decode(dst, src []byte, _ bool) (nDst, nSrc int, fault func(int64) *record.Fault) {
	for nSrc < len(src) && nDst+8 <= len(dst) {
		if nSrc+8 <= len(src) {
			x := binary.LittleEndian.Uint64(src[nSrc:])
			binary.LittleEndian.PutUint64(dst[nDst:], x)
			n := asciiBytes(x)
			nSrc, nDst = nSrc+n, nDst+n
			if n == 8 || nDst+8 > len(dst) {
				continue
			}
		}
		for { // a word, mostly
			c := src[nSrc]
			e := &t.utf8[c]
			if e.n == 0 {
				return nDst, nSrc, func(at int64) *record.Fault { return msgInvalid.Fault(c, at, t.encoding) }
			}
			d := dst[nDst : nDst+3]
			d[0], d[1], d[2] = e.b[0], e.b[1], e.b[2]
			nDst += int(e.n)
			if nSrc++; nSrc == len(src) || nDst+8 > len(dst) || src[nSrc] < utf8.RuneSelf {
				break
			}
		}
	}
	return nDst, nSrc, nil
}

// asciiBytes returns how many of the eight bytes in x, the lowest first, are ASCII up to one that is not.
func asciiBytes(x uint64) int { return bits.TrailingZeros64(x&0x8080808080808080) / 8 }

// A utf16Decoder decodes UTF-16.
type utf16Decoder struct {
	big      bool
	encoding string
}

func (u utf16Decoder) unit(b []byte) rune {
	if u.big {
		return rune(binary.BigEndian.Uint16(b))
	}
	return rune(binary.LittleEndian.Uint16(b))
}

// decode fills dst from src. last says that nothing follows src.
func (u utf16Decoder) decode(dst, src []byte, last bool) (nDst, nSrc int, fault func(int64) *record.Fault) {
	for nSrc+2 <= len(src) && nDst+utf8.UTFMax <= len(dst) {
		r, size := u.unit(src[nSrc:]), 2
		if r >= 0xD800 && r <= 0xDFFF {
			half := r
			r, size = u.pair(src[nSrc:])
			switch {
			case size == 0 && !last:
				return nDst, nSrc, nil
			case size <= 2:
				return nDst, nSrc, func(at int64) *record.Fault { return msgSurrogate.Fault(half, at, u.encoding) }
			}
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	if len(src)-nSrc == 1 && last {
		return nDst, nSrc, func(at int64) *record.Fault { return msgCut.Fault(at+1, u.encoding) }
	}
	return nDst, nSrc, nil
}

// pair reads a surrogate pair: size 4, or 2 where there is none, or 0 where b ends too early to tell.
func (u utf16Decoder) pair(b []byte) (r rune, size int) {
	high := u.unit(b)
	switch {
	case high >= 0xDC00:
		return 0, 2
	case len(b) < 4:
		return 0, 0
	}
	low := u.unit(b[2:])
	if low < 0xDC00 || low > 0xDFFF {
		return 0, 2
	}
	return (high-0xD800)<<10 | (low - 0xDC00) + 0x10000, 4
}
