package check

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// inLanes checks records in chunks, each with a lead, in lanes that are used again and again; some of the chunks go straight to the Checker.
func inLanes(r *rapid.T, kind record.DocKind, records []record.Record) func(Options) error {
	return func(o Options) error {
		c := New(kind, o)
		defer c.Close()
		var merged counts
		lanes := make([]*testLane, rapid.IntRange(1, 3).Draw(r, "lanes"))
		for i := range lanes {
			lanes[i] = newTestLane(c, o.Found, &merged)
		}
		for i, from := 0, 0; from < len(records); i++ {
			to := cutBehind(records, from+rapid.IntRange(1, 12).Draw(r, "size"))
			var err error
			if rapid.IntRange(0, 5).Draw(r, "straight") == 0 {
				err = checkAll(c, records[from:to])
			} else {
				err = lanes[i%len(lanes)].chunk(leadOf(records, from), records[from:to])
			}
			if errors.Is(err, errAmid) { // as the records after it would be
				err = checkAll(c, records[from:to])
			}
			if err != nil {
				return err
			}
			for _, x := range records[from:to] {
				merged[x.Kind()]++
			}
			from = to
		}
		return c.Finish()
	}
}

type counts [record.KindInvoiceProduct + 1]int64

type testLane struct {
	Lane
	checker      Checker
	lead, merged *counts
	found        func(record.Finding)
	told         []record.Finding
}

func newTestLane(c Checker, found func(record.Finding), merged *counts) *testLane {
	l := &testLane{checker: c, lead: new(counts), merged: merged, found: found}
	l.Lane = c.Lane(func(f record.Finding) {
		f.Record += merged[f.Kind] - l.lead[f.Kind]
		l.told = append(l.told, f)
	})
	return l
}

func (l *testLane) chunk(lead, fresh []record.Record) error {
	*l.lead, l.told = counts{}, nil
	l.Open(len(lead) > 0)
	for _, x := range lead {
		l.lead[x.Kind()]++
		if err := l.Check(x); err != nil {
			return err
		}
	}
	if len(lead) > 0 {
		l.Start()
	}
	for _, x := range fresh {
		if err := l.Check(x); err != nil {
			return err
		}
	}
	for _, f := range l.told {
		l.checker.Place(&f)
		l.found(f)
	}
	return l.checker.Join(l.Lane)
}

func checkAll(c Checker, records []record.Record) error {
	for _, x := range records {
		if err := c.Check(x); err != nil {
			return err
		}
	}
	return nil
}

// cutBehind returns the first place from at on behind a product, a receipt, an invoice or a part of one, or the end.
func cutBehind(records []record.Record, at int) int {
	for ; at < len(records); at++ {
		switch records[at-1].(type) {
		case *record.Catalogue, *record.Group:
		default:
			return at
		}
	}
	return len(records)
}

// leadOf returns what brings a lane to the place at: what is open, and the last record before it. Of an invoice that is over it is
// all. The places of a lead count for nothing.
func leadOf(records []record.Record, at int) (lead []record.Record) {
	before := records[:at]
	if len(before) == 0 {
		return nil
	}
	for _, kind := range []record.Kind{record.KindCatalogue, record.KindGroup} {
		if i := lastOf(kind, before); i >= 0 {
			lead = append(lead, before[i])
		}
	}
	i := lastOf(record.KindInvoice, before)
	if i < 0 {
		return append(lead, before[at-1])
	}
	head := *before[i].(*record.Invoice)
	head.Fixed = record.Pos{Line: 1, Col: 1}
	if parts := before[i+1:]; records[at].Kind() == record.KindInvoice {
		lead = parts
	} else {
		lead = parts[max(len(parts)-1, 0):]
	}
	return append([]record.Record{&head}, lead...)
}

// inOrder brings the parts of each invoice into the order in which readers give them.
func inOrder(records []record.Record) []record.Record {
	for from := 0; from < len(records); {
		to := from + 1
		for to < len(records) && records[to].Kind() > record.KindInvoice {
			to++
		}
		slices.SortStableFunc(records[from+1:to], func(a, b record.Record) int { return cmp.Compare(a.Kind(), b.Kind()) })
		from = to
	}
	return records
}

// lastOf returns where the last record of a kind stands; -1: nowhere.
func lastOf(kind record.Kind, records []record.Record) int {
	i := len(records) - 1
	for i >= 0 && records[i].Kind() != kind {
		i--
	}
	return i
}

func TestLanesAgainstModel(t *testing.T) {
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		t.Run(kind.String(), func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				records := inOrder(madeUp[kind](r))
				agree(r, kind, records, inLanes(r, kind, records))
			})
		})
	}
}

// TestLanesTellTheSame holds all findings of lanes, those of single records too, against those of one stream.
func TestLanesTellTheSame(t *testing.T) {
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		rapid.Check(t, func(r *rapid.T) {
			records := inOrder(madeUp[kind](r))
			for _, whole := range []bool{false, true} {
				tell := func(check func(Options) error) []string {
					var found []string
					err := check(Options{Whole: whole, Found: func(f record.Finding) { found = append(found, sayFinding(f)) }})
					return append(found, fmt.Sprint(err))
				}
				if got, want := tell(inLanes(r, kind, records)), tell(straight(kind, records)); !slices.Equal(got, want) {
					r.Fatalf("whole %v: found\n%q\nwant\n%q", whole, got, want)
				}
			}
		})
	}
}

func TestStrangeLanes(t *testing.T) {
	receipts, nomenclature, invoices := New(record.Receipts, Options{}), New(record.Nomenclature, Options{}), New(record.Invoices, Options{})
	lane := receipts.Lane(nil)
	if invoices.Join(lane) == nil || receipts.Join(invoices.Lane(nil)) == nil || nomenclature.Join(lane) == nil || receipts.Join(nomenclature.Lane(nil)) == nil {
		t.Error("a lane of another kind is joined")
	}
}
