package caffesta

import "obmen/formats/record"

// Most fields of a part say what those of the part before said. So the texts of such neighbours are kept, with their keys, and written again for as long as all
// of them stay what they were.
type repeats struct {
	money    moneyRepeat
	use      useRepeat
	standing standingRepeat
	place    placeRepeat
}

// A moneyRepeat is the money of an item of which nothing came in, as in a catalogue: mostly the same zeros.
type moneyRepeat struct {
	text                                        []byte // empty: none is kept, here and below
	price, tax, priceWithTax, cost, costWithTax record.Number
}

func (p *pen) money(r *record.Item) {
	k := &p.last.money
	nothing := r.Amount.IsZero()
	if nothing && len(k.text) > 0 && r.Price == k.price && r.TaxID == k.tax && r.PriceWithTax == k.priceWithTax && r.Cost == k.cost && r.CostWithTax == k.costWithTax {
		p.again(k.text, 5)
		return
	}
	from := len(p.text)
	p.number(&r.Price)
	p.whole(&r.TaxID)
	p.number(&r.PriceWithTax)
	p.number(&r.Cost)
	p.number(&r.CostWithTax)
	if nothing && !p.odd {
		*k = moneyRepeat{append(k.text[:0], p.text[from:]...), r.Price, r.TaxID, r.PriceWithTax, r.Cost, r.CostWithTax}
	}
}

// A useRepeat is what a product is for.
type useRepeat struct {
	text         []byte
	kind         keptText
	cancellation record.Number
	forSale      record.Bool
}

func (p *pen) use(r *record.InvoiceProduct) {
	k := &p.last.use
	if len(k.text) > 0 && k.kind.is(r.Type) && r.CancellationType == k.cancellation && r.ForSale == k.forSale {
		p.again(k.text, 3)
		return
	}
	from := len(p.text)
	p.string(r.Type)
	p.whole(&r.CancellationType)
	p.truth(r.ForSale)
	if !p.odd {
		*k = useRepeat{append(k.text[:0], p.text[from:]...), k.kind.with(r.Type), r.CancellationType, r.ForSale}
	}
}

// A standingRepeat is where a product stands.
type standingRepeat struct {
	text                         []byte
	country, category, workspace keptText
	weight, tax                  record.Number
	discounts                    record.Bool
}

func (p *pen) standing(r *record.InvoiceProduct) {
	k := &p.last.standing
	if len(k.text) > 0 && r.WeightInGram == k.weight && r.TaxID == k.tax && r.UseDiscounts == k.discounts &&
		k.category.is(r.CategoryCode) && k.workspace.is(r.WorkspaceCode) && k.country.is(r.Country) {
		p.again(k.text, 6)
		return
	}
	from := len(p.text)
	p.optional(r.Country)
	p.whole(&r.WeightInGram)
	p.whole(&r.TaxID)
	p.string(r.CategoryCode)
	p.truth(r.UseDiscounts)
	p.string(r.WorkspaceCode)
	if !p.odd {
		*k = standingRepeat{append(k.text[:0], p.text[from:]...), k.country.with(r.Country), k.category.with(r.CategoryCode), k.workspace.with(r.WorkspaceCode),
			r.WeightInGram, r.TaxID, r.UseDiscounts}
	}
}

// A placeRepeat is where a price holds.
type placeRepeat struct {
	text          []byte
	shop, storage record.Number
}

func (p *pen) place(r *record.ShopPrice) {
	k := &p.last.place
	if len(k.text) > 0 && r.ShopID == k.shop && r.StorageID == k.storage {
		p.again(k.text, 2)
		return
	}
	from := len(p.text)
	p.whole(&r.ShopID)
	p.whole(&r.StorageID)
	if !p.odd {
		*k = placeRepeat{append(k.text[:0], p.text[from:]...), r.ShopID, r.StorageID}
	}
}

// again writes the text of so many fields.
func (p *pen) again(text []byte, fields int) {
	p.text, p.keys = append(p.text, text...), p.keys[fields:]
}

// A keptText is a copy of a text of a part.
type keptText struct {
	text    []byte // empty where it is missing: its room stays for the next one
	missing bool
}

// is reports whether the text is the same, and missing or not alike.
func (k *keptText) is(text []byte) bool {
	return string(text) == string(k.text) && (text == nil) == k.missing
}

// with returns a copy of a text, in the room of k.
func (k *keptText) with(text []byte) keptText {
	return keptText{append(k.text[:0], text...), text == nil}
}
