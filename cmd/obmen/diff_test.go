package main

import (
	"bufio"
	"strings"
	"testing"

	"obmen/convert/diff"
	"obmen/formats/record"
)

// TestDiffWords shows each thing that can be said of a difference, in both languages, in colour and without.
func TestDiffWords(t *testing.T) {
	price := record.NewNumber(250, 2)
	differences := []*diff.Difference{
		{Change: diff.Removed, Kind: record.KindProduct, Key: []diff.KeyPart{{Value: "1"}, {Value: ""}}, A: &record.Product{Name: []byte("Сыр"), Price: price}, PosA: record.Pos{Line: 3, Col: 4}},
		{Change: diff.Added, Kind: record.KindReceipt, Key: []diff.KeyPart{{Value: "\x1b[31mred"}}, B: &record.Receipt{Date: []byte("2018-04-16"), DocSumWithDiscount: price}, PosB: record.Pos{Line: 5, Col: 6}},
		{Change: diff.Moved, Kind: record.KindGroup, Key: []diff.KeyPart{{Value: "g"}}, PosA: record.Pos{Line: 1, Col: 1}, PosB: record.Pos{Line: 2, Col: 2}},
		{Change: diff.Changed, Kind: record.KindReceipt, Key: []diff.KeyPart{{Value: "7"}}, PosA: record.Pos{Line: 1, Col: 1}, PosB: record.Pos{Line: 2, Col: 2}, Fields: []diff.Field{
			{Change: diff.Changed, Name: "receipt.StoreName", A: diff.Value{State: diff.Empty}},
			{Change: diff.Changed, Name: "line.Price", Of: "x", AtA: 1, AtB: 2, A: diff.Value{State: diff.Set, Text: "1.5", Number: true}, B: diff.Value{State: diff.Set, Text: "2", Number: true}},
			{Change: diff.Removed, Name: "line", Of: "y", AtA: 2},
			{Change: diff.Moved, Name: "line", Of: "z", AtA: 3, AtB: 1},
		}},
	}
	for _, c := range []struct {
		ru, color bool
		want      string
	}{
		{false, false, `--- "a"
+++ "b"
- product 1 3:4 "Сыр" 2.50
+ receipt [31mred 5:6 "2018-04-16" 2.50
> group g 1:1 → 2:2
~ receipt 7 1:1 | 2:2
    - StoreName (empty)
    + StoreName (missing)
    - line 1 (x) Price 1.5
    + line 2 (x) Price 2
    - line 2 (y)
    > line 3 (z) → 1

no differences: no records
`},
		{true, true, "\x1b[31m--- \"a\"\x1b[0m\n\x1b[32m+++ \"b\"\x1b[0m\n\x1b[31m- товар 1 3:4 \"Сыр\" 2.50\x1b[0m\n"},
	} {
		var out strings.Builder
		w := &diffWords{say: &say{ru: c.ru}, w: bufio.NewWriter(&out), a: "a", b: "b", color: c.color}
		for _, d := range differences {
			if err := w.Difference(d); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(&diff.Summary{}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), c.want) {
			t.Errorf("got\n%s\nwant\n%s", out.String(), c.want)
		}
	}
}

// TestApart: of two long texts that is shown in which they differ.
func TestApart(t *testing.T) {
	long := strings.Repeat("я", 100)
	value := func(text string) diff.Value { return diff.Value{State: diff.Set, Text: text} }
	for _, c := range []struct{ a, b, x, y string }{
		{"a", "b", "a", "b"},
		{long + "a", long + "b", "…" + strings.Repeat("я", 20) + "a", "…" + strings.Repeat("я", 20) + "b"},
		{"a" + long, "b", "a" + strings.Repeat("я", 59) + "…", "b"},
		{long, long + "!", "…" + strings.Repeat("я", 20), "…" + strings.Repeat("я", 20) + "!"},
	} {
		if x, y := apart(value(c.a), value(c.b)); x != c.x || y != c.y {
			t.Errorf("got %q and %q, want %q and %q", x, y, c.x, c.y)
		}
	}
}
