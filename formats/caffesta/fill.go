package caffesta

import (
	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// The numbers of the fields of parts, in the order of their shapes.
const (
	itemAmount = iota
	itemPackageCode
	itemProductCode
	itemPrice
	itemTaxID
	itemPriceWithTax
	itemCost
	itemCostWithTax
)

const (
	categoryRefCode = iota
	categoryName
	categoryParent
)

const (
	workspaceRefCode = iota
	workspaceName
)

const (
	packageRefCode = iota
	packageName
	packageMeasure
	packageValue
)

const (
	productRefCode = iota
	productType
	productCancellationType
	productForSale
	productName
	productMeasure
	productBarcode
	productCountry
	productWeightInGram
	productTaxID
	productCategoryCode
	productUseDiscounts
	productWorkspaceCode
	productPrices
	priceField // a price begins
	priceShopID
	priceStorageID
	pricePrice
)

// A filling fills a part from the values of an object that fitted a mold. What is not as nearly all parts are makes it odd, and is for the decoder to judge.
type filling struct {
	seen uint // fields that were there
	odd  bool
}

// need holds, by section, the fields that every part has.
var need = [sections]uint{required(&itemShape), required(&categoryShape), required(&workspaceShape), required(&packageShape), required(&productShape)}

func required[R any](s *shape[R]) (fields uint) {
	for i := range s.fields {
		if !s.fields[i].optional {
			fields |= 1 << i
		}
	}
	return fields
}

// fill fills a part of a kind. It says whether all is right, as the decoder would have it.
func (r *Reader) fill(kind record.Kind, at record.Origin, values []jsonstream.Value) (record.Record, bool) {
	var f filling
	rec := r.kept.empty(kind, at)
	switch p := rec.(type) {
	case *record.Item:
		f.item(p, values)
	case *record.Category:
		f.category(p, values)
	case *record.Workspace:
		f.workspace(p, values)
	case *record.Package:
		f.pack(p, values)
	case *record.InvoiceProduct:
		f.product(p, values)
	}
	return rec, !f.odd && f.seen&need[kind-record.KindItem] == need[kind-record.KindItem]
}

func (f *filling) item(r *record.Item, values []jsonstream.Value) {
	for i := range values {
		v := &values[i]
		switch f.see(v); v.Field {
		case itemAmount:
			f.number(&r.Amount, v)
		case itemPackageCode:
			f.text(&r.PackageCode, v)
		case itemProductCode:
			f.text(&r.ProductCode, v)
		case itemPrice:
			f.number(&r.Price, v)
		case itemTaxID:
			f.whole(&r.TaxID, v)
		case itemPriceWithTax:
			f.number(&r.PriceWithTax, v)
		case itemCost:
			f.number(&r.Cost, v)
		case itemCostWithTax:
			f.number(&r.CostWithTax, v)
		}
	}
}

func (f *filling) category(r *record.Category, values []jsonstream.Value) {
	for i := range values {
		v := &values[i]
		switch f.see(v); v.Field {
		case categoryRefCode:
			f.text(&r.RefCode, v)
		case categoryName:
			f.text(&r.Name, v)
		case categoryParent:
			if v.Token != jsonstream.Null {
				f.text(&r.Parent, v)
			}
		}
	}
}

func (f *filling) workspace(r *record.Workspace, values []jsonstream.Value) {
	for i := range values {
		v := &values[i]
		switch f.see(v); v.Field {
		case workspaceRefCode:
			f.text(&r.RefCode, v)
		case workspaceName:
			f.text(&r.Name, v)
		}
	}
}

func (f *filling) pack(r *record.Package, values []jsonstream.Value) {
	for i := range values {
		v := &values[i]
		switch f.see(v); v.Field {
		case packageRefCode:
			f.text(&r.RefCode, v)
		case packageName:
			f.text(&r.Name, v)
		case packageMeasure:
			f.text(&r.Measure, v)
		case packageValue:
			f.number(&r.Value, v)
		}
	}
	f.odd = f.odd || packageShape.lacks(r) != ""
}

func (f *filling) product(r *record.InvoiceProduct, values []jsonstream.Value) {
	for i := range values {
		v := &values[i]
		if v.Field >= priceField {
			f.prices(r, values[i:])
			return
		}
		switch f.see(v); v.Field {
		case productRefCode:
			f.text(&r.RefCode, v)
		case productType:
			f.text(&r.Type, v)
		case productCancellationType:
			f.whole(&r.CancellationType, v)
		case productForSale:
			f.truth(&r.ForSale, v)
		case productName:
			f.text(&r.Name, v)
		case productMeasure:
			f.text(&r.Measure, v)
		case productBarcode:
			f.text(&r.Barcode, v)
		case productCountry:
			f.text(&r.Country, v)
		case productWeightInGram:
			f.whole(&r.WeightInGram, v)
		case productTaxID:
			f.whole(&r.TaxID, v)
		case productCategoryCode:
			f.text(&r.CategoryCode, v)
		case productUseDiscounts:
			f.truth(&r.UseDiscounts, v)
		case productWorkspaceCode:
			f.text(&r.WorkspaceCode, v)
		case productPrices:
			f.odd = f.odd || v.Token != jsonstream.BeginArray
		}
	}
}

// prices fills in the prices, and then what follows them.
func (f *filling) prices(r *record.InvoiceProduct, values []jsonstream.Value) {
	for len(values) > 0 && values[0].Field == priceField {
		r.Prices = appendPrice(r.Prices)
		n := f.price(&r.Prices[len(r.Prices)-1], values[1:])
		values = values[1+n:]
	}
	if len(values) > 0 {
		f.product(r, values)
	}
}

// price fills a price and returns how many values it had.
func (f *filling) price(p *record.ShopPrice, values []jsonstream.Value) (n int) {
	const all = 1<<priceShopID | 1<<priceStorageID | 1<<pricePrice
	f.seen &^= all
	for ; n < len(values) && values[n].Field > priceField; n++ {
		v := &values[n]
		switch f.see(v); v.Field {
		case priceShopID:
			f.whole(&p.ShopID, v)
		case priceStorageID:
			f.whole(&p.StorageID, v)
		case pricePrice:
			f.number(&p.Price, v)
		}
	}
	f.odd = f.odd || f.seen&all != all
	return n
}

// see notes that a field is there. One that is there twice is odd.
func (f *filling) see(v *jsonstream.Value) {
	bit := uint(1) << v.Field
	f.odd = f.odd || f.seen&bit != 0
	f.seen |= bit
}

func (f *filling) text(p *[]byte, v *jsonstream.Value) {
	*p = v.Text
	f.odd = f.odd || v.Token != jsonstream.String
}

func (f *filling) number(p *record.Number, v *jsonstream.Value) {
	*p = v.Number
	f.odd = f.odd || v.Token != jsonstream.Number
}

func (f *filling) whole(p *record.Number, v *jsonstream.Value) {
	*p = v.Number
	f.odd = f.odd || v.Token != jsonstream.Number || v.Number.Scale() != 0
}

func (f *filling) truth(p *record.Bool, v *jsonstream.Value) {
	*p = record.BoolOf(v.Token == jsonstream.True)
	f.odd = f.odd || v.Token != jsonstream.True && v.Token != jsonstream.False
}
