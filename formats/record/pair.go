package record

// Pair visits the fields of a and b, two records of one kind, in the order of their table: the name as [Fields] has it, and a pointer to each value, which is a
// *[]byte, *Number, *Bool, *[]Unknown, or, as receipt.lines and product.prices, *[]Line or *[]ShopPrice. Records of two kinds have no field in common.
func Pair(a, b Record, visit func(name string, x, y any)) {
	if a.Kind() == b.Kind() {
		pairSlots(a, b, slotsOf(a.Kind()), visit)
	}
}

// PairLines is [Pair] for two lines of receipts.
func PairLines(a, b *Line, visit func(name string, x, y any)) { pairSlots(a, b, lineSlots, visit) }

// PairPrices is [Pair] for two prices of a product of an invoice.
func PairPrices(a, b *ShopPrice, visit func(name string, x, y any)) {
	pairSlots(a, b, priceSlots, visit)
}

func pairSlots(a, b any, slots []slot, visit func(name string, x, y any)) {
	for _, s := range slots {
		visit(s.name, s.at(a), s.at(b))
	}
}

// CodedFields returns of b, which [AppendRecord] wrote, what says the kind and the fields of the record but not its place: of two records that are
// the same, it is the same. Of other bytes it returns some of them.
func CodedFields(b []byte) (kind Kind, fields []byte) {
	c := cursor{b: b}
	kind = Kind(c.byte())
	c.varint()
	c.varint()
	c.varint()
	return kind, c.b[c.at:]
}
