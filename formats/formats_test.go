package formats

import (
	"os"
	"testing"

	"obmen/formats/formattest"
	"obmen/formats/record"
)

// TestAcross is law 1 across formats: from one format of a kind through another and back, the bytes are the same.
func TestAcross(t *testing.T) {
	for _, pair := range [][2]string{
		{"nomenclature-xml", "nomenclature-csv"}, {"nomenclature-csv", "nomenclature-xml"}, {"receipts-xml", "receipts-csv"}, {"receipts-csv", "receipts-xml"},
		{"invoice-json", "invoice-csv"}, {"invoice-csv", "invoice-json"}, {"invoice-json", "invoice-ndjson"}, {"invoice-ndjson", "invoice-csv"},
	} {
		from, ok1 := Lookup(pair[0])
		through, ok2 := Lookup(pair[1])
		if !ok1 || !ok2 {
			t.Fatalf("no format %v", pair)
		}
		t.Run(pair[0]+" through "+pair[1], func(t *testing.T) {
			formattest.Across(t, from, through, formattest.Case{})
			formattest.Across(t, from, through, formattest.Case{Name: "excel-ru", Options: record.Options{CSV: record.CSVOptions{Dialect: record.ExcelRu, Headers: record.Russian}}})
		})
	}
}

// TestDetect: the services' own examples are known by their content.
func TestDetect(t *testing.T) {
	for name, want := range map[string]string{"nomenclature.xml": "nomenclature-xml", "receipts.xml": "receipts-xml", "invoice.json": "invoice-json"} {
		head, err := os.ReadFile("../testdata/example/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := Detect(head); !ok || f.Name != want {
			t.Errorf("%s is taken for %q", name, f.Name)
		}
	}
	for _, other := range []string{"", "a,b\n1,2\n", "<html></html>", "\x7fELF", "plain words"} {
		if f, ok := Detect([]byte(other)); ok {
			t.Errorf("%q is taken for %s", other, f.Name)
		}
	}
}

// TestNames: every format has what lists and messages show, and a name of its own.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range All() {
		if f.Name == "" || f.About == "" || f.Spec == "" || f.Ext == "" || f.Kind == 0 || f.Match == nil || f.NewReader == nil || f.NewWriter == nil || seen[f.Name] {
			t.Errorf("%q is not whole, or twice", f.Name)
		}
		seen[f.Name] = true
	}
}
