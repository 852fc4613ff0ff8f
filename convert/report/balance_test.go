package report

import (
	"bytes"
	"strings"
	"testing"

	"obmen/formats/record"
)

func money(coef int64) record.Number { return record.NewNumber(coef, 2) }

// read 30.00 + reckoned 40.00 = written 65.00 + kept out 5.00, and nothing else does.
func TestReckonedSums(t *testing.T) {
	for _, c := range []struct {
		reckoned, written int64
		agree             bool
	}{{4000, 6500, true}, {4000, 6501, false}, {3999, 6500, false}, {0, 2500, true}, {0, 6500, false}} {
		r := New("in.csv", nil)
		r.Read.Add(&record.Item{CostWithTax: money(3000)})
		r.Read.Add(&record.Item{})
		r.Written.Add(&record.Item{CostWithTax: money(c.written)})
		if c.reckoned > 0 {
			r.Reckoned(money(c.reckoned - 1000))
			r.Reckoned(money(1000))
		}
		r.KeepOutItems(Skipped, 1, money(500), 0)
		if got := r.Agree(record.Invoices, record.Invoices); got != c.agree {
			t.Errorf("reckoned %d, written %d: agree is %v", c.reckoned, c.written, got)
		}
		r.Written.Lines, r.Written.Items = r.Written.Items, 0
		if got := r.Agree(record.Invoices, record.Receipts); got != c.agree {
			t.Errorf("to receipts: reckoned %d, written %d: agree is %v", c.reckoned, c.written, got)
		}
	}
}

// Towards a nomenclature products are counted, not the items that were kept out.
func TestKeepOutItemsAndProducts(t *testing.T) {
	for products, agree := range map[int64]bool{1: false, 2: true, 3: false} {
		r := New("in.csv", nil)
		r.Read.InvoiceProducts, r.Written.Products = 5, 3
		r.KeepOutItems(Skipped, 7, money(100), products)
		if got := r.Agree(record.Invoices, record.Nomenclature); got != agree {
			t.Errorf("%d products kept out: agree is %v", products, got)
		}
		if k := r.Kept(Skipped); k.Count != 7 || !k.Sum.Equal(money(100)) {
			t.Errorf("kept out: %+v", k)
		}
	}
	r := New("in.csv", nil)
	r.KeepOutItems(Skipped, 0, record.Number{}, 0)
	if len(r.kept) != 0 {
		t.Error("nothing was kept out, and yet it stands in the report")
	}
}

// The term stands in every form of the report, and only where there is one.
func TestReckonedIsShown(t *testing.T) {
	r := New("in.csv", nil)
	page := []Page{{FromKind: record.Invoices, ToKind: record.Invoices, Report: r}}
	show := func() (json, csv string) {
		var j, c bytes.Buffer
		if err := WriteJSON(&j, page, false); err != nil {
			t.Fatal(err)
		}
		if err := WriteCSV(&c, page, false); err != nil {
			t.Fatal(err)
		}
		return j.String(), c.String()
	}
	if json, csv := show(); strings.Contains(json+csv, "reckoned") {
		t.Error("nothing was reckoned:", json, csv)
	}
	r.Reckoned(money(4000))
	json, csv := show()
	if !strings.Contains(json, `"reckoned": 40.00`) || !strings.Contains(csv, ",reckoned,sum,0,40.00,,") {
		t.Error(json, csv)
	}
	if got := r.ReckonedSum(); !got.Equal(money(4000)) {
		t.Error(got)
	}
}
