package mapping

import (
	"obmen/convert/profile"
	"obmen/formats/record"
)

// invoiceToReceipts is "one receipt an invoice, marked as made up (a finding)".
func invoiceToReceipts() Mapping {
	return Mapping{
		From: record.Invoices, To: record.Receipts,
		Carries: []string{
			"invoice.number", "invoice.date", "invoice.sum", "invoice.comment", "invoice.shipper.ref_code", "invoice.storage.caf_id",
			"item.amount", "item.package_code", "item.product_code", "item.price_with_tax", "item.cost_with_tax",
			"product.ref_code", "product.name", "price.price", "price.caf_shop_id", "price.caf_storage_id",
		},
		New: newReceiptsBack,
	}
}

// receiptsBack makes a receipt of each invoice. A receipt is one record, so the lines of one stand in memory, up to the limit of a
// record; an invoice beyond it is refused.
type receiptsBack struct {
	o       Options
	dst     record.Writer
	started bool
	receipt record.Receipt
	shop    record.Number // of the first price that any product has
	storage record.Number
	lines   map[string][]int // by product
	size    int
	count   int64
	made    int64 // receipts whose fields had to be supplied
	sum     record.Number
	head    record.Error // where the invoice is
}

func newReceiptsBack(dst record.Writer, o Options) (record.Writer, error) {
	return &receiptsBack{o: o, dst: dst, lines: map[string][]int{}}, nil
}

// Write gathers the parts of an invoice until the next head.
func (w *receiptsBack) Write(rec record.Record) error {
	switch r := rec.(type) {
	case *record.Invoice:
		if err := w.flush(); err != nil {
			return err
		}
		return w.begin(r)
	case *record.Item:
		return w.item(r)
	case *record.InvoiceProduct:
		w.product(r)
	}
	return nil
}

func (w *receiptsBack) begin(r *record.Invoice) error {
	w.count++
	d, ok, err := record.ParseDate(r.Date)
	if err == nil && !ok {
		err = noReceiptDate.Fault()
	}
	w.head = record.Error{Pos: r.At(), Kind: record.KindInvoice, Record: w.count, Path: "date", Err: err}
	if err != nil {
		return &w.head
	}
	clear(w.lines)
	w.started, w.size, w.sum = true, 0, record.NewNumber(0, 0)
	w.shop, w.storage = record.Number{}, r.StorageID
	w.receipt = record.Receipt{
		Origin: record.Origin{Fixed: r.At()}, Lines: w.receipt.Lines[:0],
		// "the Caffesta document: Дата проведения накладной (UTC)"
		Date:   d.Time.UTC().AppendFormat(nil, "2006-01-02T15:04:05-0700"),
		DocNum: clone(r.Number), PayCard: record.NewNumber(0, 0),
		StoreName: []byte{}, CashBoxName: []byte{}, CashBoxCode: []byte{},
	}
	w.o.Profile.Numbers.Receipt.Parse(r.Number, func(name string, value []byte) {
		if name == "docnum" {
			w.receipt.DocNum = clone(value)
		}
	})
	w.o.Profile.Comments.Receipt.Parse(r.Comment, func(name string, value []byte) {
		switch name {
		case "store":
			w.receipt.StoreName = clone(value)
		case "cashbox":
			w.receipt.CashBoxName = clone(value)
		}
	})
	code, _ := w.o.Profile.OrganizationOf(r.ShipperCode)
	w.receipt.OrganizationCode = []byte(code)
	return nil
}

func clone(b []byte) []byte { return append([]byte{}, b...) }

// item makes a line. Its undiscounted price is the product's in the shop, which comes later; until then it is what was paid.
func (w *receiptsBack) item(r *record.Item) error {
	const room = 200 // what a line takes beside its texts
	w.size += room + len(r.ProductCode)
	if limit := w.o.recordLimit(); w.size > limit {
		return &record.Error{Pos: w.head.Pos, Kind: record.KindInvoice, Record: w.count, Path: "items", Err: receiptTooLarge.Fault(limit), Fatal: true}
	}
	unit, ok := w.o.Profile.UnitOf(r.PackageCode)
	if !ok {
		w.o.found(measureUnknown, record.Finding{Pos: r.At(), Kind: record.KindItem}, r.PackageCode, r.ProductCode)
		unit, _ = w.o.Profile.UnitOf([]byte(profile.Pieces))
	}
	w.lines[string(r.ProductCode)] = append(w.lines[string(r.ProductCode)], len(w.receipt.Lines))
	w.receipt.Lines = append(w.receipt.Lines, record.Line{
		ProductCode: clone(r.ProductCode), ProductName: []byte{}, UnitCode: []byte(unit.Code),
		Price: r.PriceWithTax, Quantity: r.Amount, Sum: r.CostWithTax, SumWithDiscount: r.CostWithTax, Discount: record.NewNumber(0, 0),
	})
	w.sum = w.sum.Add(r.CostWithTax)
	return nil
}

// product names the lines of a product, and tells their price before the discount: Price × Quantity = Sum, Sum − Discount =
// SumWithDiscount. A price in the shop that is less than what was paid is none of the till's.
func (w *receiptsBack) product(r *record.InvoiceProduct) {
	for _, i := range w.lines[string(r.RefCode)] {
		l := &w.receipt.Lines[i]
		l.ProductName = clone(r.Name)
		w.size += len(r.Name)
		if len(r.Prices) != 1 {
			continue
		}
		sum := r.Prices[0].Price.Mul(l.Quantity).Round(w.o.decimals().Cost)
		if discount := sum.Sub(l.SumWithDiscount); discount.Sign() >= 0 {
			l.Price, l.Sum, l.Discount = r.Prices[0].Price, sum, discount
		}
	}
	if len(r.Prices) > 0 && !w.shop.IsSet() {
		w.shop = r.Prices[0].ShopID
	}
}

// flush writes the receipt.
func (w *receiptsBack) flush() error {
	if !w.started {
		return nil
	}
	w.started = false
	r := &w.receipt
	code, ok := w.o.Profile.StoreOf(w.storage, w.shop)
	if !ok {
		code, _ = w.o.Profile.StoreOf(w.storage, record.Number{})
	}
	r.StoreCode = []byte(code)
	gross := record.NewNumber(0, 0)
	for i := range r.Lines {
		gross = gross.Add(r.Lines[i].Sum)
	}
	r.DocSum, r.DocSumWithDiscount, r.PayCash = gross, w.sum, w.sum
	w.made++
	return w.dst.Write(r)
}

// Close writes the last receipt.
func (w *receiptsBack) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	if w.made > 0 {
		w.o.found(receiptsMadeUp, record.Finding{}, w.made)
	}
	return w.dst.Close()
}

func (o *Options) recordLimit() int {
	return record.Limits{Record: o.RecordLimit}.WithDefaults().Record
}
