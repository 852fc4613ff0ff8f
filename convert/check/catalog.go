package check

import (
	"bytes"
	"errors"
	"hash/maphash"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A Catalog is a nomenclature that is asked for the names and the prices of products. Its memory does not grow with the nomenclature. It is for one
// goroutine at a time.
type Catalog struct {
	retail []byte // the retail price type; empty: none
	index  *spool.Index
	seed   maphash.Seed // which answers drive each other out shows in nothing but the time
	recent []catalogRow
}

// A catalogRow is an answer: what the rows of a code say, or that there are none.
type catalogRow struct {
	asked, ok bool
	code      []byte
	value     []byte // name, then type and price of each row that has one, each with its length
}

const (
	recentRows = 1 << 11 // a shop sells the same few hundred products all day
	recentRow  = 1 << 10 // of a code and what is said of it
	mostPrices = 64      // of a product; a code with more rows has no prices that could be compared
)

// NewCatalog reads the nomenclature of src to its end. retail is the price type of the shops; "": none. Of several rows of a code the first
// gives the name, and of one price type the price. A refused record is an error like another. The Catalog is to be closed.
func NewCatalog(src record.Reader, retail string, t record.Temp) (*Catalog, error) {
	c := &Catalog{retail: []byte(retail), index: spool.NewIndex(t, 0), seed: maphash.MakeSeed(), recent: make([]catalogRow, recentRows)}
	sorter := spool.NewSorter(t, 0)
	err := sortRows(src, sorter)
	if err == nil {
		err = c.join(sorter)
	}
	if err == nil {
		err = c.index.Build()
	}
	if err = errors.Join(err, sorter.Close()); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// sortRows puts the rows of each code together: hash of the code → name, type, price.
func sortRows(src record.Reader, sorter *spool.Sorter) error {
	var value, number []byte
	for {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			return sorter.Sort()
		}
		if err != nil {
			return err
		}
		p, ok := rec.(*record.Product)
		if !ok {
			continue
		}
		number = number[:0]
		if p.Price.IsSet() {
			number = p.Price.Trim().AppendTo(number)
		}
		value = appendText(appendText(appendText(value[:0], p.Name), p.PriceType), number)
		key := spool.HashKey(p.Code)
		if err := sorter.Add(key[:], value); err != nil {
			return err
		}
	}
}

// join indexes what the rows of each code say together.
func (c *Catalog) join(sorter *spool.Sorter) error {
	var code, value []byte
	prices := 0
	add := func() error {
		if code == nil {
			return nil
		}
		return c.index.Add(code, value)
	}
	for {
		key, row, err := sorter.Next()
		if errors.Is(err, io.EOF) {
			return add()
		}
		if err != nil {
			return err
		}
		r := reader{rest: row}
		name := r.bytes()
		if !bytes.Equal(code, key) {
			if err := add(); err != nil {
				return err
			}
			code, value, prices = append(code[:0], key...), appendText(value[:0], name), 0
		}
		if of, price := r.bytes(), r.bytes(); len(price) > 0 && prices <= mostPrices {
			value = appendText(appendText(value, of), price)
			prices++
		}
		if r.bad {
			return errDamaged
		}
	}
}

// Close removes what is on disk.
func (c *Catalog) Close() error { return c.index.Close() }

// find returns what the rows of a code say, valid until the next call.
func (c *Catalog) find(code []byte) (value []byte, ok bool, err error) {
	at := &c.recent[maphash.Bytes(c.seed, code)%recentRows]
	if at.asked && bytes.Equal(at.code, code) {
		return at.value, at.ok, nil
	}
	key := spool.HashKey(code)
	value, ok, err = c.index.Get(key[:])
	if err != nil || len(code)+len(value) > recentRow {
		return value, ok, err
	}
	at.asked, at.ok = true, ok
	at.code, at.value = append(at.code[:0], code...), append(at.value[:0], value...)
	return at.value, ok, nil
}

// offer returns the name in what find returned, and how a price stands in it.
func (c *Catalog) offer(value, price []byte) (name []byte, o offer, err error) {
	r := reader{rest: value}
	name = r.bytes()
	count := 0
	for ; len(r.rest) > 0 && !r.bad; count++ {
		of, listed := r.bytes(), r.bytes()
		if o.first == nil {
			o.first = listed
		}
		if len(c.retail) > 0 && bytes.Equal(of, c.retail) {
			if o.retail != nil {
				continue // "the first row wins"
			}
			o.retail = listed
		}
		if !o.listed && bytes.Equal(listed, price) {
			o.listed, o.of = true, of
		}
	}
	if r.bad {
		return nil, offer{}, errDamaged
	}
	if count > mostPrices {
		o = offer{}
	}
	return name, o, nil
}

// An offer is what a product is offered for.
type offer struct {
	first  []byte // its first price; nil: it has none
	retail []byte // its retail price; nil: it has none
	listed bool   // a price is one of its prices
	of     []byte // and of this type
}

// fits reports whether the retail price is price, or there is none and another one is.
func (o *offer) fits(price []byte) bool {
	if o.retail == nil {
		return o.first == nil || o.listed
	}
	return bytes.Equal(o.retail, price)
}

// expected is the price to be named.
func (o *offer) expected() []byte {
	if o.retail != nil {
		return o.retail
	}
	return o.first
}

// sameName reports whether two names of a product are one, as far as tills keep names: they drop «№» and move white space about.
func sameName(a, b []byte) bool {
	return bytes.Equal(a, b) || bytes.Equal(bareName(a), bareName(b))
}

func bareName(name []byte) []byte {
	name = bytes.ReplaceAll(name, []byte("№"), nil)
	return bytes.Join(bytes.Fields(name), nil)
}

// sold holds the lines of a receipt against the catalogue. The error is one of the disk.
func (c *receipts) sold(x *record.Receipt) error {
	var room [64]byte
	for i := range x.Lines {
		l := &x.Lines[i]
		value, ok, err := c.Catalog.find(l.ProductCode)
		if err != nil {
			return err
		}
		if !ok {
			c.lineFound(soldUnknown, i, "ProductCode", record.Shorten(l.ProductCode), record.Shorten(l.ProductName))
			continue
		}
		price := l.Price.Abs().Trim().AppendTo(room[:0])
		name, o, err := c.Catalog.offer(value, price)
		if err != nil {
			return err
		}
		if !o.fits(price) {
			c.soldPrice(l, i, &o)
		}
		if l.ProductName != nil && !sameName(l.ProductName, name) {
			c.lineFound(soldNameDiffers, i, "ProductName", record.Shorten(l.ProductCode), record.Shorten(l.ProductName), record.Shorten(name))
		}
	}
	return nil
}

// soldPrice tells of a price that is not what the catalogue has.
func (c *receipts) soldPrice(l *record.Line, i int, o *offer) {
	if o.listed {
		c.lineFound(soldPriceOfType, i, "Price", record.Shorten(l.ProductCode), l.Price.String(), record.Shorten(o.of), string(o.retail))
		return
	}
	c.lineFound(soldPriceDiffers, i, "Price", record.Shorten(l.ProductCode), l.Price.String(), string(o.expected()))
}
