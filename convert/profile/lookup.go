package profile

import (
	"time"

	"obmen/formats/record"
)

// index is what the lookups go by, reckoned once from the keys.
type index struct {
	base      Settings
	needsDate bool
	units     map[string]Unit
	unitNames map[string]string // own codes by name, folded; of several codes the first in their order
	storeOf   map[at]string     // the first in the order of codes
	shipperOf map[string]string
	priceType map[at]string
}

// at is a place as a map's key; shop anyShop stands for any.
type at struct{ storage, shop int64 }

const anyShop = -1

// Location returns the zone of dates without an offset, and of what a day is.
func (p *Profile) Location() *time.Location { return p.location }

// DayStart returns how long after midnight a day starts.
func (p *Profile) DayStart() time.Duration { return time.Duration(p.DayStarts) }

// NeedsDate reports whether any tax depends on the day, so that [Profile.Product] needs one.
func (p *Profile) NeedsDate() bool { return p.index.needsDate }

// Ignored returns the findings about what the profile says and must not: accounts and sending in a profile that was not named.
func (p *Profile) Ignored() []record.Finding { return p.ignored }

// Product returns what counts for a product: each setting as the product's own rule has it, else the nearest group's of groups (which may
// be nil), else the defaults'. The tax is the one of the document's local calendar date. The error is a *[record.Fault]: the date
// lies before the first rate. It reads groups to the end only where that matters.
func (p *Profile) Product(code []byte, groups Chain, local time.Time) (s Settings, err error) {
	err = p.Settle(&s, code, groups, local)
	return s, err
}

// Settle is [Profile.Product] for who asks again and again: it fills in s.
func (p *Profile) Settle(s *Settings, code []byte, groups Chain, local time.Time) error {
	*s = p.index.base
	tax := &p.Defaults.Tax
	if len(p.Products)+len(p.Groups) > 0 {
		m := merger{Settings: s, tax: tax}
		m.take(p.Products[string(code)])
		for len(p.Groups) > 0 && groups != nil {
			group, ok := groups.Next()
			if !ok {
				break
			}
			m.take(p.Groups[string(group)])
		}
		tax = m.tax
	}
	err := tax.on(local, &s.Tax)
	s.DefaultTax = s.Tax.ID.IsZero()
	return err
}

// Store returns the storage and the shop of a store code. With stores in the profile, a code that it lacks is an error, a *[record.Fault] that
// names it: a new shop must not fall into another's storage. Without, it is the default.
func (p *Profile) Store(code []byte) (Place, error) {
	if len(p.Stores) == 0 {
		return Place{p.Defaults.Storage, p.Defaults.Shop}, nil
	}
	if place := p.Stores[string(code)]; place != nil {
		return *place, nil
	}
	return Place{}, StoreUnknown.Fault(record.Shorten(code))
}

// Organization returns the shipper of an organization code, by the same rules as [Profile.Store].
func (p *Profile) Organization(code []byte) (Party, error) {
	if len(p.Organizations) == 0 {
		return p.Defaults.Shipper, nil
	}
	if party := p.Organizations[string(code)]; party != nil {
		return *party, nil
	}
	return Party{}, OrganizationUnknown.Fault(record.Shorten(code))
}

// IsDefault reports whether the shipper is the built-in default's: nobody said who it is.
func (p Party) IsDefault() bool { return p == builtInShipper }

// StoreOf returns the store code of a storage and, where shop is set, a shop: the way back of [Profile.Store]. Of several, it is the first
// in the order of codes. ok is false where the profile has none.
func (p *Profile) StoreOf(storage, shop record.Number) (code string, ok bool) {
	key := place(storage, shop)
	if !shop.IsSet() {
		key.shop = anyShop
	}
	code, ok = p.index.storeOf[key]
	return code, ok
}

// OrganizationOf returns the organization code of a shipper's ref_code: the way back of [Profile.Organization].
func (p *Profile) OrganizationOf(shipper []byte) (code string, ok bool) {
	code, ok = p.index.shipperOf[string(shipper)]
	return code, ok
}

// HasShops reports whether the profile says which price goes where.
func (p *Profile) HasShops() bool { return len(p.PriceTypes.Shops) > 0 }

// Shops returns the places that a price of this type goes to. The slice is the profile's own.
func (p *Profile) Shops(priceType []byte) []Place { return p.PriceTypes.Shops[string(priceType)] }

// RetailType returns the price type of the shop; empty: none.
func (p *Profile) RetailType() string { return p.PriceTypes.Retail }

// PurchaseType returns the price type that items are bought at; empty: none.
func (p *Profile) PurchaseType() string { return p.PriceTypes.Purchase }

// TaxIncluded reports whether VAT is inside prices of this type; it is, unless the profile says otherwise.
func (p *Profile) TaxIncluded(priceType []byte) bool {
	included, listed := p.PriceTypes.TaxIncluded[string(priceType)]
	return included || !listed
}

// PriceTypeOf returns the price type that shops maps to a place: the way back of [Profile.Shops].
func (p *Profile) PriceTypeOf(shop, storage record.Number) (priceType string, ok bool) {
	priceType, ok = p.index.priceType[place(storage, shop)]
	return priceType, ok
}

func place(storage, shop record.Number) at {
	a, ok1 := storage.Int64()
	b, ok2 := shop.Int64()
	if !ok1 || !ok2 {
		return at{-1, -1} // ids are whole: no such place
	}
	return at{a, b}
}
