package report

import (
	"cmp"
	"math"
	"slices"

	"obmen/formats/record"
)

// maxSpare is how many cells a restarted Tally keeps in each of its lists, so that the next chunk finds them. Where there are more, they are used for cells of any name.
const maxSpare = 128

// Merge adds what came behind: afterwards t is what one Tally would be that had been shown all the records, t's first and then o's. What
// t was told of measures, rates and zones must be what o was told; o may not have overflowed. It stays o's own.
func (t *Tally) Merge(o *Tally) {
	t.settleAll()
	o.settleAll()
	for i, n := range o.counters() {
		*t.counters()[i] += *n
	}
	for i, n := range o.sums() {
		plus(t.sums()[i], *n)
	}
	t.Returns.merge(&o.Returns)
	if !o.First.IsZero() && (t.First.IsZero() || o.First.Before(t.First)) {
		t.First = o.First
	}
	if o.Last.After(t.Last) {
		t.Last = o.Last
	}
	t.PriceTypes.merge(&o.PriceTypes, math.MaxInt)
	t.Quantities.merge(&o.Quantities, math.MaxInt)
	t.Taxes.merge(&o.Taxes, math.MaxInt)
	t.day.leave()
	t.Days.merge(&o.Days, t.mostHot())
	if o.begun {
		t.lastCode, t.begun = append(t.lastCode[:0], o.lastCode...), true
	}
}

// Overflowed reports whether there were more days, price types or tax rates than have totals of their own. Such a Tally can't be merged into
// another: which of them came first, only a Tally of the whole knows.
func (t *Tally) Overflowed() bool {
	for _, c := range []*Cells{&t.PriceTypes, &t.Quantities, &t.Taxes, &t.Days} {
		if c.overflowed {
			return true
		}
	}
	if t.Days.cold != nil && t.Days.cold.overflowed {
		return true
	}
	return slices.ContainsFunc(t.Days.list, func(day *Cell) bool { return day != nil && day.Quantities.overflowed })
}

// Restart sets all totals to nothing and goes on: a row of the product that came last is still a row of that product. So a Tally that
// was shown the lead of a chunk counts what stands behind it. It keeps the room of its cells.
func (t *Tally) Restart() {
	for _, n := range t.counters() {
		*n = 0
	}
	for _, n := range t.sums() {
		*n = record.Number{}
	}
	t.Returns = KeptOut{}
	t.First, t.Last = noTime, noTime
	t.day.forget()
	t.units.size = 0
	t.PriceTypes.restart()
	t.Quantities.restart()
	t.Taxes.restart()
	t.Days.restart()
}

// counters lists what is counted.
func (t *Tally) counters() [12]*int64 {
	return [...]*int64{&t.Records, &t.Groups, &t.Rows, &t.Products, &t.Receipts, &t.Lines, &t.Invoices, &t.Items,
		&t.InvoiceProducts, &t.Categories, &t.WithoutPrice, &t.WithoutBarcode}
}

// sums lists what is added up.
func (t *Tally) sums() [7]*record.Number {
	return [...]*record.Number{&t.Sum, &t.Gross, &t.Discount, &t.Cash, &t.Card, &t.Rest, &t.DocSum}
}

// sums lists what is added up in a cell.
func (c *Cell) sums() [6]*record.Number {
	return [...]*record.Number{&c.Sum, &c.Discount, &c.Cash, &c.Card, &c.VAT, &c.Rest}
}

// plus adds a total to another. A total to which nothing was ever added is missing, and leaves the other as it is.
func plus(sum *record.Number, n record.Number) {
	if n.IsSet() {
		*sum = sum.Add(n)
	}
}

func (k *KeptOut) merge(o *KeptOut) {
	k.Count += o.Count
	plus(&k.Sum, o.Sum)
}

// merge adds the cells of o. Where several of them go into the one cell of those for which there is no room, their own cells come in
// the order in which they first appeared in any of them. Where more than hot cells are at hand, they are frozen.
func (c *Cells) merge(o *Cells, hot int) {
	if len(o.list) == 0 {
		return
	}
	room := o.room
	parts := room.parts[:0]
	for cell := range o.All() {
		if c.atHand() > hot {
			c.freeze()
		}
		room.key = append(room.key[:0], cell.Name...)
		into := c.At(room.key)
		into.merge(cell)
		for _, q := range cell.Quantities.list {
			if into.Name == otherCells {
				parts = append(parts, *q)
				continue
			}
			into.Quantities.add(q, room)
		}
	}
	if c.overflowed {
		slices.SortStableFunc(parts, func(a, b Cell) int { return cmp.Compare(a.born, b.born) })
	}
	for i := range parts {
		c.At([]byte(otherCells)).Quantities.add(&parts[i], room)
	}
	room.parts = parts
}

// add merges a cell that has none of its own.
func (c *Cells) add(o *Cell, room *room) {
	room.key = append(room.key[:0], o.Name...)
	c.At(room.key).merge(o)
}

// merge adds what stands in o beside its own cells.
func (c *Cell) merge(o *Cell) {
	if c.Count == 0 {
		c.Rate = o.Rate
	}
	c.Count += o.Count
	for i, n := range o.sums() {
		plus(c.sums()[i], *n)
	}
	c.Returns.merge(&o.Returns)
}

// restart empties the list, but keeps a number of cells, with their names, for when they come again.
func (c *Cells) restart() {
	for _, cell := range c.list {
		if cell != nil {
			cell.listed = false
		}
	}
	clear(c.list)
	c.list, c.last, c.overflowed = c.list[:0], nil, false
	if c.cold != nil && len(c.cold.ice) > 0 {
		c.cold = &cold{places: map[string]int32{}, free: c.cold.free}
	}
	if c.atHand() > maxSpare {
		c.release()
	}
}

// reuse empties a cell that was kept.
func (c *Cell) reuse() {
	c.Quantities.restart()
	*c = Cell{Name: c.Name, Quantities: c.Quantities}
}

// Merge adds what another Report, of the part of the document that comes next, heard and counted: afterwards r is, and its relay has
// heard, what one Report of both would. Adjust, if not nil, mends each finding that is kept, whose record number and place may count from
// where the part begins. Tallies are merged too; o stays its own.
func (r *Report) Merge(o *Report, adjust func(*record.Finding)) {
	r.Read.Merge(&o.Read)
	r.Written.Merge(&o.Written)
	r.mergeFindings(o, adjust)
	for reason, k := range o.kept {
		r.KeepOut(reason, k.Count, k.Sum)
	}
	for _, l := range o.lost {
		r.LostN(l.field, l.count)
	}
	r.rejectedEntries += o.rejectedEntries
	plus(&r.completed.reckoned, o.completed.reckoned)
	r.completed.items += o.completed.items
	r.completed.products += o.completed.products
}

// A mergedExample is an example of a Report that is merged into another.
type mergedExample struct {
	message *record.Message
	example *Example
}

func (r *Report) mergeFindings(o *Report, adjust func(*record.Finding)) {
	all := o.told[:0]
	for _, c := range o.findings {
		for i := range c.Examples {
			all = append(all, mergedExample{c.Message, &c.Examples[i]})
		}
	}
	slices.SortFunc(all, func(a, b mergedExample) int { return cmp.Compare(a.example.heard, b.example.heard) })
	for _, h := range all {
		e := h.example
		f := record.Finding{Message: h.message, Pos: e.Pos, Kind: e.Kind, Record: e.Record, Path: e.Path, Args: e.args}
		if adjust != nil {
			adjust(&f)
		}
		r.Found(f)
	}
	for _, c := range o.findings {
		into := r.byCode[c.Message]
		into.Count += c.Count - int64(len(c.Examples))
		c.sated = into.Count >= MaxExamples
	}
	o.told = all
}

// Restart makes r what it was when it was made, but that its tallies know what came last ([Tally.Restart]), and that it keeps no examples of what the Report that it was
// merged into has enough of. It keeps its room.
func (r *Report) Restart() {
	r.Read.Restart()
	r.Written.Restart()
	for _, c := range r.findings {
		c.Count, c.Examples = 0, c.Examples[:0]
	}
	r.findings, r.heard = r.findings[:0], 0
	clear(r.kept)
	r.lost = r.lost[:0]
	r.rejectedEntries, r.completed = 0, completed{}
}
