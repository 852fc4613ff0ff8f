package record

import "slices"

// A Field is a named field of the records of a kind of document. Formats say in [Format].Carries, and mappings of
// what they read, which fields have a home; the report of losses counts the others.
type Field struct {
	// Name is the lexicon's word for the record, a dot, and the source's own name of the field: product.Barcode,
	// line.Discount, invoice.shipper.ref_code. What has no field of its own is product.unknown, receipt.unknown and so on.
	Name string
	// Kind is the kind of record that the field stands in: a line's is KindReceipt, a price's KindInvoiceProduct.
	Kind Kind
	// Set reports whether r, a record of Kind, has the field with something in it: present and not empty. Of lines and prices, whether any has.
	Set func(r Record) bool
	// Clear makes the field of r, a record of Kind, missing; of lines and prices, in each.
	Clear func(r Record)
}

// Fields lists the fields of a kind of document, in the order of its records and then of their struct's fields.
func Fields(k DocKind) []Field {
	var list []Field
	for kind := KindCatalogue; kind <= KindInvoiceProduct; kind++ {
		if kind.Doc() == k {
			list = appendFields(list, kind)
		}
	}
	return list
}

// FieldNames lists the names of [Fields]: what a lossless format carries.
func FieldNames(k DocKind) []string {
	var names []string
	for _, f := range Fields(k) {
		names = append(names, f.Name)
	}
	return names
}

func appendFields(list []Field, kind Kind) []Field {
	for _, s := range table[kind] {
		switch s.at(blank(kind)).(type) {
		case *[]Line:
			list = appendInner(list, kind, lineSlots, func(r Record) []Line { return *s.at(r).(*[]Line) })
		case *[]ShopPrice:
			list = appendInner(list, kind, priceSlots, func(r Record) []ShopPrice { return *s.at(r).(*[]ShopPrice) })
		default:
			list = append(list, Field{
				Name: s.name, Kind: kind,
				Set:   func(r Record) bool { return isSet(s.at(r)) },
				Clear: func(r Record) { clearField(s.at(r)) },
			})
		}
	}
	return list
}

// appendInner appends the fields of the lines or prices that elements gives.
func appendInner[T any](list []Field, kind Kind, inner []slot, elements func(Record) []T) []Field {
	for _, s := range inner {
		list = append(list, Field{
			Name: s.name, Kind: kind,
			Set: func(r Record) bool {
				of := elements(r)
				for i := range of {
					if isSet(s.at(&of[i])) {
						return true
					}
				}
				return false
			},
			Clear: func(r Record) {
				of := elements(r)
				for i := range of {
					clearField(s.at(&of[i]))
				}
			},
		})
	}
	return list
}

func clearField(field any) {
	switch p := field.(type) {
	case *[]byte:
		*p = nil
	case *Number:
		*p = Number{}
	case *Bool:
		*p = BoolMissing
	case *[]Unknown:
		*p = nil
	}
}

func isSet(field any) bool {
	switch p := field.(type) {
	case *[]byte:
		return len(*p) > 0
	case *Number:
		return p.IsSet()
	case *Bool:
		return *p != BoolMissing
	case *[]Unknown:
		return len(*p) > 0
	}
	return false
}

// A slot is a field of a struct: its name, and a pointer to it in an owner, which is a pointer to a record, to a Line
// or to a ShopPrice. The pointer is a *[]byte, *Number, *Bool, *[]Unknown, *[]Line or *[]ShopPrice. All that has to go over
// every field of a record, whatever its kind, goes over these tables.
type slot struct {
	name string
	at   func(owner any) any
}

// blank returns a new record of the kind, nil where there is no such kind.
func blank(k Kind) Record {
	switch k {
	case KindCatalogue:
		return new(Catalogue)
	case KindGroup:
		return new(Group)
	case KindProduct:
		return new(Product)
	case KindGroupTail:
		return new(GroupTail)
	case KindReceipt:
		return new(Receipt)
	case KindInvoice:
		return new(Invoice)
	case KindItem:
		return new(Item)
	case KindCategory:
		return new(Category)
	case KindWorkspace:
		return new(Workspace)
	case KindPackage:
		return new(Package)
	case KindInvoiceProduct:
		return new(InvoiceProduct)
	}
	return nil
}

var table = [...][]slot{
	KindCatalogue: {
		{"catalogue.Date", func(r any) any { return &r.(*Catalogue).Date }},
	},
	KindGroup: {
		{"group.Code", func(r any) any { return &r.(*Group).Code }},
		{"group.Name", func(r any) any { return &r.(*Group).Name }},
		{"group.ParentCode", func(r any) any { return &r.(*Group).ParentCode }},
		{"group.unknown", func(r any) any { return &r.(*Group).Unknown }},
	},
	KindProduct: {
		{"product.Barcode", func(r any) any { return &r.(*Product).Barcode }},
		{"product.Code", func(r any) any { return &r.(*Product).Code }},
		{"product.Name", func(r any) any { return &r.(*Product).Name }},
		{"product.ParentCode", func(r any) any { return &r.(*Product).ParentCode }},
		{"product.UnitCode", func(r any) any { return &r.(*Product).UnitCode }},
		{"product.UnitName", func(r any) any { return &r.(*Product).UnitName }},
		{"product.Price", func(r any) any { return &r.(*Product).Price }},
		{"product.Comment", func(r any) any { return &r.(*Product).Comment }},
		{"product.PriceType", func(r any) any { return &r.(*Product).PriceType }},
		{"product.unknown", func(r any) any { return &r.(*Product).Unknown }},
	},
	KindGroupTail: {
		{"group_tail.unknown", func(r any) any { return &r.(*GroupTail).Unknown }},
	},
	KindReceipt: {
		{"receipt.Date", func(r any) any { return &r.(*Receipt).Date }},
		{"receipt.OrganizationCode", func(r any) any { return &r.(*Receipt).OrganizationCode }},
		{"receipt.CashBoxCode", func(r any) any { return &r.(*Receipt).CashBoxCode }},
		{"receipt.CashBoxName", func(r any) any { return &r.(*Receipt).CashBoxName }},
		{"receipt.StoreCode", func(r any) any { return &r.(*Receipt).StoreCode }},
		{"receipt.StoreName", func(r any) any { return &r.(*Receipt).StoreName }},
		{"receipt.DocSum", func(r any) any { return &r.(*Receipt).DocSum }},
		{"receipt.DocSumWithDiscount", func(r any) any { return &r.(*Receipt).DocSumWithDiscount }},
		{"receipt.DocNum", func(r any) any { return &r.(*Receipt).DocNum }},
		{"receipt.PayCard", func(r any) any { return &r.(*Receipt).PayCard }},
		{"receipt.PayCash", func(r any) any { return &r.(*Receipt).PayCash }},
		{"receipt.unknown", func(r any) any { return &r.(*Receipt).Unknown }},
		{"receipt.lines", func(r any) any { return &r.(*Receipt).Lines }},
	},
	KindInvoice: {
		{"invoice.number", func(r any) any { return &r.(*Invoice).Number }},
		{"invoice.date", func(r any) any { return &r.(*Invoice).Date }},
		{"invoice.sum", func(r any) any { return &r.(*Invoice).Sum }},
		{"invoice.comment", func(r any) any { return &r.(*Invoice).Comment }},
		{"invoice.shipper.ref_code", func(r any) any { return &r.(*Invoice).ShipperCode }},
		{"invoice.shipper.name", func(r any) any { return &r.(*Invoice).ShipperName }},
		{"invoice.storage.caf_id", func(r any) any { return &r.(*Invoice).StorageID }},
		{"invoice.unknown", func(r any) any { return &r.(*Invoice).Unknown }},
	},
	KindItem: {
		{"item.amount", func(r any) any { return &r.(*Item).Amount }},
		{"item.package_code", func(r any) any { return &r.(*Item).PackageCode }},
		{"item.product_code", func(r any) any { return &r.(*Item).ProductCode }},
		{"item.price", func(r any) any { return &r.(*Item).Price }},
		{"item.caf_tax_id", func(r any) any { return &r.(*Item).TaxID }},
		{"item.price_with_tax", func(r any) any { return &r.(*Item).PriceWithTax }},
		{"item.cost", func(r any) any { return &r.(*Item).Cost }},
		{"item.cost_with_tax", func(r any) any { return &r.(*Item).CostWithTax }},
		{"item.unknown", func(r any) any { return &r.(*Item).Unknown }},
	},
	KindCategory: {
		{"category.ref_code", func(r any) any { return &r.(*Category).RefCode }},
		{"category.name", func(r any) any { return &r.(*Category).Name }},
		{"category.parent", func(r any) any { return &r.(*Category).Parent }},
		{"category.unknown", func(r any) any { return &r.(*Category).Unknown }},
	},
	KindWorkspace: {
		{"workspace.ref_code", func(r any) any { return &r.(*Workspace).RefCode }},
		{"workspace.name", func(r any) any { return &r.(*Workspace).Name }},
		{"workspace.unknown", func(r any) any { return &r.(*Workspace).Unknown }},
	},
	KindPackage: {
		{"package.ref_code", func(r any) any { return &r.(*Package).RefCode }},
		{"package.name", func(r any) any { return &r.(*Package).Name }},
		{"package.measure", func(r any) any { return &r.(*Package).Measure }},
		{"package.value", func(r any) any { return &r.(*Package).Value }},
		{"package.unknown", func(r any) any { return &r.(*Package).Unknown }},
	},
	KindInvoiceProduct: {
		{"product.ref_code", func(r any) any { return &r.(*InvoiceProduct).RefCode }},
		{"product.type", func(r any) any { return &r.(*InvoiceProduct).Type }},
		{"product.cancellation_type", func(r any) any { return &r.(*InvoiceProduct).CancellationType }},
		{"product.for_sale", func(r any) any { return &r.(*InvoiceProduct).ForSale }},
		{"product.name", func(r any) any { return &r.(*InvoiceProduct).Name }},
		{"product.measure", func(r any) any { return &r.(*InvoiceProduct).Measure }},
		{"product.barcode", func(r any) any { return &r.(*InvoiceProduct).Barcode }},
		{"product.country", func(r any) any { return &r.(*InvoiceProduct).Country }},
		{"product.weight_in_gram", func(r any) any { return &r.(*InvoiceProduct).WeightInGram }},
		{"product.caf_tax_id", func(r any) any { return &r.(*InvoiceProduct).TaxID }},
		{"product.category_ref_code", func(r any) any { return &r.(*InvoiceProduct).CategoryCode }},
		{"product.use_discounts", func(r any) any { return &r.(*InvoiceProduct).UseDiscounts }},
		{"product.workspace_ref_code", func(r any) any { return &r.(*InvoiceProduct).WorkspaceCode }},
		{"product.unknown", func(r any) any { return &r.(*InvoiceProduct).Unknown }},
		{"product.prices", func(r any) any { return &r.(*InvoiceProduct).Prices }},
	},
}

var lineSlots = []slot{
	{"line.ProductCode", func(l any) any { return &l.(*Line).ProductCode }},
	{"line.ProductName", func(l any) any { return &l.(*Line).ProductName }},
	{"line.UnitCode", func(l any) any { return &l.(*Line).UnitCode }},
	{"line.Price", func(l any) any { return &l.(*Line).Price }},
	{"line.Discount", func(l any) any { return &l.(*Line).Discount }},
	{"line.Quantity", func(l any) any { return &l.(*Line).Quantity }},
	{"line.Sum", func(l any) any { return &l.(*Line).Sum }},
	{"line.SumWithDiscount", func(l any) any { return &l.(*Line).SumWithDiscount }},
	{"line.unknown", func(l any) any { return &l.(*Line).Unknown }},
}

var priceSlots = []slot{
	{"price.caf_shop_id", func(p any) any { return &p.(*ShopPrice).ShopID }},
	{"price.caf_storage_id", func(p any) any { return &p.(*ShopPrice).StorageID }},
	{"price.price", func(p any) any { return &p.(*ShopPrice).Price }},
	{"price.unknown", func(p any) any { return &p.(*ShopPrice).Unknown }},
}

func slotsOf(k Kind) []slot {
	if int(k) < len(table) {
		return table[k]
	}
	return nil
}

// CarriesAllBut lists the fields of a kind of document without those named: what a format with gaps carries.
func CarriesAllBut(k DocKind, lost ...string) []string {
	return slices.DeleteFunc(FieldNames(k), func(name string) bool { return slices.Contains(lost, name) })
}
