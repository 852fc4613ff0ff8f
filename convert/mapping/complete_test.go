package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/convert/report"
	"obmen/formats/caffesta"
	"obmen/formats/onec"
	"obmen/formats/record"
	"obmen/formats/table"
)

// A golden case is a folder of testdata/items; its README.md says what is in it.
func TestCompleteGolden(t *testing.T) {
	inputs, err := filepath.Glob("testdata/items/*/in.csv")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no cases", err)
	}
	for _, in := range inputs {
		dir := filepath.Dir(in)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			c := openItems(t, dir)
			out, rep, err := c.convert(0)
			if err != nil {
				golden(t, dir, "error.txt", []byte(err.Error()+"\n"))
				if !c.has("error.txt") || c.has("want.json") {
					t.Fatal("an error that is not expected:", err)
				}
				return
			}
			golden(t, dir, "want.json", out)
			golden(t, dir, "findings.txt", balanceText(rep))
			if !rep.Agree(record.Invoices, record.Invoices) {
				t.Errorf("the control totals disagree: %+v", rep.Balances(record.Invoices, record.Invoices))
			}
			small, _, err := c.convert(1)
			if err != nil || !bytes.Equal(out, small) {
				t.Errorf("with little memory the output is another: %v\n%s", err, small)
			}
		})
	}
}

// balanceText shows the report and the balance of sums.
func balanceText(rep *report.Report) []byte {
	out := reportText(rep)
	for _, b := range rep.Balances(record.Invoices, record.Invoices) {
		out = fmt.Appendf(out, "%s: read %s, reckoned %s, written %s, kept out %s\n", b.What, b.Read, b.Reckoned, b.Written, b.KeptOut)
	}
	return out
}

type itemsCase struct {
	goldenCase
	catalog []byte
}

func openItems(t *testing.T, dir string) *itemsCase {
	t.Helper()
	c := &itemsCase{goldenCase: goldenCase{dir: dir, profile: profile.Default()}}
	c.in, c.catalog, c.flags = c.file(t, "in.csv"), c.file(t, "catalog.xml"), strings.Fields(string(c.file(t, "flags")))
	if text := c.file(t, "profile.yaml"); text != nil {
		c.profile = load(t, string(text))
	}
	return c
}

// convert completes the case with so much memory a stage.
func (c *itemsCase) convert(memory int) ([]byte, *report.Report, error) {
	rep := report.New("in.csv", nil)
	crc := crc32.Checksum(c.in, crc32.MakeTable(crc32.Castagnoli))
	o := Options{Profile: c.profile, Report: rep, Memory: memory, CRC: func() uint32 { return crc }}
	for i := 0; i+1 < len(c.flags); i += 2 {
		switch c.flags[i] {
		case "--max-items":
			o.MaxItems, _ = strconv.Atoi(c.flags[i+1])
		case "--number":
			o.Number = c.flags[i+1]
		}
	}
	if c.catalog != nil {
		catalog, err := newCatalog(onec.NewReader(bytes.NewReader(c.catalog), record.Options{File: "catalog.xml"}), c.profile, nil, memory)
		if err != nil {
			return nil, rep, err
		}
		defer catalog.Close()
		o.Catalog = catalog
	}
	var out bytes.Buffer
	err := completeTo(&out, bytes.NewReader(c.in), o)
	return out.Bytes(), rep, err
}

// completeTo reads items-csv and writes JSON.
func completeTo(out io.Writer, in io.Reader, o Options) error {
	src, err := table.ItemsCSV.NewReader(in, record.Options{File: "in.csv", Temp: o.Temp})
	if err != nil {
		return err
	}
	return completeFrom(tallied{caffesta.NewWriter(out, record.Options{HeadLast: true, Temp: o.Temp}), &o.Report.Written}, src, o)
}

func completeFrom(dst record.Writer, src record.Reader, o Options) error {
	w, err := Complete(dst, o)
	if err != nil {
		return err
	}
	for rec, err := range record.All(src) {
		if err == nil {
			o.Report.Read.Add(rec)
			err = w.Write(rec)
		}
		if err != nil {
			w.Close()
			return err
		}
	}
	return w.Close()
}

// An empty head of money and each of the 15 ways to give some of the four figures: what is given stands, and the line's total without VAT and its VAT
// add up where one of them was reckoned.
func TestGivenMoney(t *testing.T) {
	d := Decimals{Price: 2, Cost: 2}
	number := func(on bool, coef int64) record.Number {
		if !on {
			return record.Number{}
		}
		return record.NewNumber(coef, 2)
	}
	for bits := 1; bits < 16; bits++ {
		g := givenMoney{record.NewNumber(4, 0), number(bits&1 != 0, 250), number(bits&2 != 0, 300), number(bits&4 != 0, 1000), number(bits&8 != 0, 1200)}
		for _, factor := range []string{"1", "10"} {
			f, _ := record.ParseNumber([]byte(factor))
			got := g.line(f, record.NewNumber(20, 0), d)
			want := Line{record.NewNumber(250, 2), record.NewNumber(300, 2), record.NewNumber(1000, 2), record.NewNumber(1200, 2)}
			if factor == "10" {
				want.Price, want.PriceWithTax = record.NewNumber(25, 2), record.NewNumber(30, 2)
			}
			if got != want {
				t.Errorf("%04b, factor %s: %v", bits, factor, got)
			}
		}
	}
}

func TestCatalogBarcodes(t *testing.T) {
	list := catalogueOf("group a none", "1 796", "2 796", "2 796", "3 796", "4 796", "group b a", "1 796")
	for i, barcode := range []string{"", "", "11", "22", "22", "33", "33", "", "11"} { // the catalogue, group a, 1, 2, 2, 3, 4, group b, 1
		if p, ok := list[i].(*record.Product); ok {
			p.Barcode = []byte(barcode)
		}
	}
	for _, memory := range []int{0, 1} {
		c := openCatalog(t, profile.Default(), memory, list)
		if err := errors.Join(c.index(), c.index()); err != nil {
			t.Fatal(err)
		}
		for _, want := range []struct {
			barcode, code string
			ambiguous     bool
		}{{"11", "1", false}, {"22", "2", false}, {"33", "", true}, {"44", "", false}, {"", "", false}} {
			code, ambiguous, err := c.codeOf([]byte(want.barcode))
			if string(code) != want.code || ambiguous != want.ambiguous || err != nil {
				t.Errorf("%s: %s, %v, %v", want.barcode, code, ambiguous, err)
			}
		}
		for code, want := range map[string]int64{"a": 0, "b": 1, "c": noGroup, "none": noGroup} {
			if n, err := c.group([]byte(code)); n != want || err != nil {
				t.Errorf("group %s: %d, %v", code, n, err)
			}
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

// bigItems gives a table of so many rows without holding it: each third row of a product that came before.
func bigItems(rows int) io.Reader {
	r, w := io.Pipe()
	go func() {
		fmt.Fprintln(w, "Date,ProductCode,Name,Barcode,CategoryCode,CategoryName,Unit,Amount,PriceWithTax,TaxID")
		for n := range rows {
			p := n
			if n%3 == 2 {
				p = n / 2
			}
			if _, err := fmt.Fprintf(w, "13.04.2018,A-%d,Товар с названием %d,46%011d,c%d,Категория %d,шт,%d,1.%02d,%d\n", p, p, p, p%1000, p%1000, n%9+1, n%100, p%2*7); err != nil {
				return
			}
		}
		w.Close()
	}()
	return r
}

func TestCompleteMemory(t *testing.T) {
	rows := heavy(t)
	rep := report.New("", nil)
	const bound = 56 << 20
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(bound))
	json := caffesta.NewWriter(io.Discard, record.Options{HeadLast: true})
	watch := &heapWatch{Writer: tallied{json, &rep.Written}, t: t, every: max(rows/4, 1), bound: bound}
	src, err := table.ItemsCSV.NewReader(bigItems(rows), record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := completeFrom(watch, src, Options{Profile: profile.Default(), Report: rep}); err != nil {
		t.Fatal(err)
	}
	if rep.Written.Items != int64(rows) || rep.Written.InvoiceProducts != rep.Read.InvoiceProducts || !rep.Agree(record.Invoices, record.Invoices) {
		t.Errorf("%d items, %d products of %d", rep.Written.Items, rep.Written.InvoiceProducts, rep.Read.InvoiceProducts)
	}
	t.Logf("%d rows: at most %d KiB of heap in use", rows, watch.most>>10)
}

// catalogOfItems is a catalogue in which half of the products of bigItems are, and a third of them under another code with the same barcode.
func catalogOfItems(t fataler, products int, temp record.Temp) (*Catalog, error) {
	t.Helper()
	list := []record.Record{&record.Catalogue{Date: []byte("13.04.2018")}, &record.Group{Code: []byte("g"), Name: []byte("Группа"), ParentCode: []byte("none")}}
	for p := range products {
		code := fmt.Sprintf("A-%d", p)
		switch p % 4 {
		case 1:
			code = fmt.Sprintf("own-%d", p)
		case 3:
			continue
		}
		list = append(list, &record.Product{Code: []byte(code), Name: []byte("Свой " + code), Barcode: fmt.Appendf(nil, "46%011d", p), UnitCode: []byte("796")})
	}
	return newCatalog(&reader{list, io.EOF}, profile.Default(), temp, 1)
}

// Each temporary file in turn can't be made: the error comes out, and no file stays open.
func TestCompleteDiskFull(t *testing.T) {
	const rows = 1500
	for after := 1; ; after++ {
		temp := &watchedTemp{dir: t.TempDir(), after: after}
		err := func() error {
			catalog, err := catalogOfItems(t, rows, temp)
			if err != nil {
				return err
			}
			defer catalog.Close()
			src, err := table.ItemsCSV.NewReader(bigItems(rows), record.Options{})
			if err != nil {
				return err
			}
			return completeFrom(&kept{}, src, Options{Profile: profile.Default(), Report: report.New("", nil), Temp: temp, Memory: 1, Catalog: catalog, MaxItems: rows / 2})
		}()
		if n := temp.open(); n > 0 {
			t.Errorf("after %d files: %d are still open", after, n)
		}
		if err == nil {
			if after < 10 {
				t.Errorf("done with %d files: this test tests less than it should", after)
			}
			return
		}
		if !errors.Is(err, errDiskFull) {
			t.Fatalf("after %d files: %v", after, err)
		}
	}
}

// With a catalogue, on disk and in memory: the same invoice, and each product of the catalogue once.
func TestCompleteLarge(t *testing.T) {
	const rows = 3000
	var texts []string
	for _, memory := range []int{0, 1} {
		catalog, err := catalogOfItems(t, rows, nil)
		if err != nil {
			t.Fatal(err)
		}
		src, err := table.ItemsCSV.NewReader(bigItems(rows), record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		dst, rep := &kept{}, report.New("", nil)
		if err := completeFrom(tallied{dst, &rep.Written}, src, Options{Profile: profile.Default(), Report: rep, Memory: memory, Catalog: catalog}); err != nil {
			t.Fatal(err)
		}
		catalog.Close()
		texts = append(texts, dst.text())
		checkCodes(t, dst.invoices[0])
		if !rep.Agree(record.Invoices, record.Invoices) {
			t.Error("the control totals disagree")
		}
	}
	if texts[0] != texts[1] {
		t.Error("with little memory the invoice is another")
	}
}

// checkCodes sees that each item has its product, that no product is there twice, and that none has a code which the catalogue knows by another.
func checkCodes(t *testing.T, in *invoice) {
	t.Helper()
	products := map[string]bool{}
	for _, p := range in.products {
		code := string(p.RefCode)
		if products[code] {
			t.Errorf("the product %s is there twice", code)
		}
		products[code] = true
		if n, err := strconv.Atoi(strings.TrimPrefix(code, "A-")); err == nil && n%4 == 1 {
			t.Errorf("the catalogue has %s under another code", code)
		}
	}
	for _, i := range in.items {
		if !products[string(i.ProductCode)] {
			t.Errorf("the item of %s has no product", i.ProductCode)
		}
	}
}

func TestCompleteBrokenPipe(t *testing.T) {
	c := openItems(t, "testdata/items/several")
	for fail := 1; ; fail++ {
		src, err := table.ItemsCSV.NewReader(bytes.NewReader(c.in), record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		temp := &watchedTemp{dir: t.TempDir()}
		dst := &kept{fail: fail}
		err = completeFrom(dst, src, Options{Profile: c.profile, Report: report.New("", nil), Temp: temp, Memory: 1})
		if n := temp.open(); n > 0 {
			t.Errorf("at record %d: %d files are still open", fail, n)
		}
		if err == nil {
			if fail <= dst.writes || dst.closed != 1 {
				t.Errorf("record %d of %d could be written, closed %d times", fail, dst.writes, dst.closed)
			}
			return
		}
		if !errors.Is(err, errWrite) || dst.closed > 0 {
			t.Errorf("at record %d: %v, closed %d times", fail, err, dst.closed)
		}
	}
}

// On to receipts and to a nomenclature, through the stage that turns the heads round: the balances hold, those of products too where products were skipped or are one.
func TestCompleteToOtherKinds(t *testing.T) {
	for _, name := range []string{"given", "catalog", "rules", "several"} {
		for _, to := range []record.DocKind{record.Receipts, record.Nomenclature} {
			c := openItems(t, filepath.Join("testdata/items", name))
			rep := report.New("", nil)
			o := Options{Profile: c.profile, Report: rep}
			if c.catalog != nil {
				catalog, err := NewCatalog(onec.NewReader(bytes.NewReader(c.catalog), record.Options{}), c.profile, nil)
				if err != nil {
					t.Fatal(err)
				}
				defer catalog.Close()
				o.Catalog = catalog
			}
			m, _ := Lookup(record.Invoices, to)
			w, err := m.New(tallied{discard{}, &rep.Written}, o)
			if err != nil {
				t.Fatal(err)
			}
			src, err := table.ItemsCSV.NewReader(bytes.NewReader(c.in), record.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := completeFrom(regroup.HeadFirst(w, nil), src, o); err != nil {
				t.Fatal(name, to, err)
			}
			if !rep.Agree(record.Invoices, to) || rep.Written.Rows+rep.Written.Lines == 0 {
				t.Errorf("%s to %s: %+v", name, to, rep.Balances(record.Invoices, to))
			}
		}
	}
}

type discard struct{}

func (discard) Write(record.Record) error { return nil }
func (discard) Close() error              { return nil }

// An item and a product cost no memory of their own.
func TestCompleteAllocates(t *testing.T) {
	w, err := Complete(discard{}, Options{Profile: profile.Default(), Report: report.New("", nil)})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&record.Invoice{Number: []byte("1"), Date: []byte("13.04.2018")}); err != nil {
		t.Fatal(err)
	}
	for _, rec := range []record.Record{
		&record.Item{ProductCode: []byte("a"), PackageCode: []byte("кг"), Amount: record.NewNumber(3, 0), PriceWithTax: record.NewNumber(333, 2)},
		&record.InvoiceProduct{RefCode: []byte("a"), Name: []byte("А")},
	} {
		if n := testing.AllocsPerRun(1000, func() {
			if err := w.Write(rec); err != nil {
				t.Fatal(err)
			}
		}); n >= 1 && !raceEnabled {
			t.Errorf("%s: %v allocations", rec.Kind(), n)
		}
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}
