package mapping

import (
	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// each makes one invoice a receipt.
type each struct {
	o   *Options
	dst record.Writer
	inv *invoiceParts

	products []record.InvoiceProduct
	groups   []sale // of products: what category and the defaults follow from
	index    map[string]int
	item     record.Item
	head     record.Invoice
}

func newEach(dst record.Writer, o *Options) *each {
	return &each{o: o, dst: dst, inv: newInvoiceParts(o), index: map[string]int{}}
}

func (e *each) close() error { return e.inv.close() }

// add writes the invoice of r, unless nothing of it is left.
func (e *each) add(r *record.Receipt, marks []byte) error {
	t, err := e.o.localTime(r)
	if err != nil {
		return err
	}
	place, err := e.o.Profile.Store(r.StoreCode)
	if err != nil {
		return err
	}
	e.products, e.groups = e.products[:0], e.groups[:0]
	clear(e.index)
	at := record.Finding{Pos: r.At(), Kind: record.KindReceipt}
	sum, items := record.NewNumber(0, 0), 0
	for i := range r.Lines {
		s := sale{at: at, line: &r.Lines[i], returned: marks[i] == 1, time: t, place: place}
		if s.returned && e.o.Returns == Drop {
			e.o.dropReturn(&s, r)
			continue
		}
		ok, err := e.o.open(&s)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := e.writeItem(&s); err != nil {
			return err
		}
		e.keepProduct(&s)
		sum = sum.Add(s.line.SumWithDiscount)
		items++
	}
	if items == 0 {
		e.o.found(receiptWithoutItems, at, r.DocNum)
		return nil
	}
	if err := e.writeProducts(); err != nil {
		return err
	}
	return e.writeHead(r, sum, &place)
}

// dropReturn keeps a return line out: "drop (default) keeps them out, lists them with their sums".
func (o *Options) dropReturn(s *sale, r *record.Receipt) {
	o.found(returnKeptOut, s.at, s.line.ProductCode, s.line.Quantity.String(), s.line.SumWithDiscount.String(), r.DocNum)
	o.keepOut(report.Returns, 1, s.line.SumWithDiscount)
}

// writeItem: "An item a line, in order: amount = Quantity, cost_with_tax = SumWithDiscount, the rest by the rules above."
func (e *each) writeItem(s *sale) error {
	amount := toMeasure(s.line.Quantity, s.unit)
	e.o.wholePieces(amount, s.unit.Measure, s.at)
	money := Settle(s.line.SumWithDiscount, amount, s.settings.Tax.Rate, e.o.decimals())
	e.item = record.Item{
		Origin: record.Origin{Fixed: s.at.Pos}, Amount: amount, PackageCode: []byte(s.unit.Measure), ProductCode: s.code, TaxID: s.settings.Tax.ID,
		Price: money.Price, PriceWithTax: money.PriceWithTax, Cost: money.Cost, CostWithTax: money.CostWithTax,
	}
	e.inv.used.item(&s.unit)
	return e.dst.Write(&e.item)
}

// keepProduct remembers the product of a sale, once, with its last price.
func (e *each) keepProduct(s *sale) {
	i, known := e.index[string(s.code)]
	if !known {
		i = len(e.products)
		e.index[string(s.code)] = i
		e.products = append(e.products, record.InvoiceProduct{})
		kept := *s
		if s.catalog != nil {
			kept.catalog = record.Clone(s.catalog).(*record.Product)
		}
		e.groups = append(e.groups, kept)
		kept.product(&e.products[i])
	}
	e.o.lastPrice(&e.products[i], s.shopPrice(e.o.decimals()), s.at)
}

// lastPrice sets the price of a product in a shop: "of several, the last by date, with a finding".
func (o *Options) lastPrice(p *record.InvoiceProduct, price record.ShopPrice, at record.Finding) {
	for i := range p.Prices {
		if q := &p.Prices[i]; q.ShopID.Equal(price.ShopID) && q.StorageID.Equal(price.StorageID) {
			if !q.Price.Equal(price.Price) {
				o.found(severalPrices, at, p.RefCode, q.Price.String(), price.Price.String())
				q.Price = price.Price
			}
			return
		}
	}
	p.Prices = append(p.Prices, price)
}

func (e *each) writeProducts() error {
	for i := range e.products {
		if err := e.inv.writeProduct(e.dst, &e.products[i], &e.groups[i]); err != nil {
			return err
		}
	}
	return nil
}

func (e *each) writeHead(r *record.Receipt, sum record.Number, place *profile.Place) error {
	t, err := e.o.localTime(r)
	if err != nil {
		return err
	}
	if t.Second() != 0 || t.Nanosecond() != 0 {
		e.o.lost("receipt.Date.seconds", 1)
	}
	party, err := e.o.Profile.Organization(r.OrganizationCode)
	if err != nil {
		return err
	}
	e.head = record.Invoice{Origin: record.Origin{Fixed: r.At()}, Sum: sum, Date: utcMinute(e.head.Date[:0], t)}
	e.head.Number, err = e.o.Profile.Numbers.Receipt.Append(nil, func(dst []byte, name string) ([]byte, bool) {
		return append(dst, r.DocNum...), name == "docnum"
	})
	if err != nil {
		return err
	}
	e.head.Comment, err = e.o.Profile.Comments.Receipt.Append([]byte{}, func(dst []byte, name string) ([]byte, bool) {
		switch name {
		case "store":
			return append(dst, r.StoreName...), true
		case "cashbox":
			return append(dst, r.CashBoxName...), true
		}
		return dst, false
	})
	if err != nil {
		return err
	}
	if err := e.inv.writeHead(e.dst, &e.head, party, place.Storage); err != nil {
		return err
	}
	return e.o.trail(r, e.head.Number)
}

// trail says which invoice a receipt went into.
func (o *Options) trail(r *record.Receipt, number []byte) error {
	if o.Trail == nil {
		return nil
	}
	return o.Trail(r.OrganizationCode, r.DocNum, string(number))
}
