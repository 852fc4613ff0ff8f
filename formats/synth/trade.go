package synth

import (
	"cmp"
	"encoding/hex"
	"io"
	"strconv"
	"time"

	"obmen/formats/record"
)

// What receipts of the second version are like, where nobody says otherwise.
const (
	defaultLines  = 4
	defaultStores = 4
	// ReceiptsADay is how many receipts all stores together make on a day.
	ReceiptsADay = 600
)

// customersOf is how many regular customers a store has: they come again and again, for the same few products.
const (
	customersOf = 400
	favourites  = 6
)

// trade is a Reader of receipts of the second version.
type trade struct {
	shop
	goods              Goods // nil: the seed's own products
	receipts, distinct int64
	mean, stores       int64
	farApart           bool
	calendar           calendar
	returns, of        int64           // so many of so many receipts are returns
	numbers            map[int64]int64 // the last of each till; nil: receipts have ids
	next               int64           // receipt
	err                error

	at       int64 // the number of the store
	store    store
	chosen   []int64 // products of the receipt so far
	products []product
	lines    []record.Line
	good     Good
	date     []byte
	num      []byte
	receipt  record.Receipt
}

func newTrade(o Options) *trade {
	s := &trade{
		shop: newShop(o, o.distinct()), goods: o.Goods, receipts: o.Receipts, distinct: o.distinct(), mean: cmp.Or(o.Lines, defaultLines), stores: cmp.Or(o.Stores, defaultStores),
		farApart: o.FarApart, calendar: calendar{first: o.from().Unix(), days: 1, count: 1 << 30}, returns: o.ReturnsPerMillion, of: 1e6,
	}
	if o.TillNumbers {
		s.numbers = map[int64]int64{}
	}
	if s.goods != nil {
		s.distinct = s.goods.Len()
	}
	switch {
	case s.distinct == 0:
		s.receipts = 0
		return s
	case s.receipts > 0:
	case o.Days > 0 && o.Bytes == 0:
		s.receipts = o.Days * ReceiptsADay
	default:
		s.receipts = fill(cmp.Or(o.Bytes, defaultBytes), s.size)
	}
	if o.Returns > 0 {
		s.returns, s.of = o.Returns, s.receipts
	}
	s.returns = min(s.returns, s.of/2)
	s.calendar.settle(o.Days, s.receipts, ReceiptsADay)
	return s
}

// size is what receipt i takes in the file.
func (s *trade) size(i int64) int {
	const line, head = receiptLineSize, receiptHeadSize
	s.fill(i)
	n := head + escaped(s.receipt.StoreName)
	for _, l := range s.receipt.Lines {
		n += line + escaped(l.ProductName)
	}
	return n
}

// Read implements [record.Reader].
func (s *trade) Read() (record.Record, error) {
	if s.next == s.receipts {
		return nil, io.EOF
	}
	s.fill(s.next)
	if s.err != nil {
		return nil, s.err
	}
	if s.numbers != nil {
		s.number()
	}
	s.next++
	return &s.receipt, nil
}

// number gives the receipt the next number of its till.
func (s *trade) number() {
	till := s.tillNumber()
	s.numbers[till]++
	s.num = appendDigits(strconv.AppendInt(s.num[:0], till, 10), s.numbers[till], 8)
	s.receipt.DocNum = s.num
}

func (s *trade) tillNumber() int64 {
	till, _ := strconv.ParseInt(string(s.store.tillCode), 10, 64)
	return till
}

// fill makes receipt i up. A return is of what was sold a while before, at the same store and paid back the same way.
func (s *trade) fill(i int64) {
	moment, hour, d := s.moment(i)
	if s.isReturn(i) {
		s.sell(s.soldBefore(i, &d))
		s.giveBack(hour, &d)
	} else {
		s.sell(i)
	}
	r := &s.receipt
	s.date = time.Unix(moment, 0).UTC().AppendFormat(s.date[:0], "2006-01-02T15:04:05-0700")
	s.num = s.appendDocNum(s.num[:0], moment, i)
	r.Date, r.DocNum = s.date, s.num
}

// moment returns when receipt i was made, in seconds, and in which hour of the rush, and the dice that say how it goes on.
func (s *trade) moment(i int64) (moment int64, hour int, d dice) {
	d = throw(s.seed, forReceipt, i)
	day, k, n := s.calendar.place(i)
	second, hour := rushMoment(k, n, &d)
	return day + second, hour, d
}

// isReturn spreads the returns evenly. The first receipt is none, for there are no more returns than sales.
func (s *trade) isReturn(i int64) bool { return (i+1)*s.returns/s.of > i*s.returns/s.of }

// soldBefore returns one of the sales before return i.
func (s *trade) soldBefore(i int64, d *dice) int64 {
	j := i - 1 - d.below(min(i, 200))
	for j > 0 && s.isReturn(j) {
		j--
	}
	return j
}

// appendDocNum appends a number as Kassatka's database gives it: 24 hex digits, of which the first eight are the second, then who
// gave it, then a counter.
func (s *trade) appendDocNum(dst []byte, moment, i int64) []byte {
	till := s.tillNumber()
	id := [12]byte{byte(moment >> 24), byte(moment >> 16), byte(moment >> 8), byte(moment), 0xd8, 0x49, 0xda, byte(till >> 8), byte(till), byte(i >> 16), byte(i >> 8), byte(i)}
	return hex.AppendEncode(dst, id[:])
}

// A customer is who buys: a regular one has favourites, and a card for so many per cent.
type customer struct {
	seed    uint64
	index   int64
	regular bool
	percent int64
}

// sell makes up sale i: Sum is Price × Quantity to the kopeck, Discount comes off it, and what is paid is what the lines come to.
func (s *trade) sell(i int64) {
	d := throw(s.seed, forLine, i)
	at := d.below(s.stores)
	if _, hour, _ := s.moment(i); !isOpen(at, hour) {
		at = 0
	}
	s.stand(at, d.below(tillsOf(at)))
	who := s.customer(at, &d)
	n := around(s.mean, &d)
	if s.farApart {
		n = s.mean
	}
	s.grow(n)
	var sum, paid int64
	for k := range n {
		full, less := s.fillLine(k, s.choose(i, k, &who, &d), who.percent, &d)
		sum, paid = sum+full, paid+full-less
	}
	s.receipt.Lines = s.lines[:n]
	s.pay(sum, paid, &d)
}

// stand says at which store and till the receipt is made.
func (s *trade) stand(at, till int64) {
	s.at = at
	s.store.fill(at, till)
	r := &s.receipt
	r.OrganizationCode, r.StoreCode, r.StoreName, r.CashBoxCode, r.CashBoxName = s.store.organization, s.store.code, s.store.name, s.store.tillCode, s.store.tillName
}

func (s *trade) grow(n int64) {
	for int64(len(s.lines)) < n {
		s.lines, s.products = append(s.lines, record.Line{}), append(s.products, product{})
	}
	s.chosen = s.chosen[:0]
}

func (s *trade) pay(sum, paid int64, d *dice) {
	r := &s.receipt
	r.DocSum, r.DocSumWithDiscount = short(sum, 2), short(paid, 2)
	card := int64(0)
	switch {
	case d.percent(58):
		card = paid
	case d.percent(6) && paid > 0:
		card = d.below(paid)
	}
	r.PayCard, r.PayCash = short(card, 2), short(paid-card, 2)
}

func (s *trade) customer(store int64, d *dice) customer {
	c := customer{seed: s.seed, index: store*customersOf + d.below(customersOf), regular: d.percent(60)}
	if c.regular {
		own := throw(s.seed, forCustomer, c.index)
		c.percent = pick(&own, []int64{0, 0, 0, 3, 5, 7})
	}
	return c
}

// favourite returns what the customer buys again and again.
func (c *customer) favourite(n int64, of int64) int64 {
	d := throw(c.seed, forCustomer, c.index)
	for range n {
		d.next()
	}
	return popular(&d, of)
}

// popular returns the rank of a product: a tenth of them make four fifths of the sales.
func popular(d *dice, of int64) int64 { return d.below(1 + d.below(1+d.below(1+d.below(of)))) }

// choose returns the product of line k of receipt i, mostly one that is not on it yet; far apart, each has its turn.
func (s *trade) choose(i, k int64, who *customer, d *dice) int64 {
	if s.farApart {
		return s.sold((i*s.mean + k) % s.distinct)
	}
	index := int64(0)
	for range 4 {
		rank := int64(0)
		if who.regular && d.percent(65) {
			rank = who.favourite(1+d.below(favourites), s.distinct)
		} else {
			rank = popular(d, s.distinct)
		}
		if index = s.sold(s.scattered(rank)); !s.isChosen(index) {
			break
		}
	}
	s.chosen = append(s.chosen, index)
	return index
}

// isChosen looks at the last few lines only, for a receipt may have thousands.
func (s *trade) isChosen(index int64) bool {
	for _, other := range s.chosen[max(0, len(s.chosen)-2*mostLines):] {
		if other == index {
			return true
		}
	}
	return false
}

// scattered tells apart rank and number: the products that sell best stand anywhere in the catalogue.
func (s *trade) scattered(rank int64) int64 {
	const prime = 2_147_483_647 // above any number of products, so that no two ranks meet
	return (rank*prime + int64(s.seed%uint64(s.distinct))) % s.distinct
}

// sold returns index, or the next that has a price.
func (s *trade) sold(index int64) int64 {
	if s.goods != nil {
		return index
	}
	for range s.distinct {
		if s.shop.shelf(s.groupOf(index), index) != services {
			return index
		}
		index = (index + 1) % s.distinct
	}
	return index
}

func (s *trade) fillLine(k, index, percent int64, d *dice) (sum, discount int64) {
	l, p := &s.lines[k], &s.products[k]
	weighed := s.settle(l, p, index)
	switch {
	case weighed && p.unit == &litre:
		n := 500 * (1 + d.below(4))
		l.Quantity, sum = short(n, 3), roundDiv(p.retail*n, 1000)
	case weighed:
		grams := 50 + d.below(2500)
		l.Quantity, sum = short(grams, 3), roundDiv(p.retail*grams, 1000)
	default:
		n := 1 + d.below(1+d.below(5))
		l.Quantity, sum = record.NewNumber(n, 0), p.retail*n
	}
	if d.percent(6) {
		percent = max(percent, pick(d, []int64{10, 15, 30})) // today's offer
	}
	discount = roundDiv(sum*percent, 100)
	l.Sum, l.Discount, l.SumWithDiscount = short(sum, 2), short(discount, 2), short(sum-discount, 2)
	return sum, discount
}

// settle says what a line is of.
func (s *trade) settle(l *record.Line, p *product, index int64) (weighed bool) {
	if s.goods == nil {
		s.product(p, index)
		p.name = dropNumero(p.name)
		l.UnitCode, weighed = p.unit.code, p.unit.weighed
	} else {
		g := &s.good
		if s.err = cmp.Or(s.err, s.goods.Good(index, g)); s.err != nil {
			*g = Good{}
		}
		p.code, p.name, p.barcode = append(p.code[:0], g.Code...), append(p.name[:0], g.Name...), append(p.barcode[:0], g.UnitCode...)
		p.name = dropNumero(p.name)
		p.retail, weighed, l.UnitCode = g.Price, g.Weighed, p.barcode
		p.unit = &kilogram
	}
	l.ProductCode, l.ProductName, l.Price = p.code, p.name, short(p.retail, 2)
	return weighed
}

// giveBack turns the sale into its return, in an hour of the rush: one line or all of them. Where the store is closed, the first one takes it back.
func (s *trade) giveBack(hour int, d *dice) {
	r := &s.receipt
	if !isOpen(s.at, hour) {
		s.stand(0, 0)
	}
	if d.percent(70) {
		k := d.below(int64(len(r.Lines)))
		r.Lines = r.Lines[k : k+1]
	}
	sum, paid := record.NewNumber(0, 0), record.NewNumber(0, 0)
	for k := range r.Lines {
		l := &r.Lines[k]
		l.Quantity, l.Sum, l.Discount, l.SumWithDiscount = l.Quantity.Neg(), l.Sum.Neg(), l.Discount.Neg(), l.SumWithDiscount.Neg()
		sum, paid = sum.Add(l.Sum), paid.Add(l.SumWithDiscount)
	}
	cash := record.NewNumber(0, 0)
	r.DocSum, r.DocSumWithDiscount = sum.Trim(), paid.Trim()
	if r.PayCard.IsZero() {
		r.PayCard, r.PayCash = cash, r.DocSumWithDiscount
	} else {
		r.PayCard, r.PayCash = r.DocSumWithDiscount, cash
	}
}
