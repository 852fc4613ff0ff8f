package mapping

import (
	"strings"

	"obmen/convert/profile"
	"obmen/formats/record"
)

// maxTypes bounds the price types of one product that are told apart. Those that the profile names are always.
const maxTypes = 64

// maxTypeNames bounds the price types that findings and messages name.
const maxTypeNames = 100

// fewTypes are looked through one by one.
const fewTypes = 8

// priceTypes are the price types of a catalogue, as far as they are named, and how many of their prices went nowhere.
type priceTypes struct {
	names  []string
	place  map[string]int
	left   []int64
	others int64 // of types beyond maxTypeNames
}

// find returns the place of a price type.
func (t *priceTypes) find(name []byte) (int, bool) {
	if len(t.names) <= fewTypes {
		for i, known := range t.names {
			if known == string(name) {
				return i, true
			}
		}
		return 0, false
	}
	i, ok := t.place[string(name)]
	return i, ok
}

// add hears of a price type.
func (t *priceTypes) add(name []byte) {
	if _, ok := t.find(name); ok || len(t.names) >= maxTypeNames {
		return
	}
	if t.place == nil {
		t.place = map[string]int{}
	}
	n := len(t.names)
	if n < cap(t.names) && t.names[:n+1][n] == string(name) {
		t.names = t.names[:n+1]
	} else {
		t.names = append(t.names, string(name))
	}
	t.place[t.names[n]] = n
	t.left = append(t.left, 0)
}

// restart forgets all types, but keeps their room, and the names of those that come again in the same order.
func (t *priceTypes) restart() {
	clear(t.place)
	t.names, t.left, t.others = t.names[:0], t.left[:0], 0
}

// leave counts a price that goes nowhere.
func (t *priceTypes) leave(name []byte) {
	if i, ok := t.find(name); ok {
		t.left[i]++
		return
	}
	t.others++
}

// report: "other types are counted in a finding".
func (t *priceTypes) report(o *Options) {
	for i, n := range t.left {
		if n > 0 {
			o.found(priceTypeLeft, record.Finding{Kind: record.KindProduct, Path: "PriceType"}, t.names[i], n)
		}
	}
	if t.others > 0 {
		o.found(priceTypeLeft, record.Finding{Kind: record.KindProduct, Path: "PriceType"}, "…", t.others)
	}
}

// list names them as they can be pasted into a profile.
func (t *priceTypes) list() string {
	list := strings.Join(t.names, ", ")
	if len(t.names) >= maxTypeNames {
		list += ", …"
	}
	return list
}

// namesType reports whether the profile says what a price type is for.
func (c *catalogueInvoice) namesType(priceType []byte) bool {
	p := c.Profile
	return string(priceType) == p.PurchaseType() || string(priceType) == p.RetailType() || len(p.Shops(priceType)) > 0
}

// purchase returns the product's purchase price, nil where it has none.
func (c *catalogueInvoice) purchase() *typedPrice {
	if c.Profile.PurchaseType() == "" {
		return nil // "" = none
	}
	return c.product.priceOf(c.Profile.PurchaseType())
}

// item writes the product's item.
func (c *catalogueInvoice) item(s *profile.Settings, listed *Amount, unit *profile.Unit) error {
	p := &c.product
	amount := s.Amount
	if listed != nil {
		amount = listed.Amount
	}
	price := c.itemPrice(listed)
	d := Decimals{Price: c.Profile.Decimals.Price, Cost: c.Profile.Decimals.Cost}
	purchase := Purchase{
		Price: price, Amount: amount, TaxIncluded: c.Profile.TaxIncluded([]byte(c.Profile.PurchaseType())), Rate: s.Tax.Rate, Factor: unit.Factor,
	}
	line := c.bought.line(purchase, d)
	c.sum = c.sum.Add(line.CostWithTax)
	amount = toMeasure(amount, unit)
	if brokenPieces(amount, unit.Measure) {
		c.found(piecesBroken, p.at("UnitCode"), amount.String())
	}
	count(&c.supplied.amount, listed == nil && amount.IsZero())
	c.used.item(unit)
	return c.dst.Write(c.line.item(p, s, unit, amount, line))
}

// A bought is what the last purchase came to. In a catalogue without purchase prices all of them are alike.
type bought struct {
	purchase Purchase
	money    Line
}

// line is [Purchase.Line], for decimals that never change.
func (b *bought) line(p Purchase, d Decimals) Line {
	if b.purchase != p || !b.money.Price.IsSet() {
		b.purchase, b.money = p, p.Line(d)
	}
	return b.money
}

// itemPrice: "Price of an item: the product's row of the purchase price type; 0 and a finding where there is none". The price of --amounts leads,
// "where given".
func (c *catalogueInvoice) itemPrice(listed *Amount) record.Number {
	price := c.purchase()
	if listed != nil && listed.Price.IsSet() {
		return listed.Price
	}
	if price != nil {
		price.used = true
		return price.price
	}
	if c.Profile.PurchaseType() == "" {
		c.bare++
	} else {
		c.found(purchaseMissing, c.product.at("Price"), c.product.Code, c.Profile.PurchaseType())
	}
	return record.NewNumber(0, c.Profile.Decimals.Price)
}

// shopPrices returns the product's prices: "each row whose price type stands in shops, one entry a shop and storage; other types are
// counted in a finding". "A product without a price has prices: []."
func (c *catalogueInvoice) shopPrices(unit *profile.Unit) ([]record.ShopPrice, error) {
	p := &c.product
	c.line.prices = c.line.prices[:0]
	if c.Profile.HasShops() {
		for i := range p.prices {
			t := &p.prices[i]
			for _, place := range c.Profile.Shops(p.priceType(t)) {
				c.shopPrice(t, place, unit)
			}
		}
	} else {
		t, err := c.onlyPrice()
		if err != nil {
			return nil, err
		}
		if t != nil {
			c.shopPrice(t, profile.Place{Storage: c.Profile.Defaults.Storage, Shop: c.Profile.Defaults.Shop}, unit)
		}
	}
	for i := range p.prices {
		if t := &p.prices[i]; !t.used {
			c.types.leave(p.priceType(t))
			c.lost("product.Price", 1)
		}
	}
	return c.line.prices, nil
}

// shopPrice adds the price of a place. The profile gives each place to one type only.
func (c *catalogueInvoice) shopPrice(t *typedPrice, place profile.Place, unit *profile.Unit) {
	t.used = true
	s := record.ShopPrice{ShopID: place.Shop, StorageID: place.Storage, Price: unitPrice(t.price, unit.Factor, c.Profile.Decimals.Price)}
	c.supplied.price(&s)
	c.line.prices = append(c.line.prices, s)
}

// onlyPrice: "With no shops in the profile, a product's only price goes to the default shop and storage, of several the retail type's (the purchase
// type's row counts only where it is the only one); where neither settles it, the run stops with exit 2 and prints the names of the types to paste".
func (c *catalogueInvoice) onlyPrice() (*typedPrice, error) {
	p := &c.product
	if len(p.prices) == 0 {
		return nil, nil
	}
	if len(p.prices) == 1 && p.more == 0 {
		return &p.prices[0], nil
	}
	if retail := c.Profile.RetailType(); retail != "" {
		if t := p.priceOf(retail); t != nil {
			return t, nil
		}
	}
	purchase := c.purchase()
	var only *typedPrice
	for i := range p.prices {
		if t := &p.prices[i]; t != purchase {
			if only != nil || p.more > 0 {
				return nil, &record.UsageError{Err: priceUnsettled.Fault(record.Shorten(p.Code), c.types.list())}
			}
			only = t
		}
	}
	return only, nil
}

// itemLine holds the records that are written for a product, so that they need not be made anew for each. What is never set in them stays missing.
type itemLine struct {
	out    record.InvoiceProduct
	it     record.Item
	prices []record.ShopPrice
	texts  texts
}

func (l *itemLine) item(p *product, s *profile.Settings, unit *profile.Unit, amount record.Number, m Line) *record.Item {
	r := &l.it
	r.Amount, r.PackageCode, r.ProductCode, r.TaxID = amount, l.texts.of(unit.Measure), p.Code, s.Tax.ID
	r.Price, r.PriceWithTax, r.Cost, r.CostWithTax = m.Price, m.PriceWithTax, m.Cost, m.CostWithTax
	return r
}

// product: "barcode is left out where it is empty", and so is country.
func (l *itemLine) product(p *product, s *profile.Settings, unit *profile.Unit, category []byte, prices []record.ShopPrice) *record.InvoiceProduct {
	r := &l.out
	r.RefCode, r.Name, r.Measure, r.Barcode = p.Code, p.Name, l.texts.of(unit.Measure), unlessEmpty(p.Barcode)
	r.Type, r.Country, r.WorkspaceCode, r.CategoryCode = l.texts.of(s.Type), unlessEmpty(l.texts.of(s.Country)), l.texts.of(s.Workspace.RefCode), category
	r.CancellationType, r.ForSale, r.UseDiscounts, r.TaxID = s.CancellationType, record.BoolOf(s.ForSale), record.BoolOf(s.UseDiscounts), s.Tax.ID
	r.WeightInGram, r.Prices = weight(s, unit.Measure), prices
	return r
}

// unlessEmpty makes a missing text of an empty one.
func unlessEmpty(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	return text
}
