package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"obmen/formats/record"
)

// The units that mapping.md names, and what it says of them.
func TestUnit(t *testing.T) {
	p := load(t, `
units:
  "778": {measure: pcs, factor: 10, name: упаковка 10 шт}
  "166": {measure: kg, factor: 1.000}
  "5": {measure: kg, factor: 0.5, name: полкило}
  кор: {measure: l, name: короб}
`)
	const known, fixed, pack, note = "known ", "fixed ", "pack ", "note "
	for _, c := range []struct{ code, want string }{
		{"796", "796 1 pcs known fixed Штука"},
		{"642", "642 1 pcs known fixed Единица"},
		{"657", "657 1 pcs known fixed Изделие"},
		{"839", "839 1 pcs known fixed Комплект"},
		{"704", "704 1 pcs known fixed Набор"},
		{"868", "868 1 pcs known fixed Бутылка"},
		{"870", "870 1 pcs known fixed Ампула"},
		{"872", "872 1 pcs known fixed Флакон"},
		{"715", "715 2 pcs known fixed note Пара"},
		{"641", "641 12 pcs known fixed Дюжина"},
		{"797", "797 100 pcs known fixed Сто штук"},
		{"798", "798 1000 pcs known fixed Тысяча штук"},
		{"732", "732 20 pcs known fixed note Десять пар"},
		{"733", "733 24 pcs known fixed note Дюжина пар"},
		{"837", "837 2000 pcs known fixed note Тысяча пар"},
		{"163", "163 0.001 kg known fixed Грамм"},
		{"161", "161 0.000001 kg known fixed Миллиграмм"},
		{"206", "206 100 kg known fixed Центнер"},
		{"168", "168 1000 kg known fixed Тонна"},
		{"112", "112 1 l known fixed Литр"},
		{"111", "111 0.001 l known fixed Миллилитр"},
		{"118", "118 0.1 l known fixed Децилитр"},
		{"116", "116 10 l known fixed Декалитр"},
		{"113", "113 1000 l known fixed Кубический метр"},
		{"728", "728 1 pcs known Пачка"},
		{"812", "812 1 pcs known Ящик"},
		{"006", "006 1 pcs known Метр"},
		{"6", "006 1 pcs known Метр"},
		{" 6\t", "006 1 pcs known Метр"},
		{"796 ", "796 1 pcs known fixed Штука"},
		{"356", "356 1 pcs known Час"},
		{"8751", "8751 1 pcs known Коробка"},
		{"", " 1 pcs"},
		{"999", " 1 pcs"},
		{"0796", " 1 pcs"},
		{"шт", " 1 pcs"},
		// The profile's own.
		{"778", "778 10 pcs known fixed pack упаковка 10 шт"},
		{"166", "166 1 kg known fixed pack Килограмм"},
		{"005", "005 0.5 kg known fixed pack полкило"},
		{" кор", "кор 1 l known fixed pack короб"},
	} {
		u := p.Unit([]byte(c.code))
		var b strings.Builder
		fmt.Fprint(&b, u.Code, " ", u.Factor, " ", u.Measure, " ")
		for _, f := range []struct {
			on   bool
			word string
		}{{u.Known, known}, {u.Fixed, fixed}, {u.Pack, pack}, {u.Note, note}} {
			if f.on {
				b.WriteString(f.word)
			}
		}
		b.WriteString(u.Name)
		if got := strings.TrimSuffix(b.String(), " "); got != c.want {
			t.Errorf("%q: %s, want %s", c.code, got, c.want)
		}
		if p.UnitName([]byte(c.code)) != u.Name {
			t.Errorf("%q: UnitName is not Unit's", c.code)
		}
	}
}

func TestUnitOf(t *testing.T) {
	for measure, want := range map[string]string{Pieces: "796 true", Kilograms: "166 true", Litres: "112 true", "": " false", "pack222": " false"} {
		u, ok := Default().UnitOf([]byte(measure))
		if got := fmt.Sprint(u.Code, " ", ok); got != want {
			t.Errorf("%s: %s, want %s", measure, got, want)
		}
	}
	// What the profile says of 796 counts backwards too, as long as it is one piece.
	if u, _ := load(t, `units: {"796": {measure: pcs, name: шт.}}`).UnitOf([]byte(Pieces)); u.Name != "шт." {
		t.Errorf("%+v", u)
	}
	if u, _ := load(t, `units: {"796": {measure: kg}}`).UnitOf([]byte(Pieces)); u.Measure != Pieces {
		t.Errorf("%+v", u)
	}
}

func TestUnitNames(t *testing.T) {
	for _, c := range []struct {
		code, name string
		same       bool
	}{
		{"796", "шт", true}, {"796", "Штука", true}, {"796", "шт.", true}, {"796", " ШТ ", true}, {"796", "штука.", true}, {"796", "кг", false}, {"796", "", false}, {"796", ".", false},
		{"166", "кг", true}, {"6", "м", true}, {"112", "Литр", true}, {"113", "м3", true}, {"113", "м³", true}, {"778", "упак", true},
	} {
		known, names := UnitNames([]byte(c.code))
		if !known || SameUnitName([]byte(c.name), names) != c.same {
			t.Errorf("%s %q: %v, known %v as %q", c.code, c.name, !c.same, known, names)
		}
	}
	if known, names := UnitNames([]byte("кор")); known || names != nil {
		t.Error(names)
	}
}

// The table's own laws: three or four digits, each once, in order of sections; a name and a short name; exact factors; nothing that means both.
func TestOKEI(t *testing.T) {
	seen := make(map[string]bool)
	digits := regexp.MustCompile(`^[0-9]{3,4}$`)
	for _, r := range okeiRows {
		if !digits.MatchString(r.code) || seen[r.code] {
			t.Errorf("%s: wrong or twice", r.code)
		}
		seen[r.code] = true
		if r.names == "" || r.shorts == "" || (r.measure == "") != (r.factor == "") {
			t.Errorf("%s: %+v", r.code, r)
		}
		for _, n := range append(strings.Split(r.names, "; "), strings.Split(r.shorts, "; ")...) {
			if n == "" || strings.TrimSpace(n) != n || strings.HasSuffix(n, ".") {
				t.Errorf("%s: a name %q", r.code, n)
			}
		}
		if r.measure != "" {
			n, err := record.ParseNumber([]byte(r.factor))
			if err != nil || n.Sign() <= 0 || !slices.Contains(measures, r.measure) {
				t.Errorf("%s: %s %s", r.code, r.factor, r.measure)
			}
		}
	}
	if len(okeiRows) < 150 {
		t.Errorf("%d units", len(okeiRows))
	}
}

// Names that say a power of ten must mean it.
func TestOKEIPowers(t *testing.T) {
	for _, r := range okeiRows {
		for word, power := range map[string]int64{"Сто ": 100, "Тысяча ": 1000, "Миллион ": 1_000_000, "Миллиард ": 1_000_000_000} {
			base, ok := strings.CutPrefix(strings.Split(r.names, "; ")[0], word)
			if !ok || r.measure == "" {
				continue
			}
			want := map[string]string{"штук": "1", "единиц": "1", "комплектов": "1", "наборов": "1", "бутылок": "1", "ампул": "1", "флаконов": "1", "пар": "2",
				"кубических метров": "1000", "декалитров": "10", "полулитров": "0.5", "литров": "1", "тонн": "1000", "центнеров": "100", "каратов метрических": "0.0002"}[base]
			if want == "" {
				t.Errorf("%s: what is %q?", r.code, base)
				continue
			}
			if got := num(r.factor); !got.Equal(num(want).Mul(record.NewNumber(power, 0))) {
				t.Errorf("%s %s: %s", r.code, r.names, r.factor)
			}
		}
	}
}
