package report

import "obmen/formats/record"

// maxUnits is how many codes of units a Tally remembers.
const maxUnits = 16

// units are what the unit codes of lines mean, and what was sold of each in the receipt that is being added up.
type units struct {
	list [maxUnits]unit
	size int
	last int           // the one that came last
	used [maxUnits]int // those that the receipt has, in the order in which they came
	sold int           // how many of used
}

type unit struct {
	code     []byte
	measure  []byte
	factor   record.Number
	one      bool // the factor is 1: no need to multiply
	whole    *Cell
	count    int64
	quantity record.Number // sold: of the measure
}

// addQuantity adds the quantity of a line to what the receipt has of its unit.
func (t *Tally) addQuantity(l *record.Line, day *Cell) {
	us := &t.units
	u := &us.list[us.last]
	if string(u.code) != string(l.UnitCode) || us.size == 0 {
		u = t.unitOf(l.UnitCode, day)
	}
	if u.count == 0 {
		us.used[us.sold] = us.last
		us.sold++
	}
	u.count++
	if u.one {
		u.quantity = u.quantity.Add(l.Quantity)
		return
	}
	u.quantity = u.quantity.Add(l.Quantity.Mul(u.factor))
}

// unitOf finds the unit of a code and makes it the last one.
func (t *Tally) unitOf(code []byte, day *Cell) *unit {
	us := &t.units
	for i := range us.list[:us.size] {
		if string(us.list[i].code) == string(code) {
			us.last = i
			return &us.list[i]
		}
	}
	if us.size == maxUnits {
		t.settle(day)
		us.size = 0
	}
	measure, factor := t.Measure(code)
	u := &us.list[us.size]
	*u = unit{code: append(u.code[:0], code...), measure: append(u.measure[:0], measure...), factor: factor}
	u.one = record.Identical(factor, record.NewNumber(1, 0))
	us.last = us.size
	us.size++
	return u
}

// settle adds what the receipt has of each unit to the whole and to its day.
func (t *Tally) settle(day *Cell) {
	us := &t.units
	for _, i := range us.used[:us.sold] {
		u := &us.list[i]
		if u.whole == nil {
			u.whole = t.Quantities.At(u.measure)
		}
		for _, q := range [...]*Cell{u.whole, day.Quantities.At(u.measure)} {
			if q.Count == 0 {
				t.born++
				q.born = t.born
			}
			q.Count += u.count
			q.Sum = q.Sum.Add(u.quantity)
		}
		u.count, u.quantity = 0, record.Number{}
	}
	us.sold = 0
}
