package table

import (
	"errors"
	"io"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// An invoiceWriter writes invoice-csv. Its errors about a record are Fatal: a part that is left out makes a wrong invoice.
type invoiceWriter struct {
	rowWriter
	extra   extraWriter
	at      int // the next column of the row
	open    bool
	last    rowKind                  // of the rows of the open invoice
	drawers [rowProduct + 1]rowStore // where heads come last: the parts
	parts   bool                     // there is something in the drawers
}

func newInvoiceWriter(w io.Writer, o record.Options) (record.Writer, error) {
	t := &invoiceWriter{}
	t.init(w, o, invoiceColumns)
	for i := range t.drawers {
		t.drawers[i].temp = o.Temp
	}
	return t, nil
}

// Write implements [record.Writer].
func (w *invoiceWriter) Write(r record.Record) error {
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

func (w *invoiceWriter) write(r record.Record) error {
	switch r := r.(type) {
	case *record.Invoice:
		return w.writeHead(r)
	case *record.Item:
		return writePart(w, rowItem, itemShape, r, r)
	case *record.Category:
		return writePart(w, rowCategory, categoryShape, r, r)
	case *record.Workspace:
		return writePart(w, rowWorkspace, workspaceShape, r, r)
	case *record.Package:
		return writePart(w, rowPackage, packageShape, r, r)
	case *record.InvoiceProduct:
		return writePart(w, rowProduct, productShape, r, r)
	}
	return w.refuse(r, "", OutOfOrder.Fault(r.Kind(), "these are invoices"))
}

// Reset implements [record.ChunkWriter].
func (w *invoiceWriter) Reset() {
	w.reset()
	for i := range w.drawers {
		w.drawers[i].reset()
	}
	w.open, w.parts = false, false
}

// Flush implements [record.ChunkWriter].
func (w *invoiceWriter) Flush() error { return w.flush() }

// Close implements [record.Writer].
func (w *invoiceWriter) Close() error {
	err := w.err
	if err == nil && w.parts {
		err = &record.Error{Kind: record.KindInvoice, Err: OutOfOrder.Fault(record.KindItem, "its invoice never came"), Fatal: true}
		w.err = err
	}
	if err == nil {
		err = w.close()
	}
	for i := range w.drawers {
		err = errors.Join(err, w.drawers[i].close())
	}
	return err
}

// writeHead writes the row of an invoice, and behind it the parts that came before.
func (w *invoiceWriter) writeHead(r *record.Invoice) error {
	if err := writeRow(w, invoiceShape, r, r); err != nil {
		return err
	}
	if err := about(w.finish(), r); err != nil {
		return err
	}
	w.open, w.last = true, rowInvoice
	if !w.opts.HeadLast || !w.parts {
		return nil
	}
	if err := w.flush(); err != nil {
		return err
	}
	for i := range w.drawers {
		if _, err := w.drawers[i].WriteTo(w.dst); err != nil {
			return err
		}
		w.drawers[i].reset()
	}
	w.parts = false
	return nil
}

// writePart writes the rows of a part: where heads come last, into the drawer of its kind.
func writePart[R any](w *invoiceWriter, k rowKind, s *shape[R], part *R, r record.Record) error {
	if !w.opts.HeadLast {
		switch {
		case !w.open:
			return w.refuse(r, "", OutOfOrder.Fault(r.Kind(), "no invoice stands before it"))
		case k < w.last:
			return w.refuse(r, "", OutOfOrder.Fault(r.Kind(), "it comes behind a "+rowWords[w.last]))
		}
		w.last = k
	}
	if err := writeRow(w, s, part, r); err != nil {
		return err
	}
	if p, ok := r.(*record.InvoiceProduct); ok {
		for i := range p.Prices {
			if err := writeRow(w, priceShape, &p.Prices[i], r); err != nil {
				return err
			}
		}
	}
	if !w.opts.HeadLast || w.flaw != nil {
		return about(w.finish(), r)
	}
	w.parts = true
	_, err := w.drawers[k].Write(w.buf[w.mark:])
	w.takeBack()
	return err
}

// writeRow writes one row of r.
func writeRow[R any](w *invoiceWriter, s *shape[R], rec *R, r record.Record) error {
	if c, why := s.lack(rec); why != nil {
		return w.refuse(r, invoiceColumns[c].name, why)
	}
	w.extra.reset()
	w.at = invRecord + 1
	w.buf = append(append(w.buf, s.word...), w.comma)
	w.filled = true
	unknown := *s.unknown(rec)
	if len(unknown) > 0 {
		w.extra.placeOf(placeNames[record.InShipper], unknown, record.InShipper)
		w.extra.placeOf(placeNames[record.InStorage], unknown, record.InStorage)
	}
	for i := range s.fields {
		writeField(w, &s.fields[i], rec)
	}
	if len(unknown) > 0 {
		w.extra.unknown(unknown, record.Here)
	}
	w.empty(invExtra - w.at)
	w.extra.key = false // a key is at home here
	w.extraCell(invExtra, &w.extra, false)
	w.endRow()
	return nil
}

func writeField[R any](w *invoiceWriter, f *field[R], rec *R) {
	w.empty(f.column - w.at)
	w.at = f.column + 1
	switch p := f.at(rec).(type) {
	case *[]byte:
		w.writeText(f.column, f.key, f.form, f.optional || f.form == formNullable, *p)
	case *record.Number:
		if p.IsEmpty() {
			w.extra.blank(f.key)
		}
		w.number(*p)
	case *record.Bool:
		w.truth(*p)
	}
}

// writeText writes a text. What a reader would take for something else stands in Extra: an empty text where an empty cell is a missing
// key, and a date of the form into which Excel turns all dates.
func (w *invoiceWriter) writeText(column int, key string, f form, nullable bool, text []byte) {
	switch {
	case f == formDate && isExcelDate(text):
		w.extra.member("", []byte(key))
		w.extra.buf = jsonstream.AppendString(w.extra.buf, text, nil)
		w.empty(1)
	case f == formDate:
		w.date(column, text)
	default:
		if nullable && text != nil && len(text) == 0 {
			w.extra.blank(key)
		}
		w.text(column, text)
	}
}
