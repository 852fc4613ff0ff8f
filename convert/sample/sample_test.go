package sample_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/convert"
	"obmen/convert/report"
	"obmen/convert/sample"
	"obmen/formats/record"
)

// take takes a sample of input, as the command does, and returns the output and what became of it.
func take(t testing.TB, input string, o sample.Options) (string, convert.Document) {
	t.Helper()
	text, doc, err := tryTake(t, input, o)
	if err != nil {
		t.Fatal(err)
	}
	return text, doc
}

func tryTake(t testing.TB, input string, o sample.Options) (string, convert.Document, error) {
	t.Helper()
	s, err := sample.New(o)
	if err != nil {
		return "", convert.Document{}, err
	}
	output := filepath.Join(t.TempDir(), "sample"+filepath.Ext(input))
	result, err := convert.Run(t.Context(), convert.Job{
		Inputs: []string{input}, Output: output, Keep: true,
		Select: func(d *convert.Document, src record.Reader, left func(record.Record)) (record.Reader, error) {
			return s.Select(d.From.Kind, src, d.Temp, left, d.Report.Found)
		},
	})
	if err != nil {
		return "", convert.Document{}, err
	}
	text, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), result.Documents[0], nil
}

func write(t testing.TB, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func synthetic(t testing.TB, kind record.DocKind, ext string, shape ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), kind.String()+ext)
	if err := convert.Generate(t.Context(), convert.Made{Kind: kind, Seed: 5, Bytes: 300_000, Shape: shape, Output: name}); err != nil {
		t.Fatal(err)
	}
	return name
}

func find(text, pattern string) []string {
	var found []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}

const (
	rowCode  = ` Code="([^"]*)" Name="[^"]*" ParentCode="[^"]*" UnitCode`
	soldCode = `<ProductCode>(.*?)<`
)

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// findings are the codes of what check finds.
func findings(t *testing.T, text, ext string) string {
	t.Helper()
	r, err := convert.Run(t.Context(), convert.Job{Inputs: []string{write(t, "checked"+ext, text)}, DryRun: true, Check: true})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range r.Documents[0].Report.Findings() {
		list = append(list, f.Message.Code)
	}
	return strings.Join(list, " ")
}

func TestFilesFitTogether(t *testing.T) {
	nomenclature, receipts := synthetic(t, record.Nomenclature, ".xml"), synthetic(t, record.Receipts, ".xml")
	for _, share := range []string{"1", "30%", "0.1", "2 %"} {
		for _, seed := range []string{"", "other"} {
			goods, _ := take(t, nomenclature, sample.Options{Share: share, Seed: seed})
			sales, doc := take(t, receipts, sample.Options{Share: share, Seed: seed})
			known := find(goods, rowCode)
			sold := find(sales, soldCode)
			if len(sold) == 0 {
				t.Fatalf("%s: nothing is sold", share)
			}
			all, _ := take(t, nomenclature, sample.Options{Share: "1"})
			every := find(all, rowCode)
			for _, code := range distinct(sold) {
				if slices.Contains(every, code) && !slices.Contains(known, code) {
					t.Errorf("%s, %q: %s is sold and not in the nomenclature", share, seed, code)
				}
			}
			if !doc.Agree {
				t.Errorf("%s: the totals disagree", share)
			}
			if f := findings(t, sales, ".xml"); f != "" {
				t.Errorf("%s: check finds %s", share, f)
			}
		}
	}
}

func TestWholeShareIsTheDocument(t *testing.T) {
	for _, input := range []string{synthetic(t, record.Nomenclature, ".xml", "children-first"), synthetic(t, record.Receipts, ".xml"), synthetic(t, record.Invoices, ".json"), synthetic(t, record.Invoices, ".csv")} {
		want, err := os.ReadFile(input)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []sample.Options{{Share: "100%"}, {Count: 1e9}, {Count: 1e9, By: "product"}} {
			got, doc := take(t, input, o)
			if filepath.Base(input) != "nomenclature.xml" && got != string(want) {
				t.Errorf("%s, %+v: not the same", input, o)
			}
			if k := doc.Report.Kept(report.NotSelected); k.Count != 0 {
				t.Errorf("%s, %+v: %d are left out", input, o, k.Count)
			}
		}
	}
}

func TestCounts(t *testing.T) {
	for _, n := range []int64{1, 7, 100} {
		goods, _ := take(t, synthetic(t, record.Nomenclature, ".xml", "far-apart"), sample.Options{Count: n})
		if got := len(distinct(find(goods, rowCode))); int64(got) != n {
			t.Errorf("%d products, not %d", got, n)
		}
		sales, _ := take(t, synthetic(t, record.Receipts, ".xml"), sample.Options{Count: n})
		if got := strings.Count(sales, "<Doc>"); int64(got) != n {
			t.Errorf("%d receipts, not %d", got, n)
		}
		sales, _ = take(t, synthetic(t, record.Receipts, ".xml"), sample.Options{Count: n, By: "product"})
		if got := len(distinct(find(sales, soldCode))); int64(got) != n {
			t.Errorf("%d products sold, not %d", got, n)
		}
		invoices, doc := take(t, synthetic(t, record.Invoices, ".ndjson"), sample.Options{Count: min(n, 7)})
		if doc.Report.Written.Invoices != min(n, 7) || strings.Count(invoices, "\n") != int(min(n, 7)) {
			t.Errorf("%d invoices, not %d", doc.Report.Written.Invoices, min(n, 7))
		}
	}
	doubles := write(t, "doubles.xml", "<Documents>"+strings.Repeat(receipt("a", "1", ""), 5)+"</Documents>")
	if sales, _ := take(t, doubles, sample.Options{Count: 3}); strings.Count(sales, "<Doc>") != 3 {
		t.Errorf("of receipts of one number\n%s", sales)
	}
}

func receipt(number, cash, lines string) string {
	if lines == "" {
		lines = `<Product><ProductCode>a</ProductCode><ProductName>A</ProductName><UnitCode>796</UnitCode><Price>1</Price><Discount>0</Discount><Quantity>1</Quantity><Sum>1</Sum><SumWithDiscount>1</SumWithDiscount></Product>`
	}
	return fmt.Sprintf(`<Doc><Head><Date>2018-04-16T11:08:31+0000</Date><OrganizationCode>1</OrganizationCode><CashBoxCode>1</CashBoxCode><CashBoxName>K</CashBoxName><StoreCode>1</StoreCode><StoreName>S</StoreName><DocSum>1</DocSum><DocSumWithDiscount>1</DocSumWithDiscount><DocNum>%s</DocNum><PayCard>0</PayCard><PayCash>%s</PayCash></Head><Products>%s</Products></Doc>`, number, cash, lines)
}

// TestGroups keeps ancestors, which may come later, and leaves out what is empty.
func TestGroups(t *testing.T) {
	const text = `<ProductsGroups Date="13.04.2018">
<ProductGroup Code="leaf" Name="Leaf" ParentCode="middle"><Products><Product Barcode="" Code="p" Name="P" ParentCode="leaf" UnitCode="796" UnitName="" Price="1,00" Comment="" PriceType="a"/><Product Barcode="" Code="p" Name="P" ParentCode="leaf" UnitCode="796" UnitName="" Price="2,00" Comment="" PriceType="b"/></Products></ProductGroup>
<ProductGroup Code="empty" Name="Empty" ParentCode="none" extra="1"><Products/><Tail/></ProductGroup>
<ProductGroup Code="middle" Name="Middle" ParentCode="top"><Products/><Tail/></ProductGroup>
<ProductGroup Code="middle" Name="Again" ParentCode="top"><Products/></ProductGroup>
<ProductGroup Code="top" Name="Top" ParentCode="nowhere"><Products/></ProductGroup>
</ProductsGroups>`
	for _, o := range []sample.Options{{Share: "1"}, {Count: 1}} {
		got, _ := take(t, write(t, "groups.xml", text), o)
		if names := find(got, `<ProductGroup .*? Name="(.*?)"`); !slices.Equal(names, []string{"Leaf", "Middle", "Top"}) || strings.Count(got, "<Tail/>") != 1 || strings.Count(got, `Code="p"`) != 2 {
			t.Errorf("%+v:\n%s", o, got)
		}
	}
	cycle := strings.Replace(text, `"nowhere"`, `"leaf"`, 1)
	var refused *record.Error
	if _, _, err := tryTake(t, write(t, "cycle.xml", cycle), sample.Options{Share: "1"}); !errors.As(err, &refused) {
		t.Errorf("a cycle: %v", err)
	}
}

// TestReceiptsLoseLines keeps what was right right and what was wrong as wrong.
func TestReceiptsLoseLines(t *testing.T) {
	line := func(code, price string) string {
		return fmt.Sprintf(`<Product><ProductCode>%s</ProductCode><ProductName>A</ProductName><UnitCode>796</UnitCode><Price>%s</Price><Discount>0</Discount><Quantity>1</Quantity><Sum>%s</Sum><SumWithDiscount>%s</SumWithDiscount></Product>`, code, price, price, price)
	}
	text := receipt("n", "60.00", line("a", "70.00")+line("b", "29.99")+line("c", "0.01"))
	text = strings.NewReplacer("<DocSum>1<", "<DocSum>100.05<", "<DocSumWithDiscount>1<", "<DocSumWithDiscount>100.00<", "<PayCard>0<", "<PayCard>40.00<").Replace(text)
	got, doc := take(t, write(t, "r.xml", "<Documents>"+text+"</Documents>"), sample.Options{Count: 1, By: "product"})
	codes := find(got, soldCode)
	price := find(got, `<Sum>(.*?)<`)[0]
	sums := fmt.Sprint(find(got, `<DocSum.*?>(.*?)<`), find(got, `<Pay.*?>(.*?)<`))
	want := map[string]string{"70.00": "[70.05 70.00] [28.00 42.00]", "29.99": "[30.04 29.99] [12.00 17.99]", "0.01": "[0.06 0.01] [0.00 0.01]"}[price]
	if len(codes) != 1 || sums != want || !doc.Agree || doc.Report.Kept(report.NotSelected).Count != 2 {
		t.Errorf("%v, %s: %s, not %s", codes, price, sums, want)
	}
}

// TestInvoices keeps what items and products need, and the sum right.
func TestInvoices(t *testing.T) {
	for _, ext := range []string{".json", ".csv"} {
		for _, o := range []sample.Options{{Share: "20%"}, {Count: 30, By: "product"}, {Share: "20%", By: "document"}} {
			got, doc := take(t, synthetic(t, record.Invoices, ext), o)
			if f := findings(t, got, ext); f != "" || !doc.Agree || doc.Report.Written.Items == 0 {
				t.Errorf("%s, %+v: check finds %s; %d items", ext, o, f, doc.Report.Written.Items)
			}
		}
	}
}

func TestSampleOfASample(t *testing.T) {
	input := synthetic(t, record.Receipts, ".xml")
	rapid.Check(t, func(r *rapid.T) {
		seed := rapid.StringN(0, 5, -1).Draw(r, "seed")
		small := rapid.IntRange(1, 50).Draw(r, "small")
		large := rapid.IntRange(small, 100).Draw(r, "large")
		share := func(n int) string { return fmt.Sprintf("%d%%", n) }
		text, _ := take(t, input, sample.Options{Share: share(large), Seed: seed, By: "document"})
		again, _ := take(t, write(t, "large.xml", text), sample.Options{Share: share(small), Seed: seed, By: "document"})
		if once, _ := take(t, input, sample.Options{Share: share(small), Seed: seed, By: "document"}); once != again {
			r.Fatalf("%d%% of %d%% is not %d%%", small, large, small)
		}
	})
}

func TestWrongUse(t *testing.T) {
	for _, o := range []sample.Options{{}, {Count: 1, Share: "1"}, {Share: "0"}, {Share: "101%"}, {Share: "-1"}, {Share: "x"}, {Share: "1,5"}, {Count: -1}, {Count: 1, By: "line"}} {
		var wrong *record.UsageError
		if _, err := sample.New(o); !errors.As(err, &wrong) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	_, _, err := tryTake(t, synthetic(t, record.Nomenclature, ".xml"), sample.Options{Share: "1", By: "document"})
	var wrong *record.UsageError
	if !errors.As(err, &wrong) {
		t.Errorf("a nomenclature by document: %v", err)
	}
	_, doc := take(t, write(t, "one.xml", "<Documents>"+receipt("a", "1", "")+"</Documents>"), sample.Options{Share: "0.0000000001"})
	if f := doc.Report.Findings(); len(f) != 1 || f[0].Message.Code != "sample-empty" {
		t.Errorf("an empty sample: %v", f)
	}
}

// TestRefused goes on behind a record that is refused, whether the records wait or not.
func TestRefused(t *testing.T) {
	text := "<Documents>" + receipt("a", "1", "") + strings.Replace(receipt("b", "1", ""), "<DocSum>1<", "<DocSum>x<", 1) + receipt("c", "1", "") + "</Documents>"
	for _, o := range []sample.Options{{Share: "1"}, {Count: 2}} {
		s, err := sample.New(o)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		result, err := convert.Run(t.Context(), convert.Job{
			Inputs: []string{write(t, "r.xml", text)}, Skip: true, Keep: true, Stdout: &out,
			Select: func(d *convert.Document, src record.Reader, left func(record.Record)) (record.Reader, error) {
				return s.Select(d.From.Kind, src, d.Temp, left, nil)
			},
		})
		if err != nil || result.Documents[0].Rejected != 1 || strings.Count(out.String(), "<Doc>") != 2 {
			t.Errorf("%+v: %v\n%s", o, err, out.String())
		}
	}
}

// TestRefusedByTheWriter says that what can't be written is accounted for, though it waited.
func TestRefusedByTheWriter(t *testing.T) {
	text := "<Documents>" + receipt("a", "1", "") + receipt("b", "1", "") + receipt("c", "1", "") + "</Documents>"
	for _, o := range []sample.Options{{Share: "1"}, {Count: 3}, {Count: 1, By: "product"}} {
		s, err := sample.New(o)
		if err != nil {
			t.Fatal(err)
		}
		result, err := convert.Run(t.Context(), convert.Job{
			Inputs: []string{write(t, "r.xml", text)}, Skip: true, Output: filepath.Join(t.TempDir(), "r.xml"),
			Through: func(_ *convert.Document, src record.Reader) (record.Reader, error) { return spoiled{src}, nil },
			Select: func(d *convert.Document, src record.Reader, left func(record.Record)) (record.Reader, error) {
				return s.Select(d.From.Kind, src, d.Temp, left, nil)
			},
		})
		if err != nil || !result.Documents[0].Agree || result.Documents[0].Rejected != 1 {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// Spoiled gives a receipt what XML has no place for.
type spoiled struct{ record.Reader }

func (s spoiled) Read() (record.Record, error) {
	rec, err := s.Reader.Read()
	if r, ok := rec.(*record.Receipt); ok && err == nil && string(r.DocNum) == "b" {
		made := *r
		made.Unknown = []record.Unknown{{Kind: record.Key, Name: []byte("k"), Value: []byte("1")}}
		return &made, nil
	}
	return rec, err
}
