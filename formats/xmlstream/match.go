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
func (t *Template) Match(b []byte, a *record.Arena) int {
	if t.Known = nil; t.memo != nil && t.memo.asks() {
		return t.matchRemembered(b, a)
	}
	return t.match(b, 0, 0, a)
}

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
			t.Values[same] = b[s.from:s.to:len(b)]
		}
	}
	return t.match(b, i, same, a), same
}

// match goes on at the byte i, where the literal before the value of the slot k begins.
func (t *Template) match(b []byte, i, k int, a *record.Arena) int {
	t.matched = false
	if k < len(t.slots) {
		if i = t.span(b, i, k, len(t.slots), a); i <= 0 {
			return i
		}
	}
	if p := b[i:]; !bytes.HasPrefix(p, t.rest) {
		return without(p, t.rest)
	}
	t.matched = true
	return i + len(t.rest)
}

// span goes on at the byte i with the slots from k to before to, and returns where the last value ends. What is short, which is most, it compares and finds as
// words.
func (t *Template) span(b []byte, i, k, to int, a *record.Arena) int {
	slots, values := t.slots[:to], t.Values[:to]
	for ; k < len(slots); k++ {
		s, p := &slots[k], b[i:]
		n, end := len(s.text), 0
		if len(p) >= s.room {
			if s.long {
				if s.head.differ((*[long]byte)(p))|s.tail.differ((*[long]byte)(p[n-long:])) != 0 {
					return 0
				}
			} else if s.differs(p) != 0 {
				return 0
			}
			end = n + s.ascii(binary.LittleEndian.Uint64(p[n:]))
		} else if !bytes.HasPrefix(p, s.text) {
			return without(p, s.text)
		}
		i += n
		s.from, s.to, s.changed = i, i-n+end, false
		switch {
		case s.void:
			s.to = i
		case end == 0 || p[end] != s.end:
			if v := s.find(b); v == short {
				return -1
			} else if v == bad {
				return 0
			}
		}
		if s.to-i > t.most {
			return 0
		}
		if values[k] = b[i:s.to:len(b)]; s.changed {
			values[k] = s.decode(values[k], a)
		}
		i = s.to
	}
	return i
}

// A literal is what stands before a value. It is compared as words, because it is short.
type literal struct {
	text              []byte
	head, tail        words // the first and the last bytes of a long one
	long              bool
	first, last, mask uint64 // the first and the last eight bytes of another, and which of them there are
	lastAt            int
	room              int // how long a text is in which it can be compared as words, and the value behind it be found
}

// Words are the bytes with which a long literal begins or ends: mostly, these are all that it has.
type words [long / 8]uint64

const long = 24

func newLiteral(text []byte) literal {
	n := len(text)
	l := literal{text: text, mask: ^uint64(0), lastAt: max(n-8, 0), room: max(n, 8) + 9}
	if l.long = n >= long && n <= 2*long; l.long {
		for i := range l.head {
			l.head[i], l.tail[i] = word(text, 8*i), word(text, n-long+8*i)
		}
		return l
	}
	if n < 8 {
		l.mask = 1<<(8*uint(n)) - 1
	}
	l.first, l.last = word(text, 0), word(text, l.lastAt)
	return l
}

// differ has a bit set where b is not w.
func (w *words) differ(b *[long]byte) uint64 {
	return (binary.LittleEndian.Uint64(b[:]) ^ w[0]) | (binary.LittleEndian.Uint64(b[8:]) ^ w[1]) | (binary.LittleEndian.Uint64(b[16:]) ^ w[2])
}

// differs has a bit set where b does not begin with a literal that is not long.
func (l *literal) differs(b []byte) uint64 {
	odd := ((binary.LittleEndian.Uint64(b) ^ l.first) | (binary.LittleEndian.Uint64(b[l.lastAt:]) ^ l.last)) & l.mask
	for i := 8; i < l.lastAt; i += 8 {
		odd |= binary.LittleEndian.Uint64(b[i:]) ^ binary.LittleEndian.Uint64(l.text[i:])
	}
	return odd
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

// find finds the end of the value that begins at the byte s.from.
func (s *slot) find(b []byte) verdict {
	n := s.from
	for {
		m := s.regular(b[n:])
		if m < 0 {
			return bad
		}
		if n += m; n == len(b) {
			return short
		}
		switch c := b[n]; {
		case c == s.end:
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
		case c == '>' && (s.quoted || !bytes.HasSuffix(b[s.from:n], []byte("]]"))):
			n++
		default:
			return bad
		}
	}
}

// Stops say where a run of text ends: at a control character, &, <, > and, if it is quoted, the quote.
type stops struct {
	mask, stop uint64 // a byte of which mask leaves stop is & or the quote: they differ in one bit; eight times each
}

// stopsIn returns the stops in text (0) or in quotes.
func stopsIn(quote byte) stops {
	differ := byte(0)
	if quote != 0 {
		differ = '&' ^ quote
	}
	return stops{mask: eight(0x7F &^ differ), stop: eight('&' &^ differ)}
}

// plain has the high bit set of each byte of low, which are those of a word without their own high bits, at which no run ends. " and & differ in one bit, so do ' and &,
// and < and >.
func (s *stops) plain(low uint64) uint64 {
	m := masks
	return (low + m.fromBlank) & ((low&s.mask ^ s.stop) + m.lows) & ((low&m.not02 ^ m.angle) + m.lows)
}

// ascii returns how many of the eight bytes of x are ASCII at which no run ends.
func (s *stops) ascii(x uint64) int {
	return bits.TrailingZeros64((^s.plain(x&masks.lows)|x)&masks.highs) / 8
}

const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// regular returns how many bytes of b are whole characters that XML allows, up to one at which a run ends; -1 where a character is broken off there.
//
// It looks at eight bytes at a time. A byte is odd if its high bit is set in odd: see cleanRun.
func (s *stops) regular(b []byte) (n int) {
	m, carry := masks, uint64(0) // of a character that the last eight bytes began
	for {
		var x uint64
		if n+8 <= len(b) {
			x = binary.LittleEndian.Uint64(b[n:])
		} else {
			x = word(b, n)
		}
		high := x & m.highs
		low, lead := x^high, high&(x<<1)
		odd := ^(s.plain(low)|x)&m.highs | (high ^ lead ^ (lead<<8 | carry)) | lead&(^(low+m.fromC2)|(low+m.fromE0))
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
	for ; n+32 <= len(a) && n+32 <= len(b); n += 32 {
		p, q := a[n:n+32:n+32], b[n:n+32:n+32]
		if (binary.LittleEndian.Uint64(p)^binary.LittleEndian.Uint64(q))|(binary.LittleEndian.Uint64(p[8:])^binary.LittleEndian.Uint64(q[8:]))|
			(binary.LittleEndian.Uint64(p[16:])^binary.LittleEndian.Uint64(q[16:]))|(binary.LittleEndian.Uint64(p[24:])^binary.LittleEndian.Uint64(q[24:])) != 0 {
			break
		}
	}
	for ; n+8 <= len(a) && n+8 <= len(b); n += 8 {
		if x := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)/8
		}
	}
	return n
}
