package mapping

import (
	"bytes"
	"errors"
	"slices"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// eagerCatalogue makes one invoice of a catalogue whose rows of a code stand together. Groups are the same whichever order they come in, as long as
// the profile has no rules for them: a product's category is that of the group around it.
type eagerCatalogue struct {
	catalogueInvoice
	keys *onceKeys          // of the codes
	own  []profile.Settings // whose categories the profile has, in the order of their first use
}

func newEagerCatalogue(dst record.Writer, o Options) *eagerCatalogue {
	c, _ := newCatalogueInvoice(dst, o)
	return &eagerCatalogue{catalogueInvoice: *c.(*catalogueInvoice), keys: newOnceKeys(&o)}
}

// An eagerCatalogueLane maps the products of chunks.
type eagerCatalogueLane struct {
	catalogueInvoice
	leading  bool
	open     bool   // a product is
	code     []byte // of the last row
	around   []byte // the code of the group around the rows; nil: none
	standsIn []byte // that around the open product
	groups   record.Shelf
	keys     keyList
	own      []profile.Settings
	category []byte
}

// Joins implements [Eager].
func (e *eagerCatalogue) Joins() bool { return true }

// Lane implements [Eager].
func (e *eagerCatalogue) Lane(dst record.Writer, rep *report.Report) EagerLane {
	l := &eagerCatalogueLane{catalogueInvoice: catalogueInvoice{Options: e.Options, dst: dst}, keys: e.keys.list()}
	l.Report, l.units, l.texts = rep, nil, nil
	l.chainOf = func(int64) profile.Chain { return nil }
	l.categoryOf = l.use
	return l
}

// Reset implements [EagerLane].
func (l *eagerCatalogueLane) Reset() {
	l.leading, l.number, l.around, l.code = true, 0, nil, l.code[:0]
	l.forget()
}

// Start implements [EagerLane].
func (l *eagerCatalogueLane) Start() {
	l.leading = false
	l.forget()
}

// forget makes what is merged what it is at the beginning.
func (l *eagerCatalogueLane) forget() {
	l.open, l.own = false, l.own[:0]
	l.forgetCounts()
	l.types.restart()
	l.keys.forget()
	l.groups.Clear()
}

// Take implements [EagerLane].
func (l *eagerCatalogueLane) Take(rec record.Record) error {
	switch r := rec.(type) {
	case *record.Catalogue:
		l.date, l.at = append(l.date[:0], r.Date...), r.At()
		if !l.leading {
			l.groups.Put(r)
		}
		return l.settleDay()
	case *record.Group:
		if l.around = r.Code; isNone(r.Code) {
			l.around = nil
		}
		if !l.leading {
			l.groups.Put(r)
		}
	case *record.Product:
		return l.row(r)
	}
	return nil
}

// row takes a row.
func (l *eagerCatalogueLane) row(r *record.Product) error {
	l.number++
	same := l.number > 1 && bytes.Equal(l.code, r.Code)
	switch {
	case l.leading:
		l.code = append(l.code[:0], r.Code...)
		return nil
	case same && !l.open:
		return ErrNotEager // the chunk begins amid the rows of a product
	case same:
		l.product.rows++
	default:
		if err := l.End(); err != nil {
			return err
		}
		l.begin(r)
	}
	if r.Price.IsSet() {
		l.types.add(r.PriceType)
	}
	l.addPrice(r.Price, r.PriceType)
	return nil
}

// begin begins the product of a first row.
func (l *eagerCatalogueLane) begin(r *record.Product) {
	l.open = true
	l.code = append(l.code[:0], r.Code...)
	l.keys.add(r.Code)
	p := &l.product
	p.Product = record.Product{Origin: record.Origin{Fixed: r.At()}, Code: r.Code, Barcode: r.Barcode, Name: r.Name, UnitCode: r.UnitCode}
	p.number, p.group = l.number, noGroup
	if l.standsIn = l.around; l.standsIn != nil {
		p.group = 0
	}
	p.clear()
}

// End implements [EagerLane].
func (l *eagerCatalogueLane) End() error {
	if !l.open {
		return nil
	}
	l.open = false
	return l.finish()
}

// use is what [categories].use is to the whole document.
func (l *eagerCatalogueLane) use(group int64, s *profile.Settings) ([]byte, error) {
	if group >= 0 && !s.CategorySet {
		return l.standsIn, nil
	}
	l.own = addOwn(l.own, s)
	l.category = append(l.category[:0], s.Category.RefCode...)
	return l.category, nil
}

// addOwn adds the settings of a product whose category is the profile's, unless there are some with that category.
func addOwn(own []profile.Settings, s *profile.Settings) []profile.Settings {
	same := func(o profile.Settings) bool {
		return o.Category.RefCode == s.Category.RefCode && o.CategorySet == s.CategorySet
	}
	if slices.ContainsFunc(own, same) {
		return own
	}
	return append(own, *s)
}

// Expect implements [Expectant]: a catalogue may be gone through once for each price type.
func (e *eagerCatalogue) Expect(rec record.Record, at int64) {
	if p, ok := rec.(*record.Product); ok {
		e.keys.expect(p.Code, at)
	}
}

// Merge implements [Eager].
func (e *eagerCatalogue) Merge(lane EagerLane, end int64) error {
	l := lane.(*eagerCatalogueLane)
	for _, rec := range l.groups.Records() {
		if err := e.Write(rec); err != nil {
			return err
		}
	}
	for i := range l.own {
		e.own = addOwn(e.own, &l.own[i])
	}
	if !e.types.merge(&l.types) {
		return ErrNotEager
	}
	e.addCounts(&l.catalogueInvoice)
	e.keys.reach(end)
	return e.keys.add(&l.keys)
}

// Finish implements [Eager].
func (e *eagerCatalogue) Finish(between func()) error {
	if err := errors.Join(e.settleDay(), e.keys.finish()); err != nil {
		return err
	}
	between()
	if err := e.groups.build(); err != nil {
		return err
	}
	for i := range e.own {
		if _, err := e.categories.useOwn(&e.own[i]); err != nil {
			return err
		}
	}
	if err := e.sections(); err != nil {
		return err
	}
	if err := e.head(); err != nil {
		return err
	}
	e.tell()
	return e.dst.Close()
}

// Close implements [Eager].
func (e *eagerCatalogue) Close() error {
	return errors.Join(e.keys.close(), e.groups.Close(), e.categories.Close(), e.rows.Close())
}

// merge adds what another list has heard of. It can't where that one has counted types together.
func (t *priceTypes) merge(o *priceTypes) bool {
	if o.others > 0 || len(o.names) >= maxTypeNames {
		return false
	}
	for i, name := range o.names {
		t.add([]byte(name))
		if at, ok := t.place[name]; ok {
			t.left[at] += o.left[i]
		} else {
			t.others += o.left[i]
		}
	}
	return true
}

// merge adds what another has used.
func (u *used) merge(o *used) {
	for _, w := range o.workspaces {
		u.product(&profile.Settings{Workspace: w})
	}
	for _, m := range o.measures {
		u.item(&profile.Unit{Measure: m})
	}
	for i := range o.packs {
		u.item(&o.packs[i])
	}
}
