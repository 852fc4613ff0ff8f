package mapping

import (
	"errors"
	"fmt"
	"testing"

	"obmen/convert/report"
	"obmen/formats/record"
)

// A keptHand keeps records until they are joined. Of those of a document it does so only with the first few batches, or it fails.
type keptHand struct {
	kept
	list   []record.Record
	report *report.Report
	to     record.Writer
	into   *report.Report
	left   *int // batches that are joined
	broken error
}

func (h *keptHand) Write(rec record.Record) error {
	h.list = append(h.list, record.Clone(rec))
	return nil
}

func (h *keptHand) Report() *report.Report { return h.report }

func (h *keptHand) Reset() {
	h.list = nil
	h.report.Restart()
}

func (h *keptHand) Join() error {
	if *h.left--; *h.left < 0 {
		return h.broken
	}
	for _, rec := range h.list {
		if err := h.to.Write(rec); err != nil {
			return err
		}
	}
	h.into.Merge(h.report, nil)
	return nil
}

// TestHands: wherever hands must stop, the products behind are mapped as well, and in the same order.
func TestHands(t *testing.T) {
	p := load(t, "price_types: {retail: a, purchase: b}\nproducts: {\"00-7\": {skip: true}, \"00-9\": {category: {ref_code: own, name: Own}}}\n")
	run := func(hands func(*kept, *report.Report) *Hands) (string, error) {
		out, rep := &kept{}, report.New("in", nil)
		o := Options{Profile: p, Report: rep, Temp: nil}
		if hands != nil {
			o.Hands = hands(out, rep)
		}
		w, err := newCatalogueInvoice(out, o)
		if err != nil {
			t.Fatal(err)
		}
		err = w.Write(&record.Catalogue{Date: []byte("01.02.2024")})
		for pass := range 3 {
			for i := range 40 {
				if i%10 == 0 && err == nil {
					err = w.Write(&record.Group{Code: fmt.Appendf(nil, "g%d", i), Name: []byte("group")})
				}
				r := &record.Product{Code: fmt.Appendf(nil, "00-%d", i), Name: []byte("name"), UnitCode: []byte("796"),
					PriceType: []byte{"abc"[pass]}, Price: record.NewNumber(int64(100*i+pass), 2)}
				if err == nil {
					err = w.Write(r)
				}
			}
		}
		err = errors.Join(err, w.Close())
		return out.text() + string(reportText(rep)), err
	}
	want, err := run(nil)
	if err != nil {
		t.Fatal(err)
	}
	try := func(batch, joined int, broken error) (string, error) {
		return run(func(out *kept, rep *report.Report) *Hands {
			return &Hands{Count: 2, Batch: batch, New: func() Hand {
				return &keptHand{report: report.New("in", nil), to: out, into: rep, left: &joined, broken: broken}
			}}
		})
	}
	for _, batch := range []int{1, 100, 1000, 1 << 20} {
		for joined := range 42 {
			if got, err := try(batch, joined, ErrNotJoined); err != nil || got != want {
				t.Fatalf("batches of %d, of which %d are joined: %v\n%s\nnot\n%s", batch, joined, err, got, want)
			}
		}
	}
	for joined := range 30 {
		if _, err := try(1, joined, errWrite); !errors.Is(err, errWrite) {
			t.Fatalf("%d batches before a broken one: %v", joined, err)
		}
	}
}
