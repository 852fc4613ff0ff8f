package onec

import (
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
	"obmen/formats/xmlstream"
)

// The names of the dialect, in the document's order.
var (
	nameRoot     = []byte("ProductsGroups")
	nameGroup    = []byte("ProductGroup")
	nameProducts = []byte("Products")
	nameProduct  = []byte("Product")

	nameDate       = []byte("Date")
	nameBarcode    = []byte("Barcode")
	nameCode       = []byte("Code")
	nameName       = []byte("Name")
	nameParentCode = []byte("ParentCode")
	nameUnitCode   = []byte("UnitCode")
	nameUnitName   = []byte("UnitName")
	namePrice      = []byte("Price")
	nameComment    = []byte("Comment")
	namePriceType  = []byte("PriceType")
)

// Writer writes a nomenclature as the document's example is laid out. Unknown attributes stand behind the known ones.
type Writer struct {
	x     *xmlstream.Writer
	in    place
	price []byte // a price on its way
	front front
}

// place is where in the document a Writer stands.
type place uint8

const (
	atStart place = iota
	inRoot
	inRefused  // behind a group that could not be written
	inProducts // of a group
	inGroup    // behind its products
	atEnd
)

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer, o record.Options) *Writer {
	return &Writer{x: xmlstream.NewWriter(w, o), price: make([]byte, 0, 64)}
}

// Write implements [record.Writer]. A group that can't be written is refused, and with it each product that follows.
func (w *Writer) Write(rec record.Record) error {
	fault := w.write(rec)
	if fault == nil {
		return nil
	}
	e := &record.Error{Err: fault}
	errors.As(fault, &e)
	e.Kind = rec.Kind()
	if !e.Pos.IsValid() {
		e.Pos = rec.At()
	}
	if err := w.x.Err(); err != nil {
		return err
	}
	return e
}

func (w *Writer) write(rec record.Record) error {
	switch rec := rec.(type) {
	case *record.Catalogue:
		return w.writeCatalogue(rec)
	case *record.Group:
		return w.writeGroup(rec)
	case *record.Product:
		return w.writeProduct(rec)
	case *record.GroupTail:
		return w.writeTail(rec)
	}
	return outOfOrder(rec)
}

// Close implements [record.Writer].
func (w *Writer) Close() error {
	if w.in == atEnd {
		return w.x.Flush()
	}
	if w.in == atStart {
		w.begin(nil)
	}
	w.closeGroup()
	w.x.End()
	w.in = atEnd
	return w.x.Flush()
}

// Reset implements [record.ChunkWriter].
func (w *Writer) Reset() {
	w.x.Reset()
	w.in = atStart
}

// Flush implements [record.ChunkWriter].
func (w *Writer) Flush() error { return w.x.Flush() }

func (w *Writer) writeCatalogue(c *record.Catalogue) error {
	if w.in != atStart {
		return outOfOrder(c)
	}
	w.begin(c.Date)
	return w.x.Err()
}

func (w *Writer) begin(date []byte) {
	w.x.Declaration()
	w.x.Start(nameRoot)
	w.x.Attr(nameDate, date)
	w.in = inRoot
}

func (w *Writer) writeGroup(g *record.Group) error {
	switch w.in {
	case atStart:
		w.begin(nil)
	case atEnd:
		return outOfOrder(g)
	}
	w.closeGroup()
	w.in = inRefused
	if err := xmlrecord.CheckUnknown(g.Unknown, isGroupField); err != nil {
		return err
	}
	w.x.BeginRecord()
	w.x.Start(nameGroup)
	w.x.Attr(nameCode, g.Code)
	w.x.Attr(nameName, g.Name)
	w.x.Attr(nameParentCode, g.ParentCode)
	xmlrecord.WriteAttributes(w.x, g.Unknown, record.Here)
	xmlrecord.WriteElements(w.x, g.Unknown, record.Here)
	w.x.Start(nameProducts)
	xmlrecord.WriteAttributes(w.x, g.Unknown, record.InProducts)
	if err := w.x.EndRecord(); err != nil {
		return err
	}
	w.in = inProducts
	return nil
}

func (w *Writer) writeProduct(p *record.Product) error {
	if err := w.needGroup(p, w.in == inProducts); err != nil {
		return err
	}
	if text, ok := w.x.Room(); ok {
		if text, ok = w.appendProduct(text, p); ok && w.x.Fill(text) {
			return w.x.Err()
		}
	}
	return w.writeByCalls(p)
}

// writeByCalls writes any product, or says why it can't be written.
func (w *Writer) writeByCalls(p *record.Product) error {
	if err := xmlrecord.CheckUnknown(p.Unknown, isProductField); err != nil {
		return err
	}
	w.x.BeginRecord()
	w.x.Start(nameProduct)
	w.x.Attr(nameBarcode, p.Barcode)
	w.x.Attr(nameCode, p.Code)
	w.x.Attr(nameName, p.Name)
	w.x.Attr(nameParentCode, p.ParentCode)
	w.x.Attr(nameUnitCode, p.UnitCode)
	w.x.Attr(nameUnitName, p.UnitName)
	if !p.Price.IsMissing() {
		w.price = p.Price.Append1C(w.price[:0])
		w.x.Attr(namePrice, w.price)
	}
	w.x.Attr(nameComment, p.Comment)
	w.x.Attr(namePriceType, p.PriceType)
	if len(p.Unknown) > 0 {
		xmlrecord.WriteAttributes(w.x, p.Unknown, record.Here)
		xmlrecord.WriteElements(w.x, p.Unknown, record.Here)
	}
	w.x.End()
	return w.x.EndRecord()
}

// writeTail writes what stood in a group's Products and what stood behind them.
func (w *Writer) writeTail(t *record.GroupTail) error {
	if err := w.needGroup(t, w.in == inProducts); err != nil {
		return err
	}
	if err := xmlrecord.CheckUnknown(t.Unknown, isTailField); err != nil {
		return err
	}
	w.x.BeginRecord()
	xmlrecord.WriteElements(w.x, t.Unknown, record.InProducts)
	w.x.End()
	xmlrecord.WriteElements(w.x, t.Unknown, record.Here)
	if err := w.x.EndRecord(); err != nil {
		return err
	}
	w.in = inGroup
	return nil
}

// needGroup says why a record that stands in a group can't be written.
func (w *Writer) needGroup(rec record.Record, ok bool) error {
	switch {
	case ok:
		return nil
	case w.in == inRefused:
		return GroupRefused.Fault()
	}
	return outOfOrder(rec)
}

func (w *Writer) closeGroup() {
	if w.in == inProducts {
		w.x.End()
	}
	if w.in == inProducts || w.in == inGroup {
		w.x.End()
	}
	w.in = inRoot
}

func outOfOrder(rec record.Record) error { return xmlrecord.OutOfOrder.Fault(rec.Kind().String()) }

// isGroupField reports whether u stands where a field of a group is, or where nothing of a group can be.
func isGroupField(u *record.Unknown) bool {
	if u.Kind == record.Element {
		return u.Place != record.Here || isOurs(u.Name)
	}
	switch string(u.Name) {
	case "Code", "Name", "ParentCode":
		return u.Place == record.Here
	}
	return u.Place != record.Here && u.Place != record.InProducts
}

func isProductField(u *record.Unknown) bool {
	if u.Place != record.Here || u.Kind == record.Element {
		return u.Place != record.Here || isOurs(u.Name)
	}
	return textField(new(record.Product), u.Name) != nil || string(u.Name) == "Price"
}

func isTailField(u *record.Unknown) bool {
	return u.Kind != record.Element || (u.Place != record.Here && u.Place != record.InProducts) || isOurs(u.Name)
}
