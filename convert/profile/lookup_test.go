package profile

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"obmen/formats/record"
)

// chain is a Chain of codes.
type chain struct {
	codes []string
	read  int
}

func (c *chain) Next() ([]byte, bool) {
	if c.read == len(c.codes) {
		return nil, false
	}
	c.read++
	return []byte(c.codes[c.read-1]), true
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 23, 59, 0, 0, time.UTC) }

const rules = `
defaults:
  tax: {id: 1, rate: 20}
  country: BY
  amount: 5
  workspace: {ref_code: hall, name: Зал}
groups:
  outer:
    tax: {id: 2, rate: 10}
    item: false
    type: tech_map
    weight_in_gram: 500
    country: ""
    skip: true
    category: {ref_code: c1, name: C1}
  inner: {item: true, skip: false, for_sale: false, use_discounts: false}
products:
  bread: {tax: {id: 3, rate: 0}, amount: 2.5, item: false, cancellation_type: 0}
  dated: {tax: {id: 4, rates: [{from: 2026-01-01, rate: 22, id: 5}, {from: 2019-01-01, rate: 20}]}}
`

func TestProduct(t *testing.T) {
	p := load(t, rules)
	for _, c := range []struct {
		code, groups string
		want         string // tax id and rate, type, cancellation, for sale, discounts, weight, set, country, workspace, category, set, item, skip, amount
	}{
		{"any", "", "1/20 product 1 true true 0 false BY hall none false true false 5"},
		{"any", "inner", "1/20 product 1 false false 0 false BY hall none false true false 5"},
		{"any", "unlisted", "1/20 product 1 true true 0 false BY hall none false true false 5"},
		{"any", "outer", "2/10 tech_map 1 true true 500 true  hall c1 true false true 5"},
		// product first, then the nearest group upwards, then defaults
		{"any", "inner outer", "2/10 tech_map 1 false false 500 true  hall c1 true true false 5"},
		{"any", "unlisted inner unlisted outer", "2/10 tech_map 1 false false 500 true  hall c1 true true false 5"},
		{"any", "outer inner", "2/10 tech_map 1 false false 500 true  hall c1 true false true 5"},
		{"bread", "inner outer", "3/0 tech_map 0 false false 500 true  hall c1 true false false 2.5"},
		{"bread", "", "3/0 product 0 true true 0 false BY hall none false false false 2.5"},
	} {
		ch := &chain{}
		ch.codes = append(ch.codes, splitWords(c.groups)...)
		s, err := p.Product([]byte(c.code), ch, time.Time{})
		if err != nil {
			t.Error(err)
			continue
		}
		got := fmt.Sprint(s.Tax.ID, "/", s.Tax.Rate, " ", s.Type, " ", s.CancellationType, " ", s.ForSale, " ", s.UseDiscounts, " ", s.WeightInGram, " ", s.WeightSet,
			" ", s.Country, " ", s.Workspace.RefCode, " ", s.Category.RefCode, " ", s.CategorySet, " ", s.Item, " ", s.Skip, " ", s.Amount)
		if got != c.want {
			t.Errorf("%s in %q: %s\nwant %s", c.code, c.groups, got, c.want)
		}
		if s.DefaultWorkspace || s.DefaultTax || s.DefaultCategory == s.CategorySet {
			t.Errorf("%s in %q: %v %v %v", c.code, c.groups, s.DefaultWorkspace, s.DefaultTax, s.DefaultCategory)
		}
	}
}

func splitWords(s string) (words []string) {
	for s != "" {
		var w string
		if n, _ := fmt.Sscan(s, &w); n == 0 {
			return words
		}
		words = append(words, w)
		s = s[min(len(s), len(w)+1):]
	}
	return words
}

func TestBuiltInDefaultsAreTold(t *testing.T) {
	s, err := Default().Product([]byte("x"), nil, time.Time{})
	if err != nil || !s.DefaultTax || !s.DefaultWorkspace || !s.DefaultCategory || !s.Item || s.Skip {
		t.Errorf("%+v %v", s, err)
	}
	place, err := Default().Store([]byte("169"))
	if err != nil || !place.Storage.IsZero() || !place.Shop.IsZero() {
		t.Errorf("%v %v", place, err)
	}
	party, err := Default().Organization([]byte("155"))
	if err != nil || !party.IsDefault() {
		t.Errorf("%v %v", party, err)
	}
}

// "A rate's from is inclusive; the document's own local calendar date picks it; a date before the first from is an error."
func TestRates(t *testing.T) {
	p := load(t, rules)
	if !p.NeedsDate() || Default().NeedsDate() {
		t.Error("NeedsDate")
	}
	minsk := time.FixedZone("", 3*60*60)
	for _, c := range []struct {
		local time.Time
		want  string
	}{
		{day(2018, 12, 31), "error 2018-12-31 2019-01-01"},
		{time.Time{}, "error 0001-01-01 2019-01-01"},
		{day(2019, 1, 1), "4/20"},
		{day(2025, 12, 31), "4/20"},
		{day(2026, 1, 1), "5/22"},
		{day(2030, 6, 15), "5/22"},
		{time.Date(2026, 1, 1, 0, 30, 0, 0, minsk), "5/22"}, // its own calendar, though it is still 2025 in UTC
	} {
		s, err := p.Product([]byte("dated"), nil, c.local)
		got := fmt.Sprint(s.Tax.ID, "/", s.Tax.Rate)
		var f *record.Fault
		if errors.As(err, &f) && f.Message == TaxTooEarly {
			got = fmt.Sprintln("error", f.Args[0], f.Args[1])
			got = got[:len(got)-1]
		}
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.local, got, c.want)
		}
	}
	for _, text := range []string{
		"defaults: {tax: {rates: [{from: 2020-01-01, rate: 1}]}}",
		"groups: {a: {tax: {rates: [{from: 2020-01-01, rate: 1}]}}}",
	} {
		if !load(t, text).NeedsDate() {
			t.Errorf("%s needs a date", text)
		}
	}
}

// The tax that counts is the one that is asked for a date: a product with its own has no use for the default's rates.
func TestRatesOfOthersDoNotMatter(t *testing.T) {
	p := load(t, "defaults: {tax: {rates: [{from: 2020-01-01, rate: 1}]}}\nproducts: {a: {tax: {id: 1, rate: 7}}}")
	if s, err := p.Product([]byte("a"), nil, time.Time{}); err != nil || s.Tax.Rate.String() != "7" {
		t.Errorf("%v %v", s.Tax, err)
	}
	if _, err := p.Product([]byte("b"), nil, time.Time{}); err == nil {
		t.Error("no error")
	}
}

const places = `
defaults: {storage: 9, shop: 8}
stores:
  "20": {storage: 1, shop: 3}
  "10": {storage: 1, shop: 2}
  "30": {storage: 2}
organizations:
  "155": {ref_code: s1, name: one}
  "156": {ref_code: s1, name: one}
  "157": {ref_code: s2, name: two}
price_types:
  shops: {Розничная: [{shop: 2, storage: 1}, {shop: 3, storage: 1}], Опт: [{shop: 7}]}
  tax_included: {Опт: false, Розничная: true}
`

// "With stores or organizations in a profile, a code that they lack is an error that names it."
func TestStores(t *testing.T) {
	p := load(t, places)
	for code, want := range map[string]string{"10": "{1 2}", "20": "{1 3}", "30": "{2 8}"} {
		if got, err := p.Store([]byte(code)); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: %v %v, want %s", code, got, err, want)
		}
	}
	for _, code := range []string{"", "40", "010"} {
		if _, err := p.Store([]byte(code)); !errors.Is(err, StoreUnknown.Fault()) || err.(*record.Fault).Args[0] != code {
			t.Errorf("%q: %v", code, err)
		}
		if _, err := p.Organization([]byte(code)); !errors.Is(err, OrganizationUnknown.Fault()) {
			t.Errorf("%q: %v", code, err)
		}
	}
	if got, err := Default().Store([]byte("40")); err != nil || fmt.Sprint(got) != "{0 0}" {
		t.Errorf("%v %v", got, err)
	}
	if got, err := p.Organization([]byte("157")); err != nil || got.Name != "two" || got.IsDefault() {
		t.Errorf("%v %v", got, err)
	}
}

func TestBackwards(t *testing.T) {
	p := load(t, places)
	for _, c := range []struct {
		storage, shop string
		want          string
	}{
		{"1", "3", "20 true"}, {"1", "2", "10 true"}, {"1", "", "10 true"}, {"2", "8", "30 true"}, {"2", "", "30 true"}, {"3", "", " false"}, {"1", "4", " false"}, {"1.5", "", " false"},
	} {
		shop := record.Number{}
		if c.shop != "" {
			shop = num(c.shop)
		}
		code, ok := p.StoreOf(num(c.storage), shop)
		if got := fmt.Sprint(code, " ", ok); got != c.want {
			t.Errorf("storage %s shop %s: %s, want %s", c.storage, c.shop, got, c.want)
		}
	}
	for ref, want := range map[string]string{"s1": "155 true", "s2": "157 true", "s3": " false"} {
		code, ok := p.OrganizationOf([]byte(ref))
		if got := fmt.Sprint(code, " ", ok); got != want {
			t.Errorf("%s: %s, want %s", ref, got, want)
		}
	}
	for _, c := range []struct{ shop, storage, want string }{
		{"2", "1", "Розничная true"}, {"3", "1", "Розничная true"}, {"7", "9", "Опт true"}, {"1", "2", " false"},
	} {
		priceType, ok := p.PriceTypeOf(num(c.shop), num(c.storage))
		if got := fmt.Sprint(priceType, " ", ok); got != c.want {
			t.Errorf("shop %s storage %s: %s, want %s", c.shop, c.storage, got, c.want)
		}
	}
}

func TestPriceTypes(t *testing.T) {
	p := load(t, places)
	if got := fmt.Sprint(p.Shops([]byte("Розничная"))); got != "[{1 2} {1 3}]" {
		t.Error(got)
	}
	if p.Shops([]byte("Прайс-лист")) != nil || !p.HasShops() || Default().HasShops() {
		t.Error("shops")
	}
	for name, want := range map[string]bool{"Опт": false, "Розничная": true, "Прайс-лист": true} {
		if p.TaxIncluded([]byte(name)) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
	if p.RetailType() != "Розничная" || p.PurchaseType() != "" {
		t.Error("the built-in types")
	}
}

// The mappings call these for every record: nothing may be allocated.
func TestNoAllocations(t *testing.T) {
	p := load(t, rules+places[len("\ndefaults: {storage: 9, shop: 8}"):]+"units: {\"778\": {measure: pcs, factor: 10}}\n")
	codes := [][]byte{[]byte("bread"), []byte("any"), []byte("inner"), []byte("10"), []byte("796"), []byte("6"), []byte("778"), []byte("нет такого")}
	groups := &flat{codes: [][]byte{[]byte("inner"), []byte("outer")}}
	n := testing.AllocsPerRun(100, func() {
		for _, code := range codes {
			groups.at = 0
			if _, err := p.Product(code, groups, time.Time{}); err != nil {
				t.Fatal(err)
			}
			p.Unit(code)
			p.UnitName(code)
			UnitNames(code)
			p.Shops(code)
			p.TaxIncluded(code)
		}
		p.Store(codes[3])
		p.StoreOf(one, record.Number{})
		p.PriceTypeOf(one, one)
		p.OrganizationOf(codes[3])
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

type flat struct {
	codes [][]byte
	at    int
}

func (c *flat) Next() ([]byte, bool) {
	if c.at == len(c.codes) {
		return nil, false
	}
	c.at++
	return c.codes[c.at-1], true
}

func BenchmarkProduct(b *testing.B) {
	p, err := Load("x", []byte(rules), true)
	if err != nil {
		b.Fatal(err)
	}
	groups := &flat{codes: [][]byte{[]byte("inner"), []byte("outer")}}
	code := []byte("any")
	b.ReportAllocs()
	for b.Loop() {
		groups.at = 0
		if _, err := p.Product(code, groups, time.Time{}); err != nil {
			b.Fatal(err)
		}
	}
}
