package anonymize

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

func number(t *rapid.T, name string, least, most int64, scale int32) record.Number {
	return record.NewNumber(rapid.Int64Range(least, most).Draw(t, name), scale)
}

func drawFactor(t *rapid.T) record.Number {
	return number(t, "factor", leastShuffle*1e9, mostShuffle*1e9, coarse+fine)
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

// TestFactorIsNotGivenAway looks for the factor of all prices as one would who has no key: by those of many that make of most prices whole 10 kopecks again.
// And it says that products keep about their order, and that a product has one factor.
func TestFactorIsNotGivenAway(t *testing.T) {
	for _, text := range []string{fixed, "another key, as long", "a third key, longer than needed"} {
		m := testMaker(t, text)
		factor := m.factor()
		var made []record.Number
		for i := range 400 {
			price := record.NewNumber(int64(1+i*i*7%997), 1) // 0.10 to 99.70
			own := m.besides(factor, fmt.Appendf(nil, "00-%08d", i))
			if again := m.besides(m.factor(), fmt.Appendf(nil, "00-%08d", i)); !again.Equal(own) {
				t.Fatalf("%s and then %s", own, again)
			}
			if near := own.Quo(factor, 3); near.Cmp(record.NewNumber(97, 2)) < 0 || near.Cmp(record.NewNumber(103, 2)) > 0 {
				t.Fatalf("%s beside %s", own, factor)
			}
			made = append(made, scaled(price, own))
		}
		most := 0
		for try := int64(4000); try < 20000; try++ { // ten thousandths
			whole := 0
			for _, n := range made {
				back := n.Quo(record.NewNumber(try, 4), 3)
				if off := back.Sub(back.Fix(1)).Abs(); off.Cmp(record.NewNumber(6, 3)) <= 0 {
					whole++
				}
			}
			most = max(most, whole)
		}
		if most > 400*3/10 { // about one in eight is by chance
			t.Errorf("by one factor, %d of 400 prices are of whole 10 kopecks again", most)
		}
	}
}

// TestNoSumStaysNone says that a document without a sum has none afterwards, whatever its lines come to.
func TestNoSumStaysNone(t *testing.T) {
	zero := record.NewNumber(0, 2)
	r := record.Receipt{DocSum: zero, DocSumWithDiscount: zero}
	before, after := totals{record.NewNumber(1000, 2), record.NewNumber(900, 2)}, totals{record.NewNumber(1530, 2), record.NewNumber(1370, 2)}
	if head(&r, before, after, record.NewNumber(15, 1)); !r.DocSum.IsZero() || !r.DocSumWithDiscount.IsZero() {
		t.Errorf("%s and %s", r.DocSum, r.DocSumWithDiscount)
	}
}
