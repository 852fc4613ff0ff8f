package synth

import (
	"io"
	"time"

	"obmen/formats/record"
)

// defaultTypes are in the order in which a product has them.
var defaultTypes = [...][]byte{[]byte("Розничная"), []byte("Прайс-лист"), []byte("Оптовая")}

var (
	none  = []byte("none")
	empty = []byte{}
)

// catalogue is a Reader of a nomenclature.
type catalogue struct {
	shop
	products, groupCount int64 // how many there are, none among the groups
	backwards            bool
	passes               int // times that the catalogue is gone through: once for each price type, or once

	begun     bool
	pass, row int
	turn      int64 // the next group, as it comes
	next, end int64 // products of the group

	p       product
	ofGroup []byte // its code
	head    record.Catalogue
	group   record.Group
	price   record.Product
}

func newCatalogue(o Options) *catalogue {
	c := &catalogue{products: max(o.Products, o.Distinct), backwards: o.GroupsAfterChildren, passes: 1}
	c.shop = newShop(o, sampled)
	if o.FarApart {
		c.passes = len(c.types)
	}
	if c.products == 0 {
		c.products = fill(o.Bytes, c.size)
	}
	c.shop = newShop(o, c.products)
	if c.groupCount = c.groupOf(c.products-1) + 1; c.groups > 0 {
		c.groupCount = c.groups + 1
	}
	c.head.Date = o.catalogueDay()
	return c
}

func (o Options) catalogueDay() []byte {
	day := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(o.Seed%700))
	if o.Version >= 2 {
		day = o.from()
	}
	return day.AppendFormat(nil, "02.01.2006")
}

// size is what product i takes in the file, with its share of its group.
func (c *catalogue) size(i int64) int {
	const row = len(`      <Product Barcode="" Code="00-00000001" Name="" ParentCode="00-00000001" UnitCode="796" UnitName="" Price="" Comment="" PriceType="Прайс-лист"/>`) + 1
	const group = 200
	c.product(&c.p, i)
	one := row + len(c.p.barcode) + len(c.p.unit.name) + len("123,00") + escaped(c.p.name) + escaped(c.p.comment)
	return one*max(1, c.p.prices) + group/groupSize
}

// Read implements [record.Reader].
func (c *catalogue) Read() (record.Record, error) {
	if !c.begun {
		c.begun = true
		return &c.head, nil
	}
	if r := c.nextRow(); r != nil {
		return r, nil
	}
	if c.turn == c.groupCount {
		if c.pass++; c.pass >= c.passes {
			c.pass = c.passes
			return nil, io.EOF
		}
		c.turn = 0
	}
	return c.nextGroup(), nil
}

func (c *catalogue) nextGroup() record.Record {
	g := c.turn
	if c.backwards {
		g = c.groupCount - 1 - g
	}
	c.turn++
	c.next, c.end, c.row = c.first(g), min(c.first(g+1), c.products), 0
	c.ofGroup = c.appendGroupCode(c.ofGroup[:0], g)
	c.group.Code = c.ofGroup
	c.group.Name = c.appendGroupName(c.group.Name[:0], g)
	c.group.ParentCode = c.appendGroupCode(c.group.ParentCode[:0], parent(g))
	return &c.group
}

// nextRow returns the next row of the group, nil where there is none: each product's prices one after another, or in each pass
// the one that is due.
func (c *catalogue) nextRow() record.Record {
	for c.next < c.end {
		if c.row == 0 {
			c.product(&c.p, c.next)
		}
		rows := max(1, c.p.prices)
		if c.passes == 1 {
			row := c.row
			if c.row++; c.row >= rows {
				c.next, c.row = c.next+1, 0
			}
			return c.fillRow(row)
		}
		c.next++
		if c.pass < rows {
			return c.fillRow(c.pass)
		}
	}
	return nil
}

func (c *catalogue) fillRow(row int) record.Record {
	p, r := &c.p, &c.price
	r.Barcode, r.Code, r.Name, r.Comment = p.barcode, p.code, p.name, p.comment
	r.ParentCode, r.UnitCode, r.UnitName = c.ofGroup, p.unit.code, p.unit.name
	if p.group == 0 {
		r.ParentCode = empty
	}
	if p.prices == 0 {
		r.Price, r.PriceType = record.EmptyNumber, empty
		return r
	}
	r.Price, r.PriceType = kopecks(p.price(row)), c.types[row]
	return r
}
