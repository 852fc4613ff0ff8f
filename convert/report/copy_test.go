package report

import (
	"reflect"
	"testing"
	"time"

	"obmen/formats/record"
)

// tallyOf adds up receipts, one a day.
func tallyOf(receipts int) *Tally {
	t := &Tally{Zone: time.UTC, Measure: func(code []byte) (string, record.Number) { return "pcs", record.NewNumber(1, 0) }}
	at := time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)
	for i := range receipts {
		n := record.NewNumber(int64(i), 2)
		t.Add(&record.Receipt{
			Date: at.AddDate(0, 0, i).AppendFormat(nil, "2006-01-02T15:04:05+0000"), StoreCode: []byte("1"), PayCash: n, DocSumWithDiscount: n,
			Lines: []record.Line{{UnitCode: []byte("796"), Quantity: n, Sum: n, SumWithDiscount: n}},
		})
	}
	return t
}

// figures are the totals of t as a report shows them.
func figures(t *Tally) any {
	t.settleAll()
	var days []Cell
	for c := range t.Days.All() {
		day := Cell{Name: c.Name, Count: c.Count, Sum: c.Sum, Cash: c.Cash, Rest: c.Rest}
		for q := range c.Quantities.All() {
			day.Discount = day.Discount.Add(q.Sum)
		}
		days = append(days, day)
	}
	return []any{t.Records, t.Receipts, t.Lines, t.Sum, t.Cash, t.First, t.Last, days, t.Overflowed()}
}

// TestCopyGoesOn: a copy counts on as the original does, and neither knows of the other.
func TestCopyGoesOn(t *testing.T) {
	for _, receipts := range []int{0, 1, 30, maxCells + 5} {
		o := tallyOf(receipts)
		before := figures(o)
		c := &Tally{Zone: o.Zone, Measure: o.Measure}
		c.Copy(o)
		if !reflect.DeepEqual(figures(c), before) {
			t.Fatalf("%d receipts: a copy is %v, not %v", receipts, figures(c), before)
		}
		more := &record.Receipt{Date: []byte("2000-01-01T10:00:00+0000"), StoreCode: []byte("1"), PayCash: record.NewNumber(7, 0), Lines: []record.Line{{UnitCode: []byte("796"), Quantity: record.NewNumber(1, 0)}}}
		c.Add(more)
		if !reflect.DeepEqual(figures(o), before) {
			t.Errorf("%d receipts: what the copy counts shows in the original", receipts)
		}
		o.Add(more)
		if !reflect.DeepEqual(figures(c), figures(o)) {
			t.Errorf("%d receipts: the copy counts on to %v, not %v", receipts, figures(c), figures(o))
		}
		s := &Tally{Zone: o.Zone}
		s.Share(o)
		if !reflect.DeepEqual(figures(s), figures(o)) || s.Measure != nil {
			t.Errorf("%d receipts: shared totals are %v, not %v", receipts, figures(s), figures(o))
		}
	}
}
