package spool

import (
	"errors"
	"io"
	"slices"

	"obmen/formats/record"
)

// DefaultSorterMemory is how many bytes a [Sorter] uses unless told otherwise.
const DefaultSorterMemory = 4 << 20

// The least memory that a Sorter can work with, the most that its 32-bit offsets reach, and the sizes between
// which its blocks lie.
const (
	leastMemory = 64 << 10
	mostMemory  = 1 << 30
	leastBlock  = 8 << 10
	mostBlock   = 64 << 10
)

// A Sorter sorts entries by their key, in the order of bytes.Compare; entries of one key stay in the order in which they
// were added. First Add, then Sort, then Next until io.EOF.
//
// Entries gather in memory; when it is full they are sorted and written out as a run. Runs are merged
// through a block of memory each, in as many passes as that takes, in the memory in which the entries gathered; a
// pass writes over the blocks that it has read. A key or value that is long for a block lies aside, in a file
// of its own, written once.
type Sorter struct {
	memory int
	store  blockStore
	aside  aside

	arena []byte // entries as they are kept, one behind the other; while merging, the blocks
	refs  []ref  // where they are
	out   []byte // the block that is being written
	runs  []run
	count int64

	merger *merger // the last merge, where there are runs
	next   int     // the next ref, where there are none
	sorted bool

	keyRoom, valueRoom []byte
	err                error
}

// A ref is an entry in the arena.
type ref struct {
	prefix uint64 // of its key: most comparisons need no more
	at     uint32
}

const refSize = 16

// NewSorter returns an empty Sorter that uses about memory bytes, at least 64 KiB; 0 is DefaultSorterMemory. A nil t is the
// platform's temp folder.
func NewSorter(t record.Temp, memory int) *Sorter {
	if memory <= 0 {
		memory = DefaultSorterMemory
	}
	memory = min(max(memory, leastMemory), mostMemory)
	return newSorter(t, memory, min(max(memory/128, leastBlock), mostBlock))
}

func newSorter(t record.Temp, memory, block int) *Sorter {
	t = orPlatform(t)
	return &Sorter{
		memory: memory,
		store:  blockStore{temp: t, size: block},
		aside:  aside{temp: t},
	}
}

// Len returns how many entries were added.
func (s *Sorter) Len() int64 { return s.count }

var errSorted = errors.New("spool: Add after Sort, or Next before it")

// Add adds copies of key and value, either of which may be empty.
func (s *Sorter) Add(key, value []byte) error {
	if s.err == nil && s.sorted {
		s.err = errSorted
	}
	if s.err != nil {
		return s.err
	}
	if len(key) > mostShortKey || len(value) > mostShortValue {
		s.err = s.add(newEntry(key, value))
		return s.err
	}
	size := shortHead + len(key) + len(value)
	if s.err = s.makeRoom(size); s.err != nil {
		return s.err
	}
	at := len(s.arena)
	s.arena = s.arena[:at+size]
	putShort(s.arena[at:], key, value)
	s.refs = append(s.refs, ref{prefix: prefix(key), at: uint32(at)})
	s.count++
	return nil
}

// add is Add for long entries.
func (s *Sorter) add(e entry) error {
	if e.size() > s.memory/4 {
		if err := s.aside.shorten(&e, s.limit()); err != nil {
			return err
		}
	}
	if err := s.makeRoom(e.size()); err != nil {
		return err
	}
	s.refs = append(s.refs, ref{prefix: prefix(e.key), at: uint32(len(s.arena))})
	s.arena = e.appendTo(s.arena)
	s.count++
	return nil
}

// makeRoom makes room for an entry of n bytes more. It writes out what is there when the memory is full, and otherwise doubles.
func (s *Sorter) makeRoom(n int) error {
	if len(s.arena)+n+refSize*(len(s.refs)+1) > s.memory {
		if err := s.spill(); err != nil {
			return err
		}
	}
	if len(s.arena)+n > cap(s.arena) {
		s.arena = resized(s.arena, max(min(max(2*cap(s.arena), 4<<10), s.share(1)), len(s.arena)+n))
	}
	if len(s.refs) == cap(s.refs) {
		s.refs = resized(s.refs, max(min(max(2*cap(s.refs), 64), s.share(refSize)), len(s.refs)+1))
	}
	return nil
}

// share is how many bytes of the arena, or with refSize refs, the memory will hold when it is full, if the entries go on as they began, and a few more.
func (s *Sorter) share(size int) int {
	part, all := int64(len(s.arena)), int64(len(s.arena)+refSize*len(s.refs))
	if size == refSize {
		part = all - part
	}
	if all == 0 {
		return s.memory / size
	}
	return int(int64(s.memory)*part/all*17/16) / size
}

// resized returns list with room for n.
func resized[T any](list []T, n int) []T {
	bigger := make([]T, len(list), n)
	copy(bigger, list)
	return bigger
}

// limit is how long an entry in a block may be, so that little of a block is left empty.
func (s *Sorter) limit() int { return s.store.size / 8 }

// spill sorts what is in memory and writes it as a run.
func (s *Sorter) spill() error {
	if len(s.refs) == 0 {
		return nil
	}
	if err := s.sortRefs(); err != nil {
		return err
	}
	w := newRunWriter(&s.store, s.outBlock())
	var short []byte
	for _, r := range s.refs {
		raw, ok := rawEntry(s.arena[r.at:])
		if !ok {
			return errDamaged
		}
		if len(raw) > s.limit() {
			e, _ := parseEntry(raw)
			if err := s.aside.shorten(&e, s.limit()); err != nil {
				return err
			}
			short = e.appendTo(short[:0])
			raw = short
		}
		if err := w.append(raw); err != nil {
			return err
		}
	}
	r, err := w.finish()
	s.runs = append(s.runs, r)
	s.arena, s.refs = s.arena[:0], s.refs[:0]
	return err
}

func (s *Sorter) outBlock() []byte {
	s.out = resize(s.out, s.store.size)
	return s.out
}

// sortRefs sorts the refs by key, then by age.
func (s *Sorter) sortRefs() error {
	by := refSorter{arena: s.arena, aside: &s.aside}
	return by.sort(s.refs)
}

// Sort ends the adding.
func (s *Sorter) Sort() error {
	if s.err != nil || s.sorted {
		return s.err
	}
	s.sorted = true
	s.err = s.sort()
	return s.err
}

func (s *Sorter) sort() error {
	if len(s.runs) == 0 {
		return s.sortRefs()
	}
	if err := s.gather(); err != nil {
		return err
	}
	m, err := newMerger(&s.store, &s.aside, s.runs, s.arena)
	s.merger, s.runs = m, nil
	return err
}

// gather writes out the last run and merges runs until one merge can take them all.
func (s *Sorter) gather() error {
	if err := s.spill(); err != nil {
		return err
	}
	s.refs = nil
	most := s.fanIn()
	if room := min(most, len(s.runs)) * s.store.size; cap(s.arena) < room {
		s.arena = nil // first
		s.arena = make([]byte, room)
	}
	s.arena = s.arena[:cap(s.arena)]
	for len(s.runs) > most {
		n := min(most, len(s.runs)-most+1)
		at := lightest(s.runs, n)
		r, err := s.merge(s.runs[at:at+n], nil)
		if err != nil {
			return err
		}
		s.runs = slices.Replace(s.runs, at, at+n, r)
	}
	return nil
}

// fanIn is how many runs are merged at once.
func (s *Sorter) fanIn() int { return max(s.memory/s.store.size-2, 2) }

// lightest returns where the n neighbouring runs begin that have the fewest blocks together. Only neighbours can be merged: the
// order of the runs is the order of equal keys.
func lightest(runs []run, n int) int {
	var sum int64
	for _, r := range runs[:n] {
		sum += r.blocks
	}
	best, at := sum, 0
	for i := n; i < len(runs); i++ {
		if sum += runs[i].blocks - runs[i-n].blocks; sum < best {
			best, at = sum, i-n+1
		}
	}
	return at
}

// merge makes one run of runs.
func (s *Sorter) merge(runs []run, ended func(uint32, []byte)) (run, error) {
	m, err := newMerger(&s.store, &s.aside, runs, s.arena)
	if err != nil {
		return run{}, err
	}
	w := newRunWriter(&s.store, s.outBlock())
	w.ended = ended
	for {
		e, err := m.next()
		if err != nil {
			return run{}, err
		}
		if e == nil {
			return w.finish()
		}
		if err := w.append(e.raw); err != nil {
			return run{}, err
		}
	}
}

// Next returns the next entry in order, valid until the following call, and io.EOF after the last. It fails where the disk does.
func (s *Sorter) Next() (key, value []byte, err error) {
	if s.err == nil && !s.sorted {
		s.err = errSorted
	}
	if s.err != nil {
		return nil, nil, s.err
	}
	if s.merger == nil {
		return s.nextInMemory()
	}
	e, err := s.merger.next()
	if e == nil && err == nil {
		return nil, nil, io.EOF
	}
	if err == nil {
		key, value, err = s.whole(e)
	}
	s.err = err
	return key, value, err
}

func (s *Sorter) nextInMemory() (key, value []byte, err error) {
	if s.next == len(s.refs) {
		return nil, nil, io.EOF
	}
	at := s.refs[s.next].at
	s.next++
	if key, value, _, ok := parseShort(s.arena[at:]); ok {
		return key, value, nil
	}
	e, ok := parseEntry(s.arena[at:])
	if !ok {
		s.err = errDamaged
		return nil, nil, s.err
	}
	key, value, s.err = s.whole(&e)
	return key, value, s.err
}

// whole returns the key and value of e, brought together with what lies aside.
func (s *Sorter) whole(e *entry) (key, value []byte, err error) {
	if e.keyAt < 0 && e.valueAt < 0 {
		return e.key, e.value, nil
	}
	if key, s.keyRoom, err = s.aside.whole(e.key, e.keyAt, e.keyLen, s.keyRoom); err != nil {
		return nil, nil, err
	}
	value, s.valueRoom, err = s.aside.whole(e.value, e.valueAt, e.valueLen, s.valueRoom)
	return key, value, err
}

// Reset empties s for another round of Add, Sort and Next. It keeps the memory and the files, which give
// back their room.
func (s *Sorter) Reset() {
	s.arena, s.refs, s.runs = s.arena[:0], s.refs[:0], s.runs[:0]
	s.merger, s.next, s.sorted, s.count = nil, 0, false, 0
	if s.err == nil || s.err == errSorted {
		s.err = errors.Join(s.store.reset(), s.aside.reset())
	}
}

// Close removes what is on disk and lets go of the memory.
func (s *Sorter) Close() error {
	s.err = errClosed
	s.arena, s.refs, s.out, s.runs, s.merger = nil, nil, nil, nil, nil
	s.keyRoom, s.valueRoom = nil, nil
	return errors.Join(s.store.close(), s.aside.close())
}
