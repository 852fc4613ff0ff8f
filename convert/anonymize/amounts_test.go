package anonymize

import (
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

func number(t *rapid.T, name string, least, most int64, scale int32) record.Number {
	return record.NewNumber(rapid.Int64Range(least, most).Draw(t, name), scale)
}

func drawFactor(t *rapid.T) record.Number {
	return number(t, "factor", leastShuffle, mostShuffle, perThousand)
}

// TestReceiptsAddUp says of any receipt that adds up, returns and mixed payments too, that it does afterwards.
func TestReceiptsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r record.Receipt
		factor := drawFactor(t)
		for range rapid.IntRange(0, 5).Draw(t, "lines") {
			l := record.Line{Price: number(t, "price", 1, 1_000_000, 2), Quantity: number(t, "quantity", -5000, 50_000, 3)}
			l.Sum = l.Price.Mul(l.Quantity).Fix(2)
			l.Discount = l.Sum.Mul(number(t, "discount", 0, 100, 2)).Fix(2)
			l.SumWithDiscount = l.Sum.Sub(l.Discount)
			r.Lines = append(r.Lines, l)
		}
		before := total(r.Lines)
		r.DocSum, r.DocSumWithDiscount = before.gross, before.net
		r.PayCard = before.net.Mul(number(t, "card", 0, 100, 2)).Fix(2)
		r.PayCash = before.net.Sub(r.PayCard)
		for i := range r.Lines {
			l := &r.Lines[i]
			line(l, rapid.SampledFrom([]record.Number{factor, drawFactor(t)}).Draw(t, "which"))
			if !l.Sum.Equal(l.Price.Mul(l.Quantity).Fix(2)) || !l.SumWithDiscount.Equal(l.Sum.Sub(l.Discount)) || l.Discount.Abs().Cmp(l.Sum.Abs()) > 0 {
				t.Fatalf("price %s × %s = %s − %s = %s", l.Price, l.Quantity, l.Sum, l.Discount, l.SumWithDiscount)
			}
		}
		after := total(r.Lines)
		head(&r, before, after, factor)
		if !r.DocSum.Equal(after.gross) || !r.DocSumWithDiscount.Equal(after.net) || !r.PayCard.Add(r.PayCash).Equal(after.net) {
			t.Fatalf("%s, %s = %s + %s; lines %s, %s", r.DocSum, r.DocSumWithDiscount, r.PayCard, r.PayCash, after.gross, after.net)
		}
	})
}

// TestItemsAddUp says of items, made as a mapping makes them from prices or from sums, that cost, price and tax fit together afterwards.
func TestItemsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom(rates[:]).Draw(t, "rate")
		var i record.Item
		i.Amount = number(t, "amount", 1, 100_000, 3)
		if rapid.Bool().Draw(t, "of prices") {
			i.PriceWithTax = number(t, "price", 1, 1_000_000, 2)
			i.CostWithTax = i.PriceWithTax.Mul(i.Amount).Fix(2)
		} else {
			i.CostWithTax = number(t, "cost", 1, 10_000_000, 2)
			i.PriceWithTax = i.CostWithTax.Quo(i.Amount, 2)
		}
		i.Cost = without(i.CostWithTax, rate)
		i.Price = i.Cost.Quo(i.Amount, 2)
		item(&i, drawFactor(t))
		near := func(a, b record.Number) bool {
			most := record.NewNumber(1, 2).Mul(i.Amount).Add(record.NewNumber(1, 2))
			off := a.Sub(b).Abs()
			return off.Add(off).Cmp(most) <= 0
		}
		if !near(i.Price.Mul(i.Amount), i.Cost) || !near(i.PriceWithTax.Mul(i.Amount), i.CostWithTax) {
			t.Fatalf("%s × %s = %s, with tax %s, %s", i.Price, i.Amount, i.Cost, i.PriceWithTax, i.CostWithTax)
		}
		if i.Cost.Cmp(i.CostWithTax) > 0 {
			t.Fatalf("cost %s, with tax %s", i.Cost, i.CostWithTax)
		}
	})
}

// TestPricesAgree says that a price becomes the same however it is written.
func TestPricesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, factor := number(t, "price", 0, 1_000_000, rapid.Int32Range(0, 4).Draw(t, "scale")), drawFactor(t)
		a, b := scaled(n, factor), scaled(n.Fix(n.Scale()+2), factor)
		if !a.Equal(b) || a.IsZero() != n.IsZero() || a.Scale() < n.Scale() {
			t.Fatalf("%s became %s and %s", n, a, b)
		}
	})
	missing, empty := scaled(record.Number{}, record.NewNumber(2, 0)), scaled(record.EmptyNumber, record.NewNumber(2, 0))
	if !missing.IsMissing() || !empty.IsEmpty() {
		t.Error("what is missing or empty is so no more")
	}
}
