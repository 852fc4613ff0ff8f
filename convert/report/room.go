package report

import (
	"strings"
)

// fewCells is how many cells are looked through one by one: more than a day has measures.
const fewCells = 4

// A room is where cells are made. A large document has thousands of them, so they, their lists and their names are cut from pieces of which each is twice as large as
// the one before.
type room struct {
	cells []Cell
	lists []*Cell
	names strings.Builder
	size  int // of the last piece, in cells

	parts []Cell // while cells are merged: those within others that go into one
	key   []byte
}

const (
	firstPiece = 8
	mostPieces = 256
	nameLength = 32 // about: a day, a store and a till
)

// cell returns a cell without a name.
func (r *room) cell() *Cell {
	if len(r.cells) == 0 {
		r.size = min(max(2*r.size, firstPiece), mostPieces)
		r.cells = make([]Cell, r.size)
	}
	cell := &r.cells[0]
	r.cells = r.cells[1:]
	cell.Quantities.room = r
	return cell
}

// name returns the name as a string.
func (r *room) name(name []byte) string {
	if r.names.Len()+len(name) > r.names.Cap() {
		r.names = strings.Builder{}
		r.names.Grow(max(r.size*nameLength, len(name)))
	}
	start := r.names.Len()
	r.names.Write(name)
	return r.names.String()[start:]
}

// list returns an empty list of a few cells.
func (r *room) list() []*Cell {
	if len(r.lists) < fewCells {
		r.lists = make([]*Cell, max(r.size, fewCells))
	}
	list := r.lists[:0:fewCells]
	r.lists = r.lists[fewCells:]
	return list
}

// known returns the cell of a name, listed or kept; nil: there is none. A frozen one is then at hand.
func (c *Cells) known(name []byte) *Cell {
	if cell := c.index[string(name)]; cell != nil {
		return cell
	}
	for _, cell := range c.kept {
		if cell.Name == string(name) {
			return cell
		}
	}
	return c.thaw(name)
}

// make makes the cell of a name that is not known.
func (c *Cells) make(name []byte) *Cell {
	cell := c.blank()
	cell.Name = c.room.name(name)
	c.enter(cell)
	return cell
}

// blank returns an empty cell.
func (c *Cells) blank() *Cell {
	if c.room == nil {
		c.room = &room{}
	}
	if cell := c.cold.take(); cell != nil {
		return cell
	}
	return c.room.cell()
}

// enter makes the cell one of those at hand.
func (c *Cells) enter(cell *Cell) {
	switch {
	case c.index != nil:
		c.index[cell.Name] = cell
	case len(c.kept) < fewCells:
		if c.kept == nil {
			c.kept = c.room.list()
		}
		if c.list == nil {
			c.list = c.room.list()
		}
		c.kept = append(c.kept, cell)
	default:
		c.index = map[string]*Cell{cell.Name: cell}
		for _, k := range c.kept {
			c.index[k.Name] = k
		}
		c.kept = nil
	}
}
