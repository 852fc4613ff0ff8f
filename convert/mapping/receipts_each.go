package mapping

import (
	"errors"
	"slices"

	"obmen/convert/profile"
	"obmen/formats/record"
)

// each makes one invoice a receipt. What it keeps of one is no more than the receipt itself, which is one record.
type each struct {
	o   *Options
	dst record.Writer
	inv *invoiceParts

	slip     slip
	sale     sale
	took     func(*sale) error // take
	decoder  record.Decoder
	products []eachProduct  // their memory is used again and again
	index    map[string]int // of the codes of products, where there are many
	items    int64
	sum      record.Number
	item     record.Item
	head     record.Invoice
	number   profile.Form
	comment  profile.Form
	err      error // of the forms
	says     saysOf
}

// saysOf is what of a receipt the profile's templates have a place for.
type saysOf struct{ docNum, store, cashBox bool }

// An eachProduct is a product of the invoice, and what is known of it.
type eachProduct struct {
	record.InvoiceProduct
	settings profile.Settings
	group    int64
	returned bool   // its price is a return's
	room     []byte // of what the catalogue says of it, which dies with the next question
}

func newEach(dst record.Writer, o *Options) *each {
	number, comment := o.Profile.Numbers.Receipt, o.Profile.Comments.Receipt
	says := saysOf{number.Has("docnum") || comment.Has("docnum"), comment.Has("store"), comment.Has("cashbox")}
	e := &each{o: o, dst: dst, inv: newInvoiceParts(o), index: map[string]int{}, says: says}
	e.took = e.take
	var err1, err2 error
	e.number, err1 = number.Form()
	e.comment, err2 = comment.Form()
	e.err = errors.Join(err1, err2)
	return e
}

// groupKey implements receiptTarget: there are no groups.
func (e *each) groupKey(dst []byte, _ *slip) []byte { return dst }

func (e *each) finish() error {
	e.inv.supplied.report(e.o)
	return nil
}

func (e *each) free() error { return e.inv.free() }

// addEntry implements receiptTarget.
func (e *each) addEntry(entry []byte) (err error) {
	if e.slip, err = openSlip(&e.decoder, entry); err != nil {
		return err
	}
	if _, _, err := e.slip.settle(e.o); err != nil {
		return err
	}
	return e.add(&e.slip)
}

// add writes the invoice of a settled receipt, unless nothing of it is left.
func (e *each) add(s *slip) error {
	if e.err != nil {
		return e.err
	}
	clear(e.index)
	e.products, e.items, e.sum = e.products[:0], 0, record.NewNumber(0, 0)
	if err := e.o.sales(&e.sale, s, e.took); err != nil {
		return err
	}
	if e.items == 0 {
		e.o.found(receiptWithoutItems, s.at(""), s.DocNum)
		return nil
	}
	for i := range e.products {
		p := &e.products[i]
		if err := e.inv.writeProduct(e.dst, &p.InvoiceProduct, &p.settings, p.group); err != nil {
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
	amount := toMeasure(s.line.Quantity, &s.unit.Unit)
	if brokenPieces(amount, s.unit.Measure) {
		e.o.found(piecesBroken, s.slip.at("Products/Product/Quantity"), amount.String())
	}
	money := Settle(s.line.SumWithDiscount, amount, s.settings.Tax.Rate, e.o.decimals())
	e.item = record.Item{
		Origin: record.Origin{Fixed: s.slip.At()}, Amount: amount, PackageCode: s.unit.measure, ProductCode: s.code, TaxID: s.settings.Tax.ID,
		Price: money.Price, PriceWithTax: money.PriceWithTax, Cost: money.Cost, CostWithTax: money.CostWithTax,
	}
	e.inv.used.item(&s.unit.Unit)
	e.items++
	e.sum = e.sum.Add(s.line.SumWithDiscount)
	return e.dst.Write(&e.item)
}

// keepProduct remembers the product of a sale, once. "Its price in the shop is the undiscounted Price (of several, the last by date, with a
// finding)": the lines of a receipt have one date, so the last counts, of those that are no returns if there are any.
func (e *each) keepProduct(s *sale) {
	price := s.shopPrice(e.o.decimals())
	p := e.find(s.code)
	if p == nil {
		e.newProduct(s, price)
		return
	}
	if !price.Price.Equal(p.Prices[0].Price) && !e.o.counts(severalPrices) {
		e.o.found(severalPrices, s.at("Price"), p.RefCode, p.Prices[0].Price.String(), price.Price.String())
	}
	if !s.returned || p.returned {
		p.Prices[0], p.returned = price, s.returned
	}
}

// mostSearched is how many products are sooner gone through than looked up. Hardly a receipt has more.
const mostSearched = 16

// find returns the product of a code, nil where there is none yet.
func (e *each) find(code []byte) *eachProduct {
	if len(e.products) > mostSearched {
		if i, known := e.index[string(code)]; known {
			return &e.products[i]
		}
		return nil
	}
	for i := range e.products {
		if p := &e.products[i]; string(p.RefCode) == string(code) {
			return p
		}
	}
	return nil
}

func (e *each) newProduct(s *sale, price record.ShopPrice) {
	n := len(e.products)
	if n < cap(e.products) {
		e.products = e.products[:n+1]
	} else {
		e.products = append(e.products, eachProduct{})
	}
	p := &e.products[n]
	p.settings, p.group, p.returned = s.settings, s.group, s.returned
	s.product(&p.InvoiceProduct)
	p.Prices = append(p.Prices, price)
	if s.catalog != nil {
		p.keep(&p.Name, &p.Barcode)
	}
	if n == mostSearched {
		for i := range e.products {
			e.index[string(e.products[i].RefCode)] = i
		}
	} else if n > mostSearched {
		e.index[string(p.RefCode)] = n
	}
}

// keep makes texts of the catalogue live as long as p.
func (p *eachProduct) keep(list ...*[]byte) {
	size := 0
	for _, text := range list {
		size += len(*text)
	}
	room := slices.Grow(p.room[:0], size)
	for _, text := range list {
		if len(*text) > 0 {
			at := len(room)
			room = append(room, *text...)
			*text = room[at:len(room):len(room)]
		}
	}
	p.room = room
}

// writeHead: "number = DocNum; date = Date in UTC, cut to the minute (the seconds are counted as a loss); comment = store and till name; storage and
// shop by StoreCode; shipper by OrganizationCode".
func (e *each) writeHead(s *slip) (err error) {
	e.o.placeLosses(s)
	e.losses(s, s.time.Second() != 0 || s.time.Nanosecond() != 0)
	h := &e.head
	*h = record.Invoice{
		Origin: record.Origin{Fixed: s.At()}, Sum: e.sum, Date: utcMinute(h.Date[:0], s.time), Number: present(h.Number[:0]), Comment: present(h.Comment[:0]),
	}
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
	if h.Number, err = e.number.Append(h.Number, say); err != nil {
		return err
	}
	if h.Comment, err = e.comment.Append(h.Comment, say); err != nil {
		return err
	}
	if err := e.inv.writeHead(e.dst, h, s.party, s.place.Storage); err != nil {
		return err
	}
	return e.trail(s, h.Number)
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

// placeLosses counts the codes of store and organization where the profile has none of either: then they have no place in the invoice.
func (o *Options) placeLosses(s *slip) {
	o.lostIf(len(s.StoreCode) > 0 && len(o.Profile.Stores) == 0, "receipt.StoreCode")
	o.lostIf(len(s.OrganizationCode) > 0 && len(o.Profile.Organizations) == 0, "receipt.OrganizationCode")
}

// lostIf counts a value of a source's field that had no place in the target, if it is so.
func (o *Options) lostIf(lost bool, field string) {
	if lost {
		o.lost(field, 1)
	}
}
