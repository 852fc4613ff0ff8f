package table

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"obmen/formats/formattest"
	"obmen/formats/record"
)

// cases are the ways to write a table that differ most; TestTexts goes through all of them.
func cases() []formattest.Case {
	var list []formattest.Case
	for _, c := range []record.CSVOptions{{}, {Dialect: record.ExcelRu, Headers: record.Russian}, {Headers: record.Russian, NoFormulaGuard: true}} {
		list = append(list, formattest.Case{Name: fmt.Sprintf("%+v", c), Options: record.Options{CSV: c}})
	}
	return list
}

func TestConformance(t *testing.T) {
	for _, f := range []record.Format{NomenclatureCSV, ReceiptsCSV, InvoiceCSV} {
		t.Run(f.Name, func(t *testing.T) { formattest.Run(t, f, cases()...) })
	}
	t.Run(ItemsCSV.Name, func(t *testing.T) {
		list := cases()[:2]
		for i := range list {
			list[i].Want = wantItems
		}
		formattest.Run(t, ItemsCSV, list...)
	})
}

// wantItems returns what items-csv holds of invoices, reckoned in the plainest way.
func wantItems(doc []record.Record) (want []record.Record) {
	var last *record.Invoice
	var items, rest []record.Record
	flush := func() {
		if want = append(append(want, items...), rest...); true {
			items, rest = nil, nil
		}
	}
	for len(doc) > 0 {
		n := 1
		for n < len(doc) && doc[n].Kind() != record.KindInvoice {
			n++
		}
		head, parts := wantHead(doc[0].(*record.Invoice)), doc[1:n]
		doc = doc[n:]
		if !slices.ContainsFunc(parts, func(r record.Record) bool { return r.Kind() == record.KindItem }) {
			continue
		}
		if last == nil || !record.Equal(last, head) {
			flush()
			want, last = append(want, head), head
		}
		items, rest = wantParts(items, rest, parts)
	}
	flush()
	return want
}

func wantHead(h *record.Invoice) *record.Invoice {
	return &record.Invoice{Number: filled(h.Number), Date: filled(h.Date), ShipperCode: filled(h.ShipperCode), ShipperName: filled(h.ShipperName), StorageID: h.StorageID}
}

// filled makes an empty text a missing one.
func filled(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

// wantParts adds the items, and the categories and products that they name and that are not there yet.
func wantParts(items, rest, parts []record.Record) (_, _ []record.Record) {
	var categories, products []record.Record
	for _, r := range rest {
		if r.Kind() == record.KindCategory {
			categories = append(categories, r)
		} else {
			products = append(products, r)
		}
	}
	for _, r := range parts {
		i, ok := r.(*record.Item)
		if !ok {
			continue
		}
		i.Unknown = nil
		items = append(items, i)
		p := &record.InvoiceProduct{RefCode: i.ProductCode, Measure: filled(i.PackageCode)}
		if from, ok := find(parts, func(p *record.InvoiceProduct) bool { return bytes.Equal(p.RefCode, i.ProductCode) }); ok {
			p.Name, p.Barcode, p.CategoryCode = filled(from.Name), filled(from.Barcode), filled(from.CategoryCode)
		}
		if _, ok := find(products, func(q *record.InvoiceProduct) bool { return bytes.Equal(q.RefCode, p.RefCode) }); !ok {
			products = append(products, p)
		}
		if p.CategoryCode == nil {
			continue
		}
		c := &record.Category{RefCode: p.CategoryCode}
		if from, ok := find(parts, func(c *record.Category) bool { return bytes.Equal(c.RefCode, p.CategoryCode) }); ok {
			c.Name = filled(from.Name)
		}
		if _, ok := find(categories, func(q *record.Category) bool { return bytes.Equal(q.RefCode, c.RefCode) }); !ok {
			categories = append(categories, c)
		}
	}
	return items, append(categories, products...)
}

func find[R record.Record](list []record.Record, is func(R) bool) (found R, ok bool) {
	for _, r := range list {
		if r, ok := r.(R); ok && is(r) {
			return r, true
		}
	}
	return found, false
}
