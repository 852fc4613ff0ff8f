package table

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// An itemsWriter writes items-csv. A row has an item, its product and the product's category, which come one behind the other
// in an invoice; so all three wait until the invoice ends, and are then joined by sorting:
//
//	byProduct: products and items by the hash of the product's code, a product before its items
//	byCategory: categories and joined items by the hash of the category's code
//	inOrder: the finished rows by the number of the item
//
// Cells wait as they are written. Sorters stay in memory as long as an invoice is small.
type itemsWriter struct {
	rowWriter
	byProduct, byCategory, inOrder *spool.Sorter
	head                           record.Invoice // the open one
	texts                          []byte         // its texts
	open                           bool
	parts                          bool // something came since the last invoice ended
	items                          uint64
	front                          front
	key, value                     []byte
	joined                         joinedProduct
	category                       joinedCategory
}

// joinerMemory is how many bytes each sorter of a join may hold.
const joinerMemory = 2 << 20

// A key of a sorter is a hash and which of the two sides of the join it is.
const (
	sideOne  = 0 // the product, the category
	sideMany = 1 // the items
)

func newItemsWriter(w io.Writer, o record.Options) (record.Writer, error) {
	t := &itemsWriter{byProduct: spool.NewSorter(o.Temp, joinerMemory), byCategory: spool.NewSorter(o.Temp, joinerMemory), inOrder: spool.NewSorter(o.Temp, joinerMemory)}
	t.init(w, o, itemsColumns)
	return t, nil
}

// Write implements [record.Writer].
func (w *itemsWriter) Write(r record.Record) error {
	if w.err != nil {
		return w.err
	}
	w.begin()
	err := w.write(r)
	if err == nil {
		return nil
	}
	if e := record.Refusal(err); e != nil {
		e.Fatal = true
	}
	w.err = err
	return err
}

func (w *itemsWriter) write(r record.Record) error {
	if r.Kind().Doc() != record.Invoices {
		return w.refuse(r, "", OutOfOrder.Fault(r.Kind(), "these are invoices"))
	}
	if head, ok := r.(*record.Invoice); ok {
		return w.writeHead(head)
	}
	if !w.open && !w.opts.HeadLast {
		return w.refuse(r, "", OutOfOrder.Fault(r.Kind(), "no invoice stands before it"))
	}
	w.parts = true
	var err error
	switch r := r.(type) {
	case *record.Item:
		err = w.addItem(r)
	case *record.Category:
		err = w.addCategory(r)
	case *record.InvoiceProduct:
		err = w.addProduct(r)
	}
	if w.flaw != nil {
		return about(w.finish(), r)
	}
	w.takeBack()
	return err
}

// Close implements [record.Writer].
func (w *itemsWriter) Close() error {
	err := w.err
	if err == nil {
		err = w.endInvoice()
	}
	if err == nil && w.parts {
		err = &record.Error{Kind: record.KindInvoice, Err: OutOfOrder.Fault(record.KindItem, "its invoice never came"), Fatal: true}
	}
	if w.err = err; err == nil {
		err = w.close()
	}
	return errors.Join(err, w.byProduct.Close(), w.byCategory.Close(), w.inOrder.Close())
}

// writeHead ends the invoice before, and begins one; where heads come last, it ends its own.
func (w *itemsWriter) writeHead(h *record.Invoice) error {
	if err := w.endInvoice(); err != nil {
		return err
	}
	w.texts = w.texts[:0]
	w.head = record.Invoice{Origin: record.Origin{Fixed: h.At()}, Number: w.keep(h.Number), Date: w.keep(h.Date),
		ShipperCode: w.keep(h.ShipperCode), ShipperName: w.keep(h.ShipperName), StorageID: h.StorageID}
	w.open = true
	if w.opts.HeadLast {
		return w.endInvoice()
	}
	return nil
}

func (w *itemsWriter) keep(b []byte) []byte {
	start := len(w.texts)
	w.texts = append(w.texts, b...)
	return w.texts[start:len(w.texts):len(w.texts)]
}

// cells returns the cells that were written since the last record, and takes them back.
func (w *itemsWriter) cells() []byte { return w.buf[w.mark:] }

// addItem lays an item aside: its number, then the cells of its code, then those behind the category.
func (w *itemsWriter) addItem(i *record.Item) error {
	switch {
	case len(i.ProductCode) == 0:
		return w.refuse(i, "ProductCode", lacking("ProductCode", i.ProductCode == nil))
	case !i.Amount.IsSet():
		return w.refuse(i, "Amount", lacking("Amount", i.Amount.IsMissing()))
	case !i.Price.IsSet() && !i.PriceWithTax.IsSet() && !i.Cost.IsSet() && !i.CostWithTax.IsSet():
		return w.refuse(i, "Price", PriceMissing.Fault())
	}
	w.text(itmProductCode, i.ProductCode)
	code := len(w.cells())
	w.text(itmUnit, i.PackageCode)
	w.number(i.Amount)
	w.number(i.Price)
	w.number(i.PriceWithTax)
	w.number(i.Cost)
	w.number(i.CostWithTax)
	w.number(i.TaxID)
	if w.flaw != nil {
		return nil
	}
	w.value = binary.BigEndian.AppendUint64(w.value[:0], w.items)
	w.value = appendText(w.value, i.PackageCode)
	w.value = appendText(w.value, w.cells()[:code])
	w.value = append(w.value, w.cells()[code:]...)
	w.items++
	return w.byProduct.Add(w.keyOf(i.ProductCode, sideMany), w.value)
}

// addProduct lays a product aside: its measure, the code of its category and the cells of its name, barcode and category's code.
func (w *itemsWriter) addProduct(p *record.InvoiceProduct) error {
	w.text(itmName, p.Name)
	w.text(itmBarcode, p.Barcode)
	w.text(itmCategoryCode, p.CategoryCode)
	w.value = appendText(w.value[:0], p.Measure)
	w.value = appendText(w.value, p.CategoryCode)
	w.value = append(w.value, w.cells()...)
	return w.byProduct.Add(w.keyOf(p.RefCode, sideOne), w.value)
}

// addCategory lays the cell of a category's name aside.
func (w *itemsWriter) addCategory(c *record.Category) error {
	w.text(itmCategoryName, c.Name)
	return w.byCategory.Add(w.keyOf(c.RefCode, sideOne), w.cells())
}

// keyOf returns the key of a code on a side of a join.
func (w *itemsWriter) keyOf(code []byte, side byte) []byte {
	hash := spool.HashKey(code)
	w.key = append(append(w.key[:0], hash[:]...), side)
	return w.key
}

// endInvoice writes the rows of the open invoice.
func (w *itemsWriter) endInvoice() error {
	if !w.open {
		return nil
	}
	w.open, w.parts = false, false
	if w.items == 0 {
		w.found(ItemsNone, &w.head, record.Shorten(w.head.Number))
	}
	w.items = 0
	if err := w.writeFront(); err != nil {
		return err
	}
	for _, stage := range [...]struct {
		join   func() error
		sorter *spool.Sorter
	}{{w.joinProducts, w.byProduct}, {w.joinCategories, w.byCategory}, {w.writeRows, w.inOrder}} {
		if err := stage.join(); err != nil {
			return err
		}
		stage.sorter.Reset() // gives the room on disk back before the next stage takes it
	}
	return nil
}

// writeFront makes up what the rows of the invoice begin with.
func (w *itemsWriter) writeFront() error {
	h := &w.head
	w.text(itmNumber, h.Number)
	w.date(itmDate, h.Date)
	w.text(itmShipperCode, h.ShipperCode)
	w.text(itmShipperName, h.ShipperName)
	w.number(h.StorageID)
	w.keepFront(&w.front)
	return about(w.finish(), h)
}

// A joinedProduct is the product whose items come next.
type joinedProduct struct {
	hash     []byte
	measure  []byte
	category []byte
	cells    []byte
}

// A joinedCategory is the category whose items come next.
type joinedCategory struct{ hash, name []byte }

var errDamaged = record.RecordDamaged.Fault("row")

// joinProducts puts each item behind the cells of its product. Of several products of one code the first holds.
func (w *itemsWriter) joinProducts() error {
	if err := w.byProduct.Sort(); err != nil {
		return err
	}
	p := &w.joined
	p.hash = p.hash[:0]
	for {
		key, value, err := w.byProduct.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case len(key) != spool.HashSize+1:
			return errDamaged
		}
		hash, same := key[:spool.HashSize], bytes.Equal(key[:spool.HashSize], p.hash)
		if key[spool.HashSize] == sideOne {
			if !same {
				p.set(hash, value)
			}
			continue
		}
		if !same {
			w.setNone(hash)
		}
		if err := w.joinItem(value); err != nil {
			return err
		}
	}
}

func (p *joinedProduct) set(hash, value []byte) {
	measure, rest := cutText(value)
	category, cells := cutText(rest)
	p.hash = append(p.hash[:0], hash...)
	p.measure, p.category = append(p.measure[:0], measure...), append(p.category[:0], category...)
	p.cells = append(p.cells[:0], cells...)
}

// setNone makes the product one that the invoice does not have.
func (w *itemsWriter) setNone(hash []byte) {
	p := &w.joined
	p.hash = append(p.hash[:0], hash...)
	p.measure, p.category = p.measure[:0], p.category[:0]
	p.cells = append(p.cells[:0], w.comma, w.comma, w.comma)
}

// joinItem passes an item on, with the cells of its product: to its category where it has one, else to its row.
func (w *itemsWriter) joinItem(value []byte) error {
	if len(value) < 8 {
		return errDamaged
	}
	p := &w.joined
	unit, rest := cutText(value[8:])
	code, cells := cutText(rest)
	if len(p.measure) > 0 && !bytes.Equal(unit, p.measure) {
		w.found(UnitDiffers, &w.head, record.Shorten(unit), record.Shorten(p.measure))
	}
	w.value = append(w.value[:0], value[:8]...)
	if len(p.category) == 0 {
		w.value = append(append(w.value, code...), p.cells...)
		w.value = append(append(w.value, w.comma), cells...)
		return w.inOrder.Add(w.value[:8], w.value[8:])
	}
	w.value = binary.AppendUvarint(w.value, uint64(len(code)+len(p.cells))+1) // as appendText has it
	w.value = append(append(append(w.value, code...), p.cells...), cells...)
	return w.byCategory.Add(w.keyOf(p.category, sideMany), w.value)
}

// joinCategories puts the name of its category into each item that has one.
func (w *itemsWriter) joinCategories() error {
	if err := w.byCategory.Sort(); err != nil {
		return err
	}
	c := &w.category
	c.hash = c.hash[:0]
	for {
		key, value, err := w.byCategory.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case len(key) != spool.HashSize+1:
			return errDamaged
		}
		if !bytes.Equal(key[:spool.HashSize], c.hash) {
			c.hash = append(c.hash[:0], key[:spool.HashSize]...)
			c.name = append(c.name[:0], w.comma)
			if key[spool.HashSize] == sideOne {
				c.name = append(c.name[:0], value...)
			}
		}
		if key[spool.HashSize] == sideOne {
			continue
		}
		if err := w.nameCategory(value, c.name); err != nil {
			return err
		}
	}
}

func (w *itemsWriter) nameCategory(value, name []byte) error {
	if len(value) < 8 {
		return errDamaged
	}
	front, cells := cutText(value[8:])
	w.value = append(append(append(w.value[:0], front...), name...), cells...)
	return w.inOrder.Add(value[:8], w.value)
}

// writeRows writes the rows in the order of the items.
func (w *itemsWriter) writeRows() error {
	if err := w.inOrder.Sort(); err != nil {
		return err
	}
	for {
		_, cells, err := w.inOrder.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		w.writeKept(&w.front)
		w.buf = append(w.buf, cells...)
		w.endRow()
		if err := w.finish(); err != nil {
			return err
		}
	}
}
