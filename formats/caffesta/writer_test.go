package caffesta

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"obmen/formats/formattest"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// Each golden document is read and written as JSON and as NDJSON.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.in.json")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range append(names, "testdata/example.json") {
		in, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		records, err := formattest.Read(JSON, record.Options{}, bytes.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		base, _, _ := strings.Cut(filepath.Base(name), ".")
		for _, f := range []record.Format{JSON, NDJSON} {
			out, err := formattest.Write(f, record.Options{}, records)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "testdata/"+base+".golden"+f.Ext, out)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s", name, got)
	}
}

func records(t *testing.T) (head *record.Invoice, item *record.Item, product *record.InvoiceProduct) {
	t.Helper()
	list, err := formattest.Read(JSON, record.Options{}, strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	return list[0].(*record.Invoice), list[1].(*record.Item), list[len(list)-1].(*record.InvoiceProduct)
}

func TestWriterRefuses(t *testing.T) {
	key := func(kind record.UnknownKind, place record.Place, name, value string) []record.Unknown {
		return []record.Unknown{{Kind: kind, Place: place, Name: []byte(name), Value: []byte(value)}}
	}
	tests := []struct {
		name  string
		spoil func(h *record.Invoice, i *record.Item, p *record.InvoiceProduct)
		want  string
	}{
		{"a missing text", func(h *record.Invoice, _ *record.Item, _ *record.InvoiceProduct) { h.Comment = nil }, "invoice 1 comment: the required comment is missing"},
		{"a missing text further in", func(h *record.Invoice, _ *record.Item, _ *record.InvoiceProduct) { h.ShipperCode = nil }, "invoice 1 shipper.ref_code: the required ref_code is missing"},
		{"an empty number", func(_ *record.Invoice, i *record.Item, _ *record.InvoiceProduct) { i.Amount = record.EmptyNumber }, "invoice 1 items[0].amount: the required amount is empty"},
		{"a missing number", func(_ *record.Invoice, i *record.Item, _ *record.InvoiceProduct) { i.Cost = record.Number{} }, "invoice 1 items[0].cost: the required cost is missing"},
		{"decimals of an id", func(h *record.Invoice, _ *record.Item, _ *record.InvoiceProduct) {
			h.StorageID = record.NewNumber(15, 1)
		}, "invoice 1 storage.caf_id: 1.5 is not a whole number"},
		{"a missing truth value", func(_ *record.Invoice, _ *record.Item, p *record.InvoiceProduct) { p.ForSale = record.BoolMissing }, "invoice 1 products[0].for_sale: the required for_sale is missing"},
		{"a missing price", func(_ *record.Invoice, _ *record.Item, p *record.InvoiceProduct) { p.Prices[0].Price = record.Number{} }, "invoice 1 products[0].prices[0].price: the required price is missing"},
		{"an attribute", func(_ *record.Invoice, i *record.Item, _ *record.InvoiceProduct) {
			i.Unknown = key(record.Attribute, record.Here, "x", "1")
		}, "invoice 1 items[0].x: x is no JSON key"},
		{"a place that is none", func(h *record.Invoice, _ *record.Item, _ *record.InvoiceProduct) {
			h.Unknown = key(record.Key, record.InHead, "x", "1")
		}, "invoice 1 x: x is no JSON key"},
		{"an unknown key of a known name", func(_ *record.Invoice, i *record.Item, _ *record.InvoiceProduct) {
			i.Unknown = key(record.Key, record.Here, "cost", "1")
		}, "invoice 1 items[0].cost: the unknown key cost has the name of a key"},
		{"an unknown key twice", func(h *record.Invoice, _ *record.Item, _ *record.InvoiceProduct) {
			h.Unknown = append(key(record.Key, record.InShipper, "x", "1"), key(record.Key, record.InShipper, "x", "1")...)
		}, "invoice 1 shipper.x: the unknown key x has the name of a key"},
		{"what is no JSON", func(_ *record.Invoice, i *record.Item, _ *record.InvoiceProduct) {
			i.Unknown = key(record.Key, record.Here, "x", "1 2")
		}, "2 stands behind the end of the document"},
		{"nothing as JSON", func(_ *record.Invoice, i *record.Item, _ *record.InvoiceProduct) {
			i.Unknown = key(record.Key, record.Here, "x", "")
		}, "the document ends in the middle of JSON"},
		{"invalid UTF-8", func(h *record.Invoice, _ *record.Item, _ *record.InvoiceProduct) { h.Number = []byte("\xff") }, "the bytes are not valid UTF-8"},
	}
	for _, tt := range tests {
		for _, headLast := range []bool{false, true} {
			h, i, p := records(t)
			tt.spoil(h, i, p)
			doc := []record.Record{h, i, p}
			if headLast {
				doc = []record.Record{i, p, h}
			}
			_, err := formattest.Write(JSON, record.Options{HeadLast: headLast}, doc)
			if err == nil || !strings.Contains(err.Error(), tt.want) || record.Refusal(err) != nil {
				t.Errorf("%s, head last %v: %v", tt.name, headLast, err)
			}
		}
	}
}

func TestOrder(t *testing.T) {
	h, i, p := records(t)
	tests := []struct {
		name     string
		doc      []record.Record
		headLast bool
		want     string
	}{
		{"a part without a head", []record.Record{i}, false, "a record of the kind item comes where it can't be written any more"},
		{"a section again", []record.Record{h, p, i}, false, "a record of the kind item comes where it can't be written any more"},
		{"another kind of document", []record.Record{h, &record.Receipt{}}, false, "a record of the kind receipt has no place in an invoice"},
		{"another kind of document, head last", []record.Record{i, &record.Group{}}, true, "a record of the kind group has no place in an invoice"},
		{"parts without a head at the end", []record.Record{i, p, h, p}, true, "the parts of an invoice came without the invoice itself"},
	}
	for _, tt := range tests {
		for _, f := range []record.Format{JSON, NDJSON} {
			_, err := formattest.Write(f, record.Options{HeadLast: tt.headLast}, tt.doc)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s, %s: %v", tt.name, f.Name, err)
			}
		}
	}
}

func TestWriterStaysClosedAndBroken(t *testing.T) {
	h, i, _ := records(t)
	w := NewWriter(io.Discard, record.Options{})
	if err := errors.Join(w.Write(h), w.Write(i), w.Close()); err != nil {
		t.Fatal(err)
	}
	if w.Write(h) == nil {
		t.Error("it takes records after Close")
	}
	w = NewWriter(io.Discard, record.Options{})
	first := w.Write(i)
	if first == nil || w.Write(h) != first || !errors.Is(w.Close(), first) {
		t.Error("an error does not stay")
	}
}

// What the output's encoding has no place for is escaped, in keys, in texts and within what is unknown.
func TestEncodable(t *testing.T) {
	h, _, _ := records(t)
	h.Comment = []byte("€ 😀 ок")
	h.Unknown = []record.Unknown{{Kind: record.Key, Name: []byte("€"), Value: []byte(`{"ok":"\u0041€"}`)}}
	out, err := formattest.Write(NDJSON, record.Options{Encodable: func(r rune) bool { return r >= 'А' && r <= 'я' }}, []record.Record{h})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"comment":"\u20ac \ud83d\ude00 ок"`, `"\u20ac":{"ok":"\u0041\u20ac"}}`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

// An invoice that is larger than what is kept in memory comes out the same, head first or last, alone or with others.
func TestLargeInvoices(t *testing.T) {
	for _, n := range []int{1, 2, 3} {
		in := large(JSON, n, 1500)
		doc, err := formattest.Read(JSON, record.Options{}, bytes.NewReader(in))
		if err != nil || len(doc) != n*(1+3+3000) {
			t.Fatal(len(doc), err)
		}
		for _, headLast := range []bool{false, true} {
			want := doc
			if headLast {
				want = formattest.HeadLast(doc)
			}
			out, err := formattest.Write(JSON, record.Options{HeadLast: headLast}, want)
			if err != nil || !bytes.Equal(in, out) {
				t.Errorf("%d invoices, head last %v: %v", n, headLast, err)
			}
		}
	}
}

// fewFiles gives so many temporary files, then the disk is full.
type fewFiles struct {
	dir  string
	left int
}

var errFull = errors.New("no space left on device")

func (f *fewFiles) TempFile() (*os.File, error) {
	if f.left == 0 {
		return nil, errFull
	}
	f.left--
	return os.CreateTemp(f.dir, "")
}

// A full temporary folder is an error of the run, from whichever section it comes.
func TestTempFails(t *testing.T) {
	in := large(JSON, 2, 4000)
	doc, err := formattest.Read(JSON, record.Options{}, bytes.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	for left := range 2 {
		o := record.Options{Temp: &fewFiles{t.TempDir(), left}}
		if _, err := formattest.Read(JSON, o, bytes.NewReader(in)); !errors.Is(err, errFull) {
			t.Errorf("reading with %d files: %v", left, err)
		}
		o = record.Options{Temp: &fewFiles{t.TempDir(), left}, HeadLast: true}
		if _, err := formattest.Write(JSON, o, formattest.HeadLast(doc)); !errors.Is(err, errFull) {
			t.Errorf("writing with %d files: %v", left, err)
		}
	}
	o := record.Options{Temp: &fewFiles{t.TempDir(), 0}}
	if _, err := formattest.Write(JSON, o, doc); !errors.Is(err, errFull) {
		t.Errorf("writing the first invoice: %v", err)
	}
}

// After the end, and after an error, nothing is left in the temporary folder.
func TestTempIsLeftEmpty(t *testing.T) {
	in := large(JSON, 2, 4000)
	parent := t.TempDir()
	dir, err := spool.OpenDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	o := record.Options{Temp: dir}
	doc, err := formattest.Read(JSON, o, bytes.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := formattest.Read(JSON, o, bytes.NewReader(in[:len(in)-100])); err == nil {
		t.Error("a document that was cut off is taken")
	}
	if _, err := formattest.Write(JSON, o, doc); err != nil {
		t.Fatal(err)
	}
	if err := dir.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct{ head, want string }{
		{sample, "invoice-json"}, {`{"number":"1"}`, "invoice-json"}, {"[]", "invoice-json"}, {" [ {", "invoice-json"}, {"[", "invoice-json"}, {`{"a":1,`, "invoice-json"},
		{"{\"number\":\"1\"}\n", "invoice-ndjson"}, {"{\"a\":1}\r\n\n{\"a\"", "invoice-ndjson"},
		{"", ""}, {"\n", ""}, {"[1]", ""}, {"5", ""}, {"<a/>", ""}, {"a;b\n{", ""},
	} {
		got := ""
		for _, f := range []record.Format{JSON, NDJSON} {
			if f.Match([]byte(tt.head)) {
				got += f.Name
			}
		}
		if got != tt.want {
			t.Errorf("%.20q is taken for %s, not %s", tt.head, got, tt.want)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	in := large(NDJSON, 300, 3)
	perRecord := func(do func() int) float64 {
		n := 0
		return testing.AllocsPerRun(3, func() { n = do() }) / float64(n)
	}
	var doc []record.Record
	if got := perRecord(func() int {
		r := NewLinesReader(bytes.NewReader(in), record.Options{})
		n, err := record.Copy(discard{}, r, nil)
		if err != nil {
			t.Fatal(err)
		}
		return int(n)
	}); got > 0.03 {
		t.Errorf("%v allocations a record read", got)
	}
	doc, err := formattest.Read(NDJSON, record.Options{}, bytes.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	for _, last := range []bool{false, true} {
		list := doc
		if last {
			list = formattest.HeadLast(doc)
		}
		if got := perRecord(func() int {
			w := NewLinesWriter(io.Discard, record.Options{HeadLast: last})
			for _, rec := range list {
				if err := w.Write(rec); err != nil {
					t.Fatal(err)
				}
			}
			return len(list)
		}); got > 0.03 {
			t.Errorf("head last %v: %v allocations a record written", last, got)
		}
	}
}

func ExampleReader() {
	r := NewReader(strings.NewReader(sample), record.Options{File: "invoice.json"})
	for rec, err := range record.All(r) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		if item, ok := rec.(*record.Item); ok {
			fmt.Printf("%s: %s of %s\n", item.At(), item.Amount, item.ProductCode)
		}
	}
	// Output: 8:11: 25 of p
}
