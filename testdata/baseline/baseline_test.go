package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"obmen/convert"
	"obmen/formats/record"
)

// made is a made-up document and what obmen makes of it.
func made(t *testing.T, kind record.DocKind, to string) (in, out string) {
	t.Helper()
	in, out = filepath.Join(t.TempDir(), "in.xml"), filepath.Join(t.TempDir(), "obmen."+to)
	if err := convert.Generate(t.Context(), convert.Made{Kind: kind, Seed: 1, Bytes: 300 << 10, Output: in}); err != nil {
		t.Fatal(err)
	}
	if _, err := convert.Run(context.Background(), convert.Job{Inputs: []string{in}, Output: out, To: to}); err != nil {
		t.Fatal(err)
	}
	return in, out
}

func read2(t *testing.T, one, other string) (a, b []byte) {
	t.Helper()
	a, err := os.ReadFile(one)
	if err != nil {
		t.Fatal(err)
	}
	b, err = os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	return a, b
}

// TestSameCSV: what is measured against obmen does the same job, to the byte.
func TestSameCSV(t *testing.T) {
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts} {
		in, want := made(t, kind, "csv")
		out := filepath.Join(t.TempDir(), "out.csv")
		if err := run(in, out); err != nil {
			t.Fatal(err)
		}
		if a, b := read2(t, out, want); !bytes.Equal(a, b) {
			t.Errorf("%s: not the same bytes", kind)
		}
	}
}

// TestSameItems: of invoices, it gives as many with the same items at the same cost.
func TestSameItems(t *testing.T) {
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts} {
		in, want := made(t, kind, "ndjson")
		out := filepath.Join(t.TempDir(), "out.ndjson")
		if err := run(in, out); err != nil {
			t.Fatal(err)
		}
		a, b := read2(t, out, want)
		ours, theirs := invoicesOf(t, a), invoicesOf(t, b)
		if len(ours) != len(theirs) {
			t.Fatalf("%s: %d invoices, want %d", kind, len(ours), len(theirs))
		}
		for i, v := range ours {
			if len(v.Items) == 0 || len(v.Items) != len(theirs[i].Items) || len(v.Products) != len(theirs[i].Products) {
				t.Errorf("%s: invoice %d: %d items, %d products", kind, i, len(v.Items), len(v.Products))
				continue
			}
			for j, one := range v.Items {
				other := theirs[i].Items[j]
				if one.ProductCode != other.ProductCode || amount(t, one.CostWithTax) != amount(t, other.CostWithTax) {
					t.Fatalf("%s: invoice %d, item %d: %v, want %v", kind, i, j, one, other)
				}
			}
		}
	}
}

func invoicesOf(t *testing.T, text []byte) []invoice {
	t.Helper()
	var list []invoice
	for d := json.NewDecoder(bytes.NewReader(text)); d.More(); {
		var v invoice
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

func amount(t *testing.T, n json.Number) float64 {
	t.Helper()
	x, err := n.Float64()
	if err != nil {
		t.Fatal(err)
	}
	return x
}
