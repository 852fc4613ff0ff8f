package mapping

import (
	"errors"
	"io"
	"time"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/convert/report"
	"obmen/formats/record"
)

// receiptsToInvoice is "receipts → invoice": "one invoice a receipt, or one a day (--group-by)".
func receiptsToInvoice() Mapping {
	return Mapping{
		From: record.Receipts, To: record.Invoices,
		Carries: []string{
			"receipt.Date", "receipt.OrganizationCode", "receipt.StoreCode", "receipt.StoreName", "receipt.CashBoxName", "receipt.DocNum", "receipt.DocSumWithDiscount",
			"line.ProductCode", "line.ProductName", "line.UnitCode", "line.Price", "line.Quantity", "line.SumWithDiscount",
			// Both follow from what is carried: Sum = Price × Quantity, and Discount = Sum − SumWithDiscount.
			"line.Sum", "line.Discount", "receipt.DocSum",
		},
		New: newReceipts,
	}
}

// receiptsWriter gathers the receipts by DocNum, so that "a DocNum seen twice with equal content is mapped once, with a
// finding; with other content it is an error", and maps them when it is closed. What can be refused one by one is refused at once.
type receiptsWriter struct {
	o       Options
	dst     record.Writer
	doubles *regroup.Gather
	entry   []byte
	marks   []byte
	count   int64
	target  receiptTarget

	first, again record.Decoder
}

// A receiptTarget makes invoices of the receipts that are left when doubles are out.
type receiptTarget interface {
	add(r *record.Receipt, marks []byte) error
	close() error
}

func newReceipts(dst record.Writer, o Options) (record.Writer, error) {
	w := &receiptsWriter{o: o, dst: newSplit(dst, &o), doubles: regroup.NewGather(o.Temp, o.Memory)}
	if len(o.GroupBy) == 0 {
		w.target = newEach(w.dst, &w.o)
		return w, nil
	}
	var err error
	w.target, err = newDays(w.dst, &w.o)
	return w, err
}

// Write refuses what can't become an invoice, and keeps the rest.
func (w *receiptsWriter) Write(rec record.Record) error {
	r, ok := rec.(*record.Receipt)
	if !ok {
		return nil
	}
	w.count++
	at := record.Finding{Pos: r.At(), Kind: record.KindReceipt, Record: w.count}
	if path, err := w.o.refuseReceipt(r); err != nil {
		return &record.Error{Pos: at.Pos, Kind: at.Kind, Record: at.Record, Path: path, Err: err}
	}
	var err error
	if w.marks, err = w.o.markReturns(w.marks[:0], r); err != nil {
		return err
	}
	w.entry = append(w.entry[:0], w.marks...)
	w.entry = record.AppendRecord(w.entry, r)
	return w.doubles.Add(r.DocNum, w.entry)
}

// refuseReceipt returns what keeps a receipt from becoming an invoice, and the path of the field.
func (o *Options) refuseReceipt(r *record.Receipt) (path string, err error) {
	date, ok, err := record.ParseDate(r.Date)
	if err == nil && !ok {
		err = noReceiptDate.Fault()
	}
	if err != nil {
		return "Head/Date", err
	}
	if _, err := o.Profile.Store(r.StoreCode); err != nil {
		return "Head/StoreCode", err
	}
	if _, err := o.Profile.Organization(r.OrganizationCode); err != nil {
		return "Head/OrganizationCode", err
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Quantity.IsZero() && !l.SumWithDiscount.IsZero() {
			// "A line of quantity 0 and sum 0 makes no item, with a sum it is an error."
			return "Products/Product/Quantity", sumWithoutQuantity.Fault(l.ProductCode, l.SumWithDiscount.String())
		}
		if o.Profile.NeedsDate() {
			if _, err := o.Profile.Product(l.ProductCode, nil, date.In(o.Profile.Location())); err != nil {
				return "Head/Date", err
			}
		}
	}
	return "", nil
}

// markReturns appends a byte a line: whether the line is a return. "A line with negative Quantity or SumWithDiscount is a return line; with a
// negative DocSumWithDiscount the whole receipt is; returns_where (an XPath) names any other sign."
func (o *Options) markReturns(dst []byte, r *record.Receipt) ([]byte, error) {
	start, whole := len(dst), r.DocSumWithDiscount.Sign() < 0
	for i := range r.Lines {
		l := &r.Lines[i]
		mark := byte(0)
		if whole || l.Quantity.Sign() < 0 || l.SumWithDiscount.Sign() < 0 {
			mark = 1
		}
		dst = append(dst, mark)
	}
	if o.ReturnsWhere == nil {
		return dst, nil
	}
	return dst, o.ReturnsWhere(r, dst[start:])
}

// Close maps the receipts, without their doubles, in the order in which they first came.
func (w *receiptsWriter) Close() (err error) {
	defer func() { err = errors.Join(err, w.doubles.Close()) }()
	if err := w.doubles.Sort(); err != nil {
		return err
	}
	if w.count > 0 {
		w.o.found(raisesStock, record.Finding{})
		if w.o.Catalog == nil {
			w.o.found(noCatalog, record.Finding{}, w.o.Profile.Defaults.Category.Name)
		}
	}
	if err := w.replay(); err != nil {
		return err
	}
	if err := w.target.close(); err != nil {
		return err
	}
	return w.dst.Close()
}

func (w *receiptsWriter) replay() error {
	var kept *record.Receipt
	for {
		entry, first, err := w.doubles.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		decoder := &w.again
		if first {
			w.entry = append(w.entry[:0], entry...) // outlives Next, for its doubles
			entry, decoder = w.entry, &w.first
		}
		r, marks, err := openReceipt(decoder, entry)
		if err != nil {
			return err
		}
		if !first {
			if err := w.double(kept, r); err != nil {
				return err
			}
			continue
		}
		kept = r
		if err := w.target.add(r, marks); err != nil {
			return err
		}
	}
}

// openReceipt takes an entry apart: the marks of the lines, one byte each, stand before the record, which says how many there are; no
// record begins with a mark.
func openReceipt(d *record.Decoder, entry []byte) (*record.Receipt, []byte, error) {
	n := 0
	for n < len(entry) && entry[n] <= 1 {
		n++
	}
	rec, err := d.Decode(entry[n:])
	if err != nil {
		return nil, nil, err
	}
	return rec.(*record.Receipt), entry[:n], nil
}

// double keeps out a receipt that came before, if its content is the same.
func (w *receiptsWriter) double(kept, r *record.Receipt) error {
	if !record.Equal(kept, r) {
		return &record.Error{Pos: r.At(), Kind: record.KindReceipt, Path: "Head/DocNum", Err: doubleDiffers.Fault(r.DocNum, kept.At().String()), Fatal: true}
	}
	w.o.found(doubleReceipt, record.Finding{Pos: r.At(), Kind: record.KindReceipt}, r.DocNum, kept.At().String())
	sum := record.NewNumber(0, 0)
	for i := range r.Lines {
		sum = sum.Add(r.Lines[i].SumWithDiscount)
	}
	w.o.keepOut(report.Doubles, int64(len(r.Lines)), sum)
	return nil
}

// A sale is a line of a receipt with all that is known of its product.
type sale struct {
	at       record.Finding
	line     *record.Line
	returned bool
	code     []byte
	place    profile.Place
	time     time.Time
	unit     profile.Unit
	settings profile.Settings
	catalog  *record.Product // nil: the catalogue lacks it, or there is none
	group    int64
}

// open finds out what is known of a line's product. ok is false where the line makes no item, which is counted.
func (o *Options) open(s *sale) (ok bool, err error) {
	l := s.line
	if l.Quantity.IsZero() {
		o.found(lineOfNothing, s.at, l.ProductCode)
		o.keepOut(report.Skipped, 1, l.SumWithDiscount)
		return false, nil
	}
	s.code, s.group = l.ProductCode, noGroup
	var chain profile.Chain
	if o.Catalog != nil {
		if s.catalog, s.group, err = o.Catalog.product(s.code); err != nil {
			return false, err
		}
		if s.catalog == nil {
			s.group = noGroup
			o.found(notInCatalog, s.at, s.code)
		}
		chain = o.Catalog.groups.chain(s.group)
	}
	if s.settings, err = o.Profile.Product(s.code, chain, s.time); err != nil {
		return false, &record.Error{Pos: s.at.Pos, Kind: s.at.Kind, Record: s.at.Record, Path: "Head/Date", Err: err, Fatal: true}
	}
	if s.settings.Skip || !s.settings.Item {
		o.keepOut(report.Skipped, 1, l.SumWithDiscount)
		return false, nil
	}
	s.unit = o.unit(o.unitOf(s), "line.UnitCode", s.at)
	return true, nil
}

// unitOf is the unit that the quantity counts: the catalogue's, since "barcode, name, category and unit come from it", else the line's.
func (o *Options) unitOf(s *sale) []byte {
	if s.catalog == nil || len(s.catalog.UnitCode) == 0 {
		return s.line.UnitCode
	}
	if len(s.line.UnitCode) > 0 && o.Profile.Unit(s.line.UnitCode).Code != o.Profile.Unit(s.catalog.UnitCode).Code {
		o.found(unitDiffers, s.at, s.code, s.line.UnitCode, s.catalog.UnitCode)
	}
	return s.catalog.UnitCode
}

// product fills in p: "a distinct product gives one product an invoice; its price in the shop is the undiscounted Price".
func (s *sale) product(p *record.InvoiceProduct) {
	*p = record.InvoiceProduct{
		RefCode: s.code, Name: s.line.ProductName, Measure: []byte(s.unit.Measure), Prices: p.Prices[:0],
		Type: []byte(s.settings.Type), CancellationType: s.settings.CancellationType, ForSale: record.BoolOf(s.settings.ForSale), UseDiscounts: record.BoolOf(s.settings.UseDiscounts),
		WeightInGram: weight(&s.settings, s.unit.Measure), TaxID: s.settings.Tax.ID, WorkspaceCode: []byte(s.settings.Workspace.RefCode),
	}
	if s.settings.Country != "" {
		p.Country = []byte(s.settings.Country)
	}
	if s.catalog != nil {
		p.Name = s.catalog.Name
		if len(s.catalog.Barcode) > 0 {
			p.Barcode = s.catalog.Barcode
		}
	}
	if p.Name == nil {
		p.Name = []byte{}
	}
}

// shopPrice is the undiscounted price for one pcs, kg or l in the receipt's shop.
func (s *sale) shopPrice(d Decimals) record.ShopPrice {
	return record.ShopPrice{ShopID: s.place.Shop, StorageID: s.place.Storage, Price: unitPrice(s.line.Price, s.unit.Factor, d.Price)}
}

// localTime is the moment of a receipt, in its own zone where it names one: "the document's (a receipt's own) local calendar date".
func (o *Options) localTime(r *record.Receipt) (time.Time, error) {
	d, _, err := record.ParseDate(r.Date)
	return d.In(o.Profile.Location()), err
}

// utcMinute writes a moment as an invoice's date: "Date in UTC, cut to the minute".
func utcMinute(dst []byte, t time.Time) []byte {
	return t.UTC().AppendFormat(dst, "2006-01-02 15:04")
}

func (o *Options) decimals() Decimals {
	return Decimals{Price: o.Profile.Decimals.Price, Cost: o.Profile.Decimals.Cost}
}
