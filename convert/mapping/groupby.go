package mapping

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strconv"
	"time"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/convert/report"
	"obmen/formats/record"
)

// days makes one invoice of the receipts of a day, a storage, a shipper and the further keys of --group-by.
//
// Receipts are gathered by their group, then the lines of a group by their item, then the items' products by their code:
// each on disk as far as it has to be, so that neither the number of groups nor the size of one counts.
type days struct {
	o        *Options
	dst      record.Writer
	further  []string // keys behind day, storage and shipper
	receipts *regroup.Gather
	items    *regroup.Gather
	products *regroup.Gather
	inv      *invoiceParts

	key, entry []byte
	decoder    record.Decoder
	group      dayGroup
	under      underWay
	product    record.InvoiceProduct
}

// A dayGroup is the invoice that is being made.
type dayGroup struct {
	started              bool
	start                time.Time // of its day
	place                profile.Place
	party                profile.Party
	number               []byte
	count                int64
	cash, card, discount record.Number
	sum                  record.Number
	at                   record.Finding
}

// The keys of --group-by.
const (
	byDay          = "day"
	byStore        = "store"
	byCashBox      = "cashbox"
	byOrganization = "organization"
)

func newDays(dst record.Writer, o *Options) (*days, error) {
	if o.GroupBy[0] != byDay {
		return nil, &record.UsageError{Err: groupByWrong.Fault(o.GroupBy[0])}
	}
	for i, key := range o.GroupBy {
		known := key == byDay || key == byStore || key == byCashBox || key == byOrganization
		if !known || slices.Contains(o.GroupBy[:i], key) {
			return nil, &record.UsageError{Err: groupByWrong.Fault(key)}
		}
	}
	gather := func() *regroup.Gather { return regroup.NewGather(o.Temp, o.Memory) }
	return &days{o: o, dst: dst, further: o.GroupBy[1:], receipts: gather(), items: gather(), products: gather(), inv: newInvoiceParts(o)}, nil
}

// add keeps a receipt with those of its group. "storage and shipper are always among the keys, so that an invoice has one of each".
func (d *days) add(r *record.Receipt, marks []byte) error {
	g, err := d.groupOf(r)
	if err != nil {
		return err
	}
	d.key = g.start.AppendFormat(d.key[:0], time.RFC3339)
	d.key = appendPart(g.place.Storage.Trim().AppendTo(append(d.key, 0)), g.party.RefCode)
	for _, key := range d.further {
		d.key = appendPart(d.key, string(furtherKey(r, key)))
	}
	d.entry = record.AppendRecord(append(d.entry[:0], marks...), r)
	return d.receipts.Add(d.key, d.entry)
}

// appendPart appends a part of a key so that no two lists of parts give one key.
func appendPart(dst []byte, part string) []byte {
	return append(binary.AppendUvarint(append(dst, 0), uint64(len(part))), part...)
}

func furtherKey(r *record.Receipt, key string) []byte {
	switch key {
	case byStore:
		return r.StoreCode
	case byCashBox:
		return r.CashBoxCode
	}
	return r.OrganizationCode
}

// groupOf says what group a receipt belongs to: "a day is the calendar day of Date in the profile's zone, shifted by day_starts".
func (d *days) groupOf(r *record.Receipt) (g dayGroup, err error) {
	t, err := d.o.localTime(r)
	if err != nil {
		return g, err
	}
	zone, shift := d.o.Profile.Location(), d.o.Profile.DayStart()
	year, month, day := dayOf(t.In(zone), shift)
	g.start = time.Date(year, month, day, int(shift/time.Hour), int(shift%time.Hour/time.Minute), 0, 0, zone)
	if g.place, err = d.o.Profile.Store(r.StoreCode); err != nil {
		return g, err
	}
	g.party, err = d.o.Profile.Organization(r.OrganizationCode)
	return g, err
}

// dayOf is the calendar day that a wall clock's reading belongs to, where days start at shift. It reckons with the clock and not with
// hours gone by, which a change to summer time would add to.
func dayOf(t time.Time, shift time.Duration) (int, time.Month, int) {
	clock := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
	if clock < shift {
		t = time.Date(t.Year(), t.Month(), t.Day()-1, 12, 0, 0, 0, t.Location())
	}
	return t.Date()
}

// close writes the invoices, "groups in order of their first receipt".
func (d *days) close() (err error) {
	defer func() {
		err = errors.Join(err, d.receipts.Close(), d.items.Close(), d.products.Close(), d.inv.close())
	}()
	if err := d.receipts.Sort(); err != nil {
		return err
	}
	for {
		entry, first, err := d.receipts.Next()
		if errors.Is(err, io.EOF) {
			return d.finish()
		}
		if err != nil {
			return err
		}
		r, marks, err := openReceipt(&d.decoder, entry)
		if err != nil {
			return err
		}
		if first {
			if err := d.begin(r); err != nil {
				return err
			}
		}
		if err := d.take(r, marks); err != nil {
			return err
		}
	}
}

// begin ends the group before and starts that of r.
func (d *days) begin(r *record.Receipt) error {
	if err := d.finish(); err != nil {
		return err
	}
	g, err := d.groupOf(r)
	if err != nil {
		return err
	}
	g.started, g.at = true, record.Finding{Pos: r.At(), Kind: record.KindReceipt}
	zero := record.NewNumber(0, 0)
	g.cash, g.card, g.discount, g.sum = zero, zero, zero, zero
	g.number, err = d.o.Profile.Numbers.Group.Append(nil, func(dst []byte, name string) ([]byte, bool) {
		switch name {
		case "day":
			return g.start.AppendFormat(dst, "20060102"), true
		case "storage":
			return g.place.Storage.AppendTo(dst), true
		case "shipper":
			return append(dst, g.party.RefCode...), true
		}
		return dst, false
	})
	// "then the codes of the further keys in the order given, each after a -"
	for _, key := range d.further {
		g.number = append(append(g.number, '-'), furtherKey(r, key)...)
	}
	d.group = g
	return err
}

// take adds the lines of a receipt to its group.
func (d *days) take(r *record.Receipt, marks []byte) error {
	t, err := d.o.localTime(r)
	if err != nil {
		return err
	}
	place, err := d.o.Profile.Store(r.StoreCode)
	if err != nil {
		return err
	}
	at, taken, g := record.Finding{Pos: r.At(), Kind: record.KindReceipt}, 0, &d.group
	for i := range r.Lines {
		s := sale{at: at, line: &r.Lines[i], returned: marks[i] == 1, time: t, place: place}
		if s.returned && d.o.Returns == Drop {
			d.o.dropReturn(&s, r)
			continue
		}
		ok, err := d.o.open(&s)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := d.keep(&s); err != nil {
			return err
		}
		g.discount = g.discount.Add(s.line.Discount)
		taken++
	}
	if taken == 0 {
		d.o.found(receiptWithoutItems, at, r.DocNum)
		return nil
	}
	g.count++
	g.cash, g.card = g.cash.Add(r.PayCash), g.card.Add(r.PayCard)
	return d.o.trail(r, g.number)
}

// keep keeps a line with those of its item: "One item a product, unit, tax (id and rate) and undiscounted Price, in order of first appearance".
func (d *days) keep(s *sale) error {
	own := byte(0)
	if s.returned && d.o.Returns == Keep {
		own = 1 // "keep writes them as they stand, in a group as items of their own"
	}
	key := appendPart(append(d.key[:0], own), string(s.code))
	key = appendPart(key, s.unit.Code+"/"+s.unit.Measure)
	for _, n := range []record.Number{s.settings.Tax.ID, s.settings.Tax.Rate, s.line.Price} {
		key = n.Trim().AppendTo(append(key, 0))
	}
	d.key = key
	amount, cost := d.signed(s)
	d.under.of(s, amount, cost, d.o.decimals())
	d.entry = d.under.append(d.entry[:0])
	return d.items.Add(key, d.entry)
}

// signed is what a line adds to its item. A return that is netted is taken off, whatever sign the till gave it.
func (d *days) signed(s *sale) (amount, cost record.Number) {
	amount, cost = toMeasure(s.line.Quantity, s.unit), s.line.SumWithDiscount
	if !s.returned || d.o.Returns != Net {
		return amount, cost
	}
	if cost.Sign() > 0 {
		// Read as +cost and written as −cost: what lies between is kept out.
		d.o.keepOut(report.Netted, 0, cost.Add(cost))
	}
	return amount.Abs().Neg(), cost.Abs().Neg()
}

// finish writes the invoice of the group.
func (d *days) finish() error {
	if !d.group.started {
		return nil
	}
	wrote, err := d.writeItems()
	if err != nil || !wrote {
		return errors.Join(err, d.reset())
	}
	if err := d.writeProducts(); err != nil {
		return err
	}
	if err := d.writeHead(); err != nil {
		return err
	}
	return d.reset()
}

func (d *days) reset() error {
	d.items.Reset()
	d.products.Reset()
	return nil
}

// writeItems adds up the lines of each item and settles it: "amounts and cost_with_tax are added, then VAT is reckoned once".
func (d *days) writeItems() (wrote bool, err error) {
	if err := d.items.Sort(); err != nil {
		return false, err
	}
	var sum underWay
	lines := int64(0)
	flush := func() error {
		if lines == 0 {
			return nil
		}
		ok, err := d.writeItem(&sum, lines)
		wrote = wrote || ok
		return err
	}
	for {
		entry, first, err := d.items.Next()
		if errors.Is(err, io.EOF) {
			return wrote, flush()
		}
		if err != nil {
			return wrote, err
		}
		if first {
			if err := flush(); err != nil {
				return wrote, err
			}
			lines = 0
		}
		if err := d.under.decode(entry); err != nil {
			return wrote, err
		}
		if lines++; first {
			sum.set(&d.under)
			continue
		}
		sum.add(&d.under)
	}
}

// writeItem: "where amount or sum falls to zero or below, no item is made and the remainder is kept out with a finding".
func (d *days) writeItem(u *underWay, lines int64) (bool, error) {
	if d.o.Returns == Net && u.netted && (u.amount.Sign() <= 0 || u.cost.Sign() <= 0) {
		d.o.found(remainderKeptOut, d.group.at, u.product.RefCode, u.amount.String(), u.cost.String(), d.group.number)
		d.o.keepOut(report.Returns, lines, u.cost)
		return false, nil
	}
	d.o.keepOut(report.Merged, lines-1, record.Number{})
	d.o.wholePieces(u.amount, string(u.product.Measure), d.group.at)
	money := Settle(u.cost, u.amount, u.rate, d.o.decimals())
	item := record.Item{
		Origin: record.Origin{Fixed: u.pos}, Amount: u.amount, PackageCode: u.product.Measure, ProductCode: u.product.RefCode, TaxID: u.product.TaxID,
		Price: money.Price, PriceWithTax: money.PriceWithTax, Cost: money.Cost, CostWithTax: money.CostWithTax,
	}
	unit := d.o.Profile.Unit(u.unit)
	d.inv.used.item(&unit)
	d.group.sum = d.group.sum.Add(u.cost)
	if err := d.dst.Write(&item); err != nil {
		return false, err
	}
	return true, d.keepProduct(u)
}

// keepProduct keeps the product of an item that was written, once a shop: "Two shops on one storage give one price entry each."
func (d *days) keepProduct(u *underWay) error {
	prices := u.product.Prices
	defer func() { u.product.Prices = prices }()
	for i := range prices {
		u.product.Prices = prices[i : i+1]
		d.entry = binary.AppendVarint(d.entry[:0], u.dates[i])
		d.entry = record.AppendRecord(d.entry, &u.product)
		if err := d.products.Add(u.product.RefCode, d.entry); err != nil {
			return err
		}
	}
	return nil
}

// writeProducts writes each product of the invoice once, with its last price in each shop.
func (d *days) writeProducts() error {
	if err := d.products.Sort(); err != nil {
		return err
	}
	var kept *record.InvoiceProduct
	var dates []int64
	for {
		entry, first, err := d.products.Next()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if (err != nil || first) && kept != nil {
			if err := d.writeProduct(kept); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
		date, n := binary.Varint(entry)
		rec, err := d.decoder.Decode(entry[n:])
		if err != nil {
			return err
		}
		p := rec.(*record.InvoiceProduct)
		if first {
			kept, dates = record.Clone(p).(*record.InvoiceProduct), append(dates[:0], date)
			continue
		}
		dates = d.laterPrice(kept, dates, p.Prices[0], date)
	}
}

// laterPrice puts in the price of a later date.
func (d *days) laterPrice(p *record.InvoiceProduct, dates []int64, price record.ShopPrice, date int64) []int64 {
	for i := range p.Prices {
		q := &p.Prices[i]
		if !q.ShopID.Equal(price.ShopID) || !q.StorageID.Equal(price.StorageID) {
			continue
		}
		if !q.Price.Equal(price.Price) {
			d.o.found(severalPrices, d.group.at, p.RefCode, q.Price.String(), price.Price.String())
		}
		if date >= dates[i] {
			q.Price, dates[i] = price.Price, date
		}
		return dates
	}
	p.Prices = append(p.Prices, price)
	return append(dates, date)
}

// writeProduct looks the product up once more, for its category.
func (d *days) writeProduct(p *record.InvoiceProduct) error {
	s := sale{at: d.group.at, code: p.RefCode, group: noGroup, time: d.group.start}
	var chain profile.Chain
	if d.o.Catalog != nil {
		var err error
		if s.catalog, s.group, err = d.o.Catalog.product(s.code); err != nil {
			return err
		}
		if s.catalog == nil {
			s.group = noGroup
		}
		chain = d.o.Catalog.groups.chain(s.group)
	}
	// The tax was settled with the items, by the date of their receipts: only the rest is asked for here.
	settings, _ := d.o.Profile.Product(s.code, chain, d.group.start)
	s.settings = settings
	return d.inv.writeProduct(d.dst, p, &s)
}

func (d *days) writeHead() error {
	g := &d.group
	head := record.Invoice{Origin: record.Origin{Fixed: g.at.Pos}, Number: g.number, Sum: g.sum, Date: utcMinute(nil, g.start)}
	var err error
	head.Comment, err = d.o.Profile.Comments.Group.Append([]byte{}, func(dst []byte, name string) ([]byte, bool) {
		switch name {
		case "count":
			return strconv.AppendInt(dst, g.count, 10), true
		case "cash":
			return g.cash.AppendTo(dst), true
		case "card":
			return g.card.AppendTo(dst), true
		case "discount":
			return g.discount.AppendTo(dst), true
		}
		return dst, false
	})
	if err != nil {
		return err
	}
	return d.inv.writeHead(d.dst, &head, g.party, g.place.Storage)
}
