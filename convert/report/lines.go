package report

import "obmen/formats/record"

// lineScale is with how many decimals the lines of a receipt are added up, as integers.
const lineScale = 6

// lineSums are the sums of the lines of a receipt.
type lineSums struct{ net, gross, discount record.Number }

// addLines adds the lines of a receipt to the whole and to its day: first to sums of their own.
func (t *Tally) addLines(lines []record.Line, day *Cell) {
	if len(lines) == 0 {
		return
	}
	s, ok := t.sumLines(lines, day)
	if !ok {
		s = t.sumLargeLines(lines, day)
	}
	t.settle(day)
	t.Lines += int64(len(lines))
	t.Sum, t.Gross, t.Discount = t.Sum.Add(s.net), t.Gross.Add(s.gross), t.Discount.Add(s.discount)
	day.Sum, day.Discount = day.Sum.Add(s.net), day.Discount.Add(s.discount)
}

// sumLines adds up lines whose figures are small enough, which almost all are. Where ok is false it has added nothing to anything.
func (t *Tally) sumLines(lines []record.Line, day *Cell) (sums lineSums, ok bool) {
	var net, gross, discount int64
	var netScale, grossScale, discountScale int32
	var size int64 // the bits of all figures
	negative := int64(0)
	for i := range lines {
		l := &lines[i]
		n, ok1 := l.SumWithDiscount.Units(lineScale)
		g, ok2 := l.Sum.Units(lineScale)
		d, ok3 := l.Discount.Units(lineScale)
		q, ok4 := l.Quantity.Units(lineScale)
		if !ok1 || !ok2 || !ok3 || !ok4 {
			return sums, false
		}
		net, gross, discount = net+n, gross+g, discount+d
		netScale, grossScale, discountScale = max(netScale, l.SumWithDiscount.Scale()), max(grossScale, l.Sum.Scale()), max(discountScale, l.Discount.Scale())
		size |= n ^ n>>63 | g ^ g>>63 | d ^ d>>63 | q ^ q>>63
		negative |= n | q
	}
	if size > 1<<62/int64(len(lines)) {
		return sums, false // they may have overflowed
	}
	if negative < 0 {
		t.addReturns(lines, day)
	}
	if t.Measure != nil {
		for i := range lines {
			t.addQuantity(&lines[i], day)
		}
	}
	return lineSums{fromUnits(net, netScale), fromUnits(gross, grossScale), fromUnits(discount, discountScale)}, true
}

// sumLargeLines adds up any lines.
func (t *Tally) sumLargeLines(lines []record.Line, day *Cell) (s lineSums) {
	for i := range lines {
		l := &lines[i]
		s.net, s.gross, s.discount = s.net.Add(l.SumWithDiscount), s.gross.Add(l.Sum), s.discount.Add(l.Discount)
		if t.Measure != nil {
			t.addQuantity(l, day)
		}
	}
	t.addReturns(lines, day)
	return s
}

func (t *Tally) addReturns(lines []record.Line, day *Cell) {
	for i := range lines {
		if l := &lines[i]; l.Quantity.Sign() < 0 || l.SumWithDiscount.Sign() < 0 {
			t.Returns.add(l.SumWithDiscount)
			day.Returns.add(l.SumWithDiscount)
		}
	}
}

// fromUnits returns what has a number of units of 10^-lineScale, with fewer decimals. The divisors are constants, by which a processor need not divide.
func fromUnits(u int64, scale int32) record.Number {
	switch scale {
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
	return record.NewNumber(u, scale)
}
