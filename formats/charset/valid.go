package charset

import (
	"encoding/binary"
	"unicode/utf8"
)

// Valid reports whether b is UTF-8, as [utf8.Valid] does.
func Valid(b []byte) bool { return ValidPrefix(b) == len(b) }

// ValidPrefix returns how many bytes of b are whole valid characters of UTF-8.
//
// It looks at eight bytes at once: at where characters begin and where they go on, which must fit together. The words that
// this can't decide, with characters of four bytes for one, are looked at a character at a time.
func ValidPrefix(b []byte) (n int) {
	for {
		n += validWords(b[n:])
		m, ok := validRunes(b[n:], 16)
		if n += m; !ok || n == len(b) {
			return n
		}
	}
}

// validRunes looks at characters until at least most bytes are valid, or b ends.
func validRunes(b []byte, most int) (n int, ok bool) {
	for n < len(b) && n < most {
		if b[n] < utf8.RuneSelf {
			n++
			continue
		}
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size <= 1 {
			return n, false
		}
		n += size
	}
	return n, true
}

// tops are the highest bits of the bytes of a word.
const (
	ones = 0x0101010101010101
	tops = 0x80 * ones
)

// validWords returns how many bytes of b, up to a word that it can't decide or the last few, are whole valid characters.
//
// Of the bits below each is the highest of its byte. A character of two bytes is 110xxxxx 10xxxxxx, and the first is not C0 or C1, whose
// x but the last are 0; one of three is 1110xxxx and two of 10xxxxxx. Of those the ones with the highest x set (ED, which a surrogate may begin with, is
// among them) or all but the last x 0 (E0 among them, which may be too long) are for others to decide, as is 1111xxxx.
func validWords(b []byte) (n int) {
	var due uint64 // bytes of the next word that must go on with a character
	for ; len(b)-n >= 32; n += 32 {
		four := b[n : n+32 : n+32]
		w, x := binary.LittleEndian.Uint64(four), binary.LittleEndian.Uint64(four[8:])
		y, z := binary.LittleEndian.Uint64(four[16:]), binary.LittleEndian.Uint64(four[24:])
		if (w|x|y|z)&tops|due == 0 {
			continue
		}
		badW, next := validWord(w, due)
		badX, next := validWord(x, next)
		badY, next := validWord(y, next)
		badZ, next := validWord(z, next)
		if badW|badX|badY|badZ != 0 {
			break
		}
		due = next
	}
	for ; len(b)-n >= 8; n += 8 {
		bad, next := validWord(binary.LittleEndian.Uint64(b[n:]), due)
		if bad != 0 {
			break
		}
		due = next
	}
	switch {
	case due == 0:
		return n
	case b[n-1] < 0xC0:
		return n - 2
	}
	return n - 1
}

// validWord returns what it can't decide in x, and what is due in the word behind it. An addition carries into the highest bit of a byte if
// any of the bits that were picked out is set, and no further.
func validWord(x, due uint64) (bad, next uint64) {
	beyond := x & tops
	begins := beyond & (x << 1) // begins a character of more than one byte; the others beyond ASCII go on with one
	long := begins & (x << 2)   // begins one of three bytes
	high := x&(0x18*ones) + 0x78*ones
	some := x&(0x1E*ones) + 0x7E*ones
	odd := long&high | begins&^some
	return odd | (beyond ^ begins ^ (due | begins<<8 | long<<16)), begins>>56 | long>>48
}
