package synth

import (
	"bytes"
	"encoding/hex"
	"io"
	"time"

	"obmen/formats/record"
)

// A till stands in a store; the store belongs to an organization.
type till struct {
	organization, code, name, store, storeName []byte
}

var tills = func() (list []till) {
	for _, s := range []struct {
		organization, code, name string
		tills                    []string
	}{
		{"155", "169", "Удача", []string{"189", "190", "191"}},
		{"155", "170", "Удача-2 (Заречная)", []string{"192", "193"}},
		{"155", "205", `Магазин "У дома"`, []string{"240"}},
		{"156", "311", "Бар & гриль «Берег»", []string{"350", "351"}},
	} {
		for i, code := range s.tills {
			list = append(list, till{[]byte(s.organization), []byte(code), []byte("Касса " + string(rune('1'+i))), []byte(s.code), []byte(s.name)})
		}
	}
	return list
}()

// All tills together make so many receipts a day, between the hours of opening and closing: 9 and 21 in Minsk, in seconds of UTC.
const (
	perDay  = 600
	opening = 6 * 3600
	closing = 18 * 3600
	slot    = (closing - opening) / perDay
)

// firstDay is 2 January 2024, 00:00 UTC.
const firstDay = 1704153600

const mostLines = 12

// sales is a Reader of receipts.
type sales struct {
	shop
	receipts, distinct int64
	farApart           bool
	next               int64 // receipt
	sold               int64 // lines so far

	products [mostLines]product
	lines    [mostLines]record.Line
	date     []byte
	num      []byte
	receipt  record.Receipt
}

func newTills(o Options) *sales {
	s := &sales{shop: newShop(o, 0), receipts: o.Receipts, distinct: o.distinct(), farApart: o.FarApart}
	if s.receipts == 0 {
		s.receipts = fill(o.Bytes, s.size)
		s.sold = 0
	}
	return s
}

// size is what receipt i takes in the file.
func (s *sales) size(i int64) int {
	const line, head = receiptLineSize, receiptHeadSize
	s.fill(i)
	n := head + escaped(s.receipt.StoreName)
	for _, l := range s.receipt.Lines {
		n += line + escaped(l.ProductName)
	}
	return n
}

// What a line and a head take as XML, without their names.
const (
	receiptLineSize = len("      <Product>\n</Product>\n<ProductCode>00-00000467</ProductCode>\n<ProductName></ProductName>\n<UnitCode>796</UnitCode>\n<Price>126.50</Price>\n"+
		"<Discount>0</Discount>\n<Quantity>1</Quantity>\n<Sum>256.12</Sum>\n<SumWithDiscount>256.12</SumWithDiscount>\n") + 6 + 8*8
	receiptHeadSize = len("<Doc>\n<Head>\n<Date>2024-01-02T06:00:02+0000</Date>\n<OrganizationCode>155</OrganizationCode>\n<CashBoxCode>191</CashBoxCode>\n"+
		"<CashBoxName>Касса 3</CashBoxName>\n<StoreCode>169</StoreCode>\n<StoreName></StoreName>\n<DocSum>2115.63</DocSum>\n<DocSumWithDiscount>2115.63</DocSumWithDiscount>\n"+
		"<DocNum>6593a662d849da0091000000</DocNum>\n<PayCard>0</PayCard>\n<PayCash>2115.63</PayCash>\n</Head>\n<Products>\n</Products>\n</Doc>\n") + 2*2 + 4*4 + 11*6
)

// Read implements [record.Reader].
func (s *sales) Read() (record.Record, error) {
	if s.next == s.receipts {
		return nil, io.EOF
	}
	s.fill(s.next)
	s.next++
	return &s.receipt, nil
}

func (s *sales) fill(i int64) {
	d := throw(s.seed, forReceipt, i)
	r, t := &s.receipt, &tills[d.below(int64(len(tills)))]
	r.OrganizationCode, r.CashBoxCode, r.CashBoxName, r.StoreCode, r.StoreName = t.organization, t.code, t.name, t.store, t.storeName
	moment := firstDay + i/perDay*86400 + opening + i%perDay*slot + d.below(slot)
	s.date = time.Unix(moment, 0).UTC().AppendFormat(s.date[:0], "2006-01-02T15:04:05-0700")
	s.num = appendDocNum(s.num[:0], moment, t, i)
	r.Date, r.DocNum = s.date, s.num
	s.fillLines(&d)
}

// appendDocNum appends a number as Kassatka's database gives it: 24 hex digits, of which the first eight are the second, then who
// gave it, then a counter.
func appendDocNum(dst []byte, moment int64, t *till, i int64) []byte {
	id := [12]byte{byte(moment >> 24), byte(moment >> 16), byte(moment >> 8), byte(moment), 0xd8, 0x49, 0xda, 0x00, t.code[1]<<4 | t.code[2]&15, byte(i >> 16), byte(i >> 8), byte(i)}
	return hex.AppendEncode(dst, id[:])
}

// fillLines makes the lines up and sums them up: Sum is Price × Quantity to the kopeck, Discount comes off it, and what is paid is
// what the lines come to.
func (s *sales) fillLines(d *dice) {
	r := &s.receipt
	percent := int64(0)
	if d.percent(18) {
		percent = pick(d, []int64{3, 5, 5, 10, 30})
	}
	var sum, paid int64
	n := 1 + min(d.below(mostLines), d.below(mostLines))
	for i := range n {
		full, less := s.fillLine(&s.lines[i], &s.products[i], s.choose(d), percent, d)
		sum, paid = sum+full, paid+full-less
	}
	r.Lines = s.lines[:n]
	r.DocSum, r.DocSumWithDiscount = short(sum, 2), short(paid, 2)
	card := int64(0)
	switch {
	case d.percent(58):
		card = paid
	case d.percent(6):
		card = d.below(paid)
	}
	r.PayCard, r.PayCash = short(card, 2), short(paid-card, 2)
}

// choose returns the next product: some sell much better than others, or, far apart, each in its turn.
func (s *sales) choose(d *dice) int64 {
	s.sold++
	if s.farApart {
		return (s.sold - 1) % s.distinct
	}
	return d.below(1 + d.below(s.distinct))
}

func (s *sales) fillLine(l *record.Line, p *product, index, percent int64, d *dice) (sum, discount int64) {
	s.product(p, index)
	p.name = dropNumero(p.name)
	l.ProductCode, l.ProductName, l.UnitCode = p.code, p.name, p.unit.code
	l.Price = short(p.retail, 2)
	if p.unit.weighed {
		grams := 50 + d.below(2500)
		l.Quantity, sum = short(grams, 3), roundDiv(p.retail*grams, 1000)
	} else {
		n := 1 + d.below(1+d.below(6))
		l.Quantity, sum = record.NewNumber(n, 0), p.retail*n
	}
	discount = roundDiv(sum*percent, 100)
	l.Sum, l.Discount, l.SumWithDiscount = short(sum, 2), short(discount, 2), short(sum-discount, 2)
	return sum, discount
}

// dropNumero takes the «№» out of a name, as the tills do: the services' own example has «в капс. №60» in the catalogue and «в капс. 60» on the receipt.
func dropNumero(name []byte) []byte {
	const numero = "№"
	if i := bytes.Index(name, []byte(numero)); i >= 0 {
		return append(name[:i], name[i+len(numero):]...)
	}
	return name
}
