package convert

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"obmen/convert/defect"
	"obmen/convert/profile"
	"obmen/formats/record"
)

func generate(t *testing.T, m Made) []byte {
	t.Helper()
	var out bytes.Buffer
	m.Stdout, m.TempDir = &out, t.TempDir()
	if m.Generator == 0 {
		m.Generator = 2
	}
	if err := Generate(t.Context(), m); err != nil {
		t.Fatalf("%+v: %v", m, err)
	}
	return out.Bytes()
}

// TestEachDefectIsFound plants each defect in each kind and format, and has the checker find it where the manifest says.
func TestEachDefectIsFound(t *testing.T) {
	for _, c := range []struct {
		kind    record.DocKind
		formats []string
		made    Made
	}{
		{record.Nomenclature, []string{"nomenclature-xml", "nomenclature-csv"}, Made{Products: 400, Groups: 30}},
		{record.Receipts, []string{"receipts-xml", "receipts-csv"}, Made{Receipts: 150, Returns: "10%"}},
		{record.Receipts, []string{"receipts-xml"}, Made{Receipts: 300, Numbers: "till"}},
		{record.Invoices, []string{"invoice-json", "invoice-csv"}, Made{Invoices: 20, Lines: 6}},
	} {
		for _, name := range append(defect.Names(c.kind), "all") {
			for _, format := range c.formats {
				t.Run(format+c.made.Numbers+"/"+name, func(t *testing.T) {
					m := c.made
					m.Kind, m.To, m.Seed = c.kind, format, 5
					plantAndCheck(t, m, name)
				})
			}
		}
	}
}

func plantAndCheck(t *testing.T, m Made, name string) {
	dir := t.TempDir()
	m.Generator, m.TempDir = 2, dir
	m.Output, m.Manifest = filepath.Join(dir, "out"), filepath.Join(dir, "manifest.json")
	times := 3
	m.Defects = []string{name + "=3"}
	if name == "cp1251" || name == "truncated" || name == "group-cycle" { // one of which ends the reading
		times, m.Defects = 1, []string{name}
	}
	if name == "all" {
		m.Defects, times = nil, 0
		for _, name := range defect.Names(m.Kind) {
			if name != "cp1251" && name != "truncated" && name != "group-cycle" {
				m.Defects, times = append(m.Defects, name+"=2"), times+2
			}
		}
	}
	if err := Generate(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	manifest := readManifest(t, m.Manifest)
	if len(manifest.Defects) != times || manifest.Format != m.To {
		t.Fatalf("%d defects planted: %+v", len(manifest.Defects), manifest)
	}
	found, err := checkWith(t, m, manifest.Defects)
	for _, e := range manifest.Defects {
		if e.Defect != name && name != "all" || e.Line == 0 || e.Offset == nil && e.Number == 0 {
			t.Errorf("%+v", e)
		}
		if e.Expected == "" {
			if e.Defect != "stray-date" && (e.Defect != "gap-in-numbers" || m.Numbers == "till") || e.Needs != nil {
				t.Errorf("nothing is expected of %+v", e)
			}
			continue
		}
		if !isFound(found, err, e) {
			t.Errorf("%+v is not among\n%s\n%v", e, strings.Join(found, "\n"), err)
		}
	}
}

// checkWith gives the checker what the manifest says that it needs, and no more.
func checkWith(t *testing.T, m Made, defects []defect.Entry) ([]string, error) {
	t.Helper()
	job := Job{Inputs: []string{m.Output}}
	for _, e := range defects {
		for _, need := range e.Needs {
			flag, value, _ := strings.Cut(need, " ")
			switch flag {
			case "--catalog":
				job.Catalog = catalogOf(t, m)
			case "--open":
				job.Open = value
			case "--profile":
				job.Profile = taxed
			default:
				t.Errorf("%+v", e)
			}
		}
	}
	return checkJob(t, job)
}

// catalogOf makes up the nomenclature that fits.
func catalogOf(t *testing.T, m Made) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "catalog.xml")
	if err := Generate(t.Context(), Made{Kind: record.Nomenclature, Seed: m.Seed, Generator: m.Generator, Products: cmp.Or(m.Products, 1000), Groups: m.Groups, Output: name}); err != nil {
		t.Fatal(err)
	}
	return name
}

// taxed is a profile that knows the taxes of made-up invoices.
func taxed(string) (*profile.Profile, error) {
	p := profile.Default()
	p.Defaults.Tax = profile.TaxRule{ID: record.NewNumber(1, 0), Rate: record.NewNumber(20, 0)}
	p.Groups = map[string]*profile.Rule{"food": {Tax: &profile.TaxRule{ID: record.NewNumber(2, 0), Rate: record.NewNumber(10, 0)}}}
	return p, nil
}

func isFound(found []string, err error, e defect.Entry) bool {
	var failure *record.Error
	var fault *record.Fault
	if errors.As(err, &fault) && fault.Message.Code == e.Expected {
		switch {
		case e.Expected == "encoding-invalid": // bytes have no lines
			return strings.Contains(fault.Error(), fmt.Sprintf("at offset %d ", *e.Offset))
		case !errors.As(err, &failure) || failure.Pos.Line != e.Line:
			return false
		}
		return e.Offset == nil || failure.Pos.Offset == *e.Offset || e.Expected == "csv-row-short" // whose place is the row's
	}
	want := fmt.Sprintf("%s %d %s %d %s", e.Expected, e.Line, e.Record, e.Number, e.Path)
	for _, f := range found {
		if f == want || e.Offset != nil && strings.HasPrefix(f, e.Expected+" ") {
			return true
		}
	}
	return false
}

func readManifest(t *testing.T, name string) (m defect.Manifest) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// checkAll lists the findings of a file: code, line, record and path. Of each code there are the first ten.
func checkAll(t *testing.T, name string) (found []string, err error) {
	t.Helper()
	return checkJob(t, Job{Inputs: []string{name}})
}

func checkJob(t *testing.T, job Job) (found []string, err error) {
	t.Helper()
	job.DryRun, job.Check, job.TempDir = true, true, t.TempDir()
	job.Found = func(_ string, f record.Finding) {
		found = append(found, fmt.Sprintf("%s %d %s %d %s", f.Message.Code, f.Pos.Line, f.Kind, f.Record, f.Path))
	}
	_, err = Run(t.Context(), job)
	return found, err
}

// TestAGapIsOfItsTill: the number that is missing stands between those of one till.
func TestAGapIsOfItsTill(t *testing.T) {
	dir := t.TempDir()
	m := Made{Kind: record.Receipts, Generator: 2, Seed: 2, Receipts: 400, Numbers: "till", Defects: []string{"gap-in-numbers=6"}, Output: filepath.Join(dir, "r.xml"), Manifest: filepath.Join(dir, "m.json")}
	if err := Generate(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	gaps := map[int64]defect.Entry{}
	for _, e := range readManifest(t, m.Manifest).Defects {
		gaps[e.Number] = e
	}
	last, n := map[string]int64{}, int64(0)
	each(t, m.Output, func(r record.Record) {
		x := r.(*record.Receipt)
		n++
		var number int64
		if _, err := fmt.Sscan(string(x.DocNum), &number); err != nil {
			t.Fatal(err)
		}
		before, known := last[string(x.CashBoxCode)]
		last[string(x.CashBoxCode)] = number
		if e, gap := gaps[n]; gap != (known && number != before+1) || gap && (e.Now != string(x.DocNum) || e.Was != fmt.Sprint(number-1)) {
			t.Errorf("receipt %d: %d after %d: %+v", n, number, before, e)
		}
	})
	if len(gaps) != 6 || n != 394 {
		t.Errorf("%d gaps, %d receipts", len(gaps), n)
	}
}

// TestNoDefectNoFinding: what was made up without defects gives no warning, whatever was asked for.
func TestNoDefectNoFinding(t *testing.T) {
	for _, m := range []Made{
		{Kind: record.Nomenclature, Products: 3000}, {Kind: record.Nomenclature, Products: 300, Groups: 90, PriceTypes: []string{"7"}}, {Kind: record.Nomenclature, PriceTypes: []string{"Первая", "Вторая"}},
		{Kind: record.Nomenclature, Products: 500, Shape: []string{"far-apart", "children-first"}},
		{Kind: record.Receipts, Receipts: 500, Lines: 9, Stores: 20, Days: 3, Returns: "50", From: "29.02.2028"}, {Kind: record.Receipts, Days: 1, Products: 5}, {Kind: record.Receipts, Receipts: 900, Groups: 12, Numbers: "till"}, {Kind: record.Receipts, Bytes: 100 << 10, Returns: "0,5"},
		{Kind: record.Receipts, Bytes: 100 << 10, Shape: []string{"distinct"}}, {Kind: record.Receipts, Receipts: 30, Lines: 100, Shape: []string{"far-apart", "distinct"}},
		{Kind: record.Invoices, Invoices: 30, Lines: 3, Groups: 5, Products: 100, Days: 30}, {Kind: record.Invoices, Bytes: 100 << 10, Shape: []string{"one-invoice"}},
	} {
		name := filepath.Join(t.TempDir(), "out")
		m.Seed, m.Generator, m.Output, m.To, m.TempDir = 11, 2, name, m.Kind.String(), t.TempDir()
		if err := Generate(t.Context(), m); err != nil {
			t.Errorf("%+v: %v", m, err)
			continue
		}
		job := Job{Inputs: []string{name}, Profile: taxed}
		if m.Kind == record.Receipts {
			job.Open = "08:00-22:00"
		}
		if m.Kind == record.Receipts && len(m.Shape) == 0 {
			job.Catalog = catalogOf(t, m)
		}
		found, err := checkJob(t, job)
		if err != nil {
			t.Errorf("%+v: %v", m, err)
		}
		for _, f := range found {
			if !strings.HasPrefix(f, "return-") {
				t.Errorf("%+v: %s", m, f)
			}
		}
	}
}

// TestFromCatalog sells what a catalogue has: at its retail price wherever that row stands, under the name that tills write, in fractions only by weight and volume.
func TestFromCatalog(t *testing.T) {
	for _, far := range []bool{false, true} {
		shape := []string{}
		if far {
			shape = append(shape, "far-apart")
		}
		dir := t.TempDir()
		for _, to := range []string{"xml", "csv"} {
			catalog := filepath.Join(dir, "catalog."+to)
			if err := Generate(t.Context(), Made{Kind: record.Nomenclature, Generator: 2, Seed: 3, Products: 700, Shape: shape, PriceTypes: []string{"Закупка", "Касса"}, Output: catalog}); err != nil {
				t.Fatal(err)
			}
			for _, retail := range []string{"", "Касса"} {
				p := profile.Default()
				p.PriceTypes.Retail = retail
				sell(t, catalog, retail, p)
			}
		}
	}
}

func sell(t *testing.T, catalog, retail string, p *profile.Profile) {
	t.Helper()
	want := map[string]string{} // name, unit, price
	first := retail
	each(t, catalog, func(r record.Record) {
		x, ok := r.(*record.Product)
		if !ok || !x.Price.IsSet() {
			return
		}
		if first == "" {
			first = string(x.PriceType)
		}
		if _, known := want[string(x.Code)]; !known || string(x.PriceType) == first {
			want[string(x.Code)] = fmt.Sprint(strings.Replace(string(x.Name), "№", "", 1), " ", string(x.UnitCode), " ", x.Price.Trim())
		}
	})
	receipts := filepath.Join(t.TempDir(), "r.xml")
	m := Made{Kind: record.Receipts, Generator: 2, Seed: 8, Receipts: 800, Catalog: catalog, Returns: "3%", Output: receipts, Profile: func(string) (*profile.Profile, error) { return p, nil }}
	if err := Generate(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	sold := map[string]bool{}
	each(t, receipts, func(r record.Record) {
		for _, l := range r.(*record.Receipt).Lines {
			if got := fmt.Sprint(string(l.ProductName), " ", string(l.UnitCode), " ", l.Price.Trim()); got != want[string(l.ProductCode)] {
				t.Fatalf("sold %s, want %s", got, want[string(l.ProductCode)])
			}
			if unit := string(l.UnitCode); l.Quantity.Scale() > 0 && unit != "166" && unit != "112" {
				t.Fatalf("%s of %s", l.Quantity, unit)
			}
			sold[string(l.ProductCode)] = true
		}
	})
	if len(sold) < 200 {
		t.Errorf("%d products sold", len(sold))
	}
	if found, err := checkAll(t, receipts); err != nil || len(found) > 0 && !strings.HasPrefix(found[0], "return-") {
		t.Errorf("%v, %v", found, err)
	}
}

// each shows every record of a file.
func each(t *testing.T, name string, see func(record.Record)) {
	t.Helper()
	_, err := Run(t.Context(), Job{Inputs: []string{name}, DryRun: true, TempDir: t.TempDir(), Through: func(_ *Document, src record.Reader) (record.Reader, error) {
		return seeing{src, see}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
}

type seeing struct {
	record.Reader
	see func(record.Record)
}

func (s seeing) Read() (record.Record, error) {
	r, err := s.Reader.Read()
	if err == nil {
		s.see(r)
	}
	return r, err
}

// TestKopecks of prices as they are written.
func TestKopecks(t *testing.T) {
	for text, want := range map[string]int64{
		"5,5000": 550, "7": 700, "0,01": 1, "1,23456": 0, "0,005": 0, "0": 0, "-1": 0, "5000000000": 500_000_000_000, "4999999999,99": 499_999_999_999, "5000000000,01": 0, "9999999999999999999999,99": 0,
	} {
		n, err := record.ParseNumber([]byte(text))
		if got := kopecksOf(n); err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", text, got, err, want)
		}
	}
}

// TestFromCatalogOddPrices sells nothing whose retail price no till can ask, so that check has nothing to say.
func TestFromCatalogOddPrices(t *testing.T) {
	row := func(code, price, of string) string {
		return `<Product Barcode="" Code="` + code + `" Name="a` + code + `" ParentCode="" UnitCode="796" UnitName="Штука" Price="` + price + `" Comment="" PriceType="` + of + `"/>`
	}
	catalog := filepath.Join(t.TempDir(), "n.xml")
	for _, c := range []struct{ rows, code string }{ // of the products that are not sold; the fault
		{row("1", "1,23456", "Розничная") + row("1", "5,00", "Оптовая"), ""},
		{row("2", "5,00", "Оптовая") + row("2", "9999999999999999999999,99", "Розничная"), ""},
		{row("3", "0,00", "Розничная") + row("3", "5,00", "Оптовая"), ""},
		{row("4", "1,005", "Розничная") + row("4", "5,00", "Розничная"), ""},
		{row("5", "1,005", "Оптовая"), ""},
		{"", ""},
	} {
		for _, retail := range []string{"", "Розничная"} {
			p := profile.Default()
			p.PriceTypes.Retail = retail
			profileOf := func(string) (*profile.Profile, error) { return p, nil }
			text := `<ProductsGroups Date="01.01.2024"><ProductGroup Code="none" Name="none" ParentCode=""><Products>` + row("8", "7,5", "Розничная") + c.rows + row("9", "5,5000", "Оптовая") + row("9", "6,125", "Закупка") + `</Products></ProductGroup></ProductsGroups>`
			if err := os.WriteFile(catalog, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			m := Made{Kind: record.Receipts, Generator: 2, Receipts: 50, Catalog: catalog, Profile: profileOf, Output: filepath.Join(t.TempDir(), "r.xml"), TempDir: t.TempDir()}
			if err := Generate(t.Context(), m); err != nil {
				t.Errorf("%s: %v", c.rows, err)
				continue
			}
			found, err := checkJob(t, Job{Inputs: []string{m.Output}, Catalog: catalog, Profile: profileOf})
			if err != nil || len(found) > 0 {
				t.Errorf("%s, retail %q: %v %v", c.rows, retail, found, err)
			}
		}
	}
}

// TestGenerateRefuses what contradicts itself, before anything is written.
func TestGenerateRefuses(t *testing.T) {
	dir := t.TempDir()
	catalog, receipts, unpriced := filepath.Join(dir, "n.xml"), filepath.Join(dir, "r.xml"), filepath.Join(dir, "u.xml")
	for name, kind := range map[string]record.DocKind{catalog: record.Nomenclature, receipts: record.Receipts} {
		if err := Generate(t.Context(), Made{Kind: kind, Bytes: 10 << 10, Output: name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(unpriced, []byte(`<ProductsGroups Date="01.01.2024"><ProductGroup Code="none" Name="none" ParentCode=""><Products><Product Barcode="" Code="1" Name="a" ParentCode="" UnitCode="796" UnitName="Штука" Price="" Comment="" PriceType=""/></Products></ProductGroup></ProductsGroups>`), 0o666); err != nil {
		t.Fatal(err)
	}
	odd := filepath.Join(t.TempDir(), "odd.xml")
	if err := os.WriteFile(odd, []byte(`<ProductsGroups Date="01.01.2024"><ProductGroup Code="none" Name="none" ParentCode=""><Products><Product Barcode="" Code="1" Name="a" ParentCode="" UnitCode="796" UnitName="Штука" Price="9999999999999999999999,99" Comment="" PriceType="a"/></Products></ProductGroup></ProductsGroups>`), 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out.xml")
	for _, c := range []struct {
		code string
		made Made
	}{
		{"generator-unknown", Made{Generator: 3}},
		{"generator-too-old", Made{Generator: 1, Days: 3}},
		{"flags-contradict", Made{Receipts: 5, Bytes: 5}},
		{"flags-contradict", Made{Products: 5, Catalog: catalog}},
		{"flags-contradict", Made{Kind: record.Nomenclature, Products: 5, Bytes: 5}},
		{"flag-too-many", Made{Lines: 5001}},
		{"flag-too-many", Made{Days: 4000}},
		{"flag-negative", Made{Days: -1}},
		{"shape-unknown", Made{Shape: []string{"round"}}},
		{"shape-unknown", Made{Shape: []string{"one-invoice"}}},
		{"shape-unknown", Made{Shape: []string{"distinct", "children-first"}}},
		{"shape-unknown", Made{Kind: record.Nomenclature, Shape: []string{"one-invoice"}}},
		{"shape-unknown", Made{Kind: record.Invoices, To: "json", Shape: []string{"far-apart"}}},
		{"shape-unknown", Made{Kind: record.Invoices, To: "json", Shape: []string{"children-first"}}},
		{"flag-too-few", Made{Zeros: []string{"--bytes"}}},
		{"flag-too-few", Made{Zeros: []string{"--days"}}},
		{"flag-too-few", Made{Zeros: []string{"--stores"}}},
		{"flag-too-few", Made{Zeros: []string{"--lines"}, Kind: record.Invoices, To: "json"}},
		{"flag-too-few", Made{Zeros: []string{"--products"}}},
		{"flag-too-few", Made{Zeros: []string{"--groups"}, Kind: record.Nomenclature}},
		{"flags-contradict", Made{Zeros: []string{"--receipts"}, Bytes: 5}},
		{"flags-contradict", Made{Zeros: []string{"--invoices"}, Kind: record.Invoices, To: "json", Shape: []string{"one-invoice"}}},
		{"empty-file-says-nothing", Made{Zeros: []string{"--invoices"}, Kind: record.Invoices, To: "ndjson"}},
		{"defect-no-place", Made{Zeros: []string{"--receipts"}, Defects: []string{"cp1251"}}},
		{"price-types-bad", Made{Kind: record.Nomenclature, PriceTypes: []string{"9"}}},
		{"price-types-twice", Made{Kind: record.Nomenclature, PriceTypes: []string{"a", "a"}}},
		{"price-types-long", Made{Kind: record.Nomenclature, PriceTypes: []string{"a", strings.Repeat("b", 201)}}},
		{"flag-too-many", Made{Kind: record.Nomenclature, PriceTypes: strings.Fields(strings.Repeat("a ", 101))}},
		{"manifest-needs-defects", Made{Manifest: filepath.Join(dir, "m.json")}},
		{"from-bad", Made{From: "soon"}},
		{"from-bad", Made{From: "2091-01-01"}},
		{"returns-bad", Made{Returns: "60%"}},
		{"returns-bad", Made{Returns: "-1"}},
		{"returns-bad", Made{Receipts: 10, Returns: "6"}},
		{"returns-need-count", Made{Returns: "6"}},
		{"from-catalog-is-none", Made{Catalog: receipts}},
		{"from-catalog-unpriced", Made{Catalog: unpriced}},
		{"from-catalog-unsold", Made{Catalog: odd}},
		{"flag-needs-file", Made{Catalog: "-"}},
		{"same-file", Made{Catalog: catalog, Output: catalog}},
		{"same-file", Made{Manifest: out, Defects: []string{"wrong-sum"}}},
		{"defect-unknown", Made{Defects: []string{"bad-barcode"}}},
		{"defect-unknown", Made{Defects: []string{"wrong-sum=0"}}},
		{"defect-unknown", Made{Defects: []string{"cp1251=2"}}},
		{"defect-no-place", Made{Receipts: 3, Defects: []string{"wrong-sum=9"}}},
		{"defect-no-place", Made{Receipts: 1, Defects: []string{"gap-in-numbers"}}},
	} {
		m := c.made
		if m.Generator == 0 {
			m.Generator = 2
		}
		if m.Kind == 0 {
			m.Kind = record.Receipts
		}
		if m.Output == "" {
			m.Output = out
		}
		err := Generate(t.Context(), m)
		var fault *record.Fault
		var wrong *record.UsageError
		if !errors.As(err, &fault) || !errors.As(err, &wrong) || fault.Message.Code != c.code {
			t.Errorf("%+v: %v, want %s", m, err, c.code)
		}
		if _, err := os.Lstat(out); err == nil {
			t.Fatalf("%+v: something was written", m)
		}
	}
	if names, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(names) != 3 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// TestGivenZero: none of what a document is made of is an empty document, which each format can read again; none of anything else makes no sense.
func TestGivenZero(t *testing.T) {
	for _, c := range []struct {
		made     Made
		flag, to string
	}{
		{Made{Kind: record.Receipts}, "--receipts", "xml"}, {Made{Kind: record.Receipts, Days: 7, Returns: "5", Stores: 2}, "--receipts", "csv"},
		{Made{Kind: record.Nomenclature}, "--products", "xml"}, {Made{Kind: record.Nomenclature, Generator: 1}, "--products", "csv"}, {Made{Kind: record.Nomenclature, Shape: []string{"far-apart", "children-first"}, Groups: 5}, "--products", "xml"},
		{Made{Kind: record.Invoices}, "--invoices", "json"}, {Made{Kind: record.Invoices, Lines: 3}, "--invoices", "csv"}, {Made{Kind: record.Invoices, Generator: 1}, "--invoices", "json"},
	} {
		m := c.made
		m.To, m.Zeros, m.Output, m.TempDir, m.Generator = c.to, []string{c.flag}, filepath.Join(t.TempDir(), "out"), t.TempDir(), cmp.Or(m.Generator, 2)
		if err := Generate(t.Context(), m); err != nil {
			t.Errorf("%+v: %v", m, err)
			continue
		}
		result, err := Run(t.Context(), Job{Inputs: []string{m.Output}, DryRun: true, TempDir: t.TempDir()})
		if err != nil || len(result.Documents) != 1 || result.Documents[0].Size > 500 { // the names of columns
			t.Errorf("%+v: %+v, %v", m, result, err)
		}
	}
}

// TestGenerateIsInterrupted: neither the document nor the manifest, nor anything else, is there after a Ctrl+C.
func TestGenerateIsInterrupted(t *testing.T) {
	dir := t.TempDir()
	catalog := filepath.Join(t.TempDir(), "n.xml")
	if err := Generate(t.Context(), Made{Kind: record.Nomenclature, Bytes: 10 << 10, Output: catalog}); err != nil {
		t.Fatal(err)
	}
	for _, m := range []Made{{Bytes: 1 << 40}, {Bytes: 1 << 40, Catalog: catalog}, {Bytes: 1 << 40, Defects: []string{"wrong-sum"}, Manifest: filepath.Join(dir, "m.json")}} {
		ctx, cancel := context.WithCancelCause(t.Context())
		stopped := errors.New("stopped")
		m.Kind, m.Generator, m.Output = record.Receipts, 2, filepath.Join(dir, "r.xml")
		go func() {
			// As soon as something is on the disk.
			for {
				if list, _ := os.ReadDir(dir); len(list) > 0 {
					cancel(stopped)
					return
				}
			}
		}()
		if err := Generate(ctx, m); !errors.Is(err, stopped) {
			t.Errorf("%+v: %v", m, err)
		}
		if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
			t.Errorf("%+v: left behind: %v, %v", m, list, err)
		}
	}
}

// TestGoldenBytes holds the bytes still that flags give, on every platform and for good: those of the first generator are what the figures of
// docs/performance.md were measured with. Whoever has to change them makes a third version.
func TestGoldenBytes(t *testing.T) {
	catalog := filepath.Join(t.TempDir(), "n.xml")
	if err := os.WriteFile(catalog, generate(t, Made{Kind: record.Nomenclature, Seed: 2, Products: 300}), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		made Made
	}{
		{"efa84d8747110449", Made{Kind: record.Nomenclature, Generator: 1, Seed: 1, Bytes: 100 << 10}},
		{"ef7b845e57e86e1f", Made{Kind: record.Receipts, Generator: 1, Seed: 1, Bytes: 100 << 10}},
		{"be332dc6275951f4", Made{Kind: record.Invoices, Generator: 1, Seed: 1, Bytes: 100 << 10}},
		{"786634f91c7f3761", Made{Kind: record.Nomenclature, Generator: 1, Seed: 1, Bytes: 100 << 10, To: "csv", Shape: []string{"far-apart"}}},
		{"0f5a5ceba52cc287", Made{Kind: record.Nomenclature, Seed: 1, Bytes: 100 << 10}},
		{"dfc3684aede3af1c", Made{Kind: record.Receipts, Seed: 1, Bytes: 100 << 10}},
		{"d56d02282a3d6527", Made{Kind: record.Invoices, Seed: 1, Bytes: 100 << 10}},
		{"b76db3ce0aa7ba71", Made{Kind: record.Nomenclature, Seed: 2, Products: 500, Groups: 21, PriceTypes: []string{"5"}, From: "2026-05-01", To: "csv", Defects: []string{"bad-barcode=4", "lost-group"}}},
		{"de4251fd2619b1a6", Made{Kind: record.Receipts, Seed: 2, Receipts: 300, Lines: 7, Stores: 9, Days: 4, From: "2026-05-01", Returns: "4%", Numbers: "till", Defects: []string{"wrong-sum=5", "doubled-receipt", "cp1251", "truncated"}}},
		{"e901f0c34cb411ac", Made{Kind: record.Receipts, Seed: 3, Days: 1, Catalog: catalog}},
		{"362bc3128d3c7a89", Made{Kind: record.Invoices, Seed: 2, Invoices: 9, Lines: 5, Days: 3, Groups: 4, To: "ndjson", Defects: []string{"wrong-vat"}}},
	} {
		sum := sha256.Sum256(generate(t, c.made))
		if got := hex.EncodeToString(sum[:8]); got != c.want {
			t.Errorf("%+v:\n%s, want %q", c.made, got, c.want)
		}
	}
}
