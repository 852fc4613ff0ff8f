package caffesta

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"obmen/formats/record"
)

// large returns a document of so many invoices, with as many items and products each.
func large(f record.Format, invoices, parts int) []byte {
	var out bytes.Buffer
	w, _ := f.NewWriter(&out, record.Options{})
	for i := range invoices {
		w.Write(&record.Invoice{Number: fmt.Appendf(nil, "%07d", i), Date: []byte("2018-06-13 14:28"), Sum: record.NewNumber(1552000, 2), Comment: []byte("комментарий"),
			ShipperCode: []byte("0348741"), ShipperName: []byte("поставщик"), StorageID: record.NewNumber(1, 0)})
		for n := range parts {
			w.Write(&record.Item{Amount: record.NewNumber(345, 3), PackageCode: []byte("kg"), ProductCode: fmt.Appendf(nil, "00-%08d", n), Price: record.NewNumber(200, 2), TaxID: record.NewNumber(1, 0),
				PriceWithTax: record.NewNumber(200, 2), Cost: record.NewNumber(5000, 2), CostWithTax: record.NewNumber(5000, 2)})
		}
		w.Write(&record.Category{RefCode: []byte("cat1"), Name: []byte("Молочные продукты")})
		w.Write(&record.Workspace{RefCode: []byte("ws111"), Name: []byte("Бар")})
		w.Write(&record.Package{RefCode: []byte("kg")})
		for n := range parts {
			w.Write(&record.InvoiceProduct{RefCode: fmt.Appendf(nil, "00-%08d", n), Type: []byte("product"), CancellationType: record.NewNumber(1, 0), ForSale: record.True,
				Name: []byte("Сыр «Российский» 50%, весовой"), Measure: []byte("kg"), Barcode: []byte("2003079000000"), WeightInGram: record.NewNumber(1000, 0), TaxID: record.NewNumber(1, 0),
				CategoryCode: []byte("cat1"), UseDiscounts: record.True, WorkspaceCode: []byte("ws111"),
				Prices: []record.ShopPrice{{ShopID: record.NewNumber(2, 0), StorageID: record.NewNumber(1, 0), Price: record.NewNumber(475, 3)}}})
		}
	}
	w.Close()
	return out.Bytes()
}

func BenchmarkReader(b *testing.B) {
	for _, c := range []struct {
		name            string
		f               record.Format
		invoices, parts int
	}{{"one large", JSON, 1, 20_000}, {"many small", NDJSON, 5_000, 2}} {
		b.Run(c.name, func(b *testing.B) {
			in := large(c.f, c.invoices, c.parts)
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				r, _ := c.f.NewReader(bytes.NewReader(in), record.Options{})
				for {
					_, err := r.Read()
					if errors.Is(err, io.EOF) {
						break
					}
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

func BenchmarkWriter(b *testing.B) {
	in := large(JSON, 1, 20_000)
	r, _ := JSON.NewReader(bytes.NewReader(in), record.Options{})
	var head record.Record
	var parts []record.Record
	for rec := range record.All(r) {
		if head == nil {
			head = record.Clone(rec)
			continue
		}
		parts = append(parts, record.Clone(rec))
	}
	for _, last := range []bool{false, true} {
		b.Run(strings.Replace(fmt.Sprintf("head last %v", last), " ", "-", -1), func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				w, _ := JSON.NewWriter(io.Discard, record.Options{HeadLast: last})
				if !last {
					w.Write(head)
				}
				for _, p := range parts {
					w.Write(p)
				}
				if last {
					w.Write(head)
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
