package record

// Receipt is a sale with its lines: Doc. All sums are money in the currency of the source, which names none.
type Receipt struct {
	Origin
	Date                              []byte // as it stood, validated by [ParseDate]
	OrganizationCode, CashBoxCode     []byte
	CashBoxName, StoreCode, StoreName []byte
	DocSum, DocSumWithDiscount        Number
	DocNum                            []byte
	PayCard, PayCash                  Number
	Unknown                           []Unknown // Here: Doc; InHead; InProducts
	Lines                             []Line
}

// Line is one line of a receipt: Product. Quantity is in the line's own unit.
type Line struct {
	ProductCode, ProductName, UnitCode []byte
	Price, Discount, Quantity          Number
	Sum, SumWithDiscount               Number
	Unknown                            []Unknown
}

// Kind implements [Record].
func (*Receipt) Kind() Kind { return KindReceipt }
