package diff

import (
	"errors"
	"os"
	"slices"
	"strings"

	"obmen/convert"
	"obmen/formats/record"
)

// Options say what is compared, and how.
type Options struct {
	A, B           string      // file names, or - for Job.Stdin
	From, Encoding [2]string   // of A and B, as Job has them
	Job            convert.Job // how both are read: profile, limits, temporary folder; Run settles what belongs to a side
	Ordered        bool        // order counts: of records, of lines, of prices
	Exact          bool        // 1.50 is not 1.5, and missing is not empty even in a CSV
	Ignore         []string    // fields that are not compared: Price, product.Price, unknown, unknown.NAME
	Only           []string    // kinds of records that are compared: product, line, …; none: all
	Limit          int64       // most differences that are shown; all are counted. 0: no limit

	window int // for tests: entries of a window
}

// kindsByName are the words of --only. A product is one of either kind of document.
var kindsByName = []struct {
	name  string
	kinds []record.Kind
}{
	{"catalogue", []record.Kind{record.KindCatalogue}},
	{"group", []record.Kind{record.KindGroup, record.KindGroupTail}},
	{"product", []record.Kind{record.KindProduct, record.KindInvoiceProduct}},
	{"receipt", []record.Kind{record.KindReceipt}},
	{lineName, []record.Kind{record.KindReceipt}},
	{"invoice", []record.Kind{record.KindInvoice}},
	{"item", []record.Kind{record.KindItem}},
	{"category", []record.Kind{record.KindCategory}},
	{"workspace", []record.Kind{record.KindWorkspace}},
	{"package", []record.Kind{record.KindPackage}},
}

// What lines and prices are called, and the field of a product that says in which group it stands.
const (
	lineName   = "line"
	priceName  = "price"
	groupField = "product.GroupCode"
)

// KindNames lists the words of Options.Only.
func KindNames() []string {
	var names []string
	for _, k := range kindsByName {
		names = append(names, k.name)
	}
	return names
}

// namesOf lists the words of Options.Only that mean something in a kind of document.
func namesOf(doc record.DocKind) (names []string) {
	for _, k := range kindsByName {
		if slices.ContainsFunc(k.kinds, func(kind record.Kind) bool { return kind.Doc() == doc }) {
			names = append(names, k.name)
		}
	}
	return names
}

// checkOnly refuses kinds that this kind of document does not have: nothing would be compared, and found equal.
func (o *Options) checkOnly(doc record.DocKind) error {
	names := namesOf(doc)
	for _, name := range o.Only {
		if !slices.Contains(names, name) {
			return usage(kindElsewhere, o.A, name, doc.String(), strings.Join(names, ", "))
		}
	}
	return nil
}

// A keyField is a field that a record is found by. The first of a kind is its main one, which can't be ignored.
type keyField struct {
	name string
	of   func(record.Record) []byte
}

var keyFields = [record.KindInvoiceProduct + 1][]keyField{
	record.KindGroup: {{"group.Code", func(r record.Record) []byte { return r.(*record.Group).Code }}},
	record.KindProduct: {
		{"product.Code", func(r record.Record) []byte { return r.(*record.Product).Code }},
		{"product.PriceType", func(r record.Record) []byte { return r.(*record.Product).PriceType }},
	},
	record.KindReceipt: {
		{"receipt.DocNum", func(r record.Record) []byte { return r.(*record.Receipt).DocNum }},
		{"receipt.OrganizationCode", func(r record.Record) []byte { return r.(*record.Receipt).OrganizationCode }},
	},
	record.KindInvoice: {
		{"invoice.number", func(r record.Record) []byte { return r.(*record.Invoice).Number }},
		{"invoice.shipper.ref_code", func(r record.Record) []byte { return r.(*record.Invoice).ShipperCode }},
		{"invoice.storage.caf_id", func(r record.Record) []byte { return numberKey(r.(*record.Invoice).StorageID) }},
	},
	record.KindItem: {
		{"item.product_code", func(r record.Record) []byte { return r.(*record.Item).ProductCode }},
		{"item.package_code", func(r record.Record) []byte { return r.(*record.Item).PackageCode }},
	},
	record.KindCategory:       {{"category.ref_code", func(r record.Record) []byte { return r.(*record.Category).RefCode }}},
	record.KindWorkspace:      {{"workspace.ref_code", func(r record.Record) []byte { return r.(*record.Workspace).RefCode }}},
	record.KindPackage:        {{"package.ref_code", func(r record.Record) []byte { return r.(*record.Package).RefCode }}},
	record.KindInvoiceProduct: {{"product.ref_code", func(r record.Record) []byte { return r.(*record.InvoiceProduct).RefCode }}},
}

// numberKey is the text of a number that is the same for 7 and 7.0.
func numberKey(n record.Number) []byte {
	if !n.IsSet() {
		return nil
	}
	return n.Trim().AppendTo(nil)
}

func usage(m *record.Message, args ...any) error { return &record.UsageError{Err: m.Fault(args...)} }

// check refuses options that can't be meant, before anything is read.
func (o *Options) check() error {
	if o.A == "-" && o.B == "-" {
		return usage(stdinBoth)
	}
	if err := o.checkOutput(); err != nil {
		return err
	}
	if o.Limit < 0 {
		return usage(limitNegative, o.Limit)
	}
	for _, name := range o.Only {
		if !slices.Contains(KindNames(), name) {
			return usage(kindUnknown, name, strings.Join(KindNames(), ", "))
		}
	}
	for _, name := range o.Ignore {
		if err := checkIgnored(name); err != nil {
			return err
		}
	}
	var missing []error // of both sides: they are opened at the same time, and the first would hide the other
	for _, name := range []string{o.A, o.B} {
		if _, err := os.Stat(name); err != nil && name != "-" {
			missing = append(missing, err)
		}
	}
	return errors.Join(missing...)
}

// checkOutput refuses to write over what is read. A link is replaced, not followed: one that points to a side is another file.
func (o *Options) checkOutput() error {
	out, err := os.Lstat(o.Job.Output)
	if err != nil {
		return nil // there is none yet, or whoever makes it will say what is wrong
	}
	for _, name := range []string{o.A, o.B, o.Job.ProfileFile} {
		for _, stat := range []func(string) (os.FileInfo, error){os.Lstat, os.Stat} {
			if in, err := stat(name); err == nil && os.SameFile(in, out) {
				return usage(outputIsSide, o.Job.Output, name)
			}
		}
	}
	return nil
}

func checkIgnored(name string) error {
	if _, ok := unknownName(name); ok {
		return nil
	}
	known := false
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		for _, f := range fieldsOf(kind) {
			if !means(name, f) {
				continue
			}
			known = true
			if isMainKey(f) {
				return usage(fieldIsKey, f)
			}
		}
	}
	if !known {
		return usage(fieldUnknown, name)
	}
	return nil
}

// fieldsOf lists the names of all that is compared of a kind of document.
func fieldsOf(kind record.DocKind) []string {
	names := record.FieldNames(kind)
	if kind == record.Nomenclature {
		names = append(names, groupField)
	}
	return names
}

// means reports whether a word of --ignore means a field: its full name, or what stands behind the first dot, in small letters or not.
func means(word, field string) bool {
	_, short, _ := strings.Cut(field, ".")
	return strings.EqualFold(word, field) || strings.EqualFold(word, short)
}

// unknownName returns NAME of unknown.NAME and of product.unknown.NAME.
func unknownName(word string) (name string, ok bool) {
	before, name, ok := strings.Cut(word, "unknown.")
	return name, ok && name != "" && (before == "" || strings.HasSuffix(before, "."))
}

func isMainKey(field string) bool {
	for _, fields := range keyFields {
		if len(fields) > 0 && fields[0].name == field {
			return true
		}
	}
	return false
}
