package spool

import "cmp"

// A merger gives the entries of several runs in order: a tournament of their readers, in which each inner node of the tree keeps who lost there.
// The reader that won goes on, and plays its way up again.
type merger struct {
	aside   *aside
	readers []runReader
	losers  []int32 // of node n from 1 on; the children of n are 2n and 2n+1, and reader i is node len(readers)+i
	winner  int32
	moved   bool // the winner's entry was given out: go on from it first
	err     error
}

// newMerger merges runs, reading each through its own block of room.
func newMerger(store *blockStore, a *aside, runs []run, room []byte) (*merger, error) {
	m := &merger{aside: a, readers: make([]runReader, len(runs)), losers: make([]int32, len(runs))}
	for i, r := range runs {
		m.readers[i] = runReader{store: store, block: room[i*store.size : (i+1)*store.size], next: r.first, left: r.blocks}
		if err := m.readers[i].advance(); err != nil {
			return nil, err
		}
	}
	m.play()
	return m, m.err
}

// play lets all play.
func (m *merger) play() {
	n := len(m.readers)
	winners := make([]int32, 2*n)
	for i := range n {
		winners[n+i] = int32(i)
	}
	for i := n - 1; i > 0; i-- {
		winner, loser := winners[2*i], winners[2*i+1]
		if m.less(loser, winner) {
			winner, loser = loser, winner
		}
		winners[i], m.losers[i] = winner, loser
	}
	if n > 0 {
		m.winner = winners[1]
	}
}

// next returns the next entry, valid until the following call; nil after the last.
func (m *merger) next() (*entry, error) {
	if m.moved {
		if err := m.pass(); err != nil {
			return nil, err
		}
	}
	if len(m.readers) == 0 || m.readers[m.winner].ended {
		return nil, nil
	}
	m.moved = true
	return &m.readers[m.winner].entry, nil
}

// pass goes on from the entry that was given out.
func (m *merger) pass() error {
	m.moved = false
	if err := m.readers[m.winner].advance(); err != nil {
		return err
	}
	winner := m.winner
	for node := (int(winner) + len(m.readers)) / 2; node > 0; node /= 2 {
		if m.less(m.losers[node], winner) {
			winner, m.losers[node] = m.losers[node], winner
		}
	}
	m.winner = winner
	return m.err
}

// less reports whether the entry of reader i comes before that of reader j. Of equal keys that of the earlier run does; who has ended comes last.
func (m *merger) less(i, j int32) bool {
	x, y := &m.readers[i], &m.readers[j]
	if x.prefix != y.prefix {
		return x.prefix < y.prefix
	}
	if x.ended || y.ended {
		return !x.ended
	}
	c, err := m.aside.compare(&x.entry, &y.entry)
	if err != nil {
		m.err = cmp.Or(m.err, err)
	}
	if c == 0 {
		return i < j
	}
	return c < 0
}
