package xmlstream

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"obmen/formats/record"
)

// Match reads a piece of this shape at the beginning of b and returns its length: 0 where there is none, -1 where b ends too early to tell. Values
// that stand as they are stay in b; the others are kept in a.
//
// Every byte is looked at: those between values are those of the piece that was learned, and each value is held against all that XML
// demands of it, and against its limit.
func (t *Template) Match(b []byte, a *record.Arena) int { return t.match(b, 0, 0, a) }

// MatchAfter is Match where before is what this Template matched last. Of values that are the same again, up to the first that is not, only their
// place is new. It returns how many they are; what was kept of them must still be.
func (t *Template) MatchAfter(b, before []byte, a *record.Arena) (n, same int) {
	common, i := 0, 0
	if t.matched {
		common = commonPrefix(b, before)
	}
	for ; same < len(t.slots) && t.slots[same].to < common; same++ {
		s := &t.slots[same]
		if i = s.to; !s.changed {
			t.Values[same] = b[s.from:s.to:s.to]
		}
	}
	return t.match(b, i, same, a), same
}

// match goes on at the byte i, where the literal before the value of the slot k begins.
func (t *Template) match(b []byte, i, k int, a *record.Arena) int {
	t.matched = false
	for ; ; k++ {
		literal := t.literals[k]
		if len(b)-i < len(literal) || !bytes.Equal(b[i:i+len(literal)], literal) {
			return without(b[i:], literal)
		}
		if i += len(literal); k == len(t.slots) {
			t.matched = true
			return i
		}
		s := &t.slots[k]
		switch v := s.find(b, i); {
		case v == short:
			return -1
		case v == bad || s.to-i > t.most:
			return 0
		}
		if t.Values[k] = b[i:s.to:s.to]; s.changed {
			t.Values[k] = s.decode(t.Values[k], a)
		}
		i = s.to
	}
}

// without is what it comes to that b does not begin with literal.
func without(b, literal []byte) int {
	if len(b) < len(literal) && bytes.HasPrefix(literal, b) {
		return -1
	}
	return 0
}

// decode keeps what a value stands for.
func (s *slot) decode(raw []byte, a *record.Arena) []byte {
	if a == nil {
		return raw
	}
	if s.quoted {
		return a.Close(appendValue(a.Open(), raw))
	}
	return a.Close(appendText(a.Open(), raw, true))
}

// find finds the value that begins at the byte i.
func (s *slot) find(b []byte, i int) verdict {
	s.from, s.to, s.changed = i, i, false
	if s.void {
		return done
	}
	if s.to = plainEnd(b, i, s.end, s.other); s.to < len(b) && b[s.to] == byte(s.end) {
		return done
	}
	return s.findOn(b)
}

// findOn goes on at s.to, behind ASCII.
func (s *slot) findOn(b []byte) verdict {
	n := s.to
	for {
		m := regular(b[n:], s.end, s.other)
		if m < 0 {
			return bad
		}
		if n += m; n == len(b) {
			return short
		}
		switch c := b[n]; {
		case c == byte(s.end):
			s.to = n
			return done
		case c == '&':
			_, m := reference(b[n:])
			if m <= 0 {
				return missing(m)
			}
			n += m
			s.changed = true
		case c == '\n' || c == '\t':
			n++
			s.changed = s.changed || s.quoted
		case c == '\r':
			n++
			s.changed = true
		case c == ']' && !s.quoted && !bytes.HasPrefix(b[n:], []byte("]]>")):
			n++
		default:
			return bad
		}
	}
}

// plainEnd returns where the run of ASCII ends that begins at the byte i: at a control character, &, one of the two that end and other are eight
// times, or a character beyond ASCII. It may stop before the last seven bytes.
func plainEnd(b []byte, i int, end, other uint64) int {
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		if odd := odds(x, end, other) | x&highs; odd != 0 {
			return i + bits.TrailingZeros64(odd)/8
		}
	}
	return i
}

// odds has the high bit set of each byte of x that is a control character, &, or one of the two that end and other are eight times. All but the lowest
// may be set by mistake, because a subtraction borrowed.
func odds(x, end, other uint64) uint64 {
	e, o, a := x^end, x^other, x^('&'*ones)
	return ((e-ones)&^e | (o-ones)&^o | (a-ones)&^a | (x-' '*ones)&^x) & highs
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// regular returns how many bytes of b are whole characters that XML allows, but for control characters, & and the two that end and other are eight
// times; -1 where a character is broken off there.
//
// It looks at eight bytes at a time. A byte is odd if its high bit is set in odd: see odds.
func regular(b []byte, end, other uint64) (n int) {
	carry := uint64(0) // of a character that the last eight bytes began
	for {
		var x uint64
		if n+8 <= len(b) {
			x = binary.LittleEndian.Uint64(b[n:])
		} else {
			x = word(b, n)
		}
		wide := x & highs
		lead := wide & (x << 1)
		odd := odds(x, end, other) | mismatched(x, wide, lead, carry)
		carry = lead >> 56
		if odd == 0 {
			n += 8
			continue
		}
		n += bits.TrailingZeros64(odd) / 8
		if n >= len(b) {
			return len(b)
		}
		if n > 0 && b[n-1] >= 0xC0 {
			return -1
		}
		if b[n] < 0xE0 {
			return n
		}
		r, size := utf8.DecodeRune(b[n:])
		if size <= 1 || !isChar(r) {
			return n
		}
		n += size
		carry = 0
	}
}

// word returns the less than eight bytes of b from n on, and zeros.
func word(b []byte, n int) uint64 {
	var w [8]byte
	copy(w[:], b[min(n, len(b)):])
	return binary.LittleEndian.Uint64(w[:])
}

// commonPrefix returns with how many bytes both begin, or a few less.
func commonPrefix(a, b []byte) (n int) {
	for ; n+8 <= len(a) && n+8 <= len(b); n += 8 {
		if x := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)/8
		}
	}
	return n
}
