package onec

import (
	"bytes"
	"io"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
	"obmen/formats/xmlstream"
)

// Reader reads a nomenclature as a [record.Catalogue], and for each group a [record.Group], its [record.Product] rows and, where
// there is something unknown behind them, a [record.GroupTail]. It is a [record.RawReader].
type Reader struct {
	src  *xmlrecord.Source
	step func(*Reader) (record.Record, error) // reads what comes next in the document; both nil: nothing to tell
	err  error                                // the final error

	catalogue record.Catalogue
	group     record.Group
	open      struct { // the same without their places, for the borders of a chunk
		catalogue record.Catalogue
		group     record.Group
	}
	product   record.Product
	tail      record.GroupTail
	arena     xmlrecord.Arena // of the catalogue, the group or the product
	tailArena xmlrecord.Arena // of the tail, which grows while products are read

	groups, products, tails int64

	seenProducts bool          // the group's Products element
	verdict      *record.Fault // refuses every product that comes in this group
	tailRefusal  *record.Error
	tailStray    []byte // text that refused the tail

	rejects rejects

	rows       xmlstream.Shapes // of Product
	learned    int64            // offset of what is to be learned next
	blank      bool             // the current token is white space in Products
	row        row              // the last product, where a template matched it
	digits     []byte           // of its price
	last       record.Record
	begin, end []byte // of the chunk: see Borders
}

// NewReader returns a Reader of r, which is UTF-8 without a BOM.
func NewReader(r io.Reader, o record.Options) *Reader {
	src := xmlrecord.NewSource(r, o)
	return &Reader{src: src, step: (*Reader).readCatalogue, rejects: rejects{src: src},
		rows: xmlstream.Shapes{Limits: o.Limits, Fits: fitsProduct}}
}

// Read implements [record.Reader].
func (r *Reader) Read() (record.Record, error) {
	if r.err != nil {
		return nil, r.err
	}
	for {
		rec, err := r.step(r)
		if err != nil {
			if record.Refusal(err) == nil {
				r.err = err
			}
			return nil, err
		}
		if rec != nil {
			r.last = rec
			return rec, nil
		}
	}
}

// readCatalogue reads the root element's start tag. The catalogue's date is wrong for the whole document, so a wrong one is final.
func (r *Reader) readCatalogue() (record.Record, error) {
	if err := r.src.Root("ProductsGroups"); err != nil {
		return nil, err
	}
	r.src.Begin(record.KindCatalogue, 1)
	r.catalogue = record.Catalogue{Origin: r.src.Origin()}
	for _, a := range r.src.Attrs() {
		if string(a.Name) != "Date" {
			r.src.Find(record.AttributeDropped, "ProductsGroups/@"+string(a.Name), string(a.Name))
			continue
		}
		date := bytes.TrimSpace(a.Value)
		if _, err := record.CheckDate(date); err != nil {
			e := r.src.Fatal(err)
			e.Path, e.Value = "ProductsGroups/@Date", record.Shorten(a.Value)
			return nil, e
		}
		r.catalogue.Date = r.arena.Keep(date)
	}
	r.rejects.root(&r.catalogue)
	r.src.Done()
	r.step = (*Reader).readRoot
	return &r.catalogue, nil
}

// readRoot looks for the next group.
func (r *Reader) readRoot() (record.Record, error) {
	t, err := r.src.Next()
	switch {
	case err != nil:
		return nil, err
	case t == xmlstream.End:
		r.step = (*Reader).readEnd
		return nil, nil
	case t == xmlstream.Text:
		return nil, r.strayInRoot()
	}
	switch string(r.src.Name()) {
	case "ProductGroup":
		return r.readGroup()
	case "Product":
		return r.refuseProduct(xmlrecord.ElementMisplaced.Fault("Product"), "ProductsGroups/Product")
	case "Products", "ProductsGroups":
		return nil, r.misplaced()
	}
	return nil, r.src.DropElement()
}

// readEnd reads what follows the root element: nothing but comments and instructions, or the grammar is broken.
func (r *Reader) readEnd() (record.Record, error) {
	for {
		if _, err := r.src.Next(); err != nil {
			return nil, err
		}
	}
}

// readGroup reads a group up to its products.
func (r *Reader) readGroup() (record.Record, error) {
	r.groups++
	r.src.Begin(record.KindGroup, r.groups)
	r.resetArena()
	if !r.src.Keeps() {
		r.tailArena.Reset()
	}
	r.group = record.Group{Origin: r.src.Origin(), Unknown: r.group.Unknown[:0]}
	r.tail = record.GroupTail{Unknown: r.tail.Unknown[:0]}
	r.seenProducts, r.verdict, r.tailRefusal, r.tailStray = false, nil, nil, r.tailStray[:0]
	refusal := r.groupAttributes()
	for {
		t, err := r.src.Next()
		switch {
		case err != nil:
			return nil, err
		case t == xmlstream.Text:
			refusal = xmlrecord.First(refusal, r.src.Stray("ProductGroup"))
		case t == xmlstream.End:
			r.src.Find(xmlrecord.ProductsMissing, "ProductGroup/Products")
			r.step = (*Reader).readRoot
			return r.groupRead(refusal)
		case string(r.src.Name()) == "Products":
			r.openProducts()
			return r.groupRead(refusal)
		case string(r.src.Name()) == "Product":
			r.step = (*Reader).readStrayProduct
			return r.groupRead(refusal)
		case isOurs(r.src.Name()):
			return nil, r.misplaced()
		default:
			r.group.Unknown, err = r.src.KeepElement(&r.arena, r.group.Unknown, record.Here, "ProductGroup")
			if err != nil {
				return nil, err
			}
		}
	}
}

// resetArena forgets the texts of the last record, unless they must stay as long as the chunk does.
func (r *Reader) resetArena() {
	r.row = row{}
	if !r.src.Keeps() {
		r.arena.Reset()
	}
}

func (r *Reader) groupAttributes() (refusal *record.Error) {
	g := &r.group
	for _, a := range r.src.Attrs() {
		switch string(a.Name) {
		case "Code":
			g.Code = r.arena.Keep(a.Value)
		case "Name":
			g.Name = r.arena.Keep(a.Value)
		case "ParentCode":
			g.ParentCode = r.arena.Keep(a.Value)
		default:
			g.Unknown = r.src.KeepAttribute(&r.arena, g.Unknown, record.Here, "ProductGroup", "", a)
		}
	}
	return r.require("ProductGroup/@Code", "Code", g.Code, true)
}

// require refuses the current record for a required attribute that is missing, or empty where it must not be.
func (r *Reader) require(path, name string, value []byte, filled bool) *record.Error {
	switch {
	case value == nil:
		return r.src.Refuse(path, nil, record.FieldMissing.Fault(name))
	case filled && len(value) == 0:
		return r.src.Refuse(path, nil, record.FieldEmpty.Fault(name))
	}
	return nil
}

// openProducts takes the attributes of the group's Products element.
func (r *Reader) openProducts() {
	r.seenProducts = true
	for _, a := range r.src.Attrs() {
		r.group.Unknown = r.src.KeepAttribute(&r.arena, r.group.Unknown, record.InProducts, "ProductGroup/Products", "", a)
	}
	r.step = (*Reader).readProducts
}

// groupRead ends the reading of a group's head. A refused group takes all that is in it along.
func (r *Reader) groupRead(refusal *record.Error) (record.Record, error) {
	r.rejects.frame(&r.group, r.groups)
	r.src.Done()
	if refusal == nil {
		return &r.group, nil
	}
	r.verdict = GroupRefused.Fault()
	r.rejects.set(r.groups, nil)
	return nil, refusal
}

// readStrayProduct refuses the current token, a Product that stands in a group but outside its Products.
func (r *Reader) readStrayProduct() (record.Record, error) {
	r.step = (*Reader).readGroupRest
	return r.refuseProduct(xmlrecord.ElementMisplaced.Fault("Product"), "ProductGroup/Product")
}

// readProducts reads the next product, or what else stands in Products.
func (r *Reader) readProducts() (record.Record, error) {
	r.noteLead()
	if !r.blank {
		r.learned = r.src.Behind()
	}
	if r.verdict == nil && !r.blank && r.skim() {
		return &r.product, nil
	}
	t, err := r.src.Next()
	r.blank = t == xmlstream.Text
	switch {
	case err != nil:
		return nil, r.ended(err)
	case t == xmlstream.End:
		r.step = (*Reader).readGroupRest
		return nil, nil
	case t == xmlstream.Text:
		return nil, r.strayInTail("ProductGroup/Products")
	case string(r.src.Name()) == "Product":
		return r.readProduct()
	case isOurs(r.src.Name()):
		return nil, r.misplaced()
	}
	return nil, r.keepInTail(record.InProducts, "ProductGroup/Products")
}

// readGroupRest reads what stands in a group behind its products.
func (r *Reader) readGroupRest() (record.Record, error) {
	t, err := r.src.Next()
	switch {
	case err != nil:
		return nil, err
	case t == xmlstream.End:
		r.step = (*Reader).readRoot
		return r.tailRead()
	case t == xmlstream.Text:
		return nil, r.strayInTail("ProductGroup")
	case string(r.src.Name()) == "Product":
		return r.readStrayProduct()
	case string(r.src.Name()) == "Products":
		r.openProductsLate()
		return nil, nil
	case isOurs(r.src.Name()):
		return nil, r.misplaced()
	}
	return nil, r.keepInTail(record.Here, "ProductGroup")
}

// openProductsLate takes a Products element that comes behind the group's head: its first, behind a stray product, or a second one, which is refused
// with all that is in it. So is a first one with attributes: the group that they belong to is gone by then.
func (r *Reader) openProductsLate() {
	r.step = (*Reader).readProducts
	if !r.seenProducts && len(r.src.Attrs()) == 0 {
		r.seenProducts = true
		return
	}
	r.src.About(record.KindGroupTail, r.tails+1)
	defer r.src.About(0, 0)
	r.tailRefusal = xmlrecord.First(r.tailRefusal, r.src.Refuse("ProductGroup/Products", nil, xmlrecord.ElementRepeated.Fault("Products")))
	if r.verdict == nil {
		r.verdict = ProductsRepeated.Fault()
	}
}
