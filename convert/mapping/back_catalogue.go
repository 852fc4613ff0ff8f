package mapping

import (
	"encoding/binary"
	"errors"
	"io"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/convert/report"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// invoiceToNomenclature is "products, categories and prices": "Prices come back under the price type that shops maps to their shop and storage, else
// the retail type; item prices under the purchase type."
func invoiceToNomenclature() Mapping {
	return Mapping{
		From: record.Invoices, To: record.Nomenclature,
		Carries: []string{
			"invoice.date", "item.product_code", "item.price", "item.price_with_tax", "category.ref_code", "category.name", "category.parent",
			"product.ref_code", "product.name", "product.measure", "product.barcode", "product.category_ref_code",
			"price.caf_shop_id", "price.caf_storage_id", "price.price",
		},
		New: newCatalogueBack,
	}
}

// What an entry of a product's code is.
const (
	backItem byte = iota
	backProduct
)

type catalogueBack struct {
	o          Options
	dst        record.Writer
	categories *regroup.Gather // ref_code → category
	products   *regroup.Gather // ref_code → item or product
	places     *spool.Index    // ref_code of a category → its place
	shelf      *shelf
	date       []byte // nil: not known yet
	head       record.Group
	row        record.Product
	kept       backRows
	key, buf   []byte
	decoder    record.Decoder
	count      int64 // of products
	units      int64 // names that the OKEI table supplied
}

func newCatalogueBack(dst record.Writer, o Options) (record.Writer, error) {
	w := &catalogueBack{
		o: o, dst: dst, categories: regroup.NewGather(o.Temp, o.Memory), products: regroup.NewGather(o.Temp, o.Memory), places: spool.NewIndex(o.Temp, o.stage()),
	}
	w.shelf = newShelf(&w.o)
	return w, nil
}

// Write keeps categories, products, and what items were bought at.
func (w *catalogueBack) Write(rec record.Record) error {
	switch r := rec.(type) {
	case *record.Invoice:
		return w.invoice(r)
	case *record.Item:
		return w.item(r)
	case *record.Category:
		w.buf = record.AppendRecord(w.buf[:0], r)
		return w.categories.Add(r.RefCode, w.buf)
	case *record.InvoiceProduct:
		w.count++
		w.buf = record.AppendRecord(binary.AppendVarint(append(w.buf[:0], backProduct), w.count), r)
		return w.products.Add(r.RefCode, w.buf)
	}
	return nil
}

// invoice takes the catalogue's date from the first invoice that has one, as its day in the profile's zone: the way back of "the catalogue's date at
// 00:00 in the zone, in UTC".
func (w *catalogueBack) invoice(r *record.Invoice) error {
	if w.date != nil {
		return nil
	}
	d, ok, err := record.ParseDate(r.Date)
	if err != nil {
		return &record.Error{Pos: r.At(), Kind: record.KindInvoice, Path: "date", Value: record.Shorten(r.Date), Err: err, Fatal: true}
	}
	if ok {
		w.date = d.Time.In(w.o.Profile.Location()).AppendFormat(nil, catalogueDate)
	}
	return nil
}

// item keeps what an item was bought at: with VAT where the prices of the purchase type include it. A price of 0 is none: the forward way writes it
// "where there is none".
func (w *catalogueBack) item(r *record.Item) error {
	purchase := w.o.Profile.PurchaseType()
	price := r.Price
	if w.o.Profile.TaxIncluded([]byte(purchase)) {
		price = r.PriceWithTax
	}
	if price.IsZero() {
		return nil
	}
	if purchase == "" {
		w.o.lost("item.price", 1)
		return nil
	}
	w.row = record.Product{Origin: record.Origin{Fixed: r.At()}, Code: r.ProductCode, Price: price}
	w.buf = record.AppendRecord(append(w.buf[:0], backItem), &w.row)
	return w.products.Add(r.ProductCode, w.buf)
}

// Close writes the catalogue.
func (w *catalogueBack) Close() error {
	return errors.Join(w.catalogue(), w.categories.Close(), w.products.Close(), w.places.Close(), w.shelf.close())
}

func (w *catalogueBack) catalogue() error {
	if err := errors.Join(w.groups(), w.categories.Close()); err != nil {
		return err
	}
	if err := errors.Join(w.rows(), w.products.Close(), w.places.Close()); err != nil {
		return err
	}
	w.o.tellUnits(w.units)
	if err := w.shelf.write(w.dst, present(w.date)); err != nil {
		return err
	}
	return w.dst.Close()
}

// groups makes groups of the categories, each once, in the order of their first appearance. The default category is the group none.
func (w *catalogueBack) groups() error {
	if err := w.categories.Sort(); err != nil {
		return err
	}
	for place := int64(nonePlace + 1); ; {
		entry, first, err := w.categories.Next()
		if errors.Is(err, io.EOF) {
			return w.places.Build()
		}
		if err != nil {
			return err
		}
		if !first {
			continue // of another content: the finding is the checks'
		}
		c, err := decodeAs[*record.Category](&w.decoder, entry)
		if err != nil {
			return err
		}
		if w.isNone(c.RefCode) {
			continue
		}
		if err := w.group(place, c); err != nil {
			return err
		}
		place++
	}
}

func (w *catalogueBack) group(place int64, c *record.Category) error {
	g := &w.head
	*g = record.Group{Origin: record.Origin{Fixed: c.At()}, Code: c.RefCode, Name: present(c.Name), ParentCode: c.Parent}
	if w.isNone(g.ParentCode) {
		g.ParentCode = w.o.textsOf().of("none")
	}
	w.key = appendKey(w.key[:0], place)
	return errors.Join(w.places.Add(c.RefCode, w.key), w.shelf.group(place, g))
}

func (w *catalogueBack) isNone(category []byte) bool {
	return isNone(category) || string(category) == w.o.Profile.Defaults.Category.RefCode
}

// backRows are the rows of one product while they are gathered: all but the prices is the first entry's. There are no more prices than the profile has types.
type backRows struct {
	product  []byte // the first entry of the product; empty: none yet
	seen     int64  // entries of the product
	items    int64  // prices of items
	purchase record.Number
	prices   []backPrice
}

type backPrice struct {
	priceType string
	price     record.Number
}

// rows makes rows of the products, each once.
func (w *catalogueBack) rows() error {
	if err := w.products.Sort(); err != nil {
		return err
	}
	for started := false; ; started = true {
		entry, first, err := w.products.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if started && (first || ended) {
			if err := w.flush(); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		if first {
			w.kept = backRows{product: w.kept.product[:0], prices: w.kept.prices[:0]}
		}
		if err := w.gather(entry); err != nil {
			return err
		}
	}
}

// gather adds an entry to the rows of its code.
func (w *catalogueBack) gather(entry []byte) error {
	k := &w.kept
	if len(entry) > 0 && entry[0] == backItem {
		p, err := decodeAs[*record.Product](&w.decoder, entry[1:])
		if err != nil {
			return err
		}
		if k.items++; !k.purchase.IsSet() {
			k.purchase = p.Price
		} else if !k.purchase.Equal(p.Price) {
			w.differs(p.At(), p.Code, w.o.Profile.PurchaseType(), k.purchase, p.Price)
			w.o.lost("item.price", 1)
		}
		return nil
	}
	p, _, err := w.openProduct(entry)
	if err != nil {
		return err
	}
	if k.seen++; k.seen == 1 {
		k.product = append(k.product, entry...)
	}
	for i := range p.Prices {
		w.price(p, &p.Prices[i])
	}
	return nil
}

func (w *catalogueBack) openProduct(entry []byte) (p *record.InvoiceProduct, number int64, err error) {
	u := unpacker{rest: entry[min(1, len(entry)):]}
	number = u.varint()
	p, err = lastRecord[*record.InvoiceProduct](&u, &w.decoder)
	return p, number, err
}

// price adds a price under its type: "the price type that shops maps to their shop and storage, else the retail type". The first of a type counts.
func (w *catalogueBack) price(p *record.InvoiceProduct, sp *record.ShopPrice) {
	priceType, ok := w.o.Profile.PriceTypeOf(sp.ShopID, sp.StorageID)
	if !ok {
		priceType = w.o.Profile.RetailType()
	}
	for _, before := range w.kept.prices {
		if before.priceType != priceType {
			continue
		}
		if !before.price.Equal(sp.Price) {
			w.differs(p.At(), p.RefCode, priceType, before.price, sp.Price)
			w.o.lost("price.price", 1)
		}
		return
	}
	w.kept.prices = append(w.kept.prices, backPrice{priceType, sp.Price})
}

func (w *catalogueBack) differs(at record.Pos, code []byte, priceType string, first, other record.Number) {
	if w.o.counts(priceTypeTwice) {
		return
	}
	w.o.found(priceTypeTwice, record.Finding{Pos: at, Kind: record.KindInvoiceProduct}, code, priceType, first.String(), other.String())
}

// flush puts the rows of a product on the shelf: its purchase price first, then a row a price type; without any price one row without.
func (w *catalogueBack) flush() error {
	k := &w.kept
	if k.seen == 0 {
		w.o.lost("item.product_code", k.items) // of a product that is not there: the finding is the checks'
		return nil
	}
	w.o.keepOut(report.Merged, k.seen-1, record.Number{})
	p, number, err := w.openProduct(k.product)
	if err != nil {
		return err
	}
	place, err := w.place(p.CategoryCode)
	if err != nil {
		return err
	}
	w.begin(p, place)
	return w.flushPrices(place, number)
}

// put puts a row of the product on the shelf.
func (w *catalogueBack) put(place, number int64, priceType string, price record.Number) error {
	w.row.PriceType, w.row.Price = w.o.textsOf().of(priceType), price
	return w.shelf.row(place, number, &w.row)
}

// flushPrices puts a row for each price of the product, or one without.
func (w *catalogueBack) flushPrices(place, number int64) error {
	k, purchase := &w.kept, w.o.Profile.PurchaseType()
	bought := k.purchase.IsSet()
	if bought {
		if err := w.put(place, number, purchase, k.purchase); err != nil {
			return err
		}
	}
	for _, b := range k.prices {
		if !bought || b.priceType != purchase {
			if err := w.put(place, number, b.priceType, b.price); err != nil {
				return err
			}
			continue
		}
		if !b.price.Equal(k.purchase) {
			w.differs(w.row.At(), w.row.Code, purchase, k.purchase, b.price)
			w.o.lost("price.price", 1)
		}
	}
	if bought || len(k.prices) > 0 {
		return nil
	}
	return w.put(place, number, "", record.EmptyNumber)
}

// begin makes the row of a product, but for its price. "What the target wants and the source lacks … comes from the profile or the OKEI table, with
// a finding."
func (w *catalogueBack) begin(p *record.InvoiceProduct, place int64) {
	unit := w.o.unitBack(p.Measure, p.RefCode, record.Finding{Pos: p.At(), Kind: record.KindInvoiceProduct, Path: "measure"})
	w.units++
	texts := w.o.textsOf()
	w.row = record.Product{
		Origin: record.Origin{Fixed: p.At()}, Code: p.RefCode, Name: present(p.Name), Barcode: present(p.Barcode), ParentCode: []byte{}, Comment: []byte{},
		UnitCode: texts.of(unit.Code), UnitName: texts.of(unit.Name),
	}
	if place != nonePlace {
		w.row.ParentCode = p.CategoryCode
	}
}

// unitBack is the unit that is exactly one of a measure. Any other measure counts as pieces, with a finding.
func (o *Options) unitBack(measure, code []byte, at record.Finding) profile.Unit {
	unit, ok := o.Profile.UnitOf(measure)
	if !ok {
		if !o.counts(measureUnknown) {
			o.found(measureUnknown, at, measure, code)
		}
		unit, _ = o.Profile.UnitOf([]byte(profile.Pieces))
	}
	return unit
}

// place returns the place of a category's group. A category that is not there is none: the finding is the checks'.
func (w *catalogueBack) place(category []byte) (int64, error) {
	if w.isNone(category) {
		return nonePlace, nil
	}
	value, ok, err := w.places.Get(category)
	if err != nil || !ok {
		return nonePlace, err
	}
	return keyNumber(value), nil
}
