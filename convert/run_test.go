package convert

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

const example = "../testdata/example/"

// convertText runs a job over a text and returns what it wrote to standard output.
func convertText(t *testing.T, job Job, text string) (string, Result, error) {
	t.Helper()
	var out bytes.Buffer
	job.Inputs, job.Stdin, job.Stdout = []string{"-"}, strings.NewReader(text), &out
	if job.TempDir == "" {
		job.TempDir = t.TempDir()
	}
	result, err := Run(t.Context(), job)
	return out.String(), result, err
}

func exampleText(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(example + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func withProfile(t *testing.T, yaml string, trusted bool) func(string) (*profile.Profile, error) {
	t.Helper()
	p, err := profile.Load("test.yaml", []byte(yaml), trusted)
	if err != nil {
		t.Fatal(err)
	}
	return func(string) (*profile.Profile, error) { return p, nil }
}

func TestReturnsWhere(t *testing.T) {
	text := exampleText(t, "receipts.xml")
	job := Job{To: "json", Profile: withProfile(t, `invoices: {returns_where: "//Product[ProductCode='00-00000019']"}`, true)}
	out, result, err := convertText(t, job, text)
	if err != nil {
		t.Fatal(err)
	}
	if want := int64(strings.Count(text, "<ProductCode>00-00000019<")); result.Documents[0].Report.Kept(report.Returns).Count != want || want == 0 {
		t.Errorf("kept out as returns: %v, want %d", result.Documents[0].Report.Kept(report.Returns), want)
	}
	if strings.Contains(out, "00-00000019") {
		t.Error("a line that returns_where names is in the invoices")
	}
	job.Profile = withProfile(t, `invoices: {returns_where: "//Doc[2]"}`, true)
	_, _, err = convertText(t, job, text)
	wantUsage(t, "an expression that looks beyond a receipt", err, returnsWhere)
}

func TestProfileSettings(t *testing.T) {
	text := exampleText(t, "receipts.xml")
	out, _, err := convertText(t, Job{To: "csv", Profile: withProfile(t, "csv: {dialect: excel-ru, headers: ru}", true)}, text)
	if err != nil || !strings.HasPrefix(out, "\ufeff") || !strings.Contains(out, ";") || !strings.Contains(out, "Цена") {
		t.Errorf("the profile's csv does not count: %v, %.80q", err, out)
	}
	out, _, err = convertText(t, Job{To: "csv", CSVSet: CSVSet{Dialect: true, Headers: true}, Profile: withProfile(t, "csv: {dialect: excel-ru, headers: ru}", true)}, text)
	if err != nil || !strings.HasPrefix(out, "Date,") {
		t.Errorf("the flags do not lead over the profile's csv: %v, %.80q", err, out)
	}
	out, _, err = convertText(t, Job{To: "json", Profile: withProfile(t, "decimals: {price: 4, cost: 3}", true)}, text)
	if err != nil || !strings.Contains(out, `"price": 100.0000`) || !strings.Contains(out, `"cost": 100.000`) {
		t.Errorf("the profile's decimals do not count: %v", err)
	}
	local := strings.ReplaceAll(text, "+0000", "")
	out, _, err = convertText(t, Job{To: "json", Profile: withProfile(t, "zone: Asia/Vladivostok", true)}, local)
	if err != nil || !strings.Contains(out, "2018-04-16 01:08") { // ten hours before 11:08
		t.Errorf("the profile's zone does not count: %v, %s", err, out[:min(200, len(out))])
	}
}

func TestProfileIgnored(t *testing.T) {
	yaml := "services: {caffesta: {account: evil}}"
	_, result, err := convertText(t, Job{To: "csv", Profile: withProfile(t, yaml, false)}, exampleText(t, "receipts.xml"))
	if err != nil || !hasFinding(result, profile.Ignored) {
		t.Errorf("what is ignored of a profile that was only found is not in the report: %v", err)
	}
	_, result, err = convertText(t, Job{To: "csv", Profile: withProfile(t, yaml, true)}, exampleText(t, "receipts.xml"))
	if err != nil || hasFinding(result, profile.Ignored) {
		t.Errorf("a profile that was named is ignored: %v", err)
	}
}

func hasFinding(r Result, m *record.Message) bool {
	for _, d := range r.Documents {
		for _, c := range d.Report.Findings() {
			if c.Message == m {
				return true
			}
		}
	}
	return false
}

func TestFlagsRefused(t *testing.T) {
	for _, test := range []struct {
		name string
		job  Job
		want *record.Message
	}{
		{"rejects without skip", Job{To: "csv", Rejects: "r.xml"}, rejectsNeedSkip},
		{"net without groups", Job{To: "json", Returns: "net"}, netNeedsGroups},
		{"unknown format", Job{To: "csv", From: "pdf"}, formatUnknown},
		{"foreign XML without a profile", Job{To: "csv", From: "anyxml"}, noXMLSection},
		{"negative limit", Job{To: "csv", Limits: record.Limits{Value: -1}}, negative},
		{"negative jobs", Job{To: "csv", Jobs: -1}, negative},
		{"catalogue of receipts", Job{To: "json", Catalog: example + "receipts.xml"}, notACatalog},
		{"where on CSV", Job{To: "json", Where: "//Doc"}, whereNeedsXML},
	} {
		text := exampleText(t, "receipts.xml")
		if test.want == whereNeedsXML {
			var err error
			if text, _, err = convertText(t, Job{To: "csv"}, text); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := convertText(t, test.job, text)
		wantUsage(t, test.name, err, test.want)
	}
	for _, job := range []Job{{To: "csv", Encoding: "martian"}, {To: "csv", OutputEncoding: "martian"}} {
		var wrong *record.UsageError
		if _, _, err := convertText(t, job, ""); !errors.As(err, &wrong) {
			t.Errorf("%v, want a usage error", err)
		}
	}
}

// TestRejects refuses one record of each source format, by its reader or by a mapping, and mends it.
func TestRejects(t *testing.T) {
	receipts, nomenclature := exampleText(t, "receipts.xml"), exampleText(t, "nomenclature.xml")
	in := func(to, text string) string {
		out, _, err := convertText(t, Job{To: to}, text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	second := func(text, old, with string) string { // the second time that it comes
		i := strings.Index(text, old) + len(old)
		return text[:i] + strings.Replace(text[i:], old, with, 1)
	}
	stores := withProfile(t, `stores: {"169": {storage: 1, shop: 2}}`, true)
	for _, test := range []struct {
		name, text string
		job        Job
		mend       [2]string
		records    int64 // in the file of rejects
	}{
		{"receipts-xml", second(receipts, "<PayCash>", "<PayCash>O"), Job{To: "csv"}, [2]string{"<PayCash>O", "<PayCash>"}, 1},
		{"nomenclature-xml", second(nomenclature, `Price="`, `Price="O`), Job{To: "csv"}, [2]string{`Price="O`, `Price="`}, 1},
		{"receipts-csv", second(in("csv", receipts), ",796,", ",796,O"), Job{To: "xml"}, [2]string{",796,O", ",796,"}, 1},
		{"nomenclature-csv", second(in("csv", nomenclature), ",Штука,", ",Штука,O"), Job{To: "xml"}, [2]string{",Штука,O", ",Штука,"}, 1},
		{"invoice-json", second(in("json", receipts), `"sum": `, `"sum": null, "x": `), Job{To: "csv"}, [2]string{`"sum": null, "x": `, `"sum": `}, 1},
		{"invoice-ndjson", second(in("ndjson", receipts), `"sum":`, `"sum":null,"x":`), Job{To: "csv"}, [2]string{`"sum":null,"x":`, `"sum":`}, 1},
		{"invoice-csv", second(in("invoice-csv", receipts), "\ninvoice,", "\ninvoice,N"), Job{To: "json", From: "invoice-csv"}, [2]string{"", ""}, 0},
		{"receipts-xml, mapping", second(receipts, "<StoreCode>169", "<StoreCode>777"), Job{To: "json", Profile: stores}, [2]string{"777", "169"}, 1},
		{"receipts-csv, mapping", in("csv", second(receipts, "<StoreCode>169", "<StoreCode>777")), Job{To: "json", Profile: stores}, [2]string{",777,", ",169,"}, 1},
		{"receipts-csv for a Russian Excel, mapping", excel(t, second(receipts, "<StoreCode>169", "<StoreCode>777")), Job{To: "json", Profile: stores}, [2]string{";777;", ";169;"}, 1},
		{"receipts-xml, writer", second(receipts, "<ProductName>", "<ProductName>&#9;"), Job{To: "csv"}, [2]string{"", ""}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			job := test.job
			job.Skip, job.Rejects = true, filepath.Join(t.TempDir(), "rejects")
			_, result, err := convertText(t, job, test.text)
			if err != nil {
				t.Fatal(err)
			}
			d := result.Documents[0]
			if d.Rejected != test.records || !d.Agree || !d.Done {
				t.Errorf("rejected %d, want %d; agree %v, done %v", d.Rejected, test.records, d.Agree, d.Done)
			}
			if test.records == 0 {
				return
			}
			rejects := readText(t, job.Rejects)
			again, _, err := convertText(t, test.job, strings.ReplaceAll(rejects, test.mend[0], test.mend[1]))
			if err != nil || again == "" {
				t.Errorf("mended, it is refused again: %v\n%s", err, rejects)
			}
			if _, _, err := convertText(t, test.job, rejects); err == nil {
				t.Error("not mended, it is taken")
			}
		})
	}
}

// excel is a table as a Russian Excel opens it.
func excel(t *testing.T, text string) string {
	t.Helper()
	out, _, err := convertText(t, Job{To: "csv", CSV: record.CSVOptions{Dialect: record.ExcelRu, Headers: record.Russian}, CSVSet: CSVSet{true, true}}, text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func readText(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestCancelled ends a run before it begins: nothing appears, no temporary file is left.
func TestCancelled(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	_, err := Run(ctx, Job{Inputs: []string{example + "receipts.xml"}, Output: filepath.Join(dir, "a.json"), ReportFile: filepath.Join(dir, "r.json"), Stdout: &bytes.Buffer{}})
	if !errors.Is(err, stop) {
		t.Errorf("%v, want the context's cause", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// TestSideFilesCompressed compresses what is named so.
func TestSideFilesCompressed(t *testing.T) {
	dir := t.TempDir()
	job := Job{To: "json", GroupBy: []string{"day"}, Trail: filepath.Join(dir, "t.csv.gz"), ReportFile: filepath.Join(dir, "r.csv.zst")}
	if _, _, err := convertText(t, job, exampleText(t, "receipts.xml")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{job.Trail: "in=OrganizationCode,DocNum,Invoice", job.ReportFile: "in=Input,Section,Name"} {
		if text, err := readAll(t, []byte(readText(t, name)), false); err != nil || !strings.HasPrefix(text, want) {
			t.Errorf("%s: %v, %.60q", name, err, text)
		}
	}
}

// TestJobs gives the same outputs and the same order of documents for any number of workers.
func TestJobs(t *testing.T) {
	var want []string
	for _, jobs := range []int{1, 2, 8} {
		dir := t.TempDir()
		var inputs []string
		for _, n := range []string{"receipts.xml", "nomenclature.xml", "invoice.json"} {
			inputs = append(inputs, example+n)
		}
		result, err := Run(t.Context(), Job{Inputs: inputs, Output: dir, To: "csv", Jobs: jobs, Stdout: &bytes.Buffer{}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range result.Documents {
			got = append(got, filepath.Base(d.Output)+readText(t, d.Output))
		}
		if want == nil {
			want = got
		}
		if strings.Join(got, "") != strings.Join(want, "") || len(got) != 3 {
			t.Errorf("with %d jobs the outputs differ", jobs)
		}
	}
}

// TestReportTotals holds the report to "Control totals" of mapping.md: per day, store and till, by measure, by tax with its rate.
func TestReportTotals(t *testing.T) {
	dir := t.TempDir()
	text := strings.Replace(exampleText(t, "receipts.xml"), "<PayCash>2590</PayCash>", "<PayCash>2000</PayCash>", 1) // 590 by a certificate
	job := Job{To: "json", ReportFile: filepath.Join(dir, "r.json"), Profile: withProfile(t, "defaults: {tax: {id: 3, rate: 20}}", true)}
	if _, _, err := convertText(t, job, text); err != nil {
		t.Fatal(err)
	}
	var page struct {
		Read struct {
			Days []struct {
				Name                                           string
				Sum, Discount, Pay_cash, Pay_card, Unexplained float64
				Quantities                                     []struct {
					Name string
					Sum  float64
				}
			}
			First, Last string
		}
		Written struct {
			Taxes []struct {
				Name           string
				Sum, VAT, Rate float64
			}
		}
	}
	if err := json.Unmarshal([]byte(readText(t, job.ReportFile)), &page); err != nil {
		t.Fatal(err)
	}
	if len(page.Read.Days) != 1 {
		t.Fatalf("days: %+v", page.Read.Days)
	}
	day := page.Read.Days[0]
	if day.Name != "2018-04-16\t169\t189" || day.Sum != 9183 || day.Discount != 777 || day.Pay_card != 2690 || day.Pay_cash != 5903 || day.Unexplained != 590 ||
		len(day.Quantities) != 1 || day.Quantities[0].Name != "pcs" || day.Quantities[0].Sum != 12 {
		t.Errorf("the day is %+v", day)
	}
	if tax := page.Written.Taxes; len(tax) != 1 || tax[0].Name != "3" || tax[0].Rate != 20 || tax[0].Sum+tax[0].VAT != 9183 {
		t.Errorf("the taxes are %+v", tax)
	}
	job.ReportFile = filepath.Join(dir, "r.csv")
	if _, _, err := convertText(t, job, text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"-,read,unexplained,0,590,,", "-,read,pay_card,0,2690,,", "-,read,first,0,,,2018-04-16T14:08:31+03:00", "-,read day pay_cash,2018-04-16\t169\t189,0,5903,,", "-,written tax VAT,3,0,1530.5", ",20\n"} {
		if !strings.Contains(readText(t, job.ReportFile), want) {
			t.Errorf("the table of totals lacks %q:\n%s", want, readText(t, job.ReportFile))
		}
	}
}
