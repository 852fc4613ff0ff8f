package convert

import (
	"regexp"
	"strings"
	"testing"
)

// TestHandsAreOne: products that hands map come out as if one had mapped them: with whatever a profile says of them, and where something is wrong with one.
func TestHandsAreOne(t *testing.T) {
	text := farApart(t, "nomenclature-xml", 60<<10)
	codes := regexp.MustCompile(` Code="([^"]*)"[^>]* Name=`).FindAllStringSubmatch(text, -1)
	code := codes[len(codes)/6][1] // some way into the first of three
	rules := "products:\n" +
		"  \"" + codes[3][1] + "\": {skip: true}\n" +
		"  \"" + codes[5][1] + "\": {item: false, category: {ref_code: own, name: Own}}\n" +
		"  \"" + code + "\": {workspace: {ref_code: bar, name: Bar}, category: {ref_code: other, name: Other}}\n"
	types := "price_types:\n  purchase: Прайс-лист\n  retail: Розничная\n"
	name := strings.Index(text, `Code="`+code+`"`)
	name += strings.Index(text[name:], `Name="`) + len(`Name="`)
	for _, c := range []struct{ name, profile, text, encoding string }{
		{"as it is", "", text, ""},
		{"types", types, text, ""},
		{"rules", types + rules, text, ""},
		{"rules for groups", types + "groups:\n  none: {workspace: {ref_code: bar, name: Bar}}\n", text, ""},
		{"no price is settled", "price_types:\n  retail: \"\"\n", text, ""},
		{"shops", types + "  shops:\n    Розничная: [{shop: 2, storage: 1}, {shop: 3, storage: 1}]\n    Оптовая: [{shop: 4, storage: 1}]\n", text, ""},
		{"no place for a letter", types, text[:name] + "漢" + text[name:], "windows-1251"},
		{"many types", types, manyTypes(text), ""},
		{"a date before every rate", types + "defaults:\n  tax: {id: 1, rates: [{from: 2090-01-01, rate: 20}]}\n", text, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, to := range []string{"invoice-json", "invoice-ndjson"} {
				sameInLanes(t, Job{To: to, Profile: withProfile(t, c.profile, true), OutputEncoding: c.encoding}, c.text)
			}
		})
	}
}

// manyTypes makes more price types than are named.
func manyTypes(text string) string {
	parts := strings.Split(text, `PriceType="Оптовая`)
	var out strings.Builder
	for i, p := range parts {
		out.WriteString(p)
		if i < len(parts)-1 {
			out.WriteString(`PriceType="Оптовая` + strings.Repeat("x", i%130))
		}
	}
	return out.String()
}
