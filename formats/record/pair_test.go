package record

import (
	"bytes"
	"slices"
	"testing"
)

func TestPair(t *testing.T) {
	a := &Product{Code: []byte("1"), Price: NewNumber(150, 2)}
	b := &Product{Code: []byte("2"), Price: NewNumber(15, 1)}
	var names []string
	Pair(a, b, func(name string, x, y any) {
		names = append(names, name)
		if name == "product.Price" && (x.(*Number) != &a.Price || y.(*Number) != &b.Price) {
			t.Error("the price is another")
		}
	})
	var want []string
	for _, s := range table[KindProduct] {
		want = append(want, s.name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	Pair(a, &Group{}, func(string, any, any) { t.Error("a product and a group have no field in common") })
	n := 0
	PairLines(&Line{}, &Line{}, func(string, any, any) { n++ })
	PairPrices(&ShopPrice{}, &ShopPrice{}, func(string, any, any) { n++ })
	if n != len(lineSlots)+len(priceSlots) {
		t.Errorf("%d fields of lines and prices", n)
	}
}

func TestCodedFields(t *testing.T) {
	a := &Group{Code: []byte("1"), Origin: Origin{Fixed: Pos{Offset: 7, Line: 1, Col: 2}}}
	b := &Group{Code: []byte("1"), Origin: Origin{Fixed: Pos{Offset: 70_000, Line: 900, Col: 3}}}
	c := &Group{Code: []byte("2")}
	kind, x := CodedFields(AppendRecord(nil, a))
	_, y := CodedFields(AppendRecord(nil, b))
	_, z := CodedFields(AppendRecord(nil, c))
	if kind != KindGroup || !bytes.Equal(x, y) || bytes.Equal(x, z) {
		t.Errorf("kind %v: %x %x %x", kind, x, y, z)
	}
	CodedFields(nil)
	CodedFields([]byte{1, 0xff})
}
