package check

import (
	"bytes"
	"strconv"

	"obmen/formats/record"
)

// receipts checks sales.
type receipts struct {
	base
	docNums trace
	tills   tills
}

// halfKopeck is how far Price × Quantity may lie from Sum: "to the kopeck", whichever way a till rounds halves.
var halfKopeck = record.NewNumber(5, 3)

// Check implements [Checker].
func (c *receipts) Check(r record.Record) error {
	x, ok := r.(*record.Receipt)
	if !ok {
		return nil
	}
	c.begin(r)
	if !isWhole(x) {
		c.head(x)
	}
	if c.OpenAt != nil {
		c.hours(x)
	}
	c.body(x)
	if c.Catalog != nil {
		if err := c.sold(x); err != nil {
			return err
		}
	}
	return c.claimDocNum(x)
}

// isWhole reports whether surely nothing is wrong with the head as such.
func isWhole(x *record.Receipt) bool {
	return hasOffset(x.Date) && x.OrganizationCode != nil && x.CashBoxCode != nil && x.CashBoxName != nil && x.StoreCode != nil && x.StoreName != nil &&
		!x.PayCard.IsMissing() && !x.PayCash.IsMissing()
}

func (c *receipts) head(x *record.Receipt) {
	if len(x.Date) > 0 && !hasOffset(x.Date) {
		c.found(dateNoOffset, "Head/Date", record.Shorten(x.Date), c.Zone.String())
	}
	c.optional(x.OrganizationCode, "Head/OrganizationCode")
	c.optional(x.CashBoxCode, "Head/CashBoxCode")
	c.optional(x.CashBoxName, "Head/CashBoxName")
	c.optional(x.StoreCode, "Head/StoreCode")
	c.optional(x.StoreName, "Head/StoreName")
	if x.PayCard.IsMissing() {
		c.found(optionalMissing, "Head/PayCard", "Head/PayCard")
	}
	if x.PayCash.IsMissing() {
		c.found(optionalMissing, "Head/PayCash", "Head/PayCash")
	}
}

// hasOffset reports whether date, one that record.ParseDate takes, has an offset. An offset stands behind the time; the signs in front
// of it belong to the day.
func hasOffset(date []byte) bool {
	if len(date) > 19 && date[10] == 'T' && (date[19] == '+' || date[19] == '-' || date[19] == 'Z') {
		return true // 2018-04-16T11:08:31+0000: as almost every receipt has it
	}
	day := bytes.IndexAny(bytes.TrimSpace(date), "T ")
	return day >= 0 && bytes.ContainsAny(bytes.TrimSpace(date)[day:], "Z+-")
}

// body checks the lines and what they add up to: as integers, as long as all is well.
func (c *receipts) body(x *record.Receipt) {
	const most = 1 << 60 // and no line has half as much
	var sum, withDiscount int64
	good := true
	for i := range x.Lines {
		s, w, ok := isGood(&x.Lines[i])
		if !ok {
			c.line(&x.Lines[i], i)
			good = false
			continue
		}
		sum, withDiscount = sum+s, withDiscount+w
		if sum > most {
			sum, withDiscount, good = 0, 0, false
		}
	}
	if !good || !addsUp(x, sum, withDiscount) {
		c.addUp(x)
	}
}

// addUp checks the head's sums exactly.
func (c *receipts) addUp(x *record.Receipt) {
	var sum, withDiscount record.Number
	for i := range x.Lines {
		sum = sum.Add(x.Lines[i].Sum)
		withDiscount = withDiscount.Add(x.Lines[i].SumWithDiscount)
	}
	c.sums(x, sum, withDiscount)
}

// addsUp reports whether surely nothing is wrong with the sums of the head; what the lines add up to is in units of 10^-unitScale.
func addsUp(x *record.Receipt, sum, withDiscount int64) bool {
	docSum, ok1 := x.DocSum.Units(unitScale)
	docSumWithDiscount, ok2 := x.DocSumWithDiscount.Units(unitScale)
	card, ok3 := x.PayCard.Units(unitScale)
	cash, ok4 := x.PayCash.Units(unitScale)
	return ok1 && ok2 && ok3 && ok4 && docSum == sum && docSumWithDiscount == withDiscount && docSum >= 0 && docSumWithDiscount >= 0 &&
		card >= 0 && cash >= 0 && (card+cash == withDiscount || !x.PayCard.IsSet() && !x.PayCash.IsSet())
}

// unitScale is with how many decimals sums are held against each other as integers: twice those of prices and quantities. A halfKopeck is
// halfUnits of it.
const (
	unitScale = 6
	halfUnits = 5000
)

// isGood reports whether surely nothing is wrong with a line, and returns its sums in units of 10^-unitScale. What has too many digits for
// that is not good: line finds out.
func isGood(l *record.Line) (sum, withDiscount int64, good bool) {
	const most = 1 << 31 // of factors whose product an int64 holds
	sum, ok1 := l.Sum.Units(unitScale)
	withDiscount, ok2 := l.SumWithDiscount.Units(unitScale)
	discount, ok3 := l.Discount.Units(unitScale)
	price, ok4 := l.Price.Units(unitScale / 2)
	quantity, ok5 := l.Quantity.Units(unitScale / 2)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || price >= most || price <= 0 || quantity >= most || quantity <= 0 {
		return 0, 0, false
	}
	off := price*quantity - sum
	return sum, withDiscount, off <= halfUnits && off >= -halfUnits && withDiscount >= 0 && discount >= 0 && sum-discount == withDiscount &&
		l.ProductName != nil && l.UnitCode != nil && !l.Discount.IsMissing()
}

// line checks the line with the index i.
func (c *receipts) line(l *record.Line, i int) {
	if l.ProductName == nil {
		c.lineFound(optionalMissing, i, "ProductName", "ProductName")
	}
	if l.UnitCode == nil {
		c.lineFound(optionalMissing, i, "UnitCode", "UnitCode")
	}
	if l.Discount.IsMissing() {
		c.lineFound(optionalMissing, i, "Discount", "Discount")
	}
	if l.Price.IsSet() && l.Price.Sign() <= 0 {
		c.lineFound(linePriceNotPositive, i, "Price", record.Shorten(l.ProductCode), l.Price.String())
	}
	if l.Quantity.IsZero() {
		c.lineFound(quantityZero, i, "Quantity", record.Shorten(l.ProductCode))
	}
	if l.Quantity.Sign() < 0 || l.Sum.Sign() < 0 || l.SumWithDiscount.Sign() < 0 {
		c.lineFound(returnLine, i, "", record.Shorten(l.ProductCode), l.Quantity.String(), l.SumWithDiscount.String())
	}
	product := l.Price.Mul(l.Quantity)
	if !product.Equal(l.Sum) && product.Sub(l.Sum).Abs().Cmp(halfKopeck) > 0 {
		c.lineFound(lineSumDiffers, i, "Sum", product.String(), l.Sum.String())
	}
	if rest := l.Sum.Sub(l.Discount); !rest.Equal(l.SumWithDiscount) {
		c.lineFound(lineDiscountDiffers, i, "SumWithDiscount", rest.String(), l.SumWithDiscount.String())
	}
	c.discount(l, i)
}

// discount checks that the discount of a line lies between nothing and its sum; a return's are both negative.
func (c *receipts) discount(l *record.Line, i int) {
	sum, discount := l.Sum, l.Discount
	if discount.IsZero() {
		return
	}
	if sum.Sign() < 0 {
		sum, discount = sum.Neg(), discount.Neg()
	}
	switch {
	case discount.Sign() < 0:
		c.lineFound(discountNegative, i, "Discount", l.Discount.String(), l.Sum.String())
	case discount.Cmp(sum) > 0:
		c.lineFound(discountExcessive, i, "Discount", l.Discount.String(), l.Sum.String())
	}
}

func (c *receipts) lineFound(m *record.Message, i int, field string, args ...any) {
	path := "Products/Product[" + strconv.Itoa(i+1) + "]"
	if field != "" {
		path += "/" + field
	}
	c.found(m, path, args...)
}

// sums checks the head's sums against those of the lines and the payments.
func (c *receipts) sums(x *record.Receipt, sum, withDiscount record.Number) {
	if !x.DocSum.Equal(sum) {
		c.found(docSumDiffers, "Head/DocSum", x.DocSum.String(), figure(sum))
	}
	if !x.DocSumWithDiscount.Equal(withDiscount) {
		c.found(docSumWithDiscountDiffers, "Head/DocSumWithDiscount", x.DocSumWithDiscount.String(), figure(withDiscount))
	}
	if !x.DocSum.Equal(sum) || !x.DocSumWithDiscount.Equal(withDiscount) {
		c.docDiscount(x) // else it is the lines'
	}
	// Where both are missing nothing was said about the payment.
	if paid := x.PayCard.Add(x.PayCash); (x.PayCard.IsSet() || x.PayCash.IsSet()) && !x.DocSumWithDiscount.Equal(paid) {
		c.found(paymentDiffers, "Head/DocSumWithDiscount", x.DocSumWithDiscount.String(), figure(paid))
	}
	if x.DocSum.Sign() < 0 || x.DocSumWithDiscount.Sign() < 0 || x.PayCard.Sign() < 0 || x.PayCash.Sign() < 0 {
		c.found(returnReceipt, "Head/DocSum", x.DocSum.String(), x.DocSumWithDiscount.String())
	}
}

// docDiscount checks that the discount of a receipt lies between nothing and its sum, as discount does for a line.
func (c *receipts) docDiscount(x *record.Receipt) {
	sum, rest := x.DocSum, x.DocSumWithDiscount
	if sum.Sign() < 0 {
		sum, rest = sum.Neg(), rest.Neg()
	}
	switch {
	case rest.Cmp(sum) > 0:
		c.found(docDiscountNegative, "Head/DocSumWithDiscount", x.DocSumWithDiscount.String(), x.DocSum.String())
	case rest.Sign() < 0:
		c.found(docDiscountExcessive, "Head/DocSumWithDiscount", x.DocSum.Sub(x.DocSumWithDiscount).String(), x.DocSum.String())
	}
}

// figure returns n for a message: nothing at all is 0.
func figure(n record.Number) string {
	if !n.IsSet() {
		return "0"
	}
	return n.String()
}
