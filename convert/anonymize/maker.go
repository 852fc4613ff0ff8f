package anonymize

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// A maker makes up texts. All of it is HMAC-SHA-256 with the key: who has not got it can neither go back nor find out what becomes of a text.
type maker struct {
	mac   hash.Hash
	sum   [sha256.Size]byte
	buf   []byte
	keep  map[string]bool   // whole texts that stay
	known map[string][]byte // what was made up lately, by class and text
}

// mostKnown is how many texts are remembered, and longKnown how long one may be for that: stores and tills come again and again.
const (
	mostKnown = 4096
	longKnown = 128
)

func newMaker(key Key, keep map[string]bool) *maker {
	return &maker{mac: hmac.New(sha256.New, key.reveal()), keep: keep, known: map[string][]byte{}}
}

// digest returns what the key makes of a class and parts. It is valid until the next digest.
func (m *maker) digest(class string, parts ...[]byte) []byte {
	m.mac.Reset()
	m.buf = binary.AppendUvarint(m.buf[:0], uint64(len(class)))
	m.buf = append(m.buf, class...)
	m.mac.Write(m.buf)
	for _, p := range parts {
		m.buf = binary.AppendUvarint(m.buf[:0], uint64(len(p)))
		m.mac.Write(m.buf)
		m.mac.Write(p)
	}
	return m.mac.Sum(m.sum[:0])
}

// remember returns what is made of a text, or was made of it lately.
func (m *maker) remember(class string, text []byte, do func() []byte) []byte {
	if len(text) > longKnown {
		return do()
	}
	key := append(append(make([]byte, 0, 2*longKnown), class...), 0)
	key = append(key, text...)
	if made, ok := m.known[string(key)]; ok {
		return made
	}
	if len(m.known) >= mostKnown {
		clear(m.known)
	}
	made := do()
	m.known[string(key)] = made
	return made
}

// Dice are numbers that follow from a class and a text.
type dice struct {
	maker *maker
	class string
	seed  [sha256.Size]byte
	room  [sha256.Size]byte
	at    int
	turn  uint64
}

func (m *maker) dice(class string, parts ...[]byte) *dice {
	d := &dice{maker: m, class: class, at: sha256.Size}
	copy(d.seed[:], m.digest(class, parts...))
	return d
}

// below returns a number from 0 to n-1. Its bias, n in 2^32, does not matter here.
func (d *dice) below(n int) int {
	if d.at == len(d.room) {
		var turn [8]byte
		binary.BigEndian.PutUint64(turn[:], d.turn)
		copy(d.room[:], d.maker.digest("dice", d.seed[:], turn[:]))
		d.turn, d.at = d.turn+1, 0
	}
	v := binary.BigEndian.Uint32(d.room[d.at:])
	d.at += 4
	return int(uint64(v) * uint64(n) >> 32)
}

func pick[T any](d *dice, of []T) T { return of[d.below(len(of))] }
