package mapping

import (
	"obmen/convert/profile"
	"obmen/formats/record"
)

// each makes one invoice a receipt. What it keeps of one is no more than the receipt itself, which is one record.
type each struct {
	o   *Options
	dst record.Writer
	inv *invoiceParts

	products []eachProduct
	index    map[string]int // of the codes of products
	items    int64
	sum      record.Number
	item     record.Item
	head     record.Invoice
	says     saysOf
}

// saysOf is what of a receipt the profile's templates have a place for.
type saysOf struct{ docNum, store, cashBox bool }

// An eachProduct is a product of the invoice, and the sale that it comes from.
type eachProduct struct {
	record.InvoiceProduct
	sale sale // of the price
}

func newEach(dst record.Writer, o *Options) *each {
	number, comment := o.Profile.Numbers.Receipt, o.Profile.Comments.Receipt
	says := saysOf{number.Has("docnum") || comment.Has("docnum"), comment.Has("store"), comment.Has("cashbox")}
	return &each{o: o, dst: dst, inv: newInvoiceParts(o), index: map[string]int{}, says: says}
}

func (e *each) finish() error {
	e.inv.supplied.report(e.o)
	return nil
}

func (e *each) free() error { return e.inv.free() }

// add writes the invoice of r, unless nothing of it is left.
func (e *each) add(s *slip) error {
	clear(e.index)
	e.products, e.items, e.sum = e.products[:0], 0, record.NewNumber(0, 0)
	if err := e.o.sales(s, e.take); err != nil {
		return err
	}
	if e.items == 0 {
		e.o.found(receiptWithoutItems, s.at(""), s.DocNum)
		return nil
	}
	for i := range e.products {
		p := &e.products[i]
		if err := e.inv.writeProduct(e.dst, &p.InvoiceProduct, &p.sale); err != nil {
			return err
		}
	}
	return e.writeHead(s)
}

// take: "An item a line, in order: amount = Quantity, cost_with_tax = SumWithDiscount, the rest by the rules above."
func (e *each) take(s *sale) error {
	e.keepProduct(s)
	if s.bare {
		return nil
	}
	amount := toMeasure(s.line.Quantity, s.unit)
	if brokenPieces(amount, s.unit.Measure) {
		e.o.found(piecesBroken, s.slip.at("Products/Product/Quantity"), amount.String())
	}
	money := Settle(s.line.SumWithDiscount, amount, s.settings.Tax.Rate, e.o.decimals())
	e.item = record.Item{
		Origin: record.Origin{Fixed: s.slip.At()}, Amount: amount, PackageCode: []byte(s.unit.Measure), ProductCode: s.code, TaxID: s.settings.Tax.ID,
		Price: money.Price, PriceWithTax: money.PriceWithTax, Cost: money.Cost, CostWithTax: money.CostWithTax,
	}
	e.inv.used.item(&s.unit)
	e.items++
	e.sum = e.sum.Add(s.line.SumWithDiscount)
	return e.dst.Write(&e.item)
}

// keepProduct remembers the product of a sale, once. "Its price in the shop is the undiscounted Price (of several, the last by date, with a
// finding)": the lines of a receipt have one date, so the last counts, of those that are no returns if there are any.
func (e *each) keepProduct(s *sale) {
	i, known := e.index[string(s.code)]
	if !known {
		i = len(e.products)
		e.index[string(s.code)] = i
		e.products = append(e.products, eachProduct{sale: *s})
		p := &e.products[i]
		if s.catalog != nil {
			p.sale.catalog = record.Clone(s.catalog).(*record.Product) // outlives the next question
		}
		p.sale.product(&p.InvoiceProduct)
		p.Prices = append(p.Prices, s.shopPrice(e.o.decimals()))
		return
	}
	p, price := &e.products[i], s.shopPrice(e.o.decimals())
	if !price.Price.Equal(p.Prices[0].Price) {
		e.o.found(severalPrices, s.at("Price"), p.RefCode, p.Prices[0].Price.String(), price.Price.String())
	}
	if !s.returned || p.sale.returned {
		p.Prices[0], p.sale.returned = price, s.returned
	}
}

// writeHead: "number = DocNum; date = Date in UTC, cut to the minute (the seconds are counted as a loss); comment = store and till name; storage and
// shop by StoreCode; shipper by OrganizationCode".
func (e *each) writeHead(s *slip) error {
	t, err := e.o.moment(s.Receipt)
	if err != nil {
		return err
	}
	place, party, err := e.o.placeAndParty(s)
	if err != nil {
		return err
	}
	e.losses(s, t.Second() != 0 || t.Nanosecond() != 0)
	e.head = record.Invoice{Origin: record.Origin{Fixed: s.At()}, Sum: e.sum, Date: utcMinute(e.head.Date[:0], t)}
	say := func(dst []byte, name string) ([]byte, bool) {
		switch name {
		case "docnum":
			return append(dst, s.DocNum...), true
		case "store":
			return append(dst, s.StoreName...), true
		case "cashbox":
			return append(dst, s.CashBoxName...), true
		}
		return dst, false
	}
	if e.head.Number, err = e.o.Profile.Numbers.Receipt.Append([]byte{}, say); err != nil {
		return err
	}
	if e.head.Comment, err = e.o.Profile.Comments.Receipt.Append([]byte{}, say); err != nil {
		return err
	}
	number := e.head.Number
	if err := e.inv.writeHead(e.dst, &e.head, party, place.Storage); err != nil {
		return err
	}
	return e.trail(s, number)
}

// losses counts what the profile leaves no place for.
func (e *each) losses(s *slip, seconds bool) {
	e.o.lostIf(seconds, "receipt.Date.seconds")
	e.o.lostIf(len(s.DocNum) > 0 && !e.says.docNum, "receipt.DocNum")
	e.o.lostIf(len(s.StoreName) > 0 && !e.says.store, "receipt.StoreName")
	e.o.lostIf(len(s.CashBoxName) > 0 && !e.says.cashBox, "receipt.CashBoxName")
}

// trail says which invoices the receipt went into: of one that --max-items splits, each part.
func (e *each) trail(s *slip, number []byte) error {
	if e.o.Trail == nil {
		return nil
	}
	most := int64(e.o.MaxItems)
	if most <= 0 || e.items <= most {
		return e.o.Trail(s.OrganizationCode, s.DocNum, string(number))
	}
	for part := int64(1); (part-1)*most < e.items; part++ {
		if err := e.o.Trail(s.OrganizationCode, s.DocNum, string(partNumber(number, part))); err != nil {
			return err
		}
	}
	return nil
}

// placeAndParty returns storage and shop by StoreCode and the shipper by OrganizationCode. Where the profile has none of either, the
// codes have no place in the invoice.
func (o *Options) placeAndParty(s *slip) (profile.Place, profile.Party, error) {
	o.lostIf(len(s.StoreCode) > 0 && len(o.Profile.Stores) == 0, "receipt.StoreCode")
	o.lostIf(len(s.OrganizationCode) > 0 && len(o.Profile.Organizations) == 0, "receipt.OrganizationCode")
	place, err := o.Profile.Store(s.StoreCode)
	if err != nil {
		return place, profile.Party{}, err
	}
	party, err := o.Profile.Organization(s.OrganizationCode)
	return place, party, err
}

// lostIf counts a value of a source's field that had no place in the target, if it is so.
func (o *Options) lostIf(lost bool, field string) {
	if lost {
		o.lost(field, 1)
	}
}
