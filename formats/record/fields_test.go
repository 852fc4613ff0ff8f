package record

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// fieldTypes are those that a slot may point to.
var fieldTypes = []reflect.Type{
	reflect.TypeFor[[]byte](), reflect.TypeFor[Number](), reflect.TypeFor[Bool](),
	reflect.TypeFor[[]Unknown](), reflect.TypeFor[[]Line](), reflect.TypeFor[[]ShopPrice](),
}

// TestEveryFieldIsInItsTable is the second walk of a newcomer: a field that is added to a struct must be added to its
// table, in the same place, or it would get lost in spools, clones, comparisons and the report of losses.
func TestEveryFieldIsInItsTable(t *testing.T) {
	for kind := KindCatalogue; kind <= KindInvoiceProduct; kind++ {
		checkSlots(t, blank(kind), slotsOf(kind))
	}
	checkSlots(t, new(Line), lineSlots)
	checkSlots(t, new(ShopPrice), priceSlots)
}

func checkSlots(t *testing.T, owner any, slots []slot) {
	t.Helper()
	v := reflect.ValueOf(owner).Elem()
	var want []string
	addresses := map[any]string{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Type == reflect.TypeFor[Origin]() {
			continue
		}
		if !slices.Contains(fieldTypes, f.Type) {
			t.Errorf("%T.%s: the codec does not know the type %v", owner, f.Name, f.Type)
		}
		want = append(want, f.Name)
		addresses[v.Field(i).Addr().Interface()] = f.Name
	}
	var got []string
	for _, s := range slots {
		got = append(got, addresses[s.at(owner)])
	}
	if !slices.Equal(got, want) {
		t.Errorf("%T has the fields %v, its table has %v", owner, want, got)
	}
}

func TestFieldNames(t *testing.T) {
	for _, c := range []struct {
		kind DocKind
		want string
	}{
		{Nomenclature, "catalogue.Date group.Code group.Name group.ParentCode group.unknown product.Barcode product.Code product.Name product.ParentCode " +
			"product.UnitCode product.UnitName product.Price product.Comment product.PriceType product.unknown group_tail.unknown"},
		{Receipts, "receipt.Date receipt.OrganizationCode receipt.CashBoxCode receipt.CashBoxName receipt.StoreCode receipt.StoreName receipt.DocSum " +
			"receipt.DocSumWithDiscount receipt.DocNum receipt.PayCard receipt.PayCash receipt.unknown line.ProductCode line.ProductName line.UnitCode " +
			"line.Price line.Discount line.Quantity line.Sum line.SumWithDiscount line.unknown"},
		{Invoices, "invoice.number invoice.date invoice.sum invoice.comment invoice.shipper.ref_code invoice.shipper.name invoice.storage.caf_id invoice.unknown " +
			"item.amount item.package_code item.product_code item.price item.caf_tax_id item.price_with_tax item.cost item.cost_with_tax item.unknown " +
			"category.ref_code category.name category.parent category.unknown workspace.ref_code workspace.name workspace.unknown " +
			"package.ref_code package.name package.measure package.value package.unknown product.ref_code product.type product.cancellation_type product.for_sale " +
			"product.name product.measure product.barcode product.country product.weight_in_gram product.caf_tax_id product.category_ref_code product.use_discounts " +
			"product.workspace_ref_code product.unknown price.caf_shop_id price.caf_storage_id price.price price.unknown"},
		{0, ""},
	} {
		if got := strings.Join(FieldNames(c.kind), " "); got != c.want {
			t.Errorf("%v:\n%s, want\n%s", c.kind, got, c.want)
		}
	}
}

func TestFieldsAreSetAndCleared(t *testing.T) {
	n := NewNumber(5, 0)
	for _, c := range []struct {
		name       string
		with, less Record
	}{
		{"catalogue.Date", &Catalogue{Date: []byte("13.04.2018")}, &Catalogue{Date: []byte{}}},
		{"product.Price", &Product{Price: NewNumber(0, 2)}, &Product{Price: EmptyNumber}},
		{"product.unknown", &Product{Unknown: make([]Unknown, 1)}, &Product{Unknown: []Unknown{}}},
		{"line.Discount", &Receipt{Lines: []Line{{}, {Discount: n}}}, &Receipt{Lines: []Line{{Sum: n}, {}}}},
		{"line.unknown", &Receipt{Lines: []Line{{Unknown: make([]Unknown, 1)}}}, &Receipt{Unknown: make([]Unknown, 1)}},
		{"product.for_sale", &InvoiceProduct{ForSale: False}, &InvoiceProduct{UseDiscounts: True}},
		{"price.caf_shop_id", &InvoiceProduct{Prices: []ShopPrice{{ShopID: n}}}, &InvoiceProduct{Prices: []ShopPrice{{Price: n}}}},
	} {
		f := field(t, c.with.Kind(), c.name)
		if !f.Set(c.with) || f.Set(c.less) {
			t.Errorf("%s: set %v and %v", c.name, f.Set(c.with), f.Set(c.less))
		}
		before := Clone(c.with)
		if f.Clear(c.with); f.Set(c.with) || Equal(before, c.with) {
			t.Errorf("%s is not cleared", c.name)
		}
	}
}

func field(t *testing.T, kind Kind, name string) Field {
	t.Helper()
	for _, f := range Fields(kind.Doc()) {
		if f.Kind == kind && f.Name == name {
			return f
		}
	}
	t.Fatalf("no field %s of %s", name, kind)
	return Field{}
}

func TestCarriesAllBut(t *testing.T) {
	if got := CarriesAllBut(Nomenclature, "product.Comment"); slices.Contains(got, "product.Comment") || len(got) != len(FieldNames(Nomenclature))-1 {
		t.Error(got)
	}
}
