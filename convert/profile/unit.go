package profile

import (
	"bytes"

	"obmen/formats/record"
)

// The measures that Caffesta knows.
const (
	Pieces    = "pcs"
	Kilograms = "kg"
	Litres    = "l"
)

// Unit returns what a unit code means: as the profile says, else as the OKEI table says, else one piece. It is always usable; see its Known and
// Fixed for what deserves a finding. 6 and "796 " mean 006 and 796.
func (p *Profile) Unit(code []byte) Unit {
	var buf [3]byte
	key := unitKey(&buf, code)
	if u, ok := p.index.units[string(key)]; ok {
		return u
	}
	if e, ok := okei[string(key)]; ok {
		return e.unit
	}
	return Unit{Measure: Pieces, Factor: one}
}

// UnitName returns the name of a unit for the way backwards: the profile's, else the OKEI table's (796: Штука), else nothing.
func (p *Profile) UnitName(code []byte) string { return p.Unit(code).Name }

// UnitOf returns the unit that is exactly one of a measure, for the way backwards: 796 of pcs, 166 of kg, 112 of l. ok is false for
// any other measure.
func (p *Profile) UnitOf(measure []byte) (u Unit, ok bool) {
	var code string
	switch string(measure) {
	case Pieces:
		code = "796"
	case Kilograms:
		code = "166"
	case Litres:
		code = "112"
	}
	if own, listed := p.index.units[code]; listed && own.Factor.Equal(one) && own.Measure == string(measure) {
		return own, true
	}
	e, ok := okei[code]
	return e.unit, ok
}

// UnitNames returns the names under which the unit of a code goes in the OKEI table: 796 is шт and Штука. Compare with [SameUnitName], which leaves
// case and a point at the end alone. The slice is shared: it is not to be written to.
func UnitNames(code []byte) (known bool, names []string) {
	var buf [3]byte
	e, known := okei[string(unitKey(&buf, code))]
	return known, e.names
}

// SameUnitName reports whether a name from a document is one of names, whatever its case, the spaces around it and a point behind it.
func SameUnitName(name []byte, names []string) bool {
	name = bytes.TrimRight(bytes.TrimSpace(name), ".")
	for _, n := range names {
		if len(n) > 0 && bytes.EqualFold(name, []byte(n)) {
			return true
		}
	}
	return false
}

// AppendUnitCode appends a unit code in its normal form: without the white space around, digits padded with zeros to three. Codes of
// national units have four and stay so.
func AppendUnitCode(dst, code []byte) []byte {
	var buf [3]byte
	return append(dst, unitKey(&buf, code)...)
}

// unitKey returns a code's normal form, in buf where it is padded.
func unitKey(buf *[3]byte, code []byte) []byte {
	code = bytes.TrimSpace(code)
	if n := len(code); n == 0 || n > 2 || !onlyDigits(code) {
		return code
	}
	return append(append(buf[:0], "000"[len(code):]...), code...)
}

func onlyDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

var one = record.NewNumber(1, 0)

// ownUnit returns the unit of a code that the profile defines.
func ownUnit(code string, o *Own) Unit {
	u := Unit{Code: code, Measure: o.Measure, Factor: o.Factor, Known: true, Fixed: true, Pack: true, Name: o.Name}
	if u.Name == "" {
		u.Name = okei[code].unit.Name
	}
	return u
}
