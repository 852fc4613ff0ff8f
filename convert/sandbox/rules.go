package sandbox

import "fmt"

// A want is what a value must be.
type want uint8

const (
	text    want = iota // a string that is not empty
	anyText             // a string
	orNull              // a string that is not empty, or null
	moneyed             // a number; the table calls it int, its own examples have decimals
	whole               // a number without decimals
	truth               // true or false
	object              // an object, with rules of its own
	list                // an array of objects, with rules of their own
	loose               // whatever it is: the table does not name it, but the example has it
)

// A field is a row of the document's table.
type field struct {
	name     string
	want     want
	optional bool
	least    int64    // of a whole number
	among    []string // the values that it may have; nil: any
	defines  shelf    // whose ref_code it is
	refers   shelf    // to whose ref_code
	from     place    // where it refers from
	in       *rules   // of an object, or of each object of a list
}

// rules are what an object must have.
type rules struct {
	id     int // of the checker's row of values
	fields []field
	done   func(*checker, []value) error // behind the last field; nil: nothing is to be done
}

// A shelf is a kind of what is found by its ref_code.
type shelf uint8

const (
	noShelf shelf = iota
	products
	categories
	workspaces
	packages
	shippers
	shelves
)

// String is the key of the document's section.
func (s shelf) String() string {
	return [...]string{"", "products", "categories", "workspaces", "packages", "shippers"}[s]
}

// A place is where a ref_code is referred to.
type place uint8

const (
	inPackage place = iota
	inProduct
	inParent
	inCategory
	inWorkspace
)

// path is the place in the nth part of its section.
func (p place) path(n uint32) string {
	form := [...]string{inPackage: "items[%d].package_code", inProduct: "items[%d].product_code", inParent: "categories[%d].parent",
		inCategory: "products[%d].category_ref_code", inWorkspace: "products[%d].workspace_ref_code"}[p]
	return fmt.Sprintf(form, n)
}

const ruleCount = 9

// measures are «pcs - шт, kg - кг, l - л».
func measures() []string { return []string{"pcs", "kg", "l"} }

// invoiceRules is the table of «Создание входящей накладной», in its order.
func invoiceRules() *rules {
	return &rules{id: 0, done: (*checker).head, fields: []field{
		{name: "number", want: text},
		{name: "date", want: text},
		{name: "sum", want: moneyed},
		{name: "comment", want: anyText},
		{name: "shipper", want: object, in: &rules{id: 1, done: (*checker).shipper, fields: []field{
			{name: "ref_code", want: text, defines: shippers},
			{name: "name", want: text},
		}}},
		{name: "storage", want: object, in: &rules{id: 2, done: (*checker).storage, fields: []field{
			{name: "caf_id", want: whole, least: 1},
		}}},
		{name: "items", want: list, in: &rules{id: 3, done: (*checker).item, fields: itemFields()}},
		{name: "categories", want: list, in: &rules{id: 4, done: (*checker).category, fields: []field{
			{name: "ref_code", want: text, defines: categories},
			{name: "name", want: text},
			{name: "parent", want: orNull, refers: categories, from: inParent},
		}}},
		{name: "workspaces", want: list, in: &rules{id: 5, done: (*checker).workspace, fields: []field{
			{name: "ref_code", want: text, defines: workspaces},
			{name: "name", want: text},
		}}},
		{name: "packages", want: list, in: &rules{id: 6, done: (*checker).pack, fields: []field{
			{name: "ref_code", want: text, defines: packages},
			{name: "name", want: text, optional: true}, // see pack
			{name: "measure", want: text, optional: true, among: measures()},
			{name: "value", want: loose, optional: true},
		}}},
		{name: "products", want: list, in: &rules{id: 7, done: (*checker).product, fields: productFields()}},
	}}
}

func itemFields() []field {
	return []field{
		{name: "amount", want: moneyed},
		{name: "package_code", want: text, among: measures(), refers: packages, from: inPackage},
		{name: "product_code", want: text, refers: products, from: inProduct},
		{name: "price", want: moneyed},
		{name: "caf_tax_id", want: whole, least: 1},
		{name: "price_with_tax", want: moneyed},
		{name: "cost", want: moneyed},
		{name: "cost_with_tax", want: moneyed},
	}
}

func productFields() []field {
	return []field{
		{name: "ref_code", want: text, defines: products},
		{name: "type", want: text, among: []string{"product", "tech_map", "sub_product"}},
		{name: "cancellation_type", want: whole, among: []string{"0", "1", "2"}},
		{name: "for_sale", want: truth},
		{name: "name", want: text},
		{name: "measure", want: text, among: measures()},
		{name: "barcode", want: anyText, optional: true},
		{name: "country", want: anyText, optional: true},
		{name: "weight_in_gram", want: whole},
		{name: "caf_tax_id", want: whole, least: 1},
		{name: "category_ref_code", want: text, refers: categories, from: inCategory},
		{name: "use_discounts", want: truth},
		{name: "workspace_ref_code", want: text, refers: workspaces, from: inWorkspace},
		{name: "prices", want: list, in: &rules{id: 8, done: (*checker).price, fields: []field{
			{name: "caf_shop_id", want: whole, least: 1},
			{name: "caf_storage_id", want: whole, least: 1},
			{name: "price", want: moneyed},
		}}},
	}
}
