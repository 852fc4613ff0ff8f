package spool

import (
	"bytes"
	"errors"
	"sort"

	"obmen/formats/record"
)

// The blocks of an Index are small, because each question reads one, and a few of them are kept.
const (
	indexBlock = 8 << 10
	indexCache = 16
)

// An Index is built once from entries and then asked for them by their key, at random. First Add, then Build, then Get.
//
// Entries are sorted by [KeyOf] of their key; the key itself is not kept. A small Index stays in memory. A large one is a chain
// of sorted blocks on disk, with eight bytes of each block's first hash and its number in memory: twelve bytes
// for each 8 KiB of entries, so that a question costs one read.
type Index struct {
	sorter *Sorter
	built  bool
	firsts []uint64 // prefix of the first hash of each block, in order; where the entries are on disk
	ids    []uint32 // and which block it is
	cache  [indexCache]cachedBlock
}

type cachedBlock struct {
	id      uint32
	block   []byte // nil: nothing yet
	entries []byte
}

// NewIndex returns an empty Index that uses about memory bytes while it is built; 0 is DefaultSorterMemory. A nil t is
// the platform's temp folder.
func NewIndex(t record.Temp, memory int) *Index {
	if memory <= 0 {
		memory = DefaultSorterMemory
	}
	memory = min(max(memory, 4*leastMemory), mostMemory)
	return &Index{sorter: newSorter(t, memory, indexBlock)}
}

// Len returns how many entries were added, doubles included.
func (x *Index) Len() int64 { return x.sorter.Len() }

// Add adds an entry. Of several with one key the first is kept.
func (x *Index) Add(key, value []byte) error {
	hash := KeyOf(key)
	return x.sorter.Add(hash[:], value)
}

// Build ends the adding.
func (x *Index) Build() error {
	s := x.sorter
	if s.err != nil || x.built {
		return s.err
	}
	x.built, s.sorted = true, true
	if len(s.runs) == 0 {
		s.err = s.sortRefs()
		return s.err
	}
	if s.err = s.gather(); s.err != nil {
		return s.err
	}
	_, s.err = s.merge(s.runs, func(id uint32, first []byte) {
		x.firsts = append(x.firsts, prefix(first))
		x.ids = append(x.ids, id)
	})
	s.runs, s.arena, s.out = nil, nil, nil
	return s.err
}

var errNotBuilt = errors.New("spool: Get before Build")

// Get returns the value of key, valid until the following call; ok is false where there is none. It fails where the disk does.
func (x *Index) Get(key []byte) (value []byte, ok bool, err error) {
	if x.sorter.err != nil {
		return nil, false, x.sorter.err
	}
	if !x.built {
		return nil, false, errNotBuilt
	}
	hash := KeyOf(key)
	e, ok, err := x.find(hash[:])
	if err != nil || !ok {
		return nil, false, err
	}
	_, value, err = x.sorter.whole(&e)
	return value, err == nil, err
}

// find returns the first entry of hash.
func (x *Index) find(hash []byte) (entry, bool, error) {
	if x.ids == nil {
		return x.findInMemory(hash)
	}
	// The first entry of hash stands in the last block that begins before it, or at the head of the one behind that.
	p := prefix(hash)
	i := sort.Search(len(x.firsts), func(i int) bool { return x.firsts[i] >= p })
	for i = max(i-1, 0); i < len(x.ids) && x.firsts[i] <= p; i++ {
		entries, err := x.block(x.ids[i])
		if err != nil {
			return entry{}, false, err
		}
		e, found, err := scan(entries, hash)
		if found || err != nil {
			return e, found, err
		}
	}
	return entry{}, false, nil
}

func (x *Index) findInMemory(hash []byte) (entry, bool, error) {
	s := x.sorter
	p := prefix(hash)
	i := sort.Search(len(s.refs), func(i int) bool { return s.refs[i].prefix >= p })
	for ; i < len(s.refs) && s.refs[i].prefix == p; i++ {
		e, ok := parseEntry(s.arena[s.refs[i].at:])
		if !ok {
			return entry{}, false, errDamaged
		}
		if bytes.Equal(e.key, hash) {
			return e, true, nil
		}
	}
	return entry{}, false, nil
}

// scan looks for the first entry of hash in the entries of a block.
func scan(entries, hash []byte) (entry, bool, error) {
	for len(entries) > 0 {
		if key, _, raw, ok := parseShort(entries); ok && bytes.Compare(key, hash) < 0 {
			entries = entries[len(raw):] // nearly all of them
			continue
		}
		e, ok := parseEntry(entries)
		if !ok {
			return entry{}, false, errDamaged
		}
		switch c := bytes.Compare(e.key, hash); {
		case c == 0:
			return e, true, nil
		case c > 0:
			return entry{}, false, nil
		}
		entries = entries[len(e.raw):]
	}
	return entry{}, false, nil
}

// block returns the entries of block id, from the cache where they are there.
func (x *Index) block(id uint32) ([]byte, error) {
	c := &x.cache[id%indexCache]
	if c.block != nil && c.id == id {
		return c.entries, nil
	}
	room := c.block
	if room == nil {
		room = make([]byte, indexBlock)
	}
	c.block = nil // until it holds what id says
	entries, _, err := x.sorter.store.read(id, room)
	if err != nil {
		return nil, err
	}
	*c = cachedBlock{id: id, block: room, entries: entries}
	return entries, nil
}

// Close removes what is on disk and lets go of the memory.
func (x *Index) Close() error {
	x.firsts, x.ids, x.cache = nil, nil, [indexCache]cachedBlock{}
	return x.sorter.Close()
}
