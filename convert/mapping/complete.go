package mapping

import (
	"bytes"
	"errors"
	"time"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/convert/report"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// Complete returns a Writer that makes whole invoices of those that a format leaves partial, such as items-csv: "Read, it makes invoices out of such
// rows (ProductCode or Barcode, Amount and one of Price, PriceWithTax, Cost, CostWithTax suffice); the rest comes from the profile and --catalog, with findings".
// It takes heads first, as readers give them; dst takes them last. Its Close closes dst.
//
// What the rows say leads over the catalogue and the profile. The amounts and prices of a row are in its own unit.
func Complete(dst record.Writer, o Options) (record.Writer, error) {
	c := &completion{
		Options: o, dst: newSplit(dst, &o), held: spool.NewLog(o.Temp, o.stage()), items: spool.NewLog(o.Temp, o.stage()),
		products: regroup.NewGather(o.Temp, o.stage()), own: regroup.NewGather(o.Temp, o.stage()), rates: map[int64]taxRate{},
	}
	var g *groups
	if o.Catalog != nil {
		if err := o.Catalog.index(); err != nil {
			return nil, err
		}
		g = o.Catalog.groups
	}
	c.categories = newCategories(g, o.Temp, o.stage())
	return c, nil
}

// A completion completes invoice after invoice. Items go on to dst as they come; with a catalogue they wait on disk for their products, whose
// barcodes may have to say which of the catalogue's products they are. Products and categories wait in any case.
//
// An invoice without a number gets one of the CRC of the whole input, so its head can't be written before the input's end: what comes behind
// it is held until then.
type completion struct {
	Options
	dst      record.Writer
	held     *spool.Log // records behind the first invoice without a number
	holding  bool
	nameless int64 // invoices without a number that came
	named    int64 // of them, those that got one

	open       bool
	head       *record.Invoice
	date       time.Time // of the invoice, in its own zone: what its rates go by
	sum        record.Number
	items      *spool.Log      // that wait for their products
	renames    *spool.Index    // code of the source → the catalogue's, where they differ; nil: nowhere
	taxes      *spool.Index    // code → tax of its items, where it is not the profile's; nil: nowhere
	products   *regroup.Gather // by code
	own        *regroup.Gather // by ref_code: categories that are no groups of the catalogue
	categories *categories     // those that are
	used       used
	rates      map[int64]taxRate // by tax id, as they are on date

	number   int64 // of the last item, in the input
	asked    known
	units    unitCache
	decoder  record.Decoder
	buf      []byte
	item     record.Item
	line     itemLine
	supplied supplied
	reckoned record.Number // cost_with_tax that no row had
	skipped  report.KeptOut
	left     int64 // products that were skipped, or were another's double
	err      error // sticks: what was not taken whole is not finished
}

// Write implements record.Writer.
func (c *completion) Write(rec record.Record) error {
	if c.err == nil {
		c.err = c.write(rec)
	}
	return c.err
}

func (c *completion) write(rec record.Record) error {
	if rec.Kind() == record.KindInvoice {
		c.holding = c.holding || c.open && len(c.head.Number) == 0
		if len(rec.(*record.Invoice).Number) == 0 {
			c.nameless++
		}
	}
	if c.holding {
		c.buf = record.AppendRecord(c.buf[:0], rec)
		return c.held.Append(c.buf)
	}
	return c.take(rec)
}

// take takes the next record.
func (c *completion) take(rec record.Record) error {
	switch r := rec.(type) {
	case *record.Invoice:
		if err := c.finish(); err != nil {
			return err
		}
		return c.begin(r)
	case *record.Item:
		c.number++
		if c.Catalog == nil {
			return c.writeItem(r, r.ProductCode, c.number)
		}
		c.buf = record.AppendRecord(c.buf[:0], r)
		return c.items.Append(c.buf)
	case *record.Category:
		return c.addCategory(r)
	case *record.InvoiceProduct:
		return c.addProduct(r)
	}
	return nil
}

// begin begins an invoice.
func (c *completion) begin(r *record.Invoice) error {
	c.open, c.head, c.sum = true, record.Clone(r).(*record.Invoice), record.NewNumber(0, 0)
	clear(c.rates)
	c.asked.forget()
	if err := c.settleDate(); err != nil {
		return err
	}
	return c.beginCategories()
}

// finish writes what waits of the open invoice, and its head.
func (c *completion) finish() error {
	if !c.open {
		return nil
	}
	c.open = false
	for _, stage := range []func() error{c.writeItems, c.writeProducts, c.writeCategories, c.writeHead} {
		if err := stage(); err != nil {
			return err
		}
	}
	return nil
}

// Close implements record.Writer.
func (c *completion) Close() error {
	err := c.err
	if err == nil {
		err = c.end()
	}
	if err != nil {
		err = errors.Join(err, abandon(c.dst))
	}
	return errors.Join(err, c.held.Close(), c.items.Close(), c.products.Close(), c.own.Close(), c.categories.Close(), dropIndex(&c.renames), dropIndex(&c.taxes))
}

// dropIndex closes an index that may not be there, and forgets it.
func dropIndex(x **spool.Index) error {
	if *x == nil {
		return nil
	}
	err := (*x).Close()
	*x = nil
	return err
}

// end takes what was held, now that the CRC is known.
func (c *completion) end() error {
	if err := c.held.Rewind(); err != nil {
		return err
	}
	var decoder record.Decoder
	err := eachEntry(c.held, func(entry []byte) error {
		rec, err := decoder.Decode(entry)
		if err != nil {
			return err
		}
		return c.take(rec)
	})
	if err == nil {
		err = c.finish()
	}
	if err != nil {
		return err
	}
	c.tell()
	return c.dst.Close()
}

// tell reports what was counted on the way.
func (c *completion) tell() {
	if c.Report != nil {
		c.Report.KeepOutItems(report.Skipped, c.skipped.Count, c.skipped.Sum, c.left)
		if !c.reckoned.IsZero() {
			c.Report.Reckoned(c.reckoned)
		}
	}
	c.supplied.report(&c.Options)
}

// known is what the catalogue and the profile know of the code that was asked for last.
type known struct {
	code     []byte
	valid    bool
	row      *record.Product // the catalogue's; nil: it lacks the code, or there is none
	group    int64           // around it
	settings profile.Settings
}

func (k *known) forget() { k.valid, k.row = false, nil }

// know looks a code up. What it returns is valid until the next call.
func (c *completion) know(code []byte) (*known, error) {
	k := &c.asked
	if k.valid && bytes.Equal(k.code, code) {
		return k, nil
	}
	k.forget()
	k.code, k.group = append(k.code[:0], code...), noGroup
	var chain profile.Chain
	if c.Catalog != nil {
		var err error
		if k.row, k.group, err = c.Catalog.product(code); err != nil {
			return nil, err
		}
		if k.row != nil {
			chain = c.Catalog.groups.chain(k.group)
		}
	}
	var err error
	if k.settings, err = c.Profile.Product(code, chain, c.date); err != nil {
		return nil, c.wrongDate(err)
	}
	k.valid = true
	return k, nil
}
