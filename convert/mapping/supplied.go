package mapping

import (
	"obmen/convert/profile"
	"obmen/formats/record"
)

// supplied counts what the built-in defaults of the profile had to supply: each kind of it is one finding, with its count.
type supplied struct {
	shipper, storage, shop, tax, workspace, category, amount int64
}

// head counts what the head of an invoice has from the defaults.
func (s *supplied) head(shipper profile.Party, storage record.Number) {
	count(&s.shipper, shipper.IsDefault())
	count(&s.storage, storage.IsZero())
}

// product counts what a product has from the defaults. Its category is the default's only where it stands in no group.
func (s *supplied) product(set *profile.Settings, inGroup bool) {
	count(&s.tax, set.DefaultTax)
	count(&s.workspace, set.DefaultWorkspace)
	count(&s.category, set.DefaultCategory && !inGroup)
}

// price counts a price that goes to a shop or storage that is none.
func (s *supplied) price(p *record.ShopPrice) {
	count(&s.shop, p.ShopID.IsZero() || p.StorageID.IsZero())
}

func count(n *int64, yes bool) {
	if yes {
		*n++
	}
}

// report says what was supplied.
func (s *supplied) report(o *Options) {
	for _, f := range []struct {
		message *record.Message
		count   int64
	}{
		{defaultShipper, s.shipper}, {defaultStorage, s.storage}, {defaultShop, s.shop}, {defaultTax, s.tax},
		{defaultWorkspace, s.workspace}, {defaultCategory, s.category}, {defaultAmount, s.amount},
	} {
		if f.count > 0 {
			o.found(f.message, record.Finding{}, f.count)
		}
	}
}
