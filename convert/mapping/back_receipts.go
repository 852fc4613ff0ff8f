package mapping

import (
	"bytes"
	"hash/maphash"

	"obmen/convert/report"
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
// record; an invoice beyond it ends the run.
type receiptsBack struct {
	o       Options
	dst     record.Writer
	state   backState
	receipt record.Receipt
	shop    record.Number // of the first price that any product has
	storage record.Number
	lines   map[uint64]int // by the hash of their product, the last one; from 1 on
	before  []int          // of each line, the last one before it whose product has the same hash; 0: none
	found   []int          // lines of one product
	seed    maphash.Seed
	texts   record.Arena // of the receipt
	date    []byte
	size    int
	count   int64 // invoices
	made    int64 // receipts
	at      record.Pos
}

// A backState says what becomes of the parts that come.
type backState uint8

const (
	backIdle    backState = iota // there is no invoice
	backMaking                   // they make a receipt
	backRefused                  // their invoice was refused
)

func newReceiptsBack(dst record.Writer, o Options) (record.Writer, error) {
	return &receiptsBack{o: o, dst: dst, lines: map[uint64]int{}, seed: maphash.MakeSeed()}, nil
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
		return w.product(r)
	}
	return nil
}

func (w *receiptsBack) begin(r *record.Invoice) error {
	w.count++
	w.at, w.size = r.At(), 0
	clear(w.lines)
	w.before = w.before[:0]
	w.texts.Reset()
	d, ok, err := record.ParseDate(r.Date)
	if err == nil && !ok {
		err = noInvoiceDate.Fault()
	}
	if err != nil {
		w.state = backRefused
		return &record.Error{Pos: w.at, Kind: record.KindInvoice, Record: w.count, Path: "date", Value: record.Shorten(r.Date), Err: err}
	}
	w.state, w.shop, w.storage = backMaking, record.Number{}, r.StorageID
	code, _ := w.o.Profile.OrganizationOf(r.ShipperCode)
	w.date = d.Time.UTC().AppendFormat(w.date[:0], "2006-01-02T15:04:05-0700")
	w.receipt = record.Receipt{
		Origin: record.Origin{Fixed: w.at}, Lines: w.receipt.Lines[:0],
		// The Caffesta document: "Дата проведения накладной (UTC)". Kassatka writes its dates in UTC too.
		Date:             w.date,
		OrganizationCode: w.o.textsOf().of(code), CashBoxCode: []byte{}, DocNum: w.texts.Keep(r.Number),
		PayCash: record.Number{}, PayCard: record.NewNumber(0, 0),
	}
	w.names(r)
	return nil
}

// names takes from number and comment what the templates of the forward way put there. A comment of a group says what was paid.
func (w *receiptsBack) names(r *record.Invoice) {
	to := &w.receipt
	to.StoreName, to.CashBoxName = []byte{}, []byte{}
	p := w.o.Profile
	p.Numbers.Receipt.Parse(r.Number, func(name string, value []byte) {
		if name == "docnum" {
			to.DocNum = w.texts.Keep(value)
		}
	})
	cash, card, grouped := w.paid(r.Comment)
	if grouped {
		to.PayCash, to.PayCard = cash, card
		return
	}
	var store, cashBox []byte
	ok := p.Comments.Receipt.Parse(r.Comment, func(name string, value []byte) {
		switch name {
		case "store":
			store = w.texts.Keep(value)
		case "cashbox":
			cashBox = w.texts.Keep(value)
		}
	})
	if ok {
		to.StoreName, to.CashBoxName = present(store), present(cashBox)
	}
	if !ok && len(r.Comment) > 0 {
		w.o.lost("invoice.comment", 1)
	}
}

// paid reads what the comment of a group says of cash and card; ok is false where it is no such comment.
func (w *receiptsBack) paid(comment []byte) (cash, card record.Number, ok bool) {
	form := w.o.Profile.Comments.Group
	if !form.Has("cash") || !form.Has("card") {
		return cash, card, false
	}
	ok = form.Parse(comment, func(name string, value []byte) {
		switch name {
		case "cash":
			cash, _ = record.ParseNumber(value)
		case "card":
			card, _ = record.ParseNumber(value)
		}
	})
	return cash, card, ok && cash.IsSet() && card.IsSet()
}

// lineRoom is what a line takes beside its texts, at least: its XML does, so that the receipt can be read again within the same limit.
const lineRoom = 400

// room takes n bytes of what the receipt may have.
func (w *receiptsBack) room(n int, path string) error {
	limit := record.Limits{Record: w.o.RecordLimit}.WithDefaults().Record
	if w.size += n; w.size <= limit {
		return nil
	}
	return &record.Error{Pos: w.at, Kind: record.KindInvoice, Record: w.count, Path: path, Err: receiptTooLarge.Fault(limit), Fatal: true}
}

// item makes a line. Its undiscounted price is the product's in the shop, which comes later; until then it is what was paid.
func (w *receiptsBack) item(r *record.Item) error {
	switch w.state {
	case backIdle:
		return nil
	case backRefused:
		w.o.keepOut(report.Refused, 1, r.CostWithTax)
		return nil
	}
	if err := w.room(lineRoom+len(r.ProductCode), "items"); err != nil {
		return err
	}
	unit := w.o.unitBack(r.PackageCode, r.ProductCode, record.Finding{Pos: r.At(), Kind: record.KindItem, Path: "package_code"})
	key := maphash.Bytes(w.seed, r.ProductCode)
	w.before = append(w.before, w.lines[key])
	w.lines[key] = len(w.before)
	w.receipt.Lines = append(w.receipt.Lines, record.Line{
		ProductCode: w.texts.Keep(r.ProductCode), ProductName: []byte{}, UnitCode: w.o.textsOf().of(unit.Code),
		Price: r.PriceWithTax, Quantity: r.Amount, Sum: r.CostWithTax, SumWithDiscount: r.CostWithTax, Discount: record.NewNumber(0, 0),
	})
	return nil
}

// product names the lines of a product, and tells their price before the discount: Price × Quantity = Sum, Sum − Discount =
// SumWithDiscount: "what the forward way carried comes back equal (the discount only while a product has one Price an invoice)".
func (w *receiptsBack) product(r *record.InvoiceProduct) error {
	if w.state != backMaking {
		return nil
	}
	lines := w.linesOf(r.RefCode)
	if len(lines) == 0 {
		w.o.lost("product.ref_code", 1) // nothing of it was bought
		return nil
	}
	if err := w.room(len(lines)*len(r.Name), "products"); err != nil {
		return err
	}
	name := w.texts.Keep(r.Name)
	for _, i := range lines {
		l := &w.receipt.Lines[i]
		l.ProductName = name
		if len(r.Prices) == 1 {
			l.Price = r.Prices[0].Price
			l.Sum = l.Price.Mul(l.Quantity).Round(w.o.decimals().Cost)
			l.Discount = l.Sum.Sub(l.SumWithDiscount)
		}
	}
	if len(r.Prices) > 0 && !w.shop.IsSet() {
		w.shop = r.Prices[0].ShopID
	}
	return nil
}

// linesOf returns the lines of a product, valid until the next call.
func (w *receiptsBack) linesOf(product []byte) []int {
	w.found = w.found[:0]
	for n := w.lines[maphash.Bytes(w.seed, product)]; n > 0; n = w.before[n-1] {
		if bytes.Equal(w.receipt.Lines[n-1].ProductCode, product) {
			w.found = append(w.found, n-1)
		}
	}
	return w.found
}

// flush writes the receipt. Nobody knows how it was paid: cash is what nothing says otherwise of.
func (w *receiptsBack) flush() error {
	if w.state != backMaking {
		return nil
	}
	w.state = backIdle
	r := &w.receipt
	code, ok := w.o.Profile.StoreOf(w.storage, w.shop)
	if !ok {
		code, _ = w.o.Profile.StoreOf(w.storage, record.Number{})
	}
	r.StoreCode = w.o.textsOf().of(code)
	r.DocSum, r.DocSumWithDiscount = record.NewNumber(0, 0), record.NewNumber(0, 0)
	for i := range r.Lines {
		r.DocSum = r.DocSum.Add(r.Lines[i].Sum)
		r.DocSumWithDiscount = r.DocSumWithDiscount.Add(r.Lines[i].SumWithDiscount)
	}
	if !r.PayCash.Add(r.PayCard).Equal(r.DocSumWithDiscount) || !r.PayCash.IsSet() {
		r.PayCash, r.PayCard = r.DocSumWithDiscount, record.NewNumber(0, 0)
	}
	w.made++
	return final(w.dst.Write(r))
}

// final makes an error that ends the run of one that refuses a record: the record that is refused would be the one that comes, and not the one that was
// wrong.
func final(err error) error {
	e := record.Refusal(err)
	if e == nil {
		return err
	}
	ends := *e
	ends.Fatal = true
	return &ends
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
