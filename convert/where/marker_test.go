package where

import (
	"errors"
	"testing"

	"obmen/formats/record"
)

func TestMarker(t *testing.T) {
	receipt := func() *record.Receipt {
		return &record.Receipt{
			DocNum: []byte("a1"), StoreName: []byte("Возвраты"),
			Unknown: []record.Unknown{
				{Place: record.InHead, Kind: record.Element, Name: []byte("Operation"), Value: []byte("<Operation>return</Operation>")},
				{Place: record.InProducts, Kind: record.Element, Name: []byte("Total"), Value: []byte("<Total>1</Total>")},
			},
			Lines: []record.Line{
				{ProductCode: []byte("a"), Price: record.NewNumber(5, 0)},
				{ProductCode: []byte("b"), Price: record.NewNumber(7, 0), Unknown: []record.Unknown{{Kind: record.Attribute, Name: []byte("type"), Value: []byte("return")}}},
				{ProductCode: []byte("c"), Price: record.NewNumber(9, 0)},
			},
		}
	}
	for _, test := range []struct{ expression, want string }{
		{"//Doc[Head/Operation='return']", "111"},
		{"//Doc[Head/Operation='sale']", "000"},
		{"//Head/Operation[.='return']", "111"},
		{"//Product[@type='return']", "010"},
		{"//Product/@type", "010"},
		{"//Product/Price[. > 6]", "011"},
		{"//Product[ProductCode='c'] | //Product[@type]", "011"},
		{"//Products/Total", "111"},
		{"//Products", "111"},
		{"//Product[ProductCode='z']", "000"},
	} {
		mark, err := Marker(test.expression)
		if err != nil {
			t.Fatalf("%s: %v", test.expression, err)
		}
		marks := make([]byte, 3)
		if err := mark(receipt(), marks); err != nil {
			t.Fatalf("%s: %v", test.expression, err)
		}
		got := ""
		for _, m := range marks {
			got += string('0' + rune(m))
		}
		if got != test.want {
			t.Errorf("%s marks %s, want %s", test.expression, got, test.want)
		}
	}
}

func TestMarkerKeepsMarks(t *testing.T) {
	mark, err := Marker("//Product[ProductCode='none']")
	if err != nil {
		t.Fatal(err)
	}
	marks := []byte{1}
	if err := mark(&record.Receipt{Lines: make([]record.Line, 1)}, marks); err != nil || marks[0] != 1 {
		t.Errorf("marks %v, error %v", marks, err)
	}
}

func TestMarkerRefuses(t *testing.T) {
	for expression, want := range map[string]*record.Message{
		"//Product[": Malformed, "count(//Product)": NotNodes, "//Doc[2]": Beyond, "//Doc[preceding-sibling::Doc]": Beyond,
	} {
		_, err := Marker(expression)
		var usage *record.UsageError
		if !errors.As(err, &usage) || !errors.Is(err, &record.Fault{Message: want}) {
			t.Errorf("%s: %v, want %s", expression, err, want.Code)
		}
	}
}
