package table

import (
	"io"

	"obmen/formats/record"
)

// InvoiceCSV is invoice-csv: a row a record, whose first column says what it is.
var InvoiceCSV = record.Format{
	Name:      "invoice-csv",
	About:     "incoming invoices as a table, lossless, a row a record",
	Spec:      "caffesta-api.md, Создание входящей накладной, as columns",
	Kind:      record.Invoices,
	Ext:       ".csv",
	Carries:   record.FieldNames(record.Invoices),
	Match:     func(head []byte) bool { return detect(head) == invoiceLayout },
	NewReader: newInvoiceReader,
	NewWriter: newInvoiceWriter,
	NewCutter: newInvoiceCutter,
}

var invoiceLayout = func() *layout {
	l := newLayout("invoice-csv", invoiceColumns, invExtra)
	l.isRow = func(t *sheet) bool { return rowKindOf(t.value(invRecord)) != rowUnknown }
	return l
}()

// An invoiceReader reads invoice-csv.
type invoiceReader struct {
	asideReader
	last      rowKind // of the rows of the invoice that is being laid aside
	weight    int     // bytes of the product and its prices, so far
	replaying bool    // an invoice is being read again
	ahead     bool    // the current row of it is not given out yet

	invoice   record.Invoice
	item      record.Item
	category  record.Category
	workspace record.Workspace
	pack      record.Package
	product   record.InvoiceProduct
	price     record.ShopPrice
	texts     []byte // of the product, which spans rows
}

func newInvoiceReader(r io.Reader, o record.Options) (record.Reader, error) {
	t := &invoiceReader{}
	t.initAside(r, o, invoiceLayout)
	t.starts = func() bool { return rowKindOf(t.value(invRecord)) == rowInvoice }
	t.check = t.checkRow
	t.state = t.appendState
	return t, nil
}

// Open implements [record.ChunkReader].
func (r *invoiceReader) Open(k record.Chunk) {
	r.openAside(k)
	r.replaying = false
}

// Read implements [record.Reader].
func (r *invoiceReader) Read() (record.Record, error) {
	for {
		if r.replaying {
			if rec, err := r.readAgain(); rec != nil || err != nil {
				return rec, err
			}
			r.replaying = false
		}
		r.last = rowUnknown
		refusal, err := r.layAside()
		switch {
		case err != nil:
			return nil, r.end(err)
		case refusal != nil:
			return nil, refusal
		}
		r.replaying, r.ahead = true, false
	}
}

// checkRow looks at a row of the invoice.
func (r *invoiceReader) checkRow(t *sheet) *record.Error {
	word := t.value(invRecord)
	k, last := rowKindOf(word), r.last
	switch {
	case k == rowUnknown:
		return t.refuse(invRecord, word, RowUnknown.Fault(record.Shorten(word)))
	case last == rowUnknown && k != rowInvoice:
		return t.refuse(invRecord, word, RowHeadless.Fault(rowWords[k]))
	case k == rowPrice && last < rowProduct, k < last && !(k == rowProduct && last == rowPrice):
		return t.refuse(invRecord, word, RowMisplaced.Fault(rowWords[k], rowWords[last]))
	}
	if r.last = k; k != rowPrice {
		r.weight = 0
	}
	if r.weight += len(t.raw()) + lineWeight; r.weight > t.limits.Record {
		return t.refuse(-1, nil, RowTooLong.Fault(t.limits.Record))
	}
	_, refusal := r.fill(t, k)
	return refusal
}

// fill makes a record of the current row of t. A row price fills r.price only.
func (r *invoiceReader) fill(t *sheet, k rowKind) (record.Record, *record.Error) {
	switch o := t.origin(); k {
	case rowInvoice:
		r.invoice = record.Invoice{Origin: o, Unknown: r.invoice.Unknown[:0]}
		return &r.invoice, invoiceShape.read(t, &r.invoice)
	case rowItem:
		r.item = record.Item{Origin: o, Unknown: r.item.Unknown[:0]}
		return &r.item, itemShape.read(t, &r.item)
	case rowCategory:
		r.category = record.Category{Origin: o, Unknown: r.category.Unknown[:0]}
		return &r.category, categoryShape.read(t, &r.category)
	case rowWorkspace:
		r.workspace = record.Workspace{Origin: o, Unknown: r.workspace.Unknown[:0]}
		return &r.workspace, workspaceShape.read(t, &r.workspace)
	case rowPackage:
		r.pack = record.Package{Origin: o, Unknown: r.pack.Unknown[:0]}
		return &r.pack, packageShape.read(t, &r.pack)
	case rowProduct:
		r.product = record.InvoiceProduct{Origin: o, Unknown: r.product.Unknown[:0], Prices: r.product.Prices[:0]}
		return &r.product, productShape.read(t, &r.product)
	}
	r.price = record.ShopPrice{Unknown: r.price.Unknown[:0]}
	return nil, priceShape.read(t, &r.price)
}

// readAgain gives the next record of what is laid aside; nil at its end.
func (r *invoiceReader) readAgain() (record.Record, error) {
	t := &r.again
	if !r.ahead {
		t.release()
		if err := r.advance(); err != nil {
			return nil, orEnd(err)
		}
	}
	r.ahead = false
	k := rowKindOf(t.value(invRecord))
	if k == rowProduct {
		t.hold(t.offset())
	}
	rec, refusal := r.fill(t, k)
	if refusal != nil {
		return nil, r.end(refusal)
	}
	if k == rowProduct {
		if err := r.readPrices(); err != nil {
			return nil, err
		}
	}
	return rec, nil
}

// orEnd returns nil for the end of what is laid aside.
func orEnd(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// advance makes the next row of what is laid aside the current one.
func (r *invoiceReader) advance() error {
	refusal, err := r.nextAgain()
	switch {
	case err == io.EOF:
		return err
	case err != nil:
		return r.end(err)
	case refusal != nil:
		return r.end(refusal)
	}
	return nil
}

// readPrices adds to the product the prices in the rows behind it. Their cells share the window with its own, which moves: so its texts are copied first.
func (r *invoiceReader) readPrices() error {
	if !r.inChunks {
		r.keepTexts()
	}
	for {
		switch err := r.advance(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if rowKindOf(r.again.value(invRecord)) != rowPrice {
			r.ahead = true
			return nil
		}
		if _, refusal := r.fill(&r.again, rowPrice); refusal != nil {
			return r.end(refusal)
		}
		r.addPrice()
	}
}

// keepTexts copies the texts of the product.
func (r *invoiceReader) keepTexts() {
	r.texts = r.texts[:0]
	for i := range productShape.fields {
		if p, ok := productShape.fields[i].at(&r.product).(*[]byte); ok && *p != nil {
			start := len(r.texts)
			r.texts = append(r.texts, *p...)
			*p = r.texts[start:len(r.texts):len(r.texts)]
		}
	}
}

// addPrice adds the price that was read last, in the memory of one that was there before.
func (r *invoiceReader) addPrice() {
	p := &r.product
	if n := len(p.Prices); n < cap(p.Prices) {
		p.Prices = p.Prices[:n+1]
	} else {
		p.Prices = append(p.Prices, record.ShopPrice{})
	}
	last := &p.Prices[len(p.Prices)-1]
	*last, r.price = r.price, *last
}
