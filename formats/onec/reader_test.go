package onec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"obmen/formats/record"
)

var engines = map[string]record.Engine{"fast": record.Fast, "plain": record.Plain}

// transcript reads doc and writes down all that is said of it, a line each. A § in doc marks nothing but a place: the transcript shows places by
// their number among the marks, §1, §2, …, where there is one.
func transcript(t *testing.T, doc string, o record.Options) string {
	t.Helper()
	text, marks := unmark(doc)
	var out strings.Builder
	o.Found = func(f record.Finding) {
		fmt.Fprintf(&out, "? %s%s %s %s %v\n", marks[f.Pos.Offset], about(f.Kind, f.Record), f.Message.Code, f.Path, f.Args)
	}
	r := NewReader(strings.NewReader(text), o)
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err == nil {
			fmt.Fprintf(&out, "%s%s\n", marks[rec.At().Offset], show(rec))
			continue
		}
		var e *record.Error
		if !errors.As(err, &e) {
			t.Fatalf("%v is no *record.Error", err)
		}
		sign := "!"
		if e.Fatal {
			sign = "!!"
		}
		fmt.Fprintf(&out, "%s %s%s %s %s\n", sign, marks[e.Pos.Offset], about(e.Kind, e.Record), code(e), e.Path)
		if e.Fatal {
			return out.String()
		}
	}
}

func about(k record.Kind, number int64) string {
	if k == 0 {
		return "document"
	}
	return fmt.Sprintf("%s %d", k, number)
}

func code(err error) string {
	var f *record.Fault
	if errors.As(err, &f) {
		return f.Message.Code
	}
	return err.Error()
}

// unmark takes the marks out of doc and returns by offset what they are called.
func unmark(doc string) (string, map[int64]string) {
	marks := map[int64]string{}
	parts := strings.Split(doc, "§")
	offset := 0
	for i, p := range parts[:len(parts)-1] {
		offset += len(p)
		marks[int64(offset)] = fmt.Sprintf("§%d ", i+1)
	}
	return strings.Join(parts, ""), marks
}

// show writes a record in one line: missing fields as -, unknown ones behind.
func show(rec record.Record) string {
	var b strings.Builder
	b.WriteString(rec.Kind().String())
	field := func(texts ...[]byte) {
		for _, s := range texts {
			if s == nil {
				b.WriteString(" -")
			} else {
				fmt.Fprintf(&b, " %q", s)
			}
		}
	}
	var unknown []record.Unknown
	switch rec := rec.(type) {
	case *record.Catalogue:
		field(rec.Date)
	case *record.Group:
		field(rec.Code, rec.Name, rec.ParentCode)
		unknown = rec.Unknown
	case *record.Product:
		field(rec.Barcode, rec.Code, rec.Name, rec.ParentCode, rec.UnitCode, rec.UnitName)
		price := rec.Price.AppendTo([]byte{})
		if rec.Price.IsMissing() {
			price = nil
		}
		field(price, rec.Comment, rec.PriceType)
		unknown = rec.Unknown
	case *record.GroupTail:
		unknown = rec.Unknown
	}
	for _, u := range unknown {
		fmt.Fprintf(&b, " {%d %d %s %s}", u.Place, u.Kind, u.Name, u.Value)
	}
	return b.String()
}

// in wraps products into a document whose group is accepted.
func in(products string) string {
	return `<ProductsGroups Date="13.04.2018"><ProductGroup Code="g"><Products>` + products + `</Products></ProductGroup></ProductsGroups>`
}

const head = "catalogue \"13.04.2018\"\ngroup \"g\" - -\n"

func TestReader(t *testing.T) {
	const ok = `<Product Code="1" Name="a" UnitCode="796"/>`
	const okLine = `product - "1" "a" - "796" - - - -` + "\n"
	tests := []struct{ name, doc, want string }{
		{"empty document", `<ProductsGroups/>`, "catalogue -\n"},
		{"nothing but a date, with white space around", "<?xml version=\"1.0\"?>\n<ProductsGroups Date=\" 13.04.2018\n\"></ProductsGroups>", "catalogue \"13.04.2018\"\n"},
		{"empty date", `<ProductsGroups Date=""/>`, "catalogue \"\"\n"},
		{"1C's empty date", `<ProductsGroups Date="0001-01-01"/>`, "catalogue \"0001-01-01\"\n"},
		{"wrong date", `§<ProductsGroups Date="31.02.2018"/>`, "!! §1 catalogue 1 date-malformed ProductsGroups/@Date\n"},
		{"other root", `§<Documents/>`, "!! §1 document root-unexpected \n"},
		{"root attribute", `§<ProductsGroups Version="2"/>`, "? §1 catalogue 1 unknown-attribute-dropped ProductsGroups/@Version [Version]\n§1 catalogue -\n"},

		{"missing is not empty", in(`<Product Barcode="" Code="1" Name="" UnitCode="" Price="" Comment=""/>`), head + `product "" "1" "" - "" - "" "" -` + "\n"},
		{"texts to the letter", in(`<Product Code=" 1 " Name="a&#10;b" UnitCode="796 "/>`), head + `product - " 1 " "a\nb" - "796 " - - - -` + "\n"},
		{"prices", in(strings.ReplaceAll(`<Product Code="1" Name="a" UnitCode="6" Price="1 990,00"/>`, "1 990", "1\u00a0990")), head + `product - "1" "a" - "6" - "1990.00" - -` + "\n"},
		{"price of white space is empty", in(`<Product Code="1" Name="a" UnitCode="6" Price=" &#160; "/>`), head + `product - "1" "a" - "6" - "" - -` + "\n"},
		{"three decimals", in(`§<Product Code="1" Name="a" UnitCode="6" Price="1,990"/>`),
			"catalogue \"13.04.2018\"\ngroup \"g\" - -\n? §1 product 1 price-three-decimals Product/@Price [1,990]\n§1 product - \"1\" \"a\" - \"6\" - \"1.990\" - -\n"},
		{"three decimals that are meant", in(`<Product Code="1" Name="a" UnitCode="6" Price="0,990"/><Product Code="1" Name="a" UnitCode="6" Price="1 990,000"/><Product Code="1" Name="a" UnitCode="6" Price="1990.000"/>`),
			head + `product - "1" "a" - "6" - "0.990" - -` + "\n" + `product - "1" "a" - "6" - "1990.000" - -` + "\n" + `product - "1" "a" - "6" - "1990.000" - -` + "\n"},

		{"no code", in(ok + `§<Product Name="a" UnitCode="796"/>` + ok), head + okLine + "! §1 product 2 required-missing Product/@Code\n" + okLine},
		{"empty code", in(`§<Product Code="" Name="a" UnitCode="796"/>` + ok), head + "! §1 product 1 required-empty Product/@Code\n" + okLine},
		{"no name", in(`§<Product Code="1" UnitCode="796"/>` + ok), head + "! §1 product 1 required-missing Product/@Name\n" + okLine},
		{"no unit", in(`§<Product Code="1" Name="a"><X/></Product>` + ok), head + "? product 1 unknown-element Product [X]\n! §1 product 1 required-missing Product/@UnitCode\n" + okLine},
		{"wrong price", in(`§<Product Code="1" Name="a" UnitCode="796" Price="1.990,00"/>` + ok), head + "! §1 product 1 number-malformed Product/@Price\n" + okLine},
		{"long price", in(`§<Product Code="1" Name="a" UnitCode="796" Price="12345678901234567890123456789"/>` + ok), head + "! §1 product 1 number-too-long Product/@Price\n" + okLine},
		{"text in a product", in(`<Product Code="1" Name="a" UnitCode="796">§ x<Y/></Product>` + ok), head + "? product 1 unknown-element Product [Y]\n! §1 product 1 stray-text Product\n" + okLine},
		{"a product in a product", in(`<Product Code="1" Name="a" UnitCode="796">§` + ok + `</Product>` + ok), head + "! §1 product 1 element-misplaced Product\n" + okLine},

		{"unknown in a product", in(`§<Product Арт="7" Code="1" Name="a" UnitCode="796"> §<Y b="1"> z </Y><Z/></Product>`),
			head + "? §1 product 1 unknown-attribute Product [Арт]\n? §2 product 1 unknown-element Product [Y]\n? product 1 unknown-element Product [Z]\n" +
				`§1 product - "1" "a" - "796" - - - - {0 1 Арт 7} {0 2 Y <Y b="1"> z </Y>} {0 2 Z <Z/>}` + "\n"},
		{"escaped name", in(`<Product Code="1" Name="a" UnitCode="796" Цена_x0020_опт="7"/>`),
			head + "? product 1 unknown-attribute Product [Цена_x0020_опт]\n" + `product - "1" "a" - "796" - - - - {0 1 Цена опт 7}` + "\n"},
		{"unknown around products", `<ProductsGroups>§<ProductGroup Code="g" a="1"><B/><Products c="2">` + ok + `§<D/>` + ok + `<E/></Products><F/></ProductGroup></ProductsGroups>`,
			"catalogue -\n? §1 group 1 unknown-attribute ProductGroup [a]\n? group 1 unknown-element ProductGroup [B]\n? group 1 unknown-attribute ProductGroup/Products [c]\n" +
				"§1 group \"g\" - - {0 1 a 1} {0 2 B <B/>} {2 1 c 2}\n" + okLine + "? §2 group tail 1 unknown-element ProductGroup/Products [D]\n" + okLine +
				"? group tail 1 unknown-element ProductGroup/Products [E]\n? group tail 1 unknown-element ProductGroup [F]\n§2 group tail {2 2 D <D/>} {2 2 E <E/>} {0 2 F <F/>}\n"},
		{"unknown around groups", `<ProductsGroups>§<Info><Product/></Info><ProductGroup Code="g"><Products/></ProductGroup></ProductsGroups>`,
			"catalogue -\n? §1 document unknown-element-dropped  [Info]\ngroup \"g\" - -\n"},
		{"comments and instructions", `<!--a--><ProductsGroups><?b c?><ProductGroup Code="g"><Products><!--d--></Products></ProductGroup></ProductsGroups><!--e-->`,
			"? document xml-comment-dropped  []\ncatalogue -\n? document xml-instruction-dropped  [b]\ngroup \"g\" - -\n? document xml-comment-dropped  []\n? document xml-comment-dropped  []\n"},
		{"comments in what is kept", in(`<Product Code="1" Name="a" UnitCode="796"><!--a--><Y><!--b--></Y></Product>`),
			head + "? product 1 xml-comment-dropped  []\n? product 1 unknown-element Product [Y]\n? product 1 xml-comment-dropped  []\n" + `product - "1" "a" - "796" - - - - {0 2 Y <Y/>}` + "\n"},

		{"group without products", `<ProductsGroups>§<ProductGroup Code="g"/><ProductGroup Code="h"><Products/></ProductGroup></ProductsGroups>`,
			"catalogue -\n? group 1 products-missing ProductGroup/Products []\n§1 group \"g\" - -\ngroup \"h\" - -\n"},
		{"refused group", `<ProductsGroups>§<ProductGroup Name="g"><Products>§` + ok + `§<Product/><T/></Products></ProductGroup><ProductGroup Code="h"><Products>` + ok + `</Products></ProductGroup></ProductsGroups>`,
			"catalogue -\n! §1 group 1 required-missing ProductGroup/@Code\n! §2 product 1 group-refused ProductGroup/Products/Product\n! §3 product 2 group-refused ProductGroup/Products/Product\n" +
				"? group tail 1 unknown-element ProductGroup/Products [T]\n! group tail 1 group-refused ProductGroup\ngroup \"h\" - -\n" + okLine},
		{"text in a group", `<ProductsGroups><ProductGroup Code="g">§x<Products>` + ok + `</Products></ProductGroup></ProductsGroups>`,
			"catalogue -\n! §1 group 1 stray-text ProductGroup\n! product 1 group-refused ProductGroup/Products/Product\n"},
		{"text between products", in(ok + "§ x " + ok), head + okLine + okLine + "! §1 group tail 1 stray-text ProductGroup/Products\n"},
		{"text behind products", `<ProductsGroups><ProductGroup Code="g"><Products/>§x</ProductGroup></ProductsGroups>`, "catalogue -\ngroup \"g\" - -\n! §1 group tail 1 stray-text ProductGroup\n"},
		{"text between groups", `<ProductsGroups>§x<ProductGroup Code="g"/></ProductsGroups>`, "catalogue -\n!! §1 document stray-text ProductsGroups\n"},
		{"products twice", `<ProductsGroups><ProductGroup Code="g"><Products>` + ok + `</Products>§<Products>§` + ok + `</Products></ProductGroup></ProductsGroups>`,
			"catalogue -\ngroup \"g\" - -\n" + okLine + "! §2 product 2 products-repeated ProductGroup/Products/Product\n! §1 group tail 1 element-repeated ProductGroup/Products\n"},
		{"product outside of products", `<ProductsGroups><ProductGroup Code="g">§` + ok + `<Products>` + ok + `</Products>§` + ok + `</ProductGroup></ProductsGroups>`,
			"catalogue -\ngroup \"g\" - -\n! §1 product 1 element-misplaced ProductGroup/Product\n" + okLine + "! §2 product 3 element-misplaced ProductGroup/Product\n"},
		{"product outside of groups", `<ProductsGroups>§` + ok + `<ProductGroup Code="g"><Products/></ProductGroup></ProductsGroups>`,
			"catalogue -\n! §1 product 1 element-misplaced ProductsGroups/Product\ngroup \"g\" - -\n"},
		{"group in a group", `<ProductsGroups><ProductGroup Code="g">§<ProductGroup Code="h"/></ProductGroup></ProductsGroups>`, "catalogue -\n!! §1 group 1 element-misplaced \n"},
		{"group in products", in(`§<ProductGroup Code="h"/>`), head + "!! §1 document element-misplaced \n"},
		{"products in the root", `<ProductsGroups>§<Products/></ProductsGroups>`, "catalogue -\n!! §1 document element-misplaced \n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, engine := range engines {
				if got := transcript(t, tt.doc, record.Options{Engine: engine}); got != tt.want {
					t.Errorf("%s:\n%s\nwant\n%s", name, got, tt.want)
				}
			}
		})
	}
}

// A tail waits while products are read, so it has a limit of its own.
func TestTailIsBounded(t *testing.T) {
	doc := in(strings.Repeat(`<T a="0123456789"/>`, 100))
	got := transcript(t, doc, record.Options{Limits: record.Limits{Record: 1000}})
	if !strings.HasSuffix(got, "!! group tail 1 group-tail-too-large \n") {
		t.Errorf("%s", got)
	}
}

func TestErrorsNameTheFile(t *testing.T) {
	r := NewReader(strings.NewReader("<ProductsGroups>\n<ProductGroup Code=\"g\"><Products>\n <Product Code=\"1\" Name=\"a\" UnitCode=\"796\" Price=\"2 59O\"/>"), record.Options{File: "n.xml"})
	var got []string
	for range 4 {
		if _, err := r.Read(); err != nil {
			got = append(got, err.Error())
		}
	}
	want := `n.xml:3:2: product 1 Product/@Price: not a number: "2 59O"; write it like 1990.00, 1990,00 or 1 990,00`
	if len(got) != 2 || got[0] != want || !strings.HasPrefix(got[1], "n.xml:3:") {
		t.Errorf("%q", got)
	}
}

// Whatever stands in the way, Read says so again and again.
func TestFinalErrorStays(t *testing.T) {
	r := NewReader(strings.NewReader(in("")), record.Options{})
	for range 2 {
		r.Read()
	}
	for range 3 {
		if _, err := r.Read(); !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	}
}

// rejected converts doc, sets aside what is refused, and returns it.
func rejected(t *testing.T, doc string) string {
	t.Helper()
	var out bytes.Buffer
	src := NewReader(strings.NewReader(doc), record.Options{})
	rejects := record.NewRejects(&out, src)
	for _, err := range record.All(src) {
		if err == nil {
			continue
		}
		if record.Refusal(err) == nil {
			t.Fatal(err)
		}
		if err := rejects.Add(); err != nil {
			t.Fatal(err)
		}
	}
	if err := rejects.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRejects(t *testing.T) {
	const shell = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ProductsGroups Date=\"13.04.2018\">\n"
	const ok = `<Product Code="1" Name="a" UnitCode="796"/>`
	const group = "  <ProductGroup Code=\"g\">\n    <Products>\n"
	const end = "    </Products>\n  </ProductGroup>\n"
	tests := []struct{ name, doc, want string }{
		{"nothing", in(ok), ""},
		{"products, as they stood", in(ok + `<Product  Name='>' ><a>x</a><!-- > --></Product>` + ok + `<Product/>`),
			shell + group + "<Product  Name='>' ><a>x</a><!-- > --></Product>\n<Product/>\n" + end + "</ProductsGroups>\n"},
		{"a group with its own", `<ProductsGroups Date="13.04.2018"><ProductGroup Name="g" x="1">t<Y/><Products>` + ok + `<Z/></Products><V/></ProductGroup></ProductsGroups>`,
			shell + "  <ProductGroup Name=\"g\" x=\"1\">\n    <Y/>\n    <Products>\n" + ok + "\n" + end + "  <ProductGroup Name=\"g\" x=\"1\">\n    <Y/>\n    <Products>\n<Z/>\n    </Products>\n<V/>\n  </ProductGroup>\n</ProductsGroups>\n"},
		{"an empty group", `<ProductsGroups Date="13.04.2018"><ProductGroup/><ProductGroup/></ProductsGroups>`,
			shell + strings.Repeat("  <ProductGroup>\n    <Products>\n"+end, 2) + "</ProductsGroups>\n"},
		{"text", in("a &lt; b"), shell + group + "a &lt; b\n" + end + "</ProductsGroups>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := rejected(t, tt.doc); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// What is rejected can be rejected again, and is the same then.
func TestRejectsAreADocument(t *testing.T) {
	doc := in(`<Product Name="a"/>` + strings.Repeat(`<Product Code="1" Name="a" UnitCode="796"/>`, 5000) + `<Product Price="x"/>`)
	once := rejected(t, doc)
	if twice := rejected(t, once); once != twice || strings.Count(once, "<Product ") != 2 {
		t.Errorf("got\n%s\nthen\n%s", once, twice)
	}
}
