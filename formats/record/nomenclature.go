package record

// Catalogue is the head of a nomenclature: ProductsGroups.
type Catalogue struct {
	Origin
	Date []byte // as it stood, validated: dd.mm.yyyy and the other forms of [ParseDate]
}

// Group is a product group without its products: ProductGroup.
type Group struct {
	Origin
	Code, Name, ParentCode []byte
	Unknown                []Unknown
}

// GroupTail carries the unknown elements that stood in a group's Products or behind them.
type GroupTail struct {
	Origin
	Unknown []Unknown // Place: InProducts, or Here for those behind
}

// Product is a row of a catalogue: a code with its price of one price type.
type Product struct {
	Origin
	Barcode, Code, Name, ParentCode, UnitCode, UnitName []byte
	Price                                               Number
	Comment, PriceType                                  []byte
	Unknown                                             []Unknown
}

// Kind implements [Record].
func (*Catalogue) Kind() Kind { return KindCatalogue }

// Kind implements [Record].
func (*Group) Kind() Kind { return KindGroup }

// Kind implements [Record].
func (*GroupTail) Kind() Kind { return KindGroupTail }

// Kind implements [Record].
func (*Product) Kind() Kind { return KindProduct }
