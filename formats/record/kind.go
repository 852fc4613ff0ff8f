package record

// DocKind says which of the three kinds a document is.
type DocKind uint8

// The kinds of document.
const (
	Nomenclature DocKind = iota + 1
	Receipts
	Invoices
)

// String returns the name that flags, messages and formats use.
func (k DocKind) String() string {
	switch k {
	case Nomenclature:
		return "nomenclature"
	case Receipts:
		return "receipts"
	case Invoices:
		return "invoice"
	}
	return "unknown"
}

// Kind says what a record is.
type Kind uint8

// The kinds of record, in the order in which they stand in their documents.
const (
	KindCatalogue Kind = iota + 1
	KindGroup
	KindProduct
	KindGroupTail
	KindReceipt
	KindInvoice
	KindItem
	KindCategory
	KindWorkspace
	KindPackage
	KindInvoiceProduct
)

var kindNames = [...]string{
	KindCatalogue: "catalogue", KindGroup: "group", KindProduct: "product", KindGroupTail: "group tail",
	KindReceipt: "receipt", KindInvoice: "invoice", KindItem: "item", KindCategory: "category",
	KindWorkspace: "workspace", KindPackage: "package", KindInvoiceProduct: "invoice product",
}

var kindNamesRu = [len(kindNames)]string{
	KindCatalogue: "каталог", KindGroup: "группа", KindProduct: "товар", KindGroupTail: "конец группы",
	KindReceipt: "чек", KindInvoice: "накладная", KindItem: "позиция", KindCategory: "категория",
	KindWorkspace: "цех", KindPackage: "фасовка", KindInvoiceProduct: "товар накладной",
}

// String returns the lexicon's word for the kind.
func (k Kind) String() string { return k.In(English) }

// In returns the word for the kind in a language.
func (k Kind) In(l Language) string {
	names, other := &kindNames, "record"
	if l == Russian {
		names, other = &kindNamesRu, "запись"
	}
	if int(k) < len(names) && names[k] != "" {
		return names[k]
	}
	return other
}

// Doc returns the kind of document that records of kind k stand in.
func (k Kind) Doc() DocKind {
	switch {
	case k >= KindInvoice:
		return Invoices
	case k == KindReceipt:
		return Receipts
	}
	return Nomenclature
}

// A Record is the smallest piece of a document that can be accepted or refused on its own:
// *Catalogue, *Group, *Product, *GroupTail, *Receipt (with its lines), *Invoice (its head),
// *Item, *Category, *Workspace, *Package, *InvoiceProduct.
type Record interface {
	Kind() Kind
	// At returns where the record begins in its source. It is reckoned when asked for,
	// and only until the Reader's next Read.
	At() Pos
}
