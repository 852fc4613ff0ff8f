package mapping

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"obmen/convert/report"
	"obmen/formats/record"
)

// Which of a product's prices is the shop's where the profile has no shops.
func TestOnlyPrice(t *testing.T) {
	for _, c := range []struct{ purchase, retail, prices, want string }{
		{"P", "R", "", ""},
		{"P", "R", "P=1", "1"},         // the only one, although it is the purchase price
		{"P", "R", "X=3", "3"},         // the only one, whatever its type
		{"P", "R", "P=1 R=2", "2"},     // the retail type's of several
		{"P", "R", "R=2 P=1", "2"},     // in any order
		{"P", "R", "P=1 X=3", "3"},     // the purchase type's does not count
		{"P", "R", "X=3 R=2 Y=4", "2"}, // the retail type's of many
		{"P", "R", "X=3 Y=4", "error"},
		{"P", "R", "P=1 X=3 Y=4", "error"},
		{"P", "", "P=1 X=3", "3"},
		{"P", "", "X=3 Y=4", "error"},
		{"", "R", "X=3 R=2", "2"},
		{"", "R", "P=1 X=3", "error"},
		{"", "", "X=3", "3"},
		{"R", "R", "R=2 X=3", "2"}, // one type for both
		{"P", "R", "X=3 X=5", "3"}, // one type at two prices: the first
		{"P", "R", "X=3 Y=", "3"},  // no price is no price
		{"P", "R", "=7", "7"},      // a price without a type
		{"P", "R", "=7 P=1", "7"},
	} {
		t.Run(fmt.Sprintf("%s,%s,%s", c.purchase, c.retail, c.prices), func(t *testing.T) {
			p := load(t, fmt.Sprintf("price_types: {purchase: %q, retail: %q}", c.purchase, c.retail))
			list := catalogueOf("group g none")
			for _, price := range strings.Fields(c.prices) {
				kind, value, _ := strings.Cut(price, "=")
				r := &record.Product{Code: []byte("1"), Name: []byte("Раз"), UnitCode: []byte("796"), PriceType: []byte(kind), Price: record.EmptyNumber}
				if value != "" {
					r.Price = num(value)
				}
				list = append(list, r)
			}
			if c.prices == "" {
				list = append(list, &record.Product{Code: []byte("1"), Name: []byte("Раз"), UnitCode: []byte("796")})
			}
			dst := &kept{}
			got := ""
			err := mapped(t, dst, list, Options{Profile: p})
			var wrong *record.UsageError
			switch {
			case errors.As(err, &wrong):
				got = "error"
				for _, price := range strings.Fields(c.prices) {
					if kind, _, _ := strings.Cut(price, "="); !strings.Contains(err.Error(), kind) {
						t.Errorf("%v: does not name %s", err, kind)
					}
				}
			case err != nil:
				t.Fatal(err)
			case len(dst.invoices[0].products[0].Prices) > 0:
				got = dst.invoices[0].products[0].Prices[0].Price.String()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A product may have any number of prices: those that the profile names are found however many there are, the others are counted.
func TestManyPriceTypes(t *testing.T) {
	const types = 300
	p := load(t, "defaults: {amount: 1}\nprice_types: {purchase: Закупка, shops: {Зал: [{shop: 2, storage: 1}]}}")
	list := catalogueOf("group g none")
	for n := range types {
		list = append(list, catalogueOf(fmt.Sprintf("1 796 %d тип%d", n+1, n))[1])
	}
	list = append(list, catalogueOf("1 796 7 Закупка")[1], catalogueOf("1 796 9 Зал")[1])
	rep := report.New("", nil)
	dst := &kept{}
	if err := mapped(t, dst, list, Options{Profile: p, Report: rep}); err != nil {
		t.Fatal(err)
	}
	in := dst.invoices[0]
	if item, prices := in.items[0], in.products[0].Prices; item.PriceWithTax.String() != "7" || len(prices) != 1 || prices[0].Price.String() != "9" {
		t.Errorf("bought at %s, sold at %v", item.PriceWithTax, prices)
	}
	fields, counts := rep.Losses()
	if !slices.Equal(fields, []string{"product.Price"}) || counts[0] != types {
		t.Errorf("lost %v %v", fields, counts)
	}
	for _, c := range rep.Findings() {
		if c.Message == priceTypeLeft && c.Count != maxTypeNames+1 {
			t.Errorf("%d types are named", c.Count)
		}
	}
	if err := mapped(t, &kept{}, list, Options{Profile: load(t, "")}); err == nil || len(err.Error()) > 2000 {
		t.Error("an error that names all of them:", err)
	}
}

// The messages of this package: codes in kebab case, each once, and both languages say the same arguments.
func TestMessages(t *testing.T) {
	seen := map[string]bool{}
	verbs := regexp.MustCompile(`%[a-z]`)
	for _, m := range Messages() {
		if seen[m.Code] || !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(m.Code) {
			t.Errorf("the code %q is not one, or comes twice", m.Code)
		}
		seen[m.Code] = true
		if en, ru := verbs.FindAllString(m.En, -1), verbs.FindAllString(m.Ru, -1); !slices.Equal(en, ru) {
			t.Errorf("%s: %v and %v", m.Code, en, ru)
		}
		if m.Severity == 0 || !regexp.MustCompile(`[а-я]`).MatchString(m.Ru) {
			t.Errorf("%s has no severity, or no Russian", m.Code)
		}
	}
}

// What a mapping carries are fields that there are.
func TestCarries(t *testing.T) {
	for _, m := range All() {
		if got, ok := Lookup(m.From, m.To); !ok || got.From != m.From || got.To != m.To {
			t.Errorf("%s to %s is not found", m.From, m.To)
		}
		names := record.FieldNames(m.From)
		for _, f := range m.Carries {
			if !slices.Contains(names, f) {
				t.Errorf("%s to %s: there is no field %s", m.From, m.To, f)
			}
		}
	}
	if _, ok := Lookup(record.Nomenclature, record.Receipts); ok {
		t.Error("a catalogue holds no sales")
	}
}
