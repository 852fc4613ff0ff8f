package check

import "obmen/formats/record"

// A rule is a law over the whole file that claims are sorted by.
type rule byte

// The rules.
const (
	productRows rule = iota
	productGroups
	productPrices
	barcodes
	groupNames
	groupParents
	docNums
	contents
	shopPrices
	categories
	workspaces
	packages
	products
	docSpellings
	docGaps
	docJumps
	docSparse
	ruleCount
)

// A law says what claims of one rule and one key must have in common, and what to say where they do not.
type law struct {
	message *record.Message
	path    string
	// reference: a claim of the role reference must meet one of the role definition. Otherwise all claims must have the mark of the first.
	reference bool
	within    bool            // it holds within one invoice
	cycle     *record.Message // of references that lead in a circle; nil: they can't
	linked    record.Kind     // whose references count for that
	args      func(first, c *claim) []any
}

var laws = [ruleCount]law{
	productRows: {message: rowsDiffer, args: func(first, c *claim) []any {
		return []any{c.text, first.at.String(), fieldsThatDiffer(first.mark, c.mark)}
	}},
	productGroups: {message: codeInTwoGroups, path: "Code", args: differing},
	productPrices: {message: priceDiffers, path: "Price", args: differing},
	barcodes:      {message: barcodeOnTwoCodes, path: "Barcode", args: differing},
	groupNames:    {message: groupNameDiffers, path: "Name", args: differing},
	groupParents: {message: parentUnknown, path: "ParentCode", reference: true, args: missing,
		cycle: groupCycle, linked: record.KindGroup},
	docNums:    {message: docNumTwice, path: "Head/DocNum", args: repeated},
	contents:   {message: contentDiffers, path: "ref_code", args: repeated},
	shopPrices: {message: pricesDiffer, path: "prices", within: true, args: repeated},
	categories: {message: categoryUnknown, path: "category_ref_code", reference: true, within: true, args: missing,
		cycle: categoryCycle, linked: record.KindCategory},
	workspaces: {message: workspaceUnknown, path: "workspace_ref_code", reference: true, within: true, args: missing},
	packages:   {message: packageUnknown, path: "package_code", reference: true, within: true, args: missing},
	products: {message: productUnknown, path: "product_code", reference: true, within: true, args: func(_, c *claim) []any {
		return []any{c.text}
	}},
	docSpellings: {message: docNumRespelled, path: "Head/DocNum", args: func(first, c *claim) []any {
		return []any{c.value, c.text, first.text, first.at.String()}
	}},
	docGaps:  {message: docNumGap, path: "Head/DocNum", args: missingNumbers},
	docJumps: {message: docNumJump, path: "Head/DocNum", args: missingNumbers},
	docSparse: {message: docNumSparse, path: "Head/DocNum", args: func(first, c *claim) []any {
		return []any{c.value, first.text, c.text}
	}},
}

func differing(first, c *claim) []any { return []any{c.text, c.value, first.value, first.at.String()} }
func repeated(first, c *claim) []any  { return []any{c.text, first.at.String()} }
func missing(_, c *claim) []any       { return []any{c.text, c.value} }

// pathOf returns the path of a claim's finding.
func (l *law) pathOf(c *claim) string {
	switch {
	case c.kind == record.KindCategory && l.reference:
		return "parent"
	case c.kind == record.KindInvoice:
		return "shipper.ref_code"
	}
	return l.path
}

// ruleNames part the kinds of ref_code in keys.
var ruleNames = [ruleCount][]byte{
	categories: []byte("category"), workspaces: []byte("workspace"), packages: []byte("package"), products: []byte("product"),
}

// shipperName does so for shippers, which nothing refers to.
var shipperName = []byte("shipper")
