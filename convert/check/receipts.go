package check

import (
	"bytes"
	"strconv"

	"obmen/formats/record"
)

// receipts checks sales.
type receipts struct{ base }

// halfKopeck is how far Price × Quantity may lie from Sum: "to the kopeck", whichever way a till rounds halves.
var halfKopeck = record.NewNumber(5, 3)

// Check implements [Checker].
func (c *receipts) Check(r record.Record) error {
	x, ok := r.(*record.Receipt)
	if !ok {
		return nil
	}
	c.begin(r)
	c.head(x)
	var sum, withDiscount record.Number
	for i := range x.Lines {
		c.line(&x.Lines[i], i)
		sum = sum.Add(x.Lines[i].Sum)
		withDiscount = withDiscount.Add(x.Lines[i].SumWithDiscount)
	}
	c.sums(x, sum, withDiscount)
	if c.claims == nil {
		return nil
	}
	// No two receipts say the same of their DocNum: every repetition is a finding.
	c.claims.marks = strconv.AppendInt(c.claims.marks[:0], c.seq, 10)
	c.claims.claim(docNums, c.source(), c.claims.marks, x.DocNum, nil, x.DocNum)
	return c.claims.err
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
	day := bytes.IndexAny(bytes.TrimSpace(date), "T ")
	return day >= 0 && bytes.ContainsAny(bytes.TrimSpace(date)[day:], "Z+-")
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
	// Where both are missing nothing was said about the payment.
	if paid := x.PayCard.Add(x.PayCash); (x.PayCard.IsSet() || x.PayCash.IsSet()) && !x.DocSumWithDiscount.Equal(paid) {
		c.found(paymentDiffers, "Head/DocSumWithDiscount", x.DocSumWithDiscount.String(), figure(paid))
	}
	if x.DocSum.Sign() < 0 || x.DocSumWithDiscount.Sign() < 0 || x.PayCard.Sign() < 0 || x.PayCash.Sign() < 0 {
		c.found(returnReceipt, "Head/DocSum", x.DocSum.String(), x.DocSumWithDiscount.String())
	}
}

// figure returns n for a message: nothing at all is 0.
func figure(n record.Number) string {
	if !n.IsSet() {
		return "0"
	}
	return n.String()
}
