package report

import (
	"time"

	"obmen/formats/record"
)

// A day is what a Tally keeps of the last receipt's day and the last tills: the next receipt's are mostly among them.
type day struct {
	from, to int64 // the seconds since 1970 in which it is that day; none: to is not above from
	text     []byte
	tills    [32]till
	other    till // of a receipt whose date is of another form, or another day
}

// tillOf returns the till of r on its day, and keeps the first and the last time.
func (t *Tally) tillOf(r *record.Receipt) *till {
	unix, ok := record.Moment(r.Date)
	if !ok || unix < t.day.from || unix >= t.day.to {
		cell := t.dayCell(t.dayKey(r))
		t.day.other.reset(cell)
		return &t.day.other
	}
	t.see(time.Unix(unix, 0))
	p := t.day.place(r)
	if !p.is(r) {
		t.settle(p)
		p.store, p.till = append(p.store[:0], r.StoreCode...), append(p.till[:0], r.CashBoxCode...)
		t.key = appendPlace(append(t.key[:0], t.day.text...), r)
		p.reset(t.dayCell(t.key))
	}
	return p
}

// dayCell returns the cell of a day, store and till. Where too many are at hand, all are frozen before.
func (t *Tally) dayCell(key []byte) *Cell {
	if t.Days.atHand() > t.mostHot() {
		t.settleAll()
		t.day.leave()
		t.Days.freeze()
	}
	return t.Days.At(key)
}

func (t *Tally) mostHot() int {
	if t.hot == 0 {
		return hotCells
	}
	return t.hot
}

// place returns where the till of r is, or else where it is to be: in one of two places.
func (d *day) place(r *record.Receipt) *till {
	h := ending(r.CashBoxCode)*31 + ending(r.StoreCode)
	h = h * 0x9E3779B1 >> 16 % uint32(len(d.tills))
	p, other := &d.tills[h], &d.tills[h^1]
	if !p.is(r) && (other.is(r) || other.cell == nil && p.cell != nil) {
		return other
	}
	return p
}

// ending returns what a code ends with, in which it differs most from others.
func ending(code []byte) (h uint32) {
	for _, c := range code[max(len(code)-3, 0):] {
		h = h*10 + uint32(c)
	}
	return h
}

// is reports whether p is the till of r.
func (p *till) is(r *record.Receipt) bool {
	return p.cell != nil && string(p.till) == string(r.CashBoxCode) && string(p.store) == string(r.StoreCode)
}

// dayKey returns day, store and till, parted by tabs, and keeps the day for the receipts that follow.
func (t *Tally) dayKey(r *record.Receipt) []byte {
	t.key = t.key[:0]
	if date, ok, err := record.ParseDate(r.Date); err == nil && ok {
		at := date.In(t.zone()).In(t.zone())
		t.see(at)
		t.key = at.AppendFormat(t.key, time.DateOnly)
		t.settleAll()
		t.day.keep(at, t.key)
	}
	return appendPlace(t.key, r)
}

func appendPlace(key []byte, r *record.Receipt) []byte {
	key = append(append(key, '\t'), r.StoreCode...)
	return append(append(key, '\t'), r.CashBoxCode...)
}

func (t *Tally) zone() *time.Location {
	if t.Zone == nil {
		return time.UTC
	}
	return t.Zone
}

// see keeps the first and the last time.
func (t *Tally) see(at time.Time) {
	if at.Before(t.First) || t.First.IsZero() {
		t.First = at.In(t.zone())
	}
	if at.After(t.Last) {
		t.Last = at.In(t.zone())
	}
}

// keep keeps the day of at and how long it lasts: not beyond the moment at which the clocks of its zone are put back or forward.
func (d *day) keep(at time.Time, text []byte) {
	const length = 24 * 60 * 60
	_, offset := at.Zone()
	local := at.Unix() + int64(offset)
	d.forget()
	d.from = local - (local%length+length)%length - int64(offset)
	d.to = d.from + length
	begin, end := at.ZoneBounds()
	if !begin.IsZero() {
		d.from = max(d.from, begin.Unix())
	}
	if !end.IsZero() {
		d.to = min(d.to, end.Unix())
	}
	d.text = append(d.text[:0], text...)
}

// forget forgets the day, and what its tills have that is not settled.
func (d *day) forget() {
	d.from, d.to = 0, 0
	d.leave()
}

// leave forgets the tills, and what they have that is not settled.
func (d *day) leave() {
	for i := range d.tills {
		d.tills[i].reset(nil)
	}
	d.other.reset(nil)
}
