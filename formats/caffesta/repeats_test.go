package caffesta

import (
	"math/rand/v2"
	"testing"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A pen that has written other parts before writes a part as one does that begins, and leaves to others what that one leaves to them.
func TestPenRepeats(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func() []byte {
		return [][]byte{nil, {}, []byte("a"), []byte("b"), []byte("й"), []byte("\xff")}[min(random.IntN(12), 5)%6]
	}
	number := func() record.Number {
		return []record.Number{{}, record.EmptyNumber, record.NewNumber(0, 0), record.NewNumber(0, 2), record.NewNumber(15, 1), record.NewNumber(1, 0)}[random.IntN(30)%6]
	}
	truth := func() record.Bool {
		return []record.Bool{record.True, record.False, record.True, record.BoolMissing}[random.IntN(4)]
	}
	item := record.Item{}
	product := record.InvoiceProduct{Prices: make([]record.ShopPrice, 2)}
	change := []func(){
		func() { item.Amount = number() }, func() { item.PackageCode = text() }, func() { item.ProductCode = text() }, func() { item.Price = number() },
		func() { item.TaxID = number() }, func() { item.PriceWithTax = number() }, func() { item.Cost = number() }, func() { item.CostWithTax = number() },
		func() { product.RefCode = text() }, func() { product.Type = text() }, func() { product.CancellationType = number() }, func() { product.ForSale = truth() },
		func() { product.Name = text() }, func() { product.Measure = text() }, func() { product.Barcode = text() }, func() { product.Country = text() },
		func() { product.WeightInGram = number() }, func() { product.TaxID = number() }, func() { product.CategoryCode = text() },
		func() { product.UseDiscounts = truth() }, func() { product.WorkspaceCode = text() },
		func() { product.Prices[0].ShopID = number() }, func() { product.Prices[1].StorageID = number() }, func() { product.Prices[0].Price = number() },
	}
	whole := func() {
		n := record.NewNumber(1, 0)
		item = record.Item{Amount: record.NewNumber(0, 0), PackageCode: []byte("pcs"), ProductCode: []byte("1"), Price: n, TaxID: n, PriceWithTax: n, Cost: n, CostWithTax: n}
		price := record.ShopPrice{ShopID: n, StorageID: n, Price: n}
		product = record.InvoiceProduct{RefCode: []byte("1"), Type: []byte("product"), CancellationType: n, ForSale: record.True, Name: []byte("n"), Measure: []byte("kg"),
			WeightInGram: n, TaxID: n, CategoryCode: []byte("c"), UseDiscounts: record.True, WorkspaceCode: []byte("w"), Prices: []record.ShopPrice{price, price}}
	}
	whole()
	worn := pen{stencils: jsonStencils}
	written := 0
	for i := range 40_000 {
		if change[random.IntN(len(change))](); i%8 == 0 {
			whole()
		}
		for _, rec := range []record.Record{&item, &product} {
			fresh := pen{stencils: jsonStencils}
			want, wantOK := penText(&fresh, rec)
			got, ok := penText(&worn, rec)
			if got != want || ok != wantOK {
				t.Fatalf("%d: %+v\ngot  %v %s\nwant %v %s", i, rec, ok, got, wantOK, want)
			}
			if ok {
				written++
			}
		}
	}
	if written < 20_000 {
		t.Errorf("only %d parts were written", written)
	}
}

func penText(p *pen, rec record.Record) (string, bool) {
	j := jsonstream.NewWriter(nil, jsonIndent, nil)
	j.Gather(1 << 20)
	j.Reset(nil, drawerDepth)
	ok := p.write(j, rec)
	return string(j.Gathered()), ok
}
