package check

import "obmen/formats/record"

var hundred = record.NewNumber(100, 0)

// money checks the price of an item, and the money with tax against the money without.
func (c *invoices) money(x *record.Item) {
	if x.Price.IsSet() && x.Price.Sign() <= 0 {
		c.found(itemPriceNotPositive, "price", record.Shorten(x.ProductCode), x.Price.String())
	}
	if !x.CostWithTax.IsSet() || !x.Cost.IsSet() {
		return
	}
	if product := x.Amount.Mul(x.PriceWithTax); x.PriceWithTax.IsSet() && !product.Equal(x.CostWithTax) &&
		!isRounded(product, x.CostWithTax, x.PriceWithTax, x.Amount) {
		c.found(costWithTaxDiffers, "cost_with_tax", product.String(), x.CostWithTax.String(), record.Shorten(x.ProductCode))
	}
	c.tax(x)
}

// tax checks that what cost_with_tax is more than cost is the tax: "VAT = cost_with_tax × rate / (100 + rate)". It may lie half a unit of the last
// decimal of each of them beside that.
func (c *invoices) tax(x *record.Item) {
	tax := x.CostWithTax.Sub(x.Cost)
	if tax.Sign()*x.CostWithTax.Sign() < 0 {
		c.found(itemTaxNegative, "cost_with_tax", x.CostWithTax.String(), x.Cost.String(), record.Shorten(x.ProductCode))
		return
	}
	if c.TaxRate == nil || x.TaxID.IsZero() {
		return
	}
	rate := c.TaxRate(x.TaxID)
	if !rate.IsSet() {
		return
	}
	whole := rate.Add(hundred)
	off := tax.Mul(whole).Sub(x.CostWithTax.Mul(rate)).Abs() // × whole, so that nothing is divided
	most := record.NewNumber(1, x.CostWithTax.Scale()).Add(record.NewNumber(1, x.Cost.Scale())).Mul(whole)
	if off.Add(off).Cmp(most) > 0 {
		want := x.CostWithTax.Mul(rate).Quo(whole, max(x.CostWithTax.Scale(), x.Cost.Scale()))
		c.found(itemTaxDiffers, "cost_with_tax", tax.String(), rate.String(), x.CostWithTax.String(), want.String(), record.Shorten(x.ProductCode))
	}
}

// sold checks what a product is sold by: its barcode and its prices.
func (c *invoices) sold(x *record.InvoiceProduct) {
	if !isChecked(x.Barcode) {
		c.barcode(x.Barcode, "barcode")
	}
	for i := range x.Prices {
		if p := x.Prices[i].Price; p.IsSet() && p.Sign() <= 0 {
			c.found(itemPriceNotPositive, "prices", record.Shorten(x.RefCode), p.String())
		}
	}
}
