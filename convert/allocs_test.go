package convert

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"obmen/formats/record"
)

// TestAllocations holds every kind of conversion, in one stream and in lanes, to at most one allocation for a hundred records more: what a run needs once, whatever it
// reads, is in a run of a smaller document too.
func TestAllocations(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("it converts much, and the race detector allocates")
	}
	made := &madeFiles{dir: t.TempDir()}
	for _, c := range []struct {
		kind                record.DocKind
		shape, from, to, by string // no to: a check
	}{
		{record.Nomenclature, "", "nomenclature-xml", "nomenclature-xml", ""},
		{record.Nomenclature, "", "nomenclature-xml", "nomenclature-csv", ""},
		{record.Nomenclature, "", "nomenclature-csv", "nomenclature-xml", ""},
		{record.Nomenclature, "", "nomenclature-xml", "invoice-json", ""},
		{record.Nomenclature, "far-apart", "nomenclature-xml", "invoice-json", ""},
		{record.Nomenclature, "children-first", "nomenclature-xml", "invoice-json", ""},
		{record.Nomenclature, "", "nomenclature-xml", "invoice-csv", ""},
		{record.Nomenclature, "", "nomenclature-xml", "items-csv", ""},
		{record.Nomenclature, "", "nomenclature-csv", "invoice-ndjson", ""},
		{record.Nomenclature, "", "nomenclature-xml", "", ""},
		{record.Receipts, "", "receipts-xml", "receipts-xml", ""},
		{record.Receipts, "", "receipts-xml", "receipts-csv", ""},
		{record.Receipts, "", "receipts-csv", "receipts-xml", ""},
		{record.Receipts, "", "receipts-xml", "invoice-json", ""},
		{record.Receipts, "", "receipts-xml", "invoice-ndjson", "day"},
		{record.Receipts, "", "receipts-csv", "invoice-csv", ""},
		{record.Receipts, "", "receipts-xml", "nomenclature-xml", ""},
		{record.Receipts, "", "receipts-xml", "", ""},
		{record.Invoices, "", "invoice-json", "invoice-json", ""},
		{record.Invoices, "", "invoice-json", "invoice-csv", ""},
		{record.Invoices, "", "invoice-csv", "invoice-json", ""},
		{record.Invoices, "", "invoice-json", "receipts-xml", ""},
		{record.Invoices, "one-invoice", "invoice-json", "invoice-csv", ""},
		{record.Invoices, "one-invoice", "invoice-csv", "invoice-json", ""},
		{record.Invoices, "one-invoice", "invoice-json", "items-csv", ""},
		{record.Invoices, "one-invoice", "invoice-json", "nomenclature-xml", ""},
	} {
		for jobs := 1; jobs <= 2; jobs++ {
			t.Run(fmt.Sprintf("%s %s to %s, %d jobs", c.shape, c.from, c.to, jobs), func(t *testing.T) {
				job := Job{To: c.to, Jobs: jobs, Check: c.to == "", DryRun: c.to == "", GroupBy: strings.Fields(c.by)}
				small, large := int64(8<<20), int64(16<<20)
				if c.kind == record.Receipts { // whose records are large
					small, large = 24<<20, 40<<20
				}
				if c.shape == "far-apart" { // how many lanes have begun to map when that is given up, a moment decides
					small, large = 16<<20, 48<<20
				}
				few, records := allocations(t, job, made.file(t, c.kind, c.shape, c.from, small))
				many, all := allocations(t, job, made.file(t, c.kind, c.shape, c.from, large))
				if each := float64(many-few) / float64(all-records); each > 0.01 {
					t.Errorf("%d for %d records, %d for %d: %.4f for each more", few, records, many, all, each)
				}
			})
		}
	}
}

// allocations returns what a run allocates, and how many records it reads.
func allocations(t *testing.T, job Job, in string) (objects, records int64) {
	t.Helper()
	dir := t.TempDir()
	job.Inputs, job.TempDir, job.Stdout = []string{in}, dir, io.Discard
	if !job.DryRun {
		job.Output = filepath.Join(dir, "out") // a file, which may be taken back: not the same way as to a pipe
	}
	job.Progress = &Progress{}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Run(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return int64(after.Mallocs - before.Mallocs), job.Progress.Records.Load()
}

// madeFiles are documents that were made up, each once.
type madeFiles struct{ dir string }

func (m *madeFiles) file(t *testing.T, kind record.DocKind, shape, format string, size int64) string {
	t.Helper()
	name := filepath.Join(m.dir, fmt.Sprintf("%d-%s-%s-%d", kind, shape, format, size))
	if _, err := os.Stat(name); err == nil {
		return name
	}
	if err := Generate(t.Context(), Made{Kind: kind, Shape: strings.Fields(shape), Seed: 1, Bytes: size, To: format, Output: name}); err != nil {
		t.Fatal(err)
	}
	return name
}
