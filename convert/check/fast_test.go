package check

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// figures are numbers of every state and size, mostly small ones that may fit together.
var figures = rapid.Custom(func(t *rapid.T) record.Number {
	switch rapid.IntRange(0, 19).Draw(t, "state") {
	case 0:
		return record.Number{}
	case 1:
		return record.EmptyNumber
	case 2:
		return record.NewNumber(1<<62-rapid.Int64Range(0, 9).Draw(t, "large"), rapid.Int32Range(0, 20).Draw(t, "scale"))
	case 3:
		large := record.NewNumber(1<<62, 0)
		return large.Mul(large)
	}
	return record.NewNumber(rapid.Int64Range(-3, 30).Draw(t, "coef"), rapid.Int32Range(0, 4).Draw(t, "scale"))
})

// line draws a line whose figures fit together, if nothing is put in their way.
func drawLine(t *rapid.T) record.Line {
	n := func() record.Number { return figures.Draw(t, "figure") }
	l := record.Line{ProductCode: []byte("1"), ProductName: []byte(""), UnitCode: []byte("796"), Price: n(), Quantity: n(), Discount: n()}
	l.Sum = l.Price.Mul(l.Quantity)
	if rapid.Bool().Draw(t, "rounded") {
		l.Sum = l.Sum.Fix(2)
	}
	l.SumWithDiscount = l.Sum.Sub(l.Discount)
	switch rapid.IntRange(0, 9).Draw(t, "wrong") {
	case 0:
		l.Sum = n()
	case 1:
		l.SumWithDiscount = n()
	case 2:
		l.UnitCode = nil
	case 3:
		l.ProductName = nil
	case 4:
		l.Sum = l.Sum.Add(record.NewNumber(rapid.Int64Range(-6, 6).Draw(t, "off"), 3))
	}
	return l
}

func drawReceipt(t *rapid.T) *record.Receipt {
	text := []byte("x")
	r := &record.Receipt{
		Date:             []byte(rapid.SampledFrom([]string{"2018-04-16T11:08:31+0000", "2018-04-16T11:08:31", "16.04.2018", " 2018-04-16 11:08 +03:00", "2018-04-16T11:08Z", "2018-04-16T11:08:31.5Z", "", "2018-04-16T11:08:31-"}).Draw(t, "date")),
		OrganizationCode: text, CashBoxCode: text, CashBoxName: text, StoreCode: text, StoreName: text, PayCard: record.NewNumber(0, 0),
	}
	for range rapid.IntRange(0, 4).Draw(t, "lines") {
		r.Lines = append(r.Lines, drawLine(t))
		r.DocSum = r.DocSum.Add(r.Lines[len(r.Lines)-1].Sum)
		r.DocSumWithDiscount = r.DocSumWithDiscount.Add(r.Lines[len(r.Lines)-1].SumWithDiscount)
	}
	r.PayCash = r.DocSumWithDiscount
	fields := []*record.Number{&r.DocSum, &r.DocSumWithDiscount, &r.PayCard, &r.PayCash}
	if i := rapid.IntRange(0, 15).Draw(t, "wrong"); i < len(fields) {
		*fields[i] = figures.Draw(t, "figure")
	}
	texts := []*[]byte{&r.OrganizationCode, &r.CashBoxCode, &r.CashBoxName, &r.StoreCode, &r.StoreName}
	if i := rapid.IntRange(0, 15).Draw(t, "missing"); i < len(texts) {
		*texts[i] = nil
	}
	return r
}

// said collects findings as words.
func said(into *[]string) func(record.Finding) {
	return func(f record.Finding) { *into = append(*into, fmt.Sprint(f.Path, " ", f.Message.Code, f.Args)) }
}

// What looks for good receipts overlooks nothing that the checks of each part find.
func TestGoodReceiptsAreGood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawReceipt(t)
		var got, want []string
		c := New(record.Receipts, Options{Found: said(&got)}).(*receipts)
		if err := c.Check(r); err != nil {
			t.Fatal(err)
		}
		slow := New(record.Receipts, Options{Found: said(&want)}).(*receipts)
		slow.begin(r)
		slow.head(r)
		for i := range r.Lines {
			slow.line(&r.Lines[i], i)
		}
		slow.addUp(r)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("found %q\n want %q", got, want)
		}
	})
}

// A receipt of very many lines, or large ones, adds up as exactly.
func TestLargeReceiptsAddUp(t *testing.T) {
	one := record.NewNumber(1, 0)
	large := record.NewNumber(1<<31-1, 3)
	sum := large.Mul(record.NewNumber(256, 0))
	r := &record.Receipt{Date: []byte("2018-04-16T11:08:31+0000")}
	for range 5000 {
		r.Lines = append(r.Lines, record.Line{Price: large, Quantity: record.NewNumber(256, 0), Discount: record.NewNumber(0, 0), Sum: sum, SumWithDiscount: sum, ProductName: []byte("x"), UnitCode: []byte("x")})
		r.DocSum = r.DocSum.Add(sum)
	}
	if _, _, good := isGood(&r.Lines[0]); !good {
		t.Error("the line is not good")
	}
	r.DocSumWithDiscount = r.DocSum
	for _, off := range []record.Number{{}, one} {
		var got []string
		c := New(record.Receipts, Options{Found: said(&got)}).(*receipts)
		c.begin(r)
		r.DocSum = r.DocSum.Add(off)
		if c.body(r); (len(got) > 0) != off.IsSet() {
			t.Errorf("%q", got)
		}
	}
}

// The eight-digits-at-once look at a barcode calls good what has no or the right check digit.
func TestCheckedBarcodes(t *testing.T) {
	check := func(barcode []byte) {
		want, has := checkDigit(barcode)
		right := !has || barcode[len(barcode)-1] == want
		if got := isChecked(barcode); got != right && (got || has) {
			t.Fatalf("%q: %v, want %v", barcode, got, right)
		}
	}
	for n := range 18 {
		for range 300 {
			barcode := make([]byte, n)
			for i := range barcode {
				barcode[i] = byte('0' + (i*7+n*3+len(barcode)*i)%10)
			}
			check(barcode)
		}
	}
	for _, good := range []string{"4003874204891", "40170725", "036000291452", "00012345600012", "0000000000000"} {
		if !isChecked([]byte(good)) {
			t.Errorf("%s is wrong", good)
		}
		for i := range good {
			for c := range 256 {
				barcode := []byte(good)
				barcode[i] = byte(c)
				check(barcode)
			}
		}
	}
}

func TestGoodItemsAreRounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func() record.Number { return figures.Draw(t, "figure") }
		x := &record.Item{Amount: n(), Price: n()}
		product := x.Amount.Mul(x.Price)
		x.Cost = rapid.SampledFrom([]record.Number{product, product.Round(2), product.Round(0), n()}).Draw(t, "cost")
		if isGoodItem(x) && !product.Equal(x.Cost) && !isRounded(product, x.Cost, x.Price, x.Amount) {
			t.Fatalf("%s × %s is not %s", x.Amount, x.Price, x.Cost)
		}
	})
}

// Checks of good records allocate nothing.
func TestChecksDoNotAllocate(t *testing.T) {
	receipts, _ := goodReceipts()
	for _, c := range []struct {
		kind record.DocKind
		list []record.Record
	}{{record.Receipts, receipts}, {record.Nomenclature, goodProducts()}, {record.Invoices, goodItems()}} {
		checker := New(c.kind, Options{Found: func(f record.Finding) { t.Errorf("%s: %s", f.Path, f.Message.Fault(f.Args...)) }, UnitNames: unitNames})
		n := testing.AllocsPerRun(10, func() {
			for _, r := range c.list {
				if err := checker.Check(r); err != nil {
					t.Error(err)
				}
			}
		})
		if n != 0 {
			t.Errorf("%v: %v allocations", c.kind, n)
		}
	}
}
