package diff

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"obmen/convert"
	"obmen/convert/profile"
	"obmen/formats/record"
	"obmen/formats/synth"
)

// ownTotals adds up what a summary tells of receipts.
func ownTotals(t *testing.T, src record.Reader) map[string]record.Number {
	t.Helper()
	units, sums := profile.Default(), map[string]record.Number{}
	add := func(name string, n record.Number) { sums[name] = sums[name].Add(n) }
	one := record.NewNumber(1, 0)
	for {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			return sums
		}
		if err != nil {
			t.Fatal(err)
		}
		r, ok := rec.(*record.Receipt)
		if !ok {
			continue
		}
		add("receipts", one)
		add("pay_cash", r.PayCash)
		add("pay_card", r.PayCard)
		for _, l := range r.Lines {
			add("lines", one)
			add("sum", l.SumWithDiscount)
			add("discount", l.Discount)
			u := units.Unit(l.UnitCode)
			add("quantity "+u.Measure, l.Quantity.Mul(u.Factor))
		}
	}
}

// TestTotalsOfReceipts holds the control totals, in each form, to sums of their own.
func TestTotalsOfReceipts(t *testing.T) {
	made := func(n int64, seed uint64) synth.Options {
		return synth.Options{Kind: record.Receipts, Receipts: n, Seed: seed}
	}
	for _, c := range [][2]synth.Options{{made(300, 1), made(200, 2)}, {made(1, 1), made(3, 1)}} {
		var want [2]map[string]record.Number
		var paths [2]string
		for i, o := range c {
			want[i], paths[i] = ownTotals(t, synth.NewReader(o)), written(t, "receipts-xml", synth.NewReader(o))
		}
		for _, form := range []string{"csv", "json"} {
			got := toldTotals(t, form, paths)
			for name := range want[0] {
				x, y := want[0][name], want[1][name]
				pair, told := got[name]
				if told == x.Equal(y) || told && (pair[0] != zeroed(x).Trim().String() || pair[1] != zeroed(y).Trim().String()) {
					t.Errorf("%s: %s is %v, want %s and %s", form, name, pair, x, y)
				}
			}
			for _, name := range []string{"pay_cash", "pay_card", "discount"} {
				if _, told := got[name]; !told && !want[0][name].Equal(want[1][name]) {
					t.Errorf("%s: nothing is told of %s", form, name)
				}
			}
		}
	}
}

// toldTotals compares two documents, and returns the totals that a form tells of, decimals that say nothing left out.
func toldTotals(t *testing.T, form string, paths [2]string) map[string][2]string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(form, &out)
	s, err := Run(context.Background(), Options{A: paths[0], B: paths[1], Job: convert.Job{TempDir: t.TempDir()}}, w.Difference)
	if err == nil {
		err = w.Close(s)
	}
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][2]string{}
	add := func(name, a, b string) { got[name] = [2]string{trimmed(t, a), trimmed(t, b)} }
	if form == "csv" {
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r[0] == "total" {
				add(r[3], r[5], r[6])
			}
		}
		return got
	}
	var all struct{ Summary summaryJSON }
	if err := json.NewDecoder(strings.NewReader(out.String())).Decode(&all); err != nil {
		t.Fatal(err)
	}
	for _, total := range all.Summary.Totals {
		add(total.Name, string(total.A), string(total.B))
	}
	return got
}

func trimmed(t *testing.T, text string) string {
	t.Helper()
	n, err := record.ParseJSONNumber([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n.Trim().String()
}
