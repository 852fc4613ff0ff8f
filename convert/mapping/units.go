package mapping

import (
	"obmen/convert/profile"
	"obmen/formats/record"
)

// unit says what a unit code means: "An item's package_code and a product's measure are always pcs, kg or l". It comes its findings, which are about the record that at names. Field is the source's field of the code: the old unit
// is "counted as a loss".
func (o *Options) unit(code []byte, field string, at record.Finding) profile.Unit {
	u := o.Profile.Unit(code)
	o.tellUnit(&u, code, field, at)
	return u
}

// tellUnit makes the findings about a unit that the source writes as code.
func (o *Options) tellUnit(u *profile.Unit, code []byte, field string, at record.Finding) {
	if plain, _ := o.Profile.UnitOf([]byte(u.Measure)); plain.Code != u.Code {
		o.lost(field, 1)
	}
	switch {
	case !u.Fixed:
		// "Packs whose content is unknown (778 упак, 728 пач, 812 ящ), metres, hours and unknown codes become pcs, factor 1, with a finding."
		o.found(unitBecamePieces, at, code)
	case u.Note:
		o.found(unitConverted, at, code, u.Name, u.Factor.String(), u.Measure)
	}
}

// toMeasure is an amount of units in pcs, kg or l: "amount × factor", exact. Where the unit is one of these it keeps its decimals.
func toMeasure(amount record.Number, u profile.Unit) record.Number {
	if u.Factor.Equal(one) {
		return amount
	}
	return amount.Mul(u.Factor).Trim()
}

// wholePieces reports an amount in pcs that is none: "A fraction of pcs is a finding."
func (o *Options) wholePieces(amount record.Number, measure string, at record.Finding) {
	if measure == profile.Pieces && amount.Trim().Scale() > 0 {
		o.found(piecesBroken, at, amount.String())
	}
}

// weight is a product's weight_in_gram: "a product whose measure is kg or l, also after conversion, gets 1000 unless it is set for it".
func weight(s *profile.Settings, measure string) record.Number {
	if measure != profile.Pieces && !s.WeightSet && s.WeightInGram.IsZero() {
		return record.NewNumber(1000, 0)
	}
	return s.WeightInGram
}
