package report

import "obmen/formats/record"

// Receipts are added up as integers, till by till, and only now and then, when the totals are asked for or the till changes, go to the totals themselves. What
// is too large for that goes there at once.
const (
	unitScale   = 6       // the decimals of the integers
	largest     = 1 << 45 // what figures and sums of a receipt stay below
	mostEntries = 1 << 13 // how many receipts and lines are added up before they have to settle: 2 × 2^13 × 2^45 is 2^59
)

// A till is a store's till on a day, with what its receipts have come to since it was settled.
type till struct {
	store, till []byte
	cell        *Cell // nil: it is none
	pile
	sold [maxUnits]sold
}

// A pile is what the receipts of a till come to.
type pile struct {
	entries                                           int  // receipts and lines
	lines                                             bool // there were lines
	net, gross, discount, cash, card, rest, docDiscnt sum
}

// sold is what a till sold of a unit.
type sold struct {
	cell  *Cell // of the day; nil: not yet known
	count int64
	sum   sum
}

// A sum is a number of units of 10^-unitScale, and the most decimals that any of its terms had.
type sum struct {
	units int64
	scale int32
}

func (s *sum) add(units int64, scale int32) {
	s.units += units
	s.scale = max(s.scale, scale)
}

// number returns s as a number. The divisors are constants, by which a processor need not divide.
func (s sum) number() record.Number {
	u := s.units
	switch s.scale {
	case 0:
		u /= 1e6
	case 1:
		u /= 1e5
	case 2:
		u /= 1e4
	case 3:
		u /= 1e3
	case 4:
		u /= 1e2
	case 5:
		u /= 10
	}
	return record.NewNumber(u, s.scale)
}

// reset makes p a till with nothing in it.
func (p *till) reset(cell *Cell) {
	p.cell, p.pile = cell, pile{}
	clear(p.sold[:])
}

// addReceipt adds a receipt to the whole and to its day.
func (t *Tally) addReceipt(r *record.Receipt) {
	t.Receipts++
	t.Lines += int64(len(r.Lines))
	p := t.tillOf(r)
	p.cell.Count++
	if !t.addSmall(r, p) {
		t.addLarge(r, p.cell)
	}
	if p == &t.day.other || p.entries >= mostEntries {
		t.settle(p)
	}
}

// lineSums are the sums of the lines of a receipt.
type lineSums struct {
	net, gross, discount sum
	returns              bool // one of them is a return
}

// addSmall adds a receipt to its till. Where ok is false it has added nothing to anything: figures are too large.
func (t *Tally) addSmall(r *record.Receipt, p *till) (ok bool) {
	s, ok1 := sumLines(r.Lines)
	doc, ok2 := r.DocSumWithDiscount.Units(unitScale)
	cash, ok3 := r.PayCash.Units(unitScale)
	card, ok4 := r.PayCard.Units(unitScale)
	if !ok1 || !ok2 || !ok3 || !ok4 || magnitude(doc)|magnitude(cash)|magnitude(card) >= largest || len(r.Lines) > mostEntries {
		return false
	}
	docScale, cashScale, cardScale := r.DocSumWithDiscount.Scale(), r.PayCash.Scale(), r.PayCard.Scale()
	p.docDiscnt.add(doc, docScale)
	p.cash.add(cash, cashScale)
	p.card.add(card, cardScale)
	p.rest.add(doc-cash-card, max(docScale, cashScale, cardScale))
	p.entries += 1 + len(r.Lines)
	if len(r.Lines) > 0 {
		t.addLines(r.Lines, &s, p)
	}
	return true
}

// addLines adds the lines of a receipt, which come to s, to its till. What of them is asked for between receipts, the sum, goes to the whole at once.
func (t *Tally) addLines(lines []record.Line, s *lineSums, p *till) {
	p.lines = true
	p.net.add(s.net.units, s.net.scale)
	p.gross.add(s.gross.units, s.gross.scale)
	p.discount.add(s.discount.units, s.discount.scale)
	t.Sum = t.Sum.Add(s.net.number())
	if s.returns {
		t.addReturns(lines, p.cell)
	}
	if t.Measure != nil {
		for i := range lines {
			t.addQuantity(&lines[i], p)
		}
	}
}

// magnitude returns about how large u is, whatever its sign.
func magnitude(u int64) int64 { return u ^ u>>63 }

// sumLines adds up the lines of a receipt. ok is false where figures or sums are too large.
func sumLines(lines []record.Line) (s lineSums, ok bool) {
	size, negative := int64(0), int64(0)
	for i := range lines {
		l := &lines[i]
		n, ok1 := l.SumWithDiscount.Units(unitScale)
		g, ok2 := l.Sum.Units(unitScale)
		d, ok3 := l.Discount.Units(unitScale)
		q, ok4 := l.Quantity.Units(unitScale)
		if !ok1 || !ok2 || !ok3 || !ok4 {
			return s, false
		}
		s.net.add(n, l.SumWithDiscount.Scale())
		s.gross.add(g, l.Sum.Scale())
		s.discount.add(d, l.Discount.Scale())
		size |= magnitude(n) | magnitude(g) | magnitude(d) | magnitude(q)
		negative |= n | q
	}
	s.returns = negative < 0
	return s, size < largest
}

// addLarge adds a receipt with figures of any size.
func (t *Tally) addLarge(r *record.Receipt, day *Cell) {
	for i := range r.Lines {
		l := &r.Lines[i]
		t.Sum, t.Gross, t.Discount = t.Sum.Add(l.SumWithDiscount), t.Gross.Add(l.Sum), t.Discount.Add(l.Discount)
		day.Sum, day.Discount = day.Sum.Add(l.SumWithDiscount), day.Discount.Add(l.Discount)
		if t.Measure != nil {
			u := t.unitOf(l.UnitCode)
			t.addSold(u, t.cellIn(&day.Quantities, u), 1, l.Quantity.Mul(u.factor))
		}
	}
	t.addReturns(r.Lines, day)
	rest := r.DocSumWithDiscount.Sub(r.PayCash).Sub(r.PayCard)
	t.Cash, t.Card, t.Rest = t.Cash.Add(r.PayCash), t.Card.Add(r.PayCard), t.Rest.Add(rest)
	t.DocSum = t.DocSum.Add(r.DocSumWithDiscount)
	day.Cash, day.Card, day.Rest = day.Cash.Add(r.PayCash), day.Card.Add(r.PayCard), day.Rest.Add(rest)
}

func (t *Tally) addReturns(lines []record.Line, day *Cell) {
	for i := range lines {
		if l := &lines[i]; l.Quantity.Sign() < 0 || l.SumWithDiscount.Sign() < 0 {
			t.Returns.add(l.SumWithDiscount)
			day.Returns.add(l.SumWithDiscount)
		}
	}
}

func (k *KeptOut) add(sum record.Number) {
	k.Count++
	k.Sum = k.Sum.Add(sum)
}

// settle adds what a till has come to, to the whole and to its day.
func (t *Tally) settle(p *till) {
	if p.entries == 0 {
		return
	}
	day := p.cell
	if p.lines {
		discount := p.discount.number()
		t.Gross, t.Discount = t.Gross.Add(p.gross.number()), t.Discount.Add(discount)
		day.Sum, day.Discount = day.Sum.Add(p.net.number()), day.Discount.Add(discount)
	}
	cash, card, rest := p.cash.number(), p.card.number(), p.rest.number()
	t.Cash, t.Card, t.Rest = t.Cash.Add(cash), t.Card.Add(card), t.Rest.Add(rest)
	t.DocSum = t.DocSum.Add(p.docDiscnt.number())
	day.Cash, day.Card, day.Rest = day.Cash.Add(cash), day.Card.Add(card), day.Rest.Add(rest)
	for i := range p.sold[:t.units.size] {
		if s := &p.sold[i]; s.count > 0 {
			t.addSold(&t.units.list[i], s.cell, s.count, s.sum.number())
			s.count, s.sum = 0, sum{}
		}
	}
	p.pile = pile{}
}

// Settle brings the totals of what was read and written up to date. Whoever looks at the fields of a Tally calls it first; those of a Job that has run are settled.
func (r *Report) Settle() {
	r.Read.settleAll()
	r.Written.settleAll()
}

// settleAll settles every till. Whoever looks at the totals calls it first.
func (t *Tally) settleAll() {
	for i := range t.day.tills {
		t.settle(&t.day.tills[i])
	}
}
