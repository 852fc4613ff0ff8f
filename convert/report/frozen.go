package report

import (
	"encoding/binary"
	"iter"

	"obmen/formats/record"
)

// hotCells is how many days × stores × tills a Tally keeps at hand, 170 to 700 KiB of them; the others are frozen. It is more than the tills that take turns in a
// day, or in the chunk of a lane.
const hotCells = 512

// cold is what of a list of cells is not at hand. A day of a till with three measures takes more than a kilobyte as cells, mostly empty ones, and a tenth of that frozen; and days mostly come in order, so
// that few are ever thawed. Where they don't, a cell is frozen once for each time that it was thawed.
type cold struct {
	ice        []ice            // beside the list, as far as cells were frozen
	places     map[string]int32 // in the list, of all that ever was frozen, by name
	free       []*Cell          // to thaw into
	overflowed bool             // so are the quantities of a cell among them
	text       []byte           // of a cell while it is frozen
	space      []byte           // where the next texts go
}

// Ice is a frozen cell.
//
//	cell   = which numbers it has, a bit each; count, born; the numbers; 2 × its own cells + whether they overflowed; the cells
//	number = as in a record's compact form
//	a cell of a cell = length of the name, name, cell
type ice struct {
	name string
	text []byte // nil: it was never frozen
}

// pieceOfIce is how much room for frozen cells is made at once.
const pieceOfIce = 16 << 10

// All gives the cells in the order of their first appearance. A cell is valid until the next one, and not to be changed.
func (c *Cells) All() iter.Seq[*Cell] {
	return func(yield func(*Cell) bool) {
		var thawed *Cell
		for i, cell := range c.list {
			if cell == nil {
				if thawed == nil {
					thawed = &Cell{}
				}
				thawed.reuse()
				thawed.Name = c.cold.ice[i].name
				thawed.thaw(c.cold.ice[i].text)
				cell = thawed
			}
			if !yield(cell) {
				return
			}
		}
	}
}

// Len returns how many cells there are.
func (c *Cells) Len() int { return len(c.list) }

// atHand is how many cells are not frozen, with those that are kept for later.
func (c *Cells) atHand() int { return len(c.index) + len(c.kept) }

// freeze freezes all cells at hand. Nobody may hold one of them.
func (c *Cells) freeze() {
	f := c.store()
	f.ice = append(f.ice, make([]ice, len(c.list)-len(f.ice))...)
	for i, cell := range c.list {
		if cell == nil {
			continue
		}
		e := &f.ice[i]
		if e.text == nil {
			e.name = cell.Name
			f.places[cell.Name] = int32(i)
		}
		f.text = cell.freeze(f.text[:0])
		e.text = f.put(e.text, f.text)
		f.overflowed = f.overflowed || cell.Quantities.overflowed
		c.list[i] = nil
	}
	c.release()
}

// store returns where the cells are frozen.
func (c *Cells) store() *cold {
	if c.cold == nil {
		c.cold = &cold{places: map[string]int32{}}
	}
	return c.cold
}

// release makes the cells at hand free for others.
func (c *Cells) release() {
	f := c.store()
	for _, cell := range c.index {
		f.release(cell)
	}
	for _, cell := range c.kept {
		f.release(cell)
	}
	clear(c.index)
	c.kept, c.last = c.kept[:0], nil
}

func (f *cold) release(cell *Cell) {
	cell.reuse()
	cell.Name = ""
	if len(f.free) < hotCells {
		f.free = append(f.free, cell)
	}
}

// take returns a free cell, an empty one; nil: there is none.
func (f *cold) take() *Cell {
	if f == nil || len(f.free) == 0 {
		return nil
	}
	cell := f.free[len(f.free)-1]
	f.free = f.free[:len(f.free)-1]
	return cell
}

// put returns the text where it may stay: where the cell's last one, of which that is no more needed, stood, if it has room there. A cell that grew out of its place gets half as much
// again, so that all the places which it left are no larger than twice its last one.
func (f *cold) put(place, text []byte) []byte {
	if cap(place) < len(text) {
		size := (len(text) + 7) &^ 7
		if place != nil {
			size += size / 2
		}
		if len(f.space) < size {
			f.space = make([]byte, max(pieceOfIce, size))
		}
		place, f.space = f.space[:0:size], f.space[size:]
	}
	return append(place[:0], text...)
}

// thaw returns the frozen cell of that name, which is then at hand; nil: there is none.
func (c *Cells) thaw(name []byte) *Cell {
	if c.cold == nil {
		return nil
	}
	i, ok := c.cold.places[string(name)]
	if !ok {
		return nil
	}
	e := &c.cold.ice[i]
	cell := c.blank()
	cell.Name = e.name
	cell.thaw(e.text)
	cell.listed, cell.place = true, i
	c.list[i] = cell
	c.enter(cell)
	return cell
}

// copy returns the same again.
func (f *cold) copy() *cold {
	if f == nil || len(f.ice) == 0 {
		return nil
	}
	to := &cold{ice: make([]ice, len(f.ice)), places: make(map[string]int32, len(f.places)), overflowed: f.overflowed}
	for i, e := range f.ice {
		if e.text != nil {
			to.ice[i] = ice{e.name, to.put(nil, e.text)}
			to.places[e.name] = int32(i)
		}
	}
	return to
}

// numbers lists the numbers of a cell.
func (c *Cell) numbers() [8]*record.Number {
	return [...]*record.Number{&c.Sum, &c.Discount, &c.Cash, &c.Card, &c.VAT, &c.Rest, &c.Returns.Sum, &c.Rate}
}

// freeze appends what c holds beside its name.
func (c *Cell) freeze(dst []byte) []byte {
	has := len(dst)
	dst = append(dst, 0)
	dst = binary.AppendVarint(dst, c.Count)
	dst = binary.AppendVarint(dst, c.born)
	for i, n := range c.numbers() {
		if !n.IsMissing() {
			dst[has] |= 1 << i
			dst = record.AppendNumber(dst, *n)
		}
	}
	dst = binary.AppendVarint(dst, c.Returns.Count)
	own := &c.Quantities
	cells := len(own.list) * 2
	if own.overflowed {
		cells++
	}
	dst = binary.AppendUvarint(dst, uint64(cells))
	for _, q := range own.list {
		dst = append(binary.AppendUvarint(dst, uint64(len(q.Name))), q.Name...)
		dst = q.freeze(dst)
	}
	return dst
}

// thaw gives c, an empty cell, what a cell held, and returns what stands behind that.
func (c *Cell) thaw(text []byte) (rest []byte) {
	has := text[0]
	c.Count, text = varint(text[1:])
	c.born, text = varint(text)
	for i, n := range c.numbers() {
		if has&(1<<i) == 0 {
			continue
		}
		var err error
		if *n, text, err = record.CutNumber(text); err != nil {
			panic(err) // it did not leave this process
		}
	}
	c.Returns.Count, text = varint(text)
	cells, size := binary.Uvarint(text)
	text = text[size:]
	for range cells / 2 {
		length, size := binary.Uvarint(text)
		end := size + int(length)
		text = c.Quantities.At(text[size:end]).thaw(text[end:])
	}
	c.Quantities.overflowed = cells%2 == 1
	return text
}

func varint(text []byte) (int64, []byte) {
	n, size := binary.Varint(text)
	return n, text[size:]
}
