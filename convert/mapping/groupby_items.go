package mapping

import (
	"errors"
	"io"

	"obmen/convert/report"
	"obmen/formats/record"
)

// What makes an item of a group another item.
const (
	itemPlain  byte = iota
	itemReturn      // "keep writes them as they stand, in a group as items of their own"
	itemNone        // the product has no item
)

// keep keeps a line with those of its item: "One item a product, unit, tax (id and rate) and undiscounted Price, in order of first appearance".
func (d *days) keep(s *sale) error {
	own := itemPlain
	switch {
	case s.bare:
		own = itemNone
	case s.returned && d.o.Returns == Keep:
		own = itemReturn
	}
	key := appendBytes(append(d.key[:0], own), s.code)
	key = appendBytes(key, s.unitCode)
	key = appendNumberKey(appendNumberKey(key, s.settings.Tax.ID), s.settings.Tax.Rate)
	d.key = appendNumberKey(key, s.line.Price)
	d.lines++
	d.under.of(s, d.lines, d.o.decimals())
	discount := d.figures(s)
	d.entry = d.under.append(d.entry[:0])
	if !s.bare {
		d.group.lines++
		d.group.discount = d.group.discount.Add(discount)
	}
	return d.items.Add(d.key, d.entry)
}

// figures sets what a line adds to its item, and returns what it adds to the discount. A return that is netted is taken off, whatever sign the till gave it.
func (d *days) figures(s *sale) (discount record.Number) {
	u := &d.under
	u.amount, u.cost, u.netted, discount = toMeasure(s.line.Quantity, s.unit), s.line.SumWithDiscount, false, s.line.Discount
	if !s.returned || d.o.Returns != Net || s.bare {
		return discount
	}
	if u.netted = true; u.amount.Sign() > 0 {
		u.amount = u.amount.Neg()
	}
	if u.cost.Sign() > 0 {
		// Read as +cost and written as −cost: what lies between is kept out.
		d.o.keepOut(report.Netted, 0, u.cost.Add(u.cost))
		u.cost, discount = u.cost.Neg(), discount.Neg()
	}
	return discount
}

// writeItems adds up the lines of each item and settles it: "amounts and cost_with_tax are added, then VAT is reckoned once".
func (d *days) writeItems() error {
	if err := d.items.Sort(); err != nil {
		return err
	}
	for place := int64(0); ; {
		entry, first, err := d.items.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if place > 0 && (first || ended) {
			if err := d.writeItem(&d.sum, place); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		if err := d.under.decode(entry); err != nil {
			return err
		}
		if first {
			place++
			d.sum.set(&d.under)
		} else {
			d.sum.add(&d.under)
		}
		if err := d.trail.line(d.under.receipt, place); err != nil {
			return err
		}
	}
}

// writeItem writes the item at a place among all of the group, of which some are not written: "where amount or sum falls to zero or below, no item is made and the
// remainder is kept out with a finding".
func (d *days) writeItem(u *underWay, place int64) error {
	if u.bare {
		return d.keepProduct(u)
	}
	g := &d.group
	if u.netted && (u.amount.Sign() <= 0 || u.cost.Sign() <= 0) {
		d.o.found(remainderKeptOut, record.Finding{Pos: u.pos, Kind: record.KindReceipt}, u.product.RefCode, u.amount.String(), u.cost.String(), g.number)
		d.o.keepOut(report.Returns, u.lines, u.cost)
		return nil
	}
	d.o.keepOut(report.Merged, u.lines-1, record.Number{})
	if brokenPieces(u.amount, string(u.product.Measure)) {
		d.o.found(piecesBroken, record.Finding{Pos: u.pos, Kind: record.KindReceipt, Path: "Products/Product/Quantity"}, u.amount.String())
	}
	money := Settle(u.cost, u.amount, u.rate, d.o.decimals())
	unit := d.o.Profile.Unit(u.unit)
	d.inv.used.item(&unit)
	g.items++
	g.sum = g.sum.Add(u.cost)
	d.trail.written(place, g.items)
	err := d.dst.Write(&record.Item{
		Origin: record.Origin{Fixed: u.pos}, Amount: u.amount, PackageCode: u.product.Measure, ProductCode: u.product.RefCode, TaxID: u.product.TaxID,
		Price: money.Price, PriceWithTax: money.PriceWithTax, Cost: money.Cost, CostWithTax: money.CostWithTax,
	})
	if err != nil {
		return err
	}
	return d.keepProduct(u)
}

// keepProduct keeps the product of an item that was written, once a shop: "Two shops on one storage give one price entry each."
func (d *days) keepProduct(u *underWay) error {
	prices := u.product.Prices
	defer func() { u.product.Prices = prices }()
	for i := range prices {
		u.product.Prices = prices[i : i+1]
		d.entry = record.AppendRecord(appendOrder(d.entry[:0], u.orders[i]), &u.product)
		if err := d.products.Add(u.product.RefCode, d.entry); err != nil {
			return err
		}
	}
	return nil
}

// A productUnderWay is a product of a group while its prices in the shops are settled. There are no more of them than the profile has shops.
type productUnderWay struct {
	*record.InvoiceProduct // nil: none yet
	orders                 []order
}

// writeProducts writes each product of the invoice once, with its last price in each shop.
func (d *days) writeProducts() error {
	if err := d.products.Sort(); err != nil {
		return err
	}
	d.kept.InvoiceProduct = nil
	for {
		entry, first, err := d.products.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if d.kept.InvoiceProduct != nil && (first || ended) {
			if err := d.writeProduct(d.kept.InvoiceProduct); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		if err := d.settle(entry, first); err != nil {
			return err
		}
	}
}

// settle adds what one item says of its product and of the price in one shop.
func (d *days) settle(entry []byte, first bool) error {
	u := unpacker{rest: entry}
	order := order{u.varint(), u.varint()}
	p, err := lastRecord[*record.InvoiceProduct](&u, &d.decoder)
	if err != nil {
		return err
	}
	if first {
		d.kept.InvoiceProduct, d.kept.orders = record.Clone(p).(*record.InvoiceProduct), append(d.kept.orders[:0], order)
		return nil
	}
	d.price(p.Prices, order)
	return nil
}

// price puts in the price of a shop: "of several, the last by date, with a finding".
func (d *days) price(prices []record.ShopPrice, order order) {
	k := &d.kept
	for _, price := range prices {
		i := 0
		for i < len(k.Prices) && !samePlace(&k.Prices[i], &price) {
			i++
		}
		if i == len(k.Prices) {
			k.Prices, k.orders = append(k.Prices, price), append(k.orders, order)
			continue
		}
		if !k.Prices[i].Price.Equal(price.Price) {
			d.o.found(severalPrices, record.Finding{Pos: k.At(), Kind: record.KindReceipt}, k.RefCode, k.Prices[i].Price.String(), price.Price.String())
		}
		if !order.before(k.orders[i]) {
			k.Prices[i].Price, k.orders[i] = price.Price, order
		}
	}
}

// writeProduct looks the product up once more, for its category.
func (d *days) writeProduct(p *record.InvoiceProduct) error {
	s := sale{code: p.RefCode}
	chain, err := d.o.join(&s)
	if err != nil {
		return err
	}
	// The tax was settled with the items, by the dates of their receipts: only the rest is asked for here, so a date before the first rate does not matter.
	s.settings, _ = d.o.Profile.Product(s.code, chain, d.group.day.start)
	s.settings.DefaultTax = p.TaxID.IsZero()
	return d.inv.writeProduct(d.dst, p, &s.settings, s.group)
}
