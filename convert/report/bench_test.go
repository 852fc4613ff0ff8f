package report

import (
	"fmt"
	"testing"

	"obmen/formats/record"
)

// someReceipts are sales of a day, as tills write them: half of the lines without decimals, a third by weight.
func someReceipts() (list []*record.Receipt, lines int) {
	for i := range 500 {
		r := &record.Receipt{
			Date:      fmt.Appendf(nil, "2024-01-02T%02d:%02d:%02d+0000", 6+i/60, i%60, i*7%60),
			StoreCode: []byte("169"), CashBoxCode: []byte("191"), PayCard: money(0),
		}
		var total int64
		for k := range 1 + i*7%6 {
			unit, quantity, price, sum := "796", record.NewNumber(1, 0), record.NewNumber(int64(1000+i), 0), int64(1000+i)*100
			if (i+k)%3 == 0 {
				unit, quantity, price, sum = "166", record.NewNumber(1312, 3), money(26200), 34374
			}
			total += sum
			r.Lines = append(r.Lines, record.Line{
				ProductCode: []byte("00-00000467"), ProductName: []byte("Торт"), UnitCode: []byte(unit),
				Price: price, Quantity: quantity, Discount: record.NewNumber(0, 0), Sum: money(sum), SumWithDiscount: money(sum),
			})
		}
		r.DocSum, r.DocSumWithDiscount, r.PayCash = money(total), money(total), money(total)
		list, lines = append(list, r), lines+len(r.Lines)
	}
	return list, lines
}

func BenchmarkTallyReceipts(b *testing.B) {
	tally := newTally()
	list, lines := someReceipts()
	for b.Loop() {
		for _, r := range list {
			tally.Add(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*lines), "ns/line")
	b.ReportMetric(float64(lines)/float64(len(list)), "lines/receipt")
}

// someProducts are rows with one to three prices each.
func someProducts() (list []*record.Product) {
	for i := range 500 {
		for k, priceType := range []string{"Розничная", "Прайс-лист", "Оптовая"}[:1+i%3] {
			list = append(list, &record.Product{
				Barcode: []byte("4003874204891"), Code: fmt.Appendf(nil, "00-%08d", i), Name: []byte("Молоко"), ParentCode: []byte(""),
				UnitCode: []byte("796"), UnitName: []byte("Штука"), Price: money(int64(i*100 + k*90)), PriceType: []byte(priceType),
			})
		}
	}
	return list
}

func BenchmarkTallyProducts(b *testing.B) {
	tally := newTally()
	list := someProducts()
	for b.Loop() {
		for _, r := range list {
			tally.Add(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/row")
}

func BenchmarkTallyItems(b *testing.B) {
	tally := newTally()
	var list []*record.Item
	for i := range 500 {
		cost := money(int64(i) * 777)
		list = append(list, &record.Item{Amount: record.NewNumber(int64(i), 0), PackageCode: []byte([]string{"pcs", "kg"}[i%3/2]), TaxID: record.NewNumber(int64(i%7/6), 0), Cost: cost, CostWithTax: cost})
	}
	for b.Loop() {
		for _, r := range list {
			tally.Add(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/item")
}
