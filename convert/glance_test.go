package convert

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"obmen/formats/record"
)

func farApart(t *testing.T, to string, size int64) string {
	t.Helper()
	var out bytes.Buffer
	if err := Generate(t.Context(), Made{Kind: record.Nomenclature, Shape: []string{"far-apart"}, Seed: 3, Bytes: size, To: to, Stdout: &out, TempDir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestGlance: what comes up again far behind is known long before lanes are there, and what is made of it is the same.
func TestGlance(t *testing.T) {
	for _, from := range []string{"nomenclature-xml", "nomenclature-csv"} {
		text := farApart(t, from, 2<<20)
		in := filepath.Join(t.TempDir(), "in")
		if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		job := Job{Inputs: []string{in}, To: "invoice-json", Jobs: 2, chunk: 8 << 10, TempDir: t.TempDir(), Progress: &Progress{}}
		job.Output = filepath.Join(t.TempDir(), "out.json")
		result, err := Run(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		all := result.Documents[0].Report.Read.Records
		if twice := job.Progress.Records.Load() - all; twice > all/10 || twice < 0 {
			t.Errorf("%s: of %d records %d are read twice", from, all, twice)
		}
	}
}

// TestGlanceIsAGuess: where a place looks like what it is not, nothing changes but the way to the result.
func TestGlanceIsAGuess(t *testing.T) {
	text := farApart(t, "nomenclature-xml", 60<<10)
	sameInLanes(t, Job{To: "invoice-json"}, text)
	apart := madeUp(t, record.Nomenclature, "nomenclature-xml", 3, 60<<10)
	at := strings.Index(apart, "<Product ")
	row := apart[at : at+strings.Index(apart[at:], ">")+1]
	for name, text := range map[string]string{
		"comments": strings.ReplaceAll(apart, "</Products>", "<!-- "+strings.Repeat(row, 3)+" --></Products>"),
		"garbage":  strings.Replace(apart, "</ProductsGroups>", "<!-- "+strings.Repeat("<Product Code=\"1\"/>><<Product <Products>", 500)+" --></ProductsGroups>", 1),
		"cut off":  apart[:len(apart)/2],
	} {
		t.Run(name, func(t *testing.T) { sameInLanes(t, Job{To: "invoice-json"}, text) })
	}
}
