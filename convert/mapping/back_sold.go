package mapping

import (
	"encoding/binary"
	"errors"
	"io"
	"time"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/convert/report"
	"obmen/formats/record"
)

// receiptsToNomenclature is "the distinct products that were sold": "a row a distinct code with its last price by date, under the
// retail type, in the group none unless --catalog knows better".
func receiptsToNomenclature() Mapping {
	return Mapping{
		From: record.Receipts, To: record.Nomenclature,
		Carries: []string{"receipt.Date", "line.ProductCode", "line.ProductName", "line.UnitCode", "line.Price"},
		New:     newSold,
	}
}

type soldWriter struct {
	o       Options
	dst     record.Writer
	slip    slip
	rows    *regroup.Gather // code → date and row
	shelf   *shelf
	marked  *regroup.Array // groups that are on the shelf already
	last    time.Time
	sold    record.Product
	entry   []byte
	kept    []byte // of the last price of a code
	count   int64  // rows
	units   int64  // names that the OKEI table supplied
	unit    []byte // a name of a unit
	decoder record.Decoder
}

func newSold(dst record.Writer, o Options) (record.Writer, error) {
	w := &soldWriter{o: o, dst: dst, rows: regroup.NewGather(o.Temp, o.Memory), marked: regroup.NewArray(o.Temp, o.Memory)}
	w.shelf = newShelf(&w.o)
	return w, nil
}

// Write keeps the product of each line that sold something: what came back was not sold, and neither was a quantity of 0.
func (w *soldWriter) Write(rec record.Record) error {
	r, ok := rec.(*record.Receipt)
	if !ok {
		return nil
	}
	s := &w.slip
	s.Receipt = r
	s.number++
	t, err := w.o.moment(r)
	if err != nil {
		w.o.keepOut(report.Refused, int64(len(r.Lines)), s.paid())
		return s.error("Head/Date", r.Date, err)
	}
	if t.After(w.last) {
		w.last = t
	}
	if err := s.mark(&w.o); err != nil {
		return err
	}
	for i := range r.Lines {
		if err := w.line(t, i); err != nil {
			return err
		}
	}
	return nil
}

func (w *soldWriter) line(t time.Time, i int) error {
	s, l := &w.slip, &w.slip.Lines[i]
	switch {
	case l.Quantity.IsZero():
		if !w.o.counts(nothingSold) {
			w.o.found(nothingSold, s.at(linePath(i, "Quantity")), l.ProductCode)
		}
		w.o.keepOut(report.Skipped, 1, l.SumWithDiscount)
		return nil
	case s.marks[i] == 1:
		if !w.o.counts(returnNotSold) {
			w.o.found(returnNotSold, s.at(linePath(i, "")), l.ProductCode, l.Quantity.String(), l.SumWithDiscount.String(), s.DocNum)
		}
		w.o.keepOut(report.Returns, 1, l.SumWithDiscount)
		return nil
	}
	w.sold = record.Product{Origin: record.Origin{Fixed: s.At()}, Code: l.ProductCode, Name: l.ProductName, UnitCode: l.UnitCode, Price: l.Price}
	w.entry = record.AppendRecord(binary.AppendVarint(w.entry[:0], t.UnixMicro()), &w.sold)
	return w.rows.Add(l.ProductCode, w.entry)
}

// Close writes the catalogue.
func (w *soldWriter) Close() error {
	return errors.Join(w.catalogue(), w.rows.Close(), w.shelf.close(), w.marked.Close())
}

func (w *soldWriter) catalogue() error {
	if err := w.rows.Sort(); err != nil {
		return err
	}
	if err := errors.Join(w.replay(), w.rows.Close()); err != nil {
		return err
	}
	w.o.tellUnits(w.units)
	date := []byte{}
	if !w.last.IsZero() {
		date = w.last.In(w.o.Profile.Location()).AppendFormat(date, catalogueDate)
	}
	if err := w.shelf.write(w.dst, date); err != nil {
		return err
	}
	return w.dst.Close()
}

// tellUnits reports names of units that the source lacks.
func (o *Options) tellUnits(n int64) {
	if n > 0 {
		o.found(unitNamesSupplied, record.Finding{}, n)
	}
}

// catalogueDate is how a catalogue writes its date: dd.mm.yyyy.
const catalogueDate = "02.01.2006"

// replay takes the last row by date of each code; of one date the later.
func (w *soldWriter) replay() error {
	date, lines := int64(0), int64(0)
	for {
		entry, first, err := w.rows.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if lines > 0 && (first || ended) {
			w.o.keepOut(report.Merged, lines-1, record.Number{})
			if err := w.row(); err != nil {
				return err
			}
			lines = 0
		}
		if ended {
			return nil
		}
		lines++
		if at, _ := binary.Varint(entry); first || at >= date {
			w.kept, date = append(w.kept[:0], entry...), at
		}
	}
}

// row puts the row that is kept on the shelf.
func (w *soldWriter) row() error {
	u := unpacker{rest: w.kept}
	u.varint()
	p, err := lastRecord[*record.Product](&u, &w.decoder)
	if err != nil {
		return err
	}
	place, err := w.fromCatalog(p)
	if err != nil {
		return err
	}
	if len(p.UnitCode) == 0 {
		if !w.o.counts(unitSupplied) {
			w.o.found(unitSupplied, record.Finding{Pos: p.At(), Kind: record.KindReceipt, Path: "Products/Product/UnitCode"}, p.Code)
		}
		pieces, _ := w.o.Profile.UnitOf([]byte(profile.Pieces))
		p.UnitCode = w.o.textsOf().of(pieces.Code)
	}
	if len(p.UnitName) == 0 {
		w.unit = append(w.unit[:0], w.o.unitsOf().of(p.UnitCode).Name...)
		p.UnitName = present(w.unit)
		w.units++
	}
	p.PriceType = w.o.textsOf().of(w.o.Profile.RetailType())
	p.Name, p.Barcode, p.ParentCode, p.Comment = present(p.Name), present(p.Barcode), present(p.ParentCode), present(p.Comment)
	w.count++
	return w.shelf.row(place, w.count, p)
}

// fromCatalog fills in what --catalog knows of a product, all but its price, and puts its groups on the shelf.
func (w *soldWriter) fromCatalog(p *record.Product) (place int64, err error) {
	if w.o.Catalog == nil {
		return nonePlace, nil
	}
	row, group, err := w.o.Catalog.product(p.Code)
	if err != nil {
		return nonePlace, err
	}
	if row == nil {
		if !w.o.counts(notInCatalog) {
			w.o.found(notInCatalog, record.Finding{Pos: p.At(), Kind: record.KindReceipt, Path: "Products/Product/ProductCode"}, p.Code)
		}
		return nonePlace, nil
	}
	p.Name, p.Barcode, p.ParentCode, p.Comment = row.Name, row.Barcode, row.ParentCode, row.Comment
	if len(row.UnitCode) > 0 {
		p.UnitCode, p.UnitName = row.UnitCode, row.UnitName
	}
	if group < 0 {
		return nonePlace, nil
	}
	tree := w.o.Catalog.groups.tree
	group = tree.First(group)
	if err := w.putGroups(group); err != nil {
		return nonePlace, err
	}
	return tree.Place(group) + 1, w.marked.Err()
}

// putGroups puts a group and those above it on the shelf, unless they are there.
func (w *soldWriter) putGroups(group int64) error {
	tree := w.o.Catalog.groups.tree
	for n := group; n >= 0 && w.marked.Get(n) == 0; n = tree.Parent(n) {
		w.marked.Set(n, 1)
		g, err := w.o.Catalog.groups.record(n)
		if err != nil {
			return err
		}
		if g.ParentCode == nil {
			g.ParentCode = []byte("none") // which is how the Catalog keeps that there is no parent
		}
		if err := w.shelf.group(tree.Place(n)+1, g); err != nil {
			return err
		}
	}
	return w.marked.Err()
}
