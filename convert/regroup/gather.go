package regroup

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A Gather brings entries of one key together, at the place of the first of them and in the order in which they came. First Add,
// then Sort, then Next until io.EOF.
//
// Neighbours of one key make a run, and mostly no key comes back behind its run. So entries are only logged, and a key of 24 bytes a
// run is sorted: (hash of the key, number of the run). Where no hash comes twice the log is replayed as it is. Where some do, the entries of their
// later runs are sorted on their own, by the number of the run that they belong to, and are put in when the replay
// has passed that run.
type Gather struct {
	temp   record.Temp
	memory int
	log    *spool.Log
	keys   *spool.Sorter // hash and run
	moves  *spool.Sorter // later run → the first of its key
	moved  *spool.Sorter // first run → entry of a later one
	gone   *spool.Log    // the entries of moves, in order
	key    []byte        // of the last entry
	buf    []byte
	count  int64 // runs that were added
	sorted bool

	run    int64  // that the replay is in, from 1
	behind int64  // the run that this one went behind; 0: it stays
	next   move   // the next run that does not stay
	held   []byte // the next entry of the log; nil: to be read
	ended  bool   // the log is
	late   int64  // the run that the next entry of moved goes behind; 0: there is none
	value  []byte // of that entry
	given  bool   // it was given, and may be replaced
	err    error
}

// A move says that the entries of run belong behind those of first.
type move struct{ run, first int64 }

// An entry of the log begins with its flags, and with the length of its value where it has more than that.
const (
	begins  = 1 << iota // it is the first of a run
	hasMore             // behind its value stands what only the first entry of a key is asked for
)

// GatherMemory is how many bytes each of a Gather's sorters uses unless told otherwise. No more than two hold so much at once.
const GatherMemory = 1 << 20

// NewGather returns an empty Gather whose sorters use up to memory bytes each; 0 is GatherMemory. A nil t is the platform's
// temp folder.
func NewGather(t record.Temp, memory int) *Gather {
	g := &Gather{temp: t, memory: memory, log: spool.NewLog(t, memory), gone: spool.NewLog(t, memory)}
	if memory <= 0 {
		g.memory = GatherMemory
	}
	g.keys, g.moves, g.moved = g.newSorter(), g.newSorter(), g.newSorter()
	return g
}

func (g *Gather) newSorter() *spool.Sorter { return spool.NewSorter(g.temp, g.memory) }

// few is how many entries a sorter may have had to be kept for the next round with its memory and file. Of a Gather that
// is Reset again and again, each round is small.
const few = 1000

// empty empties a sorter.
func (g *Gather) empty(s **spool.Sorter) error {
	if (*s).Len() <= few {
		(*s).Reset()
		return nil
	}
	err := (*s).Close()
	*s = g.newSorter()
	return err
}

// Len returns how many entries were added.
func (g *Gather) Len() int64 { return g.log.Len() }

// Add adds a copy of value under key. Keys are compared by [spool.KeyOf].
func (g *Gather) Add(key, value []byte) error { return g.AddMore(key, value, nil) }

// AddMore adds a copy of value under key, and behind it one of more, which is only kept for good if the entry is the first of its key: one that
// comes back far behind costs no more than its value.
func (g *Gather) AddMore(key, value, more []byte) error {
	if g.err != nil {
		return g.err
	}
	head := append(g.buf[:0], 0)
	if g.count == 0 || !bytes.Equal(key, g.key) {
		if g.err = g.begin(key); g.err != nil {
			return g.err
		}
		head = append(g.buf[:0], begins)
	}
	if len(more) > 0 {
		head[0] |= hasMore
		head = binary.AppendUvarint(head, uint64(len(value)))
	}
	g.buf = head
	g.err = g.log.Append(head, value, more)
	return g.err
}

// valueOf returns the value of an entry of the log; with whole, what more there is stands behind it.
func valueOf(entry []byte, whole bool) ([]byte, error) {
	if entry[0]&hasMore == 0 {
		return entry[1:], nil
	}
	n, size := binary.Uvarint(entry[1:])
	if size <= 0 || n > uint64(len(entry)-1-size) {
		return nil, errDamaged
	}
	value := entry[1+size:]
	if whole {
		return value, nil
	}
	return value[:n], nil
}

// logged returns the next entry of the log.
func (g *Gather) logged() ([]byte, error) {
	entry, err := g.log.Next()
	if err == nil && len(entry) == 0 {
		err = errDamaged
	}
	return entry, err
}

func (g *Gather) begin(key []byte) error {
	g.count++
	g.key = append(g.key[:0], key...)
	id := spool.KeyOf(key)
	g.buf = appendNumber(append(g.buf[:0], id[:]...), g.count)
	return g.keys.Add(g.buf, nil)
}

// Sort ends the adding.
func (g *Gather) Sort() error {
	if g.err == nil && !g.sorted {
		g.err = g.sort()
	}
	return g.err
}

func (g *Gather) sort() error {
	if err := errors.Join(g.findMoves(), g.empty(&g.keys)); err != nil {
		return err
	}
	if g.moves.Len() > 0 {
		if err := g.orderMoves(); err != nil {
			return err
		}
		if err := g.moveEntries(); err != nil {
			return err
		}
	}
	g.sorted = true
	return g.rewind()
}

// findMoves looks for keys that came back.
func (g *Gather) findMoves() error {
	if err := g.keys.Sort(); err != nil {
		return err
	}
	var last [spool.HashSize]byte
	first := int64(0)
	for {
		key, _, err := g.keys.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		run := number(key[spool.HashSize:])
		if hash := [spool.HashSize]byte(key); first == 0 || hash != last {
			last, first = hash, run
			continue
		}
		var from, to [numberSize]byte
		if err := g.moves.Add(appendNumber(from[:0], run), appendNumber(to[:0], first)); err != nil {
			return err
		}
	}
}

// orderMoves writes the moves to gone, by run.
func (g *Gather) orderMoves() error {
	if err := g.moves.Sort(); err != nil {
		return err
	}
	for {
		run, first, err := g.moves.Next()
		if errors.Is(err, io.EOF) {
			return g.empty(&g.moves)
		}
		if err != nil {
			return err
		}
		g.buf = append(append(g.buf[:0], run...), first...)
		if err := g.gone.Append(g.buf); err != nil {
			return err
		}
	}
}

// moveEntries sorts the entries of the runs that go elsewhere.
func (g *Gather) moveEntries() error {
	if err := g.rewind(); err != nil {
		return err
	}
	for {
		entry, err := g.logged()
		if errors.Is(err, io.EOF) {
			return g.moved.Sort()
		}
		if err != nil {
			return err
		}
		value, err := valueOf(entry, false)
		if err == nil && entry[0]&begins != 0 {
			err = g.enter()
		}
		if err == nil && g.behind > 0 {
			var to [numberSize]byte
			err = g.moved.Add(appendNumber(to[:0], g.behind), value)
		}
		if err != nil {
			return err
		}
	}
}

// rewind makes the replay begin.
func (g *Gather) rewind() error {
	g.run, g.held, g.ended, g.behind, g.late = 0, nil, false, 0, 0
	if err := errors.Join(g.log.Rewind(), g.gone.Rewind()); err != nil {
		return err
	}
	if err := g.nextMove(); err != nil {
		return err
	}
	if g.moved.Len() == 0 {
		return nil
	}
	return g.nextLate()
}

// enter begins the next run of the log.
func (g *Gather) enter() error {
	g.run++
	if g.next.run != g.run {
		g.behind = 0
		return nil
	}
	g.behind = g.next.first
	return g.nextMove()
}

func (g *Gather) nextMove() error {
	g.next = move{}
	entry, err := g.gone.Next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	g.next = move{number(entry), number(entry[numberSize:])}
	return nil
}

// nextLate takes the next entry of moved.
func (g *Gather) nextLate() error {
	key, value, err := g.moved.Next()
	if errors.Is(err, io.EOF) {
		g.late = 0
		return nil
	}
	if err != nil {
		return err
	}
	g.late, g.value = number(key), value
	return nil
}

// Next returns the next entry, valid until the following call, and whether it is the first of its key; io.EOF after the last.
func (g *Gather) Next() (value []byte, first bool, err error) {
	if g.err == nil && !g.sorted {
		g.err = errNotSorted
	}
	if g.err != nil {
		return nil, false, g.err
	}
	value, first, err = g.replay()
	if err != nil && err != io.EOF {
		g.err = err
	}
	return value, first, err
}

var (
	errNotSorted = errors.New("regroup: Next before Sort")
	errDamaged   = errors.New("temporary file: its content is not what was written")
)

func (g *Gather) replay() (value []byte, first bool, err error) {
	if g.given {
		g.given = false
		if err := g.nextLate(); err != nil {
			return nil, false, err
		}
	}
	for {
		if err := g.hold(); err != nil {
			return nil, false, err
		}
		over := g.ended || g.held[0]&begins != 0
		if over && g.late != 0 && g.late == g.run {
			g.given = true
			return g.value, false, nil
		}
		if g.ended {
			return nil, false, io.EOF
		}
		entry := g.held
		g.held = nil
		if over {
			if err := g.enter(); err != nil {
				return nil, false, err
			}
		}
		if g.behind == 0 {
			value, err := valueOf(entry, true)
			return value, over, err
		}
	}
}

// hold reads the next entry of the log, unless it waits already.
func (g *Gather) hold() error {
	if g.held != nil || g.ended {
		return nil
	}
	var err error
	if g.held, err = g.logged(); err == io.EOF {
		g.ended = true
		return nil
	}
	return err
}

// Reset empties g for another round of Add, Sort and Next. It keeps the memory and the files.
func (g *Gather) Reset() {
	g.log.Reset()
	g.gone.Reset()
	g.count, g.sorted, g.given = 0, false, false
	g.err = errors.Join(g.empty(&g.keys), g.empty(&g.moves), g.empty(&g.moved))
}

// Close removes what is on disk and lets go of the memory.
func (g *Gather) Close() error {
	g.err = errClosed
	return errors.Join(g.log.Close(), g.gone.Close(), g.keys.Close(), g.moves.Close(), g.moved.Close())
}

// appendNumber appends n so that bytes.Compare orders numbers that are not negative.
func appendNumber(dst []byte, n int64) []byte { return binary.BigEndian.AppendUint64(dst, uint64(n)) }

func number(b []byte) int64 { return int64(binary.BigEndian.Uint64(b)) }
