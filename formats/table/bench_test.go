package table

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"obmen/formats/record"
)

// sample makes up a document of about n records of the kind, the same each time.
func sample(k record.DocKind, n int) []record.Record {
	switch k {
	case record.Nomenclature:
		return sampleCatalogue(n)
	case record.Receipts:
		return sampleReceipts(n)
	}
	return sampleInvoices(n)
}

func text(format string, args ...any) []byte { return fmt.Appendf(nil, format, args...) }

func sampleCatalogue(n int) []record.Record {
	doc := []record.Record{&record.Catalogue{Date: []byte("13.04.2018")}}
	for i := range n {
		if i%50 == 0 {
			doc = append(doc, &record.Group{Code: text("00-%08d", i/50), Name: text("Товары «%d»", i/50), ParentCode: none})
		}
		doc = append(doc, &record.Product{Barcode: text("46%011d", i), Code: text("УТ-%08d", i), Name: text("Версан Флюид, 2,5 мл №%d", i), ParentCode: text("00-%08d", i/50),
			UnitCode: []byte("796"), UnitName: []byte("Штука"), Price: record.NewNumber(199000+int64(i), 2), Comment: []byte{}, PriceType: []byte("Розничная")})
	}
	return doc
}

func sampleReceipts(n int) []record.Record {
	var doc []record.Record
	for i := range n {
		r := &record.Receipt{Date: text("2018-04-16T11:%02d:%02d+0000", i/60%60, i%60), OrganizationCode: []byte("155"), CashBoxCode: []byte("189"), CashBoxName: []byte("Касса 1"),
			StoreCode: []byte("169"), StoreName: []byte("Удача"), DocSum: record.NewNumber(300, 0), DocSumWithDiscount: record.NewNumber(300, 0), DocNum: text("5ad4842fd849da%010d", i),
			PayCard: record.NewNumber(0, 0), PayCash: record.NewNumber(300, 0)}
		for j := range 3 {
			r.Lines = append(r.Lines, record.Line{ProductCode: text("00-%08d", i*7+j), ProductName: text("Версан в капс. %d", j), UnitCode: []byte("796"), Price: record.NewNumber(10000, 2),
				Discount: record.NewNumber(0, 0), Quantity: record.NewNumber(1, 0), Sum: record.NewNumber(100, 0), SumWithDiscount: record.NewNumber(100, 0)})
		}
		doc = append(doc, r)
	}
	return doc
}

func sampleInvoices(n int) []record.Record {
	var doc []record.Record
	for i := range max(n/20, 1) {
		doc = append(doc, &record.Invoice{Number: text("%07d", i), Date: []byte("2018-06-13 14:28"), Sum: record.NewNumber(15520, 0), Comment: []byte("комментарий"),
			ShipperCode: []byte("0348741"), ShipperName: []byte("поставщик"), StorageID: record.NewNumber(1, 0)})
		for j := range 10 {
			doc = append(doc, &record.Item{Amount: record.NewNumber(25, 0), PackageCode: []byte("pcs"), ProductCode: text("prod%d", j), Price: record.NewNumber(200, 2), TaxID: record.NewNumber(1, 0),
				PriceWithTax: record.NewNumber(240, 2), Cost: record.NewNumber(5000, 2), CostWithTax: record.NewNumber(6000, 2)})
		}
		doc = append(doc, &record.Category{RefCode: []byte("cat1"), Name: []byte("category1")}, &record.Category{RefCode: []byte("cat2"), Name: []byte("category2"), Parent: []byte("cat1")},
			&record.Workspace{RefCode: []byte("ws111"), Name: []byte("Бар")}, &record.Package{RefCode: []byte("pcs")})
		for j := range 10 {
			doc = append(doc, &record.InvoiceProduct{RefCode: text("prod%d", j), Type: []byte("product"), CancellationType: record.NewNumber(1, 0), ForSale: record.True, Name: text("Товар %d", j),
				Measure: []byte("pcs"), Barcode: text("20030790000%02d", j), Country: []byte("RB"), WeightInGram: record.NewNumber(1000, 0), TaxID: record.NewNumber(1, 0), CategoryCode: []byte("cat2"),
				UseDiscounts: record.True, WorkspaceCode: []byte("ws111"),
				Prices: []record.ShopPrice{{ShopID: record.NewNumber(2, 0), StorageID: record.NewNumber(1, 0), Price: record.NewNumber(475, 3)}}})
		}
	}
	return doc
}

var dialects = []struct {
	name string
	csv  record.CSVOptions
}{{"rfc4180", record.CSVOptions{}}, {"excel-ru", record.CSVOptions{Dialect: record.ExcelRu, Headers: record.Russian}}}

var allFormats = []record.Format{NomenclatureCSV, ReceiptsCSV, InvoiceCSV, ItemsCSV}

// written returns doc as f writes it.
func written(t fataler, f record.Format, o record.Options, doc []record.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := f.NewWriter(&out, o)
	for _, r := range doc {
		if err == nil {
			err = w.Write(r)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func BenchmarkWrite(b *testing.B) {
	for _, f := range allFormats {
		for _, d := range dialects {
			b.Run(f.Name+"/"+d.name, func(b *testing.B) {
				o := record.Options{CSV: d.csv}
				doc := sample(f.Kind, 20000)
				b.SetBytes(int64(len(written(b, f, o, doc))))
				b.ReportAllocs()
				for b.Loop() {
					w, _ := f.NewWriter(io.Discard, o)
					for _, r := range doc {
						if err := w.Write(r); err != nil {
							b.Fatal(err)
						}
					}
					if err := w.Close(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(doc)), "records/op")
			})
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, f := range allFormats {
		for _, d := range dialects {
			b.Run(f.Name+"/"+d.name, func(b *testing.B) {
				o := record.Options{CSV: d.csv}
				in := written(b, f, o, sample(f.Kind, 20000))
				b.SetBytes(int64(len(in)))
				b.ReportAllocs()
				n := 0
				for b.Loop() {
					r, _ := f.NewReader(bytes.NewReader(in), record.Options{})
					n = 0
					for {
						if _, err := r.Read(); err == io.EOF {
							break
						} else if err != nil {
							b.Fatal(err)
						}
						n++
					}
				}
				b.ReportMetric(float64(n), "records/op")
			})
		}
	}
}

// A fataler is a testing.TB or a rapid.T.
type fataler interface {
	Helper()
	Fatal(args ...any)
}
