package anyxml

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
)

// A Spec says where foreign XML keeps what a document of ours has: XPath 1.0 expressions by field names, as record.FieldNames
// has them behind the record's own name: Barcode, shipper.ref_code.
type Spec struct {
	Kind     record.DocKind
	Document map[string]string // nomenclature: Date, seen from the root element
	Record   string            // a plain path: each node is a product, a receipt or an invoice
	Fields   map[string]string // of the record, seen from its node
	Group    map[string]string // nomenclature: the product's group, seen from the product
	Lines    Part              // receipts

	Items, Categories, Workspaces, Packages, Products Part // invoice, seen from its node
	Prices                                            Part // seen from the node of a product of an invoice

	Zone *time.Location // of an invoice's date that has no offset; nil: UTC
}

// A Part is a part of a record that stands in it more than once.
type Part struct {
	Record string            // seen from the node of the record around; empty: there are none
	Fields map[string]string // seen from the node of the part
}

// A plan is a Spec that was found good, with its expressions compiled.
type plan struct {
	kind      record.DocKind
	path      recordPath
	condition *xpath.Expr // nil: none
	zone      *time.Location

	document, record, group fields
	lines                   part
	parts                   []part // of an invoice, in the documented order
	prices                  part
}

// A part is a compiled Part.
type part struct {
	kind  record.Kind
	nodes *xpath.Expr // nil: there are none
	fields
}

// fields are the compiled fields of one record.
type fields struct {
	list     []field
	required []string
}

type field struct {
	name string
	expr *xpath.Expr
}

// New returns the format that reads a Spec's documents. It has no Writer. An expression that is none and a field that does not
// exist are a *record.UsageError.
func New(spec Spec) (record.Format, error) {
	p, err := compile(spec)
	if err != nil {
		return record.Format{}, &record.UsageError{Err: err}
	}
	return record.Format{
		Name:      "anyxml",
		About:     "XML as the profile's xml section describes it",
		Spec:      "the profile",
		Kind:      spec.Kind,
		Ext:       ".xml",
		Carries:   p.carries(),
		Match:     p.match,
		NewReader: p.newReader,
	}, nil
}

// match knows a document by its root element, where the path to the records names it.
func (p *plan) match(head []byte) bool {
	root := xmlrecord.Root(head)
	first := p.path.steps[0]
	return root != nil && (first.deep || first.name == "*" || first.name == string(root))
}

// The fields that must be there. What the caffesta document requires of a package depends on its code; whoever writes it looks.
var required = map[string][]string{
	"product":   {"Code", "Name", "UnitCode"},
	"receipt":   {"Date", "DocNum", "DocSum", "DocSumWithDiscount"},
	"line":      {"ProductCode", "Price", "Quantity", "Sum", "SumWithDiscount"},
	"invoice":   {"number", "date", "sum", "shipper.ref_code", "shipper.name", "storage.caf_id"},
	"item":      {"amount", "package_code", "product_code", "price", "caf_tax_id", "price_with_tax", "cost", "cost_with_tax"},
	"category":  {"ref_code", "name"},
	"workspace": {"ref_code", "name"},
	"package":   {"ref_code"},
	"invoice product": {"ref_code", "type", "cancellation_type", "for_sale", "name", "measure", "weight_in_gram", "caf_tax_id", "category_ref_code",
		"use_discounts", "workspace_ref_code"},
	"price": {"caf_shop_id", "caf_storage_id", "price"},
}

func compile(spec Spec) (*plan, error) {
	p := &plan{kind: spec.Kind, zone: spec.Zone}
	if p.zone == nil {
		p.zone = time.UTC
	}
	if err := p.compilePath(spec.Record); err != nil {
		return nil, err
	}
	c := compiler{}
	switch spec.Kind {
	case record.Nomenclature:
		p.document = c.fields("catalogue", new(record.Catalogue), spec.Document)
		p.group = c.fields("group", new(record.Group), spec.Group)
		p.record = c.fields("product", new(record.Product), spec.Fields)
	case record.Receipts:
		p.record = c.fields("receipt", new(record.Receipt), spec.Fields)
		p.lines = c.part("line", record.KindReceipt, new(record.Line), spec.Lines)
	case record.Invoices:
		p.record = c.fields("invoice", new(record.Invoice), spec.Fields)
		p.parts = []part{
			c.part("item", record.KindItem, new(record.Item), spec.Items),
			c.part("category", record.KindCategory, new(record.Category), spec.Categories),
			c.part("workspace", record.KindWorkspace, new(record.Workspace), spec.Workspaces),
			c.part("package", record.KindPackage, new(record.Package), spec.Packages),
			c.part("invoice product", record.KindInvoiceProduct, new(record.InvoiceProduct), spec.Products),
		}
		p.prices = c.part("price", record.KindInvoiceProduct, new(record.ShopPrice), spec.Prices)
	default:
		c.err = FieldUnknown.Fault("xml", "kind")
	}
	return p, c.err
}

func (p *plan) compilePath(text string) error {
	path, ok := parsePath(text)
	if !ok {
		return PathUnsupported.Fault(text)
	}
	p.path = path
	if len(path.conditions) == 0 {
		return nil
	}
	for _, c := range path.conditions {
		e, err := compileExpr(c)
		if err != nil {
			return ExpressionBad.Fault("record", text, err)
		}
		if counts(e) {
			return PathUnsupported.Fault(text)
		}
	}
	e, err := compileExpr("boolean(" + strings.Join(path.conditions, ") and boolean(") + ")")
	if err != nil {
		return ExpressionBad.Fault("record", text, err)
	}
	p.condition = e
	return nil
}

// counts reports whether an expression gives a number, which as a condition would be a position.
func counts(e *xpath.Expr) bool {
	v, err := evaluate(e, NewElement([]byte("a")))
	_, number := v.(float64)
	return err != nil || number
}

// compileExpr is xpath.Compile, which panics on some of what it does not take.
func compileExpr(text string) (e *xpath.Expr, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return xpath.Compile(strings.TrimSpace(text))
}

// evaluate is Expr.Evaluate, which panics on values that it does not expect.
func evaluate(e *xpath.Expr, at *xmlquery.Node) (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = EvaluationFailed.Fault(p)
		}
	}()
	return e.Evaluate(Navigate(at)), nil
}

// A compiler keeps the first error.
type compiler struct{ err error }

func (c *compiler) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// fields compiles the fields of a record, of which owner is one, in the order of their names.
func (c *compiler) fields(name string, owner any, texts map[string]string) fields {
	f := fields{required: required[name]}
	for _, field := range sortedKeys(texts) {
		if record.FieldAt(owner, field) == nil {
			c.fail(FieldUnknown.Fault(name, field))
			continue
		}
		f.list = append(f.list, c.field(name, field, texts[field]))
	}
	return f
}

func (c *compiler) field(where, name, text string) field {
	e, err := compileExpr(text)
	if err != nil {
		c.fail(ExpressionBad.Fault(where+"."+name, text, err))
	}
	return field{name, e}
}

func (c *compiler) part(name string, kind record.Kind, owner any, spec Part) part {
	p := part{kind: kind, fields: c.fields(name, owner, spec.Fields)}
	if spec.Record != "" {
		p.nodes = c.field(name, "record", spec.Record).expr
	}
	return p
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// carries lists the fields that some expression gives.
func (p *plan) carries() []string {
	var names []string
	add := func(prefix string, f fields) {
		for _, x := range f.list {
			names = append(names, prefix+"."+x.name)
		}
	}
	add("catalogue", p.document)
	add("group", p.group)
	add(map[record.DocKind]string{record.Nomenclature: "product", record.Receipts: "receipt", record.Invoices: "invoice"}[p.kind], p.record)
	add("line", p.lines.fields)
	for _, part := range p.parts {
		name := part.kind.String()
		if part.kind == record.KindInvoiceProduct {
			name = "product"
		}
		add(name, part.fields)
	}
	add("price", p.prices.fields)
	all := record.FieldNames(p.kind)
	return slices.DeleteFunc(all, func(n string) bool { return !slices.Contains(names, n) })
}
