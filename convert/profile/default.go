package profile

import "obmen/formats/record"

// builtInShipper and its like stand where nobody said who or what: a finding tells whom it supplied.
var builtInShipper = Party{RefCode: "obmen", Name: "obmen"}

var builtInWorkspace = Ref{RefCode: "obmen", Name: "obmen"}

var builtInCategory = Ref{RefCode: "none", Name: "Без группы"}

// Default returns the built-in profile. It means the same as what [Init] prints.
func Default() *Profile {
	p := builtIn()
	p.reckon()
	return p
}

// builtIn returns the keys of the built-in profile. Its maps are nil where they are empty.
func builtIn() *Profile {
	zero := record.NewNumber(0, 0)
	return &Profile{
		Zone:     "Europe/Minsk",
		CSV:      CSV{Dialect: "rfc4180", Headers: "en"},
		Decimals: Decimals{Price: 2, Cost: 2},
		Defaults: Defaults{
			Shipper:          builtInShipper,
			Storage:          zero,
			Shop:             zero,
			Workspace:        builtInWorkspace,
			Category:         builtInCategory,
			Tax:              TaxRule{ID: zero, Rate: zero},
			Type:             "product",
			CancellationType: one,
			ForSale:          true,
			UseDiscounts:     true,
			WeightInGram:     zero,
			Amount:           zero,
		},
		PriceTypes: PriceTypes{Retail: "Розничная"},
		Numbers: Numbers{
			Nomenclature: "NOM-{date}-{crc}",
			Receipt:      "{docnum}",
			Group:        "KAS-{day}-{storage}-{shipper}",
		},
		Comments: Comments{
			Receipt: "{store}, {cashbox}",
			Group:   "чеков {count}, наличные {cash}, карта {card}, скидка {discount}",
		},
		Invoices: Invoices{Returns: "drop"},
		Services: Services{
			Caffesta: Caffesta{Headers: []string{"X-API_KEY", "X-API-KEY"}, KeyEnv: "OBMEN_CAFFESTA_KEY"},
			Kassatka: Kassatka{TokenEnv: "OBMEN_KASSATKA_TOKEN"},
		},
	}
}

// reckon fills what the lookups go by. The keys are right by then.
func (p *Profile) reckon() {
	p.location, _ = p.Zone.load()
	p.index = index{
		base:      p.baseSettings(),
		needsDate: p.anyRates(),
		units:     make(map[string]Unit, len(p.Units)),
		unitNames: make(map[string]string),
		storeOf:   make(map[at]string),
		shipperOf: make(map[string]string),
		priceType: make(map[at]string),
	}
	for _, code := range sortedKeys(p.Units) {
		u := ownUnit(code, p.Units[code])
		p.index.units[code] = u
		if name := foldUnit([]byte(u.Name)); name != "" {
			putFirst(p.index.unitNames, name, code)
		}
	}
	for _, code := range sortedKeys(p.Stores) {
		key := place(p.Stores[code].Storage, p.Stores[code].Shop)
		putFirst(p.index.storeOf, key, code)
		putFirst(p.index.storeOf, at{key.storage, anyShop}, code)
	}
	for _, code := range sortedKeys(p.Organizations) {
		putFirst(p.index.shipperOf, p.Organizations[code].RefCode, code)
	}
	for _, priceType := range sortedKeys(p.PriceTypes.Shops) {
		for _, shop := range p.PriceTypes.Shops[priceType] {
			putFirst(p.index.priceType, place(shop.Storage, shop.Shop), priceType)
		}
	}
}

func (p *Profile) baseSettings() Settings {
	d := &p.Defaults
	return Settings{
		Tax: Tax{d.Tax.ID, d.Tax.Rate}, Type: d.Type, CancellationType: d.CancellationType, ForSale: d.ForSale, UseDiscounts: d.UseDiscounts,
		WeightInGram: d.WeightInGram, Country: d.Country, Workspace: d.Workspace, Category: d.Category, Item: true, Amount: d.Amount,
		DefaultWorkspace: d.Workspace == builtInWorkspace, DefaultCategory: d.Category == builtInCategory,
	}
}

func (p *Profile) anyRates() bool {
	for _, rules := range []map[string]*Rule{p.Groups, p.Products} {
		for _, r := range rules {
			if r.Tax != nil && len(r.Tax.Rates) > 0 {
				return true
			}
		}
	}
	return len(p.Defaults.Tax.Rates) > 0
}

// putFirst keeps what the map has.
func putFirst[K comparable](m map[K]string, key K, value string) {
	if _, taken := m[key]; !taken {
		m[key] = value
	}
}
