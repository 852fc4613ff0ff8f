package report

// Copy makes the totals of t those of o. What o was told of measures, rates and zones t has to be told for itself. The two
// share nothing.
func (t *Tally) Copy(o *Tally) {
	o.settleAll()
	t.settleAll()
	t.Restart()
	for i, n := range o.counters() {
		*t.counters()[i] = *n
	}
	for i, n := range o.sums() {
		*t.sums()[i] = *n
	}
	t.Returns, t.First, t.Last = o.Returns, o.First, o.Last
	t.PriceTypes, t.Quantities, t.Taxes, t.Days = o.PriceTypes.copy(), o.Quantities.copy(), o.Taxes.copy(), o.Days.copy()
	t.lastCode, t.begun, t.born = append(t.lastCode[:0], o.lastCode...), o.begun, o.born
}

// Share makes the totals of t those of o, neither of which may count any more.
func (t *Tally) Share(o *Tally) {
	o.settleAll()
	measure, rate, zone := t.Measure, t.Rate, t.Zone
	*t = *o
	t.Measure, t.Rate, t.Zone = measure, rate, zone
}

func (c *Cells) copy() Cells {
	to := Cells{overflowed: c.overflowed}
	if len(c.list) == 0 {
		return to
	}
	to.index, to.list, to.cold, to.room = map[string]*Cell{}, make([]*Cell, len(c.list)), c.cold.copy(), &room{}
	for i, cell := range c.list {
		if cell == nil {
			continue
		}
		one := *cell
		one.Quantities, one.next = cell.Quantities.copy(), nil
		to.list[i] = &one
		to.index[one.Name] = &one
	}
	return to
}
