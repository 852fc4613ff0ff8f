package mapping

import (
	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// A sale is a line of a receipt with all that is known of its product.
type sale struct {
	slip     *slip
	line     *record.Line
	index    int  // of the line, from 0
	returned bool // and not kept out
	bare     bool // the line makes no item: its product has none
	code     []byte
	unitCode []byte
	unit     *knownUnit
	texts    *texts
	settings profile.Settings
	catalog  *record.Product // nil: the catalogue lacks it, or there is none
	group    int64
}

// at names the line, or a field of it, in findings.
func (s *sale) at(field string) record.Finding { return s.slip.at(linePath(s.index, field)) }

// sales calls take for each line of a settled receipt that makes an item or, where the profile says item: false, a product without one. What is
// kept out is counted. It works in s, which take may read.
func (o *Options) sales(s *sale, r *slip, take func(*sale) error) error {
	s.slip, s.texts = r, o.textsOf()
	for i := range r.Lines {
		s.line, s.index, s.returned, s.code = &r.Lines[i], i, r.marks[i] == 1, r.Lines[i].ProductCode
		if o.keepsOut(s) {
			continue
		}
		if err := o.lookUp(s); err != nil {
			return err
		}
		if s.settings.Skip || s.bare {
			o.keepOut(report.Skipped, 1, s.line.SumWithDiscount)
		}
		if s.settings.Skip {
			continue
		}
		if err := take(s); err != nil {
			return err
		}
	}
	return nil
}

// keepsOut reports whether a line makes nothing, whatever its product is: "A line of quantity 0 and sum 0 makes no item"; "drop
// (default) keeps them out, lists them with their sums, and never writes a negative amount".
func (o *Options) keepsOut(s *sale) bool {
	l := s.line
	switch {
	case l.Quantity.IsZero():
		if !o.counts(lineOfNothing) {
			o.found(lineOfNothing, s.at("Quantity"), l.ProductCode)
		}
		o.keepOut(report.Skipped, 1, l.SumWithDiscount)
	case s.returned && o.Returns == Drop:
		if !o.counts(returnKeptOut) {
			o.found(returnKeptOut, s.at(""), l.ProductCode, l.Quantity.String(), l.SumWithDiscount.String(), s.slip.DocNum)
		}
		o.keepOut(report.Returns, 1, l.SumWithDiscount)
	default:
		return false
	}
	return true
}

// lookUp finds out what the catalogue and the profile say of a line's product.
func (o *Options) lookUp(s *sale) error {
	chain, err := o.join(s)
	if err != nil {
		return err
	}
	if s.catalog == nil && o.Catalog != nil && !o.counts(notInCatalog) {
		o.found(notInCatalog, s.at("ProductCode"), s.code)
	}
	if err := o.Profile.Settle(&s.settings, s.code, chain, s.slip.time); err != nil {
		e := s.slip.error("Head/Date", s.slip.Date, err)
		e.Fatal = true // a refusal comes earlier, in Write
		return e
	}
	if s.bare = !s.settings.Item; s.settings.Skip {
		return nil
	}
	s.unitCode = o.unitOf(s)
	if s.unit = o.unitsOf().of(s.unitCode); s.unit.deserves() {
		o.tellUnit(s.unit, s.unitCode, "line.UnitCode", s.slip.at("Products/Product/UnitCode"))
	}
	return nil
}

// join looks the product up in the catalogue, "joined by code, never by name (the tills drop «№»)". A product that it lacks stands in no group that
// the profile could have a rule for. The chain is valid until the next call.
func (o *Options) join(s *sale) (chain profile.Chain, err error) {
	s.catalog, s.group = nil, noGroup
	if o.Catalog == nil {
		return nil, nil
	}
	if s.catalog, s.group, err = o.Catalog.product(s.code); err != nil || s.catalog == nil {
		s.group = noGroup
		return nil, err
	}
	return o.Catalog.groups.chain(s.group), nil
}

// unitOf is the unit that the quantity counts: the catalogue's, since "barcode, name, category and unit come from it", else the line's.
func (o *Options) unitOf(s *sale) []byte {
	if s.catalog == nil || len(s.catalog.UnitCode) == 0 {
		return s.line.UnitCode
	}
	var a, b [16]byte
	sold, listed := profile.AppendUnitCode(a[:0], s.line.UnitCode), profile.AppendUnitCode(b[:0], s.catalog.UnitCode)
	if len(sold) > 0 && string(sold) != string(listed) && !o.counts(unitDiffers) {
		o.found(unitDiffers, s.at("UnitCode"), s.code, s.line.UnitCode, s.catalog.UnitCode)
	}
	return s.catalog.UnitCode
}

// product fills in p, but for its category and prices: "A distinct product gives one product an invoice".
func (s *sale) product(p *record.InvoiceProduct) {
	set := &s.settings
	p.Origin = record.Origin{Fixed: s.slip.At()}
	p.RefCode, p.Name, p.Barcode = s.code, present(s.line.ProductName), nil
	if s.catalog != nil {
		p.Name, p.Barcode = present(s.catalog.Name), unlessEmpty(s.catalog.Barcode)
	}
	p.Type, p.Country, p.WorkspaceCode = s.texts.of(set.Type), unlessEmpty(s.texts.of(set.Country)), s.texts.of(set.Workspace.RefCode)
	p.CancellationType, p.ForSale, p.UseDiscounts, p.TaxID = set.CancellationType, record.BoolOf(set.ForSale), record.BoolOf(set.UseDiscounts), set.Tax.ID
	p.Measure, p.WeightInGram = s.unit.measure, weight(set, s.unit.Measure)
	p.CategoryCode, p.Unknown, p.Prices = nil, nil, p.Prices[:0]
}

// shopPrice is the undiscounted price for one pcs, kg or l in the receipt's shop.
func (s *sale) shopPrice(d Decimals) record.ShopPrice {
	return record.ShopPrice{ShopID: s.slip.place.Shop, StorageID: s.slip.place.Storage, Price: unitPrice(s.line.Price, s.unit.Factor, d.Price)}
}

// samePlace reports whether two prices are of one shop and storage.
func samePlace(a, b *record.ShopPrice) bool {
	return a.ShopID.Equal(b.ShopID) && a.StorageID.Equal(b.StorageID)
}

func (o *Options) decimals() Decimals {
	return Decimals{Price: o.Profile.Decimals.Price, Cost: o.Profile.Decimals.Cost}
}
