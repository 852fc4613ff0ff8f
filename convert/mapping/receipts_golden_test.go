package mapping

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"obmen/convert/report"
	"obmen/formats/caffesta"
	"obmen/formats/kassatka"
	"obmen/formats/onec"
	"obmen/formats/record"
)

// A golden case of receipts → invoice is a folder of testdata/mapping/receipts with in.xml, perhaps profile.yaml, catalog.xml and flags (--group-by day,store,
// --returns net, --max-items N), and with what is expected: want.json, findings.txt (the report), trail.csv, or only error.txt. Its README.md is reckoned by
// hand.
func TestReceiptsGolden(t *testing.T) {
	inputs, err := filepath.Glob("../../testdata/mapping/receipts/*/in.xml")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no cases", err)
	}
	for _, in := range inputs {
		dir := filepath.Dir(in)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			c := openCase(t, dir)
			got, err := c.invoices(t, 0)
			if err != nil {
				golden(t, dir, "error.txt", []byte(err.Error()+"\n"))
				if !c.has("error.txt") || c.has("want.json") {
					t.Fatal("an error that is not expected:", err)
				}
				return
			}
			golden(t, dir, "want.json", got.json)
			golden(t, dir, "findings.txt", reportText(got.report))
			golden(t, dir, "trail.csv", got.trail)
			small, err := c.invoices(t, 1)
			if err != nil || !bytes.Equal(got.json, small.json) || !bytes.Equal(got.trail, small.trail) {
				t.Errorf("with little memory the output is another: %v", err)
			}
			if !c.has("README.md") {
				t.Error("nobody has reckoned this by hand")
			}
		})
	}
}

// What receipts became.
type invoicesMade struct {
	json, trail []byte
	report      *report.Report
}

// invoices maps the receipts of the case with so much memory a stage.
func (c *goldenCase) invoices(t *testing.T, memory int) (invoicesMade, error) {
	t.Helper()
	out := invoicesMade{report: report.New("in.xml", nil)}
	var json, trail bytes.Buffer
	o := Options{Profile: c.profile, Report: out.report, Memory: memory, Temp: &watchedTemp{dir: t.TempDir()}, Trail: trailTo(&trail)}
	c.setFlags(t, &o)
	if text := c.file(t, "catalog.xml"); text != nil {
		catalog, err := newCatalog(onec.NewReader(bytes.NewReader(text), record.Options{File: "catalog.xml"}), c.profile, o.Temp, memory)
		if err != nil {
			t.Fatal(err)
		}
		defer catalog.Close()
		o.Catalog = catalog
	}
	err := way(t, receiptsToInvoice(), caffesta.NewWriter(&json, record.Options{HeadLast: true}), kassatka.NewReader(bytes.NewReader(c.in), record.Options{File: "in.xml"}), o)
	out.json, out.trail = json.Bytes(), trail.Bytes()
	return out, err
}

func (c *goldenCase) setFlags(t *testing.T, o *Options) {
	t.Helper()
	for i := 0; i+1 < len(c.flags); i += 2 {
		switch value := c.flags[i+1]; c.flags[i] {
		case "--group-by":
			o.GroupBy = strings.Split(value, ",")
		case "--returns":
			o.Returns = map[string]Returns{"drop": Drop, "net": Net, "keep": Keep}[value]
		case "--max-items":
			o.MaxItems, _ = strconv.Atoi(value)
		default:
			t.Fatal("no such flag: " + c.flags[i])
		}
	}
}

// trailTo writes what a mapping says of where receipts went, as --trail does.
func trailTo(out *bytes.Buffer) func(organization, docnum []byte, invoice string) error {
	w := csv.NewWriter(out)
	return func(organization, docnum []byte, invoice string) error {
		err := w.Write([]string{string(organization), string(docnum), invoice})
		w.Flush()
		return err
	}
}

// way maps all that src gives to dst, as the pump does: it tallies both ends, goes on behind a refused record, and compares the control totals.
func way(t fataler, m Mapping, dst record.Writer, src record.Reader, o Options) error {
	t.Helper()
	w, err := m.New(tallied{dst, &o.Report.Written}, o)
	if err != nil {
		return err
	}
	seen := tapped{src, &o.Report.Read}
	_, err = record.Copy(w, seen, func(e *record.Error) error {
		var fault *record.Fault
		if !errors.As(e.Err, &fault) {
			return e
		}
		o.Report.KeepOut(report.Rejected, 1, record.Number{})
		o.Report.Found(record.Finding{Message: fault.Message, Args: fault.Args, Pos: e.Pos, Kind: e.Kind, Record: e.Record, Path: e.Path})
		return nil
	})
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	for _, b := range o.Report.Balances(m.From, m.To) {
		if !b.Agree() {
			return fmt.Errorf("%s: read %s, written %s, kept out %s", b.What, b.Read, b.Written, b.KeptOut)
		}
	}
	return nil
}

// tapped counts what is read.
type tapped struct {
	record.Reader
	tally *report.Tally
}

func (r tapped) Read() (record.Record, error) {
	rec, err := r.Reader.Read()
	if err == nil {
		r.tally.Add(rec)
	}
	return rec, err
}
