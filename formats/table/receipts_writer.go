package table

import (
	"io"
	"strconv"

	"obmen/formats/record"
)

// A receiptsWriter writes receipts-csv.
type receiptsWriter struct {
	rowWriter
	extra extraWriter
	front front // the receipt's head: what each of its rows begins with
}

func newReceiptsWriter(w io.Writer, o record.Options) (record.Writer, error) {
	t := &receiptsWriter{}
	t.init(w, o, receiptsColumns)
	return t, nil
}

// Write implements [record.Writer].
func (w *receiptsWriter) Write(r record.Record) error {
	if w.err != nil {
		return w.err
	}
	w.begin()
	d, ok := r.(*record.Receipt)
	if !ok {
		return w.refuse(r, "", OutOfOrder.Fault(r.Kind(), "these are receipts"))
	}
	if path, why := checkReceipt(d); why != nil {
		return w.refuse(r, path, why)
	}
	w.writeHead(d)
	if len(d.Lines) == 0 {
		w.writeKept(&w.front)
		w.empty(recExtra - recLine)
		w.extra.reset()
		w.sayReceipt(d)
		w.endLine()
	}
	for i := range d.Lines {
		w.writeLine(d, i)
		if err := w.ease(); err != nil {
			return err
		}
	}
	return about(w.finish(), r)
}

// Reset implements [record.ChunkWriter].
func (w *receiptsWriter) Reset() { w.reset() }

// Flush implements [record.ChunkWriter].
func (w *receiptsWriter) Flush() error { return w.flush() }

// Close implements [record.Writer].
func (w *receiptsWriter) Close() error { return w.close() }

// checkReceipt returns which required field a receipt lacks.
func checkReceipt(d *record.Receipt) (path string, why error) {
	switch {
	case len(d.Date) == 0:
		return "Date", lacking("Date", d.Date == nil)
	case len(d.DocNum) == 0:
		return "DocNum", lacking("DocNum", d.DocNum == nil)
	case !d.DocSum.IsSet():
		return "DocSum", lacking("DocSum", d.DocSum.IsMissing())
	case !d.DocSumWithDiscount.IsSet():
		return "DocSumWithDiscount", lacking("DocSumWithDiscount", d.DocSumWithDiscount.IsMissing())
	}
	for i := range d.Lines {
		if path, why := checkLine(&d.Lines[i]); why != nil {
			return path, why
		}
	}
	return "", nil
}

func checkLine(l *record.Line) (path string, why error) {
	switch {
	case l.ProductCode == nil:
		return "ProductCode", record.FieldMissing.Fault("ProductCode")
	case !l.Price.IsSet():
		return "Price", lacking("Price", l.Price.IsMissing())
	case !l.Quantity.IsSet():
		return "Quantity", lacking("Quantity", l.Quantity.IsMissing())
	case !l.Sum.IsSet():
		return "Sum", lacking("Sum", l.Sum.IsMissing())
	case !l.SumWithDiscount.IsSet():
		return "SumWithDiscount", lacking("SumWithDiscount", l.SumWithDiscount.IsMissing())
	}
	return "", nil
}

// writeHead makes up what each row of the receipt begins with.
func (w *receiptsWriter) writeHead(d *record.Receipt) {
	w.date(recDate, d.Date)
	w.text(recOrganizationCode, d.OrganizationCode)
	w.text(recCashBoxCode, d.CashBoxCode)
	w.text(recCashBoxName, d.CashBoxName)
	w.text(recStoreCode, d.StoreCode)
	w.text(recStoreName, d.StoreName)
	w.number(d.DocSum)
	w.number(d.DocSumWithDiscount)
	w.text(recDocNum, d.DocNum)
	w.number(d.PayCard)
	w.number(d.PayCash)
	w.keepFront(&w.front)
}

// writeLine writes a line with the head in front.
func (w *receiptsWriter) writeLine(d *record.Receipt, i int) {
	l := &d.Lines[i]
	w.writeKept(&w.front)
	w.buf = append(strconv.AppendInt(w.buf, int64(i)+1, 10), w.comma)
	w.text(recProductCode, l.ProductCode)
	w.text(recProductName, l.ProductName)
	w.text(recUnitCode, l.UnitCode)
	w.number(l.Price)
	w.number(l.Discount)
	w.number(l.Quantity)
	w.number(l.Sum)
	w.number(l.SumWithDiscount)
	x := &w.extra
	x.reset()
	x.missing("ProductName", l.ProductName)
	x.missing("UnitCode", l.UnitCode)
	x.missingNumber("Discount", l.Discount)
	if len(l.Unknown) > 0 {
		x.unknown(l.Unknown, record.Here)
	}
	if i == 0 {
		w.sayReceipt(d)
	}
	w.endLine()
}

func (w *receiptsWriter) endLine() {
	w.extraCell(recExtra, &w.extra, false)
	w.endRow()
}

// sayReceipt says in Extra of a receipt's first row what the head's cells do not.
func (w *receiptsWriter) sayReceipt(d *record.Receipt) {
	w.extra.placeOf("Doc", d.Unknown, record.Here)
	if w.lacksHead(d) || hasPlace(d.Unknown, record.InHead) {
		x := &w.extra
		x.open("Head")
		x.missing("OrganizationCode", d.OrganizationCode)
		x.missing("CashBoxCode", d.CashBoxCode)
		x.missing("CashBoxName", d.CashBoxName)
		x.missing("StoreCode", d.StoreCode)
		x.missing("StoreName", d.StoreName)
		x.missingNumber("PayCard", d.PayCard)
		x.missingNumber("PayCash", d.PayCash)
		x.unknown(d.Unknown, record.InHead)
		x.close()
	}
	w.extra.placeOf("Products", d.Unknown, record.InProducts)
}

// lacksHead reports whether a field of the head is missing.
func (w *receiptsWriter) lacksHead(d *record.Receipt) bool {
	return d.OrganizationCode == nil || d.CashBoxCode == nil || d.CashBoxName == nil || d.StoreCode == nil || d.StoreName == nil ||
		d.PayCard.IsMissing() || d.PayCash.IsMissing()
}
