package caffesta

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"obmen/formats/formattest"
	"obmen/formats/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestConformanceJSON(t *testing.T) {
	formattest.Run(t, JSON, formattest.Case{Name: "zero options", Gen: formattest.Gen{Control: true}})
}

func TestConformanceNDJSON(t *testing.T) {
	formattest.Run(t, NDJSON, formattest.Case{Name: "zero options", Gen: formattest.Gen{Control: true}})
}

// The document's own example comes back as it was, byte for byte.
func TestExample(t *testing.T) {
	in, err := os.ReadFile("testdata/example.json")
	if err != nil {
		t.Fatal(err)
	}
	records, err := formattest.Read(JSON, record.Options{}, bytes.NewReader(in))
	if err != nil || len(records) != 10 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	out, err := formattest.Write(JSON, record.Options{}, records)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(in, out) {
		t.Errorf("got\n%s", out)
	}
}
