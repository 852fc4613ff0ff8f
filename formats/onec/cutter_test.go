package onec

import (
	"fmt"
	"strings"
	"testing"

	"obmen/formats/record"
)

// TestCutKeepsRowsOfAProductTogether: wherever the text at hand ends, no cut parts the rows of one code.
func TestCutKeepsRowsOfAProductTogether(t *testing.T) {
	var doc strings.Builder
	doc.WriteString(`<ProductsGroups Date="01.02.2024"><ProductGroup Code="1" Name="a" ParentCode=""><Products>` + "\n")
	for i := range 30 {
		for range 1 + i%3 {
			fmt.Fprintf(&doc, `<Product Barcode="1" Code="%06d" Name="x" ParentCode="" UnitCode="796" Price="1,00"/>`+"\n", i)
		}
	}
	doc.WriteString("</Products></ProductGroup></ProductsGroups>")
	text, cuts := doc.String(), 0
	for end := range len(text) {
		n := newCutter(record.Options{}).Cut([]byte(text[:end]))
		if n == 0 {
			continue
		}
		cuts++
		before := codeOf([]byte(text[strings.LastIndex(text[:n], productStart):n]))
		next := strings.Index(text[n:], productStart)
		if next >= 0 && string(codeOf([]byte(text[n+next:]))) == string(before) {
			t.Fatalf("of %d bytes, cut behind %d: amid the rows of %s", end, n, before)
		}
	}
	if cuts == 0 {
		t.Error("nothing was cut")
	}
}
