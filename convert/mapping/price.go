package mapping

import "obmen/formats/record"

// Decimals say how many decimals unit prices and line totals are rounded to, "half away from zero, everywhere".
type Decimals struct{ Price, Cost int32 }

// A Line is the money of an item.
type Line struct{ Price, PriceWithTax, Cost, CostWithTax record.Number }

var (
	one     = record.NewNumber(1, 0)
	hundred = record.NewNumber(100, 0)
)

// Settle reckons an item's money from what was paid for the line, VAT included: "cost_with_tax is settled first; VAT =
// cost_with_tax × rate / (100 + rate), rounded to the cost's decimals; cost = cost_with_tax − VAT; price_with_tax =
// cost_with_tax / amount and price = cost / amount, each rounded to the price's decimals; nothing is reckoned from a
// rounded unit price". The rate is in per cent. CostWithTax is costWithTax as it stands, never rounded: a sum of the source
// stays that sum. An amount of 0 has no unit prices: they are 0.
func Settle(costWithTax, amount, rate record.Number, d Decimals) Line {
	cost := costWithTax.Sub(taxWithin(costWithTax, rate, d.Cost))
	return Line{
		Price:        perUnit(cost, amount, d.Price),
		PriceWithTax: perUnit(costWithTax, amount, d.Price),
		Cost:         cost,
		CostWithTax:  costWithTax,
	}
}

// A Purchase is what a catalogue or a table says of an item: a price for one of the product's own unit, and how many of them.
type Purchase struct {
	Price, Amount record.Number
	TaxIncluded   bool          // whether Price includes VAT
	Rate          record.Number // of VAT, per cent
	Factor        record.Number // how many pcs, kg or l one of the product's own unit is
}

// Line reckons the money of the item that comes in at p, whose amount will be Amount × Factor.
func (p Purchase) Line(d Decimals) Line {
	if p.TaxIncluded {
		return p.taxIncluded(d)
	}
	return p.taxOnTop(d)
}

// taxIncluded: "Tax included: cost_with_tax = price × amount rounded, then as above; price_with_tax is the purchase price
// itself, and with amount 0 price is that less its VAT".
func (p Purchase) taxIncluded(d Decimals) Line {
	l := Settle(p.Price.Mul(p.Amount).Fix(d.Cost), p.Amount.Mul(p.Factor), p.Rate, d)
	l.PriceWithTax = unitPrice(p.Price, p.Factor, d.Price)
	if p.Amount.IsZero() {
		l.Price = perUnit(p.Price.Sub(taxWithin(p.Price, p.Rate, d.Price)), p.Factor, d.Price)
	}
	return l
}

// taxOnTop: "Tax not included: cost = price × amount rounded, VAT = cost × rate / 100 rounded, cost_with_tax = cost + VAT,
// price_with_tax = cost_with_tax / amount (amount 0: the purchase price plus its VAT, rounded), price the purchase price itself".
func (p Purchase) taxOnTop(d Decimals) Line {
	cost := p.Price.Mul(p.Amount).Fix(d.Cost)
	l := Line{Price: unitPrice(p.Price, p.Factor, d.Price), Cost: cost, CostWithTax: cost.Add(taxOnTop(cost, p.Rate, d.Cost))}
	if p.Amount.IsZero() {
		l.PriceWithTax = p.Price.Mul(p.Rate.Add(hundred)).Quo(p.Factor.Mul(hundred), d.Price)
		return l
	}
	l.PriceWithTax = perUnit(l.CostWithTax, p.Amount.Mul(p.Factor), d.Price)
	return l
}

// taxWithin is the VAT in a sum that includes it. A profile has no rate below 0, so the divisor is none.
func taxWithin(sum, rate record.Number, places int32) record.Number {
	return quo(sum.Mul(rate), rate.Add(hundred), places)
}

// taxOnTop is the VAT on a sum that does not include it.
func taxOnTop(sum, rate record.Number, places int32) record.Number {
	return sum.Mul(rate).Quo(hundred, places)
}

// perUnit is a line's total for one of its amount.
func perUnit(total, amount record.Number, places int32) record.Number {
	return quo(total, amount, places)
}

// unitPrice is a price of the source for one pcs, kg or l: itself where the unit is one of these, with the decimals that
// it has, else "÷ factor" and rounded.
func unitPrice(price, factor record.Number, places int32) record.Number {
	if factor.Equal(one) {
		return price
	}
	return quo(price, factor, places)
}

// quo is n / m, and 0 where m is.
func quo(n, m record.Number, places int32) record.Number {
	if m.IsZero() {
		return record.NewNumber(0, places)
	}
	return n.Quo(m, places)
}
