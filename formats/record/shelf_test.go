package record_test

import (
	"fmt"
	"testing"

	"obmen/formats/record"
)

// shelved makes up records of every kind with lists of their own.
func shelved(i int) []record.Record {
	text := func(s string) []byte { return fmt.Appendf(nil, "%s %d", s, i) }
	n := record.NewNumber(int64(i), 2)
	unknown := []record.Unknown{{Kind: record.Attribute, Name: text("name"), Value: text("value")}}
	return []record.Record{
		&record.Catalogue{Date: text("date")},
		&record.Group{Code: text("group"), Unknown: unknown},
		&record.Product{Code: text("code"), Price: n, Unknown: unknown},
		&record.GroupTail{Unknown: unknown},
		&record.Receipt{DocNum: text("num"), Unknown: unknown, Lines: []record.Line{{ProductCode: text("a"), Unknown: unknown}, {ProductCode: text("b"), Sum: n}}},
		&record.Invoice{Number: text("number"), Unknown: unknown},
		&record.Item{ProductCode: text("code"), Cost: n, Unknown: unknown},
		&record.Category{RefCode: text("category"), Unknown: unknown},
		&record.Workspace{RefCode: text("workspace"), Unknown: unknown},
		&record.Package{RefCode: text("package"), Value: n, Unknown: unknown},
		&record.InvoiceProduct{RefCode: text("code"), Unknown: unknown, Prices: []record.ShopPrice{{ShopID: n, Unknown: unknown}, {Price: n}}},
	}
}

// TestShelf: what was put on a shelf stays what it was when the Reader takes the memory of its lists and records again.
func TestShelf(t *testing.T) {
	var s record.Shelf
	for range 3 {
		s.Clear()
		var want []record.Record
		for i := range 700 {
			for _, r := range shelved(i) {
				want = append(want, record.Clone(r))
				s.Put(r)
				spoil(r)
			}
		}
		if len(s.Records()) != len(want) {
			t.Fatalf("%d records, want %d", len(s.Records()), len(want))
		}
		for i, r := range s.Records() {
			if diff := record.Diff(r, want[i]); diff != "" {
				t.Fatalf("record %d: %s", i, diff)
			}
		}
	}
}

// spoil overwrites what a Reader uses again: the record and its lists, but not the texts.
func spoil(r record.Record) {
	bad := record.Unknown{Name: []byte("spoilt")}
	switch r := r.(type) {
	case *record.Product:
		if len(r.Unknown) > 0 {
			r.Unknown[0] = bad
		}
		*r = record.Product{Code: []byte("spoilt")}
	case *record.Receipt:
		for i := range r.Lines {
			r.Lines[i] = record.Line{ProductName: []byte("spoilt"), Unknown: []record.Unknown{bad}}
		}
		*r = record.Receipt{}
	case *record.InvoiceProduct:
		for i := range r.Prices {
			r.Prices[i] = record.ShopPrice{Unknown: []record.Unknown{bad}}
		}
		*r = record.InvoiceProduct{}
	}
}

func TestShelfAllocatesNothingAgain(t *testing.T) {
	records := shelved(1)
	var s record.Shelf
	fill := func() {
		s.Clear()
		for range 100 {
			for _, r := range records {
				s.Put(r)
			}
		}
	}
	fill()
	if n := testing.AllocsPerRun(10, fill); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
