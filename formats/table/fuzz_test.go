package table

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"obmen/formats/record"
)

// seeds adds the golden files of a format and small tables with something odd.
func seeds(f *testing.F, format record.Format, odd ...string) {
	names, err := filepath.Glob(filepath.Join("testdata", format.Name+".*.csv"))
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range odd {
		f.Add([]byte(s))
	}
}

// fuzz: a reader takes any bytes without a panic and comes to an end, however they come. What it accepts as a whole can be written in every way and
// comes back the same; want returns what may come back of it.
func fuzz(f *testing.F, format record.Format, want func([]record.Record) []record.Record) {
	limits := record.Limits{Record: 4 << 10, Value: 1 << 10}
	f.Fuzz(func(t *testing.T, in []byte) {
		format.Match(in)
		whole, _ := transcript(t, format, record.Options{Limits: limits}, bytes.NewReader(in))
		pieces, _ := transcript(t, format, record.Options{Limits: limits}, iotest.OneByteReader(bytes.NewReader(in)))
		if whole != pieces {
			t.Fatalf("at once\n%s\nbyte by byte\n%s", whole, pieces)
		}
		if strings.Contains(whole, "endless") {
			t.Fatal("endless")
		}
		if o := (record.Options{Limits: limits}); format.NewCutter != nil && utf8.Valid(in) {
			if got, want := inOrder(readInChunks(t, format, o, in, 1).transcript), inOrder(readWhole(t, format, o, bytes.NewReader(in))); got != want {
				t.Fatalf("in chunks\n%s\nat once\n%s", got, want)
			}
		}
		doc, err := readAll(format, in)
		if err != nil || slices.ContainsFunc(doc, isPriceless) {
			return
		}
		for _, c := range []record.CSVOptions{{}, {Dialect: record.ExcelRu, Headers: record.Russian, NoFormulaGuard: true}} {
			once := written(t, format, record.Options{CSV: c}, doc)
			again, err := readAll(format, once)
			if err != nil {
				t.Fatalf("%v\n%q", err, once)
			}
			compare(t, again, want(doc), once)
			if twice := written(t, format, record.Options{CSV: c}, again); !bytes.Equal(once, twice) {
				t.Fatalf("%q\n%q", once, twice)
			}
		}
	})
}

// isPriceless reports whether r is an item of a table that has no column of prices, as those of --amounts may be: items-csv does not write it.
func isPriceless(r record.Record) bool {
	i, ok := r.(*record.Item)
	return ok && !i.Price.IsSet() && !i.PriceWithTax.IsSet() && !i.Cost.IsSet() && !i.CostWithTax.IsSet()
}

func compare(t *testing.T, got, want []record.Record, in []byte) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		var g, w record.Record
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if diff := record.Diff(g, w); diff != "" {
			t.Fatalf("record %d: %s\n%q", i, diff, in)
		}
	}
}

func same(doc []record.Record) []record.Record { return doc }

func FuzzNomenclature(f *testing.F) {
	seeds(f, NomenclatureCSV, nomHead+",g,G,,1,a,796,5,\nИтого,,,,,,,5,\n", nomHead+"1.1.2018,,,,1,a,796,,{}\r\n\r\n", "Code\tName\tUnitCode\r1\t=\"0019\"\t796\r")
	fuzz(f, NomenclatureCSV, same)
}

func FuzzReceipts(f *testing.F) {
	seeds(f, ReceiptsCSV, recHead+recRow("1", "1", "a")+recRow("1", "2", "b")+recRow("2", "3", "c"), recHead+"2018-04-16T11:08:31+0000,5\n"+recRow("1", "2", "b"))
	fuzz(f, ReceiptsCSV, same)
}

func FuzzInvoice(f *testing.F) {
	seeds(f, InvoiceCSV, wide+headRow+itemRow+productRow+priceRow+"\n"+headRow, wide+itemRow)
	fuzz(f, InvoiceCSV, same)
}

func FuzzItems(f *testing.F) {
	seeds(f, ItemsCSV, "Number,Code,Amount,Price\n1,a,1,1\n,b,1,1\n2,a,1,1\n", "Barcode;Amount;Цена\n1;2;3,5\nИтого;;\n")
	fuzz(f, ItemsCSV, func(doc []record.Record) []record.Record {
		var clones []record.Record
		for _, r := range doc {
			clones = append(clones, record.Clone(r))
		}
		return wantItems(clones)
	})
}
