package profile

import (
	"bytes"
	"strings"
)

// UnitNamed returns the unit that a table writes as text: a measure (pcs, kg, l), a code (796), or a name as people write it (шт, Штука, кг., упак),
// whatever its case, the spaces around it and a point behind it. The profile's own codes and names lead, then the OKEI table's. Of several OKEI units
// of one name a fixed part or multiple of a measure goes before one that is none, then the one with the lowest code: л is a litre and not a sheet, мл
// and Мл are millilitres, г is a gram and not a year. ok is false where nothing goes by that name; the unit is usable all the same, as [Profile.Unit]'s.
func (p *Profile) UnitNamed(text []byte) (u Unit, ok bool) {
	if u = p.Unit(text); u.Known {
		return u, true
	}
	name := foldUnit(text)
	if code, own := p.index.unitNames[name]; own {
		return p.index.units[code], true
	}
	if plain, measure := p.UnitOf([]byte(name)); measure {
		return plain, true
	}
	if code, listed := okeiNames[name]; listed {
		return p.Unit([]byte(code)), true
	}
	return u, false
}

// foldUnit makes names alike that [SameUnitName] takes for one.
func foldUnit(text []byte) string {
	return strings.ToLower(string(bytes.TrimRight(bytes.TrimSpace(text), ".")))
}

// okeiNames holds the code of each name. It is never written to after the program has started.
var okeiNames = func() map[string]string {
	m := make(map[string]string, 3*len(okeiRows))
	for _, fixed := range []bool{true, false} {
		for _, r := range okeiRows {
			e := okei[r.code]
			for _, name := range e.names {
				if e.unit.Fixed == fixed {
					putFirst(m, foldUnit([]byte(name)), r.code)
				}
			}
		}
	}
	return m
}()
