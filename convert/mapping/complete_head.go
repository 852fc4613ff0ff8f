package mapping

import (
	"fmt"
	"time"

	"obmen/convert/profile"
	"obmen/formats/record"
)

// documentedDate is how a service writes an invoice's date, "yyyy-mm-dd hh:mm" in UTC. [Profile.Location] has no say in it.
const documentedDate = "2006-01-02 15:04"

// settleDate makes the head's date what the service takes. As obmen itself writes it, yyyy-mm-dd hh:mm, it is in UTC already. As people write it, it is in
// the profile's zone: with a time, or without: the start of that day. Without a date it is the catalogue's, "at 00:00 in the zone". Where there is
// none either, the invoice is refused: the clock has no say in what a conversion makes.
func (c *completion) settleDate() error {
	zone := c.Profile.Location()
	if at, err := time.Parse(documentedDate, string(c.head.Date)); err == nil && at.Year() > 1 {
		c.date = at.In(zone)
		return nil
	}
	d, ok, err := record.ParseDate(c.head.Date)
	if err == nil && !ok {
		d, err = c.catalogueDate()
	}
	if err != nil {
		return c.wrongDate(err)
	}
	c.date = d.In(zone)
	if c.date.Second() != 0 || c.date.Nanosecond() != 0 {
		c.lost("invoice.date", 1)
	}
	c.head.Date = c.date.UTC().AppendFormat(c.head.Date[:0], documentedDate)
	return nil
}

// catalogueDate is the day of the catalogue.
func (c *completion) catalogueDate() (d record.Date, err error) {
	ok := false
	if c.Catalog != nil {
		d, ok, err = record.ParseDate(c.Catalog.date)
	}
	if err != nil || !ok {
		return d, itemsUndated.Fault()
	}
	zone := c.Profile.Location()
	year, month, day := d.In(zone).Date()
	c.found(catalogueDated, c.atHead("date"), c.Catalog.date)
	return record.Date{Time: time.Date(year, month, day, 0, 0, 0, 0, zone), HasOffset: true}, nil
}

// wrongDate refuses the document for the invoice's date.
func (c *completion) wrongDate(err error) error {
	return &record.Error{Pos: c.head.At(), Kind: record.KindInvoice, Path: "Date", Value: record.Shorten(c.head.Date), Err: err, Fatal: true}
}

func (c *completion) atHead(path string) record.Finding {
	return record.Finding{Pos: c.head.At(), Kind: record.KindInvoice, Path: path}
}

// writeHead writes the head, which closes the invoice.
func (c *completion) writeHead() error {
	h, d := c.head, &c.Profile.Defaults
	if len(h.Number) == 0 {
		h.Number = []byte(c.nextNumber())
		c.found(itemsUnnumbered, c.atHead("number"), h.Number)
	}
	c.settleShipper()
	if !h.StorageID.IsSet() {
		h.StorageID = d.Storage
	}
	count(&c.supplied.storage, h.StorageID.IsZero())
	if h.Comment == nil {
		h.Comment = []byte(d.Comment)
	}
	h.Sum = c.sum
	return c.dst.Write(h)
}

// nextNumber is the number of the next invoice that has none: --number, else ITEMS- and the CRC-32C of the input, so that the same file gives the
// same number; where several have none, each with its own number behind. It is asked only when the input has ended.
func (c *completion) nextNumber() string {
	c.named++
	number := c.Number
	if number == "" {
		crc := uint32(0)
		if c.CRC != nil {
			crc = c.CRC()
		}
		number = fmt.Sprintf("ITEMS-%08x", crc)
	}
	if c.nameless > 1 {
		number = fmt.Sprintf("%s-%d", number, c.named)
	}
	return number
}

// settleShipper completes the shipper: a code without a name gets the profile's name for it, a name without a code is the code too, and where
// there is neither it is the profile's.
func (c *completion) settleShipper() {
	h, d := c.head, &c.Profile.Defaults
	switch {
	case len(h.ShipperCode) == 0 && len(h.ShipperName) == 0:
		h.ShipperCode, h.ShipperName = []byte(d.Shipper.RefCode), []byte(d.Shipper.Name)
		count(&c.supplied.shipper, d.Shipper.IsDefault())
	case len(h.ShipperCode) == 0:
		h.ShipperCode = h.ShipperName
		c.found(shipperHalf, c.atHead("shipper.ref_code"), h.ShipperName)
	case len(h.ShipperName) == 0:
		party := c.shipperOf(h.ShipperCode)
		if party.Name == "" {
			party.Name = string(h.ShipperCode)
			c.found(shipperHalf, c.atHead("shipper.name"), h.ShipperCode)
		}
		h.ShipperName = []byte(party.Name)
	}
}

// shipperOf returns the shipper of a code, as far as the profile knows it.
func (c *completion) shipperOf(code []byte) profile.Party {
	if d := c.Profile.Defaults.Shipper; d.RefCode == string(code) {
		return d
	}
	organization, ok := c.Profile.OrganizationOf(code)
	if !ok {
		return profile.Party{}
	}
	party, err := c.Profile.Organization([]byte(organization))
	if err != nil {
		return profile.Party{}
	}
	return party
}
