package defect

import (
	"strconv"

	"obmen/formats/record"
)

// one is a rouble: what wrong sums are off by.
var one = record.NewNumber(1, 0)

// sale returns the receipt unless it is a return: most faults are of sales.
func sale(r record.Record) (*record.Receipt, bool) {
	x, ok := r.(*record.Receipt)
	return x, ok && x.DocSum.Sign() > 0 && len(x.Lines) > 0
}

func lineField(i int, field string) string {
	return "Products/Product[" + strconv.Itoa(i+1) + "]/" + field
}

// raise adds to a line's sums and what they come to, all but the price and the quantity. A payment grows in cash.
func raise(x *record.Receipt, l *record.Line, by record.Number) {
	l.Sum, l.SumWithDiscount = l.Sum.Add(by).Trim(), l.SumWithDiscount.Add(by).Trim()
	x.DocSum, x.DocSumWithDiscount, x.PayCash = x.DocSum.Add(by).Trim(), x.DocSumWithDiscount.Add(by).Trim(), x.PayCash.Add(by).Trim()
}

func changed(path string, was, now record.Number) change {
	return change{path: path, was: was.String(), now: now.String()}
}

func wrongDocSum(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	was := x.DocSum
	x.DocSum = was.Add(one)
	return changed("Head/DocSum", was, x.DocSum), true
}

func wrongInvoiceSum(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Invoice)
	if !ok {
		return change{}, false
	}
	was := x.Sum
	x.Sum = was.Add(one)
	return changed("sum", was, x.Sum), true
}

func wrongLineSum(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	i := len(x.Lines) - 1
	was := x.Lines[i].Sum
	raise(x, &x.Lines[i], one)
	return changed(lineField(i, "Sum"), was, x.Lines[i].Sum), true
}

func wrongCost(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Item)
	if !ok {
		return change{}, false
	}
	// The tolerance is half a kopeck a piece.
	was := x.Cost
	x.Cost = was.Add(x.Amount).Add(one).Round(2).Trim()
	return changed("cost", was, x.Cost), true
}

func wrongDiscount(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	for i := range x.Lines {
		if l := &x.Lines[i]; l.SumWithDiscount.Cmp(one) > 0 {
			was := l.Discount
			l.Discount = was.Add(one)
			c := changed(lineField(i, "SumWithDiscount"), l.Sum.Sub(l.Discount), l.SumWithDiscount)
			return c, true
		}
	}
	return change{}, false
}

func excessiveDiscount(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	l := &x.Lines[0]
	was := l.Discount
	l.Discount = l.Sum.Add(one).Trim()
	return changed(lineField(0, "Discount"), was, l.Discount), true
}

func wrongPayment(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	was := x.PayCard.Add(x.PayCash)
	x.PayCash = x.PayCash.Add(one)
	return changed("Head/DocSumWithDiscount", was, was.Add(one)), true
}

func zeroQuantity(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	l := &x.Lines[0]
	was := l.Quantity
	l.Quantity = record.NewNumber(0, 0)
	return changed(lineField(0, "Quantity"), was, l.Quantity), true
}

func zeroAmount(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Item)
	if !ok {
		return change{}, false
	}
	was := x.Amount
	x.Amount = record.NewNumber(0, 0)
	return changed("amount", was, x.Amount), true
}

func negativePrice(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Product)
	if !ok || x.Price.Sign() <= 0 {
		return change{}, false
	}
	was := x.Price
	x.Price = was.Neg()
	return changed("Price", was, x.Price), true
}

// negativeLinePrice leaves the sums as they are, so that they give it away too.
func negativeLinePrice(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	l := &x.Lines[0]
	was := l.Price
	l.Price = was.Neg()
	return changed(lineField(0, "Price"), was, l.Price), true
}

func twoPrices(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Product)
	if !ok || x.Price.Sign() <= 0 {
		return change{}, false
	}
	other, _ := record.Clone(x).(*record.Product)
	other.Price = x.Price.Add(one)
	c := changed("Price", x.Price, other.Price)
	c.after = other
	return c, true
}

// otherPrice sells whole pieces a rouble dearer, and has all sums follow.
func otherPrice(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	for i := range x.Lines {
		if l := &x.Lines[i]; l.Quantity.Scale() == 0 {
			was := l.Price
			l.Price = was.Add(one)
			raise(x, l, l.Quantity)
			return changed(lineField(i, "Price"), was, l.Price), true
		}
	}
	return change{}, false
}

func otherName(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	l := &x.Lines[0]
	was := string(l.ProductName)
	l.ProductName = append([]byte("Товар "), l.ProductCode...)
	return change{path: lineField(0, "ProductName"), was: was, now: string(l.ProductName)}, true
}

// stranger is a code that no made-up document has.
const stranger = "НЕТ-00000001"

func unknownProduct(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	l := &x.Lines[0]
	was := string(l.ProductCode)
	l.ProductCode = []byte(stranger)
	return change{path: lineField(0, "ProductCode"), was: was, now: stranger}, true
}

func unknownItem(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Item)
	if !ok {
		return change{}, false
	}
	was := string(x.ProductCode)
	x.ProductCode = []byte(stranger)
	return change{path: "product_code", was: was, now: stranger}, true
}

func lostGroup(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Group)
	if !ok || string(x.Code) == "none" {
		return change{}, false
	}
	was := string(x.ParentCode)
	x.ParentCode = []byte(stranger)
	return change{path: "ParentCode", was: was, now: stranger}, true
}

func lostCategory(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.InvoiceProduct)
	if !ok {
		return change{}, false
	}
	was := string(x.CategoryCode)
	x.CategoryCode = []byte(stranger)
	return change{path: "category_ref_code", was: was, now: stranger}, true
}

func groupCycle(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Group)
	if !ok || string(x.Code) == "none" {
		return change{}, false
	}
	was := string(x.ParentCode)
	x.ParentCode = append([]byte(nil), x.Code...)
	return change{path: "ParentCode", was: was, now: string(x.Code)}, true
}

func badBarcode(p *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Product)
	if !ok || len(x.Barcode) != 13 || x.Barcode[0] == '2' {
		return change{}, false
	}
	was, now := string(x.Barcode), append([]byte(nil), x.Barcode...)
	now[12] = '0' + (now[12]-'0'+1)%10
	p.always(x, func(row *record.Product) { row.Barcode = now })
	return change{path: "Barcode", was: was, now: string(now)}, true
}

func sharedBarcode(p *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Product)
	if !ok || len(x.Barcode) == 0 || len(p.lastEAN) == 0 {
		return change{}, false
	}
	was, now := string(x.Barcode), append([]byte(nil), p.lastEAN...)
	p.always(x, func(row *record.Product) { row.Barcode = now })
	return change{path: "Barcode", was: was, now: string(now)}, true
}

func unknownUnit(p *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Product)
	if !ok {
		return change{}, false
	}
	was, now := string(x.UnitCode), []byte("990")
	p.always(x, func(row *record.Product) { row.UnitCode = now })
	return change{path: "UnitCode", was: was, now: string(now)}, true
}

// always has every row of a product have the same fault.
func (p *Planter) always(x *record.Product, spoil func(*record.Product)) {
	p.follow[string(x.Code)] = spoil
	spoil(x)
}

func lostComment(p *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Product)
	if !ok {
		return change{}, false
	}
	was := string(x.Comment)
	p.always(x, func(row *record.Product) { row.Comment = nil })
	return change{path: "Comment", was: was}, true
}

func lostStoreName(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	was := string(x.StoreName)
	x.StoreName = nil
	return change{path: "Head/StoreName", was: was}, true
}
