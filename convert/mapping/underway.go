package mapping

import (
	"encoding/binary"
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
func (u *underWay) append(dst []byte) []byte {
	var flags int64
	if u.netted {
		flags |= flagReturned
	}
	if u.bare {
		flags |= flagBare
	}
	dst = appendOrder(dst, u.orders[0])
	dst = binary.AppendVarint(binary.AppendVarint(dst, u.receipt), flags)
	u.item = record.Item{Origin: record.Origin{Fixed: u.pos}, Amount: u.amount, CostWithTax: u.cost, Price: u.rate, PackageCode: u.unit}
	u.room = record.AppendRecord(u.room[:0], &u.item)
	return record.AppendRecord(appendBytes(dst, u.room), &u.product)
}

// decode reads what append wrote. The product lies in entry.
func (u *underWay) decode(entry []byte) error {
	in := unpacker{rest: entry}
	u.orders = append(u.orders[:0], order{in.varint(), in.varint()})
	u.receipt = in.varint()
	flags := in.varint()
	u.netted, u.bare = flags&flagReturned != 0, flags&flagBare != 0
	item, err := decodeAs[*record.Item](&u.decoder, in.bytes())
	if err != nil {
		return err
	}
	u.pos, u.amount, u.cost, u.rate, u.unit = item.At(), item.Amount, item.CostWithTax, item.Price, append(u.unit[:0], item.PackageCode...)
	p, err := lastRecord[*record.InvoiceProduct](&in, &u.decoder)
	if err != nil {
		return err
	}
	u.product = *p
	return nil
}

// set makes u a copy of v that outlives it.
func (u *underWay) set(v *underWay) {
	u.pos, u.receipt, u.lines, u.amount, u.cost, u.rate, u.netted, u.bare = v.pos, v.receipt, 1, v.amount, v.cost, v.rate, v.netted, v.bare
	u.unit = append(u.unit[:0], v.unit...)
	u.orders = append(u.orders[:0], v.orders...)
	u.product = *record.Clone(&v.product).(*record.InvoiceProduct)
}

// add adds another line of the same item. Its undiscounted price is the same: only the shop and the date may be others.
func (u *underWay) add(v *underWay) {
	u.lines++
	u.amount, u.cost, u.netted = u.amount.Add(v.amount), u.cost.Add(v.cost), u.netted || v.netted
	price := v.product.Prices[0]
	for i := range u.product.Prices {
		if samePlace(&u.product.Prices[i], &price) {
			if u.orders[i].before(v.orders[0]) {
				u.orders[i] = v.orders[0]
			}
			return
		}
	}
	u.product.Prices = append(u.product.Prices, price)
	u.orders = append(u.orders, v.orders[0])
}
