package onec

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"obmen/formats/record"
)

// FuzzReader: both engines say the same of any document, by templates or without, in one piece or cut, and what they read is written in a form that is
// read as the same and written as the same.
func FuzzReader(f *testing.F) {
	example, err := os.ReadFile("../../testdata/example/nomenclature.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	for _, s := range skimmed(f) {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		fast, fastErr := readAll(doc, record.Fast)
		plain, plainErr := readAll(doc, record.Plain)
		if (fastErr == nil) != (plainErr == nil) || fastErr != nil && fastErr.Error() != plainErr.Error() {
			t.Fatalf("fast: %v\nplain: %v", fastErr, plainErr)
		}
		compare(t, fast, plain)
		chunk := record.Chunk{Text: doc, Last: true}
		if got, want := listen(record.Options{}, false).read(chunk), listen(record.Options{}, true).read(chunk); !bytes.Equal(got, want) {
			t.Fatalf("by templates:\n%q\nnot\n%q", got, want)
		}
		if fastErr == nil {
			cutAnywhere(t, doc, false)
		}
		if len(fast) == 0 {
			return // no catalogue: what is written has one
		}
		written := write(t, fast)
		again, err := readAll(written, record.Fast)
		if err != nil {
			t.Fatalf("%v in\n%s", err, written)
		}
		compare(t, fast, again)
		if twice := write(t, again); !bytes.Equal(written, twice) {
			t.Fatalf("not canonical:\n%s\n%s", written, twice)
		}
	})
}

// readAll returns the records that are accepted, and the final error.
func readAll(doc []byte, engine record.Engine) (records []record.Record, err error) {
	r := NewReader(bytes.NewReader(doc), record.Options{Engine: engine})
	for rec, err := range record.All(r) {
		switch {
		case err == nil:
			records = append(records, record.Clone(rec))
		case record.Refusal(err) == nil:
			return records, err
		}
	}
	return records, nil
}

func compare(t *testing.T, got, want []record.Record) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) {
			t.Fatalf("%d records and %d", len(got), len(want))
		}
		if d := record.Diff(got[i], want[i]); d != "" {
			t.Fatalf("record %d: %s", i, d)
		}
	}
}

func write(t *testing.T, records []record.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	for _, r := range records {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sample is a document with n records after each other, as the service writes them.
func sample(n int) string {
	return before + strings.Repeat(one, n) + after
}

// allocations returns how often reading n records allocates.
func allocations(t *testing.T, n int) float64 {
	doc := sample(n)
	return testing.AllocsPerRun(3, func() {
		r := NewReader(strings.NewReader(doc), record.Options{})
		for {
			_, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Neither reading nor writing a record allocates in the long run.
func TestNoAllocationsPerRecord(t *testing.T) {
	const few, many = 100, 10100
	if got := (allocations(t, many) - allocations(t, few)) / (many - few); got > 0.001 {
		t.Errorf("reading allocates %.3f times a record", got)
	}
	r := NewReader(strings.NewReader(sample(1)), record.Options{})
	w := NewWriter(io.Discard, record.Options{})
	for rec, err := range record.All(r) {
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
		if rec.Kind() == record.KindProduct {
			if got := testing.AllocsPerRun(10000, func() { w.Write(rec) }); got > 0 {
				t.Errorf("writing allocates %v times a record", got)
			}
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for name, engine := range engines {
		b.Run(name, func(b *testing.B) {
			doc := sample(10000)
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				if n, err := record.Copy(discard{}, NewReader(strings.NewReader(doc), record.Options{Engine: engine}), nil); err != nil || n < 10000 {
					b.Fatal(n, err)
				}
			}
		})
	}
}

func BenchmarkConvert(b *testing.B) {
	doc := sample(10000)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := record.Copy(NewWriter(io.Discard, record.Options{}), NewReader(strings.NewReader(doc), record.Options{}), nil); err != nil {
			b.Fatal(err)
		}
	}
}

type discard struct{}

func (discard) Write(record.Record) error { return nil }
func (discard) Close() error              { return nil }

const (
	before = `<?xml version="1.0" encoding="UTF-8"?>
<ProductsGroups Date="13.04.2018">
  <ProductGroup Code="00-00000001" Name="Товары" ParentCode="none">
    <Products>
`
	one = `      <Product Barcode="7640153060112" Code="00-00000016" Name="Версан Флюид 2,5 мл" ParentCode="00-00000001" UnitCode="796" UnitName="Штука" Price="6 099,00" Comment="" PriceType="Прайс-лист"/>
`
	after = `    </Products>
  </ProductGroup>
</ProductsGroups>
`
)

var seeds = []string{
	"<ProductsGroups/>", "<ProductsGroups Date='x'/>", in(""), in("<Product/>"), in("<Product Code='1' Name='' UnitCode='6'><A/></Product><B/>"),
	"<ProductsGroups><ProductGroup Code='1' x='2'><Y/><Products z='3'><Product Code='1' Name='n' UnitCode='6' Price='1,990' a_x0020_b='c'/>t</Products><V> </V></ProductGroup></ProductsGroups>",
	"<ProductsGroups><ProductGroup><Product/><Products/><Products/></ProductGroup><Product/></ProductsGroups>",
}
