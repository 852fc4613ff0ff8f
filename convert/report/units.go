package report

import "obmen/formats/record"

// maxUnits is how many codes of units a Tally remembers.
const maxUnits = 8

// units are what the unit codes of lines mean.
type units struct {
	list [maxUnits]unit
	size int
	last int // the one that came last
}

type unit struct {
	code    []byte
	measure []byte
	factor  record.Number
	one     bool  // the factor is 1: no need to multiply
	whole   *Cell // the total of its measure
}

// addQuantity adds the quantity of a line to what the till has of its unit.
func (t *Tally) addQuantity(l *record.Line, p *till) {
	us := &t.units
	u := &us.list[us.last]
	if us.size == 0 || string(u.code) != string(l.UnitCode) {
		u = t.unitOf(l.UnitCode)
	}
	s := &p.sold[us.last]
	if s.cell == nil {
		s.cell = t.cellIn(&p.cell.Quantities, u)
	}
	quantity := l.Quantity
	if !u.one {
		quantity = quantity.Mul(u.factor)
	}
	if q, ok := quantity.Units(unitScale); ok && magnitude(q) < largest {
		s.count++
		s.sum.add(q, quantity.Scale())
		return
	}
	t.addSold(u, s.cell, 1, quantity)
}

// addSold adds a quantity to the whole and to a day's cell of its measure.
func (t *Tally) addSold(u *unit, day *Cell, count int64, quantity record.Number) {
	for _, q := range [...]*Cell{u.whole, day} {
		q.Count += count
		q.Sum = q.Sum.Add(quantity)
	}
}

// cellIn returns the cell of a unit's measure among those of a day.
func (t *Tally) cellIn(cells *Cells, u *unit) *Cell {
	cell := cells.At(u.measure)
	if cell.born == 0 {
		t.born++
		cell.born = t.born
	}
	return cell
}

// unitOf finds the unit of a code and makes it the last one.
func (t *Tally) unitOf(code []byte) *unit {
	us := &t.units
	for i := range us.list[:us.size] {
		if string(us.list[i].code) == string(code) {
			us.last = i
			return &us.list[i]
		}
	}
	if us.size == maxUnits {
		t.forgetUnits()
	}
	measure, factor := t.Measure(code)
	u := &us.list[us.size]
	*u = unit{code: append(u.code[:0], code...), measure: append(u.measure[:0], measure...), factor: factor}
	u.one = record.Identical(factor, record.NewNumber(1, 0))
	u.whole = t.Quantities.At(u.measure)
	us.last = us.size
	us.size++
	return u
}

// forgetUnits makes room for other units.
func (t *Tally) forgetUnits() {
	for i := range t.day.tills {
		t.forgetSold(&t.day.tills[i])
	}
	t.forgetSold(&t.day.other)
	t.units.size = 0
}

func (t *Tally) forgetSold(p *till) {
	for i := range p.sold {
		if s := &p.sold[i]; s.count > 0 {
			t.addSold(&t.units.list[i], s.cell, s.count, s.sum.number())
		}
		p.sold[i] = sold{}
	}
}
