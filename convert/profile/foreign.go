package profile

import (
	"slices"
	"strings"

	"obmen/formats/record"
)

// An xmlPlace is a part of the xml section with the record of ours whose fields it names.
type xmlPlace struct {
	key    string
	record string // as record.Fields names it
	kind   record.DocKind
	path   func(*XML) string // of the nodes; nil: there is one only
	fields func(*XML) map[string]string
}

var xmlPlaces = []xmlPlace{
	{"document", "catalogue", record.Nomenclature, nil, func(x *XML) map[string]string { return x.Document }},
	{"group", "group", record.Nomenclature, nil, func(x *XML) map[string]string { return x.Group }},
	{"lines", "line", record.Receipts, func(x *XML) string { return x.Lines.Record }, func(x *XML) map[string]string { return x.Lines.Fields }},
	{"items", "item", record.Invoices, func(x *XML) string { return x.Items.Record }, func(x *XML) map[string]string { return x.Items.Fields }},
	{"categories", "category", record.Invoices, func(x *XML) string { return x.Categories.Record }, func(x *XML) map[string]string { return x.Categories.Fields }},
	{"workspaces", "workspace", record.Invoices, func(x *XML) string { return x.Workspaces.Record }, func(x *XML) map[string]string { return x.Workspaces.Fields }},
	{"packages", "package", record.Invoices, func(x *XML) string { return x.Packages.Record }, func(x *XML) map[string]string { return x.Packages.Fields }},
	{"products", "product", record.Invoices, func(x *XML) string { return x.Products.Record }, func(x *XML) map[string]string { return x.Products.Fields }},
	{"prices", "price", record.Invoices, func(x *XML) string { return x.Prices.Record }, func(x *XML) map[string]string { return x.Prices.Fields }},
}

// records are the records that xml.record selects.
var xmlRecords = map[record.DocKind]string{record.Nomenclature: "product", record.Receipts: "receipt", record.Invoices: "invoice"}

// docKind returns the kind of this name; 0: none.
func docKind(name string) record.DocKind {
	for _, k := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		if k.String() == name {
			return k
		}
	}
	return 0
}

// checkXML sees to it that the names are our fields' and stand where the kind has them. Whether the expressions are XPath 1.0, only their
// reader can tell.
func (b *binder) checkXML(x *XML) {
	if !b.given("xml") {
		return
	}
	kind := docKind(x.Kind)
	if kind == 0 {
		b.failPath("xml.kind", NotOneOf.Fault(x.Kind, "nomenclature, receipts, invoice"))
		return
	}
	if x.Record == "" {
		b.failPath("xml.record", Missing.Fault("record"))
	}
	if len(x.Fields) == 0 {
		b.failPath("xml.fields", Missing.Fault("fields"))
	}
	b.checkFields("xml.fields", kind, xmlRecords[kind], x.Fields)
	for _, p := range xmlPlaces {
		b.checkXMLPlace(kind, &p, x)
	}
}

func (b *binder) checkXMLPlace(kind record.DocKind, p *xmlPlace, x *XML) {
	at, fields := "xml."+p.key, p.fields(x)
	switch {
	case !b.given(at):
		return
	case p.kind != kind:
		b.fail(b.keys[at], at, UnknownKey.Fault(p.key, nearest(p.key, xmlKeys(kind))))
		return
	case p.path != nil && p.path(x) == "":
		b.failPath(at+".record", Missing.Fault("record"))
	case p.path != nil && len(fields) == 0:
		b.failPath(at+".fields", Missing.Fault("fields"))
	}
	if p.path != nil {
		at += ".fields"
	}
	b.checkFields(at, kind, p.record, fields)
}

// xmlKeys returns the keys that the xml section of a kind may have.
func xmlKeys(kind record.DocKind) []string {
	keys := []string{"record", "fields"}
	for _, p := range xmlPlaces {
		if p.kind == kind {
			keys = append(keys, p.key)
		}
	}
	return keys
}

// checkFields refuses names that are no fields of a record.
func (b *binder) checkFields(at string, kind record.DocKind, name string, fields map[string]string) {
	var known []string
	for _, f := range record.FieldNames(kind) {
		if field, ok := strings.CutPrefix(f, name+"."); ok && field != "unknown" {
			known = append(known, field)
		}
	}
	for _, field := range sortedKeys(fields) {
		path := index1(at, field)
		if !slices.Contains(known, field) {
			b.fail(b.keys[path], path, UnknownKey.Fault(record.Shorten([]byte(field)), nearest(field, known)))
		} else if strings.TrimSpace(fields[field]) == "" {
			b.failPath(path, Empty.Fault())
		}
	}
}
