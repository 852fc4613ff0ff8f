package where

import (
	"bytes"

	"github.com/antchfx/xmlquery"

	"obmen/formats/anyxml"
	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// setText gives an element a field as an attribute, where there is one.
func setText(n *xmlquery.Node, name string, text []byte) {
	if text != nil {
		anyxml.SetAttribute(n, []byte(name), text)
	}
}

// addAttributes adds the unknown attributes of a place.
func addAttributes(n *xmlquery.Node, list []record.Unknown, place record.Place) {
	for i := range list {
		if u := &list[i]; u.Place == place && u.Kind == record.Attribute && bytes.IndexByte(u.Name, '/') < 0 {
			anyxml.SetAttribute(n, xmlstream.EncodeName(u.Name), u.Value)
		}
	}
}

// addElements adds the unknown elements of a place.
func addElements(n *xmlquery.Node, list []record.Unknown, place record.Place) error {
	for i := range list {
		u := &list[i]
		if u.Place != place || u.Kind != record.Element {
			continue
		}
		child, err := anyxml.ParseElement(u.Value)
		if err != nil {
			return err
		}
		xmlquery.AddChild(n, child)
	}
	return nil
}

// catalogueTree is a product inside its ancestors' start tags.
type catalogueTree struct{ doc, products *xmlquery.Node }

// setCatalogue begins the tree with the root element, in which groups follow each other.
func (t *catalogueTree) setCatalogue(c *record.Catalogue) {
	t.doc = &xmlquery.Node{Type: xmlquery.DocumentNode}
	root := anyxml.NewElement([]byte("ProductsGroups"))
	setText(root, "Date", c.Date)
	xmlquery.AddChild(t.doc, root)
}

// setGroup puts a group without products in the place of the one before.
func (t *catalogueTree) setGroup(g *record.Group) {
	if t.doc == nil {
		t.setCatalogue(new(record.Catalogue))
	}
	group := anyxml.NewElement([]byte("ProductGroup"))
	setText(group, "Code", g.Code)
	setText(group, "Name", g.Name)
	setText(group, "ParentCode", g.ParentCode)
	addAttributes(group, g.Unknown, record.Here)
	t.products = anyxml.NewElement([]byte("Products"))
	addAttributes(t.products, g.Unknown, record.InProducts)
	xmlquery.AddChild(group, t.products)
	onlyChild(t.doc.FirstChild, group)
}

// setProduct puts a product in the place of the one before.
func (t *catalogueTree) setProduct(p *record.Product) error {
	if t.products == nil {
		t.setGroup(new(record.Group))
	}
	n := anyxml.NewElement([]byte("Product"))
	setText(n, "Barcode", p.Barcode)
	setText(n, "Code", p.Code)
	setText(n, "Name", p.Name)
	setText(n, "ParentCode", p.ParentCode)
	setText(n, "UnitCode", p.UnitCode)
	setText(n, "UnitName", p.UnitName)
	setText(n, "Price", numberText(p.Price, record.Number.Append1C))
	setText(n, "Comment", p.Comment)
	setText(n, "PriceType", p.PriceType)
	onlyChild(t.products, n)
	addAttributes(n, p.Unknown, record.Here)
	return addElements(n, p.Unknown, record.Here)
}

func onlyChild(parent, n *xmlquery.Node) {
	parent.FirstChild, parent.LastChild = nil, nil
	xmlquery.AddChild(parent, n)
}

// numberText returns a number as its dialect writes it; nil where it is missing.
func numberText(n record.Number, write func(record.Number, []byte) []byte) []byte {
	if n.IsMissing() {
		return nil
	}
	return write(n, []byte{})
}

// receiptDocument returns a receipt inside Documents.
func receiptDocument(rec record.Record) (*xmlquery.Node, error) {
	r, ok := rec.(*record.Receipt)
	if !ok {
		return nil, NotNodes.Fault()
	}
	doc := &xmlquery.Node{Type: xmlquery.DocumentNode}
	root := addChild(doc, "Documents")
	receipt := addChild(root, "Doc")
	addAttributes(receipt, r.Unknown, record.Here)
	if err := addHead(addChild(receipt, "Head"), r); err != nil {
		return nil, err
	}
	products := addChild(receipt, "Products")
	addAttributes(products, r.Unknown, record.InProducts)
	for i := range r.Lines {
		if err := addLine(addChild(products, "Product"), &r.Lines[i]); err != nil {
			return nil, err
		}
	}
	if err := addElements(products, r.Unknown, record.InProducts); err != nil {
		return nil, err
	}
	return doc, addElements(receipt, r.Unknown, record.Here)
}

func addChild(parent *xmlquery.Node, name string) *xmlquery.Node {
	n := anyxml.NewElement([]byte(name))
	xmlquery.AddChild(parent, n)
	return n
}

func addHead(head *xmlquery.Node, r *record.Receipt) error {
	f := fields{head, r.Unknown, record.InHead}
	addAttributes(head, r.Unknown, record.InHead)
	f.text("Date", r.Date)
	f.text("OrganizationCode", r.OrganizationCode)
	f.text("CashBoxCode", r.CashBoxCode)
	f.text("CashBoxName", r.CashBoxName)
	f.text("StoreCode", r.StoreCode)
	f.text("StoreName", r.StoreName)
	f.number("DocSum", r.DocSum)
	f.number("DocSumWithDiscount", r.DocSumWithDiscount)
	f.text("DocNum", r.DocNum)
	f.number("PayCard", r.PayCard)
	f.number("PayCash", r.PayCash)
	return addElements(head, r.Unknown, record.InHead)
}

func addLine(line *xmlquery.Node, l *record.Line) error {
	f := fields{line, l.Unknown, record.Here}
	addAttributes(line, l.Unknown, record.Here)
	f.text("ProductCode", l.ProductCode)
	f.text("ProductName", l.ProductName)
	f.text("UnitCode", l.UnitCode)
	f.number("Price", l.Price)
	f.number("Discount", l.Discount)
	f.number("Quantity", l.Quantity)
	f.number("Sum", l.Sum)
	f.number("SumWithDiscount", l.SumWithDiscount)
	return addElements(line, l.Unknown, record.Here)
}

// fields adds fields that are elements to their element. Their own attributes, Price/currency, are among the unknown.
type fields struct {
	parent  *xmlquery.Node
	unknown []record.Unknown
	place   record.Place
}

func (f fields) text(name string, text []byte) {
	if text == nil {
		return
	}
	n := addChild(f.parent, name)
	for i := range f.unknown {
		u := &f.unknown[i]
		if of, attr, ok := bytes.Cut(u.Name, []byte{'/'}); ok && u.Place == f.place && u.Kind == record.Attribute && string(of) == name {
			anyxml.SetAttribute(n, xmlstream.EncodeName(attr), u.Value)
		}
	}
	anyxml.AddText(n, text)
}

func (f fields) number(name string, n record.Number) {
	f.text(name, numberText(n, record.Number.AppendTo))
}
