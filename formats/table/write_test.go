package table

import (
	"bytes"
	"testing"

	"obmen/formats/record"
)

// A writer that is reset writes what a new one does, whatever it was in the middle of; and nothing is lost or doubled where it is flushed.
func TestResetAndFlush(t *testing.T) {
	for _, f := range []record.Format{NomenclatureCSV, ReceiptsCSV, InvoiceCSV} {
		for _, d := range dialects {
			doc, o := golden[f.Kind], record.Options{CSV: d.csv}
			want := written(t, f, o, doc)
			var out bytes.Buffer
			made, err := f.NewWriter(&out, o)
			if err != nil {
				t.Fatal(err)
			}
			w := made.(record.ChunkWriter)
			for stop := range len(doc) + 1 {
				for _, r := range doc[:stop] {
					if err := w.Write(r); err != nil {
						t.Fatal(err)
					}
				}
				if stop == len(doc) {
					if err := w.Close(); err != nil {
						t.Fatal(err)
					}
				}
				w.Reset()
				out.Reset()
				for _, r := range doc {
					err := w.Write(r)
					if err == nil {
						err = w.Flush()
					}
					if err != nil {
						t.Fatal(err)
					}
				}
				if err := w.Close(); err != nil || !bytes.Equal(out.Bytes(), want) {
					t.Fatalf("%s, reset behind %d: %v\n%s, not\n%s", f.Name, stop, err, out.Bytes(), want)
				}
				w.Reset()
			}
		}
	}
}

// Rows of the lead are written and thrown away; what comes behind them must be what it would have been behind all rows.
func TestWrittenBehindALead(t *testing.T) {
	for kind, doc := range map[record.DocKind][]record.Record{record.Nomenclature: sampleCatalogue(120), record.Receipts: sampleReceipts(40), record.Invoices: sampleInvoices(30)} {
		f := map[record.DocKind]record.Format{record.Nomenclature: NomenclatureCSV, record.Receipts: ReceiptsCSV, record.Invoices: InvoiceCSV}[kind]
		want := written(t, f, record.Options{}, doc)
		var out bytes.Buffer
		made, err := f.NewWriter(&out, record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w := made.(record.ChunkWriter)
		write := func(list []record.Record) {
			for _, r := range list {
				if err := w.Write(r); err != nil {
					t.Fatal(err)
				}
			}
		}
		for cut := 3; cut < len(doc); cut++ {
			if _, ok := doc[cut-1].(*record.Group); ok {
				continue // no cut is between a group and its first product
			}
			lead := leadOf(doc[:cut])
			out.Reset()
			w.Reset()
			write(doc[:cut])
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			first := bytes.Clone(out.Bytes())
			w.Reset()
			write(lead)
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			out.Reset()
			write(doc[cut:])
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if got := append(first, out.Bytes()...); !bytes.Equal(got, want) {
				t.Fatalf("%s, cut before %d:\n%s, not\n%s", f.Name, cut, got, want)
			}
		}
	}
}

// leadOf returns the records that a chunk behind doc has in its lead: the first, which is open all the while, the last group or head, and the last.
func leadOf(doc []record.Record) []record.Record {
	lead := doc[:1:1]
	for i := len(doc) - 1; i > 0; i-- {
		switch doc[i].(type) {
		case *record.Group, *record.Invoice:
			return append(append(lead, doc[i]), doc[len(doc)-1])
		}
	}
	return append(lead, doc[len(doc)-1])
}
