package mapping

import (
	"encoding/binary"

	"obmen/formats/record"
)

// underWay is an item of a group while its lines are added up: what it comes to so far, and the product with the date of its price in
// each shop.
type underWay struct {
	pos          record.Pos
	amount, cost record.Number
	rate         record.Number
	unit         []byte // code
	netted       bool   // a return was taken off
	product      record.InvoiceProduct
	dates        []int64 // of product.Prices, in nanoseconds since 1970

	item    record.Item
	room    []byte
	decoder record.Decoder
}

// of makes u the beginning of an item: one line.
func (u *underWay) of(s *sale, amount, cost record.Number, d Decimals) {
	u.pos, u.amount, u.cost, u.rate, u.netted = s.at.Pos, amount, cost, s.settings.Tax.Rate, s.returned
	u.unit = append(u.unit[:0], s.unit.Code...)
	s.product(&u.product)
	u.product.Prices = append(u.product.Prices[:0], s.shopPrice(d))
	u.dates = append(u.dates[:0], s.time.UnixNano())
}

// append appends what decode reads: a line of its own, one price. An item that is under way has no price yet, so its field holds the rate.
func (u *underWay) append(dst []byte) []byte {
	dst = binary.AppendVarint(dst, u.dates[0])
	netted := byte(0)
	if u.netted {
		netted = 1
	}
	dst = append(dst, netted)
	u.item = record.Item{Origin: record.Origin{Fixed: u.pos}, Amount: u.amount, CostWithTax: u.cost, Price: u.rate, PackageCode: u.unit}
	u.room = record.AppendRecord(u.room[:0], &u.item)
	dst = append(binary.AppendUvarint(dst, uint64(len(u.room))), u.room...)
	return record.AppendRecord(dst, &u.product)
}

// decode reads what append wrote. The product lies in entry.
func (u *underWay) decode(entry []byte) error {
	date, n := binary.Varint(entry)
	u.dates = append(u.dates[:0], date)
	u.netted, entry = entry[n] == 1, entry[n+1:]
	length, n := binary.Uvarint(entry)
	rec, err := u.decoder.Decode(entry[n : n+int(length)])
	if err != nil {
		return err
	}
	item := rec.(*record.Item)
	u.pos, u.amount, u.cost, u.rate, u.unit = item.At(), item.Amount, item.CostWithTax, item.Price, append(u.unit[:0], item.PackageCode...)
	if rec, err = u.decoder.Decode(entry[n+int(length):]); err != nil {
		return err
	}
	u.product = *rec.(*record.InvoiceProduct)
	return nil
}

// set makes u a copy of v that outlives it.
func (u *underWay) set(v *underWay) {
	u.pos, u.amount, u.cost, u.rate, u.netted = v.pos, v.amount, v.cost, v.rate, v.netted
	u.unit = append(u.unit[:0], v.unit...)
	u.dates = append(u.dates[:0], v.dates...)
	u.product = *record.Clone(&v.product).(*record.InvoiceProduct)
}

// add adds another line of the same item. Its unit price is the same: only the shop and the date may be others.
func (u *underWay) add(v *underWay) {
	u.amount, u.cost, u.netted = u.amount.Add(v.amount), u.cost.Add(v.cost), u.netted || v.netted
	price := v.product.Prices[0]
	for i := range u.product.Prices {
		if p := &u.product.Prices[i]; p.ShopID.Equal(price.ShopID) && p.StorageID.Equal(price.StorageID) {
			u.dates[i] = max(u.dates[i], v.dates[0])
			return
		}
	}
	u.product.Prices = append(u.product.Prices, price)
	u.dates = append(u.dates, v.dates[0])
}
