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
	rows    *regroup.Gather // code → date and row
	shelf   *shelf
	marked  *regroup.Array // groups that are on the shelf already
	last    time.Time
	buf     []byte
	marks   []byte
	decoder record.Decoder
	units   int64 // names that the OKEI table supplied
}

func newSold(dst record.Writer, o Options) (record.Writer, error) {
	return &soldWriter{
		o: o, dst: dst, rows: regroup.NewGather(o.Temp, o.Memory), shelf: newShelf(o.Temp, o.Memory), marked: regroup.NewArray(o.Temp, o.Memory),
	}, nil
}

// Write keeps the product of each line that is no return: what came back was not sold.
func (w *soldWriter) Write(rec record.Record) error {
	r, ok := rec.(*record.Receipt)
	if !ok {
		return nil
	}
	t, err := w.o.localTime(r)
	if err != nil {
		return &record.Error{Pos: r.At(), Kind: record.KindReceipt, Path: "Head/Date", Err: err}
	}
	if t.After(w.last) {
		w.last = t
	}
	if w.marks, err = w.o.markReturns(w.marks[:0], r); err != nil {
		return err
	}
	pos := r.At()
	for i := range r.Lines {
		l := &r.Lines[i]
		if w.marks[i] == 1 {
			w.o.keepOut(report.Returns, 1, l.SumWithDiscount)
			continue
		}
		w.buf = binary.AppendVarint(w.buf[:0], t.UnixNano())
		w.buf = record.AppendRecord(w.buf, &record.Product{Origin: record.Origin{Fixed: pos}, Code: l.ProductCode, Name: l.ProductName, UnitCode: l.UnitCode, Price: l.Price})
		if err := w.rows.Add(l.ProductCode, w.buf); err != nil {
			return err
		}
	}
	return nil
}

// Close writes the catalogue.
func (w *soldWriter) Close() (err error) {
	defer func() { err = errors.Join(err, w.rows.Close(), w.shelf.close(), w.marked.Close()) }()
	if err := w.rows.Sort(); err != nil {
		return err
	}
	if err := w.replay(); err != nil {
		return err
	}
	if w.units > 0 {
		w.o.found(unitNamesSupplied, record.Finding{}, w.units)
	}
	var date []byte
	if !w.last.IsZero() {
		date = w.last.AppendFormat(nil, "02.01.2006")
	}
	if err := w.shelf.write(w.dst, date); err != nil {
		return err
	}
	return w.dst.Close()
}

// replay takes the last row by date of each code; of one date the later.
func (w *soldWriter) replay() error {
	var kept *record.Product
	var date, lines int64
	for {
		entry, first, err := w.rows.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if (first || ended) && kept != nil {
			w.o.keepOut(report.Merged, lines-1, record.Number{})
			if err := w.row(kept); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		at, n := binary.Varint(entry)
		rec, err := w.decoder.Decode(entry[n:])
		if err != nil {
			return err
		}
		if lines++; first {
			lines = 1
		}
		if first || at >= date {
			kept, date = record.Clone(rec).(*record.Product), at
		}
	}
}

func (w *soldWriter) row(p *record.Product) error {
	place, err := w.fromCatalog(p)
	if err != nil {
		return err
	}
	p.PriceType = []byte(w.o.Profile.RetailType())
	if len(p.UnitCode) == 0 {
		u, _ := w.o.Profile.UnitOf([]byte(profile.Pieces))
		p.UnitCode = []byte(u.Code)
	}
	if p.UnitName == nil {
		p.UnitName = []byte(w.o.Profile.UnitName(p.UnitCode))
		w.units++
	}
	p.Name, p.Barcode, p.ParentCode, p.Comment = present(p.Name), present(p.Barcode), present(p.ParentCode), []byte{}
	return w.shelf.row(place, p)
}

// fromCatalog fills in what --catalog knows of a product, and puts its groups on the shelf.
func (w *soldWriter) fromCatalog(p *record.Product) (place int64, err error) {
	if w.o.Catalog == nil {
		return nonePlace, nil
	}
	row, group, err := w.o.Catalog.product(p.Code)
	if err != nil {
		return nonePlace, err
	}
	if row == nil {
		w.o.found(notInCatalog, record.Finding{Pos: p.At(), Kind: record.KindReceipt}, p.Code)
		return nonePlace, nil
	}
	row = record.Clone(row).(*record.Product)
	p.Name, p.Barcode, p.UnitCode, p.UnitName, p.ParentCode = row.Name, row.Barcode, row.UnitCode, row.UnitName, row.ParentCode
	if group < 0 {
		return nonePlace, nil
	}
	tree := w.o.Catalog.groups.tree
	group = tree.First(group)
	for n := group; n >= 0 && w.marked.Get(n) == 0; n = tree.Parent(n) {
		w.marked.Set(n, 1)
		g, err := w.o.Catalog.groups.record(n)
		if err != nil {
			return nonePlace, err
		}
		if g.ParentCode == nil {
			g.ParentCode = []byte("none")
		}
		if err := w.shelf.group(tree.Place(n)+1, g); err != nil {
			return nonePlace, err
		}
	}
	return tree.Place(group) + 1, w.marked.Err()
}
