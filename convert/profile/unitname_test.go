package profile

import (
	"testing"

	"obmen/formats/record"
)

// What people write into the column of units.
func TestUnitNamed(t *testing.T) {
	p := load(t, `
units:
  "778": {measure: pcs, factor: 10, name: упаковка 10 шт}
  "812": {measure: kg, factor: 20}
  b2: {measure: l, factor: 2, name: Мешок}
  b1: {measure: kg, factor: 50, name: мешок}
  own: {measure: kg, factor: 3, name: ведро.}
`)
	for _, c := range []struct{ text, want string }{
		{"pcs", "796 1 pcs"}, {"KG", "166 1 kg"}, {"l", "112 1 l"},
		{"796", "796 1 pcs"}, {" 6 ", "006 1 pcs"},
		{"шт", "796 1 pcs"}, {"шт.", "796 1 pcs"}, {" Штука ", "796 1 pcs"}, {"ШТ", "796 1 pcs"},
		{"кг", "166 1 kg"}, {"Кг.", "166 1 kg"}, {"килограмм", "166 1 kg"},
		{"г", "163 0.001 kg"}, {"гр", "163 0.001 kg"}, {"т", "168 1000 kg"},
		{"л", "112 1 l"}, {"мл", "111 0.001 l"}, {"Мл", "111 0.001 l"}, {"МЛ", "111 0.001 l"},
		{"пара", "715 2 pcs"}, {"дюжина", "641 12 pcs"}, {"компл.", "839 1 pcs"}, {"бут", "868 1 pcs"},
		{"упак", "778 10 pcs"}, {"упаковка 10 шт", "778 10 pcs"}, {"ящик", "812 20 kg"}, {"Ящик", "812 20 kg"},
		{"мешок", "b1 50 kg"}, {"b2", "b2 2 l"}, {"Ведро", "own 3 kg"},
		{"м", "006 1 pcs"}, {"год", "366 1 pcs"},
		{"", "nothing  1 pcs"}, {".", "nothing  1 pcs"}, {"хвост", "nothing  1 pcs"}, {"999", "nothing  1 pcs"},
	} {
		u, ok := p.UnitNamed([]byte(c.text))
		got := u.Code + " " + u.Factor.String() + " " + u.Measure
		if !ok {
			got = "nothing " + got
		}
		if got != c.want {
			t.Errorf("%q is %s, want %s", c.text, got, c.want)
		}
	}
}

// Each unit of the table goes by its own names, unless an earlier or a fixed one has them.
func TestUnitNamedKnowsTheTable(t *testing.T) {
	p := Default()
	for _, r := range okeiRows {
		u, ok := p.UnitNamed([]byte(okei[r.code].names[0]))
		if !ok || u.Code != r.code && foldUnit([]byte(u.Name)) != foldUnit([]byte(okei[r.code].names[0])) {
			t.Errorf("%s: the name %q leads to %q", r.code, okei[r.code].names[0], u.Code)
		}
	}
}

func TestRateOf(t *testing.T) {
	p := load(t, `
defaults: {tax: {id: 1, rates: [{from: 2019-01-01, rate: 20}, {from: 2026-01-01, rate: 22, id: 5}]}}
groups: {b: {tax: {id: 2, rate: 10}}, a: {tax: {id: 2, rate: 8}}, c: {country: BY}}
products: {x: {tax: {id: 3, rate: 0}}, y: {tax: {id: 2, rate: 1}}}
`)
	for _, c := range []struct {
		id   int64
		year int
		want string
	}{{1, 2025, "20"}, {1, 2026, ""}, {5, 2026, "22"}, {5, 2025, ""}, {1, 2018, ""}, {2, 2018, "8"}, {3, 2018, "0"}, {4, 2026, ""}} {
		rate, ok := p.RateOf(record.NewNumber(c.id, 0), day(c.year, 6, 1))
		if rate.String() != c.want || ok != (c.want != "") {
			t.Errorf("tax %d in %d: %q, %v, want %q", c.id, c.year, rate, ok, c.want)
		}
	}
}
