package regroup

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// What stands for a parent where there is no node.
const (
	NoNode      = -1 // the node has no parent
	UnknownNode = -2 // its parent's key never came
)

// A Tree puts nodes under their parents, which are named by key and may come after their children. First Add, then Build; then
// ask. Of several nodes of one key the first stands for all.
type Tree struct {
	nodes   *Store
	keys    *spool.Sorter // hash of the key and node
	wanted  *spool.Sorter // hash of the parent's key and node
	joined  *spool.Sorter // node → first of its key, or its parent
	firsts  *Array        // shift + the first node of the same key; 0: it is itself the first
	parents *Array        // shift + the parent; 0: none
	places  *Array        // 1 + the place in the order; onPath; 0: none yet
	marks   *Array        // the own mark or the nearest one upwards
	path    *Array        // of the walk upwards
	order   *spool.Log
	buf     []byte
}

// NewTree returns an empty Tree whose parts use up to memory bytes each; 0 is DefaultMemory. A nil t is the platform's
// temp folder.
func NewTree(t record.Temp, memory int) *Tree {
	if memory <= 0 {
		memory = DefaultMemory
	}
	array := func() *Array { return NewArray(t, memory) }
	sorter := func() *spool.Sorter { return spool.NewSorter(t, memory) }
	return &Tree{
		nodes: NewStore(t, memory), keys: sorter(), wanted: sorter(), joined: sorter(),
		firsts: array(), parents: array(), places: array(), marks: array(), path: array(), order: spool.NewLog(t, memory),
	}
}

// Len returns how many nodes were added.
func (t *Tree) Len() int64 { return t.nodes.Len() }

// Add adds a node and returns its number, from 0 on. A nil parent is none. A mark that is not 0 is inherited by the nodes below,
// down to those that have one of their own.
func (t *Tree) Add(key, parent []byte, mark int64, value []byte) (int64, error) {
	n, err := t.nodes.Append(value)
	if err != nil {
		return 0, err
	}
	t.marks.Set(n, mark)
	if err := t.list(t.keys, key, n); err != nil {
		return 0, err
	}
	if parent != nil {
		if err := t.list(t.wanted, parent, n); err != nil {
			return 0, err
		}
	}
	return n, t.marks.Err()
}

// list adds a node to a sorter by a key.
func (t *Tree) list(s *spool.Sorter, key []byte, n int64) error {
	hash := spool.KeyOf(key)
	t.buf = appendNumber(append(t.buf[:0], hash[:]...), n)
	return s.Add(t.buf, nil)
}

// A Cycle says that a node stands above itself.
type Cycle struct{ Node int64 }

// Error says which.
func (c *Cycle) Error() string { return fmt.Sprintf("node %d stands above itself", c.Node) }

// Build ends the adding. It returns a *Cycle where there is one.
func (t *Tree) Build() error {
	if err := errors.Join(t.keys.Sort(), t.wanted.Sort()); err != nil {
		return err
	}
	if err := errors.Join(t.join(), t.keys.Close(), t.wanted.Close()); err != nil {
		return err
	}
	if err := errors.Join(t.keep(), t.joined.Close()); err != nil {
		return err
	}
	return errors.Join(t.walk(), t.path.Close())
}

// What the join finds out of a node. They begin the keys of joined.
const (
	isDouble byte = iota // the first node of its key is another
	hasParent
)

// join brings the keys of nodes and of parents together, both in the order of their hashes.
func (t *Tree) join() error {
	keys, wanted := hashed{sorter: t.keys}, hashed{sorter: t.wanted}
	if err := errors.Join(keys.next(), wanted.next()); err != nil {
		return err
	}
	for !keys.ended {
		hash, first := keys.hash, keys.node
		for !wanted.ended && compare(wanted.hash, hash) <= 0 {
			parent := first
			if wanted.hash != hash {
				parent = UnknownNode
			}
			if err := errors.Join(t.found(hasParent, wanted.node, parent), wanted.next()); err != nil {
				return err
			}
		}
		if err := t.passDoubles(&keys, first); err != nil {
			return err
		}
	}
	for !wanted.ended {
		if err := errors.Join(t.found(hasParent, wanted.node, UnknownNode), wanted.next()); err != nil {
			return err
		}
	}
	return nil
}

// passDoubles takes from keys all that have the hash of first.
func (t *Tree) passDoubles(keys *hashed, first int64) error {
	hash := keys.hash
	for {
		if err := keys.next(); err != nil {
			return err
		}
		if keys.ended || keys.hash != hash {
			return nil
		}
		if err := t.found(isDouble, keys.node, first); err != nil {
			return err
		}
	}
}

func compare(a, b [spool.HashSize]byte) int { return bytes.Compare(a[:], b[:]) }

// found keeps what is known of a node until it can be put into the arrays in the order of nodes.
func (t *Tree) found(what byte, node, value int64) error {
	var to [numberSize]byte
	t.buf = appendNumber(append(t.buf[:0], what), node)
	return t.joined.Add(t.buf, appendNumber(to[:0], value+shift))
}

// shift makes the numbers of nodes and the constants that stand for none positive, and so tells them from the zeros of an Array.
const shift = 3

// keep puts what the join found into the arrays.
func (t *Tree) keep() error {
	if err := t.joined.Sort(); err != nil {
		return err
	}
	for {
		key, value, err := t.joined.Next()
		if errors.Is(err, io.EOF) {
			return errors.Join(t.firsts.Err(), t.parents.Err())
		}
		if err != nil {
			return err
		}
		into := t.parents
		if key[0] == isDouble {
			into = t.firsts
		}
		into.Set(number(key[1:]), number(value))
	}
}

// onPath marks, among the places, a node that the walk upwards went through.
const onPath = -1

// walk gives each node its place: the order in which they were added, but a parent pulled up before its first child.
func (t *Tree) walk() error {
	for n := range t.Len() {
		if t.First(n) != n {
			continue
		}
		depth, v := int64(0), n
		for ; v >= 0 && t.places.Get(v) == 0; v = t.Parent(v) {
			t.places.Set(v, onPath)
			t.path.Set(depth, v)
			depth++
			if err := errors.Join(t.err(), t.path.Err()); err != nil {
				return err // behind an error a cycle would not show
			}
		}
		if v >= 0 && t.places.Get(v) == onPath {
			return &Cycle{v}
		}
		if err := errors.Join(t.place(depth), t.path.Err()); err != nil {
			return err
		}
	}
	return t.err()
}

// place gives places to the nodes of the path, from above.
func (t *Tree) place(depth int64) error {
	for ; depth > 0; depth-- {
		v := t.path.Get(depth - 1)
		if parent := t.Parent(v); parent >= 0 && t.marks.Get(v) == 0 {
			t.marks.Set(v, t.marks.Get(parent))
		}
		t.places.Set(v, t.order.Len()+1)
		t.buf = appendNumber(t.buf[:0], v)
		if err := t.order.Append(t.buf); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tree) err() error {
	for _, a := range [...]*Array{t.firsts, t.parents, t.places, t.marks} {
		if a.Err() != nil {
			return a.Err()
		}
	}
	return nil
}

// First returns the first node that has the key of n.
func (t *Tree) First(n int64) int64 {
	if first := t.firsts.Get(n); first != 0 {
		return first - shift
	}
	return n
}

// Parent returns the node above n, which is the first of its key, or NoNode or UnknownNode.
func (t *Tree) Parent(n int64) int64 {
	if parent := t.parents.Get(n); parent != 0 {
		return parent - shift
	}
	return NoNode
}

// Mark returns the mark of n or, where it has none, of the nearest node above it that has; 0: none has.
func (t *Tree) Mark(n int64) int64 { return t.marks.Get(n) }

// Place returns the place of n, which is the first of its key, in the order in which Walk goes; from 0.
func (t *Tree) Place(n int64) int64 { return t.places.Get(n) - 1 }

// Value returns what n was added with, valid until the following call.
func (t *Tree) Value(n int64) ([]byte, error) {
	if err := t.err(); err != nil {
		return nil, err
	}
	return t.nodes.Get(n)
}

// Walk calls visit for the first node of each key, in the order in which they were added, but a parent pulled up before its
// first child.
func (t *Tree) Walk(visit func(n int64) error) error {
	if err := t.order.Rewind(); err != nil {
		return err
	}
	for {
		entry, err := t.order.Next()
		if errors.Is(err, io.EOF) {
			return t.err()
		}
		if err != nil {
			return err
		}
		if err := visit(number(entry)); err != nil {
			return err
		}
	}
}

// Close removes what is on disk and lets go of the memory.
func (t *Tree) Close() error {
	return errors.Join(t.nodes.Close(), t.keys.Close(), t.wanted.Close(), t.joined.Close(), t.firsts.Close(), t.parents.Close(),
		t.places.Close(), t.marks.Close(), t.path.Close(), t.order.Close())
}

// hashed gives the entries of a Sorter whose keys are a hash and a node.
type hashed struct {
	sorter *spool.Sorter
	hash   [spool.HashSize]byte
	node   int64
	ended  bool
}

func (h *hashed) next() error {
	key, _, err := h.sorter.Next()
	if errors.Is(err, io.EOF) {
		h.ended = true
		return nil
	}
	if err != nil {
		return err
	}
	h.hash, h.node = [spool.HashSize]byte(key), number(key[spool.HashSize:])
	return nil
}
