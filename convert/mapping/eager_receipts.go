package mapping

import (
	"obmen/convert/report"
	"obmen/formats/record"
)

// eagerReceipts makes one invoice a receipt.
type eagerReceipts struct {
	o        Options
	keys     *onceKeys // of DocNums
	supplied supplied
}

// An eagerReceiptsLane maps receipt by receipt.
type eagerReceiptsLane struct {
	o    Options
	each *each
	slip slip
	keys keyList
}

// Joins implements [Eager].
func (e *eagerReceipts) Joins() bool { return false }

// Lane implements [Eager].
func (e *eagerReceipts) Lane(dst record.Writer, rep *report.Report) EagerLane {
	l := &eagerReceiptsLane{o: e.o, keys: e.keys.list()}
	l.o.Report = rep
	l.each = newEach(dst, &l.o)
	return l
}

// Reset implements [EagerLane].
func (l *eagerReceiptsLane) Reset() {
	l.slip.number = 0
	l.Start()
}

// Start implements [EagerLane].
func (l *eagerReceiptsLane) Start() {
	l.keys.forget()
	l.each.inv.supplied = supplied{}
}

// End implements [EagerLane].
func (l *eagerReceiptsLane) End() error { return nil }

// Take implements [EagerLane].
func (l *eagerReceiptsLane) Take(rec record.Record) error {
	r, ok := rec.(*record.Receipt)
	if !ok {
		return ErrNotEager
	}
	l.slip.Receipt = r
	l.slip.number++
	if refused, err := l.o.wrong(&l.slip); refused != nil || err != nil {
		return ErrNotEager
	}
	if err := l.slip.mark(&l.o); err != nil {
		return err
	}
	l.keys.add(r.DocNum)
	return l.each.add(&l.slip)
}

// Merge implements [Eager].
func (e *eagerReceipts) Merge(lane EagerLane, _ int64) error {
	l := lane.(*eagerReceiptsLane)
	e.supplied.add(&l.each.inv.supplied)
	return e.keys.add(&l.keys)
}

// Finish implements [Eager].
func (e *eagerReceipts) Finish(between func()) error {
	if err := e.keys.finish(); err != nil {
		return err
	}
	e.o.found(raisesStock, record.Finding{}) // "A finding says so in every run"
	between()
	e.supplied.report(&e.o)
	return nil
}

// Close implements [Eager].
func (e *eagerReceipts) Close() error { return e.keys.close() }

// add adds what another counted.
func (s *supplied) add(o *supplied) {
	s.shipper += o.shipper
	s.storage += o.storage
	s.shop += o.shop
	s.tax += o.tax
	s.workspace += o.workspace
	s.category += o.category
	s.amount += o.amount
}
