package report

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// addPlainly is what Tally.Add means for a receipt: each figure added to each total, one after the other.
func addPlainly(t *Tally, r *record.Receipt) {
	t.Records++
	t.Receipts++
	key := ""
	if date, ok, err := record.ParseDate(r.Date); err == nil && ok {
		at := date.In(t.zone()).In(t.zone())
		if t.First.IsZero() || at.Before(t.First) {
			t.First = at
		}
		if at.After(t.Last) {
			t.Last = at
		}
		key = at.Format(time.DateOnly)
	}
	day := t.Days.At([]byte(key + "\t" + string(r.StoreCode) + "\t" + string(r.CashBoxCode)))
	day.Count++
	for i := range r.Lines {
		l := &r.Lines[i]
		t.Lines++
		t.Sum, t.Gross, t.Discount = t.Sum.Add(l.SumWithDiscount), t.Gross.Add(l.Sum), t.Discount.Add(l.Discount)
		day.Sum, day.Discount = day.Sum.Add(l.SumWithDiscount), day.Discount.Add(l.Discount)
		if l.Quantity.Sign() < 0 || l.SumWithDiscount.Sign() < 0 {
			t.Returns.add(l.SumWithDiscount)
			day.Returns.add(l.SumWithDiscount)
		}
		measure, factor := t.Measure(l.UnitCode)
		for _, cells := range []*Cells{&t.Quantities, &day.Quantities} {
			q := cells.At([]byte(measure))
			q.Count++
			q.Sum = q.Sum.Add(l.Quantity.Mul(factor))
		}
	}
	rest := r.DocSumWithDiscount.Sub(r.PayCash).Sub(r.PayCard)
	t.Cash, t.Card, t.Rest = t.Cash.Add(r.PayCash), t.Card.Add(r.PayCard), t.Rest.Add(rest)
	t.DocSum = t.DocSum.Add(r.DocSumWithDiscount)
	day.Cash, day.Card, day.Rest = day.Cash.Add(r.PayCash), day.Card.Add(r.PayCard), day.Rest.Add(rest)
}

// manyUnits are more unit codes than a Tally remembers.
var manyUnits = func() (codes []string) {
	for i := range maxUnits + 4 {
		codes = append(codes, fmt.Sprint(160+i))
	}
	return codes
}()

// busyTills are receipts of several tills, units and days, with figures of all sizes.
var busyTills = rapid.Custom(func(t *rapid.T) *record.Receipt {
	n := func() record.Number {
		if rapid.IntRange(0, 3).Draw(t, "odd") > 0 {
			return record.NewNumber(rapid.Int64Range(0, 9999).Draw(t, "coef"), rapid.Int32Range(0, 3).Draw(t, "scale"))
		}
		return numbers.Draw(t, "number")
	}
	second := rapid.IntRange(0, 4*86400).Draw(t, "second")
	at := time.Date(2018, 11, 3, 0, 0, 0, 0, time.UTC).Add(time.Duration(second) * time.Second)
	layout := rapid.SampledFrom([]string{"2006-01-02T15:04:05+0000", "2006-01-02T15:04:05Z", "2006-01-02T15:04:05-03:00", "2006-01-02T15:04:05", "02.01.2006"}).Draw(t, "layout")
	r := &record.Receipt{
		Date: []byte(at.Format(layout)), StoreCode: oneOf(t, "1", "2"), CashBoxCode: oneOf(t, "missing", "", "1", "5", "11"), DocSumWithDiscount: n(), PayCash: n(), PayCard: n(),
	}
	for range rapid.IntRange(0, 4).Draw(t, "lines") {
		r.Lines = append(r.Lines, record.Line{UnitCode: oneOf(t, manyUnits...), Quantity: n(), Discount: n(), Sum: n(), SumWithDiscount: n()})
	}
	return r
})

func TestReceiptsAddUpPlainly(t *testing.T) {
	zones := []*time.Location{nil, time.FixedZone("Minsk", 3*3600)}
	for _, name := range []string{"America/Sao_Paulo", "Europe/London", "Pacific/Apia"} { // midnight is skipped on 4 November 2018 in the first
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	rapid.Check(t, func(t *rapid.T) {
		got, want := newTally(), newTally()
		got.Zone = rapid.SampledFrom(zones).Draw(t, "zone")
		want.Zone = got.Zone
		for _, r := range rapid.SliceOfN(busyTills, 0, 40).Draw(t, "receipts") {
			got.Add(r)
			addPlainly(&want, r)
			if a, b := exact(got.Sum), exact(want.Sum); a != b {
				t.Fatalf("the sum between receipts is %s, want %s", a, b)
			}
		}
		if a, b := dump(&got), dump(&want); a != b {
			t.Fatalf("added up:\n%s\nwant:\n%s", a, b)
		}
	})
}

// More tills take turns than are kept.
func TestManyTills(t *testing.T) {
	got, want := newTally(), newTally()
	for i := range 2000 {
		r := receiptAt(i%3, "796", "166")
		r.CashBoxCode, r.PayCash = fmt.Appendf(nil, "%d", i*i%97), money(int64(i))
		got.Add(r)
		addPlainly(&want, r)
	}
	if a, b := dump(&got), dump(&want); a != b {
		t.Errorf("added up:\n%s\nwant:\n%s", a, b)
	}
}

// So many receipts that tills settle on the way, with the largest figures that are added up as integers, and one line more than goes with them.
func TestManyLargeReceipts(t *testing.T) {
	got, want := newTally(), newTally()
	figure := record.NewNumber(largest/1_000_000-1, 0)
	line := record.Line{UnitCode: []byte("166"), Quantity: figure, Discount: figure, Sum: figure, SumWithDiscount: figure}
	r := &record.Receipt{Date: []byte("2018-11-03T10:00:00Z"), DocSumWithDiscount: figure, PayCash: figure, PayCard: figure, Lines: []record.Line{line, line, line}}
	for range mostEntries {
		got.Add(r)
		addPlainly(&want, r)
	}
	for range mostEntries {
		r.Lines = append(r.Lines, line)
	}
	for _, lines := range [][]record.Line{r.Lines[:mostEntries], r.Lines[:mostEntries+1]} {
		r.Lines = lines
		got.Add(r)
		addPlainly(&want, r)
	}
	if a, b := dump(&got), dump(&want); a != b {
		t.Errorf("added up:\n%s\nwant:\n%s", a, b)
	}
}

// What a report says, it says of all receipts.
func TestReportsSettle(t *testing.T) {
	r := New("in.xml", nil)
	r.Read.Add(receiptAt(1, "796"))
	receipt := receiptAt(1, "796")
	receipt.PayCash = money(500)
	r.Read.Add(receipt)
	page := Page{FromKind: record.Receipts, ToKind: record.Receipts, Report: r}
	if got := page.json(false).Read; record.Number(*got.Cash).String() != "5.00" || record.Number(*got.Days[0].Cash).String() != "5.00" {
		t.Errorf("%+v", got)
	}
	r.Read.Add(receipt)
	found := false
	for _, row := range page.rows(false) {
		found = found || row[1] == "read" && row[2] == "pay_cash" && row[4] == "10.00"
	}
	if !found {
		t.Error(page.rows(false))
	}
}
