package caffesta

import (
	"io"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// Most invoices are small: all of one lies in the Walker's window when its end is read and it is known to be right. So its parts are kept as they are read, and only
// those of an invoice that is larger are read again from what was laid aside.
type kept struct {
	w       *jsonstream.Walker
	from    int64 // where in the decoded stream the invoice begins
	whole   bool  // all of it so far is in the window
	tracker record.Tracker

	on    bool // all parts of the invoice so far are kept
	count [sections]int
	given int // of the section that is given out

	items      []record.Item
	categories []record.Category
	workspaces []record.Workspace
	packs      []record.Package
	products   []record.InvoiceProduct
}

// mostKept is how many parts of a section are kept.
const mostKept = 250

// begin begins an invoice, which stands at the place at.
func (k *kept) begin(at record.Pos) {
	k.on, k.whole, k.given, k.count = true, true, 0, [sections]int{}
	k.from = k.w.Start()
	k.tracker.Start(k.from, at)
}

// Locate implements [record.Locator] for what is in the window.
func (k *kept) Locate(offset int64) record.Pos {
	return k.tracker.Locate(k.w.Between(k.from, k.w.End()), offset)
}

// stop keeps nothing of the invoice.
func (k *kept) stop() { k.on, k.count = false, [sections]int{} }

// add keeps the part of a section that empty returned last.
func (k *kept) add(section int) {
	if k.count[section]++; k.count[section] > mostKept {
		k.stop()
	}
}

// empty returns a part with nothing in it, behind those that are kept.
func (k *kept) empty(kind record.Kind, at record.Origin) record.Record {
	n := k.count[kind-record.KindItem]
	switch kind {
	case record.KindItem:
		p := room(&k.items, n)
		*p = record.Item{Origin: at, Unknown: p.Unknown[:0]}
		return p
	case record.KindCategory:
		p := room(&k.categories, n)
		*p = record.Category{Origin: at, Unknown: p.Unknown[:0]}
		return p
	case record.KindWorkspace:
		p := room(&k.workspaces, n)
		*p = record.Workspace{Origin: at, Unknown: p.Unknown[:0]}
		return p
	case record.KindPackage:
		p := room(&k.packs, n)
		*p = record.Package{Origin: at, Unknown: p.Unknown[:0]}
		return p
	}
	p := room(&k.products, n)
	*p = record.InvoiceProduct{Origin: at, Unknown: p.Unknown[:0], Prices: p.Prices[:0]}
	return p
}

// room returns the part number n of a list, which may be its end.
func room[R any](list *[]R, n int) *R {
	if n == len(*list) {
		*list = append(*list, *new(R))
	}
	return &(*list)[n]
}

// give returns the next part of a section; nil behind the last.
func (k *kept) give(section int) record.Record {
	n := k.given
	if n == k.count[section] {
		k.given = 0
		return nil
	}
	k.given++
	switch record.KindItem + record.Kind(section) {
	case record.KindItem:
		return &k.items[n]
	case record.KindCategory:
		return &k.categories[n]
	case record.KindWorkspace:
		return &k.workspaces[n]
	case record.KindPackage:
		return &k.packs[n]
	}
	return &k.products[n]
}

// An aside is a long array that was laid aside, as it stood: in the window as long as that does not slide, then in a store.
type aside struct {
	store
	held []byte     // in the window; nil: in the store
	from int64      // where in the decoded stream it begins, its opening bracket; -1: it is not there
	at   record.Pos // the same in the source; not valid as long as nobody asked
}

// begin begins an array at the last token of the Walker.
func (a *aside) begin(k *kept) {
	if a.from = k.w.Start(); !k.whole {
		a.at = k.w.Locate(a.from)
	}
}

// place reckons where a begins, as long as that can be done.
func (a *aside) place(k *kept) {
	if a.from >= 0 && !a.at.IsValid() {
		a.at = k.Locate(a.from)
	}
}

// forget empties a.
func (a *aside) forget() {
	a.reset()
	a.held, a.from, a.at = nil, -1, record.Pos{}
}

// WriteTo implements io.WriterTo.
func (a *aside) WriteTo(w io.Writer) (int64, error) {
	if a.held == nil {
		return a.store.WriteTo(w)
	}
	n, err := w.Write(a.held)
	return int64(n), err
}

// walk makes w read what was laid aside.
func (a *aside) walk(w *jsonstream.Walker) error {
	if a.held == nil {
		return a.store.walk(w, a.at)
	}
	w.ResetBytes(a.held, a.at)
	return nil
}

// slides is told by the Walker that its window is about to slide: what lies there goes into the stores.
func (r *Reader) slides() error {
	r.slid = true
	for i := range r.aside {
		a := &r.aside[i]
		a.place(&r.kept)
		if a.held == nil {
			continue
		}
		if _, err := a.store.Write(a.held); err != nil {
			return err
		}
		a.held = nil
	}
	r.kept.stop()
	r.kept.whole = false
	return nil
}
