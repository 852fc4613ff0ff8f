package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/convert/report"
	"obmen/formats/record"
)

// nomenclatureToInvoice: "one invoice that carries the catalogue and its prices; with --amounts FILE a real incoming invoice".
func nomenclatureToInvoice() Mapping {
	return Mapping{
		From: record.Nomenclature, To: record.Invoices,
		Carries: []string{
			"catalogue.Date", "group.Code", "group.Name", "group.ParentCode",
			"product.Barcode", "product.Code", "product.Name", "product.ParentCode", "product.UnitCode", "product.Price", "product.PriceType",
		},
		New: newCatalogueInvoice,
	}
}

// A catalogueInvoice waits for the whole catalogue before it writes the invoice: the rows of a code may lie far apart, and a group may
// come after the groups below it.
type catalogueInvoice struct {
	Options
	dst    record.Writer
	groups *groups
	rows   *regroup.Gather // by code: price and its type; more: the number of the row, of the group around it, and the row
	date   []byte
	at     record.Pos // of the catalogue
	group  int64      // around the rows that come
	number int64      // of the last row
	last   []byte     // the code of the last row; nil: there is none
	types  priceTypes
	price  []byte // of the row, as it is kept
	more   []byte // and its other fields

	day        time.Time // the catalogue's date at 00:00 in the zone
	product    product
	settings   profile.Settings // of the product
	line       itemLine
	bought     bought
	categories *categories
	used       used
	supplied   supplied
	bare       int64 // items without a price for want of a purchase type
	kept       keptRows
	sum        record.Number

	chainOf    func(group int64) profile.Chain                                 // of the groups around a product
	categoryOf func(group int64, s *profile.Settings) (code []byte, err error) // of a product
}

// keptRows counts rows of the catalogue that make no product of their own.
type keptRows struct{ skipped, merged report.KeptOut }

func newCatalogueInvoice(dst record.Writer, o Options) (record.Writer, error) {
	c := &catalogueInvoice{
		Options: o, dst: newSplit(dst, &o), group: noGroup, sum: record.NewNumber(0, 0),
		groups: newGroups(o.Profile, o.Temp, o.Memory), rows: regroup.NewGather(o.Temp, o.Memory),
	}
	c.categories = newCategories(c.groups, o.Temp, o.Memory)
	c.chainOf, c.categoryOf = c.groups.chain, c.categories.use
	return c, nil
}

// Write implements record.Writer.
func (c *catalogueInvoice) Write(rec record.Record) (err error) {
	switch r := rec.(type) {
	case *record.Catalogue:
		c.date, c.at = append(c.date[:0], r.Date...), r.At()
	case *record.Group:
		c.group, err = c.groups.add(r)
	case *record.Product:
		err = c.keep(r)
	}
	return err
}

// keep keeps a row. Of a neighbour of the same code only the price matters: "If they disagree in anything but price and price type, the first row
// wins", with a finding, which is the checks'.
func (c *catalogueInvoice) keep(r *record.Product) error {
	c.number++
	if r.Price.IsSet() {
		c.types.add(r.PriceType)
	}
	c.price, c.more = appendPrice(c.price[:0], r), c.more[:0]
	if c.last == nil || !bytes.Equal(r.Code, c.last) {
		c.last = append(c.last[:0], r.Code...)
		c.more = appendRow(c.more, c.number, c.group, r)
	}
	return c.rows.AddMore(r.Code, c.price, c.more)
}

// Sort implements [Sorting].
func (c *catalogueInvoice) Sort() { _ = c.rows.Sort() }

// Close writes the invoice.
func (c *catalogueInvoice) Close() error {
	err := c.invoice()
	if err != nil {
		err = errors.Join(err, abandon(c.dst))
	}
	return errors.Join(err, c.groups.Close(), c.categories.Close(), c.rows.Close())
}

func (c *catalogueInvoice) invoice() error {
	if err := c.settleDay(); err != nil {
		return err
	}
	if err := errors.Join(c.groups.build(), c.rows.Sort()); err != nil {
		return err
	}
	if err := errors.Join(c.products(), c.rows.Close()); err != nil {
		return err
	}
	if err := c.amountsUsed(); err != nil {
		return err
	}
	if err := errors.Join(c.sections(), c.categories.Close(), c.groups.Close()); err != nil {
		return err
	}
	if err := c.head(); err != nil {
		return err
	}
	c.tell()
	return c.dst.Close()
}

// settleDay: "date: the catalogue's date at 00:00 in the zone, in UTC". A catalogue without a date is refused: an invoice needs one, and
// the clock has no say in what it is.
func (c *catalogueInvoice) settleDay() error {
	zone := c.Profile.Location()
	d, ok, err := record.ParseDate(c.date)
	if err == nil && !ok {
		err = catalogueUndated.Fault()
	}
	if err != nil {
		return &record.Error{Pos: c.at, Kind: record.KindCatalogue, Path: "Date", Value: record.Shorten(c.date), Err: err, Fatal: true}
	}
	year, month, day := d.In(zone).Date()
	c.day = time.Date(year, month, day, 0, 0, 0, 0, zone)
	return nil
}

// products brings the rows of each code together: "Rows of one code that lie apart are still one product", "in the order in which their
// codes first appear".
func (c *catalogueInvoice) products() error {
	if c.sharesProducts() {
		return c.share()
	}
	open := false
	for {
		value, first, err := c.rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && first && open {
			err = c.finish()
		}
		if err == nil {
			err = c.take(value, first)
		}
		if err != nil {
			return err
		}
		open = true
	}
	if !open {
		return nil
	}
	return c.finish()
}

// take adds a row to the product.
func (c *catalogueInvoice) take(value []byte, first bool) error {
	if first {
		price, priceType, err := c.product.begin(value)
		c.addPrice(price, priceType)
		return err
	}
	u := unpacker{rest: value}
	price, priceType := u.number(), u.text()
	c.product.rows++
	c.addPrice(price, priceType)
	return u.err()
}

// sections writes what is not written product by product: categories, workspaces, packages. Every group is a category, but
// not "the category of a skipped group".
func (c *catalogueInvoice) sections() error {
	skipped := map[int64]bool{} // by mark, so no more than the profile has rules
	err := c.groups.tree.Walk(func(n int64) error {
		mark := c.groups.markOf(n)
		skip, known := skipped[mark]
		if !known {
			s, err := c.Profile.Product(nil, c.groups.chain(n), c.day)
			if err != nil {
				return c.tooEarly(err)
			}
			skip = s.Skip
			skipped[mark] = skip
		}
		if skip {
			return nil
		}
		return c.categories.useGroup(n)
	})
	if err == nil {
		err = c.categories.write(c.dst)
	}
	if err == nil {
		err = c.used.write(c.dst)
	}
	return err
}

// head writes the head, which closes the invoice.
func (c *catalogueInvoice) head() error {
	number, err := c.invoiceNumber()
	if err != nil {
		return err
	}
	d := &c.Profile.Defaults
	c.supplied.head(d.Shipper, d.Storage)
	return c.dst.Write(&record.Invoice{
		Number: []byte(number), Date: []byte(c.day.UTC().Format("2006-01-02 15:04")), Sum: c.sum, Comment: []byte(d.Comment),
		ShipperCode: []byte(d.Shipper.RefCode), ShipperName: []byte(d.Shipper.Name), StorageID: d.Storage,
	})
}

// invoiceNumber: "number = NOM-{date}-{crc}: the catalogue's date as yyyymmdd and the CRC-32C of the input's bytes … in eight lower-case
// hex digits (two exports of one day differ; the same file gives the same number), or --number".
func (c *catalogueInvoice) invoiceNumber() (string, error) {
	if c.Number != "" {
		return c.Number, nil
	}
	return profile.Expand(string(c.Profile.Numbers.Nomenclature), func(name string) (string, bool) {
		switch name {
		case "date":
			return c.day.Format("20060102"), true
		case "crc":
			crc := uint32(0)
			if c.CRC != nil {
				crc = c.CRC()
			}
			return fmt.Sprintf("%08x", crc), true
		}
		return "", false
	})
}

// tell reports what was counted on the way.
func (c *catalogueInvoice) tell() {
	c.keepOut(report.Skipped, c.kept.skipped.Count, c.kept.skipped.Sum)
	c.keepOut(report.Merged, c.kept.merged.Count, c.kept.merged.Sum)
	if c.bare > 0 {
		c.found(purchaseTypeUnset, record.Finding{}, c.bare)
	}
	c.types.report(&c.Options)
	c.supplied.report(&c.Options)
}
