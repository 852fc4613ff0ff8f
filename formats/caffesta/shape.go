package caffesta

import (
	"obmen/formats/record"
)

// A form is how a field stands in JSON.
type form uint8

const (
	text     form = iota
	date          // a text that is a date: "2018-06-13 14:28"
	nullable      // a text, or null for a nil one
	decimal       // any number
	whole         // a number without decimals
	truth         // true or false
	object        // an object whose fields are fields of the same record
	prices        // the array of a product's prices
	section       // an array of parts, which are records of their own
)

// A field is a key of an object and where it goes.
type field[R any] struct {
	name     string
	form     form
	optional bool
	at       func(*R) any // a *[]byte, *record.Number, *record.Bool or *[]record.ShopPrice of the record
	sub      *shape[R]    // of an object
	kind     record.Kind  // of a section
}

// A shape is the documented order of the keys of an object. The table of caffesta-api.md calls every number an int.
//
// QUIRK: its own examples have decimals (0.475). What formats.md lists is read as a decimal here: sum, amount, price, price_with_tax, cost, cost_with_tax, value; ids,
// cancellation_type and weight_in_gram are whole numbers as the table says.
type shape[R any] struct {
	fields  []field[R]
	first   int // the number of the first field among those of a part: see fill.go
	place   record.Place
	unknown func(*R) *[]record.Unknown
	// lacks names a field that is missing in this record, though it is optional in others; nil: there is none such.
	lacks func(*R) string
}

// find returns which field has the name, looking at fields[next] first; -1 where none has.
func (s *shape[R]) find(name []byte, next int) int {
	if next < len(s.fields) && s.fields[next].name == string(name) {
		return next
	}
	for i := range s.fields {
		if s.fields[i].name == string(name) {
			return i
		}
	}
	return -1
}

var invoiceShape = shape[record.Invoice]{
	unknown: func(r *record.Invoice) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Invoice]{
		{name: "number", form: text, at: func(r *record.Invoice) any { return &r.Number }},
		{name: "date", form: date, at: func(r *record.Invoice) any { return &r.Date }},
		{name: "sum", form: decimal, at: func(r *record.Invoice) any { return &r.Sum }},
		{name: "comment", form: text, at: func(r *record.Invoice) any { return &r.Comment }},
		{name: "shipper", form: object, sub: &shipperShape},
		{name: "storage", form: object, sub: &storageShape},
		{name: "items", form: section, kind: record.KindItem},
		{name: "categories", form: section, kind: record.KindCategory},
		{name: "workspaces", form: section, kind: record.KindWorkspace},
		{name: "packages", form: section, kind: record.KindPackage},
		{name: "products", form: section, kind: record.KindInvoiceProduct},
	},
}

// The sections are the last fields of an invoice.
const (
	sections     = 5
	firstSection = 6
)

var shipperShape = shape[record.Invoice]{
	place:   record.InShipper,
	unknown: func(r *record.Invoice) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Invoice]{
		{name: "ref_code", form: text, at: func(r *record.Invoice) any { return &r.ShipperCode }},
		{name: "name", form: text, at: func(r *record.Invoice) any { return &r.ShipperName }},
	},
}

var storageShape = shape[record.Invoice]{
	place:   record.InStorage,
	unknown: func(r *record.Invoice) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Invoice]{
		{name: "caf_id", form: whole, at: func(r *record.Invoice) any { return &r.StorageID }},
	},
}

var itemShape = shape[record.Item]{
	unknown: func(r *record.Item) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Item]{
		{name: "amount", form: decimal, at: func(r *record.Item) any { return &r.Amount }},
		{name: "package_code", form: text, at: func(r *record.Item) any { return &r.PackageCode }},
		{name: "product_code", form: text, at: func(r *record.Item) any { return &r.ProductCode }},
		{name: "price", form: decimal, at: func(r *record.Item) any { return &r.Price }},
		{name: "caf_tax_id", form: whole, at: func(r *record.Item) any { return &r.TaxID }},
		{name: "price_with_tax", form: decimal, at: func(r *record.Item) any { return &r.PriceWithTax }},
		{name: "cost", form: decimal, at: func(r *record.Item) any { return &r.Cost }},
		{name: "cost_with_tax", form: decimal, at: func(r *record.Item) any { return &r.CostWithTax }},
	},
}

// categoryShape: «Родительская категория для этой категории (может быть null)»: null, but not missing.
var categoryShape = shape[record.Category]{
	unknown: func(r *record.Category) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Category]{
		{name: "ref_code", form: text, at: func(r *record.Category) any { return &r.RefCode }},
		{name: "name", form: text, at: func(r *record.Category) any { return &r.Name }},
		{name: "parent", form: nullable, at: func(r *record.Category) any { return &r.Parent }},
	},
}

var workspaceShape = shape[record.Workspace]{
	unknown: func(r *record.Workspace) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Workspace]{
		{name: "ref_code", form: text, at: func(r *record.Workspace) any { return &r.RefCode }},
		{name: "name", form: text, at: func(r *record.Workspace) any { return &r.Name }},
	},
}

// packageShape: a package pcs, kg or l needs only its ref_code, any other also name and measure.
//
// QUIRK: the table requires name and measure, its own example leaves them out where the package is a measure itself. value is in no table, only in the example.
var packageShape = shape[record.Package]{
	unknown: func(r *record.Package) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Package]{
		{name: "ref_code", form: text, at: func(r *record.Package) any { return &r.RefCode }},
		{name: "name", form: text, optional: true, at: func(r *record.Package) any { return &r.Name }},
		{name: "measure", form: text, optional: true, at: func(r *record.Package) any { return &r.Measure }},
		{name: "value", form: decimal, optional: true, at: func(r *record.Package) any { return &r.Value }},
	},
	lacks: func(r *record.Package) string {
		switch {
		case string(r.RefCode) == "pcs" || string(r.RefCode) == "kg" || string(r.RefCode) == "l":
		case r.Name == nil:
			return "name"
		case r.Measure == nil:
			return "measure"
		}
		return ""
	},
}

var productShape = shape[record.InvoiceProduct]{
	unknown: func(r *record.InvoiceProduct) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.InvoiceProduct]{
		{name: "ref_code", form: text, at: func(r *record.InvoiceProduct) any { return &r.RefCode }},
		{name: "type", form: text, at: func(r *record.InvoiceProduct) any { return &r.Type }},
		{name: "cancellation_type", form: whole, at: func(r *record.InvoiceProduct) any { return &r.CancellationType }},
		{name: "for_sale", form: truth, at: func(r *record.InvoiceProduct) any { return &r.ForSale }},
		{name: "name", form: text, at: func(r *record.InvoiceProduct) any { return &r.Name }},
		{name: "measure", form: text, at: func(r *record.InvoiceProduct) any { return &r.Measure }},
		{name: "barcode", form: text, optional: true, at: func(r *record.InvoiceProduct) any { return &r.Barcode }},
		{name: "country", form: text, optional: true, at: func(r *record.InvoiceProduct) any { return &r.Country }},
		{name: "weight_in_gram", form: whole, at: func(r *record.InvoiceProduct) any { return &r.WeightInGram }},
		{name: "caf_tax_id", form: whole, at: func(r *record.InvoiceProduct) any { return &r.TaxID }},
		{name: "category_ref_code", form: text, at: func(r *record.InvoiceProduct) any { return &r.CategoryCode }},
		{name: "use_discounts", form: truth, at: func(r *record.InvoiceProduct) any { return &r.UseDiscounts }},
		{name: "workspace_ref_code", form: text, at: func(r *record.InvoiceProduct) any { return &r.WorkspaceCode }},
		{name: "prices", form: prices, at: func(r *record.InvoiceProduct) any { return &r.Prices }},
	},
}

var priceShape = shape[record.ShopPrice]{
	first:   priceField + 1,
	unknown: func(r *record.ShopPrice) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.ShopPrice]{
		{name: "caf_shop_id", form: whole, at: func(r *record.ShopPrice) any { return &r.ShopID }},
		{name: "caf_storage_id", form: whole, at: func(r *record.ShopPrice) any { return &r.StorageID }},
		{name: "price", form: decimal, at: func(r *record.ShopPrice) any { return &r.Price }},
	},
}
