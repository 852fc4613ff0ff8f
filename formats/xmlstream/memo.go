package xmlstream

import (
	"encoding/binary"
	"math/bits"

	"obmen/formats/record"
)

// A memo holds values that often come together again, as the code, the name and the unit of what is sold do: the bytes that stood there, with the
// literals between them, and where in them the values are. Where all these bytes come again, nothing in them needs to be looked at again.
type memo struct {
	from, to int // slots
	idle     int // pieces that are still to come before it is asked again
	asked    int // since it was last judged
	known    int // how many of these it knew
	sets     [][2]way
	room     []byte // the bytes of the entries
	entries  []entry
	numbers  []record.Number // see [Template.Known]
}

// A way is one of the two places for what has a hash: in the first is what came again last.
type way struct {
	tag   uint32 // of the hash
	entry uint32
}

// An entry says where in its bytes the values are.
type entry struct {
	size    uint16 // of the bytes, from before the first literal to behind what ends the last value; 0: there is none
	changed uint16 // a bit for each value that has to be decoded
	values  [mostRemembered]struct{ from, to uint16 }
}

const (
	mostRemembered = 4
	longestEntry   = 384
	memoSets       = 512

	// A memo is asked when so many pieces have come that it may pay, and judged again and again. If it knew few of them, it rests.
	memoBegins = 64
	memoJudged = 1024
	memoRests  = 16 * memoJudged
)

// Remember has the values of the slots from to before to, which are a few, looked for among those that came before. It is called once, before the first
// Match.
func (t *Template) Remember(from, to int) {
	t.memo = &memo{from: from, to: to, idle: memoBegins}
}

// asks reports whether the memo is to be asked now.
func (m *memo) asks() bool {
	if m.idle > 0 {
		m.idle--
		return false
	}
	if m.asked == 0 {
		m.judge()
	}
	m.asked--
	return true
}

func (m *memo) judge() {
	if m.sets == nil {
		m.make()
	} else if m.known < memoJudged/8 {
		m.idle = memoRests
	}
	m.asked, m.known = memoJudged, 0
}

func (m *memo) make() {
	const entries = 2 * memoSets
	m.sets = make([][2]way, memoSets)
	m.room = make([]byte, entries*longestEntry)
	m.entries = make([]entry, entries)
	m.numbers = make([]record.Number, entries)
	for i := range m.sets {
		m.sets[i] = [2]way{{entry: uint32(2 * i)}, {entry: uint32(2*i + 1)}}
	}
}

// look returns where what begins with these 24 bytes can be.
func (m *memo) look(x, y, z uint64) (set *[2]way, tag uint32) {
	high, low := bits.Mul64(x^z<<32^z>>32^0x9E3779B97F4A7C15, y^0xD6E8FEB86659FD93)
	x = high ^ low
	return &m.sets[x>>32%memoSets], uint32(x)
}

// know returns the entry whose bytes p begins with; -1: there is none.
func (m *memo) know(set *[2]way, tag uint32, p []byte) int {
	for i, w := range set {
		if w.tag == tag && m.is(w.entry, p) {
			if i > 0 {
				set[0], set[1] = w, set[0]
			}
			m.known++
			return int(w.entry)
		}
	}
	return -1
}

func (m *memo) is(e uint32, p []byte) bool {
	size, at := int(m.entries[e].size), int(e)*longestEntry
	return size > 0 && size <= len(p) && string(p[:size]) == string(m.room[at:at+size])
}

// matchRemembered is Match where the memo is asked.
func (t *Template) matchRemembered(b []byte, a *record.Arena) int {
	m, n := t.memo, 0
	if m.from > 0 {
		if n = t.span(b, 0, 0, m.from, a); n <= 0 {
			return n
		}
	}
	p, lead := b[n:], len(t.slots[m.from].text)
	if len(p) < lead+24 {
		return t.match(b, n, m.from, a)
	}
	set, tag := m.look(binary.LittleEndian.Uint64(p[lead:]), binary.LittleEndian.Uint64(p[lead+8:]), binary.LittleEndian.Uint64(p[lead+16:]))
	if e := m.know(set, tag, p); e >= 0 {
		t.Known = &m.numbers[e]
		n += t.recall(&m.entries[e], p, a)
	} else {
		i := n
		if n = t.span(b, i, m.from, m.to, a); n <= 0 {
			return n
		}
		if n < len(b) {
			t.keep(set, tag, b[i:n+1], i)
		}
	}
	n = t.match(b, n, m.to, a)
	t.matched = false // the slots do not say of all values where they stood
	return n
}

// recall makes the values those of an entry, whose bytes p begins with, and returns where the last one ends.
func (t *Template) recall(e *entry, p []byte, a *record.Arena) int {
	from := t.memo.from
	values := t.Values[from:t.memo.to]
	for k := range values {
		v := &e.values[k]
		values[k] = p[v.from:v.to:len(p)]
	}
	if e.changed != 0 {
		for k := range values {
			if e.changed>>k&1 != 0 {
				values[k] = t.slots[from+k].decode(values[k], a)
			}
		}
	}
	return int(e.size) - 1
}

// keep remembers the bytes, which have just been matched and began at i, and the one behind them, instead of those that came again longest ago.
func (t *Template) keep(set *[2]way, tag uint32, bytes []byte, i int) {
	if len(bytes) > longestEntry {
		return
	}
	m, w := t.memo, &set[1]
	if m.entries[set[0].entry].size == 0 {
		w = &set[0]
	}
	w.tag = tag
	e := &m.entries[w.entry]
	*e = entry{size: uint16(len(bytes))}
	copy(m.room[int(w.entry)*longestEntry:], bytes)
	for k := range m.to - m.from {
		s := &t.slots[m.from+k]
		e.values[k].from, e.values[k].to = uint16(s.from-i), uint16(s.to-i)
		if s.changed {
			e.changed |= 1 << k
		}
	}
	m.numbers[w.entry] = record.Number{}
	t.Known = &m.numbers[w.entry]
}
