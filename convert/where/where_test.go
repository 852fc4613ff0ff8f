package where

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/antchfx/xmlquery"

	"obmen/formats/kassatka"
	"obmen/formats/onec"
	"obmen/formats/record"
)

const catalogue = `<ProductsGroups Date="13.04.2018">
  <ProductGroup Code="none" Name="none" ParentCode="none">
    <Products>
      <Product Code="a" Name="тест" ParentCode="" UnitCode="796" Price=""/>
      <Product Code="b" Name="Фиделе" ParentCode="" UnitCode="796" Price="1990,00" x="7"/>
    </Products>
  </ProductGroup>
  <ProductGroup Code="g1" Name="Товары" ParentCode="none" y="1">
    <Products z="2">
      <Product Code="c" Name="Версан" UnitCode="166" Price="995,00" PriceType="Прайс"><Note n="1">да</Note><Note>нет</Note></Product>
      <Product Code="c" Name="Версан" UnitCode="166" Price="100,00" PriceType="Розничная"/>
      <Tail/>
    </Products>
  </ProductGroup>
  <ProductGroup Code="g2" Name="Пусто" ParentCode="g1"><Products/></ProductGroup>
  <ProductGroup Code="g3" Name="Услуги" ParentCode="none">
    <Products>
      <Product Code="d" Name="Услуга" UnitCode="796" Price="0,00"><a:b xmlns:a="u"><c>1</c><c>2</c></a:b></Product>
    </Products>
  </ProductGroup>
</ProductsGroups>`

var sales = "<Documents>" + sale("1", "2018-04-16T11:08:31+0000", 100, 50) + sale("2", "2018-04-17T11:08:31+0000", 7) + sale("3", "2018-04-17T12:00:00+0000") + "</Documents>"

func sale(num, date string, sums ...int) string {
	var lines strings.Builder
	total := 0
	for i, s := range sums {
		total += s
		fmt.Fprintf(&lines, `<Product><ProductCode>p%d</ProductCode><Price cur="BYN">%d</Price><Quantity>1</Quantity><Sum>%d</Sum><SumWithDiscount>%d</SumWithDiscount></Product>`, i+1, s, s, s)
	}
	return fmt.Sprintf(`<Doc><Head k="%s"><Date>%s</Date><StoreName>Удача</StoreName><DocSum>%d</DocSum><DocSumWithDiscount>%[3]d</DocSumWithDiscount><DocNum>%[1]s</DocNum><PayCard/><Extra>e%[1]s</Extra></Head><Products>%[4]s</Products></Doc>`,
		num, date, total, &lines)
}

func reader(kind record.DocKind, doc string) record.Reader {
	if kind == record.Receipts {
		return kassatka.NewReader(strings.NewReader(doc), record.Options{})
	}
	return onec.NewReader(strings.NewReader(doc), record.Options{})
}

func document(kind record.DocKind) string {
	if kind == record.Receipts {
		return sales
	}
	return catalogue
}

// name says briefly which record it is.
func name(rec record.Record) string {
	switch rec := rec.(type) {
	case *record.Catalogue:
		return "catalogue"
	case *record.Group:
		return "[" + string(rec.Code) + "]"
	case *record.Product:
		return strings.TrimSuffix(string(rec.Code)+":"+string(rec.PriceType), ":")
	case *record.Receipt:
		return string(rec.DocNum)
	}
	return rec.Kind().String()
}

// filter returns what is kept and what is left out.
func filter(t *testing.T, kind record.DocKind, expression string) (kept, left string) {
	t.Helper()
	var out []string
	f, err := Filter(reader(kind, document(kind)), expression, kind, func(r record.Record) { out = append(out, name(r)) })
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	var in []string
	for rec, err := range record.All(f) {
		if err != nil {
			t.Fatalf("%s: %v", expression, err)
		}
		in = append(in, name(rec))
	}
	if _, err := f.Read(); !errors.Is(err, io.EOF) {
		t.Errorf("%s: after the end %v", expression, err)
	}
	return strings.Join(in, " "), strings.Join(out, " ")
}

func TestNomenclature(t *testing.T) {
	const all = "catalogue [none] a b [g1] c:Прайс c:Розничная group tail [g2] [g3] d"
	tests := []struct{ expression, kept string }{
		{"//Product", "catalogue [none] a b [g1] c:Прайс c:Розничная group tail [g3] d"},
		{"//Product[@Code='b']", "catalogue [none] b"},
		{"//Product[@Code = 'b' or @UnitCode = \"166\"]/@Name", "catalogue [none] b [g1] c:Прайс c:Розничная group tail"},
		{"//@x", "catalogue [none] b"},
		{"//@y", "catalogue [g1] c:Прайс c:Розничная group tail"},
		{"//Products[@z]", "catalogue [g1] c:Прайс c:Розничная group tail"},
		{"//Note", "catalogue [g1] c:Прайс group tail"},
		{"//Note[2][.='нет']", "catalogue [g1] c:Прайс group tail"},
		{"//Product[Note[@n = 1]]", "catalogue [g1] c:Прайс group tail"},
		{"//Product[count(Note) > 1 and not(Note[3])]", "catalogue [g1] c:Прайс group tail"},
		{"//Note[following-sibling::Note]", "catalogue [g1] c:Прайс group tail"},
		{"//Product[sum(*/c) = 3]", "catalogue [g3] d"},
		{"//ProductGroup[@Code = 'g2']", "catalogue [g2]"},
		{"//ProductGroup[@Name='Товары']", "catalogue [g1] c:Прайс c:Розничная group tail"},
		{"/ProductsGroups/ProductGroup[@ParentCode='none']/Products/Product[starts-with(@Name, 'Ф')]", "catalogue [none] b"},
		{"//Product[../../@Code='none']", "catalogue [none] a b"},
		{"//Product[ancestor::ProductGroup/@Name = 'Услуги']", "catalogue [g3] d"},
		{"//Product[ancestor::*[@Code][1]/@Name = 'Услуги']", "catalogue [g3] d"},
		{"//Product[@Price != '' and number(translate(@Price, ',\u00a0', '.')) > 500]", "catalogue [none] b [g1] c:Прайс group tail"},
		{"//Product[@Price='1\u00a0990,00']", "catalogue [none] b"},
		{"//Product[/ProductsGroups/@Date='13.04.2018']/@x", "catalogue [none] b"},
		{"//Product[@x] | //ProductGroup[@Code='g2']", "catalogue [none] b [g2]"},
		{"(//Product | //Note)[@n]", "catalogue [g1] c:Прайс group tail"},
		{"(//Product)[@x]", "catalogue [none] b"},
		{"//Product[not(@ParentCode)]", "catalogue [g1] c:Прайс c:Розничная group tail [g3] d"},
		{"/", all}, {"/ProductsGroups", all}, {"/*/@Date", all}, {"//ProductGroup", all},
		{"//Nothing", "catalogue"}, {"/Documents", "catalogue"}, {"//Tail", "catalogue"},
	}
	for _, tt := range tests {
		kept, left := filter(t, record.Nomenclature, tt.expression)
		if kept != tt.kept {
			t.Errorf("%s\nkept %s\nwant %s", tt.expression, kept, tt.kept)
		}
		if got, want := len(strings.Fields(kept+" "+left)), len(strings.Fields(all)); got != want {
			t.Errorf("%s: kept %s, left out %s", tt.expression, kept, left)
		}
	}
}

func TestLeftOut(t *testing.T) {
	if _, left := filter(t, record.Nomenclature, "//Product[@Code='b']"); left != "a c:Прайс c:Розничная group tail [g1] [g2] d [g3]" {
		t.Error(left)
	}
	if _, left := filter(t, record.Receipts, "//Doc[Head/DocNum=2]"); left != "1 3" {
		t.Error(left)
	}
}

func TestReceipts(t *testing.T) {
	tests := []struct{ expression, kept string }{
		{"//Doc", "1 2 3"}, {"/", "1 2 3"}, {"/Documents", "1 2 3"}, {"//DocNum[.='2']", "2"},
		{"//Doc[Head/DocSum > 100]", "1"},
		{"//Doc[count(Products/Product) = 1]", "2"},
		{"//Doc[count(Products/Product) > 1]", "1"},
		{"//Doc[not(Products/Product)]", "3"},
		{"//Doc[sum(Products/Product/Sum) = Head/DocSum]", "1 2 3"},
		{"//Doc/Products/Product[2]", "1"},
		{"//Doc/Products/Product[last()][ProductCode = 'p1']", "2"},
		{"/Documents/Doc/Products/Product[position() = 1 and Sum < 50]", "2"},
		{"//Doc[starts-with(Head/Date, '2018-04-17')]", "2 3"},
		{"//Doc[Head/@k = 3]", "3"}, {"//Extra[. = 'e1']", "1"}, {"//@cur", "1 2"}, {"//Doc[Products/Product/Price/@cur]", "1 2"},
		{"//Doc[.//Product[following-sibling::Product]]", "1"},
		{"//Doc/Products/Product[preceding-sibling::Product/Sum > Sum]", "1"},
		{"//Head[PayCard = '']", "1 2 3"}, {"//Head[PayCash]", ""},
		{"//Doc[normalize-space() != '']", "1 2 3"}, {"//Sum[../../../Head/DocNum = 2]", "2"},
		{"//Doc[contains(Head/StoreName, 'дач')]", "1 2 3"},
	}
	for _, tt := range tests {
		if kept, _ := filter(t, record.Receipts, tt.expression); kept != tt.kept {
			t.Errorf("%s\nkept %s\nwant %s", tt.expression, kept, tt.kept)
		}
	}
}

func TestRefused(t *testing.T) {
	const n, r = record.Nomenclature, record.Receipts
	tests := []struct {
		kind       record.DocKind
		expression string
		want       *record.Message
	}{
		{n, "//Product[1]", Beyond}, {n, "//Product[last()]", Beyond}, {n, "//Product[position() < 3]", Beyond}, {n, "//ProductGroup[2]", Beyond},
		{n, "(//Product)[1]", Beyond}, {n, "(//Note)[1]", Beyond}, {n, "//Product[count(Note)]", Beyond}, {n, "//Product[@Price * 2]", Beyond}, {n, "/ProductsGroups[1]", Beyond},
		{n, "//Product[not(position() = 1)]", Beyond}, {n, "//Product[string-length(@Name)]", Beyond},
		{n, "//ProductGroup[Products]", Beyond}, {n, "//ProductGroup[Products/Product/@Price > 5]", Beyond}, {n, "//ProductGroup[.//@x]", Beyond},
		{n, "//ProductGroup[count(Products/Product) > 3]", Beyond}, {n, "//Product[count(../Product) > 3]", Beyond}, {n, "//Product[//Product/@Code = 'a']", Beyond},
		{n, "//Product[/ProductsGroups/ProductGroup/@Code = 'a']", Beyond}, {n, "//Product[following-sibling::Product]", Beyond}, {n, "//Product[preceding::Product]", Beyond},
		{n, "//Note[following::Note]", Beyond}, {n, "//Product/following-sibling::Product", Beyond}, {n, "//Product/..", Beyond}, {n, "//Product/ancestor::ProductGroup", Beyond},
		{n, "//Product[@x]/../../@Code", Beyond}, {n, "//ProductGroup[. = 'x']", Beyond}, {n, "//Product[contains(.., 'x')]", Beyond}, {n, "//Product[string(/) = '']", Beyond},
		{n, "//ProductGroup[string-length() > 3]", Beyond}, {n, "//ProductGroup[number() > 3]", Beyond}, {n, "//Product[namespace::x]", Beyond},
		{n, "//Product[sum(ancestor::*) > 1]", Beyond}, {n, "//ProductGroup[-. = 1]", Beyond}, {n, "//Product[@Code = ../preceding-sibling::*/@Code]", Beyond},
		{r, "//Doc[1]", Beyond}, {r, "//Doc[position() > 1]", Beyond}, {r, "/Documents/Doc[last()]", Beyond}, {r, "//Doc[following-sibling::Doc]", Beyond}, {r, "//Doc[preceding::DocNum = Head/DocNum]", Beyond},
		{r, "/Documents[Doc/Head/DocSum > 5]", Beyond}, {r, "//Doc[count(//Doc) > 5]", Beyond}, {r, "//Product[1]/ancestor::Documents", Beyond}, {r, "(//DocNum)[1]", Beyond}, {r, "//Doc[../Doc]", Beyond},
		{n, "count(//Product)", NotNodes}, {n, "//Product/@Price > 5", NotNodes}, {n, "'a'", NotNodes}, {n, "1", NotNodes}, {n, "true()", NotNodes}, {n, "//Product[count('a') = 1]", NotNodes},
		{n, "//Product | 1", NotNodes}, {n, "string(//@x)/a", NotNodes}, {n, "'a'[1]", NotNodes}, {n, "//Product[sum('1') = 1]", NotNodes},
		{n, "", Malformed}, {n, " ", Malformed}, {n, "//", Malformed}, {n, "//Product[", Malformed}, {n, "//Product]", Malformed}, {n, "//Product[@x=']", Malformed}, {n, "//Product[@x=]", Malformed},
		{n, "Product Product", Malformed}, {n, "//Product[foo(1)]", Malformed}, {n, "//Product[contains(@a)]", Malformed}, {n, "//Product[true(1)]", Malformed}, {n, "$x", Malformed}, {n, "foo::a", Malformed},
		{n, "//Product[@Name eq 'a']", Malformed}, {n, "//Product[matches(@Name, 'a')]", Malformed}, {n, "a:", Malformed}, {n, "//Product[@x==1]", Malformed}, {n, "@@x", Malformed}, {n, "//Product[id('a')]", Malformed},
		{n, "//Product[text(]", Malformed}, {n, "//Product[contains(@a @b)]", Malformed}, {n, "(//Product", Malformed}, {n, strings.Repeat("(", 500), Malformed}, {n, "//Product[" + strings.Repeat("-(", 300) + "1", Malformed},
		{record.Invoices, "//Product", NotNodes},
	}
	for _, tt := range tests {
		_, err := Filter(reader(tt.kind, ""), tt.expression, tt.kind, nil)
		var usage *record.UsageError
		var fault *record.Fault
		if !errors.As(err, &usage) || !errors.As(err, &fault) || fault.Message != tt.want {
			t.Errorf("%s: %v, want %s", tt.expression, err, tt.want.Code)
		}
	}
}

func TestMalformedShowsWhere(t *testing.T) {
	_, err := Filter(nil, "//Товар[@x=1]]", record.Nomenclature, nil)
	if want := "--where is no XPath 1.0 expression: unexpected ] at character 14; write it like //Product[@UnitCode='796']"; err == nil || err.Error() != want {
		t.Error(err)
	}
}

// witness evaluates an expression over a whole document and names what holds a selected node, as the package comment says.
func witness(t *testing.T, kind record.DocKind, expression string) []string {
	t.Helper()
	var canonical bytes.Buffer
	w := writer(kind, &canonical)
	if _, err := record.Copy(w, reader(kind, document(kind)), nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	doc, err := xmlquery.Parse(strings.NewReader(layout.Replace(canonical.String())))
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := compileXPath(expression)
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for it := compiled.Select(xmlquery.CreateXPathNavigator(doc)); it.MoveNext(); {
		at := it.Current().(*xmlquery.NodeNavigator).Current()
		holder := at
		for ; holder != nil; holder = holder.Parent {
			if holder.Data == "Doc" || kind == record.Nomenclature && holder.Data == "Product" {
				break
			}
		}
		if holder == nil {
			for _, r := range xmlquery.Find(at, "descendant-or-self::Product | ancestor-or-self::ProductGroup/Products/Product | descendant-or-self::Doc") {
				kept = append(kept, identify(r))
			}
			continue
		}
		kept = append(kept, identify(holder))
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// layout takes out the white space between elements, which no record holds.
var layout = strings.NewReplacer("\n          ", "", "\n        ", "", "\n      ", "", "\n    ", "", "\n  ", "", "\n", "")

func writer(kind record.DocKind, w io.Writer) record.Writer {
	if kind == record.Receipts {
		return kassatka.NewWriter(w, record.Options{})
	}
	return onec.NewWriter(w, record.Options{})
}

func identify(n *xmlquery.Node) string {
	if n.Data == "Doc" {
		return xmlquery.FindOne(n, "Head/DocNum").InnerText()
	}
	return strings.TrimSuffix(n.SelectAttr("Code")+":"+n.SelectAttr("PriceType"), ":")
}

// One record at a time selects what the whole document at once would.
func TestWholeDocumentIsWitness(t *testing.T) {
	for kind, expressions := range map[record.DocKind][]string{
		record.Nomenclature: {
			"//Product", "//Product[@Code='b']", "//@x", "//Note", "//Note[2]", "//Note[last()]", "//ProductGroup[@Code='g1']", "//Product[../../@Code='none']", "//Product[count(Note)=2]",
			"//Product[@Code='b' or ancestor::ProductGroup[@Name='Услуги']]", "//ProductGroup[@y]/Products/Product[Note]", "/ProductsGroups", "//Product[@Price > 5]", "//*[@Code='c']", "//c[.='2']", "//a:b", "//Product[a:b]",
			"//Product[not(@Price='')]", "//Product[translate(@UnitCode,'6','7')='177']", "//Products[@z]", "descendant::Product[@x]", "//text()", "//node()[@n]", "//Product/self::*[@x]",
		},
		record.Receipts: {
			"//Doc", "//Doc[Head/DocSum > 100]", "//Product[Sum < 60]", "//Doc/Products/Product[2]", "//Doc[Products/Product[2]]", "//Doc[sum(Products/Product/Sum) > 100]", "//Product[preceding-sibling::Product]",
			"//Head[@k > 1]/Extra", "//Doc[string-length(Head/DocNum) = 1]", "//DocNum[. = 1 or . = 3]", "//Doc[.//Sum = 7]", "//Doc/descendant::Product[last()][Sum=50]", "//Sum[. mod 2 = 1]", "//Doc[Head/PayCard = '']", "//@cur/..",
		},
	} {
		for _, expression := range expressions {
			kept, _ := filter(t, kind, expression)
			got := slices.DeleteFunc(strings.Fields(strings.ReplaceAll(kept, "group tail", "")), func(s string) bool { return s == "catalogue" || s[0] == '[' })
			slices.Sort(got)
			if want := witness(t, kind, expression); !slices.Equal(slices.Compact(got), want) {
				t.Errorf("%s: %v, want %v", expression, got, want)
			}
		}
	}
}

// What the expression sees is the canonical XML.
func TestTreesAreTheDialects(t *testing.T) {
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts} {
		var tree catalogueTree
		var group record.Record
		for rec, err := range record.All(reader(kind, document(kind))) {
			if err != nil {
				t.Fatal(err)
			}
			doc, around := tree.doc, []record.Record{}
			switch rec := rec.(type) {
			case *record.Group:
				group = record.Clone(rec)
				tree.setGroup(rec)
				continue
			case *record.Product:
				if err := tree.setProduct(rec); err != nil {
					t.Fatal(err)
				}
				around = append(around, group, rec)
			case *record.Receipt:
				if doc, err = receiptDocument(rec); err != nil {
					t.Fatal(err)
				}
				around = append(around, rec)
			case *record.Catalogue:
				tree.setCatalogue(&record.Catalogue{})
				continue
			default:
				continue
			}
			var canonical bytes.Buffer
			w := writer(kind, &canonical)
			for _, r := range around {
				if err := w.Write(r); err != nil {
					t.Fatal(err)
				}
			}
			w.Close()
			want, err := xmlquery.Parse(strings.NewReader(layout.Replace(canonical.String())))
			if err != nil {
				t.Fatal(err)
			}
			got := doc.FirstChild.OutputXML(true)
			if want := xmlquery.FindOne(want, "/*").OutputXML(true); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		}
	}
}

// Refusals of the source pass through, and its final error comes again.
func TestErrorsPass(t *testing.T) {
	doc := strings.Replace(catalogue, `Code="b"`, "", 1)
	f, err := Filter(reader(record.Nomenclature, doc[:len(doc)-30]), "//Product[@Code='d']", record.Nomenclature, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for range 7 {
		rec, err := f.Read()
		switch {
		case err == nil:
			got = append(got, name(rec))
		case record.Refusal(err) != nil:
			got = append(got, "refused")
		default:
			got = append(got, "final")
		}
	}
	if want := "catalogue refused [g3] d final final final"; strings.Join(got, " ") != want {
		t.Error(got)
	}
}

// The tree does not grow with the document.
func TestTreeStaysSmall(t *testing.T) {
	var tree catalogueTree
	for range 1000 {
		tree.setGroup(&record.Group{})
		for range 3 {
			if err := tree.setProduct(&record.Product{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := len(xmlquery.Find(tree.doc, "//node()")); n != 4 {
		t.Errorf("%d nodes", n)
	}
}

// FuzzFilter: no expression panics, and one that is let through can be evaluated.
func FuzzFilter(f *testing.F) {
	for _, s := range []string{"//Product[@Code='b' and not(../../@x)]", "(//Doc|//Note)[a:b]/@*", "//Doc[count(Products/Product) div 2 - 1 >= -3]", "//Doc/Products/Product[position()=last()]/.", "self::node()/descendant::text()", "processing-instruction('a')"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts} {
			r, err := Filter(reader(kind, document(kind)), expression, kind, nil)
			if err != nil {
				continue
			}
			for _, err := range record.All(r) {
				var usage *record.UsageError
				if err != nil && !errors.As(err, &usage) {
					t.Fatalf("%s: %v", expression, err)
				}
			}
		}
	})
}

func BenchmarkFilter(b *testing.B) {
	doc := catalogue
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		f, err := Filter(reader(record.Nomenclature, doc), "//Product[@UnitCode='796' and ../../@Code != 'none']", record.Nomenclature, nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range record.All(f) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
