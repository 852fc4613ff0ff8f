package convert_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"obmen/convert"
	"obmen/formats/record"
)

// BenchmarkCells converts a made-up file of 16 MiB in each way: MB/s of input, records/s and allocations a record.
func BenchmarkCells(b *testing.B) {
	for _, c := range []struct {
		kind     record.DocKind
		from, to string
		groupBy  []string
	}{
		{record.Nomenclature, "nomenclature-xml", "nomenclature-xml", nil}, {record.Nomenclature, "nomenclature-xml", "nomenclature-csv", nil},
		{record.Nomenclature, "nomenclature-csv", "nomenclature-xml", nil}, {record.Nomenclature, "nomenclature-xml", "invoice-json", nil},
		{record.Nomenclature, "nomenclature-csv", "invoice-csv", nil}, {record.Nomenclature, "nomenclature-xml", "items-csv", nil},
		{record.Receipts, "receipts-xml", "receipts-xml", nil}, {record.Receipts, "receipts-xml", "receipts-csv", nil}, {record.Receipts, "receipts-csv", "receipts-xml", nil},
		{record.Receipts, "receipts-xml", "invoice-json", nil}, {record.Receipts, "receipts-xml", "invoice-ndjson", []string{"day"}}, {record.Receipts, "receipts-xml", "nomenclature-xml", nil},
		{record.Invoices, "invoice-json", "invoice-json", nil}, {record.Invoices, "invoice-json", "invoice-csv", nil}, {record.Invoices, "invoice-csv", "invoice-ndjson", nil},
		{record.Invoices, "invoice-json", "items-csv", nil}, {record.Invoices, "invoice-json", "nomenclature-xml", nil}, {record.Invoices, "invoice-json", "receipts-xml", nil},
	} {
		b.Run(c.from+"_to_"+c.to, func(b *testing.B) {
			in := filepath.Join(b.TempDir(), "in")
			if err := convert.Generate(b.Context(), convert.Made{Kind: c.kind, Seed: 1, Bytes: 16 << 20, To: c.from, Output: in}); err != nil {
				b.Fatal(err)
			}
			info, err := os.Stat(in)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(info.Size())
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			records, runs := int64(0), 0
			for b.Loop() {
				progress := &convert.Progress{}
				_, err := convert.Run(context.Background(), convert.Job{Inputs: []string{in}, To: c.to, GroupBy: c.groupBy, Stdout: io.Discard, Progress: progress})
				if err != nil {
					b.Fatal(err)
				}
				records += progress.Records.Load()
				runs++
			}
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(records), "allocs/record")
		})
	}
}
