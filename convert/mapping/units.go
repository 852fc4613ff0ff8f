package mapping

import (
	"obmen/convert/profile"
	"obmen/formats/record"
)

// A unitTable knows the units of a document. There are few, so it is asked again and again for the same.
type unitTable struct {
	profile *profile.Profile
	known   map[string]*knownUnit
	last    *knownUnit // nil: none yet
	code    []byte     // of last, as it was asked for
}

// A knownUnit is what a unit code means: "An item's package_code and a product's measure are always pcs, kg or l".
type knownUnit struct {
	profile.Unit
	measure []byte // Measure
	lost    bool   // no other unit of the measure counts the same: the old unit is "counted as a loss"
}

// mostUnits bounds the codes that a unitTable remembers.
const mostUnits = 1000

func newUnitTable(p *profile.Profile) *unitTable {
	return &unitTable{profile: p, known: map[string]*knownUnit{}}
}

// of returns the unit of a code.
func (t *unitTable) of(code []byte) *knownUnit {
	if t.last != nil && string(t.code) == string(code) {
		return t.last
	}
	u := t.known[string(code)]
	if u == nil {
		u = &knownUnit{Unit: t.profile.Unit(code)}
		u.measure, u.lost = []byte(u.Measure), isLost(t.profile, &u.Unit)
		if len(t.known) < mostUnits {
			t.known[string(code)] = u
		}
	}
	t.last, t.code = u, append(t.code[:0], code...)
	return u
}

// isLost reports whether a unit can't be told from its measure.
func isLost(p *profile.Profile, u *profile.Unit) bool {
	plain, _ := p.UnitOf([]byte(u.Measure))
	return plain.Code != u.Code
}

// deserves reports whether there is anything to tell about the unit.
func (u *knownUnit) deserves() bool { return u.lost || !u.Fixed || u.Note }

// tellUnit makes the findings about a unit that the source writes as code, in its field of that name; they are about the record that at names.
func (o *Options) tellUnit(u *knownUnit, code []byte, field string, at record.Finding) {
	if u.lost {
		o.lost(field, 1)
	}
	switch {
	case !u.Fixed:
		// "Packs whose content is unknown (778 упак, 728 пач, 812 ящ), metres, hours and unknown codes become pcs, factor 1, with a finding."
		if !o.counts(unitBecamePieces) {
			o.found(unitBecamePieces, at, code)
		}
	case u.Note:
		if !o.counts(unitConverted) {
			o.found(unitConverted, at, code, u.Name, u.Factor.String(), u.Measure)
		}
	}
}

// toMeasure is an amount of units in pcs, kg or l: "amount × factor", exact. Where the unit is one of these it keeps its decimals.
func toMeasure(amount record.Number, u *profile.Unit) record.Number {
	if u.Factor.Equal(one) {
		return amount
	}
	return amount.Mul(u.Factor).Trim()
}

// brokenPieces reports whether an amount in pcs is none: "A fraction of pcs is a finding."
func brokenPieces(amount record.Number, measure string) bool {
	return amount.Scale() > 0 && measure == profile.Pieces && amount.Trim().Scale() > 0
}

// weight is a product's weight_in_gram: "a product whose measure is kg or l, also after conversion, gets 1000 unless it is set for it".
func weight(s *profile.Settings, measure string) record.Number {
	if measure != profile.Pieces && !s.WeightSet && s.WeightInGram.IsZero() {
		return record.NewNumber(1000, 0)
	}
	return s.WeightInGram
}
