package mapping

import (
	"fmt"
	"strings"
	"testing"

	"obmen/formats/record"
)

// parts writes the invoice of a short text: "i p c" is an item of the product p that costs c, "p w c" a product in the category c made in the workspace w, "c p" a category
// below p.
func parts(t *testing.T, dst record.Writer, number, text string) {
	t.Helper()
	for _, line := range strings.Split(text, ";") {
		f := strings.Fields(line)
		var rec record.Record
		switch f[0] {
		case "item":
			rec = &record.Item{ProductCode: []byte(f[1]), PackageCode: []byte(f[2]), CostWithTax: num(f[3])}
		case "product":
			rec = &record.InvoiceProduct{RefCode: []byte(f[1]), WorkspaceCode: []byte(f[2]), CategoryCode: []byte(f[3])}
		case "category":
			c := &record.Category{RefCode: []byte(f[1])}
			if len(f) > 2 {
				c.Parent = []byte(f[2])
			}
			rec = c
		case "workspace":
			rec = &record.Workspace{RefCode: []byte(f[1])}
		case "package":
			rec = &record.Package{RefCode: []byte(f[1])}
		}
		if err := dst.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := dst.Write(&record.Invoice{Number: []byte(number), Sum: num("0"), Comment: []byte("к " + number)}); err != nil {
		t.Fatal(err)
	}
}

// brief shows invoices in a line each.
func brief(k *kept) string {
	var out strings.Builder
	for _, in := range k.invoices {
		fmt.Fprintf(&out, "%s %s %s |", in.head.Number, in.head.Sum, in.head.Comment)
		for _, i := range in.items {
			fmt.Fprintf(&out, " %s=%s", i.ProductCode, i.CostWithTax)
		}
		out.WriteString(" |")
		for _, p := range in.products {
			fmt.Fprintf(&out, " %s", p.RefCode)
		}
		out.WriteString(" |")
		for _, c := range in.categories {
			fmt.Fprintf(&out, " %s", c.RefCode)
		}
		out.WriteString(" |")
		for _, w := range in.workspaces {
			fmt.Fprintf(&out, " %s", w.RefCode)
		}
		out.WriteString(" |")
		for _, p := range in.packages {
			fmt.Fprintf(&out, " %s", p.RefCode)
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestSplit(t *testing.T) {
	const sections = "category food;category soup food;category fish food;category none;workspace k;workspace b;package pcs;package kg;package 778"
	for _, c := range []struct{ about, in, want string }{
		{"whole", "item a pcs 1;item b pcs 2;product a k soup;product b b soup;" + sections,
			"7 0 к 7 | a=1 b=2 | a b | food soup fish none | k b | pcs kg 778\n"},
		{"no items", "product a k soup;" + sections,
			"7 0 к 7 | | a | food soup fish none | k b | pcs kg 778\n"},
		// The product a has items in all three parts, b in the last two.
		{"one product in several parts", "product a k soup;product b b fish;item a pcs 1;item a kg 2;item a pcs 3;item b pcs 4;item a pcs 5;item b pcs 6.50;" + sections,
			"7-001 3 к 7 | a=1 a=2 | a | food soup none | k | pcs kg 778\n" +
				"7-002 7 к 7 | a=3 b=4 | a b | food soup fish | k b | pcs\n" +
				"7-003 11.50 к 7 | a=5 b=6.50 | a b | food soup fish | k b | pcs\n"},
		{"products in another order than their items", "product c k soup;product b k soup;product a k soup;item a pcs 1;item b pcs 1;item c pcs 1;" + sections,
			"7-001 2 к 7 | a=1 b=1 | b a | food soup fish none | k b | pcs kg 778\n" +
				"7-002 1 к 7 | c=1 | c | food soup | k | pcs\n"},
		// x has no item: its category and workspace go with the first part, and with no other.
		{"a product without an item", "product x b fish;product a k soup;item a pcs 1;item a pcs 2;item a pcs 3;" + sections,
			"7-001 3 к 7 | a=1 a=2 | x a | food soup fish none | k b | pcs kg 778\n" +
				"7-002 3 к 7 | a=3 | a | food soup | k | pcs\n"},
		{"references that lead nowhere", "product a w q;item a m 1;item z pcs 2;item a pcs 3",
			"7-001 3 к 7 | a=1 z=2 | a | | |\n" +
				"7-002 3 к 7 | a=3 | a | | |\n"},
	} {
		t.Run(c.about, func(t *testing.T) {
			dst := &kept{}
			w := newSplit(dst, &Options{MaxItems: 2})
			parts(t, w, "7", c.in)
			if err := w.Close(); err != nil || dst.closed != 1 {
				t.Fatal(err, dst.closed)
			}
			if got := brief(dst); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestSplitSeveralInvoices(t *testing.T) {
	dst := &kept{}
	w := newSplit(dst, &Options{MaxItems: 1})
	parts(t, w, "1", "item a pcs 1;product a k c;category c;workspace k;package pcs")
	parts(t, w, "2", "item a pcs 1;item b pcs 2;product a k c;product b k d;category c;category d;workspace k;package pcs")
	parts(t, w, "3", "item b pcs 2;product b k d;category d;workspace k;package pcs")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const want = "1 0 к 1 | a=1 | a | c | k | pcs\n" +
		"2-001 1 к 2 | a=1 | a | c | k | pcs\n" +
		"2-002 2 к 2 | b=2 | b | d | k | pcs\n" +
		"3 0 к 3 | b=2 | b | d | k | pcs\n"
	if got := brief(dst); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestSplitNumbers(t *testing.T) {
	dst := &kept{}
	w := newSplit(dst, &Options{MaxItems: 1})
	parts(t, w, "N", strings.TrimSuffix(strings.Repeat("item a pcs 1;", 1001), ";"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{0: "N-001", 998: "N-999", 999: "N-1000", 1000: "N-1001"} {
		if got := string(dst.invoices[n].head.Number); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestSplitIsNothingWithoutLimit(t *testing.T) {
	dst := &kept{}
	if w := newSplit(dst, &Options{}); w != record.Writer(dst) {
		t.Errorf("got %T", w)
	}
}
