package check

import (
	"obmen/formats/record"
)

// invoices checks invoices, each of them a head with the parts that follow.
type invoices struct {
	base
	invoiceLane
	open   bool
	ended  record.Invoice
	at     record.Pos // of the open invoice
	number []byte
	sum    record.Number
	items  int64
	total  record.Number // of cost_with_tax
}

// Check implements [Checker].
func (c *invoices) Check(r record.Record) error {
	if x, ok := r.(*record.Invoice); ok {
		c.end()
		c.begin(r)
		return c.head(x)
	}
	c.begin(r)
	if c.led {
		c.goesOn()
	}
	switch x := r.(type) {
	case *record.Item:
		c.item(x)
	case *record.Package:
		if x.Measure != nil {
			c.measure(x.Measure, x.RefCode)
		}
	case *record.InvoiceProduct:
		c.product(x)
	}
	return c.claim(r)
}

// Finish implements [Checker].
func (c *invoices) Finish() error {
	c.end()
	if c.claims == nil {
		return nil
	}
	return c.base.Finish()
}

func (c *invoices) head(x *record.Invoice) error {
	if err := c.comesBehindLead(); err != nil {
		return err
	}
	c.open, c.at = true, x.At()
	c.number = append(c.number[:0], x.Number...)
	c.sum, c.items, c.total = x.Sum, 0, record.Number{}
	if c.claims == nil {
		return nil
	}
	c.claims.order = c.numbers[record.KindInvoice]
	c.claims.claim(contents, c.source(), c.claims.mark(x.ShipperName), x.ShipperCode, nil, shipperName, x.ShipperCode)
	return c.claims.err
}

// end checks what only the end of an invoice shows.
func (c *invoices) end() {
	if !c.open {
		return
	}
	c.open = false
	c.record = &c.ended // the last record may be gone; findings need its kind only
	if c.items == 0 {
		c.foundAt(noItems, c.at, "items", record.Shorten(c.number))
	}
	if !c.sum.Equal(c.total) && !(c.Partial && !c.sum.IsSet()) {
		c.foundAt(sumDiffers, c.at, "sum", figure(c.sum), figure(c.total))
	}
}

func (c *invoices) item(x *record.Item) {
	c.items++
	c.total = c.total.Add(x.CostWithTax)
	if x.Amount.Sign() <= 0 {
		c.found(amountNotPositive, "amount", record.Shorten(x.ProductCode), figure(x.Amount))
	}
	if c.Deep {
		c.money(x)
	}
	if isGoodItem(x) || c.Partial && !(x.Price.IsSet() && x.Cost.IsSet()) {
		return
	}
	if product := x.Amount.Mul(x.Price); !product.Equal(x.Cost) && !isRounded(product, x.Cost, x.Price, x.Amount) {
		c.found(costDiffers, "cost", product.String(), figure(x.Cost), record.Shorten(x.ProductCode))
	}
}

// isGoodItem reports whether surely the cost of x is its amount × price, or may be that, rounded as isRounded says.
func isGoodItem(x *record.Item) bool {
	const most = 1 << 31 // of factors whose product an int64 holds
	amount, ok1 := x.Amount.Units(unitScale / 2)
	price, ok2 := x.Price.Units(unitScale / 2)
	cost, ok3 := x.Cost.Units(unitScale)
	if !ok1 || !ok2 || !ok3 || amount >= most || amount < 0 || price >= most || price <= -most {
		return false
	}
	off := price*amount - cost
	if off == 0 {
		return true
	}
	step, ok4 := record.NewNumber(1, x.Price.Scale()).Units(unitScale / 2) // the price's last decimal, and the cost's
	last, ok5 := record.NewNumber(1, x.Cost.Scale()).Units(unitScale)
	return ok4 && ok5 && 2*max(off, -off) <= step*amount+last
}

// isRounded reports whether a cost may come from a price and have been rounded, as the price may: it lies within half a unit of
// the price's last decimal × |amount|, plus half a unit of the cost's, of their product.
func isRounded(product, cost, price, amount record.Number) bool {
	off := product.Sub(cost).Abs()
	most := record.NewNumber(1, price.Scale()).Mul(amount.Abs()).Add(record.NewNumber(1, cost.Scale()))
	return off.Add(off).Cmp(most) <= 0
}

func (c *invoices) product(x *record.InvoiceProduct) {
	if c.Deep {
		c.sold(x)
	}
	if c.Partial {
		return
	}
	switch string(x.Type) {
	case "product", "tech_map", "sub_product":
	default:
		c.found(typeUnknown, "type", record.Shorten(x.Type), record.Shorten(x.RefCode))
	}
	if n, ok := x.CancellationType.Int64(); !ok || n < 0 || n > 2 {
		c.found(cancellationUnknown, "cancellation_type", figure(x.CancellationType), record.Shorten(x.RefCode))
	}
	c.measure(x.Measure, x.RefCode)
}

func (c *invoices) measure(measure, of []byte) {
	switch string(measure) {
	case "pcs", "kg", "l":
	default:
		c.found(measureUnknown, "measure", record.Shorten(measure), record.Shorten(of))
	}
}

// claim leaves what a part of an invoice defines and refers to.
func (c *invoices) claim(r record.Record) error {
	if c.claims == nil || c.Partial {
		return nil
	}
	switch x := r.(type) {
	case *record.Item:
		c.refer(packages, x.PackageCode, x.ProductCode)
		c.refer(products, x.ProductCode, nil)
	case *record.Category:
		c.define(categories, x.RefCode, x.Parent, x.Unknown, x.Name, x.Parent)
		if len(x.Parent) > 0 {
			c.refer(categories, x.Parent, x.RefCode)
		}
	case *record.Workspace:
		c.define(workspaces, x.RefCode, nil, x.Unknown, x.Name)
	case *record.Package:
		var value [64]byte
		c.define(packages, x.RefCode, nil, x.Unknown, x.Name, x.Measure, x.Value.Trim().AppendTo(value[:0]))
	case *record.InvoiceProduct:
		c.defineProduct(x)
		c.refer(categories, x.CategoryCode, x.RefCode)
		c.refer(workspaces, x.WorkspaceCode, x.RefCode)
	}
	return c.claims.err
}

// refer says that within this invoice there must be one with the code; from is the code of what refers to it.
func (c *invoices) refer(rule rule, code, from []byte) {
	c.claims.refer(rule, c.source(), code, from, code)
}

// define says that this invoice has one with the code, and what it is.
func (c *invoices) define(rule rule, code, parent []byte, unknown []record.Unknown, content ...[]byte) {
	from, k := c.source(), c.claims
	k.define(rule, from, code, parent, code)
	k.marks = k.marks[:0]
	for _, part := range content {
		k.marks = k.appendMark(k.marks, part)
	}
	k.marks = k.appendUnknown(k.marks, unknown)
	k.claim(contents, from, k.marks, code, nil, ruleNames[rule], code)
}

func (c *invoices) defineProduct(x *record.InvoiceProduct) {
	var room [6][48]byte
	number := func(i int, n record.Number) []byte { return n.Trim().AppendTo(room[i][:0]) }
	c.define(products, x.RefCode, nil, x.Unknown,
		x.Type, number(0, x.CancellationType), []byte{byte(x.ForSale)}, x.Name, x.Measure, x.Barcode, x.Country,
		number(1, x.WeightInGram), number(2, x.TaxID), x.CategoryCode, []byte{byte(x.UseDiscounts)}, x.WorkspaceCode)
	k := c.claims
	k.marks = k.marks[:0]
	for i := range x.Prices {
		p := &x.Prices[i]
		k.marks = k.appendMark(k.marks, number(3, p.ShopID))
		k.marks = k.appendMark(k.marks, number(4, p.StorageID))
		k.marks = k.appendMark(k.marks, number(5, p.Price))
		k.marks = k.appendUnknown(k.marks, p.Unknown)
	}
	k.claim(shopPrices, c.source(), k.marks, x.RefCode, nil, x.RefCode)
}

// Close implements [Checker].
func (c *invoices) Close() error { return c.close() }
