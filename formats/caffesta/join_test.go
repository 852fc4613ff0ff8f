package caffesta

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"obmen/formats/formattest"
	"obmen/formats/record"

	"pgregory.net/rapid"
)

// Parts that are written in lanes, a few in each, and parts that are not, come out as if there were no lanes.
func TestJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := formattest.HeadLast(formattest.Gen{Control: true}.Invoices(t))
		f := rapid.SampledFrom([]record.Format{JSON, NDJSON}).Draw(t, "format")
		o := record.Options{HeadLast: true}
		want, err := formattest.Write(f, o, doc)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		dst, _ := f.NewWriter(&out, o)
		w := dst.(record.JoinWriter)
		lane := w.Lane()
		for _, rec := range doc {
			to := record.Writer(lane)
			if rec.Kind() == record.KindInvoice || rapid.IntRange(0, 4).Draw(t, "join") == 0 {
				if err := w.Join(lane); err != nil {
					t.Fatal(err)
				}
				lane.Reset()
				to = w
			}
			if err := to.Write(rec); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil || !bytes.Equal(out.Bytes(), want) {
			t.Fatalf("%v, got\n%s\nwant\n%s", err, out.Bytes(), want)
		}
	})
}

// So do more than a drawer holds in memory.
func TestJoinLarge(t *testing.T) {
	want := large(JSON, 2, 3000)
	doc, err := formattest.Read(JSON, record.Options{}, bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{HeadLast: true})
	lane := w.Lane()
	for i, rec := range formattest.HeadLast(doc) {
		if rec.Kind() == record.KindInvoice || i%700 == 0 {
			if err := w.Join(lane); err != nil {
				t.Fatal(err)
			}
			lane.Reset()
		}
		to := record.Writer(lane)
		if rec.Kind() == record.KindInvoice {
			to = w
		}
		if err := to.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%v, %d bytes, not %d", err, out.Len(), len(want))
	}
}

func TestJoinRefuses(t *testing.T) {
	h, i, _ := records(t)
	w := NewWriter(io.Discard, record.Options{HeadLast: true})
	lane := w.Lane()
	bad := *i
	bad.Amount = record.Number{}
	for want, rec := range map[string]record.Record{"amount: the required amount is missing": &bad, "of the kind invoice has no place": h, "of the kind group has no place": &record.Group{}} {
		if err := lane.Write(rec); err == nil || !strings.Contains(err.Error(), want) || record.Refusal(err) != nil {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := NewWriter(io.Discard, record.Options{}).Join(lane); err == nil {
		t.Error("parts are joined behind their head")
	}
	if err := w.Join(NewWriter(io.Discard, record.Options{})); err == nil {
		t.Error("what is no lane is joined")
	}
	full := NewWriter(io.Discard, record.Options{HeadLast: true, Temp: &fewFiles{}})
	for range 2000 {
		if err := lane.Write(i); err != nil {
			t.Fatal(err)
		}
	}
	if err := full.Join(lane); err == nil {
		t.Error("the disk is full, and nobody says so")
	}
}
