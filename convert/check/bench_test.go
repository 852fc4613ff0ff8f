package check

import (
	"fmt"
	"testing"

	"obmen/formats/record"
)

func benchmarkChecks(b *testing.B, kind record.DocKind, list []record.Record, entries int) {
	found := 0
	c := New(kind, Options{Found: func(record.Finding) { found++ }, UnitNames: unitNames})
	for b.Loop() {
		for _, r := range list {
			if err := c.Check(r); err != nil {
				b.Fatal(err)
			}
		}
	}
	if found > 0 {
		b.Error(found, "findings in good records")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*entries), "ns/entry")
}

func BenchmarkChecksOfReceipts(b *testing.B) {
	list, lines := goodReceipts()
	benchmarkChecks(b, record.Receipts, list, lines)
}

func goodReceipts() (list []record.Record, lines int) {
	money := func(n int64) record.Number { return record.NewNumber(n, 2) }
	text := []byte("x")
	for i := range 500 {
		r := &record.Receipt{
			Date: fmt.Appendf(nil, "2024-01-02T%02d:%02d:%02d+0000", 6+i/60, i%60, i*7%60), OrganizationCode: text, CashBoxCode: text, CashBoxName: text, StoreCode: text, StoreName: text,
			PayCard: record.NewNumber(0, 0),
		}
		var total int64
		for k := range 1 + i*7%6 {
			unit, quantity, price, sum := "796", record.NewNumber(1, 0), record.NewNumber(int64(1000+i), 0), int64(1000+i)*100
			if (i+k)%3 == 0 {
				unit, quantity, price, sum = "166", record.NewNumber(1312, 3), money(26200), 34374
			}
			total += sum
			r.Lines = append(r.Lines, record.Line{
				ProductCode: text, ProductName: text, UnitCode: []byte(unit),
				Price: price, Quantity: quantity, Discount: record.NewNumber(0, 0), Sum: money(sum), SumWithDiscount: money(sum),
			})
		}
		r.DocSum, r.DocSumWithDiscount, r.PayCash = money(total), money(total), money(total)
		list, lines = append(list, r), lines+len(r.Lines)
	}
	return list, lines
}

func BenchmarkChecksOfProducts(b *testing.B) {
	list := goodProducts()
	benchmarkChecks(b, record.Nomenclature, list, len(list))
}

func goodProducts() []record.Record {
	list := []record.Record{&record.Group{Code: []byte("00-00000001"), Name: []byte("Молоко"), ParentCode: []byte("none")}}
	for i := range 500 {
		barcode := fmt.Appendf(nil, "40038742%04d0", i)
		barcode[12], _ = checkDigit(barcode)
		for k, priceType := range []string{"Розничная", "Прайс-лист", "Оптовая"}[:1+i%3] {
			list = append(list, &record.Product{
				Barcode: barcode, Code: fmt.Appendf(nil, "00-%08d", i), Name: []byte("Молоко"), ParentCode: []byte("00-00000001"),
				UnitCode: []byte("796"), UnitName: []byte("Штука"), Price: record.NewNumber(int64(i*100+k*90+1), 2), Comment: []byte(""), PriceType: []byte(priceType),
			})
		}
	}
	return list
}

func BenchmarkChecksOfItems(b *testing.B) {
	list := goodItems()
	benchmarkChecks(b, record.Invoices, list, len(list))
}

func goodItems() []record.Record {
	list := []record.Record{&record.Invoice{Number: []byte("1")}}
	money := func(n int64) record.Number { return record.NewNumber(n, 2) }
	for i := range 500 {
		item := &record.Item{ProductCode: []byte("1"), Amount: record.NewNumber(2, 0), Price: money(int64(i)), Cost: money(2 * int64(i)), CostWithTax: money(2 * int64(i))}
		if i%3 == 0 {
			item.Amount, item.Price, item.Cost, item.CostWithTax = record.NewNumber(1312, 3), money(26200), money(34374), money(34374)
		}
		list = append(list, item)
	}
	return list[1:] // without the head, whose sum would be found wrong at the next
}
