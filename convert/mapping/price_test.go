package mapping

import (
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// num reads a number that a test writes.
func num(s string) record.Number {
	n, err := record.ParseNumber([]byte(s))
	if err != nil {
		panic(err)
	}
	return n
}

var kopecks = Decimals{Price: 2, Cost: 2}

func (l Line) String() string {
	return "price " + l.Price.String() + ", with tax " + l.PriceWithTax.String() + ", cost " + l.Cost.String() + ", with tax " + l.CostWithTax.String()
}

func TestSettle(t *testing.T) {
	for _, c := range []struct {
		about             string
		sum, amount, rate string
		d                 Decimals
		want              string
	}{
		// VAT 10.00 × 20 / 120 = 1.666… → 1.67; 10.00 − 1.67 = 8.33; 10.00 / 3 = 3.333…; 8.33 / 3 = 2.7766…
		{"3 for 10.00", "10.00", "3", "20", kopecks, "price 2.78, with tax 3.33, cost 8.33, with tax 10.00"},
		// VAT 0.09 × 20 / 120 = 0.015: half a kopeck goes away from zero, 0.02
		{"a bag for 0.09", "0.09", "1", "20", kopecks, "price 0.07, with tax 0.09, cost 0.07, with tax 0.09"},
		{"a bag for 0.03", "0.03", "1", "20", kopecks, "price 0.02, with tax 0.03, cost 0.02, with tax 0.03"},
		// VAT 34.50 × 10 / 110 = 3.13636… → 3.14; 34.50 / 0.345 = 100; 31.36 / 0.345 = 90.8985…
		{"0.345 kg at 100.00", "34.50", "0.345", "10", kopecks, "price 90.90, with tax 100.00, cost 31.36, with tax 34.50"},
		{"no VAT", "7.50", "3", "0", kopecks, "price 2.50, with tax 2.50, cost 7.50, with tax 7.50"},
		// A sum of the source is never rounded: VAT 10.005 × 20 / 120 = 1.6675 → 1.67, and the rest keeps its decimals.
		{"a sum of three decimals", "10.005", "1", "20", kopecks, "price 8.34, with tax 10.01, cost 8.335, with tax 10.005"},
		{"a sum without decimals", "12", "1", "20", kopecks, "price 10.00, with tax 12.00, cost 10.00, with tax 12"},
		{"a return", "-10.00", "-3", "20", kopecks, "price 2.78, with tax 3.33, cost -8.33, with tax -10.00"},
		{"nothing for nothing", "0.00", "0", "20", kopecks, "price 0.00, with tax 0.00, cost 0.00, with tax 0.00"},
		{"a sum for no amount has no unit prices", "5.00", "0", "0", kopecks, "price 0.00, with tax 0.00, cost 5.00, with tax 5.00"},
		// VAT 10.00 × 20 / 120 = 1.666…; in whole units 2, in four decimals 1.6667
		{"whole roubles", "10.00", "3", "20", Decimals{0, 0}, "price 3, with tax 3, cost 8.00, with tax 10.00"},
		{"four decimals", "10.00", "3", "20", Decimals{4, 4}, "price 2.7778, with tax 3.3333, cost 8.3333, with tax 10.00"},
		// 122.00 × 22 / 122 = 22.00
		{"a rate of 22", "122.00", "1", "22", kopecks, "price 100.00, with tax 122.00, cost 100.00, with tax 122.00"},
		// 100.00 × 16.67 / 116.67 = 14.2881…
		{"a rate with decimals", "100.00", "1", "16.67", kopecks, "price 85.71, with tax 100.00, cost 85.71, with tax 100.00"},
		{"28 digits", "99999999999999999999999999.99", "1", "0", kopecks,
			"price 99999999999999999999999999.99, with tax 99999999999999999999999999.99, cost 99999999999999999999999999.99, with tax 99999999999999999999999999.99"},
	} {
		t.Run(c.about, func(t *testing.T) {
			if got := Settle(num(c.sum), num(c.amount), num(c.rate), c.d).String(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPurchase(t *testing.T) {
	for _, c := range []struct {
		about               string
		price, amount, rate string
		included            bool
		factor, want        string
	}{
		// 3.333 × 3 = 9.999 → 10.00; price_with_tax is the purchase price itself; then as a line of 10.00 for 3
		{"included", "3.333", "3", "20", true, "1", "price 2.78, with tax 3.333, cost 8.33, with tax 10.00"},
		{"included, 10 %", "11.00", "2", "10", true, "1", "price 10.00, with tax 11.00, cost 20.00, with tax 22.00"},
		{"included, no VAT", "7.50", "4", "0", true, "1", "price 7.50, with tax 7.50, cost 30.00, with tax 30.00"},
		// With amount 0 price is the purchase price less its VAT, 0.09 × 20 / 120 = 0.015 → 0.02: as it would be with amount 1.
		{"included, amount 0", "0.09", "0", "20", true, "1", "price 0.07, with tax 0.09, cost 0.00, with tax 0.00"},
		{"included, amount 1", "0.09", "1", "20", true, "1", "price 0.07, with tax 0.09, cost 0.07, with tax 0.09"},
		// 995.00 × 20 / 120 = 165.8333… → 165.83
		{"included, amount 0, of the example", "995,00", "0", "20", true, "1", "price 829.17, with tax 995.00, cost 0.00, with tax 0.00"},
		{"nothing at all", "0", "0", "20", true, "1", "price 0.00, with tax 0, cost 0.00, with tax 0.00"},

		// 3.333 × 3 = 9.999 → 10.00; VAT 10.00 × 20 / 100 = 2.00; 12.00 / 3 = 4.00
		{"on top", "3.333", "3", "20", false, "1", "price 3.333, with tax 4.00, cost 10.00, with tax 12.00"},
		// VAT 0.12 × 10 / 100 = 0.012 → 0.01
		{"on top, 10 %", "0.12", "1", "10", false, "1", "price 0.12, with tax 0.13, cost 0.12, with tax 0.13"},
		// 0.25 × 10 / 100 = 0.025 → 0.03
		{"on top, half a kopeck", "0.25", "1", "10", false, "1", "price 0.25, with tax 0.28, cost 0.25, with tax 0.28"},
		{"on top, amount 0", "0.25", "0", "10", false, "1", "price 0.25, with tax 0.28, cost 0.00, with tax 0.00"},

		// A dozen for 100.00: 2 dozen are 24 pieces for 200.00. VAT 33.33; 100.00 / 12 = 8.333…; 166.67 / 24 = 6.9445…
		{"two dozen", "100.00", "2", "20", true, "12", "price 6.94, with tax 8.33, cost 166.67, with tax 200.00"},
		// VAT of 100.00 is 16.67; 83.33 / 12 = 6.944…, and not 8.33 − 1.39
		{"a dozen, amount 0", "100.00", "0", "20", true, "12", "price 6.94, with tax 8.33, cost 0.00, with tax 0.00"},
		// 250 g at 0.40 a gram are 0.25 kg for 100.00, at 400.00 a kilogram. VAT 9.09; 90.91 / 0.25 = 363.64
		{"grams", "0.40", "250", "10", true, "0.001", "price 363.64, with tax 400.00, cost 90.91, with tax 100.00"},
		// 0.40 × 10 / 110 = 0.0363… → 0.04; 0.36 / 0.001 = 360.00
		{"grams, amount 0", "0.40", "0", "10", true, "0.001", "price 360.00, with tax 400.00, cost 0.00, with tax 0.00"},
		// 110.00 for 250 g; 110.00 / 0.25 = 440.00
		{"grams, on top", "0.40", "250", "10", false, "0.001", "price 400.00, with tax 440.00, cost 100.00, with tax 110.00"},
		// (0.40 + 0.04) / 0.001 = 440.00
		{"grams, on top, amount 0", "0.40", "0", "10", false, "0.001", "price 400.00, with tax 440.00, cost 0.00, with tax 0.00"},
	} {
		t.Run(c.about, func(t *testing.T) {
			p := Purchase{Price: num(c.price), Amount: num(c.amount), TaxIncluded: c.included, Rate: num(c.rate), Factor: num(c.factor)}
			if got := p.Line(kopecks).String(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// money draws a number of up to so many decimals.
func money(t *rapid.T, name string, most int64) record.Number {
	return record.NewNumber(rapid.Int64Range(0, most).Draw(t, name), int32(rapid.IntRange(0, 4).Draw(t, name+" decimals")))
}

func TestLineLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sum, amount := money(t, "sum", 1e12), money(t, "amount", 1e6)
		rate := record.NewNumber(rapid.Int64Range(0, 2500).Draw(t, "rate"), 2)
		d := Decimals{Price: int32(rapid.IntRange(0, 4).Draw(t, "price")), Cost: int32(rapid.IntRange(0, 4).Draw(t, "cost"))}
		l := Settle(sum, amount, rate, d)
		if !record.Identical(l.CostWithTax, sum) {
			t.Fatalf("cost_with_tax %s is not the sum %s", l.CostWithTax, sum)
		}
		vat := sum.Sub(l.Cost)
		if vat.Sign() < 0 || vat.Trim().Scale() > d.Cost {
			t.Fatalf("VAT %s", vat)
		}
		// VAT is within half a unit of the exact sum × rate / (100 + rate), so 2 × |VAT × (100 + rate) − sum × rate| ≤ unit × (100 + rate).
		per := rate.Add(hundred)
		off := vat.Mul(per).Sub(sum.Mul(rate)).Abs()
		if off.Add(off).Cmp(record.NewNumber(1, d.Cost).Mul(per)) > 0 {
			t.Fatalf("VAT %s of %s at %s%%", vat, sum, rate)
		}
		if !amount.IsZero() {
			near(t, "price_with_tax", l.PriceWithTax, sum, amount, d.Price)
			near(t, "price", l.Price, l.Cost, amount, d.Price)
		}
	})
}

// near fails unless price × amount is within half a unit of price × amount of the total.
func near(t *rapid.T, what string, price, total, amount record.Number, places int32) {
	off := price.Mul(amount).Sub(total).Abs()
	if off.Add(off).Cmp(record.NewNumber(1, places).Mul(amount)) > 0 {
		t.Fatalf("%s %s × %s is not %s", what, price, amount, total)
	}
}

func TestPurchaseLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Purchase{
			Price: money(t, "unit price", 1e9), Amount: money(t, "amount", 1e5), TaxIncluded: rapid.Bool().Draw(t, "included"),
			Rate: record.NewNumber(rapid.Int64Range(0, 2500).Draw(t, "rate"), 2), Factor: rapid.SampledFrom([]record.Number{one, num("12"), num("0.001")}).Draw(t, "factor"),
		}
		l := p.Line(kopecks)
		own := p
		own.Factor = one
		if whole := own.Line(kopecks); !record.Identical(whole.CostWithTax, l.CostWithTax) || !record.Identical(whole.Cost, l.Cost) {
			t.Fatalf("the unit changes the line's totals: %s, %s", whole, l)
		}
		total := l.Cost
		if p.TaxIncluded {
			total = l.CostWithTax
		}
		if !record.Identical(total, p.Price.Mul(p.Amount).Fix(2)) {
			t.Fatalf("%s × %s is not %s", p.Price, p.Amount, total)
		}
	})
}

// Purchases that repeat each other, or differ in one thing, come to what each of them does by itself.
func TestBought(t *testing.T) {
	number := rapid.SampledFrom([]record.Number{num("0"), num("0.00"), num("1"), num("1.0"), num("17.35"), num("12345678901234567890.5")})
	rapid.Check(t, func(t *rapid.T) {
		var b bought
		p := Purchase{Price: num("1"), Amount: num("1"), Rate: num("20"), Factor: num("1")}
		for range rapid.IntRange(1, 20).Draw(t, "purchases") {
			switch n := number.Draw(t, "number"); rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				p.Price = n
			case 1:
				p.Amount = n
			case 2:
				p.TaxIncluded = !p.TaxIncluded
			case 3:
				p.Rate = n
			case 4:
				p.Factor = rapid.SampledFrom([]record.Number{num("1"), num("1.0"), num("12"), num("0.5")}).Draw(t, "factor")
			}
			if got, want := b.line(p, kopecks).String(), p.Line(kopecks).String(); got != want {
				t.Fatalf("%+v: %s, not %s", p, got, want)
			}
		}
	})
}
