package diff

import (
	"cmp"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// Bounds of what one side holds while it looks for partners nearby. One entry is held whatever its size.
const (
	windowEntries = 4096
	windowBytes   = 1 << 20
)

type id = [spool.HashSize]byte

// A window holds the entries of one side that have no partner yet, in their order. What has to leave it goes to the rest, to be sorted.
type window struct {
	oldest, newest *held
	index          map[id]chain
	count, bytes   int
	free           *held
	most           int // entries
	rest           *spool.Sorter
}

type held struct {
	id            id
	key, value    []byte // value: an entry
	both          []byte // the memory of the two
	older, newer  *held
	nextOfSameKey *held
}

// A chain are the entries of one key.
type chain struct{ first, last *held }

// newWindow returns an empty window that holds most entries; 0 is windowEntries.
func newWindow(temp record.Temp, most int) *window {
	return &window{most: cmp.Or(most, windowEntries), index: map[id]chain{}, rest: spool.NewSorter(temp, 0)}
}

// close lets go of all: what waits in memory and what on disk.
func (w *window) close() error {
	w.index, w.free, w.oldest, w.newest = nil, nil, nil, nil
	return w.rest.Close()
}

// push holds a copy of an entry.
func (w *window) push(id id, key []byte, e *entry) {
	h := w.free
	if h == nil {
		h = &held{}
	} else {
		w.free = h.newer
	}
	both := e.appendTo(append(h.both[:0], key...))
	*h = held{id: id, both: both, key: both[:len(key)], value: both[len(key):], older: w.newest}
	if w.newest != nil {
		w.newest.newer = h
	} else {
		w.oldest = h
	}
	w.newest = h
	w.count++
	w.bytes += len(both)
	c, ok := w.index[id]
	if ok {
		c.last.nextOfSameKey = h
	} else {
		c.first = h
	}
	c.last = h
	w.index[id] = c
}

// drop lets go of h, the first of its key. It stays readable until the next push.
func (w *window) drop(h *held) {
	if h.nextOfSameKey == nil {
		delete(w.index, h.id)
	} else {
		w.index[h.id] = chain{h.nextOfSameKey, w.index[h.id].last}
	}
	if h.older != nil {
		h.older.newer = h.newer
	} else {
		w.oldest = h.newer
	}
	if h.newer != nil {
		h.newer.older = h.older
	} else {
		w.newest = h.older
	}
	w.count--
	w.bytes -= len(h.both)
	if cap(h.both) <= windowBytes/8 {
		h.newer, w.free = w.free, h
	}
}

// isFull reports whether the oldest has to leave.
func (w *window) isFull() bool {
	return w.count > w.most || w.count > 1 && w.bytes > windowBytes
}

// evict sends the oldest to the rest.
func (w *window) evict(left *leavers) error {
	h := w.oldest
	left.add(h.id)
	w.drop(h)
	return w.rest.Add(h.key, h.value)
}

// Leavers are the keys of which an entry, of either side, was sent to be sorted: whoever comes later has to follow, so that the first of a key is always paired with
// the first. It knows all of them, and takes a few others for them, which does no harm.
type leavers struct{ bits []uint64 }

const leaverWords = 1 << 15 // 256 KiB

func (l *leavers) add(id id) {
	if l.bits == nil {
		l.bits = make([]uint64, leaverWords)
	}
	at, mask := leaverBits(id)
	l.bits[at] |= mask
}

func (l *leavers) has(id id) bool {
	if l.bits == nil {
		return false
	}
	at, mask := leaverBits(id)
	return l.bits[at]&mask == mask
}

func leaverBits(id id) (word int, mask uint64) {
	word = int(id[0]) | int(id[1])<<8 | int(id[2])<<16
	return word % leaverWords, 1<<(id[4]&63) | 1<<(id[5]&63) | 1<<(id[6]&63)
}
