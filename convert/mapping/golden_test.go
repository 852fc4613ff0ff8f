package mapping

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/caffesta"
	"obmen/formats/onec"
	"obmen/formats/record"
)

var update = flag.Bool("update", false, "write what the golden cases expect anew; read the difference before you commit it")

// A golden case of nomenclature → invoice is a folder of testdata/nomenclature with in.xml, perhaps profile.yaml, amounts.csv (Code,Amount,Price) and
// flags (--max-items N, --number N), and with what is expected: want.json, findings.txt (the report), or only error.txt. Its README.md is
// reckoned by hand.
func TestNomenclatureGolden(t *testing.T) {
	inputs, err := filepath.Glob("testdata/nomenclature/*/in.xml")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no cases", err)
	}
	for _, in := range inputs {
		dir := filepath.Dir(in)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			c := openCase(t, dir)
			out, rep, err := c.convert(t, 0)
			if err != nil {
				golden(t, dir, "error.txt", []byte(err.Error()+"\n"))
				if !c.has("error.txt") || c.has("want.json") {
					t.Fatal("an error that is not expected:", err)
				}
				return
			}
			golden(t, dir, "want.json", out)
			golden(t, dir, "findings.txt", reportText(rep))
			rows := record.NewNumber(rep.Written.InvoiceProducts+rep.Kept(report.Skipped).Count+rep.Kept(report.Merged).Count, 0)
			if !rows.Equal(record.NewNumber(rep.Read.Rows, 0)) {
				t.Errorf("read %d rows, written and kept out %s", rep.Read.Rows, rows)
			}
			small, _, err := c.convert(t, 1)
			if err != nil || !bytes.Equal(out, small) {
				t.Errorf("with little memory the output is another: %v", err)
			}
		})
	}
}

type goldenCase struct {
	dir     string
	profile *profile.Profile
	flags   []string
	in      []byte
	amounts []byte
}

func (c *goldenCase) has(name string) bool {
	_, err := os.Stat(filepath.Join(c.dir, name))
	return err == nil
}

// file reads a file of the case; nil: it has none.
func (c *goldenCase) file(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return text
}

func openCase(t *testing.T, dir string) *goldenCase {
	t.Helper()
	c := &goldenCase{dir: dir, profile: profile.Default()}
	c.in, c.amounts, c.flags = c.file(t, "in.xml"), c.file(t, "amounts.csv"), strings.Fields(string(c.file(t, "flags")))
	if text := c.file(t, "profile.yaml"); text != nil {
		var err error
		if c.profile, err = profile.Load("profile.yaml", text, true); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// convert maps the case with so much memory a stage.
func (c *goldenCase) convert(t *testing.T, memory int) ([]byte, *report.Report, error) {
	t.Helper()
	rep := report.New("in.xml", nil)
	crc := crc32.Checksum(append(bytes.Clone(c.in), c.amounts...), crc32.MakeTable(crc32.Castagnoli))
	o := Options{Profile: c.profile, Report: rep, Memory: memory, CRC: func() uint32 { return crc }}
	for i := 0; i+1 < len(c.flags); i += 2 {
		switch c.flags[i] {
		case "--max-items":
			o.MaxItems, _ = strconv.Atoi(c.flags[i+1])
		case "--number":
			o.Number = c.flags[i+1]
		}
	}
	if c.amounts != nil {
		a, err := newAmounts("amounts.csv", amountRows(string(c.amounts)), nil, memory)
		if err != nil {
			return nil, rep, err
		}
		defer a.Close()
		o.Amounts = a
	}
	var out bytes.Buffer
	err := mapTo(&out, onec.NewReader(bytes.NewReader(c.in), record.Options{File: "in.xml"}), o)
	return out.Bytes(), rep, err
}

// mapTo maps a nomenclature to an invoice in JSON.
func mapTo(out io.Writer, src record.Reader, o Options) error {
	json := caffesta.NewWriter(out, record.Options{HeadLast: true})
	m, _ := Lookup(record.Nomenclature, record.Invoices)
	w, err := m.New(tallied{json, &o.Report.Written}, o)
	if err != nil {
		return err
	}
	for rec, err := range record.All(src) {
		if err != nil {
			return err
		}
		o.Report.Read.Add(rec)
		if err := w.Write(rec); err != nil {
			return err
		}
	}
	return w.Close()
}

// tallied counts what is written.
type tallied struct {
	record.Writer
	tally *report.Tally
}

func (w tallied) Write(rec record.Record) error {
	w.tally.Add(rec)
	return w.Writer.Write(rec)
}

// amountRows gives the rows of a table as simple as can be.
func amountRows(table string) func() (*Amount, error) {
	lines := strings.Split(strings.TrimSpace(table), "\n")[1:]
	n := 1
	return func() (*Amount, error) {
		if len(lines) == 0 {
			return nil, io.EOF
		}
		cells := strings.Split(lines[0]+",,", ",")
		lines = lines[1:]
		n++
		row := &Amount{Code: []byte(cells[0]), Pos: record.Pos{Line: int32(n), Col: 1}}
		var err1, err2 error
		row.Amount, err1 = record.ParseNumber([]byte(cells[1]))
		row.Price, err2 = record.ParseNumber([]byte(cells[2]))
		return row, errors.Join(err1, err2)
	}
}

// reportText shows findings, losses and what was kept out.
func reportText(rep *report.Report) []byte {
	var out bytes.Buffer
	for _, c := range rep.Findings() {
		fmt.Fprintf(&out, "%s %s × %d\n", c.Message.Severity, c.Message.Code, c.Count)
		for _, e := range c.Examples {
			fmt.Fprintf(&out, "\t%s: %s\n", e.Where(), c.Text(e, false))
		}
	}
	fields, counts := rep.Losses()
	for i, f := range fields {
		fmt.Fprintf(&out, "lost %s × %d\n", f, counts[i])
	}
	for _, reason := range report.Reasons() {
		if k := rep.Kept(reason); k.Count > 0 {
			fmt.Fprintf(&out, "kept out, %s: %d, sum %s\n", reason, k.Count, k.Sum)
		}
	}
	return out.Bytes()
}

// golden compares got with a file of the case.
func golden(t *testing.T, dir, name string, got []byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is another:\n%s\nwanted:\n%s", name, got, want)
	}
}
