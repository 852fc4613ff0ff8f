package record

// What AppendRecord and Decode do with each kind of record, straight on: a walk over the tables of fields.go would cost several times as
// much, and half of a mapping's records go this way two or three times. The tests hold it to the tables.

// appendFieldsOf appends the fields of r.
func appendFieldsOf(dst []byte, r Record) []byte {
	switch r := r.(type) {
	case *Catalogue:
		return appendText(dst, r.Date)
	case *Group:
		return r.appendFields(dst)
	case *Product:
		return r.appendFields(dst)
	case *GroupTail:
		return appendUnknown(dst, r.Unknown)
	case *Receipt:
		return r.appendFields(dst)
	case *Invoice:
		return r.appendFields(dst)
	case *Item:
		return r.appendFields(dst)
	case *Category:
		return r.appendFields(dst)
	case *Workspace:
		return r.appendFields(dst)
	case *Package:
		return r.appendFields(dst)
	case *InvoiceProduct:
		return r.appendFields(dst)
	}
	return dst
}

// fieldsOf fills the fields of r.
func (c *cursor) fieldsOf(r Record) {
	switch r := r.(type) {
	case *Catalogue:
		r.Date = c.text()
	case *Group:
		r.fill(c)
	case *Product:
		r.fill(c)
	case *GroupTail:
		r.Unknown = c.unknown(r.Unknown)
	case *Receipt:
		r.fill(c)
	case *Invoice:
		r.fill(c)
	case *Item:
		r.fill(c)
	case *Category:
		r.fill(c)
	case *Workspace:
		r.fill(c)
	case *Package:
		r.fill(c)
	case *InvoiceProduct:
		r.fill(c)
	}
}

func (r *Group) appendFields(dst []byte) []byte {
	dst = appendText(appendText(appendText(dst, r.Code), r.Name), r.ParentCode)
	return appendUnknown(dst, r.Unknown)
}

func (r *Group) fill(c *cursor) {
	r.Code, r.Name, r.ParentCode, r.Unknown = c.text(), c.text(), c.text(), c.unknown(r.Unknown)
}

func (r *Product) appendFields(dst []byte) []byte {
	dst = appendText(appendText(appendText(dst, r.Barcode), r.Code), r.Name)
	dst = appendText(appendText(appendText(dst, r.ParentCode), r.UnitCode), r.UnitName)
	dst = appendText(appendNumber(dst, r.Price), r.Comment)
	return appendUnknown(appendText(dst, r.PriceType), r.Unknown)
}

func (r *Product) fill(c *cursor) {
	r.Barcode, r.Code, r.Name = c.text(), c.text(), c.text()
	r.ParentCode, r.UnitCode, r.UnitName = c.text(), c.text(), c.text()
	r.Price, r.Comment = c.number(), c.text()
	r.PriceType, r.Unknown = c.text(), c.unknown(r.Unknown)
}

func (r *Receipt) appendFields(dst []byte) []byte {
	dst = appendText(appendText(appendText(dst, r.Date), r.OrganizationCode), r.CashBoxCode)
	dst = appendText(appendText(appendText(dst, r.CashBoxName), r.StoreCode), r.StoreName)
	dst = appendText(appendNumber(appendNumber(dst, r.DocSum), r.DocSumWithDiscount), r.DocNum)
	dst = appendUnknown(appendNumber(appendNumber(dst, r.PayCard), r.PayCash), r.Unknown)
	dst = appendUvarint(dst, uint64(len(r.Lines)))
	for i := range r.Lines {
		dst = r.Lines[i].appendFields(dst)
	}
	return dst
}

func (r *Receipt) fill(c *cursor) {
	r.Date, r.OrganizationCode, r.CashBoxCode = c.text(), c.text(), c.text()
	r.CashBoxName, r.StoreCode, r.StoreName = c.text(), c.text(), c.text()
	r.DocSum, r.DocSumWithDiscount, r.DocNum = c.number(), c.number(), c.text()
	r.PayCard, r.PayCash, r.Unknown = c.number(), c.number(), c.unknown(r.Unknown)
	r.Lines = r.Lines[:0]
	for range c.count() {
		r.Lines = longer(r.Lines)
		if r.Lines[len(r.Lines)-1].fill(c); c.wrong != "" {
			return
		}
	}
}

func (l *Line) appendFields(dst []byte) []byte {
	dst = appendText(appendText(appendText(dst, l.ProductCode), l.ProductName), l.UnitCode)
	dst = appendNumber(appendNumber(appendNumber(dst, l.Price), l.Discount), l.Quantity)
	return appendUnknown(appendNumber(appendNumber(dst, l.Sum), l.SumWithDiscount), l.Unknown)
}

func (l *Line) fill(c *cursor) {
	l.ProductCode, l.ProductName, l.UnitCode = c.text(), c.text(), c.text()
	l.Price, l.Discount, l.Quantity = c.number(), c.number(), c.number()
	l.Sum, l.SumWithDiscount, l.Unknown = c.number(), c.number(), c.unknown(l.Unknown)
}

func (r *Invoice) appendFields(dst []byte) []byte {
	dst = appendNumber(appendText(appendText(dst, r.Number), r.Date), r.Sum)
	dst = appendText(appendText(appendText(dst, r.Comment), r.ShipperCode), r.ShipperName)
	return appendUnknown(appendNumber(dst, r.StorageID), r.Unknown)
}

func (r *Invoice) fill(c *cursor) {
	r.Number, r.Date, r.Sum = c.text(), c.text(), c.number()
	r.Comment, r.ShipperCode, r.ShipperName = c.text(), c.text(), c.text()
	r.StorageID, r.Unknown = c.number(), c.unknown(r.Unknown)
}

func (r *Item) appendFields(dst []byte) []byte {
	dst = appendText(appendText(appendNumber(dst, r.Amount), r.PackageCode), r.ProductCode)
	dst = appendNumber(appendNumber(appendNumber(dst, r.Price), r.TaxID), r.PriceWithTax)
	return appendUnknown(appendNumber(appendNumber(dst, r.Cost), r.CostWithTax), r.Unknown)
}

func (r *Item) fill(c *cursor) {
	r.Amount, r.PackageCode, r.ProductCode = c.number(), c.text(), c.text()
	r.Price, r.TaxID, r.PriceWithTax = c.number(), c.number(), c.number()
	r.Cost, r.CostWithTax, r.Unknown = c.number(), c.number(), c.unknown(r.Unknown)
}

func (r *Category) appendFields(dst []byte) []byte {
	dst = appendText(appendText(appendText(dst, r.RefCode), r.Name), r.Parent)
	return appendUnknown(dst, r.Unknown)
}

func (r *Category) fill(c *cursor) {
	r.RefCode, r.Name, r.Parent, r.Unknown = c.text(), c.text(), c.text(), c.unknown(r.Unknown)
}

func (r *Workspace) appendFields(dst []byte) []byte {
	return appendUnknown(appendText(appendText(dst, r.RefCode), r.Name), r.Unknown)
}

func (r *Workspace) fill(c *cursor) {
	r.RefCode, r.Name, r.Unknown = c.text(), c.text(), c.unknown(r.Unknown)
}

func (r *Package) appendFields(dst []byte) []byte {
	dst = appendText(appendText(appendText(dst, r.RefCode), r.Name), r.Measure)
	return appendUnknown(appendNumber(dst, r.Value), r.Unknown)
}

func (r *Package) fill(c *cursor) {
	r.RefCode, r.Name, r.Measure = c.text(), c.text(), c.text()
	r.Value, r.Unknown = c.number(), c.unknown(r.Unknown)
}

func (r *InvoiceProduct) appendFields(dst []byte) []byte {
	dst = appendNumber(appendText(appendText(dst, r.RefCode), r.Type), r.CancellationType)
	dst = appendText(appendText(append(dst, byte(r.ForSale)), r.Name), r.Measure)
	dst = appendText(appendText(dst, r.Barcode), r.Country)
	dst = appendText(appendNumber(appendNumber(dst, r.WeightInGram), r.TaxID), r.CategoryCode)
	dst = appendText(append(dst, byte(r.UseDiscounts)), r.WorkspaceCode)
	dst = appendUvarint(appendUnknown(dst, r.Unknown), uint64(len(r.Prices)))
	for i := range r.Prices {
		dst = r.Prices[i].appendFields(dst)
	}
	return dst
}

func (r *InvoiceProduct) fill(c *cursor) {
	r.RefCode, r.Type, r.CancellationType = c.text(), c.text(), c.number()
	r.ForSale, r.Name, r.Measure = c.bool(), c.text(), c.text()
	r.Barcode, r.Country = c.text(), c.text()
	r.WeightInGram, r.TaxID, r.CategoryCode = c.number(), c.number(), c.text()
	r.UseDiscounts, r.WorkspaceCode, r.Unknown = c.bool(), c.text(), c.unknown(r.Unknown)
	r.Prices = r.Prices[:0]
	for range c.count() {
		r.Prices = longer(r.Prices)
		if r.Prices[len(r.Prices)-1].fill(c); c.wrong != "" {
			return
		}
	}
}

func (p *ShopPrice) appendFields(dst []byte) []byte {
	return appendUnknown(appendNumber(appendNumber(appendNumber(dst, p.ShopID), p.StorageID), p.Price), p.Unknown)
}

func (p *ShopPrice) fill(c *cursor) {
	p.ShopID, p.StorageID, p.Price, p.Unknown = c.number(), c.number(), c.number(), c.unknown(p.Unknown)
}
