package mapping

import (
	"bytes"

	"obmen/convert/profile"
	"obmen/formats/record"
)

// appendPrice appends what of a row always counts.
func appendPrice(dst []byte, r *record.Product) []byte {
	return appendText(record.AppendNumber(dst, r.Price), r.PriceType)
}

// appendRow appends what counts of the first row of a code.
func appendRow(dst []byte, number, group int64, r *record.Product) []byte {
	dst = appendPos(appendVarint(appendVarint(dst, number), group), r.At())
	return appendText(appendText(appendText(appendText(dst, r.Code), r.Barcode), r.Name), r.UnitCode)
}

// A product is what the rows of one code come to. All but the prices is the first row's.
type product struct {
	record.Product
	number, group int64
	rows          int64
	sum           record.Number // Σ of the rows' prices
	prices        []typedPrice
	more          int64 // price types beyond maxTypes

	bytes []byte // what the texts of Product are parts of
	types []byte // and those of prices
}

// A typedPrice is the price of one price type: "the key of a price is code + price type".
type typedPrice struct {
	from, to int // the type, in types
	price    record.Number
	used     bool
}

// begin makes p the product of a first row, whose price is still to be added.
func (p *product) begin(value []byte) (price record.Number, priceType []byte, err error) {
	p.bytes = append(p.bytes[:0], value...)
	u := unpacker{rest: p.bytes}
	price, priceType = u.number(), u.text()
	p.number, p.group = u.varint(), u.varint()
	p.Fixed = u.pos()
	p.Code, p.Barcode, p.Name, p.UnitCode = u.text(), u.text(), u.text(), u.text()
	p.clear()
	return price, priceType, u.err()
}

// clear leaves of a product its first row alone, without a price.
func (p *product) clear() {
	p.rows, p.sum, p.more = 1, record.NewNumber(0, 0), 0
	p.prices, p.types = p.prices[:0], p.types[:0]
}

// at names the product in findings.
func (p *product) at(path string) record.Finding {
	return record.Finding{Pos: p.At(), Kind: record.KindProduct, Record: p.number, Path: path}
}

func (p *product) priceType(t *typedPrice) []byte { return p.types[t.from:t.to] }

// priceOf returns the price of a type; nil where there is none.
func (p *product) priceOf(priceType string) *typedPrice {
	for i := range p.prices {
		if t := &p.prices[i]; string(p.priceType(t)) == priceType {
			return t
		}
	}
	return nil
}

// addPrice adds the price of a row to the product. "An empty Price … is a product without a price: not a zero." "One code and price type at two
// prices: the first row wins": the finding about it is the checks'.
func (c *catalogueInvoice) addPrice(price record.Number, priceType []byte) {
	p := &c.product
	if !price.IsSet() {
		return
	}
	p.sum = p.sum.Add(price)
	for i := range p.prices {
		t := &p.prices[i]
		if !bytes.Equal(p.priceType(t), priceType) {
			continue
		}
		if !t.price.Equal(price) {
			c.lost("product.Price", 1)
		}
		return
	}
	if len(p.prices) >= maxTypes && !c.namesType(priceType) {
		p.more++
		c.types.leave(priceType)
		c.lost("product.Price", 1)
		return
	}
	from := len(p.types)
	p.types = append(p.types, priceType...)
	p.prices = append(p.prices, typedPrice{from: from, to: len(p.types), price: price})
}

// finish writes the product, and its item: "A distinct code gives one product and, unless the profile says otherwise, one item."
func (c *catalogueInvoice) finish() error {
	p := &c.product
	s := &c.settings
	if err := c.Profile.Settle(s, p.Code, c.chainOf(p.group), c.day); err != nil {
		return c.tooEarly(err)
	}
	amount, err := c.listed(p.Code)
	if err != nil {
		return err
	}
	if s.Skip {
		if amount != nil {
			return c.Amounts.wrong(amount, "Code", amountSkipped.Fault(record.Shorten(p.Code)))
		}
		c.kept.skipped.Count += p.rows
		c.kept.skipped.Sum = c.kept.skipped.Sum.Add(p.sum)
		return nil
	}
	c.kept.merged.Count += p.rows - 1
	unit := c.unitsOf().of(p.UnitCode)
	if unit.deserves() {
		c.tellUnit(unit, p.UnitCode, "product.UnitCode", p.at("UnitCode"))
	}
	if c.hasItem(s, amount) {
		if err := c.item(s, amount, &unit.Unit); err != nil {
			return err
		}
	}
	return c.invoiceProduct(s, &unit.Unit)
}

// listed returns the row of --amounts for a code, valid until the next call; nil: none.
func (c *catalogueInvoice) listed(code []byte) (*Amount, error) {
	if c.Amounts == nil {
		return nil, nil
	}
	return c.Amounts.of(code)
}

// hasItem: with --amounts "only its codes become items"; "a listed code becomes an item even with item: false".
func (c *catalogueInvoice) hasItem(s *profile.Settings, amount *Amount) bool {
	if c.Amounts != nil {
		return amount != nil
	}
	return s.Item
}

// amountsUsed: "a code that … the catalogue lacks is an error".
func (c *catalogueInvoice) amountsUsed() error {
	if c.Amounts == nil {
		return nil
	}
	row, count, err := c.Amounts.unasked()
	if err != nil || row == nil {
		return err
	}
	return c.Amounts.wrong(row, "Code", amountUnknown.Fault(record.Shorten(row.Code), count))
}

// tooEarly is what a date before the first rate of a tax comes to.
func (c *catalogueInvoice) tooEarly(err error) error {
	return &record.Error{Pos: c.at, Kind: record.KindCatalogue, Path: "Date", Value: record.Shorten(c.date), Err: err, Fatal: true}
}

// invoiceProduct writes the product. It stands in the category of the group around it: "Where ParentCode of a product differs from the
// group around it, the group around it leads".
func (c *catalogueInvoice) invoiceProduct(s *profile.Settings, unit *profile.Unit) error {
	p := &c.product
	prices, err := c.shopPrices(unit)
	if err != nil {
		return err
	}
	category, err := c.categoryOf(p.group, s)
	if err != nil {
		return err
	}
	c.used.product(s)
	c.supplied.product(s, p.group >= 0)
	return c.dst.Write(c.line.product(p, s, unit, category, prices))
}
