package convert

import (
	"errors"
	"strings"
	"testing"

	"obmen/formats"
	"obmen/formats/record"
)

func TestResolveTarget(t *testing.T) {
	for _, test := range []struct{ from, to, output, want string }{
		{"nomenclature-xml", "csv", "", "nomenclature-csv"},
		{"receipts-xml", "csv", "", "receipts-csv"},
		{"invoice-json", "csv", "", "invoice-csv"},
		{"nomenclature-csv", "xml", "", "nomenclature-xml"},
		{"receipts-csv", "XML", "", "receipts-xml"},
		{"nomenclature-xml", "json", "", "invoice-json"},
		{"receipts-csv", "ndjson", "", "invoice-ndjson"},
		{"invoice-csv", "json", "", "invoice-json"},
		{"receipts-xml", "nomenclature", "", "nomenclature-xml"},
		{"invoice-json", "receipts", "", "receipts-xml"},
		{"receipts-xml", "invoice", "", "invoice-json"},
		{"receipts-xml", "items-csv", "", "items-csv"},
		// From the output's name; --to leads.
		{"receipts-xml", "", "a.csv", "receipts-csv"},
		{"receipts-xml", "", "a.CSV.GZ", "receipts-csv"},
		{"receipts-xml", "", "a.json.zst", "invoice-json"},
		{"receipts-xml", "", "a.jsonl", "invoice-ndjson"},
		{"receipts-xml", "", "a.ndjson", "invoice-ndjson"},
		{"receipts-xml", "json", "a.csv", "invoice-json"},
		{"invoice-json", "nomenclature-csv", "a.json", "nomenclature-csv"},
	} {
		from, _ := formats.Lookup(test.from)
		got, err := resolveTarget(test.to, test.output, from)
		if err != nil || got.Name != test.want {
			t.Errorf("%s --to %q -o %q is %s, %v; want %s", test.from, test.to, test.output, got.Name, err, test.want)
		}
	}
}

func TestResolveTargetRefuses(t *testing.T) {
	for _, test := range []struct {
		from, to, output string
		want             *record.Message
	}{
		{"receipts-xml", "", "", noTarget},
		{"receipts-xml", "", "a", noTarget},
		{"receipts-xml", "", "a.gz", noTarget},
		{"receipts-xml", "", "folder.csv/", noTarget},
		{"receipts-xml", "pdf", "", formatUnknown},
		{"invoice-json", "xml", "", noXMLInvoice},
		{"invoice-json", "", "a.xml", noXMLInvoice},
		{"nomenclature-xml", "receipts", "", noSuchWay},
		{"nomenclature-xml", "receipts-csv", "", noSuchWay},
	} {
		from, _ := formats.Lookup(test.from)
		_, err := resolveTarget(test.to, test.output, from)
		wantUsage(t, test.from+" --to "+test.to+" -o "+test.output, err, test.want)
	}
}

func wantUsage(t *testing.T, what string, err error, want *record.Message) {
	t.Helper()
	var wrong *record.UsageError
	if !errors.As(err, &wrong) || !errors.Is(err, &record.Fault{Message: want}) {
		t.Errorf("%s: %v, want %s", what, err, want.Code)
	}
}

func TestFlagsFit(t *testing.T) {
	set := func(f func(*Job)) Job { j := Job{}; f(&j); return j }
	flags := []struct {
		name string
		job  Job
		fits string // the ways that it has a meaning for
	}{
		{"--group-by", set(func(j *Job) { j.GroupBy = []string{"day"} }), "r-i"},
		{"--returns", set(func(j *Job) { j.Returns = "keep" }), "r-i"},
		{"--trail", set(func(j *Job) { j.Trail = "t.csv" }), "r-i"},
		{"--amounts", set(func(j *Job) { j.Amounts = "a.csv" }), "n-i"},
		{"--number", set(func(j *Job) { j.Number = "1" }), "n-i t-i t-n t-r"},
		{"--max-items", set(func(j *Job) { j.MaxItems = 5 }), "r-i n-i t-i t-n t-r"},
		{"--catalog", set(func(j *Job) { j.Catalog = "n.xml" }), "r-i r-n t-i t-n t-r"},
	}
	names := map[string]string{"n": "nomenclature-xml", "r": "receipts-xml", "i": "invoice-json", "t": "items-csv"}
	for _, way := range []string{"n-n", "n-i", "r-r", "r-i", "r-n", "i-i", "i-n", "i-r", "t-t", "t-i", "t-n", "t-r"} {
		from, _ := formats.Lookup(names[way[:1]])
		to, _ := formats.Lookup(names[way[2:]])
		for _, f := range flags {
			err := (&run{Job: f.job}).flagsFit(from, to)
			if fits := strings.Contains(f.fits, way); fits != (err == nil) {
				t.Errorf("%s, %s to %s: %v, want it to fit: %v", f.name, from.Name, to.Name, err, fits)
			} else if err != nil {
				wantUsage(t, f.name, err, flagNeedsWay)
			}
		}
	}
}
