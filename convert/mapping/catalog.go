package mapping

import (
	"encoding/binary"
	"errors"
	"io"

	"obmen/convert/profile"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// A Catalog is a nomenclature that is asked for products by their code: --catalog, "joined by code, never by name (the tills drop «№»)". Its memory does
// not grow with the nomenclature.
type Catalog struct {
	groups  *groups
	rows    *spool.Index // code → group and row
	buf     []byte
	decoder record.Decoder
}

// NewCatalog reads the nomenclature of src to its end. Of several rows of a code "the first row wins". The profile says
// which groups matter to it. A refused record is an error like another. The Catalog is to be closed.
func NewCatalog(src record.Reader, p *profile.Profile, t record.Temp) (*Catalog, error) {
	return newCatalog(src, p, t, 0)
}

func newCatalog(src record.Reader, p *profile.Profile, t record.Temp, memory int) (*Catalog, error) {
	c := &Catalog{groups: newGroups(p, t, memory), rows: spool.NewIndex(t, memory)}
	err := c.read(src)
	if err == nil {
		err = errors.Join(c.groups.build(), c.rows.Build())
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Catalog) read(src record.Reader) error {
	group := int64(noGroup)
	for {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch r := rec.(type) {
		case *record.Group:
			group, err = c.groups.add(r)
		case *record.Product:
			err = c.add(r, group)
		}
		if err != nil {
			return err
		}
	}
}

// add keeps a row; the Index keeps the first of each code.
func (c *Catalog) add(r *record.Product, group int64) error {
	kept := *r
	kept.Unknown = nil
	c.buf = record.AppendRecord(binary.AppendVarint(c.buf[:0], group), &kept)
	return c.rows.Add(r.Code, c.buf)
}

// product returns the first row of a code, valid until the next call, and the group around it; nil where the catalogue
// lacks the code.
func (c *Catalog) product(code []byte) (row *record.Product, group int64, err error) {
	value, ok, err := c.rows.Get(code)
	if err != nil || !ok {
		return nil, noGroup, err
	}
	group, n := binary.Varint(value)
	rec, err := c.decoder.Decode(value[max(n, 0):])
	if err != nil {
		return nil, noGroup, err
	}
	row, ok = rec.(*record.Product)
	if !ok {
		return nil, noGroup, record.RecordDamaged.Fault("kind")
	}
	return row, group, nil
}

// Close removes what is on disk.
func (c *Catalog) Close() error { return errors.Join(c.groups.Close(), c.rows.Close()) }
