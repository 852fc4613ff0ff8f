package table

import (
	"bytes"
	"slices"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A form is how a field of an invoice stands in its cell.
type form uint8

const (
	formText     form = iota
	formDate          // a text that is a date
	formNullable      // a text; an empty cell is null
	formDecimal       // a number
	formWhole         // a number without decimals
	formTruth         // true or false
)

// A field is a column of invoice-csv and where its cell goes in a record.
type field[R any] struct {
	column   int
	key      string // its JSON key, within its object
	place    record.Place
	form     form
	optional bool         // an empty cell is a missing key, where else it is an empty text
	at       func(*R) any // a *[]byte, *record.Number or *record.Bool
}

// A shape is what the rows of one kind hold, in the order of the columns.
type shape[R any] struct {
	word    string // what stands in the column Record
	fields  []field[R]
	taken   []string // JSON keys of the object that are no columns
	unknown func(*R) *[]record.Unknown
	// lacks names a column that is empty in this record, though it may be in others; -1: there is none such.
	lacks func(*R) int
	own   []bool // by column, whether it is one of these rows
}

func newShape[R any](s shape[R]) *shape[R] {
	s.own = make([]bool, len(invoiceColumns))
	s.own[invRecord], s.own[invExtra] = true, true
	for _, f := range s.fields {
		s.own[f.column] = true
	}
	return &s
}

var invoiceShape = newShape(shape[record.Invoice]{
	word: "invoice", taken: []string{"shipper", "storage", "items", "categories", "workspaces", "packages", "products"},
	unknown: func(r *record.Invoice) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Invoice]{
		{column: invNumber, key: "number", at: func(r *record.Invoice) any { return &r.Number }},
		{column: invDate, key: "date", form: formDate, at: func(r *record.Invoice) any { return &r.Date }},
		{column: invSum, key: "sum", form: formDecimal, at: func(r *record.Invoice) any { return &r.Sum }},
		{column: invComment, key: "comment", at: func(r *record.Invoice) any { return &r.Comment }},
		{column: invShipperRefCode, key: "ref_code", place: record.InShipper, at: func(r *record.Invoice) any { return &r.ShipperCode }},
		{column: invShipperName, key: "name", place: record.InShipper, at: func(r *record.Invoice) any { return &r.ShipperName }},
		{column: invStorageCafID, key: "caf_id", place: record.InStorage, form: formWhole, at: func(r *record.Invoice) any { return &r.StorageID }},
	},
})

var itemShape = newShape(shape[record.Item]{
	word:    "item",
	unknown: func(r *record.Item) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Item]{
		{column: invAmount, key: "amount", form: formDecimal, at: func(r *record.Item) any { return &r.Amount }},
		{column: invPackageCode, key: "package_code", at: func(r *record.Item) any { return &r.PackageCode }},
		{column: invProductCode, key: "product_code", at: func(r *record.Item) any { return &r.ProductCode }},
		{column: invPrice, key: "price", form: formDecimal, at: func(r *record.Item) any { return &r.Price }},
		{column: invCafTaxID, key: "caf_tax_id", form: formWhole, at: func(r *record.Item) any { return &r.TaxID }},
		{column: invPriceWithTax, key: "price_with_tax", form: formDecimal, at: func(r *record.Item) any { return &r.PriceWithTax }},
		{column: invCost, key: "cost", form: formDecimal, at: func(r *record.Item) any { return &r.Cost }},
		{column: invCostWithTax, key: "cost_with_tax", form: formDecimal, at: func(r *record.Item) any { return &r.CostWithTax }},
	},
})

var categoryShape = newShape(shape[record.Category]{
	word:    "category",
	unknown: func(r *record.Category) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Category]{
		{column: invRefCode, key: "ref_code", at: func(r *record.Category) any { return &r.RefCode }},
		{column: invName, key: "name", at: func(r *record.Category) any { return &r.Name }},
		{column: invParent, key: "parent", form: formNullable, at: func(r *record.Category) any { return &r.Parent }},
	},
})

var workspaceShape = newShape(shape[record.Workspace]{
	word:    "workspace",
	unknown: func(r *record.Workspace) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Workspace]{
		{column: invRefCode, key: "ref_code", at: func(r *record.Workspace) any { return &r.RefCode }},
		{column: invName, key: "name", at: func(r *record.Workspace) any { return &r.Name }},
	},
})

// packageShape: "a package pcs, kg or l needs only its ref_code, any other also name and measure, value is optional".
var packageShape = newShape(shape[record.Package]{
	word:    "package",
	unknown: func(r *record.Package) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.Package]{
		{column: invRefCode, key: "ref_code", at: func(r *record.Package) any { return &r.RefCode }},
		{column: invName, key: "name", optional: true, at: func(r *record.Package) any { return &r.Name }},
		{column: invMeasure, key: "measure", optional: true, at: func(r *record.Package) any { return &r.Measure }},
		{column: invValue, key: "value", form: formDecimal, optional: true, at: func(r *record.Package) any { return &r.Value }},
	},
	lacks: func(r *record.Package) int {
		switch {
		case string(r.RefCode) == "pcs" || string(r.RefCode) == "kg" || string(r.RefCode) == "l":
		case r.Name == nil:
			return invName
		case r.Measure == nil:
			return invMeasure
		}
		return -1
	},
})

var productShape = newShape(shape[record.InvoiceProduct]{
	word: "product", taken: []string{"prices"},
	unknown: func(r *record.InvoiceProduct) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.InvoiceProduct]{
		{column: invCafTaxID, key: "caf_tax_id", form: formWhole, at: func(r *record.InvoiceProduct) any { return &r.TaxID }},
		{column: invRefCode, key: "ref_code", at: func(r *record.InvoiceProduct) any { return &r.RefCode }},
		{column: invName, key: "name", at: func(r *record.InvoiceProduct) any { return &r.Name }},
		{column: invMeasure, key: "measure", at: func(r *record.InvoiceProduct) any { return &r.Measure }},
		{column: invType, key: "type", at: func(r *record.InvoiceProduct) any { return &r.Type }},
		{column: invCancellationType, key: "cancellation_type", form: formWhole, at: func(r *record.InvoiceProduct) any { return &r.CancellationType }},
		{column: invForSale, key: "for_sale", form: formTruth, at: func(r *record.InvoiceProduct) any { return &r.ForSale }},
		{column: invBarcode, key: "barcode", optional: true, at: func(r *record.InvoiceProduct) any { return &r.Barcode }},
		{column: invCountry, key: "country", optional: true, at: func(r *record.InvoiceProduct) any { return &r.Country }},
		{column: invWeightInGram, key: "weight_in_gram", form: formWhole, at: func(r *record.InvoiceProduct) any { return &r.WeightInGram }},
		{column: invCategoryRefCode, key: "category_ref_code", at: func(r *record.InvoiceProduct) any { return &r.CategoryCode }},
		{column: invUseDiscounts, key: "use_discounts", form: formTruth, at: func(r *record.InvoiceProduct) any { return &r.UseDiscounts }},
		{column: invWorkspaceRefCode, key: "workspace_ref_code", at: func(r *record.InvoiceProduct) any { return &r.WorkspaceCode }},
	},
})

var priceShape = newShape(shape[record.ShopPrice]{
	word:    "price",
	unknown: func(r *record.ShopPrice) *[]record.Unknown { return &r.Unknown },
	fields: []field[record.ShopPrice]{
		{column: invPrice, key: "price", form: formDecimal, at: func(r *record.ShopPrice) any { return &r.Price }},
		{column: invCafShopID, key: "caf_shop_id", form: formWhole, at: func(r *record.ShopPrice) any { return &r.ShopID }},
		{column: invCafStorageID, key: "caf_storage_id", form: formWhole, at: func(r *record.ShopPrice) any { return &r.StorageID }},
	},
})

// A rowKind is what stands in the column Record.
type rowKind uint8

// The kinds of row, in their order.
const (
	rowUnknown rowKind = iota
	rowInvoice
	rowItem
	rowCategory
	rowWorkspace
	rowPackage
	rowProduct
	rowPrice
)

var rowWords = [...]string{rowInvoice: invoiceShape.word, rowItem: itemShape.word, rowCategory: categoryShape.word,
	rowWorkspace: workspaceShape.word, rowPackage: packageShape.word, rowProduct: productShape.word, rowPrice: priceShape.word}

// rowKindOf returns the kind that a word of the column Record names.
func rowKindOf(word []byte) rowKind {
	for k := rowInvoice; k <= rowPrice; k++ {
		if string(word) == rowWords[k] {
			return k
		}
	}
	return rowUnknown
}

// The places of an invoice that are objects in it.
var placeNames = [...]string{record.InShipper: "shipper", record.InStorage: "storage"}

// lack returns the column of the first field that rec must not lack, or that is not whole, and what is wrong with it; -1 where nothing is.
func (s *shape[R]) lack(rec *R) (column int, why *record.Fault) {
	for i := range s.fields {
		f := &s.fields[i]
		missing := false
		switch p := f.at(rec).(type) {
		case *[]byte:
			missing = *p == nil && f.form != formNullable
		case *record.Number:
			missing = !p.IsSet()
			if _, ok := p.Int64(); p.IsSet() && f.form == formWhole && (!ok || p.Scale() != 0) {
				return f.column, NotWhole.Fault(p.String())
			}
		case *record.Bool:
			missing = *p == record.BoolMissing
		}
		if missing && !f.optional {
			return f.column, record.FieldMissing.Fault(invoiceColumns[f.column].name)
		}
	}
	if s.lacks != nil {
		if c := s.lacks(rec); c >= 0 {
			return c, record.FieldMissing.Fault(invoiceColumns[c].name)
		}
	}
	return s.clash(rec)
}

// clash returns the fault of an unknown key that has the name of a known one, or is no key.
func (s *shape[R]) clash(rec *R) (column int, why *record.Fault) {
	for _, u := range *s.unknown(rec) {
		if u.Kind != record.Key {
			return invExtra, OutOfOrder.Fault(s.word, "an attribute or element is no JSON key")
		}
		known := u.Place == record.Here && slices.Contains(s.taken, string(u.Name))
		for i := range s.fields {
			known = known || s.fields[i].place == u.Place && s.fields[i].key == string(u.Name)
		}
		if known {
			return invExtra, NameTaken.Fault(record.Shorten(u.Name))
		}
	}
	return -1, nil
}

// read fills rec from the current row of t, and refuses what is wrong with it.
func (s *shape[R]) read(t *sheet, rec *R) *record.Error {
	unknown := s.unknown(rec)
	for i := range s.fields {
		if e := readField(t, &s.fields[i], rec); e != nil {
			return e
		}
	}
	if e := s.readForeign(t); e != nil {
		return e
	}
	for _, i := range t.head.unknown {
		if text := t.cell(i); len(text) > 0 {
			*unknown = append(*unknown, record.Unknown{Kind: record.Key, Name: t.head.texts[i], Value: jsonstream.AppendString(nil, text, nil)})
		}
	}
	if t.isFilled(invExtra) {
		if e := t.readExtra(s.places(rec)); e != nil {
			return e
		}
	}
	if len(*unknown) > 1 {
		slices.SortStableFunc(*unknown, func(a, b record.Unknown) int { return placeRank(a.Place) - placeRank(b.Place) })
	}
	return s.checkRead(t, rec)
}

// checkRead refuses a record that lacks something, or whose date is none.
func (s *shape[R]) checkRead(t *sheet, rec *R) *record.Error {
	if t.trusted {
		return nil
	}
	if c, why := s.lack(rec); why != nil {
		return t.refuse(c, t.value(c), why)
	}
	for i := range s.fields {
		f := &s.fields[i]
		if f.form != formDate {
			continue
		}
		if date := *f.at(rec).(*[]byte); !isDocumentedDate(date) {
			if _, err := record.CheckDate(date); err != nil {
				return t.refuse(f.column, date, err)
			}
		}
	}
	return nil
}

// placeRank returns where the keys of a place stand: those of nested objects come first.
func placeRank(p record.Place) int {
	if p == record.Here {
		return int(record.InStorage) + 1
	}
	return int(p)
}

func readField[R any](t *sheet, f *field[R], rec *R) (refusal *record.Error) {
	switch p := f.at(rec).(type) {
	case *[]byte:
		*p = t.value(f.column)
		if len(*p) == 0 && (f.optional || f.form == formNullable) {
			*p = nil
		}
		if f.form == formDate {
			t.readDate(f.column, p)
		}
	case *record.Number:
		*p, refusal = t.numberOf(f.column)
		if p.IsEmpty() {
			*p = record.Number{}
		}
	case *record.Bool:
		*p, refusal = t.truthOf(f.column)
	}
	return refusal
}

// readForeign refuses a cell in a column that rows of the shape do not have.
func (s *shape[R]) readForeign(t *sheet) *record.Error {
	if t.trusted {
		return nil
	}
	for c, own := range s.own {
		if !own && t.isFilled(c) {
			return t.refuse(c, t.value(c), CellForeign.Fault(record.Shorten(t.value(c)), s.word))
		}
	}
	return nil
}

// places says what Extra means in a row of the shape.
func (s *shape[R]) places(rec *R) *extraPlace {
	places := []extraPlace{{}, {name: placeNames[record.InShipper], place: record.InShipper}, {name: placeNames[record.InStorage], place: record.InStorage}}
	index := [...]int{record.Here: 0, record.InShipper: 1, record.InStorage: 2}
	inner := 1
	for i := range s.fields {
		f := &s.fields[i]
		e := extraField{name: f.key}
		switch p := f.at(rec).(type) {
		case *[]byte:
			e.text = p
		case *record.Number:
			e.number = p
		case *record.Bool:
			e.truth = p
		}
		e.said = f.form == formDate
		to := &places[index[f.place]]
		to.fields = append(to.fields, e)
		inner = max(inner, index[f.place]+1)
	}
	for i := range places {
		places[i].into = s.unknown(rec)
	}
	places[0].inner = places[1:inner]
	return &places[0]
}

// truthOf reads a truth value, as the program or Excel writes it.
func (t *sheet) truthOf(column int) (record.Bool, *record.Error) {
	text := t.value(column)
	switch s := bytes.TrimSpace(text); {
	case len(s) == 0:
		return record.BoolMissing, nil
	case bytes.EqualFold(s, []byte("true")), bytes.EqualFold(s, []byte("истина")):
		return record.True, nil
	case bytes.EqualFold(s, []byte("false")), bytes.EqualFold(s, []byte("ложь")):
		return record.False, nil
	}
	return record.BoolMissing, t.refuse(column, text, BoolMalformed.Fault(record.Shorten(text)))
}

// readDate brings a date that Excel has written its own way (13.06.2018 14:28) back to the documented form.
func (t *sheet) readDate(column int, date *[]byte) {
	if !isExcelDate(*date) {
		return
	}
	d, ok, err := record.ParseDate(*date)
	if !ok || err != nil || d.Time.Second() != 0 {
		return
	}
	start := len(t.text)
	t.text = d.Time.AppendFormat(t.text, "2006-01-02 15:04")
	written := t.text[start:len(t.text):len(t.text)]
	t.find(DateRewritten, column, record.Shorten(*date), string(written))
	*date = written
}

// isExcelDate reports whether text is of the form that readDate rewrites.
func isExcelDate(text []byte) bool {
	return len(text) >= len("13.06.2018") && text[2] == '.' && text[5] == '.'
}

// isDocumentedDate reports whether text is surely a date of the documented form, 2018-06-13 14:28. It leaves to ParseDate what needs a calendar.
func isDocumentedDate(text []byte) bool {
	const form = "2999-19-29 29:59" // the greatest digit of each place
	if len(text) != len(form) {
		return false
	}
	for i, c := range text {
		if d := form[i]; d >= '0' && d <= '9' && (c < '0' || c > d) || (d < '0' || d > '9') && c != d {
			return false
		}
	}
	month, day, hour := text[5:7], text[8:10], text[11:13]
	return string(text[:4]) > "0001" && string(month) >= "01" && string(month) <= "12" && string(day) >= "01" && string(day) <= "28" && string(hour) <= "23"
}
