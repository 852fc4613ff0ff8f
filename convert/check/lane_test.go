package check

import (
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
				err = lanes[i%len(lanes)].chunk(leadOf(records[:from]), records[from:to])
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
}

func newTestLane(c Checker, found func(record.Finding), merged *counts) *testLane {
	l := &testLane{checker: c, lead: new(counts), merged: merged}
	l.Lane = c.Lane(func(f record.Finding) {
		f.Record += merged[f.Kind] - l.lead[f.Kind]
		found(f)
	})
	return l
}

func (l *testLane) chunk(lead, fresh []record.Record) error {
	*l.lead = counts{}
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

// cutBehind returns the first place from at on behind a product or a receipt, or the end.
func cutBehind(records []record.Record, at int) int {
	for ; at < len(records); at++ {
		switch records[at-1].(type) {
		case *record.Product, *record.Receipt:
			return at
		}
	}
	return len(records)
}

// leadOf returns what brings a lane to the end of records: what is open, and the last of them.
func leadOf(records []record.Record) (lead []record.Record) {
	if len(records) == 0 {
		return nil
	}
	for _, kind := range []record.Kind{record.KindCatalogue, record.KindGroup} {
		i := len(records) - 1
		for i >= 0 && records[i].Kind() != kind {
			i--
		}
		if i >= 0 {
			lead = append(lead, records[i])
		}
	}
	return append(lead, records[len(records)-1])
}

func TestLanesAgainstModel(t *testing.T) {
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts} {
		t.Run(kind.String(), func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				records := madeUp[kind](r)
				agree(r, kind, records, inLanes(r, kind, records))
			})
		})
	}
}

// TestLanesTellTheSame holds all findings of lanes, those of single records too, against those of one stream.
func TestLanesTellTheSame(t *testing.T) {
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts} {
		rapid.Check(t, func(r *rapid.T) {
			records := madeUp[kind](r)
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
	if invoices.Lane(nil) != nil || invoices.Join(lane) == nil || nomenclature.Join(lane) == nil || receipts.Join(nomenclature.Lane(nil)) == nil {
		t.Error("a lane of another kind is joined")
	}
}
