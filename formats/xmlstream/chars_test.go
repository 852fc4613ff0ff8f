package xmlstream

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// The classes of ASCII are what the productions say of it.
func TestClasses(t *testing.T) {
	for c := range 256 {
		r := rune(c)
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == ':'
		other := r >= '0' && r <= '9' || r == '-' || r == '.'
		got := class[c]
		if (got&nameStart != 0) != letter || (got&nameChar != 0) != (letter || other) ||
			(got&space != 0) != isSpace(r) || (got&wide != 0) != (c >= utf8.RuneSelf) {
			t.Errorf("%02X is classed %06b", c, got)
		}
	}
}

// The edges of productions [2], [4] and [4a].
func TestRuneEdges(t *testing.T) {
	for _, c := range []struct {
		is           func(rune) bool
		name         string
		inside, miss []rune
	}{
		{isChar, "Char", []rune{9, 0xA, 0xD, 0x20, 0x7F, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF},
			[]rune{-1, 0, 8, 0xB, 0xC, 0xE, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x110000}},
		{isNameStart, "NameStartChar", []rune{':', 'A', 'Z', '_', 'a', 'z', 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x2FF, 0x370, 0x37D, 0x37F, 0x1FFF,
			0x200C, 0x200D, 0x2070, 0x218F, 0x2C00, 0x2FEF, 0x3001, 0xD7FF, 0xF900, 0xFDCF, 0xFDF0, 0xFFFD, 0x10000, 0xEFFFF},
			[]rune{-1, 0, ' ', '-', '.', '0', '9', ';', '@', '[', '`', '{', 0xB7, 0xBF, 0xD7, 0xF7, 0x300, 0x36F, 0x37E, 0x2000, 0x200B, 0x200E,
				0x203F, 0x206F, 0x2190, 0x2BFF, 0x2FF0, 0x3000, 0xD800, 0xF8FF, 0xFDD0, 0xFDEF, 0xFFFE, 0xF0000}},
		{isNameChar, "NameChar", []rune{'-', '.', '0', '9', 'a', ':', 0xB7, 0x300, 0x36F, 0x203F, 0x2040, 0x37F, 0xEFFFF},
			[]rune{-1, ' ', '/', ';', 0xB6, 0xB8, 0xD7, 0x37E, 0x203E, 0x2041, 0xF0000}},
	} {
		for _, r := range c.inside {
			if !c.is(r) {
				t.Errorf("%U is a %s", r, c.name)
			}
		}
		for _, r := range c.miss {
			if c.is(r) {
				t.Errorf("%U is no %s", r, c.name)
			}
		}
	}
}

// legalPrefix agrees with a look at one character after the other.
func TestLegalPrefix(t *testing.T) {
	simple := func(b []byte) (int, bool) {
		for n := 0; n < len(b); {
			r, size := utf8.DecodeRune(b[n:])
			if r == utf8.RuneError && size == 1 {
				return n, utf8.FullRune(b[n:])
			}
			if !isChar(r) {
				return n, true
			}
			n += size
		}
		return len(b), false
	}
	check := func(t interface{ Fatalf(string, ...any) }, b []byte) {
		n, bad := legalPrefix(b)
		if wantN, wantBad := simple(b); n != wantN || bad != wantBad {
			t.Fatalf("%q: %d, %t; want %d, %t", b, n, bad, wantN, wantBad)
		}
	}
	pieces := []string{"a", "abcdefgh", "\n", "\r", "\t", "\n ", "ж", "жжжж", "№", "😀", "\x1F", "\x00", "\x7F", "\xFF", "\xD0", "\xE2\x84",
		"\xED\xA0\x80", "\uFFFE", "\uFFFF", "\uFFFD", "\xC1\x80", "\xDF\xBF", "\xA0", "\x9F"}
	for _, p := range pieces {
		for _, q := range pieces {
			for i := range 9 {
				check(t, []byte("aaaaaaaa"[:i]+p+q))
				check(t, []byte("aaaaaaaa"[:i]+p+q+"aaaaaaaaaaaaaaaa"))
			}
		}
	}
	piece := rapid.OneOf(rapid.SampledFrom(pieces), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		var b []byte
		for _, p := range rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces") {
			b = append(b, p...)
		}
		check(t, b)
	})
}
