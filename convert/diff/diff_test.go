package diff

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"obmen/convert"
	"obmen/formats"
	"obmen/formats/record"
	"obmen/formats/synth"
)

const example = "../../testdata/example/"

// file writes a document to a new file.
func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// written writes records in a format to a new file.
func written(t testing.TB, format string, src record.Reader) string {
	t.Helper()
	f, ok := formats.Lookup(format)
	if !ok {
		t.Fatal(format)
	}
	var b strings.Builder
	w, err := f.NewWriter(&b, record.Options{})
	if err == nil {
		_, err = record.Copy(w, src, nil)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return file(t, "document"+f.Ext, b.String())
}

// converted converts a file to another format.
func converted(t testing.TB, path, format string) string {
	t.Helper()
	f, _ := formats.Lookup(format)
	out := filepath.Join(t.TempDir(), "converted"+f.Ext)
	if _, err := convert.Run(context.Background(), convert.Job{Inputs: []string{path}, Output: out, To: format}); err != nil {
		t.Fatal(err)
	}
	return out
}

// compared runs a comparison and returns what differs, a line a field or record, and the summary.
func compared(t testing.TB, o Options) ([]string, *Summary) {
	t.Helper()
	var lines []string
	o.Job.TempDir = t.TempDir()
	s, err := Run(context.Background(), o, func(d *Difference) error {
		head := fmt.Sprintf("%s %s %s", d.Change, kindName(d.Kind), keyText(d.Key))
		if d.Change != Changed {
			lines = append(lines, head)
		}
		for _, f := range d.Fields {
			line := fmt.Sprintf("%s: %s", head, f.Name)
			if f.AtA+f.AtB > 0 {
				line += fmt.Sprintf(" %s %d/%d", f.Of, f.AtA, f.AtB)
			}
			if f.Change != Changed {
				line += " " + f.Change.String()
			} else {
				line += " " + shown(f.A) + " → " + shown(f.B)
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines, s
}

func shown(v Value) string {
	if v.State != Set {
		return v.State.String()
	}
	return v.Text
}

func equal(t testing.TB, o Options) {
	t.Helper()
	if lines, s := compared(t, o); len(lines) > 0 || !s.Equal() {
		t.Errorf("%s and %s differ:\n%s", o.A, o.B, strings.Join(lines[:min(len(lines), 20)], "\n"))
	}
}

// TestAcrossFormats: a document is the same in every format of its kind, and in itself.
func TestAcrossFormats(t *testing.T) {
	for _, c := range []struct{ path, format string }{
		{example + "nomenclature.xml", "nomenclature-csv"}, {example + "receipts.xml", "receipts-csv"}, {example + "invoice.json", "invoice-csv"}, {example + "invoice.json", "invoice-ndjson"},
		{written(t, "nomenclature-xml", synth.NewReader(synth.Options{Kind: record.Nomenclature, Products: 500})), "nomenclature-csv"},
		{written(t, "nomenclature-xml", synth.NewReader(synth.Options{Kind: record.Nomenclature, Products: 50, FarApart: true})), "nomenclature-csv"},
		{written(t, "receipts-xml", synth.NewReader(synth.Options{Kind: record.Receipts, Receipts: 500})), "receipts-csv"},
		{written(t, "invoice-json", synth.NewReader(synth.Options{Kind: record.Invoices, Bytes: 200_000})), "invoice-csv"},
	} {
		other := converted(t, c.path, c.format)
		for _, o := range []Options{{}, {Exact: true}, {Ordered: true}, {Ordered: true, Exact: true}} {
			o.A, o.B = c.path, other
			equal(t, o)
			o.B = c.path
			equal(t, o)
		}
	}
}

func catalogue(rows ...string) string {
	return `<ProductsGroups Date="13.04.2018"><ProductGroup Code="g" Name="G" ParentCode=""><Products>` + strings.Join(rows, "") + `</Products></ProductGroup></ProductsGroups>`
}

func row(code, rest string) string {
	return fmt.Sprintf(`<Product Code="%s" Name="N%[1]s" UnitCode="796" %s/>`, code, rest)
}

func receipts(docs ...string) string {
	return `<Documents>` + strings.Join(docs, "") + `</Documents>`
}

func doc(number, date string, lines ...string) string {
	return fmt.Sprintf(`<Doc><Head><Date>%s</Date><OrganizationCode>o</OrganizationCode><DocSum>1</DocSum><DocSumWithDiscount>1</DocSumWithDiscount><DocNum>%s</DocNum></Head><Products>%s</Products></Doc>`,
		date, number, strings.Join(lines, ""))
}

func line(product, quantity string) string {
	return fmt.Sprintf(`<Product><ProductCode>%s</ProductCode><Price>1</Price><Quantity>%s</Quantity><Sum>1</Sum><SumWithDiscount>1</SumWithDiscount></Product>`, product, quantity)
}

const noon = "2018-04-16T12:00:00"

func TestDifferences(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		o          Options
		want       string
	}{
		{name: "a price", a: catalogue(row("1", `Price="1,50"`), row("2", "")), b: catalogue(row("1", `Price="1,60"`), row("2", "")),
			want: "changed product 1: product.Price 1.50 → 1.60"},
		{name: "decimals", a: catalogue(row("1", `Price="1,50"`)), b: catalogue(row("1", `Price="1,5"`))},
		{name: "decimals exactly", a: catalogue(row("1", `Price="1,50"`)), b: catalogue(row("1", `Price="1,5"`)), o: Options{Exact: true},
			want: "changed product 1: product.Price 1.50 → 1.5"},
		{name: "missing and empty", a: catalogue(row("1", `Comment=""`)), b: catalogue(row("1", "")), want: "changed product 1: product.Comment empty → missing"},
		{name: "added and removed", a: catalogue(row("1", ""), row("2", "")), b: catalogue(row("3", ""), row("2", "")), want: "removed product 1|added product 3"},
		{name: "price types", a: catalogue(row("1", `Price="1" PriceType="a"`), row("1", `Price="2" PriceType="b"`)), b: catalogue(row("1", `Price="3" PriceType="b"`), row("1", `Price="1" PriceType="a"`)),
			want: "changed product 1 b: product.Price 2 → 3"},
		{name: "doubled", a: catalogue(row("1", `Price="1"`), row("1", `Price="2"`)), b: catalogue(row("1", `Price="1"`), row("1", `Price="3"`), row("1", `Price="4"`)),
			want: "changed product 1: product.Price 2 → 3|added product 1"},
		{name: "group", a: catalogue(row("1", "")), b: strings.Replace(catalogue(row("1", "")), `Code="g"`, `Code="h"`, 1),
			want: "removed group g|added group h|changed product 1: product.GroupCode g → h"},
		{name: "ignored", a: catalogue(row("1", `Price="1" X="1"`)), b: catalogue(row("1", `Price="2" X="2"`)), o: Options{Ignore: []string{"price", "unknown"}}},
		{name: "an unknown one", a: catalogue(row("1", `X="1" Y="1"`)), b: catalogue(row("1", `Y="2" X="3"`)), o: Options{Ignore: []string{"unknown.X"}},
			want: "changed product 1: product.unknown.Y 1 → 2"},
		{name: "only groups", a: catalogue(row("1", "")), b: catalogue(row("2", "")), o: Options{Only: []string{"group"}}},
		{name: "order does not count", a: catalogue(row("1", ""), row("2", ""), row("3", "")), b: catalogue(row("3", ""), row("1", ""), row("2", ""))},
		{name: "order counts", a: catalogue(row("1", ""), row("2", ""), row("3", "")), b: catalogue(row("3", ""), row("1", ""), row("2", "")), o: Options{Ordered: true}, want: "moved product 3"},
		{name: "order counts the other way", a: catalogue(row("3", ""), row("1", ""), row("2", "")), b: catalogue(row("1", ""), row("2", ""), row("3", "")), o: Options{Ordered: true}, want: "moved product 3"},

		{name: "a line", a: receipts(doc("1", noon, line("x", "1"), line("y", "1"))), b: receipts(doc("1", noon, line("y", "1.0"), line("x", "2"))),
			want: "changed receipt 1 o: line.Quantity x 1/2 1 → 2"},
		{name: "a line less", a: receipts(doc("1", noon, line("x", "1"), line("y", "1"))), b: receipts(doc("1", noon, line("y", "1"))), want: "changed receipt 1 o: line x 1/0 removed"},
		{name: "a line more", a: receipts(doc("1", noon, line("y", "1"))), b: receipts(doc("1", noon, line("x", "1"), line("y", "1"))), want: "changed receipt 1 o: line x 0/1 added"},
		{name: "another product", a: receipts(doc("1", noon, line("x", "1"), line("y", "1"))), b: receipts(doc("1", noon, line("x", "1"), line("z", "1"))),
			want: "changed receipt 1 o: line.ProductCode y 2/2 y → z"},
		{name: "lines moved", a: receipts(doc("1", noon, line("x", "1"), line("y", "1"), line("z", "1"))), b: receipts(doc("1", noon, line("z", "1"), line("x", "1"), line("y", "1"))), o: Options{Ordered: true},
			want: "changed receipt 1 o: line z 3/1 moved"},
		{name: "lines of one product", a: receipts(doc("1", noon, line("x", "1"), line("x", "2"))), b: receipts(doc("1", noon, line("x", "2.0"), line("x", "1")))},
		{name: "lines of one product, one less", a: receipts(doc("1", noon, line("x", "1"), line("x", "2"), line("x", "3"))), b: receipts(doc("1", noon, line("x", "2"), line("x", "3"))),
			want: "changed receipt 1 o: line x 1/0 removed"},
		{name: "lines of one product, one changed", a: receipts(doc("1", noon, line("x", "1"), line("x", "2"), line("x", "3"))), b: receipts(doc("1", noon, line("x", "3"), line("x", "4"), line("x", "2"))),
			want: "changed receipt 1 o: line.Quantity x 1/2 1 → 4"},
		{name: "lines of one product, ordered", a: receipts(doc("1", noon, line("x", "1"), line("x", "2"))), b: receipts(doc("1", noon, line("x", "2"), line("x", "1"))), o: Options{Ordered: true},
			want: "changed receipt 1 o: line x 1/2 moved"},
		{name: "elements of one name", a: receipts(doc("1", noon, strings.Replace(line("x", "1"), "<Price>", "<E>1</E><E>2</E><Price>", 1))), b: receipts(doc("1", noon, strings.Replace(line("x", "1"), "<Price>", "<E>2</E><E>1</E><Price>", 1)))},
		{name: "only lines", a: receipts(doc("1", noon, line("x", "1"))), b: receipts(doc("1", "2018-04-17T12:00:00", line("x", "1"))), o: Options{Only: []string{"line"}}},
		{name: "one moment", a: receipts(doc("1", noon+"+0000")), b: receipts(doc("1", noon+"Z"))},
		{name: "another clock", a: receipts(doc("1", noon+"+0000")), b: receipts(doc("1", noon)), want: "changed receipt 1 o: receipt.Date 2018-04-16T12:00:00+0000 → 2018-04-16T12:00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := c.o
			o.A, o.B = file(t, "a.xml", c.a), file(t, "b.xml", c.b)
			lines, s := compared(t, o)
			if got := strings.Join(lines, "|"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if s.Equal() != (c.want == "") {
				t.Errorf("equal: %v", s.Equal())
			}
			o.A, o.B = o.B, o.A
			back, _ := compared(t, o)
			if len(back) != len(lines) {
				t.Errorf("the other way there are %d, not %d: %v", len(back), len(lines), back)
			}
		})
	}
}

// TestPartial: a table of items agrees with the invoice that it was made of; what it has no column for is not compared, and named.
func TestPartial(t *testing.T) {
	for _, path := range []string{example + "invoice.json", written(t, "invoice-json", synth.NewReader(synth.Options{Kind: record.Invoices, Bytes: 100_000}))} {
		items := converted(t, path, "items-csv")
		for _, o := range []Options{{A: path, B: items}, {A: items, B: path}} {
			equal(t, o)
			if _, s := compared(t, o); !slices.Contains(s.Uncompared, "workspace.*") || !slices.Contains(s.Uncompared, "invoice.sum") || slices.Contains(s.Uncompared, "item.price") {
				t.Errorf("not compared: %v", s.Uncompared)
			}
		}
	}
}

// TestOtherProduct: a line of another product on each side is told of by both, so that either side may be called A.
func TestOtherProduct(t *testing.T) {
	a, b := file(t, "a.xml", receipts(doc("1", noon, line("y", "1")))), file(t, "b.xml", receipts(doc("1", noon, line("z", "2"))))
	for _, c := range []struct{ a, b, row, object string }{
		{a, b, ",line.ProductCode,y → z,y,z,", `"of":"y","of_b":"z"`}, {b, a, ",line.ProductCode,z → y,z,y,", `"of":"z","of_b":"y"`},
	} {
		for form, want := range map[string]string{"csv": c.row, "ndjson": c.object} {
			var out strings.Builder
			w := NewWriter(form, &out)
			s, err := Run(context.Background(), Options{A: c.a, B: c.b, Job: convert.Job{TempDir: t.TempDir()}}, w.Difference)
			if err == nil {
				err = w.Close(s)
			}
			if err != nil || !strings.Contains(out.String(), want) {
				t.Errorf("%v; got\n%s\nwant %s", err, out.String(), want)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	xml := file(t, "a.xml", catalogue(row("1", "")))
	for _, c := range []struct {
		o    Options
		want *record.Message
	}{
		{Options{A: xml, B: example + "receipts.xml"}, twoKinds},
		{Options{A: "-", B: "-"}, stdinBoth},
		{Options{A: xml, B: xml, Ignore: []string{"Prise"}}, fieldUnknown},
		{Options{A: xml, B: xml, Ignore: []string{"Code"}}, fieldIsKey},
		{Options{A: xml, B: xml, Only: []string{"prise"}}, kindUnknown},
		{Options{A: xml, B: xml, Only: []string{"item"}}, kindElsewhere},
		{Options{A: xml, B: xml, Only: []string{"group", "receipt"}}, kindElsewhere},
		{Options{A: example + "receipts.xml", B: example + "receipts.xml", Only: []string{"group"}}, kindElsewhere},
		{Options{A: xml, B: xml, Limit: -1}, limitNegative},
	} {
		c.o.Job.TempDir = t.TempDir()
		_, err := Run(context.Background(), c.o, func(*Difference) error { return nil })
		var wrong *record.UsageError
		if !errors.As(err, &wrong) || !errors.Is(err, &record.Fault{Message: c.want}) {
			t.Errorf("%v: %v", c.want.Code, err)
		}
	}
}

// TestBroken: what can't be read to its end has no differences, and the other side is not blamed.
func TestBroken(t *testing.T) {
	whole, cut := file(t, "a.xml", catalogue(row("1", ""))), file(t, "b.xml", strings.TrimSuffix(catalogue(row("2", "")), "</ProductsGroups>"))
	for _, o := range []Options{{A: whole, B: cut}, {A: cut, B: whole}, {A: cut, B: cut}, {A: whole, B: cut + "x"}} {
		o.Job.TempDir = t.TempDir()
		s, err := Run(context.Background(), o, func(d *Difference) error { t.Errorf("shown: %v", d); return nil })
		if err == nil || s != nil || errors.Is(err, errOther) {
			t.Errorf("got %v", err)
		}
	}
}

func TestInterrupted(t *testing.T) {
	a := written(t, "nomenclature-xml", synth.NewReader(synth.Options{Kind: record.Nomenclature, Products: 2000}))
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	temp := t.TempDir()
	if _, err := Run(ctx, Options{A: a, B: a, Job: convert.Job{TempDir: temp}}, func(*Difference) error { return nil }); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
	ctx, cancel = context.WithCancelCause(context.Background())
	b := file(t, "b.xml", catalogue(row("1", "")))
	if _, err := Run(ctx, Options{A: a, B: b, Job: convert.Job{TempDir: temp}}, func(*Difference) error { cancel(cause); return nil }); !errors.Is(err, cause) {
		t.Errorf("in the middle of showing: %v", err)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("%d temporary folders are left", len(left))
	}
}
