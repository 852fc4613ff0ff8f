package profile

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestYAMLIsReadBack(t *testing.T) {
	example, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	xml := "xml: {kind: receipts, record: //Чек, fields: {DocNum: \"@n\"}, lines: {record: a, fields: {Price: \"b\"}}}\n"
	for _, text := range []string{"", string(example), rules, places, xml, watching, "watch: {rules: [{match: \"*.xml\", to: csv}, {match: \"*\", send: kassatka}]}",
		"services: {caffesta: {key_file: a}, kassatka: {key_command: \"b \\\"c\\\"\"}}", "invoices: {group_by: [day, store]}", "stores: {\"\": {storage: 1}}",
		"checks: {stores: {\"1\": 08:00-20:00}}"} {
		p := load(t, text)
		again := load(t, string(p.YAML()))
		if !reflect.DeepEqual(p, again) {
			t.Errorf("%s\nis shown as\n%s\nwhich is\n%s", text, p.YAML(), again.YAML())
		}
	}
}

// Any text at all survives, as a code, a name or a price type.
func TestAnyTextIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0 && r != 0xFFFD }))
		p := builtIn()
		p.Defaults.Country, p.Defaults.Comment = text.Draw(t, "country"), text.Draw(t, "comment")
		p.Organizations = map[string]*Party{text.Draw(t, "code"): {RefCode: "x" + text.Draw(t, "ref"), Name: "y" + text.Draw(t, "name")}}
		p.PriceTypes.TaxIncluded = map[string]bool{text.Draw(t, "type"): true}
		p.reckon()
		again, err := Load("x", p.YAML(), true)
		if err != nil || !reflect.DeepEqual(p, again) {
			t.Fatalf("%v\n%s", err, p.YAML())
		}
	})
}

func TestHash(t *testing.T) {
	h := func(text string) string { return load(t, text).Hash() }
	if len(h("")) != 64 || h("") != Default().Hash() || h("") != h(string(Init("ru"))) {
		t.Error("the defaults are the defaults")
	}
	if h("zone: UTC\ndecimals: {price: 3}") != h("# a comment\ndecimals:\n  price: 3\nzone: 'UTC'") {
		t.Error("order, style and comments do not matter")
	}
	if h("units: {\"6\": {measure: kg}}") != h("units: {\"006\": {measure: kg, factor: 1.0}}") {
		t.Error("what means the same is the same")
	}
	seen := map[string]string{}
	for _, text := range []string{"", "zone: UTC", "day_starts: \"06:00\"", "decimals: {price: 3}", "decimals: {cost: 3}", "stores: {a: {storage: 1}}", "stores: {b: {storage: 1}}",
		"groups: {a: {item: true}}", "products: {a: {item: true}}", "groups: {a: {item: false}}", "groups: {a: {country: \"\"}}", "xml: {kind: receipts, record: a, fields: {DocNum: b}}",
		"watch: {rules: [{match: a, to: csv}]}", "watch: {rules: [{match: a, to: csv, order: age}]}", "watch: {rules: [{match: a, outputs: [{to: csv, folder: b}]}]}", "watch: {rules: [{match: a, ignore: true}]}"} {
		if other, taken := seen[h(text)]; taken {
			t.Errorf("%q and %q have one hash", text, other)
		}
		seen[h(text)] = text
	}
}

func TestYAMLIsOneForm(t *testing.T) {
	p := load(t, "stores: {b: {storage: 2}, a: {storage: 1}, c: {storage: 3}}")
	first := string(p.YAML())
	for range 20 {
		if string(p.YAML()) != first {
			t.Fatal("the order changes")
		}
	}
	a, b, c := strings.Index(first, `"a":`), strings.Index(first, `"b":`), strings.Index(first, `"c":`)
	if !slices.IsSorted([]int{a, b, c}) || a < 0 {
		t.Errorf("%s", first)
	}
	if strings.Contains(first, "[]\n  -") || strings.HasPrefix(first, "\n") {
		t.Errorf("%s", first)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(Init("ru")))
	f.Add([]byte(rules))
	f.Add([]byte(places))
	f.Add([]byte(watching))
	for _, r := range refusals {
		f.Add([]byte(strings.Replace(r.text, "¶", "", 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Load("x", data, true)
		if (p == nil) == (err == nil) {
			t.Fatal(p, err)
		}
		if err != nil {
			return
		}
		again, err := Load("x", p.YAML(), true)
		if err != nil || again.Hash() != p.Hash() {
			t.Fatalf("%v\n%s", err, p.YAML())
		}
	})
}

func TestResultHash(t *testing.T) {
	const mapping = "csv: {dialect: excel-ru}\n"
	plain := load(t, mapping)
	wired := load(t, mapping+"services: {caffesta: {account: mine}}\nwatch: {rules: [{match: \"*\", to: csv}]}\n")
	if plain.ResultHash() != wired.ResultHash() || plain.Hash() == wired.Hash() {
		t.Error("services or watch count, or nothing does")
	}
	if plain.ResultHash() == Default().ResultHash() {
		t.Error("the dialect does not count")
	}
	if len(wired.Watch.Rules) != 1 || wired.Services.Caffesta.Account != "mine" {
		t.Error("the hash changed the profile")
	}
}
