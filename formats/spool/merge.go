package spool

import "cmp"

// A merger gives the entries of several runs in order: a heap of their readers.
type merger struct {
	aside *aside
	heap  []*runReader
	moved bool // the top's entry was given out: go on from it first
	err   error
}

// newMerger merges runs, reading each through its own block of room.
func newMerger(store *blockStore, a *aside, runs []run, room []byte) (*merger, error) {
	m := &merger{aside: a, heap: make([]*runReader, 0, len(runs))}
	for i, r := range runs {
		reader := &runReader{store: store, block: room[i*store.size : (i+1)*store.size], next: r.first, left: r.blocks, order: i}
		ok, err := reader.advance()
		if err != nil {
			return nil, err
		}
		if ok {
			m.heap = append(m.heap, reader)
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.down(i)
	}
	return m, m.err
}

// next returns the next entry, valid until the following call; nil after the last.
func (m *merger) next() (*entry, error) {
	if m.moved {
		if err := m.pass(); err != nil {
			return nil, err
		}
	}
	if len(m.heap) == 0 {
		return nil, nil
	}
	m.moved = true
	return &m.heap[0].entry, nil
}

// pass goes on from the entry that was given out.
func (m *merger) pass() error {
	m.moved = false
	ok, err := m.heap[0].advance()
	if err != nil {
		return err
	}
	if !ok {
		last := len(m.heap) - 1
		m.heap[0] = m.heap[last]
		m.heap = m.heap[:last]
	}
	m.down(0)
	return m.err
}

// down lets the reader at i sink to its place.
func (m *merger) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(m.heap) {
			return
		}
		if child+1 < len(m.heap) && m.less(m.heap[child+1], m.heap[child]) {
			child++
		}
		if !m.less(m.heap[child], m.heap[i]) {
			return
		}
		m.heap[i], m.heap[child] = m.heap[child], m.heap[i]
		i = child
	}
}

func (m *merger) less(x, y *runReader) bool {
	if x.prefix != y.prefix {
		return x.prefix < y.prefix
	}
	c, err := m.aside.compare(&x.entry, &y.entry)
	if err != nil {
		m.err = cmp.Or(m.err, err)
	}
	if c == 0 {
		return x.order < y.order
	}
	return c < 0
}
