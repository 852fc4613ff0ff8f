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
	discount := d.figures(s)
	if !s.bare {
		d.group.lines++
		d.group.discount = d.group.discount.Add(discount)
	}
	return d.addLine(s)
}

// addLine adds a line, whose figures are set, to the item of d.key: in the table, or where its lines wait.
func (d *days) addLine(s *sale) error {
	if n := d.table.keys.Find(d.key); n >= 0 {
		u := &d.table.items[n]
		u.addFigures(&d.under)
		u.addPrice(s.shopPrice(d.o.decimals()), s.order(d.lines))
		return d.trail.line(s.slip.number, int64(n)+1)
	}
	d.under.of(s, d.lines, d.o.decimals())
	if place, ok := d.table.add(d.key, &d.under); ok {
		return d.trail.line(s.slip.number, place)
	}
	d.entry = d.coder.append(d.entry[:0], &d.under)
	return d.items.Add(d.key, d.entry)
}

// figures sets what a line adds to its item, and returns what it adds to the discount. A return that is netted is taken off, whatever sign the till gave it.
func (d *days) figures(s *sale) (discount record.Number) {
	u := &d.under
	u.amount, u.cost, u.netted, discount = toMeasure(s.line.Quantity, &s.unit.Unit), s.line.SumWithDiscount, false, s.line.Discount
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

// writeItems settles the items, those of the table first: "amounts and cost_with_tax are added, then VAT is reckoned once".
func (d *days) writeItems() error {
	for i := range d.table.items {
		written, err := d.writeItem(&d.table.items[i], int64(i)+1)
		if err == nil && written && d.table.full {
			err = d.keepProduct(&d.table.items[i])
		} else if written {
			d.table.keepProduct(i)
		}
		if err != nil {
			return err
		}
	}
	if !d.table.full {
		return nil
	}
	return d.writeGathered(int64(len(d.table.items)))
}

// writeGathered adds up the lines of the items that the table had no room for, and settles them. Place is that of the last in the table.
func (d *days) writeGathered(place int64) error {
	if err := d.items.Sort(); err != nil {
		return err
	}
	for started := false; ; started = true {
		entry, first, err := d.items.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if started && (first || ended) {
			written, err := d.writeItem(&d.sum, place)
			if err == nil && written {
				err = d.keepProduct(&d.sum)
			}
			if err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		if err := d.coder.decode(&d.under, entry); err != nil {
			return err
		}
		if first {
			place++
			d.room.Reset()
			d.sum.set(&d.under, &d.room)
		} else {
			d.sum.add(&d.under)
		}
		if err := d.trail.line(d.under.receipt, place); err != nil {
			return err
		}
	}
}

// writeItem writes the item at a place among all of the group, of which some are not written: "where amount or sum falls to zero or below, no item is made and the
// remainder is kept out with a finding". Written says whether its product belongs to the invoice.
func (d *days) writeItem(u *underWay, place int64) (written bool, err error) {
	if u.bare {
		return true, nil
	}
	g := &d.group
	if u.netted && (u.amount.Sign() <= 0 || u.cost.Sign() <= 0) {
		d.o.found(remainderKeptOut, record.Finding{Pos: u.pos, Kind: record.KindReceipt}, u.product.RefCode, u.amount.String(), u.cost.String(), g.number)
		d.o.keepOut(report.Returns, u.lines, u.cost)
		return false, nil
	}
	d.o.keepOut(report.Merged, u.lines-1, record.Number{})
	if brokenPieces(u.amount, string(u.product.Measure)) {
		d.o.found(piecesBroken, record.Finding{Pos: u.pos, Kind: record.KindReceipt, Path: "Products/Product/Quantity"}, u.amount.String())
	}
	money := Settle(u.cost, u.amount, u.rate, d.o.decimals())
	d.inv.used.item(&d.o.unitsOf().of(u.unit).Unit)
	g.items++
	g.sum = g.sum.Add(u.cost)
	d.trail.written(place, g.items)
	d.item = record.Item{
		Origin: record.Origin{Fixed: u.pos}, Amount: u.amount, PackageCode: u.product.Measure, ProductCode: u.product.RefCode, TaxID: u.product.TaxID,
		Price: money.Price, PriceWithTax: money.PriceWithTax, Cost: money.Cost, CostWithTax: money.CostWithTax,
	}
	return true, d.dst.Write(&d.item)
}

// keepProduct keeps the product of an item that was written where products wait, once a shop: "Two shops on one storage give one price entry each."
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
	record.InvoiceProduct
	orders []order
	room   record.Arena
}

// begin makes k the product of an item, whose texts live as long, with the price that it brings.
func (k *productUnderWay) begin(p *record.InvoiceProduct, price record.ShopPrice, o order) {
	prices := k.Prices
	k.InvoiceProduct = *p
	k.Prices, k.orders = append(prices[:0], price), append(k.orders[:0], o)
}

// writeProducts writes each product of the invoice once, with its last price in each shop.
func (d *days) writeProducts() error {
	if d.table.full {
		return d.writeGatheredProducts()
	}
	for _, p := range d.table.products {
		u := &d.table.items[p.first]
		d.kept.begin(&u.product, u.product.Prices[0], u.orders[0])
		for i, price := range u.product.Prices[1:] {
			d.price(price, u.orders[i+1])
		}
		for n := u.next; n != 0; n = d.table.items[n].next {
			u := &d.table.items[n]
			for i, price := range u.product.Prices {
				d.price(price, u.orders[i])
			}
		}
		if err := d.writeProduct(&d.kept.InvoiceProduct); err != nil {
			return err
		}
	}
	return nil
}

// writeGatheredProducts writes the products that wait.
func (d *days) writeGatheredProducts() error {
	if err := d.products.Sort(); err != nil {
		return err
	}
	for started := false; ; started = true {
		entry, first, err := d.products.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if started && (first || ended) {
			if err := d.writeProduct(&d.kept.InvoiceProduct); err != nil {
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
	if len(p.Prices) != 1 {
		return record.RecordDamaged.Fault("count")
	}
	if first {
		d.kept.begin(p, p.Prices[0], order)
		d.kept.room.Reset()
		keepTexts(&d.kept.InvoiceProduct, &d.kept.room)
		return nil
	}
	d.price(p.Prices[0], order)
	return nil
}

// price puts in the price of a shop: "of several, the last by date, with a finding".
func (d *days) price(price record.ShopPrice, order order) {
	k := &d.kept
	i := 0
	for i < len(k.Prices) && !samePlace(&k.Prices[i], &price) {
		i++
	}
	if i == len(k.Prices) {
		k.Prices, k.orders = append(k.Prices, price), append(k.orders, order)
		return
	}
	if !k.Prices[i].Price.Equal(price.Price) && !d.o.counts(severalPrices) {
		d.o.found(severalPrices, record.Finding{Pos: k.At(), Kind: record.KindReceipt}, k.RefCode, k.Prices[i].Price.String(), price.Price.String())
	}
	if !order.before(k.orders[i]) {
		k.Prices[i].Price, k.orders[i] = price.Price, order
	}
}

// writeProduct looks the product up once more, for its category.
func (d *days) writeProduct(p *record.InvoiceProduct) error {
	s := &d.sale
	s.code = p.RefCode
	chain, err := d.o.join(s)
	if err != nil {
		return err
	}
	// The tax was settled with the items, by the dates of their receipts: only the rest is asked for here, so a date before the first rate does not matter.
	_ = d.o.Profile.Settle(&s.settings, s.code, chain, d.group.day.start)
	s.settings.DefaultTax = p.TaxID.IsZero()
	return d.inv.writeProduct(d.dst, p, &s.settings, s.group)
}
