package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

var aNote = &record.Message{Code: "a-note", Severity: record.Note, En: "a note on %q", Ru: "заметка о %q"}
var aWarning = &record.Message{Code: "a-warning", Severity: record.Warning, En: "a warning of %q", Ru: "предупреждение о %q"}

// measureByCode knows three measures; a gram is a thousandth.
func measureByCode(code []byte) (string, record.Number) {
	switch string(code) {
	case "166":
		return "kg", record.NewNumber(1, 0)
	case "163":
		return "kg", record.NewNumber(1, 3)
	case "112":
		return "l", record.NewNumber(1, 0)
	}
	return "pcs", record.NewNumber(1, 0)
}

func rateOf(id record.Number) record.Number { return id.Add(record.NewNumber(5, 1)) }

func newTally() Tally { return Tally{Measure: measureByCode, Rate: rateOf} }

// numbers of all states, signs, scales and sizes.
var numbers = rapid.Custom(func(t *rapid.T) record.Number {
	switch rapid.IntRange(0, 9).Draw(t, "state") {
	case 0:
		return record.Number{}
	case 1:
		return record.EmptyNumber
	case 2:
		return record.NewNumber(1<<62, 0)
	}
	return record.NewNumber(rapid.Int64Range(-9999, 99999).Draw(t, "coef"), rapid.Int32Range(0, 4).Draw(t, "scale"))
})

func oneOf(t *rapid.T, texts ...string) []byte {
	s := rapid.SampledFrom(texts).Draw(t, "text")
	if s == "missing" {
		return nil
	}
	return []byte(s)
}

var records = rapid.Custom(func(t *rapid.T) record.Record {
	n := func() record.Number { return numbers.Draw(t, "number") }
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return &record.Group{}
	case 1, 2:
		return &record.Product{Code: oneOf(t, "", "1", "2"), Barcode: oneOf(t, "", "2000"), Price: n(), PriceType: oneOf(t, "missing", "retail", "…")}
	case 3:
		return &record.Invoice{Sum: n()}
	case 4:
		return &record.Category{}
	case 5:
		return &record.InvoiceProduct{Barcode: oneOf(t, "", "2000"), Prices: make([]record.ShopPrice, rapid.IntRange(0, 1).Draw(t, "prices"))}
	case 6:
		return &record.Item{TaxID: n(), Cost: n(), CostWithTax: n(), Amount: n(), PackageCode: oneOf(t, "", "p", "q")}
	}
	r := &record.Receipt{
		Date:      oneOf(t, "", "2018-04-16T11:08:31+0000", "2018-04-16T23:08:31-0300", "2018-04-17T02:08:31", "16.04.2018", "nonsense", "2018-04-16T11:08:31.5+0000"),
		StoreCode: oneOf(t, "1", "2"), CashBoxCode: oneOf(t, "missing", "1"), DocSumWithDiscount: n(), PayCash: n(), PayCard: n(),
	}
	for range rapid.IntRange(0, 4).Draw(t, "lines") {
		r.Lines = append(r.Lines, record.Line{UnitCode: oneOf(t, "796", "166", "163", "112"), Quantity: n(), Discount: n(), Sum: n(), SumWithDiscount: n()})
	}
	return r
})

// dump shows all of a Tally that a report can, numbers with their state and scale.
func dump(t *Tally) string {
	t.settleAll()
	var b strings.Builder
	for _, n := range t.counters() {
		fmt.Fprintf(&b, "%d ", *n)
	}
	for _, n := range t.sums() {
		b.WriteString(exact(*n))
	}
	fmt.Fprintf(&b, "returns %d %s\n%v %v\n", t.Returns.Count, exact(t.Returns.Sum), t.First.UTC(), t.Last.UTC())
	for _, c := range []*Cells{&t.PriceTypes, &t.Quantities, &t.Taxes, &t.Days} {
		dumpCells(&b, c, "")
	}
	return b.String()
}

func dumpCells(b *strings.Builder, cells *Cells, indent string) {
	for c := range cells.All() {
		fmt.Fprintf(b, "%s%q %d ", indent, c.Name, c.Count)
		for _, n := range c.sums() {
			b.WriteString(exact(*n))
		}
		fmt.Fprintf(b, "returns %d %s rate %s\n", c.Returns.Count, exact(c.Returns.Sum), exact(c.Rate))
		dumpCells(b, &c.Quantities, indent+"  ")
	}
	b.WriteString(indent + "-\n")
}

func exact(n record.Number) string {
	if !n.IsSet() {
		return "missing "
	}
	return fmt.Sprintf("%s/%d ", n, n.Scale())
}

// A document cut anywhere: one lane's Tally, shown the last record before the cut, merges to what the whole is.
func TestTallyMerges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(records, 0, 40).Draw(t, "records")
		whole, merged := newTally(), newTally()
		for _, r := range list {
			whole.Add(r)
		}
		lanes := [2]Tally{newTally(), newTally()}
		for from, k := 0, 0; from < len(list); k++ {
			to := min(len(list), from+rapid.IntRange(1, 12).Draw(t, "chunk"))
			lane := &lanes[k%2]
			if from == 0 {
				lane = &merged // the first chunk may be read into the whole itself
			} else {
				for _, r := range list[lead(list, from):from] {
					lane.Add(r)
				}
				lane.Restart()
			}
			for _, r := range list[from:to] {
				lane.Add(r)
			}
			if lane.Overflowed() {
				t.Fatal("overflowed")
			}
			if lane != &merged {
				merged.Merge(lane)
			}
			from = to
		}
		if got, want := dump(&merged), dump(&whole); got != want {
			t.Fatalf("merged:\n%s\nwhole:\n%s", got, want)
		}
	})
}

// lead returns where the records begin that bring a Tally to list[from:]: the group, the row before and what stands between.
func lead(list []record.Record, from int) int {
	for i := from - 1; i > 0; i-- {
		if _, ok := list[i].(*record.Product); ok {
			return i
		}
	}
	return 0
}

func receiptAt(store int, units ...string) *record.Receipt {
	r := &record.Receipt{Date: []byte("2018-04-16T11:08:31Z"), StoreCode: fmt.Appendf(nil, "%d", store)}
	for _, u := range units {
		r.Lines = append(r.Lines, record.Line{UnitCode: []byte(u), Quantity: money(100)})
	}
	return r
}

// Behind the last cell all go into one, in which measures stand in the order in which they came.
func TestTallyMergesIntoOneCell(t *testing.T) {
	whole, merged, lane := newTally(), newTally(), newTally()
	for i := range maxCells - 1 {
		whole.Add(receiptAt(i, "796"))
		merged.Add(receiptAt(i, "796"))
	}
	for _, r := range []*record.Receipt{
		receiptAt(0, "112"), receiptAt(-1, "796"), receiptAt(-2, "796"), receiptAt(-3, "166"), receiptAt(-2, "112"), receiptAt(-3, "112"),
	} {
		whole.Add(r)
		lane.Add(r)
	}
	merged.Merge(&lane)
	if got, want := dump(&merged), dump(&whole); got != want {
		t.Errorf("merged:\n%s\nwhole:\n%s", got[len(got)-700:], want[len(want)-700:])
	}
	if !merged.Overflowed() || lane.Overflowed() || merged.Days.Len() != maxCells+1 {
		t.Error("the whole has overflowed, and the lane has not")
	}
}

// A Tally that overflowed says so, also where the last cell's own name was taken; Restart makes it good again.
func TestOverflowed(t *testing.T) {
	for _, first := range []string{"x", otherCells} {
		tally := newTally()
		tally.Add(&record.Product{Price: money(1), PriceType: []byte(first)})
		for i := range maxCells {
			if tally.Overflowed() {
				t.Fatal(i)
			}
			tally.Add(&record.Product{Price: money(1), PriceType: fmt.Appendf(nil, "%d", i)})
		}
		if !tally.Overflowed() {
			t.Error("not overflowed")
		}
		if tally.Restart(); tally.Overflowed() || tally.PriceTypes.Len() != 0 {
			t.Error("overflowed without a cell")
		}
	}
}

// A restarted Tally has only the code of the last row left.
func TestTallyRestarts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		used, fresh := newTally(), newTally()
		for _, r := range rapid.SliceOfN(records, 0, 20).Draw(t, "before") {
			used.Add(r)
		}
		used.Restart()
		p := &record.Product{Code: []byte("new"), Barcode: []byte("1")}
		for _, r := range append([]record.Record{p}, rapid.SliceOfN(records, 0, 20).Draw(t, "behind")...) {
			used.Add(r)
			fresh.Add(r)
		}
		if got, want := dump(&used), dump(&fresh); got != want {
			t.Fatalf("restarted:\n%s\nfresh:\n%s", got, want)
		}
	})
}

func TestTallyRestartsWithoutAllocating(t *testing.T) {
	tally := newTally()
	list := []record.Record{receiptAt(1, "796", "112"), receiptAt(2, "166"), &record.Product{Code: []byte("1"), Price: money(1), PriceType: []byte("a")}}
	chunk := func() {
		for _, r := range list {
			tally.Add(r)
		}
		tally.Restart()
	}
	chunk()
	if n := testing.AllocsPerRun(100, chunk); n != 0 {
		t.Error(n, "allocations")
	}
}

// First and Last are those of the whole, at the moment's own first mention.
func TestMergeKeepsFirstAndLast(t *testing.T) {
	at := func(text string) *record.Receipt { return &record.Receipt{Date: []byte(text)} }
	merged, lane := newTally(), newTally()
	merged.Add(at("2018-04-16T11:08:31Z"))
	merged.Merge(&lane) // no dates
	lane.Add(at("2018-04-15T11:08:31Z"))
	lane.Add(at("2018-04-18T11:08:31Z"))
	merged.Merge(&lane)
	if merged.First.Format(time.DateOnly) != "2018-04-15" || merged.Last.Format(time.DateOnly) != "2018-04-18" {
		t.Error(merged.First, merged.Last)
	}
}

// something is one thing that happens to a Report.
var something = rapid.Custom(func(t *rapid.T) func(r *Report, record int64) {
	text := []byte(rapid.SampledFrom([]string{"a", "b", strings.Repeat("long", 30)}).Draw(t, "text"))
	n := numbers.Draw(t, "number")
	count := rapid.Int64Range(0, 3).Draw(t, "count")
	switch rapid.IntRange(0, 7).Draw(t, "what") {
	case 0:
		return func(r *Report, _ int64) { r.LostN(string(text), count) }
	case 1:
		return func(r *Report, _ int64) { r.KeepOut(Doubles, count, n) }
	case 2:
		return func(r *Report, _ int64) { r.Reject(count, n) }
	case 3:
		return func(r *Report, _ int64) { r.Reckoned(n) }
	case 4:
		return func(r *Report, _ int64) { r.KeepOutItems(Skipped, count, n, 1) }
	}
	m := rapid.SampledFrom([]*record.Message{aNote, aWarning}).Draw(t, "message")
	return func(r *Report, no int64) {
		r.Found(record.Finding{Message: m, Record: no, Kind: record.KindItem, Args: []any{bytes.Clone(text)}})
	}
})

// told is what a relay hears, in words.
func told(into *[]string) func(record.Finding) {
	return func(f record.Finding) {
		*into = append(*into, fmt.Sprint(f.Record, f.Pos, f.Path, f.Message.Fault(f.Args...)))
	}
}

func TestReportMerges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(something, 0, 60).Draw(t, "list")
		var heardWhole, heardMerged []string
		whole, merged := New("in.xml", told(&heardWhole)), New("in.xml", told(&heardMerged))
		for i, do := range list {
			do(whole, int64(i))
			whole.Read.Add(&record.Category{})
		}
		lane := New("in.xml", nil)
		for from := 0; from < len(list); {
			to := min(len(list), from+rapid.IntRange(1, 25).Draw(t, "chunk"))
			lane.Restart()
			for i, do := range list[from:to] {
				do(lane, int64(i))
				lane.Read.Add(&record.Category{})
			}
			merged.Merge(lane, func(f *record.Finding) { f.Record += int64(from) })
			from = to
		}
		if a, b := fmt.Sprintf("%q", heardMerged), fmt.Sprintf("%q", heardWhole); a != b {
			t.Fatalf("heard %s\n want %s", a, b)
		}
		if a, b := pageOf(t, merged), pageOf(t, whole); a != b {
			t.Fatalf("merged %s\nwhole %s", a, b)
		}
	})
}

// pageOf is all that a report tells.
func pageOf(t *rapid.T, r *Report) string {
	var b bytes.Buffer
	if err := WriteJSON(&b, []Page{{FromKind: record.Invoices, ToKind: record.Nomenclature, Report: r}}, false); err != nil {
		t.Fatal(err)
	}
	for _, balance := range append(r.Balances(record.Invoices, record.Invoices), r.Balances(record.Invoices, record.Nomenclature)...) {
		fmt.Fprintln(&b, balance.What, exact(balance.Read), exact(balance.Written), exact(balance.KeptOut), exact(balance.Reckoned))
	}
	fmt.Fprint(&b, len(r.kept), r.HasWarnings())
	return b.String()
}
