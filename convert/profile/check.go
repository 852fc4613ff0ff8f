package profile

import (
	"fmt"
	"slices"
	"strings"

	"obmen/formats/record"
)

// The words that keys with a choice take.
var (
	dialects  = []string{"rfc4180", "excel-ru"}
	languages = []string{"en", "ru"}
	types     = []string{"product", "tech_map", "sub_product"}
	measures  = []string{Pieces, Kilograms, Litres}
	groupKeys = []string{"day", "store", "cashbox", "organization"}
	returns   = []string{"drop", "net", "keep"}
)

// maxID is the greatest integer that every JSON reader takes exactly.
const maxID = 1<<53 - 1

// maxDecimals keeps rounded sums within what a Number's 28 digits hold.
const maxDecimals = 10

// failPath notes an error of the value at a path, or, where it was not given, of what is around it.
func (b *binder) failPath(path string, fault *record.Fault) {
	for at := path; ; at = around(at) {
		if pos, given := b.at[at]; given || at == "" {
			b.fail(pos, path, fault)
			return
		}
	}
}

// around returns the path without its last name or index.
func around(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// given reports whether the file has a value at a path.
func (b *binder) given(path string) bool {
	_, ok := b.at[path]
	return ok
}

// check says what is wrong with values that are of the right type, and gives the normal form to those that have several.
func (b *binder) check(p *Profile) {
	if len(b.errs) > 0 {
		return // what could not be read would only be reported once more, as missing
	}
	if _, err := p.Zone.load(); err != nil {
		b.failPath("zone", ZoneUnknown.Fault(string(p.Zone)))
	}
	b.oneOf("csv.dialect", p.CSV.Dialect, dialects)
	b.oneOf("csv.headers", p.CSV.Headers, languages)
	b.within("decimals.price", record.NewNumber(int64(p.Decimals.Price), 0), maxDecimals)
	b.within("decimals.cost", record.NewNumber(int64(p.Decimals.Cost), 0), maxDecimals)
	b.checkDefaults(&p.Defaults)
	b.checkRules("groups", p.Groups)
	b.checkRules("products", p.Products)
	b.checkPlaces(p)
	for _, code := range sortedKeys(p.Organizations) {
		b.whole(index1("organizations", code), (*Ref)(p.Organizations[code]))
	}
	b.checkUnits(p)
	b.checkTemplates(p)
	b.checkInvoices(&p.Invoices)
	b.checkServices(&p.Services)
	b.checkWatch(&p.Watch)
	b.checkHours(&p.Checks)
	b.checkXML(&p.XML)
}

func (b *binder) oneOf(path, value string, words []string) {
	if !slices.Contains(words, value) {
		b.failPath(path, NotOneOf.Fault(value, strings.Join(words, ", ")))
	}
}

// within refuses numbers below 0 and above most.
func (b *binder) within(path string, n record.Number, most int64) {
	if n.Sign() < 0 || n.Cmp(record.NewNumber(most, 0)) > 0 {
		b.failPath(path, OutOfRange.Fault(n.String(), "0", fmt.Sprint(most)))
	}
}

// id gives an id its normal form: a whole number, 0 or more.
func (b *binder) id(path string, n *record.Number) {
	whole, ok := n.Int64()
	if !ok || whole < 0 || whole > maxID {
		b.failPath(path, WantWhole.Fault(0, int64(maxID), n.String()))
		return
	}
	*n = record.NewNumber(whole, 0)
}

// whole asks for both the code and the name.
func (b *binder) whole(path string, r *Ref) {
	for _, f := range []struct{ key, value string }{{"ref_code", r.RefCode}, {"name", r.Name}} {
		switch {
		case f.value != "":
		case b.given(join(path, f.key)):
			b.failPath(join(path, f.key), Empty.Fault())
		default:
			b.failPath(join(path, f.key), Missing.Fault(f.key))
		}
	}
}

func (b *binder) checkDefaults(d *Defaults) {
	b.whole("defaults.shipper", (*Ref)(&d.Shipper))
	b.id("defaults.storage", &d.Storage)
	b.id("defaults.shop", &d.Shop)
	b.whole("defaults.workspace", &d.Workspace)
	b.whole("defaults.category", &d.Category)
	b.checkTax("defaults.tax", &d.Tax)
	b.oneOf("defaults.type", d.Type, types)
	b.within("defaults.cancellation_type", d.CancellationType, 2)
	b.id("defaults.cancellation_type", &d.CancellationType)
	b.within("defaults.weight_in_gram", d.WeightInGram, maxID)
	b.within("defaults.amount", d.Amount, maxID)
}

func (b *binder) checkRules(key string, rules map[string]*Rule) {
	for _, code := range sortedKeys(rules) {
		path, r := index1(key, code), rules[code]
		if r.Workspace != nil {
			b.whole(path+".workspace", r.Workspace)
		}
		if r.Category != nil {
			b.whole(path+".category", r.Category)
		}
		if r.Tax != nil {
			b.checkTax(path+".tax", r.Tax)
		}
		if b.given(path + ".type") {
			b.oneOf(path+".type", r.Type, types)
		}
		if r.CancellationType.IsSet() {
			b.within(path+".cancellation_type", r.CancellationType, 2)
			b.id(path+".cancellation_type", &r.CancellationType)
		}
		b.within(path+".weight_in_gram", r.WeightInGram, maxID)
		b.within(path+".amount", r.Amount, maxID)
	}
}

// checkTax asks for a rate or rates, since a tax that is charged at 0 per cent by oversight is a tax not paid.
func (b *binder) checkTax(path string, t *TaxRule) {
	b.id(path+".id", &t.ID)
	switch {
	case t.Rate.IsSet() && len(t.Rates) > 0:
		b.failPath(path, Together.Fault("rate", "rates"))
	case !t.Rate.IsSet() && len(t.Rates) == 0:
		b.failPath(path, Missing.Fault("rate"))
	}
	t.Rate = b.checkRate(path+".rate", t.Rate)
	for i := range t.Rates {
		at, r := fmt.Sprintf("%s.rates[%d]", path, i), &t.Rates[i]
		if r.From == (Day{}) {
			b.failPath(at+".from", Missing.Fault("from"))
		}
		if !r.Rate.IsSet() {
			b.failPath(at+".rate", Missing.Fault("rate"))
		}
		r.Rate = b.checkRate(at+".rate", r.Rate)
		if r.ID.IsSet() {
			b.id(at+".id", &r.ID)
		}
	}
	b.sortRates(path, t.Rates)
}

func (b *binder) checkRate(path string, rate record.Number) record.Number {
	b.within(path, rate, 100)
	return rate.Trim()
}

func (b *binder) sortRates(path string, rates []Rate) {
	slices.SortStableFunc(rates, func(x, y Rate) int {
		switch {
		case x.From.Before(y.From):
			return -1
		case y.From.Before(x.From):
			return 1
		}
		return 0
	})
	for i := 1; i < len(rates); i++ {
		if rates[i].From == rates[i-1].From && rates[i].From != (Day{}) {
			b.failPath(path+".rates", RatesTwice.Fault(rates[i].From.String()))
		}
	}
}

// checkPlaces fills what a place leaves out from the defaults, and sees to it that a place gets one price.
func (b *binder) checkPlaces(p *Profile) {
	for _, code := range sortedKeys(p.Stores) {
		path, place := index1("stores", code), p.Stores[code]
		if !place.Storage.IsSet() {
			b.failPath(path+".storage", Missing.Fault("storage"))
		}
		b.checkPlace(path, place, &p.Defaults)
	}
	taken := make(map[at]string)
	for _, priceType := range sortedKeys(p.PriceTypes.Shops) {
		for i := range p.PriceTypes.Shops[priceType] {
			path, s := fmt.Sprintf("%s[%d]", index1("price_types.shops", priceType), i), &p.PriceTypes.Shops[priceType][i]
			if !s.Shop.IsSet() {
				b.failPath(path+".shop", Missing.Fault("shop"))
			}
			b.checkPlace(path, s, &p.Defaults)
			key := place(s.Storage, s.Shop)
			if other, ok := taken[key]; ok {
				b.failPath(path, ShopTwice.Fault(s.Shop.String(), s.Storage.String(), other))
			}
			taken[key] = priceType
		}
	}
}

func (b *binder) checkPlace(path string, place *Place, d *Defaults) {
	if !place.Storage.IsSet() {
		place.Storage = d.Storage
	}
	if !place.Shop.IsSet() {
		place.Shop = d.Shop
	}
	b.id(path+".storage", &place.Storage)
	b.id(path+".shop", &place.Shop)
}

func (b *binder) checkUnits(p *Profile) {
	units := make(map[string]*Own, len(p.Units))
	for _, code := range sortedKeys(p.Units) {
		path, u := index1("units", code), p.Units[code]
		key := string(AppendUnitCode(nil, []byte(code)))
		switch {
		case key == "":
			b.failPath(path, Empty.Fault())
		case units[key] != nil:
			b.failPath(path, UnitTwice.Fault(key))
		}
		units[key] = u
		b.checkUnit(path, key, u)
	}
	if p.Units != nil {
		p.Units = units
	}
}

func (b *binder) checkUnit(path, code string, u *Own) {
	if b.given(path + ".measure") {
		b.oneOf(path+".measure", u.Measure, measures)
	} else {
		b.failPath(path+".measure", Missing.Fault("measure"))
	}
	if !u.Factor.IsSet() {
		u.Factor = one
	}
	if u.Factor.Sign() <= 0 {
		b.failPath(path+".factor", NotPositive.Fault(u.Factor.String()))
	}
	// A pack is listed in packages, which ask for a name.
	if u.Name == "" && okei[code].unit.Name == "" {
		b.failPath(path+".name", Missing.Fault("name"))
	}
	u.Factor = u.Factor.Trim()
}

func (b *binder) checkTemplates(p *Profile) {
	group := []string{"day"}
	if severalStorages(p) {
		group = append(group, "storage")
	}
	if severalShippers(p) {
		group = append(group, "shipper")
	}
	for _, t := range []struct {
		path     string
		template Template
		known    []string
		needed   []string // what tells two invoices apart
	}{
		{"numbers.nomenclature", p.Numbers.Nomenclature, []string{"date", "crc"}, nil},
		{"numbers.receipt", p.Numbers.Receipt, []string{"docnum"}, []string{"docnum"}},
		{"numbers.group", p.Numbers.Group, []string{"day", "storage", "shipper"}, group},
		{"comments.receipt", p.Comments.Receipt, []string{"store", "cashbox"}, nil},
		{"comments.group", p.Comments.Group, []string{"count", "cash", "card", "discount"}, nil},
	} {
		if t.template == "" && strings.HasPrefix(t.path, "numbers.") {
			b.failPath(t.path, Empty.Fault())
			continue
		}
		b.checkTemplate(t.path, t.template, t.known, t.needed)
	}
}

func (b *binder) checkTemplate(path string, t Template, known, needed []string) {
	names, err := t.Names()
	if err != nil {
		b.failPath(path, TemplateBrace.Fault())
		return
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			b.failPath(path, TemplateName.Fault(record.Shorten([]byte(name)), "{"+strings.Join(known, "}, {")+"}"))
		}
	}
	for _, name := range needed {
		if !slices.Contains(names, name) {
			b.failPath(path, TemplateLacks.Fault(name))
		}
	}
}

func severalStorages(p *Profile) bool {
	seen := make(map[int64]bool)
	for _, s := range p.Stores {
		id, _ := s.Storage.Int64()
		seen[id] = true
	}
	return len(seen) > 1
}

func severalShippers(p *Profile) bool {
	seen := make(map[string]bool)
	for _, o := range p.Organizations {
		seen[o.RefCode] = true
	}
	return len(seen) > 1
}

func (b *binder) checkInvoices(v *Invoices) {
	for i, key := range v.GroupBy {
		path := fmt.Sprintf("invoices.group_by[%d]", i)
		b.oneOf(path, key, groupKeys)
		if slices.Contains(v.GroupBy[:i], key) {
			b.failPath(path, ListTwice.Fault(key))
		}
	}
	if len(v.GroupBy) > 0 && v.GroupBy[0] != "day" {
		b.failPath("invoices.group_by", GroupByDay.Fault())
	}
	b.oneOf("invoices.returns", v.Returns, returns)
}
