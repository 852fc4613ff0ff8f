package mapping

import (
	"errors"
	"io"
	"sync"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// Hands are where the parts of an invoice are written on several processors at once, for a mapping that has waited for the whole document.
type Hands struct {
	Count int         // how many work at a time
	Batch int         // bytes of what waited that one takes at a time, about
	New   func() Hand // makes one more
}

// A Hand writes parts and keeps their text. What is wrong with one it need not say: all of them are then written again in the document's order.
type Hand interface {
	record.Writer
	// Report hears what there is to say about the parts.
	Report() *report.Report
	// Reset forgets all.
	Reset()
	// Join puts the parts, and what is said of them, behind those that were put before. The error is ErrNotJoined, and nothing is put, where
	// that can't be.
	Join() error
}

// ErrNotJoined says that the parts of a [Hand] have to be written in the document's order.
var ErrNotJoined = errors.New("the parts have to be written in their order")

// A batch is the rows of some products, with what a hand can't ask for itself: the codes of their groups.
type batch struct {
	room  []byte
	rows  []batchRow
	codes []byte
	ends  []int // of each code
	done  chan struct{}
}

type batchRow struct {
	end   int // in room
	first bool
	code  int // of the group, from 1; 0: none
}

func (b *batch) reset() {
	b.room, b.rows, b.codes, b.ends = b.room[:0], b.rows[:0], b.codes[:0], b.ends[:0]
}

func (b *batch) add(value []byte, first bool) *batchRow {
	b.room = append(b.room, value...)
	b.rows = append(b.rows, batchRow{end: len(b.room), first: first})
	return &b.rows[len(b.rows)-1]
}

// addCode adds the code of a group and returns its number.
func (b *batch) addCode(code []byte) int {
	b.codes = append(b.codes, code...)
	b.ends = append(b.ends, len(b.codes))
	return len(b.ends)
}

func (b *batch) code(n int) []byte {
	from := 0
	if n > 1 {
		from = b.ends[n-2]
	}
	return b.codes[from:b.ends[n-1]]
}

// each calls take with every row.
func (b *batch) each(take func(value []byte, r *batchRow) error) error {
	from := 0
	for i := range b.rows {
		r := &b.rows[i]
		if err := take(b.room[from:r.end:r.end], r); err != nil {
			return err
		}
		from = r.end
	}
	return nil
}

// A feeder parts the rows that waited into batches of whole products.
type feeder struct {
	*catalogueInvoice
	next  []byte // the first row of the next batch
	held  bool   // there is one
	ended bool
	group int64 // of the product before, in the batch
	code  int   // of that group
}

// fill fills a batch.
func (f *feeder) fill(b *batch) error {
	b.reset()
	f.group = noGroup
	if f.held {
		f.held = false
		if err := f.add(b, f.next, true); err != nil {
			return err
		}
	}
	for {
		value, first, err := f.rows.Next()
		switch {
		case errors.Is(err, io.EOF):
			f.ended = true
			return nil
		case err != nil:
			return err
		case first && len(b.room) >= f.Hands.Batch:
			f.next, f.held = append(f.next[:0], value...), true
			return nil
		}
		if err := f.add(b, value, first); err != nil {
			return err
		}
	}
}

func (f *feeder) add(b *batch, value []byte, first bool) error {
	r := b.add(value, first)
	if !first {
		return nil
	}
	u := unpacker{rest: value}
	u.number()
	u.text()
	u.varint()
	group := u.varint()
	if group < 0 || u.damaged {
		return u.err()
	}
	if group != f.group {
		g, err := f.groups.record(f.groups.tree.First(group))
		if err != nil {
			return err
		}
		f.group, f.code = group, b.addCode(g.Code)
	}
	r.code = f.code
	return nil
}

// A productHand maps the products of a batch.
type productHand struct {
	catalogueInvoice
	batch
	out      Hand
	own      []profile.Settings
	standsIn []byte // the code of the group around the product
	category []byte
	whole    bool // the batch was mapped, and nothing is wrong
}

// newHand returns a hand for the products of c.
func (c *catalogueInvoice) newHand() *productHand {
	out := c.Hands.New()
	h := &productHand{
		catalogueInvoice: catalogueInvoice{Options: c.Options, dst: out, date: c.date, at: c.at, day: c.day, sum: record.NewNumber(0, 0)},
		batch:            batch{done: make(chan struct{}, 1)}, out: out,
	}
	h.Report, h.units, h.texts = out.Report(), nil, nil
	h.types.names, h.types.place = c.types.names, c.types.place // which nobody adds to any more
	h.types.left = make([]int64, len(c.types.names))
	h.chainOf = func(int64) profile.Chain { return nil }
	h.categoryOf = h.use
	return h
}

// use is what [categories].use is to one who may ask for every group.
func (h *productHand) use(group int64, s *profile.Settings) ([]byte, error) {
	if group >= 0 && !s.CategorySet {
		return h.standsIn, nil
	}
	h.own = addOwn(h.own, s)
	h.category = append(h.category[:0], s.Category.RefCode...)
	return h.category, nil
}

// run maps the batch. What is wrong, a panic too, comes up again where it is mapped in the document's order.
func (h *productHand) run() {
	defer func() {
		if recover() != nil {
			h.whole = false
		}
		h.done <- struct{}{}
	}()
	h.whole = h.walk() == nil
}

func (h *productHand) walk() error {
	h.out.Reset()
	h.forgetCounts()
	h.own = h.own[:0]
	clear(h.types.left)
	h.types.others = 0
	err := h.each(func(value []byte, r *batchRow) error {
		if r.first && r != &h.batch.rows[0] {
			if err := h.finish(); err != nil {
				return err
			}
		}
		if r.first {
			if h.standsIn = nil; r.code > 0 {
				h.standsIn = h.code(r.code)
			}
		}
		return h.take(value, r.first)
	})
	if err != nil {
		return err
	}
	return h.finish()
}

// merge takes over what a hand has mapped.
func (c *catalogueInvoice) merge(h *productHand) error {
	if !h.whole {
		return ErrNotJoined
	}
	if err := h.out.Join(); err != nil {
		return err
	}
	c.addCounts(&h.catalogueInvoice)
	for i, n := range h.types.left {
		c.types.left[i] += n
	}
	c.types.others += h.types.others
	return nil
}

// addCounts adds what another has counted.
func (c *catalogueInvoice) addCounts(o *catalogueInvoice) {
	c.bare += o.bare
	c.kept.skipped.Count += o.kept.skipped.Count
	c.kept.skipped.Sum = c.kept.skipped.Sum.Add(o.kept.skipped.Sum)
	c.kept.merged.Count += o.kept.merged.Count
	c.kept.merged.Sum = c.kept.merged.Sum.Add(o.kept.merged.Sum)
	c.sum = c.sum.Add(o.sum)
	c.supplied.add(&o.supplied)
	c.used.merge(&o.used)
}

// forgetCounts makes what addCounts adds nothing.
func (c *catalogueInvoice) forgetCounts() {
	c.bare, c.kept, c.sum, c.supplied = 0, keptRows{}, record.NewNumber(0, 0), supplied{}
	c.used.workspaces, c.used.measures, c.used.packs = c.used.workspaces[:0], c.used.measures[:0], c.used.packs[:0]
}

// A sharing is hands at work: one feeds them, and what they come to is put together in the document's order.
type sharing struct {
	feeder
	idle    chan *productHand // closed: no more is fed
	work    chan *productHand
	queue   chan *productHand // in the document's order; closed behind the last
	workers sync.WaitGroup
	err     error // of the feeder
	fell    any   // it panicked
	own     []profile.Settings
}

// sharesProducts reports whether hands can map the products: they can where they need to ask for nothing that is on disk.
func (c *catalogueInvoice) sharesProducts() bool {
	return c.Hands != nil && len(c.Profile.Groups) == 0 && c.Amounts == nil && c.MaxItems <= 0
}

// share maps the products by hands, and those of few rows, or behind a batch with anything wrong in it, as [catalogueInvoice.products] does.
func (c *catalogueInvoice) share() error {
	s := &sharing{feeder: feeder{catalogueInvoice: c}}
	first := c.newHand()
	if err := s.fill(&first.batch); err != nil {
		return err
	}
	if s.ended {
		return c.takeAll(&first.batch)
	}
	left, err := s.run(first)
	for i := range s.own {
		if _, failed := c.categories.useOwn(&s.own[i]); failed != nil {
			return failed
		}
	}
	for _, h := range left {
		if err == nil {
			err = c.takeAll(&h.batch)
		}
	}
	if err == nil {
		err = s.err
	}
	for err == nil && !s.ended {
		if err = s.fill(&first.batch); err == nil {
			err = c.takeAll(&first.batch)
		}
	}
	return err
}

// takeAll maps a batch here.
func (c *catalogueInvoice) takeAll(b *batch) error {
	err := b.each(func(value []byte, r *batchRow) error {
		if r.first && r != &b.rows[0] {
			if err := c.finish(); err != nil {
				return err
			}
		}
		return c.take(value, r.first)
	})
	if err != nil || len(b.rows) == 0 {
		return err
	}
	return c.finish()
}

// run lets the hands work until all is fed, or something is wrong. It returns those whose batches are not put in place.
func (s *sharing) run(first *productHand) (left []*productHand, err error) {
	n := s.Hands.Count
	s.idle, s.work, s.queue = make(chan *productHand, n+2), make(chan *productHand, n+2), make(chan *productHand, n+2)
	for range n + 1 { // so that one may wait while what it did is put in place, and one is fed
		s.idle <- s.newHand()
	}
	s.queue <- first
	s.work <- first
	for range n {
		s.workers.Go(func() {
			for h := range s.work {
				h.run()
			}
		})
	}
	s.workers.Go(s.feed)
	left, err = s.join()
	close(s.idle)
	for h := range s.queue {
		left = append(left, h)
	}
	s.workers.Wait()
	if s.fell != nil {
		panic(s.fell)
	}
	return left, err
}

// feed fills the batches of hands that are idle.
func (s *sharing) feed() {
	defer close(s.queue)
	defer close(s.work)
	defer func() { s.fell = recover() }()
	for !s.ended {
		h, more := <-s.idle
		if !more {
			return
		}
		if s.err = s.fill(&h.batch); s.err != nil {
			return
		}
		s.queue <- h
		s.work <- h
	}
}

// join puts what hands come to in place, as far as nothing is wrong.
func (s *sharing) join() (left []*productHand, err error) {
	for h := range s.queue {
		<-h.done
		switch err := s.merge(h); {
		case errors.Is(err, ErrNotJoined):
			return []*productHand{h}, nil
		case err != nil:
			return nil, err
		}
		for i := range h.own {
			s.own = addOwn(s.own, &h.own[i])
		}
		s.idle <- h
	}
	return nil, nil
}
