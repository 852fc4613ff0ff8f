package diff

import (
	"cmp"
	"maps"
	"slices"

	"obmen/convert"
	"obmen/convert/report"
	"obmen/formats/record"
)

// A Summary says how two documents compare.
type Summary struct {
	A, B       Side
	Kind       record.DocKind
	Counts     []Count   // kinds of records that were there
	Fields     []Tallied // how often each field differs, most often first
	Doubled    int64     // keys that stand more than once on a side
	Doubles    []Doubled
	Totals     []Total  // control totals of the whole documents that differ
	Uncompared []string // fields that the format of one side has no place for
	Found      int64    // differences
	Shown      int64

	counts [record.KindInvoiceProduct + 1]Count
}

// A Side is one of the documents.
type Side struct{ File, Format string }

// A Count counts the records of a kind, and in what they differ. A record that is both changed and moved counts as two differences.
type Count struct {
	Kind                           record.Kind
	A, B                           int64
	Removed, Added, Changed, Moved int64
}

// A Tallied says how often a field differs.
type Tallied struct {
	Name  string
	Count int64
}

// A Total is a control total.
type Total struct {
	Name string
	A, B record.Number
}

// Equal reports whether no difference was found.
func (s *Summary) Equal() bool { return s.Found == 0 }

// settle counts what was found.
func (s *Summary) settle(fields map[string]int64, a, b *convert.Document) {
	for kind, c := range s.counts {
		if c.A == 0 && c.B == 0 {
			continue
		}
		c.Kind = record.Kind(kind)
		s.Counts = append(s.Counts, c)
		s.Found += c.Removed + c.Added + c.Changed + c.Moved
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		s.Fields = append(s.Fields, Tallied{name, fields[name]})
	}
	slices.SortStableFunc(s.Fields, func(x, y Tallied) int { return cmp.Compare(y.Count, x.Count) })
	if s.Found > 0 {
		s.Totals = totals(s.Kind, &a.Report.Read, &b.Report.Read)
	}
}

// totals compares the control totals of two documents, and returns those that differ.
func totals(kind record.DocKind, a, b *report.Tally) (out []Total) {
	add := func(name string, x, y record.Number) {
		if !x.Equal(y) {
			out = append(out, Total{name, zeroed(x), zeroed(y)})
		}
	}
	count := func(name string, x, y int64) { add(name, record.NewNumber(x, 0), record.NewNumber(y, 0)) }
	switch kind {
	case record.Nomenclature:
		count("groups", a.Groups, b.Groups)
		count("rows", a.Rows, b.Rows)
		add("prices", a.Sum, b.Sum)
	case record.Receipts:
		count("receipts", a.Receipts, b.Receipts)
		count("lines", a.Lines, b.Lines)
		add("sum", a.Sum, b.Sum)
		add("discount", a.Discount, b.Discount)
		add("pay_cash", a.Cash, b.Cash)
		add("pay_card", a.Card, b.Card)
	case record.Invoices:
		count("invoices", a.Invoices, b.Invoices)
		count("items", a.Items, b.Items)
		count("products", a.InvoiceProducts, b.InvoiceProducts)
		add("sum", a.Sum, b.Sum)
	}
	for _, cells := range []struct {
		name string
		a, b *report.Cells
	}{{"price type", &a.PriceTypes, &b.PriceTypes}, {"quantity", &a.Quantities, &b.Quantities}} {
		eachCell(cells.a, cells.b, func(name string, x, y record.Number) { add(cells.name+" "+name, x, y) })
	}
	return out
}

func zeroed(n record.Number) record.Number {
	if n.IsSet() {
		return n
	}
	return record.NewNumber(0, 0)
}

// eachCell visits the sums of both by name.
func eachCell(a, b *report.Cells, visit func(name string, x, y record.Number)) {
	sums := map[string][2]record.Number{}
	for i, cells := range []*report.Cells{a, b} {
		for c := range cells.All() {
			both := sums[c.Name]
			both[i] = c.Sum
			sums[c.Name] = both
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		visit(name, sums[name][0], sums[name][1])
	}
}
