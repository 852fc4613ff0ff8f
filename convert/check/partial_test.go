package check

import (
	"testing"

	"obmen/formats/record"
)

// TestPartial: what a plain table lacks and a profile fills in is no finding; what it has and is wrong still is.
func TestPartial(t *testing.T) {
	number := func(n int64) record.Number { return record.NewNumber(n, 0) }
	lacking := &record.Item{Amount: number(2), Price: number(5), ProductCode: []byte("a"), PackageCode: []byte("шт")}
	wrong := &record.Item{Amount: number(2), Price: number(5), Cost: number(20), ProductCode: []byte("a")}
	product := &record.InvoiceProduct{RefCode: []byte("a"), Measure: []byte("шт"), CategoryCode: []byte("c")}
	for _, c := range []struct {
		name    string
		partial bool
		item    *record.Item
		want    int
	}{
		{"lacking", true, lacking, 0}, {"wrong", true, wrong, 1}, {"lacking, but not partial", false, lacking, 9},
	} {
		found := map[string]bool{}
		check := New(record.Invoices, Options{Partial: c.partial, Whole: true, Found: func(f record.Finding) { found[f.Message.Code+f.Path] = true }})
		for _, r := range []record.Record{&record.Invoice{Sum: record.Number{}}, c.item, product} {
			if err := check.Check(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := check.Finish(); err != nil {
			t.Fatal(err)
		}
		check.Close()
		if c.want == 9 && len(found) < 4 || c.want != 9 && len(found) != c.want {
			t.Errorf("%s: found %v, want %d", c.name, found, c.want)
		}
	}
}
