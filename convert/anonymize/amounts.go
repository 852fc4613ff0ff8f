package anonymize

import "obmen/formats/record"

// Amounts of money, made up so that what added up before adds up again, and what did not is off by about as much.

// kopeck is how many decimals money has.
const kopeck = 2

// Factors have so many digits that nobody tries them all. But what prices are like gives one away that many of them have in common, whatever its
// digits: most end in whole 10 kopecks, and only the right factor makes them do so again. So each product goes a little beside it.
const (
	coarse       = 8      // decimals that the bounds are given in
	fine         = 9      // decimals behind them
	leastScale   = 0.5e8  // of the factor of all prices
	mostScale    = 2e8    // of the factor of all prices
	nearOne      = 0.15e8 // changes too little
	leastBeside  = 0.97e8 // of what a product goes beside it
	mostBeside   = 1.03e8 // of what a product goes beside it
	leastShuffle = 0.3e8  // of the factor of one product, which may be any
	mostShuffle  = 3e8    // of the factor of one product
)

// between returns a number with all its decimals.
func (d *dice) between(least, most int) record.Number {
	return record.NewNumber(int64(least+d.below(most-least))*1e9+int64(d.below(1e9)), coarse+fine)
}

// factor returns about what the prices of all products are multiplied by.
func (m *maker) factor() record.Number {
	d := m.dice("factor")
	for {
		n := d.between(leastScale, mostScale)
		if n.Sub(record.NewNumber(1, 0)).Abs().Cmp(record.NewNumber(nearOne, coarse)) > 0 {
			return n
		}
	}
}

// besides returns what the prices of one product are multiplied by where those of all are by about a factor.
func (m *maker) besides(factor record.Number, code []byte) record.Number {
	return factor.Mul(m.dice("beside the factor", code).between(leastBeside, mostBeside)).Fix(coarse + fine)
}

// factorOf returns what the prices of one product are multiplied by, so that another is the dearest.
func (m *maker) factorOf(code []byte) record.Number {
	return m.dice("factor of a product", code).between(leastShuffle, mostShuffle)
}

// like returns n with as many decimals as before had, or more where it needs them.
func like(n, before record.Number) record.Number {
	if n = n.Trim(); n.Scale() < before.Scale() {
		return n.Fix(before.Scale())
	}
	return n
}

// scaled returns n times a factor, to the kopeck or to as many decimals as n needs. What was something does not become nothing.
func scaled(n, factor record.Number) record.Number {
	if n.IsZero() || !n.IsSet() {
		return n
	}
	places := max(kopeck, n.Trim().Scale())
	made := n.Mul(factor).Fix(places)
	if made.IsZero() {
		made = record.NewNumber(int64(n.Sign()), places)
	}
	return like(made, n)
}

// off returns what is left between a figure and what it should be. Little is rounding, and stays; more would tell of the figure.
func off(n, should, factor record.Number) record.Number {
	rest := n.Sub(should)
	if rest.Abs().Cmp(record.NewNumber(1, kopeck)) <= 0 {
		return rest
	}
	return rest.Mul(factor).Fix(kopeck)
}

// set sets a figure that was there.
func set(field *record.Number, n record.Number) {
	if field.IsSet() {
		*field = like(n, *field)
	}
}

// line makes up the figures of a line: sum = price × quantity, sum − discount = sum with discount.
func line(l *record.Line, factor record.Number) {
	before := *l
	l.Price = scaled(before.Price, factor)
	if before.Price.IsSet() && before.Quantity.IsSet() {
		should := before.Price.Mul(before.Quantity).Fix(kopeck)
		set(&l.Sum, l.Price.Mul(l.Quantity).Fix(kopeck).Add(off(before.Sum, should, factor)))
	} else {
		l.Sum = scaled(before.Sum, factor)
	}
	switch {
	case before.Sum.IsZero():
		l.Discount = scaled(before.Discount, factor)
	case !before.Discount.IsZero():
		set(&l.Discount, before.Discount.Mul(l.Sum).Quo(before.Sum, kopeck))
	}
	should := before.Sum.Sub(before.Discount)
	set(&l.SumWithDiscount, l.Sum.Sub(l.Discount).Add(off(before.SumWithDiscount, should, factor)))
}

// totals are the sums of lines.
type totals struct{ gross, net record.Number }

func total(lines []record.Line) totals {
	t := totals{record.NewNumber(0, 0), record.NewNumber(0, 0)}
	for i := range lines {
		t.gross, t.net = t.gross.Add(lines[i].Sum), t.net.Add(lines[i].SumWithDiscount)
	}
	return t
}

// sum returns the sum of a document whose parts came to before and come to after now. None stays none.
func sum(n, before, after, factor record.Number) record.Number {
	if n.IsZero() && !before.IsZero() {
		return n
	}
	return after.Add(off(n, before, factor))
}

// head makes up the figures of a receipt's head, whose lines came to before and come to after now.
func head(r *record.Receipt, before, after totals, factor record.Number) {
	docSum, card, cash := r.DocSumWithDiscount, r.PayCard, r.PayCash
	set(&r.DocSum, sum(r.DocSum, before.gross, after.gross, factor))
	set(&r.DocSumWithDiscount, sum(docSum, before.net, after.net, factor))
	paid := card.Add(cash)
	now := r.DocSumWithDiscount.Add(off(paid, docSum, factor))
	switch {
	case cash.IsZero():
		set(&r.PayCard, now)
	case card.IsZero() || paid.IsZero():
		set(&r.PayCash, now.Sub(r.PayCard))
	default:
		set(&r.PayCard, card.Mul(now).Quo(paid, kopeck))
		set(&r.PayCash, now.Sub(r.PayCard))
	}
}

// rates are taxes that occur, the likeliest first.
var rates = [...]int64{20, 10, 0, 22, 18, 12, 25, 8, 7, 5}

// item makes up the figures of an item: cost = price × amount, with tax and without, and the tax by subtraction.
func item(i *record.Item, factor record.Number) {
	before := *i
	i.PriceWithTax = scaled(before.PriceWithTax, factor)
	i.CostWithTax = scaled(before.CostWithTax, factor)
	product := before.PriceWithTax.Mul(before.Amount).Fix(kopeck)
	switch {
	case before.Amount.IsZero():
	case !product.Equal(before.CostWithTax) && isQuotient(before.PriceWithTax, before.CostWithTax, before.Amount):
		set(&i.PriceWithTax, i.CostWithTax.Quo(i.Amount, max(kopeck, before.PriceWithTax.Scale())))
	default:
		set(&i.CostWithTax, i.PriceWithTax.Mul(i.Amount).Fix(kopeck).Add(off(before.CostWithTax, product, factor)))
	}
	if before.Price.Equal(before.PriceWithTax) && before.Cost.Equal(before.CostWithTax) { // no tax
		set(&i.Cost, i.CostWithTax)
		set(&i.Price, i.PriceWithTax)
		return
	}
	set(&i.Cost, net(before.Cost, before.CostWithTax, i.CostWithTax, factor))
	if before.Amount.IsZero() {
		i.Price = scaled(before.Price, factor)
		return
	}
	places := max(kopeck, before.Price.Scale())
	should := before.Cost.Quo(before.Amount, places)
	if isQuotient(before.Price, before.Cost, before.Amount) {
		should = before.Price
	}
	set(&i.Price, i.Cost.Quo(i.Amount, places).Add(off(before.Price, should, factor)))
}

// isQuotient reports whether a price is a cost by an amount, rounded.
func isQuotient(price, cost, amount record.Number) bool {
	return cost.Quo(amount, price.Scale()).Equal(price)
}

// net returns the cost without tax that belongs to a cost with tax, as the one before belonged to the one before.
func net(before, withTax, now, factor record.Number) record.Number {
	for _, rate := range rates {
		if without(withTax, rate).Equal(before) {
			return without(now, rate)
		}
	}
	if withTax.IsZero() {
		return scaled(before, factor)
	}
	return before.Mul(now).Quo(withTax, kopeck)
}

// without returns a cost without its tax: the tax is in it, rounded to the kopeck, and taken from it, as the mapping does.
func without(cost record.Number, rate int64) record.Number {
	return cost.Sub(cost.Mul(record.NewNumber(rate, 0)).Quo(record.NewNumber(100+rate, 0), kopeck))
}
