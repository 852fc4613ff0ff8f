package table

import (
	"bytes"
	"io"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// ItemsCSV is items-csv: the plain table of items that people read and suppliers send. Written, it has what [itemsCarries] lists. Read, its rows
// make invoices whose other fields are missing: "the rest comes from the profile and --catalog".
var ItemsCSV = record.Format{
	Name:      "items-csv",
	About:     "items of incoming invoices as a plain table for people, a row an item",
	Spec:      "caffesta-api.md, Создание входящей накладной, what a row can hold of it",
	Kind:      record.Invoices,
	Partial:   true,
	Ext:       ".csv",
	Carries:   itemsCarries(),
	Match:     func(head []byte) bool { return detect(head) == itemsLayout },
	NewReader: newItemsReader,
	NewWriter: newItemsWriter,
}

// itemsCarries lists the fields that a row has a column for. The measure of a product is the unit of its first item.
func itemsCarries() []string {
	return []string{
		"invoice.number", "invoice.date", "invoice.shipper.ref_code", "invoice.shipper.name", "invoice.storage.caf_id",
		"item.amount", "item.package_code", "item.product_code", "item.price", "item.caf_tax_id", "item.price_with_tax", "item.cost", "item.cost_with_tax",
		"category.ref_code", "category.name",
		"product.ref_code", "product.name", "product.measure", "product.barcode", "product.category_ref_code",
	}
}

var itemsLayout = func() *layout {
	l := newLayout("items-csv", itemsColumns, -1)
	l.isRow = isItem
	l.fits = func(at []int) bool {
		return (at[itmProductCode] >= 0 || at[itmBarcode] >= 0) && hasPriceColumn(at)
	}
	return l
}()

// hasPriceColumn reports whether there is one of the columns of which an item needs one.
func hasPriceColumn(at []int) bool {
	return at[itmPrice] >= 0 || at[itmPriceWithTax] >= 0 || at[itmCost] >= 0 || at[itmCostWithTax] >= 0
}

// isItem reports whether the current row is surely an item: it names a product, and not by the word that makes it look like totals.
func isItem(t *sheet) bool {
	if t.isFilled(itmName) {
		return t.isFilled(itmProductCode) || t.isFilled(itmBarcode)
	}
	return t.isFilled(itmProductCode) && !t.isFirst(itmProductCode) || t.isFilled(itmBarcode) && !t.isFirst(itmBarcode)
}

// isFirst reports whether no cell before the column's has anything in it.
func (t *sheet) isFirst(column int) bool {
	for _, c := range t.cells[:min(t.head.at[column], len(t.cells))] {
		if c.to > c.from {
			return false
		}
	}
	return true
}

// An itemsReader reads items-csv. The items of an invoice are given as their rows are read again; its categories and products wait meanwhile, each once.
type itemsReader struct {
	asideReader
	step       func(*itemsReader) (record.Record, error) // of the invoice that is being read again; nil: none is
	amounts    bool                                      // a table of amounts: no price is needed
	key        [headColumns][]byte                       // the head of the invoice that is being laid aside
	invoice    record.Invoice
	item       record.Item
	category   record.Category
	product    record.InvoiceProduct
	products   *distinct
	categories *distinct
}

// headColumns are the first columns, those of the invoice's head.
const headColumns = itmStorageID + 1

func newItemsReader(r io.Reader, o record.Options) (record.Reader, error) {
	t := &itemsReader{products: newDistinct(o.Temp), categories: newDistinct(o.Temp)}
	t.initAside(r, o, itemsLayout)
	t.starts, t.check = t.startsInvoice, t.checkItem
	return t, nil
}

// NewAmountsReader reads the table of --amounts, which has "Code, Amount and perhaps Price": columns of items-csv, of which prices
// may be missing or empty. It gives what [ItemsCSV] does.
func NewAmountsReader(r io.Reader, o record.Options) (record.Reader, error) {
	t, err := newItemsReader(r, o)
	t.(*itemsReader).amounts = true
	return t, err
}

// Read implements [record.Reader].
func (r *itemsReader) Read() (record.Record, error) {
	for {
		for r.step != nil {
			if rec, err := r.step(r); rec != nil || err != nil {
				return rec, err
			}
		}
		refusal, err := r.layAside()
		switch {
		case err != nil:
			return nil, r.stop(err)
		case refusal != nil:
			return nil, refusal
		}
		r.step = (*itemsReader).readHead
	}
}

// stop makes err final and lets go of what waits on disk.
func (r *itemsReader) stop(err error) error {
	r.step = nil
	err = r.end(err)
	for _, d := range []*distinct{r.products, r.categories} {
		if failed := d.close(); failed != nil && err == io.EOF {
			err = failed
		}
	}
	r.err = err
	return err
}

// startsInvoice reports whether the current row has another head than the invoice so far. A row with an empty head, as merged cells leave it, belongs to the invoice.
func (r *itemsReader) startsInvoice() bool {
	empty, same := true, true
	for c := range headColumns {
		text := r.value(c)
		empty = empty && len(text) == 0
		same = same && bytes.Equal(text, r.key[c])
	}
	return !empty && !same
}

// checkItem looks at a row of the invoice.
func (r *itemsReader) checkItem(t *sheet) *record.Error {
	if r.rows.size() == 0 {
		for c := range headColumns {
			r.key[c] = append(r.key[c][:0], t.value(c)...)
		}
		if e := r.fillHead(t); e != nil {
			return e
		}
	}
	if e := r.fillItem(t); e != nil {
		return e
	}
	i := &r.item
	switch {
	case len(i.ProductCode) == 0:
		return t.refuse(itmProductCode, nil, CodeMissing.Fault())
	case !i.Amount.IsSet():
		return t.refuse(itmAmount, nil, record.FieldEmpty.Fault("Amount"))
	case !r.amounts && hasPriceColumn(t.head.at) && !i.Price.IsSet() && !i.PriceWithTax.IsSet() && !i.Cost.IsSet() && !i.CostWithTax.IsSet():
		return t.refuse(-1, nil, PriceMissing.Fault())
	}
	categoryOf(t) // tells of what it finds; when the row is read again, nobody listens
	return nil
}

// filled returns the text of a column; nil where it is empty or not there.
func (t *sheet) filled(column int) []byte {
	if text := t.value(column); len(text) > 0 {
		return text
	}
	return nil
}

// fillHead makes the invoice of the current row.
func (r *itemsReader) fillHead(t *sheet) (refusal *record.Error) {
	h := &r.invoice
	*h = record.Invoice{Origin: t.origin(), Number: t.filled(itmNumber), Date: t.filled(itmDate),
		ShipperCode: t.filled(itmShipperCode), ShipperName: t.filled(itmShipperName)}
	if !isDocumentedDate(h.Date) {
		if _, err := record.CheckDate(h.Date); err != nil {
			return t.refuse(itmDate, h.Date, err)
		}
	}
	h.StorageID, refusal = t.wholeOf(itmStorageID)
	return refusal
}

// wholeOf reads a number without decimals; an empty cell is a missing one.
func (t *sheet) wholeOf(column int) (record.Number, *record.Error) {
	n, refusal := t.figureOf(column)
	if _, ok := n.Int64(); refusal == nil && n.IsSet() && (!ok || n.Scale() != 0) {
		refusal = t.refuse(column, t.value(column), NotWhole.Fault(n.String()))
	}
	return n, refusal
}

// figureOf reads a number; an empty cell is a missing one.
func (t *sheet) figureOf(column int) (record.Number, *record.Error) {
	n, refusal := t.numberOf(column)
	if n.IsEmpty() {
		n = record.Number{}
	}
	return n, refusal
}

// fillItem makes the item of the current row. Where there is no ProductCode, the barcode stands in for it.
func (r *itemsReader) fillItem(t *sheet) *record.Error {
	i := &r.item
	*i = record.Item{Origin: t.origin(), PackageCode: t.filled(itmUnit), ProductCode: t.filled(itmProductCode), Unknown: i.Unknown[:0]}
	if i.ProductCode == nil {
		if i.ProductCode = t.filled(itmBarcode); i.ProductCode != nil {
			t.find(BarcodeAsCode, itmBarcode, record.Shorten(i.ProductCode))
		}
	}
	for _, f := range [...]struct {
		column int
		to     *record.Number
	}{{itmAmount, &i.Amount}, {itmPrice, &i.Price}, {itmPriceWithTax, &i.PriceWithTax}, {itmCost, &i.Cost}, {itmCostWithTax, &i.CostWithTax}} {
		var refusal *record.Error
		if *f.to, refusal = t.figureOf(f.column); refusal != nil {
			return refusal
		}
	}
	for _, c := range t.head.unknown {
		if text := t.cell(c); len(text) > 0 {
			i.Unknown = append(i.Unknown, record.Unknown{Kind: record.Key, Name: t.head.texts[c], Value: jsonstream.AppendString(nil, text, nil)})
		}
	}
	var refusal *record.Error
	i.TaxID, refusal = t.wholeOf(itmTaxID)
	return refusal
}

// readHead gives the invoice that is read again.
func (r *itemsReader) readHead() (record.Record, error) {
	if err := r.nextItem(); err != nil {
		return nil, err
	}
	t := &r.again
	if refusal := r.fillHead(t); refusal != nil {
		return nil, r.stop(refusal)
	}
	r.products.reset()
	r.categories.reset()
	r.step = (*itemsReader).giveItem
	return &r.invoice, nil
}

// nextItem makes the next row of what is laid aside the current one: io.EOF behind the last.
func (r *itemsReader) nextItem() error {
	refusal, err := r.nextAgain()
	switch {
	case err == io.EOF:
		return err
	case err != nil:
		return r.stop(err)
	case refusal != nil:
		return r.stop(refusal)
	}
	return nil
}

// giveItem gives the item of the current row.
func (r *itemsReader) giveItem() (record.Record, error) {
	r.step = (*itemsReader).readItem
	t := &r.again
	if refusal := r.fillItem(t); refusal != nil {
		return nil, r.stop(refusal)
	}
	code, name := categoryOf(t)
	err := r.products.add(t.Locate(t.offset()), r.item.ProductCode, t.filled(itmName), t.filled(itmBarcode), t.filled(itmUnit), code)
	if err == nil && code != nil {
		err = r.categories.add(t.Locate(t.offset()), code, name)
	}
	if err != nil {
		return nil, r.stop(err)
	}
	return &r.item, nil
}

// categoryOf returns the category of the current row. Where it has no code, its name stands in for it.
func categoryOf(t *sheet) (code, name []byte) {
	code, name = t.filled(itmCategoryCode), t.filled(itmCategoryName)
	if code == nil && name != nil {
		t.find(CategoryAsCode, itmCategoryName, record.Shorten(name))
		code = name
	}
	return code, name
}

// readItem reads the next row of the invoice.
func (r *itemsReader) readItem() (record.Record, error) {
	switch err := r.nextItem(); {
	case err == io.EOF:
		r.step = (*itemsReader).giveCategory
		return nil, r.sortParts()
	case err != nil:
		return nil, err
	}
	r.step = (*itemsReader).giveItem
	return nil, nil
}

func (r *itemsReader) sortParts() error {
	differs := func(code []byte) {
		if r.opts.Found != nil {
			r.opts.Found(record.Finding{Message: ProductDiffers, Kind: record.KindInvoice, Record: r.number, Args: []any{record.Shorten(code)}})
		}
	}
	err := r.categories.sort(func([]byte) {})
	if err == nil {
		err = r.products.sort(differs)
	}
	if err != nil {
		return r.stop(err)
	}
	return nil
}

// giveCategory gives the next category.
func (r *itemsReader) giveCategory() (record.Record, error) {
	at, texts, err := r.categories.next()
	switch {
	case err == io.EOF:
		r.step = (*itemsReader).giveProduct
		return nil, nil
	case err != nil:
		return nil, r.stop(err)
	}
	r.category = record.Category{Origin: record.Origin{Fixed: at}, RefCode: texts[0], Name: texts[1]}
	return &r.category, nil
}

// giveProduct gives the next product.
func (r *itemsReader) giveProduct() (record.Record, error) {
	at, texts, err := r.products.next()
	switch {
	case err == io.EOF:
		r.step = nil
		return nil, nil
	case err != nil:
		return nil, r.stop(err)
	}
	r.product = record.InvoiceProduct{Origin: record.Origin{Fixed: at}, RefCode: texts[0], Name: texts[1], Barcode: texts[2], Measure: texts[3], CategoryCode: texts[4]}
	return &r.product, nil
}
