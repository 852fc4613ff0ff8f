package mapping

import (
	"bytes"
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
	rows    *spool.Index   // code → group and row
	date    []byte         // the catalogue's own
	row     record.Product // that is being kept
	last    []byte         // the code of the last row; nil: none
	buf     []byte
	decoder record.Decoder
	recent  recentRows

	// What only a completion asks for is built when it does: see [Catalog.index].
	temp     record.Temp
	memory   int
	pairs    *spool.Log   // barcode and code of the rows
	pair     []byte       // the last of them
	barcodes *spool.Index // hash of a barcode → code; empty where several codes have it
	nodes    *spool.Index // code of a group → its number
}

// NewCatalog reads the nomenclature of src to its end. Of several rows of a code "the first row wins". The profile says
// which groups matter to it. A refused record is an error like another. The Catalog is to be closed.
func NewCatalog(src record.Reader, p *profile.Profile, t record.Temp) (*Catalog, error) {
	return newCatalog(src, p, t, 0)
}

func newCatalog(src record.Reader, p *profile.Profile, t record.Temp, memory int) (*Catalog, error) {
	c := &Catalog{groups: newGroups(p, t, memory), rows: spool.NewIndex(t, memory), temp: t, memory: memory, pairs: spool.NewLog(t, memory)}
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
		case *record.Catalogue:
			c.date = append(c.date[:0], r.Date...)
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

// add keeps a row, unless the one before was of the same code; the Index keeps the first of each.
func (c *Catalog) add(r *record.Product, group int64) error {
	if err := c.addBarcode(r); err != nil {
		return err
	}
	if c.last != nil && bytes.Equal(c.last, r.Code) {
		return nil
	}
	c.last = append(c.last[:0], r.Code...)
	c.row = *r
	c.row.Unknown = nil
	c.buf = record.AppendRecord(appendVarint(c.buf[:0], group), &c.row)
	return c.rows.Add(r.Code, c.buf)
}

// product returns the first row of a code, valid until the next call, and the group around it; nil where the catalogue
// lacks the code.
func (c *Catalog) product(code []byte) (row *record.Product, group int64, err error) {
	value, ok, err := c.recent.get(c.rows, code)
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

// addBarcode keeps the barcode of a row, unless it is the last row's with the same code.
func (c *Catalog) addBarcode(r *record.Product) error {
	if len(r.Barcode) == 0 {
		return nil
	}
	c.buf = append(appendBytes(c.buf[:0], r.Barcode), r.Code...)
	if bytes.Equal(c.buf, c.pair) {
		return nil
	}
	c.pair = append(c.pair[:0], c.buf...)
	return c.pairs.Append(c.pair)
}

// index makes the catalogue one that can be asked for barcodes and groups. It is called again at no cost.
func (c *Catalog) index() error {
	if c.barcodes != nil {
		return nil
	}
	c.barcodes, c.nodes = spool.NewIndex(c.temp, c.memory), spool.NewIndex(c.temp, c.memory)
	sorter := spool.NewSorter(c.temp, c.memory)
	err := c.sortBarcodes(sorter)
	if err == nil {
		err = c.indexBarcodes(sorter)
	}
	return errors.Join(err, sorter.Close(), c.pairs.Close(), c.indexGroups())
}

// sortBarcodes puts the codes of one barcode together: hash of the barcode, hash of the code → code.
func (c *Catalog) sortBarcodes(sorter *spool.Sorter) error {
	if err := c.pairs.Rewind(); err != nil {
		return err
	}
	err := eachEntry(c.pairs, func(entry []byte) error {
		in := unpacker{rest: entry}
		barcode := spool.KeyOf(in.bytes())
		code := spool.KeyOf(in.rest)
		c.buf = append(append(c.buf[:0], barcode[:]...), code[:]...)
		return sorter.Add(c.buf, in.rest)
	})
	return errors.Join(err, sorter.Sort())
}

// indexBarcodes keeps the code of each barcode that only one has.
func (c *Catalog) indexBarcodes(sorter *spool.Sorter) error {
	var key, code []byte // of the barcode at hand
	add := func() error {
		if key == nil {
			return nil
		}
		return c.barcodes.Add(key[:spool.HashSize], code)
	}
	for {
		next, value, err := sorter.Next()
		if errors.Is(err, io.EOF) {
			return errors.Join(add(), c.barcodes.Build())
		}
		if err != nil {
			return err
		}
		if key != nil && bytes.Equal(next[:spool.HashSize], key[:spool.HashSize]) {
			if !bytes.Equal(next, key) {
				code = code[:0] // on two codes
			}
			continue
		}
		if err := add(); err != nil {
			return err
		}
		key, code = append(key[:0], next...), append(code[:0], value...)
	}
}

func (c *Catalog) indexGroups() error {
	err := c.groups.tree.Walk(func(n int64) error {
		r, err := c.groups.record(n)
		if err != nil {
			return err
		}
		c.buf = appendKey(c.buf[:0], n)
		return c.nodes.Add(r.Code, c.buf)
	})
	return errors.Join(err, c.nodes.Build())
}

// codeOf returns the code of the only product with a barcode, valid until the next call; nil where no product has it, or several have:
// then ambiguous is true. It needs [Catalog.index].
func (c *Catalog) codeOf(barcode []byte) (code []byte, ambiguous bool, err error) {
	hash := spool.KeyOf(barcode)
	value, ok, err := c.barcodes.Get(hash[:])
	if err != nil || !ok {
		return nil, false, err
	}
	if len(value) == 0 {
		return nil, true, nil
	}
	return value, false, nil
}

// group returns the number of a group; noGroup where the catalogue lacks it. It needs [Catalog.index].
func (c *Catalog) group(code []byte) (int64, error) {
	value, ok, err := c.nodes.Get(code)
	if err != nil || !ok {
		return noGroup, err
	}
	return keyNumber(value), nil
}

// Close removes what is on disk.
func (c *Catalog) Close() error {
	err := errors.Join(c.groups.Close(), c.rows.Close(), c.pairs.Close())
	if c.barcodes != nil {
		err = errors.Join(err, c.barcodes.Close(), c.nodes.Close())
	}
	return err
}
