package profile

import (
	"time"

	"obmen/formats/record"
)

// RateOf returns the rate, in per cent, that the tax of an id has on the calendar date of local: as the defaults have it, else the first of the groups or
// products, in the order of their codes. ok is false where no rule has that tax on that day.
func (p *Profile) RateOf(id record.Number, local time.Time) (rate record.Number, ok bool) {
	if rate, ok = p.Defaults.Tax.rateOf(id, local); ok {
		return rate, true
	}
	for _, rules := range []map[string]*Rule{p.Groups, p.Products} {
		for _, code := range sortedKeys(rules) {
			tax := rules[code].Tax
			if tax == nil {
				continue
			}
			if rate, ok = tax.rateOf(id, local); ok {
				return rate, true
			}
		}
	}
	return record.Number{}, false
}

// rateOf returns the rule's rate on a day, if the tax is then the one of id.
func (t *TaxRule) rateOf(id record.Number, local time.Time) (record.Number, bool) {
	var tax Tax
	if err := t.on(local, &tax); err != nil || !tax.ID.Equal(id) {
		return record.Number{}, false
	}
	return tax.Rate, true
}
