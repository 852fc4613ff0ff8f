package diff

import (
	"bytes"
	"cmp"
	"slices"

	"obmen/formats/record"
)

// A pairing finds the lines or prices of one side among those of the other: by what they are about; of those about the same first the equal ones, then the rest in
// their order; at last by position.
type pairing struct {
	about [2][][]byte                  // what each is about
	says  func(side, place int) []byte // all that it says: equal bytes where nothing differs
	order [2][]int                     // sorted by that
	with  [2][]int                     // its partner's place; -1: none
}

func (p *pairing) pair() {
	for side := range p.about {
		about := p.about[side]
		p.order[side], p.with[side] = p.order[side][:0], p.with[side][:0]
		for i := range about {
			p.order[side], p.with[side] = append(p.order[side], i), append(p.with[side], -1)
		}
		slices.SortFunc(p.order[side], func(i, j int) int { return cmp.Or(bytes.Compare(about[i], about[j]), cmp.Compare(i, j)) })
	}
	a, b := p.order[0], p.order[1]
	for len(a) > 0 && len(b) > 0 {
		n, m := p.alike(0, a), p.alike(1, b)
		switch c := bytes.Compare(p.about[0][a[0]], p.about[1][b[0]]); {
		case c < 0:
			a = a[n:]
		case c > 0:
			b = b[m:]
		default:
			p.pairAlike(a[:n], b[:m])
			a, b = a[n:], b[m:]
		}
	}
	for i := range min(len(p.with[0]), len(p.with[1])) {
		if p.with[0][i] < 0 && p.with[1][i] < 0 {
			p.marry(i, i)
		}
	}
}

// alike returns how many of the first are about the same.
func (p *pairing) alike(side int, order []int) (n int) {
	for n = 1; n < len(order) && bytes.Equal(p.about[side][order[0]], p.about[side][order[n]]); n++ {
	}
	return n
}

// pairAlike pairs those that are about the same.
func (p *pairing) pairAlike(a, b []int) {
	if len(a) > 1 || len(b) > 1 {
		twins(p.sayings(0, a), p.sayings(1, b), bytes.Compare, func(i, j int) { p.marry(a[i], b[j]) })
	}
	for i, j := 0, 0; ; i, j = i+1, j+1 {
		for i < len(a) && p.with[0][a[i]] >= 0 {
			i++
		}
		for j < len(b) && p.with[1][b[j]] >= 0 {
			j++
		}
		if i == len(a) || j == len(b) {
			return
		}
		p.marry(a[i], b[j])
	}
}

func (p *pairing) sayings(side int, which []int) [][]byte {
	out := make([][]byte, len(which))
	for i, place := range which {
		out[i] = p.says(side, place)
	}
	return out
}

func (p *pairing) marry(i, j int) { p.with[0][i], p.with[1][j] = j, i }

// moved returns which of A's stand elsewhere among those that have partners.
func (p *pairing) moved() map[int]bool {
	var order places
	var from []int // of each of order, its place in A
	for i, j := range p.with[0] {
		if j >= 0 {
			order, from = append(order, int64(j)), append(from, i)
		}
	}
	if slices.IsSorted(order) {
		return nil
	}
	if p.turned(order, from) {
		return p.movedTurned()
	}
	out := map[int]bool{}
	for i, stays := range p.stays(order) {
		if !stays {
			out[from[i]] = true
		}
	}
	return out
}

// turned reports whether B is the side whose order is looked at, so that it does not matter which side is called A: the one that has the lesser of the first two that
// differ.
func (p *pairing) turned(order places, from []int) bool {
	sorted := slices.Sorted(slices.Values(order))
	for i := range order {
		x, y := from[i], int(sorted[i])
		c := bytes.Compare(p.about[0][x], p.about[1][y])
		if c == 0 {
			c = bytes.Compare(p.says(0, x), p.says(1, y))
		}
		if c != 0 {
			return c > 0
		}
	}
	return false
}

func (p *pairing) movedTurned() map[int]bool {
	var order places
	for _, i := range p.with[1] {
		if i >= 0 {
			order = append(order, int64(i))
		}
	}
	out := map[int]bool{}
	for k, stays := range p.stays(order) {
		if !stays {
			out[int(order[k])] = true
		}
	}
	return out
}

func (p *pairing) stays(order places) []bool {
	n := len(order)
	mark := make(places, n)
	longest(int64(n), order, make(places, n), mark)
	stays := make([]bool, n)
	for i := range mark {
		stays[i] = mark[i] == kept
	}
	return stays
}

// places are numbers in memory.
type places []int64

// Get implements [numbers].
func (p places) Get(i int64) int64 { return p[i] }

// Set implements [numbers].
func (p places) Set(i, v int64) { p[i] = v }

// each visits the pairs and the single ones in the order of A; those of B alone come where they stand in B.
func (c *comparer) each(name string, visit func(f Field, i, j int)) {
	p := &c.lines
	p.pair()
	var moved map[int]bool
	if c.ordered {
		moved = p.moved()
	}
	i, j := 0, 0
	for i < len(p.with[0]) || j < len(p.with[1]) {
		switch {
		case j < len(p.with[1]) && p.with[1][j] < 0 && (i >= j || i == len(p.with[0])):
			c.add(Field{Change: Added, Name: name, Of: string(p.about[1][j]), AtB: j + 1})
			j++
		case i == len(p.with[0]):
			j++ // its partner was there before
		case p.with[0][i] < 0:
			c.add(Field{Change: Removed, Name: name, Of: string(p.about[0][i]), AtA: i + 1})
			i++
		default:
			k := p.with[0][i]
			f := Field{Of: string(p.about[0][i]), AtA: i + 1, AtB: k + 1}
			if !bytes.Equal(p.about[0][i], p.about[1][k]) {
				f.OfB = string(p.about[1][k])
			}
			if moved[i] {
				f.Change, f.Name = Moved, name
				c.add(f)
				f.Change = 0
			}
			visit(f, i, k)
			if i++; j < len(p.with[1]) && p.with[1][j] >= 0 {
				j++
			}
		}
	}
}

func (c *comparer) compareLines(a, b []record.Line) {
	c.lines.about = [2][][]byte{c.products(a), c.products(b)}
	c.lines.says = func(side, i int) (out []byte) {
		l := &[2][]record.Line{a, b}[side][i]
		record.PairLines(l, l, func(name string, x, _ any) { out = c.appendContent(out, name, x) })
		return out
	}
	c.each(lineName, func(f Field, i, j int) {
		record.PairLines(&a[i], &b[j], func(name string, x, y any) {
			if !c.skips(name) {
				f.Name = name
				c.field(f, x, y)
			}
		})
	})
}

func (c *comparer) products(lines []record.Line) [][]byte {
	about := make([][]byte, len(lines))
	for i := range lines {
		if !c.skips("line.ProductCode") {
			about[i] = lines[i].ProductCode
		}
	}
	return about
}

func (c *comparer) comparePrices(a, b []record.ShopPrice) {
	c.lines.about = [2][][]byte{c.shops(a), c.shops(b)}
	c.lines.says = func(side, i int) (out []byte) {
		p := &[2][]record.ShopPrice{a, b}[side][i]
		record.PairPrices(p, p, func(name string, x, _ any) { out = c.appendContent(out, name, x) })
		return out
	}
	c.each(priceName, func(f Field, i, j int) {
		record.PairPrices(&a[i], &b[j], func(name string, x, y any) {
			if !c.skips(name) {
				f.Name = name
				c.field(f, x, y)
			}
		})
	})
}

func (c *comparer) shops(prices []record.ShopPrice) [][]byte {
	about := make([][]byte, len(prices))
	for i := range prices {
		if !c.skips("price.caf_shop_id") {
			about[i] = append(about[i], numberKey(prices[i].ShopID)...)
		}
		if !c.skips("price.caf_storage_id") {
			about[i] = append(append(about[i], '/'), numberKey(prices[i].StorageID)...)
		}
	}
	return about
}
