package kassatka

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"obmen/formats/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A document with everything odd in it that goes through, or is refused, in one place: what is said of it, and what is written of the rest.
func TestGolden(t *testing.T) {
	odd, err := os.ReadFile("testdata/odd.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range engines {
		golden(t, "testdata/odd.said", []byte(transcript(t, string(odd), record.Options{Engine: engine})))
		var out bytes.Buffer
		w := NewWriter(&out, record.Options{})
		src := NewReader(bytes.NewReader(odd), record.Options{Engine: engine})
		if _, err := record.Copy(w, src, func(*record.Error) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/odd.canonical.xml", out.Bytes())
	}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s", file, got)
	}
}
