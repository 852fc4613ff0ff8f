package mapping

import (
	"errors"
	"io"
	"testing"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
	"obmen/formats/synth"
)

// made returns the records of a made-up document, kept, and how many rows or lines they hold.
func made(b testing.TB, o synth.Options) (list []record.Record, entries int) {
	b.Helper()
	src := synth.NewReader(o)
	for {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			return list, entries
		}
		if err != nil {
			b.Fatal(err)
		}
		rec = record.Clone(rec)
		list = append(list, rec)
		switch r := rec.(type) {
		case *record.Product:
			entries++
		case *record.Receipt:
			entries += len(r.Lines)
		}
	}
}

// What a mapping costs apart from reading, checking and writing: ns/entry is for a row or a line.
func BenchmarkMapping(b *testing.B) {
	const size = 16 << 20
	nomenclature := synth.Options{Kind: record.Nomenclature, Seed: 1, Bytes: size}
	farApart, distinct, childrenFirst := nomenclature, nomenclature, nomenclature
	farApart.FarApart, childrenFirst.GroupsAfterChildren = true, true
	distinct.Distinct = 40_000
	receipts := synth.Options{Kind: record.Receipts, Seed: 1, Bytes: size}
	for _, c := range []struct {
		name    string
		source  synth.Options
		groupBy []string
	}{
		{"nomenclature", nomenclature, nil},
		{"far-apart", farApart, nil},
		{"distinct", distinct, nil},
		{"children-first", childrenFirst, nil},
		{"receipts", receipts, nil},
		{"receipts-day", receipts, []string{byDay}},
	} {
		b.Run(c.name, func(b *testing.B) {
			list, entries := made(b, c.source)
			m, _ := Lookup(c.source.Kind, record.Invoices)
			b.ReportAllocs()
			before := processorTime()
			for b.Loop() {
				o := Options{Profile: profile.Default(), Report: report.New("", nil), GroupBy: c.groupBy}
				if err := mapAll(m, list, o); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(processorTime()-before)/float64(b.N)/float64(entries), "cpu-ns/entry")
		})
	}
}

func mapAll(m Mapping, list []record.Record, o Options) error {
	w, err := m.New(discard{}, o)
	if err != nil {
		return err
	}
	for _, rec := range list {
		if err := w.Write(rec); err != nil {
			return err
		}
	}
	return w.Close()
}
