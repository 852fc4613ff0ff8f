package mapping

import (
	"errors"
	"io"
	"slices"
	"strconv"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/formats/record"
)

// days makes one invoice of the receipts of a day, a storage, a shipper and the further keys of --group-by.
//
// Receipts are gathered by their group, then the lines of a group by their item, then the items' products by their code:
// each on disk as far as it has to be, so that neither the number of groups nor the size of one counts. The items of most groups are few enough for a
// table in memory, where each line is added up as it comes.
type days struct {
	o        *Options
	dst      record.Writer
	calendar diary
	further  []string // keys behind day, storage and shipper
	receipts *regroup.Gather
	items    *regroup.Gather
	products *regroup.Gather
	inv      *invoiceParts
	trail    *trail // nil: nobody wants to know

	slip       slip
	sale       sale
	keeper     func(*sale) error // keep
	key, entry []byte
	lines      int64 // that were kept, of all groups
	decoder    record.Decoder
	coder      underWayCoder
	group      dayGroup
	table      dayTable
	under      underWay     // the line that is being added
	sum        underWay     // the item that it is added to, where it is not in the table
	room       record.Arena // of the texts of sum
	kept       productUnderWay
	item       record.Item // that is being written
	head       record.Invoice
}

// A dayGroup is the invoice that is being made.
type dayGroup struct {
	day                  day
	place                profile.Place
	party                profile.Party
	number               []byte
	lines                int64 // that go into items
	items                int64 // that were written
	count                int64 // receipts
	cash, card, discount record.Number
	sum                  record.Number
	at                   record.Finding // of its first receipt
}

// The keys of --group-by.
const (
	byDay          = "day"
	byStore        = "store"
	byCashBox      = "cashbox"
	byOrganization = "organization"
)

func newDays(dst record.Writer, o *Options) (*days, error) {
	for i, key := range o.GroupBy {
		known := key == byDay || key == byStore || key == byCashBox || key == byOrganization
		if !known || (key == byDay) != (i == 0) || slices.Contains(o.GroupBy[:i], key) {
			return nil, &record.UsageError{Err: groupByWrong.Fault(key)}
		}
	}
	gather := func() *regroup.Gather { return regroup.NewGather(o.Temp, o.Memory) }
	d := &days{
		o: o, dst: dst, calendar: diary{calendar: calendar{o.Profile.Location(), o.Profile.DayStart()}}, further: o.GroupBy[1:],
		receipts: gather(), items: gather(), products: gather(), inv: newInvoiceParts(o),
	}
	d.keeper, d.table.most = d.keep, o.stage()
	if o.Trail != nil {
		d.trail = newTrail(o)
	}
	return d, nil
}

func (d *days) free() error {
	return errors.Join(d.receipts.Close(), d.items.Close(), d.products.Close(), d.inv.free(), d.trail.free())
}

// groupKey implements receiptTarget. "storage and shipper are always among the keys, so that an invoice has one of each".
func (d *days) groupKey(dst []byte, s *slip) []byte {
	day := d.calendar.of(s.time)
	dst = appendVarint(dst, day.date.Unix())
	dst = appendNumberKey(dst, s.place.Storage)
	dst = append(appendUvarint(dst, uint64(len(s.party.RefCode))), s.party.RefCode...)
	for _, key := range d.further {
		dst = appendBytes(dst, furtherKey(s.Receipt, key))
	}
	return dst
}

// addEntry implements receiptTarget: it keeps a receipt with those of its group.
func (d *days) addEntry(entry []byte) error {
	u := unpacker{rest: entry}
	u.varint() // its number
	u.bytes()  // the marks of its lines
	key := u.bytes()
	if err := u.err(); err != nil {
		return err
	}
	return d.receipts.Add(key, entry)
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

// finish writes the invoices, "groups in order of their first receipt".
func (d *days) finish() error {
	if err := d.receipts.Sort(); err != nil {
		return err
	}
	for started := false; ; started = true {
		entry, first, err := d.receipts.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if started && (first || ended) {
			if err := d.invoice(); err != nil {
				return err
			}
		}
		if ended {
			d.inv.supplied.report(d.o)
			return nil
		}
		if err := d.next(entry, first); err != nil {
			return err
		}
	}
}

// next takes the next receipt, which may be the first of its group.
func (d *days) next(entry []byte, first bool) error {
	var err error
	s := &d.slip
	if *s, err = openSlip(&d.decoder, entry); err != nil {
		return err
	}
	if _, _, err := s.settle(d.o); err != nil {
		return err
	}
	if first {
		if err := d.begin(s); err != nil {
			return err
		}
	}
	return d.take(s)
}

// begin starts the group of a receipt.
func (d *days) begin(s *slip) (err error) {
	d.group = dayGroup{day: d.calendar.of(s.time), place: s.place, party: s.party, number: present(d.group.number[:0])}
	g, zero := &d.group, record.NewNumber(0, 0)
	g.cash, g.card, g.discount, g.sum, g.at = zero, zero, zero, zero, s.at("")
	g.number, err = d.o.Profile.Numbers.Group.Append(g.number, func(dst []byte, name string) ([]byte, bool) {
		switch name {
		case "day":
			return g.day.date.AppendFormat(dst, "20060102"), true
		case "storage":
			return g.place.Storage.AppendTo(dst), true
		case "shipper":
			return append(dst, g.party.RefCode...), true
		}
		return dst, false
	})
	// "then the codes of the further keys in the order given, each after a -"
	for _, key := range d.further {
		g.number = append(append(g.number, '-'), furtherKey(s.Receipt, key)...)
	}
	if err != nil || d.o.Renumber == nil {
		return err
	}
	number, err := d.o.Renumber(g.number, g.place.Storage, g.party.RefCode)
	if number != "" {
		g.number = append(g.number[:0], number...)
	}
	return err
}

// take adds the lines of a receipt to its group.
func (d *days) take(s *slip) error {
	g := &d.group
	before := g.lines
	if err := d.trail.receipt(s); err != nil {
		return err
	}
	if err := d.o.sales(&d.sale, s, d.keeper); err != nil {
		return err
	}
	if g.lines == before {
		d.o.found(receiptWithoutItems, s.at(""), s.DocNum)
		return nil
	}
	g.count++
	cash, card := s.PayCash, s.PayCard
	if d.o.Returns == Net && s.returned() && s.DocSumWithDiscount.Sign() > 0 {
		cash, card = cash.Neg(), card.Neg() // what was paid back, marked by returns_where
	}
	g.cash, g.card = g.cash.Add(cash), g.card.Add(card)
	d.o.placeLosses(s)
	d.losses(s)
	return nil
}

// losses counts what an invoice of many receipts has no place for.
func (d *days) losses(s *slip) {
	d.o.lost("receipt.Date.time", 1)
	d.o.lostIf(len(s.DocNum) > 0, "receipt.DocNum")
	d.o.lostIf(len(s.StoreName) > 0, "receipt.StoreName")
	d.o.lostIf(len(s.CashBoxName) > 0, "receipt.CashBoxName")
}

// invoice writes the invoice of the group, unless nothing of it is left.
func (d *days) invoice() error {
	err := d.writeItems()
	if err == nil && d.group.items > 0 {
		err = d.writeParts()
	}
	d.table.reset()
	d.items.Reset()
	d.products.Reset()
	d.trail.reset()
	return err
}

func (d *days) writeParts() error {
	if err := d.writeProducts(); err != nil {
		return err
	}
	if err := d.writeHead(); err != nil {
		return err
	}
	return d.trail.tell(d.group.number, d.group.items)
}

// writeHead: "date: the day's start, in UTC"; "comment holds count, cash, card and discount".
func (d *days) writeHead() (err error) {
	g := &d.group
	h := &d.head
	*h = record.Invoice{Origin: record.Origin{Fixed: g.at.Pos}, Number: g.number, Sum: g.sum, Date: utcMinute(h.Date[:0], g.day.start), Comment: present(h.Comment[:0])}
	h.Comment, err = d.o.Profile.Comments.Group.Append(h.Comment, func(dst []byte, name string) ([]byte, bool) {
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
	return d.inv.writeHead(d.dst, h, g.party, g.place.Storage)
}

// appendNumberKey appends the value of n, whatever its number of decimals, as a part of a key.
func appendNumberKey(dst []byte, n record.Number) []byte {
	if !n.IsSet() {
		n = record.Number{} // whether it is missing or empty
	}
	return record.AppendNumber(dst, n.Trim())
}

// appendOrder appends when a price was made: by date, of one date the later.
func appendOrder(dst []byte, o order) []byte {
	return appendVarint(appendVarint(dst, o.date), o.number)
}
