package mapping

import (
	"math"

	"obmen/formats/record"
)

// underWay is an item of a group while its lines are added up: what it comes to so far, and the product with the order of its price in
// each shop.
type underWay struct {
	pos          record.Pos
	receipt      int64 // number of the line's receipt
	lines        int64
	amount, cost record.Number
	rate         record.Number
	unit         []byte // code, as the source has it
	netted       bool   // a return was taken off
	bare         bool   // no item is made
	product      record.InvoiceProduct
	orders       []order // of product.Prices
	next         int     // the item of the same product that was written next; 0: none
}

// An underWayCoder makes entries of items under way.
type underWayCoder struct {
	item    record.Item
	room    []byte
	decoder record.Decoder
}

// An order says which of two prices is the later: "the last by date", of one date the later in the file. A return's comes before every sale's: what came back
// may have been sold long ago.
type order struct {
	date   int64 // microseconds since 1970: nanoseconds end in 2262
	number int64 // of the line, among all that were kept
}

func (a order) before(b order) bool {
	return a.date < b.date || a.date == b.date && a.number < b.number
}

func (s *sale) order(number int64) order {
	if s.returned {
		return order{math.MinInt64, number}
	}
	return order{s.slip.time.UnixMicro(), number}
}

const (
	flagReturned = 1 << iota
	flagBare
)

// of makes u the beginning of an item: the line of that number.
func (u *underWay) of(s *sale, number int64, d Decimals) {
	u.pos, u.receipt, u.rate, u.bare = s.slip.At(), s.slip.number, s.settings.Tax.Rate, s.bare
	u.unit = append(u.unit[:0], s.unitCode...)
	s.product(&u.product)
	u.product.Prices = append(u.product.Prices[:0], s.shopPrice(d))
	u.orders = append(u.orders[:0], s.order(number))
}

// append appends what decode reads: a line of its own, one price. An item that is under way has no price yet, so its field holds the rate.
func (c *underWayCoder) append(dst []byte, u *underWay) []byte {
	var flags int64
	if u.netted {
		flags |= flagReturned
	}
	if u.bare {
		flags |= flagBare
	}
	dst = appendOrder(dst, u.orders[0])
	dst = appendVarint(appendVarint(dst, u.receipt), flags)
	c.item = record.Item{Origin: record.Origin{Fixed: u.pos}, Amount: u.amount, CostWithTax: u.cost, Price: u.rate, PackageCode: u.unit}
	c.room = record.AppendRecord(c.room[:0], &c.item)
	return record.AppendRecord(appendBytes(dst, c.room), &u.product)
}

// decode reads what append wrote. The product lies in entry.
func (c *underWayCoder) decode(u *underWay, entry []byte) error {
	in := unpacker{rest: entry}
	u.orders = append(u.orders[:0], order{in.varint(), in.varint()})
	u.receipt = in.varint()
	flags := in.varint()
	u.netted, u.bare = flags&flagReturned != 0, flags&flagBare != 0
	item, err := decodeAs[*record.Item](&c.decoder, in.bytes())
	if err != nil {
		return err
	}
	u.pos, u.amount, u.cost, u.rate, u.unit = item.At(), item.Amount, item.CostWithTax, item.Price, append(u.unit[:0], item.PackageCode...)
	p, err := lastRecord[*record.InvoiceProduct](&in, &c.decoder)
	if err != nil {
		return err
	}
	u.product = *p
	return nil
}

// set makes u a copy of v whose texts lie in room.
func (u *underWay) set(v *underWay, room *record.Arena) {
	unit, orders, prices := u.unit, u.orders, u.product.Prices
	*u = *v
	u.lines, u.next = 1, 0
	u.unit, u.orders = append(unit[:0], v.unit...), append(orders[:0], v.orders...)
	p := &u.product
	p.Prices = append(prices[:0], v.product.Prices...)
	keepTexts(p, room)
}

// keepTexts makes the texts of a product live as long as room does.
func keepTexts(p *record.InvoiceProduct, room *record.Arena) {
	for _, text := range [...]*[]byte{&p.RefCode, &p.Type, &p.Name, &p.Measure, &p.Barcode, &p.Country, &p.CategoryCode, &p.WorkspaceCode} {
		if *text != nil {
			*text = room.Keep(*text)
		}
	}
}

// add adds another line of the same item. Its undiscounted price is the same: only the shop and the date may be others.
func (u *underWay) add(v *underWay) {
	u.addFigures(v)
	u.addPrice(v.product.Prices[0], v.orders[0])
}

func (u *underWay) addFigures(v *underWay) {
	u.lines++
	u.amount, u.cost, u.netted = u.amount.Add(v.amount), u.cost.Add(v.cost), u.netted || v.netted
}

// addPrice says that the price was made in a shop once more.
func (u *underWay) addPrice(price record.ShopPrice, o order) {
	for i := range u.product.Prices {
		if samePlace(&u.product.Prices[i], &price) {
			if u.orders[i].before(o) {
				u.orders[i] = o
			}
			return
		}
	}
	u.product.Prices = append(u.product.Prices, price)
	u.orders = append(u.orders, o)
}
