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
	date       []byte
	buf        []byte
	decoder    record.Decoder
	count      int64
	units      int64
}

func newCatalogueBack(dst record.Writer, o Options) (record.Writer, error) {
	return &catalogueBack{
		o: o, dst: dst, categories: regroup.NewGather(o.Temp, o.Memory), products: regroup.NewGather(o.Temp, o.Memory),
		places: spool.NewIndex(o.Temp, o.Memory), shelf: newShelf(o.Temp, o.Memory),
	}, nil
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
		w.buf = binary.AppendVarint(append(w.buf[:0], backProduct), w.count)
		w.buf = record.AppendRecord(w.buf, r)
		return w.products.Add(r.RefCode, w.buf)
	}
	return nil
}

// invoice takes the catalogue's date from the first invoice, as its day in the profile's zone: the way back of "the catalogue's date at
// 00:00 in the zone, in UTC".
func (w *catalogueBack) invoice(r *record.Invoice) error {
	if w.date != nil {
		return nil
	}
	d, ok, err := record.ParseDate(r.Date)
	if err != nil {
		return &record.Error{Pos: r.At(), Kind: record.KindInvoice, Path: "date", Err: err}
	}
	if ok {
		w.date = d.Time.In(w.o.Profile.Location()).AppendFormat(nil, "02.01.2006")
	}
	return nil
}

func (w *catalogueBack) item(r *record.Item) error {
	purchase := w.o.Profile.PurchaseType()
	if purchase == "" {
		w.o.lost("item.price", 1)
		return nil
	}
	price := r.Price
	if w.o.Profile.TaxIncluded([]byte(purchase)) {
		price = r.PriceWithTax
	}
	w.buf = record.AppendRecord(append(w.buf[:0], backItem), &record.Item{Price: price})
	return w.products.Add(r.ProductCode, w.buf)
}

// Close writes the catalogue.
func (w *catalogueBack) Close() (err error) {
	defer func() {
		err = errors.Join(err, w.categories.Close(), w.products.Close(), w.places.Close(), w.shelf.close())
	}()
	if err := w.groups(); err != nil {
		return err
	}
	if err := w.rows(); err != nil {
		return err
	}
	if w.units > 0 {
		w.o.found(unitNamesSupplied, record.Finding{}, w.units)
	}
	if err := w.shelf.write(w.dst, w.date); err != nil {
		return err
	}
	return w.dst.Close()
}

// groups makes groups of the categories, each once, in the order of their first appearance. The default category is the group none.
func (w *catalogueBack) groups() error {
	if err := w.categories.Sort(); err != nil {
		return err
	}
	place := int64(nonePlace)
	for {
		entry, first, err := w.categories.Next()
		if errors.Is(err, io.EOF) {
			return w.places.Build()
		}
		if err != nil {
			return err
		}
		rec, err := w.decoder.Decode(entry)
		if err != nil {
			return err
		}
		c := rec.(*record.Category)
		if !first || w.isNone(c.RefCode) {
			continue
		}
		place++
		g := record.Group{Code: c.RefCode, Name: c.Name, ParentCode: c.Parent}
		if len(g.ParentCode) == 0 || w.isNone(g.ParentCode) {
			g.ParentCode = []byte("none")
		}
		if err := errors.Join(w.places.Add(c.RefCode, appendKey(nil, place)), w.shelf.group(place, &g)); err != nil {
			return err
		}
	}
}

func (w *catalogueBack) isNone(category []byte) bool {
	return isNone(category) || string(category) == w.o.Profile.Defaults.Category.RefCode
}

// rows makes rows of the products, each once.
func (w *catalogueBack) rows() error {
	if err := w.products.Sort(); err != nil {
		return err
	}
	sorted := spool.NewSorter(w.o.Temp, w.o.Memory) // by the place of the product among the products, not among the items
	defer sorted.Close()
	var price record.Number
	var kept []byte
	var seen int64
	flush := func() error {
		if kept == nil {
			return nil
		}
		w.o.keepOut(report.Merged, seen-1, record.Number{})
		number, n := binary.Varint(kept)
		w.buf = record.AppendRecord(w.buf[:0], &record.Item{Price: price})
		value := append(binary.AppendUvarint(nil, uint64(len(w.buf))), w.buf...)
		return sorted.Add(appendKey(nil, number), append(value, kept[n:]...))
	}
	for {
		entry, first, err := w.products.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if first || ended {
			if err := flush(); err != nil {
				return err
			}
			price, kept, seen = record.Number{}, nil, 0
		}
		if ended {
			return w.inOrder(sorted)
		}
		switch {
		case entry[0] == backProduct:
			if seen++; kept == nil {
				kept = append([]byte(nil), entry[1:]...)
			}
		case !price.IsSet():
			rec, err := w.decoder.Decode(entry[1:])
			if err != nil {
				return err
			}
			price = rec.(*record.Item).Price
		}
	}
}

func (w *catalogueBack) inOrder(sorted *spool.Sorter) error {
	if err := sorted.Sort(); err != nil {
		return err
	}
	for {
		_, value, err := sorted.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		length, n := binary.Uvarint(value)
		rec, err := w.decoder.Decode(value[n : n+int(length)])
		if err != nil {
			return err
		}
		price := rec.(*record.Item).Price
		if rec, err = w.decoder.Decode(value[n+int(length):]); err != nil {
			return err
		}
		if err := w.product(rec.(*record.InvoiceProduct), price); err != nil {
			return err
		}
	}
}

// product writes the rows of a product: its purchase price first, then a row a price type; without any price one row without.
func (w *catalogueBack) product(p *record.InvoiceProduct, purchase record.Number) error {
	place, err := w.placeOf(p.CategoryCode)
	if err != nil {
		return err
	}
	unit, ok := w.o.Profile.UnitOf(p.Measure)
	if !ok {
		w.o.found(measureUnknown, record.Finding{Pos: p.At(), Kind: record.KindInvoiceProduct}, p.Measure, p.RefCode)
		unit, _ = w.o.Profile.UnitOf([]byte(profile.Pieces))
	}
	w.units++
	row := record.Product{
		Origin: record.Origin{Fixed: p.At()}, Code: p.RefCode, Name: present(p.Name), Barcode: present(p.Barcode), ParentCode: []byte{}, Comment: []byte{},
		UnitCode: []byte(unit.Code), UnitName: []byte(unit.Name),
	}
	if place != nonePlace {
		row.ParentCode = p.CategoryCode
	}
	rows := 0
	put := func(price record.Number, priceType string) error {
		rows++
		row.Price, row.PriceType = price, []byte(priceType)
		return w.shelf.row(place, &row)
	}
	if purchase.IsSet() {
		if err := put(purchase, w.o.Profile.PurchaseType()); err != nil {
			return err
		}
	}
	if err := w.prices(p, put); err != nil || rows > 0 {
		return err
	}
	return put(record.EmptyNumber, "")
}

// prices puts each price under its type, once a type.
func (w *catalogueBack) prices(p *record.InvoiceProduct, put func(record.Number, string) error) error {
	done := map[string]record.Number{}
	for i := range p.Prices {
		sp := &p.Prices[i]
		priceType, ok := w.o.Profile.PriceTypeOf(sp.ShopID, sp.StorageID)
		if !ok {
			priceType = w.o.Profile.RetailType()
		}
		if before, twice := done[priceType]; twice {
			if !before.Equal(sp.Price) {
				w.o.found(priceTypeTwice, record.Finding{Pos: p.At(), Kind: record.KindInvoiceProduct}, p.RefCode, priceType, before.String(), sp.Price.String())
				w.o.lost("price.price", 1)
			}
			continue
		}
		done[priceType] = sp.Price
		if err := put(sp.Price, priceType); err != nil {
			return err
		}
	}
	return nil
}

func (w *catalogueBack) placeOf(category []byte) (int64, error) {
	if w.isNone(category) {
		return nonePlace, nil
	}
	value, ok, err := w.places.Get(category)
	if err != nil || !ok {
		return nonePlace, err
	}
	return keyNumber(value), nil
}
