package report

import (
	"bytes"
	"time"

	"obmen/formats/record"
)

// maxCells bounds the days × stores × tills, price types and tax rates that have totals of their own; what
// comes behind them is added up in one cell named "…".
const maxCells = 10_000

const otherCells = "…"

var noTime time.Time

// A Measure says in what a unit code counts, for the totals of quantities: pcs, kg or l, and how many of it one unit is.
type Measure func(unitCode []byte) (measure string, factor record.Number)

// A Tally adds up the records that pass one place. Read and written have one each, so that they can be compared.
type Tally struct {
	Measure Measure                                        // nil: quantities are not added up
	Rate    func(taxID record.Number) (rate record.Number) // of a tax, per cent; nil, or a missing one: not known
	Zone    *time.Location                                 // what a day is for dates without an offset; nil: UTC

	Records                      int64 // of all kinds
	Groups, Rows, Products       int64 // Products: runs of rows with one code
	Receipts, Lines              int64
	Invoices, Items              int64
	InvoiceProducts, Categories  int64
	Sum                          record.Number // Σ Price, Σ SumWithDiscount or Σ cost_with_tax
	Gross, Discount              record.Number
	Cash, Card, Rest             record.Number
	DocSum                       record.Number // Σ of the heads' own sums
	WithoutPrice, WithoutBarcode int64
	Returns                      KeptOut
	First, Last                  time.Time

	PriceTypes Cells // rows and Σ prices
	Quantities Cells // by measure
	Taxes      Cells // by tax id: net and VAT
	Days       Cells // by day, store and till

	lastCode []byte
	begun    bool // there was a row: lastCode holds
	key      []byte
	born     int64 // cells so far
	day      day
	units    units
	hot      int // how many days are kept at hand; 0: hotCells
}

// A Cell is a total of its own.
type Cell struct {
	Name                           string
	Count                          int64
	Sum, Discount, Cash, Card, VAT record.Number
	Rest                           record.Number // of a day: what neither cash nor card explains
	Returns                        KeptOut       // of a day
	Quantities                     Cells         // of a day, by measure: never frozen
	Rate                           record.Number // of a tax, per cent; missing: not known

	listed bool  // in a list: not kept for later only
	place  int32 // in that list
	next   *Cell // the one that was asked for behind this one: mostly, so it is again
	born   int64 // the order of first appearance among the cells of the lists that stand within others
}

// Cells are totals by name, in the order of first appearance, bounded in number.
type Cells struct {
	list  []*Cell          // nil: it is frozen
	index map[string]*Cell // of all cells at hand, the listed and the kept; nil: they are few, and stand in kept
	kept  []*Cell
	last  *Cell
	room  *room
	cold  *cold // nil: nothing was ever frozen

	overflowed bool // something was added up in otherCells
}

// At returns the cell of that name. It does not allocate for a name that it knows. The cell is valid until cells are frozen.
func (c *Cells) At(name []byte) *Cell {
	if last := c.last; last != nil {
		if last.Name == string(name) {
			return last
		}
		if next := last.next; next != nil && next.listed && next.Name == string(name) {
			c.last = next
			return next
		}
	}
	return c.look(name)
}

func (c *Cells) look(name []byte) *Cell {
	cell := c.known(name)
	if cell == nil || !cell.listed {
		if len(c.list) >= maxCells {
			name = []byte(otherCells)
			cell = c.known(name)
			c.overflowed = true
		}
		cell = c.enlist(cell, name)
	}
	if c.last != nil {
		c.last.next = cell
	}
	c.last = cell
	return cell
}

// enlist puts a cell of that name into the list, if it does not stand there; cell is nil where there is none.
func (c *Cells) enlist(cell *Cell, name []byte) *Cell {
	switch {
	case cell == nil:
		cell = c.make(name)
	case cell.listed:
		return cell
	default:
		cell.reuse()
	}
	cell.listed, cell.place = true, int32(len(c.list))
	c.list = append(c.list, cell)
	return cell
}

// Add counts a record.
func (t *Tally) Add(rec record.Record) {
	t.Records++
	switch r := rec.(type) {
	case *record.Group:
		t.Groups++
		t.lastCode = t.lastCode[:0]
	case *record.Product:
		t.addProduct(r)
	case *record.Receipt:
		t.addReceipt(r)
	case *record.Invoice:
		t.Invoices++
		t.DocSum = t.DocSum.Add(r.Sum)
	case *record.Item:
		t.addItem(r)
	case *record.InvoiceProduct:
		t.InvoiceProducts++
		if len(r.Barcode) == 0 {
			t.WithoutBarcode++
		}
		if len(r.Prices) == 0 {
			t.WithoutPrice++
		}
	case *record.Category:
		t.Categories++
	}
}

func (t *Tally) addProduct(p *record.Product) {
	t.Rows++
	if !bytes.Equal(p.Code, t.lastCode) || !t.begun {
		t.Products++
		t.begun = true
		t.lastCode = append(t.lastCode[:0], p.Code...)
		if len(p.Barcode) == 0 {
			t.WithoutBarcode++
		}
	}
	if !p.Price.IsSet() {
		t.WithoutPrice++
		return
	}
	t.Sum = t.Sum.Add(p.Price)
	cell := t.PriceTypes.At(p.PriceType)
	cell.Count++
	cell.Sum = cell.Sum.Add(p.Price)
}

func (t *Tally) addItem(r *record.Item) {
	t.Items++
	t.Sum = t.Sum.Add(r.CostWithTax)
	if t.Measure != nil {
		t.key = append(t.key[:0], r.PackageCode...)
		q := t.Quantities.At(t.key)
		q.Count++
		q.Sum = q.Sum.Add(r.Amount)
	}
	t.key = r.TaxID.AppendTo(t.key[:0])
	cell := t.Taxes.At(t.key)
	if cell.Count == 0 && t.Rate != nil {
		cell.Rate = t.Rate(r.TaxID)
	}
	cell.Count++
	cell.Sum = cell.Sum.Add(r.Cost)
	cell.VAT = cell.VAT.Add(r.CostWithTax.Sub(r.Cost))
}
