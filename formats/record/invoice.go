package record

// Invoice is the head of an incoming invoice; its parts are records of their own.
type Invoice struct {
	Origin
	Number, Date []byte // Date: yyyy-mm-dd hh:mm, UTC
	Sum          Number
	Comment      []byte
	ShipperCode  []byte    // shipper.ref_code
	ShipperName  []byte    // shipper.name
	StorageID    Number    // storage.caf_id
	Unknown      []Unknown // Here, InShipper, InStorage
}

// Item is one item of an invoice. Amount is in the unit of PackageCode.
type Item struct {
	Origin
	Amount                   Number
	PackageCode, ProductCode []byte
	Price, TaxID             Number
	PriceWithTax             Number
	Cost, CostWithTax        Number
	Unknown                  []Unknown
}

// Category is a category of products. A nil Parent is null.
type Category struct {
	Origin
	RefCode, Name, Parent []byte
	Unknown               []Unknown
}

// Workspace is a workshop or department.
type Workspace struct {
	Origin
	RefCode, Name []byte
	Unknown       []Unknown
}

// Package is a packing unit: pcs, kg, l, or one with a measure and a value in it.
type Package struct {
	Origin
	RefCode, Name, Measure []byte
	Value                  Number
	Unknown                []Unknown
}

// InvoiceProduct is a product of an invoice's own catalogue.
type InvoiceProduct struct {
	Origin
	RefCode, Type    []byte
	CancellationType Number
	ForSale          Bool
	Name, Measure    []byte
	Barcode, Country []byte // optional
	WeightInGram     Number
	TaxID            Number
	CategoryCode     []byte // category_ref_code
	UseDiscounts     Bool
	WorkspaceCode    []byte // workspace_ref_code
	Unknown          []Unknown
	Prices           []ShopPrice
}

// ShopPrice is the price of a product in one shop, sold from one storage.
type ShopPrice struct {
	ShopID, StorageID, Price Number
	Unknown                  []Unknown
}

// Bool is a truth value that may be missing.
type Bool uint8

// The values of a Bool.
const (
	BoolMissing Bool = iota
	False
	True
)

// BoolOf returns the Bool of b.
func BoolOf(b bool) Bool {
	if b {
		return True
	}
	return False
}

// Kind implements [Record].
func (*Invoice) Kind() Kind { return KindInvoice }

// Kind implements [Record].
func (*Item) Kind() Kind { return KindItem }

// Kind implements [Record].
func (*Category) Kind() Kind { return KindCategory }

// Kind implements [Record].
func (*Workspace) Kind() Kind { return KindWorkspace }

// Kind implements [Record].
func (*Package) Kind() Kind { return KindPackage }

// Kind implements [Record].
func (*InvoiceProduct) Kind() Kind { return KindInvoiceProduct }
