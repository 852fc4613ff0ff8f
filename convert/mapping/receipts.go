package mapping

import (
	"errors"
	"io"

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
			// These follow from what is carried: Sum = Price × Quantity, and Discount = Sum − SumWithDiscount.
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
	slip    slip // that comes
	entry   []byte
	target  receiptTarget

	first, again record.Decoder
}

// A receiptTarget makes invoices of the receipts that are left when doubles are out.
type receiptTarget interface {
	// groupKey appends the key of the group that a settled receipt belongs to.
	groupKey(dst []byte, s *slip) []byte
	// addEntry takes a receipt as slip.append wrote it.
	addEntry(entry []byte) error
	finish() error // after the last add: writes what waits
	free() error   // removes what is on disk, finished or not
}

func newReceipts(dst record.Writer, o Options) (record.Writer, error) {
	w := &receiptsWriter{o: o, dst: newSplit(dst, &o), doubles: regroup.NewGather(o.Temp, o.Memory)}
	if len(o.GroupBy) == 0 {
		w.target = newEach(w.dst, &w.o)
		return w, nil
	}
	target, err := newDays(w.dst, &w.o)
	if err != nil {
		return nil, err
	}
	w.target = target
	return w, nil
}

// Write refuses what can't become an invoice, and keeps the rest.
func (w *receiptsWriter) Write(rec record.Record) error {
	r, ok := rec.(*record.Receipt)
	if !ok {
		return nil
	}
	w.slip.Receipt = r
	w.slip.number++
	if err := w.o.refuse(&w.slip); err != nil {
		return err
	}
	if err := w.slip.mark(&w.o); err != nil {
		return err
	}
	w.slip.group = w.target.groupKey(w.slip.group[:0], &w.slip)
	w.entry = w.slip.append(w.entry[:0])
	return w.doubles.Add(r.DocNum, w.entry)
}

// refuse returns what keeps a receipt from becoming an invoice. Its lines were read, so they are kept out.
func (o *Options) refuse(s *slip) error {
	e, err := o.wrong(s)
	if err != nil || e == nil {
		return err
	}
	o.keepOut(report.Refused, int64(len(s.Lines)), s.paid())
	return e
}

// wrong returns what is wrong with a receipt; err is one of looking things up.
func (o *Options) wrong(s *slip) (e *record.Error, err error) {
	if path, value, err := s.settle(o); err != nil {
		return s.error(path, value, err), nil
	}
	dated := o.Profile.NeedsDate()
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Quantity.IsZero() && !(l.SumWithDiscount.IsZero() && l.Sum.IsZero()) {
			// "A line of quantity 0 and sum 0 makes no item, with a sum it is an error."
			sum := l.SumWithDiscount
			if sum.IsZero() {
				sum = l.Sum
			}
			return s.error(linePath(i, "Quantity"), nil, sumWithoutQuantity.Fault(record.Shorten(l.ProductCode), sum.String())), nil
		}
		if !dated {
			continue
		}
		chain, err := o.join(&sale{code: l.ProductCode})
		if err != nil {
			return nil, err
		}
		if _, err := o.Profile.Product(l.ProductCode, chain, s.time); err != nil {
			return s.error("Head/Date", s.Date, err), nil // "a date before the first from is an error"
		}
	}
	return nil, nil
}

// Close maps the receipts, without their doubles, in the order in which they first came.
func (w *receiptsWriter) Close() error {
	err := w.invoices()
	if err != nil {
		err = errors.Join(err, abandon(w.dst))
	}
	return errors.Join(err, w.doubles.Close(), w.target.free())
}

func (w *receiptsWriter) invoices() error {
	w.o.found(raisesStock, record.Finding{}) // "A finding says so in every run"
	if err := w.doubles.Sort(); err != nil {
		return err
	}
	if err := errors.Join(w.replay(), w.doubles.Close()); err != nil {
		return err
	}
	if err := w.target.finish(); err != nil {
		return err
	}
	return w.dst.Close()
}

func (w *receiptsWriter) replay() error {
	for {
		entry, first, err := w.doubles.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !first {
			err = w.double(entry)
		} else {
			w.entry = append(w.entry[:0], entry...) // outlives Next, for its doubles
			err = w.target.addEntry(w.entry)
		}
		if err != nil {
			return err
		}
	}
}

// double keeps out a receipt that came before, as w.entry, if its content is the same.
func (w *receiptsWriter) double(entry []byte) error {
	kept, err := openSlip(&w.first, w.entry)
	if err != nil {
		return err
	}
	s, err := openSlip(&w.again, entry)
	if err != nil {
		return err
	}
	if !sameReceipt(kept.Receipt, s.Receipt) {
		e := s.error("Head/DocNum", s.DocNum, doubleDiffers.Fault(record.Shorten(s.DocNum), kept.At().String()))
		e.Fatal = true // others may have been mapped by now
		return e
	}
	w.o.found(doubleReceipt, s.at("Head/DocNum"), s.DocNum, kept.At().String())
	w.o.keepOut(report.Doubles, int64(len(s.Lines)), s.paid())
	return nil
}
