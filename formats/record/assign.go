package record

import "strings"

// FieldAt returns a pointer to the field of owner, a pointer to one of this package's records, a *Line or a *ShopPrice, that [FieldNames] lists
// under this name after its first dot: Barcode, shipper.ref_code. It is a *[]byte, *Number or *Bool; nil where there is no such field.
func FieldAt(owner any, name string) any {
	for _, s := range slotsOfOwner(owner) {
		if _, field, _ := strings.Cut(s.name, "."); field == name {
			switch p := s.at(owner).(type) {
			case *[]byte, *Number, *Bool:
				return p
			}
		}
	}
	return nil
}

func slotsOfOwner(owner any) []slot {
	switch o := owner.(type) {
	case *Line:
		return lineSlots
	case *ShopPrice:
		return priceSlots
	case Record:
		return slotsOf(o.Kind())
	}
	return nil
}
