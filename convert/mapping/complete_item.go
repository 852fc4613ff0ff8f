package mapping

import (
	"bytes"
	"errors"

	"obmen/convert/profile"
	"obmen/formats/record"
)

// writeItems writes the items that waited for their products.
func (c *completion) writeItems() error {
	if c.Catalog == nil {
		return nil
	}
	if c.renames != nil {
		if err := c.renames.Build(); err != nil {
			return err
		}
	}
	if err := c.items.Rewind(); err != nil {
		return err
	}
	number := c.number - c.items.Len()
	err := eachEntry(c.items, func(entry []byte) error {
		r, err := decodeAs[*record.Item](&c.decoder, entry)
		if err != nil {
			return err
		}
		code, err := c.renamed(r.ProductCode)
		if err != nil {
			return err
		}
		number++
		return c.writeItem(r, code, number)
	})
	c.items.Reset()
	return errors.Join(err, dropIndex(&c.renames))
}

// renamed returns the catalogue's code for one of the source.
func (c *completion) renamed(code []byte) ([]byte, error) {
	if c.renames == nil {
		return code, nil
	}
	name, ok, err := c.renames.Get(code)
	if err != nil || !ok {
		return code, err
	}
	return name, nil
}

// writeItem completes an item and writes it.
func (c *completion) writeItem(r *record.Item, code []byte, number int64) error {
	k, err := c.know(code)
	if err != nil {
		return err
	}
	if k.settings.Skip {
		c.skipped.Count++
		c.skipped.Sum = c.skipped.Sum.Add(r.CostWithTax)
		return nil
	}
	at := record.Finding{Pos: r.At(), Kind: record.KindItem, Record: number}
	tax, sure, err := c.taxOf(r, k, at)
	if err != nil {
		return err
	}
	unit := c.unitOf(r.PackageCode, k)
	c.tellItemUnit(r, k, unit, at)
	d := Decimals{Price: c.Profile.Decimals.Price, Cost: c.Profile.Decimals.Cost}
	line := given(r).line(unit.Factor, tax.Rate, d)
	c.checkTotal(r, at)
	if sure {
		c.checkTax(r, tax.Rate, d, at)
	}
	amount := toMeasure(r.Amount, unit)
	if brokenPieces(amount, unit.Measure) {
		c.found(piecesBroken, at, amount.String())
	}
	c.used.item(unit)
	c.sum = c.sum.Add(line.CostWithTax)
	if !r.CostWithTax.IsSet() {
		c.reckoned = c.reckoned.Add(line.CostWithTax)
	}
	c.item = record.Item{
		Origin: r.Origin, Amount: amount, PackageCode: c.line.texts.of(unit.Measure), ProductCode: code, Price: line.Price, TaxID: tax.ID,
		PriceWithTax: line.PriceWithTax, Cost: line.Cost, CostWithTax: line.CostWithTax, Unknown: r.Unknown,
	}
	return c.dst.Write(&c.item)
}

// givenMoney is what a row says of an item's money, in the row's unit.
type givenMoney struct{ amount, price, priceWithTax, cost, costWithTax record.Number }

func given(r *record.Item) givenMoney {
	return givenMoney{r.Amount, r.Price, r.PriceWithTax, r.Cost, r.CostWithTax}
}

// line reckons what the row lacks of an item whose amount will be amount × factor. What it gives stands; for the rest the line leads: the total with VAT,
// else the one without, else a price with VAT, else one without.
func (g givenMoney) line(factor, rate record.Number, d Decimals) Line {
	var l Line
	switch amount := g.amount.Mul(factor); {
	case g.costWithTax.IsSet():
		l = settleGiven(g.costWithTax, g.cost, amount, rate, d)
	case g.cost.IsSet():
		l = settleGiven(g.cost.Add(taxOnTop(g.cost, rate, d.Cost)), g.cost, amount, rate, d)
	case g.priceWithTax.IsSet():
		l = Purchase{Price: g.priceWithTax, Amount: g.amount, TaxIncluded: true, Rate: rate, Factor: factor}.Line(d)
	default:
		l = Purchase{Price: g.price, Amount: g.amount, Rate: rate, Factor: factor}.Line(d)
	}
	if g.price.IsSet() {
		l.Price = unitPrice(g.price, factor, d.Price)
	}
	if g.priceWithTax.IsSet() {
		l.PriceWithTax = unitPrice(g.priceWithTax, factor, d.Price)
	}
	return l
}

// settleGiven is [Settle] where the total without VAT may be given too: it then stands.
func settleGiven(costWithTax, cost, amount, rate record.Number, d Decimals) Line {
	l := Settle(costWithTax, amount, rate, d)
	if cost.IsSet() {
		l.Cost, l.Price = cost, perUnit(cost, amount, d.Price)
	}
	return l
}

// checkTotal finds a price_with_tax × amount that is not cost_with_tax, though both are given. Of price × amount and cost the checks speak.
func (c *completion) checkTotal(r *record.Item, at record.Finding) {
	if !r.CostWithTax.IsSet() || !r.PriceWithTax.IsSet() {
		return
	}
	total := r.PriceWithTax.Mul(r.Amount)
	most := half(r.PriceWithTax.Scale()).Mul(r.Amount.Abs()).Add(half(r.CostWithTax.Scale()))
	if total.Sub(r.CostWithTax).Abs().Cmp(most) > 0 {
		at.Path = "cost_with_tax"
		c.found(totalContradicts, at, r.ProductCode, total.Trim().String(), r.CostWithTax.String())
	}
}

// checkTax finds a cost that with its VAT is not cost_with_tax, though both are given.
func (c *completion) checkTax(r *record.Item, rate record.Number, d Decimals, at record.Finding) {
	if !r.CostWithTax.IsSet() || !r.Cost.IsSet() {
		return
	}
	total := r.Cost.Add(taxOnTop(r.Cost, rate, d.Cost))
	if total.Sub(r.CostWithTax).Abs().Cmp(record.NewNumber(1, d.Cost)) > 0 {
		at.Path = "cost_with_tax"
		c.found(taxContradicts, at, r.ProductCode, rate.String(), total.String(), r.CostWithTax.String())
	}
}

// half is half a unit of the last of so many decimals: what rounding may hide.
func half(scale int32) record.Number { return record.NewNumber(5, scale+1) }

// A taxRate is what the profile knows of a tax id.
type taxRate struct {
	rate record.Number
	ok   bool
}

// maxRates bounds how many tax ids are remembered; no more are known to any service.
const maxRates = 1000

// taxOf returns the tax of an item: the row's, else the profile's. The rate of a row's tax is what the profile has for that id; 0 is no id. It is sure
// where the profile knows it.
func (c *completion) taxOf(r *record.Item, k *known, at record.Finding) (tax profile.Tax, sure bool, err error) {
	tax = k.settings.Tax
	if r.TaxID.IsZero() || r.TaxID.Equal(tax.ID) {
		return tax, !k.settings.DefaultTax, nil
	}
	tax.ID = r.TaxID
	rate := c.rateOf(r.TaxID)
	if rate.ok {
		tax.Rate = rate.rate
	} else if !r.Cost.IsSet() || !r.CostWithTax.IsSet() {
		at.Path = "caf_tax_id"
		c.found(rateUnknown, at, r.TaxID.String(), tax.Rate.String(), k.code)
	}
	return tax, rate.ok, c.addTax(k.code, tax.ID)
}

func (c *completion) rateOf(id record.Number) taxRate {
	key, ok := id.Int64()
	if !ok {
		return taxRate{}
	}
	known, ok := c.rates[key]
	if !ok {
		known.rate, known.ok = c.Profile.RateOf(id, c.date)
		if len(c.rates) < maxRates {
			c.rates[key] = known
		}
	}
	return known
}

// unitCache is the unit of the text that was asked for last: in most tables all rows have the same few.
type unitCache struct {
	text  []byte
	valid bool
	unit  profile.Unit
}

// unitOf returns the unit of a row: what its text means, else the catalogue's, else pieces. It is valid until the next call.
func (c *completion) unitOf(text []byte, k *known) *profile.Unit {
	if len(text) == 0 {
		text = k.unitCode()
	}
	u := &c.units
	if !u.valid || !bytes.Equal(u.text, text) {
		u.text, u.valid = append(u.text[:0], text...), true
		if u.unit, _ = c.Profile.UnitNamed(text); len(text) == 0 {
			u.unit, _ = c.Profile.UnitOf([]byte(profile.Pieces))
		}
	}
	return &u.unit
}

// unitCode is the catalogue's; nil where there is none.
func (k *known) unitCode() []byte {
	if k.row == nil {
		return nil
	}
	return k.row.UnitCode
}

// tellItemUnit makes the findings about an item's unit.
func (c *completion) tellItemUnit(r *record.Item, k *known, unit *profile.Unit, at record.Finding) {
	at.Path = "package_code"
	text := r.PackageCode
	if len(text) == 0 {
		if text = k.unitCode(); len(text) == 0 {
			c.found(unitSupplied, at, r.ProductCode)
			return
		}
	}
	c.tellUnit(&knownUnit{Unit: *unit, lost: isLost(c.Profile, unit)}, text, "item.package_code", at)
}
