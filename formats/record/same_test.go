package record

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// others gives fields that are each unlike the one given, in the least way that the first law tells.
func others(field any) []any {
	switch p := field.(type) {
	case *[]byte:
		if *p == nil {
			return []any{&[]byte{}}
		}
		longer := append([]byte("x"), *p...)
		return []any{new([]byte), &longer}
	case *Number:
		return []any{pointTo(differently(*p)), pointTo(NewNumber(1, 29))}
	case *Bool:
		return []any{pointTo((*p + 1) % 3)}
	case *[]Unknown:
		more := append([]Unknown{{Kind: Key, Name: []byte("x")}}, *p...)
		list := []any{&more}
		for i := range *p {
			list = append(list, alterUnknown(*p, i, func(u *Unknown) { u.Name = append([]byte("x"), u.Name...) }), alterUnknown(*p, i, func(u *Unknown) { u.Value = append([]byte("x"), u.Value...) }),
				alterUnknown(*p, i, func(u *Unknown) { u.Place++ }), alterUnknown(*p, i, func(u *Unknown) { u.Kind++ }))
		}
		return list
	case *[]Line:
		more := append([]Line{{}}, *p...)
		return []any{&more}
	case *[]ShopPrice:
		more := append([]ShopPrice{{}}, *p...)
		return []any{&more}
	}
	return nil
}

func pointTo[T any](v T) *T { return &v }

// differently has the same value with another number of decimals, or another state.
func differently(n Number) Number {
	if n.IsSet() {
		return n.Fix(max(n.Scale(), 0) + 1)
	}
	return Number{state: (n.state + 1) % 2}
}

func alterUnknown(list []Unknown, i int, alter func(*Unknown)) any {
	c := cloneUnknown(list)
	alter(&c[i])
	return &c
}

// set puts what from points to into the field.
func set(field, from any) {
	switch p := field.(type) {
	case *[]byte:
		*p = *from.(*[]byte)
	case *Number:
		*p = *from.(*Number)
	case *Bool:
		*p = *from.(*Bool)
	case *[]Unknown:
		*p = *from.(*[]Unknown)
	case *[]Line:
		*p = *from.(*[]Line)
	case *[]ShopPrice:
		*p = *from.(*[]ShopPrice)
	}
}

func TestEqualSeesEveryDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRecord(t)
		s := rapid.SampledFrom(slotsOf(r.Kind())).Draw(t, "slot")
		for _, other := range others(s.at(r)) {
			c := Clone(r)
			if !Equal(r, c) || Diff(r, c) != "" {
				t.Fatalf("a clone is another: %s", Diff(r, c))
			}
			set(s.at(c), other)
			if Equal(r, c) || Equal(c, r) || !strings.HasPrefix(Diff(r, c), s.name) {
				t.Fatalf("%s: %q", s.name, Diff(r, c))
			}
		}
	})
}

func TestEqualLooksIntoLinesAndPrices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line Line
		drawSlots(t, &line, lineSlots)
		a, b := &Receipt{Lines: []Line{{}, line}}, &Receipt{Lines: []Line{{}, line}}
		s := rapid.SampledFrom(lineSlots).Draw(t, "slot")
		for _, other := range others(s.at(&line)) {
			b.Lines[1] = line
			set(s.at(&b.Lines[1]), other)
			if Equal(a, b) || !strings.HasPrefix(Diff(a, b), "receipt.lines[1] "+s.name) {
				t.Fatalf("%q", Diff(a, b))
			}
		}
	})
}

func TestEqualMindsNoPlaceAndNoSpareMemory(t *testing.T) {
	a := &Group{Origin: Origin{Fixed: Pos{1, 1, 1}}, Code: []byte("1"), Unknown: []Unknown{}}
	b := &Group{Origin: Origin{Locator: &counter{}, Offset: 9}, Code: append(make([]byte, 0, 99), '1')}
	if !Equal(a, b) {
		t.Error(Diff(a, b))
	}
}

func TestCloneIsDeep(t *testing.T) {
	for _, r := range sampleRecords() {
		buf := AppendRecord(nil, r)
		var d Decoder
		lent, err := d.Decode(buf)
		if err != nil {
			t.Fatal(err)
		}
		kept := Clone(lent)
		for i := range buf {
			buf[i] = '?'
		}
		d.Decode(AppendRecord(nil, blank(r.Kind())))
		if !Equal(kept, r) {
			t.Errorf("what became of the original became of its clone:\n%s", Diff(kept, r))
		}
	}
}

func TestCloneFixesThePlace(t *testing.T) {
	c := Clone(&Item{Origin: Origin{Locator: place{100, 3, 9}, Offset: 7}}).(*Item)
	if c.Locator != nil || c.At() != (Pos{107, 3, 9}) {
		t.Errorf("%+v", c.Origin)
	}
}

func TestDiffPrints(t *testing.T) {
	price := []ShopPrice{{ShopID: NewNumber(2, 0)}}
	for _, c := range []struct {
		a, b Record
		want string
	}{
		{nil, nil, ""},
		{nil, &Group{}, "no record, not group\n"},
		{&Item{}, &Group{}, "item, not group\n"},
		{&Item{}, nil, "item, not no record\n"},
		{&Group{Code: []byte("1\n")}, &Group{Name: []byte{}}, "group.Code: \"1\\n\", not missing\ngroup.Name: missing, not \"\"\n"},
		{&Product{Price: NewNumber(500, 2)}, &Product{Price: NewNumber(5, 0)}, "product.Price: 5.00, not 5\n"},
		{&Product{Price: EmptyNumber}, &Product{}, "product.Price: \"\", not missing\n"},
		{&InvoiceProduct{ForSale: True, Prices: price}, &InvoiceProduct{UseDiscounts: False, Prices: []ShopPrice{{}, {}}},
			"product.for_sale: true, not missing\nproduct.use_discounts: missing, not false\nproduct.prices: 1, not 2\nproduct.prices[0] price.caf_shop_id: 2, not missing\n"},
		{&Group{Unknown: []Unknown{{InHead, Attribute, []byte("a"), []byte("1")}}}, &Group{}, "group.unknown: [{1 1 \"a\" \"1\"}], not []\n"},
	} {
		if got := Diff(c.a, c.b); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
