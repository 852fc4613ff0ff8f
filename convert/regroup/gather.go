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
	log    *spool.Log
	keys   *spool.Sorter // hash and run
	moves  *spool.Sorter // later run → the first of its key
	moved  *spool.Sorter // first run → entry of a later one
	gone   *spool.Log    // the entries of moves, in order
	key    []byte        // of the last entry
	buf    []byte
	count  int64 // runs that were added
	sorted bool

	run      int64  // that the replay is in, from 1
	held     []byte // the next entry of the log; nil: to be read
	ended    bool   // the log is
	skipping bool   // the run went elsewhere
	next     move   // the next run that did
	late     int64  // the run that the next entry of moved belongs to; 0: there is none
	value    []byte
	err      error
}

// A move says that the entries of run belong behind those of first.
type move struct{ run, first int64 }

// begins marks the first entry of a run in the log.
const begins = 1

// NewGather returns an empty Gather whose sorters use up to memory bytes each; 0 is their default. A nil t is
// the platform's temp folder.
func NewGather(t record.Temp, memory int) *Gather {
	return &Gather{
		log: spool.NewLog(t, memory), gone: spool.NewLog(t, memory),
		keys: spool.NewSorter(t, memory), moves: spool.NewSorter(t, memory), moved: spool.NewSorter(t, memory),
	}
}

// Len returns how many entries were added.
func (g *Gather) Len() int64 { return g.log.Len() }

// Add adds a copy of value under key. Keys are compared by [spool.HashKey].
func (g *Gather) Add(key, value []byte) error {
	if g.err != nil {
		return g.err
	}
	flag := byte(0)
	if g.count == 0 || !bytes.Equal(key, g.key) {
		flag = begins
		if g.err = g.begin(key); g.err != nil {
			return g.err
		}
	}
	g.buf = append(append(g.buf[:0], flag), value...)
	g.err = g.log.Append(g.buf)
	return g.err
}

func (g *Gather) begin(key []byte) error {
	g.count++
	g.key = append(g.key[:0], key...)
	hash := spool.HashKey(key)
	return g.keys.Add(appendNumber(hash[:], g.count), nil)
}

// Sort ends the adding.
func (g *Gather) Sort() error {
	if g.err == nil {
		g.err = g.sort()
	}
	return g.err
}

func (g *Gather) sort() error {
	if err := g.findMoves(); err != nil {
		return err
	}
	g.keys.Reset()
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
			g.moves.Reset()
			return nil
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
		entry, err := g.log.Next()
		if errors.Is(err, io.EOF) {
			return g.moved.Sort()
		}
		if err != nil {
			return err
		}
		first := g.next.first
		if entry[0] == begins {
			if first, err = g.enter(); err != nil {
				return err
			}
		}
		if g.skipping {
			var to [numberSize]byte
			if err := g.moved.Add(appendNumber(to[:0], first), entry[1:]); err != nil {
				return err
			}
		}
	}
}
