package synth

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"obmen/formats/record"
)

// seen is what receipts of the second version come to.
type seen struct {
	receipts, lines, returns, discounts, mixed, weighed, litres int64
	stores, days, nums                                          map[string]bool
	sold                                                        map[string]int64
	last                                                        string
}

func newSeen() *seen {
	return &seen{stores: map[string]bool{}, days: map[string]bool{}, nums: map[string]bool{}, sold: map[string]int64{}}
}

// add holds a receipt to its laws: every sum is to the kopeck, every till open, every number new.
func (s *seen) add(t *testing.T, o Options, r *record.Receipt) {
	t.Helper()
	sum, paid, sign := record.NewNumber(0, 0), record.NewNumber(0, 0), r.DocSum.Sign()
	for i := range r.Lines {
		l := &r.Lines[i]
		if !l.Price.Mul(l.Quantity).Fix(2).Equal(l.Sum) || !l.Sum.Sub(l.Discount).Equal(l.SumWithDiscount) || l.Price.Sign() <= 0 || l.Quantity.Sign() != sign || l.Discount.Sign() == -sign {
			t.Fatalf("%+v: %s × %s = %s - %s = %s", o, l.Price, l.Quantity, l.Sum, l.Discount, l.SumWithDiscount)
		}
		unit := string(l.UnitCode)
		if l.Quantity.Scale() > 0 && unit != "166" && unit != "112" {
			t.Fatalf("%s of the unit %s", l.Quantity, l.UnitCode)
		}
		if strings.Contains(string(l.ProductName), "№") || strings.HasPrefix(string(l.ProductName), "Услуга") {
			t.Fatalf("sold: %s", l.ProductName)
		}
		sum, paid = sum.Add(l.Sum), paid.Add(l.SumWithDiscount)
		s.sold[string(l.ProductCode)]++
		s.lines++
		if unit == "112" {
			s.litres++
		}
		if l.Quantity.Scale() > 0 {
			s.weighed++
		}
	}
	if !sum.Equal(r.DocSum) || !paid.Equal(r.DocSumWithDiscount) || !paid.Equal(r.PayCard.Add(r.PayCash)) || len(r.Lines) == 0 || r.PayCard.Sign() == -sign || r.PayCash.Sign() == -sign {
		t.Fatalf("%+v: %s: %s %s %s %s", o, r.DocNum, r.DocSum, r.DocSumWithDiscount, r.PayCard, r.PayCash)
	}
	s.receipts++
	if sign < 0 {
		s.returns++
	}
	if !r.DocSum.Equal(r.DocSumWithDiscount) {
		s.discounts++
	}
	if !r.PayCard.IsZero() && !r.PayCash.IsZero() {
		s.mixed++
	}
	s.head(t, r)
}

func (s *seen) head(t *testing.T, r *record.Receipt) {
	t.Helper()
	d, ok, err := record.ParseDate(r.Date)
	if err != nil || !ok || string(r.Date) < s.last {
		t.Fatalf("date %s after %s: %v", r.Date, s.last, err)
	}
	var store int64
	if _, err := fmt.Sscan(string(r.StoreCode), &store); err != nil || !isOpen(store-169, d.Time.UTC().Hour()-opens) || d.Time.UTC().Hour() < opens || d.Time.UTC().Hour() >= opens+14 {
		t.Fatalf("store %s is closed at %s", r.StoreCode, r.Date)
	}
	if len(r.DocNum) != 24 || s.nums[string(r.DocNum)] {
		t.Fatalf("number %s", r.DocNum)
	}
	s.nums[string(r.DocNum)], s.stores[string(r.StoreCode)], s.days[string(r.Date[:10])], s.last = true, true, true, string(r.Date)
}

func watch(t *testing.T, o Options) *seen {
	t.Helper()
	o.Version, o.Kind = 2, record.Receipts
	s := newSeen()
	all(t, o, func(r record.Record) { s.add(t, o, r.(*record.Receipt)) })
	return s
}

// TestAnyFlagsAddUp is the law of the generator: whatever is asked for, sums add up, and there is as much of everything as was asked for.
func TestAnyFlagsAddUp(t *testing.T) {
	d := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		o := Options{
			Seed: d.Uint64(), Receipts: 1 + d.Int64N(400), Lines: d.Int64N(12), Days: d.Int64N(40), Stores: d.Int64N(30), Distinct: d.Int64N(3000), Groups: d.Int64N(2) * d.Int64N(90),
			From: time.Date(2000+d.IntN(60), 1, 1+d.IntN(366), 0, 0, 0, 0, time.UTC), FarApart: d.IntN(4) == 0,
		}
		if d.IntN(2) == 0 {
			o.Returns = d.Int64N(1 + o.Receipts/2)
		}
		s := watch(t, o)
		if s.receipts != o.Receipts || s.returns != o.Returns || o.Days > 0 && int64(len(s.days)) != min(o.Days, o.Receipts) || int64(len(s.stores)) > max(o.Stores, 4) {
			t.Fatalf("%+v: %d receipts, %d returns, %d days, %d stores", o, s.receipts, s.returns, len(s.days), len(s.stores))
		}
		if day := o.From.Format("2006-01-02"); o.Days > 0 && !s.days[day] {
			t.Fatalf("nothing on %s", day)
		}
	}
}

func TestTradeIsTrueToLife(t *testing.T) {
	s := watch(t, Options{Seed: 5, Receipts: 6000, Distinct: 1000, ReturnsPerMillion: 30_000})
	counts := make([]int64, 0, len(s.sold))
	for _, n := range s.sold {
		counts = append(counts, n)
	}
	slices.SortFunc(counts, func(a, b int64) int { return int(b - a) })
	top := int64(0)
	for _, n := range counts[:100] {
		top += n
	}
	if share := 100 * top / s.lines; share < 60 || share > 95 {
		t.Errorf("a tenth of the products make %d%% of the sales", share)
	}
	if mean := 100 * s.lines / s.receipts; mean < 370 || mean > 430 {
		t.Errorf("%d lines in %d receipts", s.lines, s.receipts)
	}
	if s.returns != 180 || s.discounts < 1000 || s.mixed < 60 || s.weighed < 2000 || s.litres == 0 || len(s.stores) != 4 || len(s.days) != 10 {
		t.Errorf("%d returns, %d discounts, %d paid both ways, %d weighed, %d in litres, %d stores, %d days", s.returns, s.discounts, s.mixed, s.weighed, s.litres, len(s.stores), len(s.days))
	}
}

// TestReturnsAreOfWhatWasSold: each line of a return was sold before at that price.
func TestReturnsAreOfWhatWasSold(t *testing.T) {
	sold := map[string]bool{}
	key := func(l *record.Line) string {
		return fmt.Sprintf("%s %s %s %s", l.ProductCode, l.Price, l.Quantity.Abs(), l.SumWithDiscount.Abs())
	}
	all(t, Options{Version: 2, Kind: record.Receipts, Seed: 3, Receipts: 2000, Returns: 300}, func(r record.Record) {
		for i := range r.(*record.Receipt).Lines {
			l := &r.(*record.Receipt).Lines[i]
			if l.Quantity.Sign() > 0 {
				sold[key(l)] = true
			} else if !sold[key(l)] {
				t.Fatalf("%s was given back, but not sold before", key(l))
			}
		}
	})
}

// TestTheSecondVersionFitsTogether looks receipts up in the catalogue of the same flags.
func TestTheSecondVersionFitsTogether(t *testing.T) {
	for _, groups := range []int64{0, 3, 200} {
		names, retail := map[string]string{}, map[string]string{}
		free := 0
		all(t, Options{Version: 2, Kind: record.Nomenclature, Seed: 9, Products: 1000, Groups: groups}, func(r record.Record) {
			if p, ok := r.(*record.Product); ok {
				names[string(p.Code)] = strings.Replace(string(p.Name), "№", "", 1)
				if !p.Price.IsSet() {
					free++
				}
				if string(p.PriceType) == "Розничная" {
					retail[string(p.Code)] = p.Price.Trim().String()
				}
			}
		})
		all(t, Options{Version: 2, Kind: record.Receipts, Seed: 9, Receipts: 300, Products: 1000, Groups: groups}, func(r record.Record) {
			for _, l := range r.(*record.Receipt).Lines {
				if code := string(l.ProductCode); names[code] != string(l.ProductName) || retail[code] != l.Price.Trim().String() {
					t.Fatalf("%d groups: %s %s at %s is in the catalogue as %s at %s", groups, code, l.ProductName, l.Price, names[code], retail[code])
				}
			}
		})
		if free == 0 {
			t.Errorf("%d groups: no service without a price", groups)
		}
	}
}

// TestTillNumbers: each till counts, and no two have one number.
func TestTillNumbers(t *testing.T) {
	last := map[string]int64{}
	nums := map[string]bool{}
	all(t, Options{Version: 2, Kind: record.Receipts, Seed: 6, Receipts: 3000, Stores: 20, Returns: 100, TillNumbers: true}, func(rec record.Record) {
		r := rec.(*record.Receipt)
		number, till := string(r.DocNum), string(r.CashBoxCode)
		var n int64
		if _, err := fmt.Sscan(strings.TrimLeft(strings.TrimPrefix(number, till), "0"), &n); err != nil || n != last[till]+1 || nums[number] || !strings.HasPrefix(number, till) {
			t.Fatalf("till %s: %s after %d: %v", till, number, last[till], err)
		}
		last[till], nums[number] = n, true
	})
	if len(last) < 20 {
		t.Errorf("%d tills", len(last))
	}
}

// TestInvoicesOfAnySize: as many as asked for, with so many items on average, on so many days.
func TestInvoicesOfAnySize(t *testing.T) {
	invoices, items, days := 0, 0, map[string]bool{}
	all(t, Options{Version: 2, Kind: record.Invoices, Seed: 4, Invoices: 500, Lines: 8, Days: 25, Groups: 12, Distinct: 200}, func(r record.Record) {
		switch r := r.(type) {
		case *record.Invoice:
			invoices++
			days[string(r.Date[:10])] = true
		case *record.Item:
			items++
		}
	})
	if n := Count(NewReader(Options{Version: 2, Kind: record.Invoices, Days: 12})); n != 120 {
		t.Errorf("%d invoices in 12 days", n)
	}
	if invoices != 500 || items < 3500 || items > 4500 || len(days) != 25 {
		t.Errorf("%d invoices, %d items, %d days", invoices, items, len(days))
	}
}
