package check

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// addEdge adds that child stands under parent.
func addEdge(s *spool.Sorter, child, parent int64) error {
	var key, value [8]byte
	binary.BigEndian.PutUint64(key[:], uint64(child))
	binary.BigEndian.PutUint64(value[:], uint64(parent))
	return s.Add(key[:], value[:])
}

// An edge leads from a node some steps up.
type edge struct{ from, to int64 }

// nextEdge returns the next edge of s; ok is false after the last.
func nextEdge(s *spool.Sorter) (e edge, ok bool, err error) {
	key, value, err := s.Next()
	if errors.Is(err, io.EOF) {
		return edge{}, false, nil
	}
	if err == nil && (len(key) != 8 || len(value) != 8) {
		err = errDamaged
	}
	if err != nil {
		return edge{}, false, err
	}
	return edge{int64(binary.BigEndian.Uint64(key)), int64(binary.BigEndian.Uint64(value))}, true, nil
}

// findCycle returns the lowest node that stands above itself.
//
// Every node has one edge at most. A round doubles how far each leads: the edge of a node is followed by that of the node
// where it ends, which one sort by the ends and one by the beginnings bring together. An edge that leads to where none
// begins has come to a root and is dropped, and with it, round by round, every node that is that far from a root; a forest of depth d is gone
// after log2(d) rounds. Edges that are left when they have become longer than there are nodes lead into circles, and end on them,
// on every node of them. So memory is that of the sorters, and time n × log2(d), whatever the forest.
func findCycle(t record.Temp, edges *spool.Sorter) (node int64, found bool, err error) {
	g := newGraph(t)
	defer func() { g.close() }()
	count, err := g.fill(edges)
	if err != nil {
		return 0, false, err
	}
	lowest := int64(0)
	for rounds := bits.Len64(uint64(count)) + 1; rounds > 0 && count > 0; rounds-- {
		next := newGraph(t)
		count, lowest, err = g.double(next)
		g.close()
		g = next
		if err != nil {
			return 0, false, err
		}
	}
	return lowest, count > 0, nil
}

// A graph is a set of edges, sorted by where they begin and by where they end.
type graph struct {
	byFrom, byTo *spool.Sorter
}

func newGraph(t record.Temp) *graph {
	return &graph{spool.NewSorter(t, 1<<20), spool.NewSorter(t, 1<<20)}
}

func (g *graph) close() error { return errors.Join(g.byFrom.Close(), g.byTo.Close()) }

func (g *graph) add(e edge) error {
	return errors.Join(addEdge(g.byFrom, e.from, e.to), addEdge(g.byTo, e.to, e.from))
}

// fill adds the edges of those children that are no doubles, and returns how many they are.
func (g *graph) fill(edges *spool.Sorter) (count int64, err error) {
	if err := edges.Sort(); err != nil {
		return 0, err
	}
	e, ok, err := nextEdge(edges)
	for ok && err == nil {
		this := e
		for e, ok, err = nextEdge(edges); ok && err == nil && e.from == this.from; e, ok, err = nextEdge(edges) {
			this.to = min(this.to, e.to) // noParent is the least
		}
		if err == nil && this.to != noParent {
			count++
			err = g.add(this)
		}
	}
	return count, err
}

// double adds to next each edge of g followed by another one, and returns how many there are and the lowest node that one of
// them ends at.
func (g *graph) double(next *graph) (count, lowest int64, err error) {
	if err := errors.Join(g.byFrom.Sort(), g.byTo.Sort()); err != nil {
		return 0, 0, err
	}
	second, ok, err := nextEdge(g.byFrom)
	for err == nil {
		var first edge // the other way round: from is where it ends
		var more bool
		if first, more, err = nextEdge(g.byTo); !more || err != nil {
			break
		}
		for ok && err == nil && second.from < first.from {
			second, ok, err = nextEdge(g.byFrom)
		}
		if err != nil || !ok {
			break
		}
		if second.from != first.from {
			continue
		}
		if count++; count == 1 || second.to < lowest {
			lowest = second.to
		}
		err = next.add(edge{first.to, second.to})
	}
	return count, lowest, err
}
