package kassatka

import "obmen/formats/record"

// A field of a receipt or a line: exactly one of text and number is set.
type field struct {
	index    int // in the documented order
	text     *[]byte
	number   *record.Number
	required bool // formats.md, receipts-xml
	filled   bool // and empty is as good as missing: a number, a date, what identifies the receipt
	date     bool
}

// headNames and lineNames are the elements of Head and Product in the documented order.
var (
	headNames = [...]string{"Date", "OrganizationCode", "CashBoxCode", "CashBoxName", "StoreCode", "StoreName",
		"DocSum", "DocSumWithDiscount", "DocNum", "PayCard", "PayCash"}
	lineNames = [...]string{"ProductCode", "ProductName", "UnitCode", "Price", "Discount", "Quantity", "Sum", "SumWithDiscount"}
)

// headField returns a field of Head by its place in the documented order.
func headField(r *record.Receipt, index int) field {
	switch index {
	case 0:
		return field{index: index, text: &r.Date, required: true, filled: true, date: true}
	case 1:
		return field{index: index, text: &r.OrganizationCode}
	case 2:
		return field{index: index, text: &r.CashBoxCode}
	case 3:
		return field{index: index, text: &r.CashBoxName}
	case 4:
		return field{index: index, text: &r.StoreCode}
	case 5:
		return field{index: index, text: &r.StoreName}
	case 6:
		return field{index: index, number: &r.DocSum, required: true, filled: true}
	case 7:
		return field{index: index, number: &r.DocSumWithDiscount, required: true, filled: true}
	case 8:
		return field{index: index, text: &r.DocNum, required: true, filled: true}
	case 9:
		return field{index: index, number: &r.PayCard}
	}
	return field{index: index, number: &r.PayCash}
}

// lineField returns a field of Product by its place in the documented order.
func lineField(l *record.Line, index int) field {
	switch index {
	case 0:
		return field{index: index, text: &l.ProductCode, required: true}
	case 1:
		return field{index: index, text: &l.ProductName}
	case 2:
		return field{index: index, text: &l.UnitCode}
	case 3:
		return field{index: index, number: &l.Price, required: true, filled: true}
	case 4:
		return field{index: index, number: &l.Discount}
	case 5:
		return field{index: index, number: &l.Quantity, required: true, filled: true}
	case 6:
		return field{index: index, number: &l.Sum, required: true, filled: true}
	}
	return field{index: index, number: &l.SumWithDiscount, required: true, filled: true}
}

// indexOf returns the place of a name, -1 where it is not among names. next is where it is looked for first: documents keep the order.
func indexOf(names []string, name []byte, next int) int {
	if next < len(names) && names[next] == string(name) {
		return next
	}
	for i, n := range names {
		if n == string(name) {
			return i
		}
	}
	return -1
}

// isOurs reports whether the vocabulary has an element of this name that is more than a field, and so is not unknown wherever it stands.
func isOurs(name []byte) bool {
	switch string(name) {
	case "Documents", "Doc", "Head", "Products", "Product":
		return true
	}
	return false
}
