package caffesta

import (
	"io"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// Most invoices are small: all of one lies in the Walker's window when its end is read and it is known to be right. So its parts are kept as they are read, and only
// those of an invoice that is larger are read again from what was laid aside.
type kept struct {
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

// begin begins an invoice.
func (k *kept) begin() { k.on, k.given, k.count = true, 0, [sections]int{} }

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
	held    []byte // in the window; nil: in the store
	from    int64  // where in the decoded stream it begins, its opening bracket
	at      record.Pos
	tracker record.Tracker
}

// begin begins an array at the last token of w.
func (a *aside) begin(w *jsonstream.Walker) {
	a.from = w.Start()
	a.at = w.Locate(a.from)
	a.tracker.Start(a.from, a.at)
}

// forget empties a.
func (a *aside) forget() {
	a.reset()
	a.held = nil
}

// Locate implements [record.Locator] for what is in the window.
func (a *aside) Locate(offset int64) record.Pos { return a.tracker.Locate(a.held, offset) }

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
	r.kept.stop()
	r.slid = true
	for i := range r.aside {
		a := &r.aside[i]
		if a.held == nil {
			continue
		}
		if _, err := a.store.Write(a.held); err != nil {
			return err
		}
		a.held = nil
	}
	return nil
}
