package kassatka

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
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
			fmt.Fprintf(&out, "%s%s\n", marks[rec.At().Offset], show(rec.(*record.Receipt)))
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

// show writes a receipt in one line: the fields that are there, the unknown, the lines in brackets.
func show(r *record.Receipt) string {
	var b strings.Builder
	b.WriteString("receipt")
	for i, name := range headNames {
		showField(&b, name, headField(r, i))
	}
	showUnknown(&b, r.Unknown)
	for i := range r.Lines {
		b.WriteString(" [")
		for j, name := range lineNames {
			showField(&b, name, lineField(&r.Lines[i], j))
		}
		showUnknown(&b, r.Lines[i].Unknown)
		b.WriteString("]")
	}
	return b.String()
}

func showField(b *strings.Builder, name string, f field) {
	switch {
	case f.missing():
	case f.text != nil:
		fmt.Fprintf(b, " %s=%q", name, *f.text)
	default:
		fmt.Fprintf(b, " %s=%s", name, f.number)
	}
}

func showUnknown(b *strings.Builder, list []record.Unknown) {
	for _, u := range list {
		fmt.Fprintf(b, " {%d %d %s %s}", u.Place, u.Kind, u.Name, u.Value)
	}
}

// The least that a receipt and a line can be, and what they are read as.
const (
	headXML  = `<Date>2018-04-16T11:08:31+0000</Date><DocSum>5</DocSum><DocSumWithDiscount>5</DocSumWithDiscount><DocNum>a</DocNum>`
	headText = `receipt Date="2018-04-16T11:08:31+0000" DocSum=5 DocSumWithDiscount=5 DocNum="a"`
	lineXML  = `<Product><ProductCode>1</ProductCode><Price>5</Price><Quantity>1</Quantity><Sum>5</Sum><SumWithDiscount>5</SumWithDiscount></Product>`
	lineText = ` [ ProductCode="1" Price=5 Quantity=1 Sum=5 SumWithDiscount=5]`
	okXML    = `<Doc><Head>` + headXML + `</Head><Products>` + lineXML + `</Products></Doc>`
	okText   = headText + lineText + "\n"
)

// in wraps a document around receipts, around the head of one, around a line's fields.
func in(docs string) string { return "<Documents>" + docs + "</Documents>" }

func inHead(head string) string {
	return in("<Doc><Head>" + head + "</Head><Products/></Doc>" + okXML)
}

func inLine(fields string) string {
	return in("<Doc><Head>" + headXML + "</Head><Products>" + lineXML + "<Product>" + fields + "</Product></Products></Doc>" + okXML)
}

func without(xml, field string) string {
	before, rest, _ := strings.Cut(xml, "<"+field+">")
	_, after, _ := strings.Cut(rest, "</"+field+">")
	return before + after
}

func TestReader(t *testing.T) {
	line := strings.TrimSuffix(strings.TrimPrefix(lineXML, "<Product>"), "</Product>")
	tests := []struct{ name, doc, want string }{
		{"empty document", "<Documents/>", ""},
		{"empty document with an end", "<Documents>\n</Documents>\n", ""},
		{"other root", "<!-- -->§<ProductsGroups/>", "? document xml-comment-dropped  []\n!! §1 document root-unexpected \n"},
		{"root attribute", "§<Documents Version=\"2\"/>", "? §1 document unknown-attribute-dropped Documents/@Version [Version]\n"},
		{"receipt", in("§" + okXML + "\n§" + okXML), "§1 " + okText + "§2 " + okText},
		{"without lines", in("<Doc><Head>" + headXML + "</Head><Products/></Doc>"), headText + "\n"},
		{"without products", in("<Doc><Head>" + headXML + "</Head></Doc>"), "? receipt 1 products-missing Products []\n" + headText + "\n"},
		{"products first", in("<Doc><Products>" + lineXML + "</Products><Head>" + headXML + "</Head></Doc>"), okText},
		{"fields in any order", in("<Doc><Head><DocNum>a</DocNum><DocSum>5</DocSum><Date>2018-04-16T11:08:31+0000</Date><DocSumWithDiscount>5</DocSumWithDiscount></Head><Products/></Doc>"), headText + "\n"},
		{"missing is not empty", in("<Doc><Head>" + headXML + "<PayCard/><StoreName></StoreName></Head><Products/></Doc>"),
			`receipt Date="2018-04-16T11:08:31+0000" StoreName="" DocSum=5 DocSumWithDiscount=5 DocNum="a" PayCard=` + "\n"},
		{"white space", in("<Doc><Head><Date>\n2018-04-16T11:08:31+0000 </Date><DocSum> 5\n</DocSum><DocSumWithDiscount>5</DocSumWithDiscount><DocNum> a </DocNum><StoreName> \n</StoreName><PayCash> </PayCash></Head><Products/></Doc>"),
			`receipt Date="2018-04-16T11:08:31+0000" StoreName=" \n" DocSum=5 DocSumWithDiscount=5 DocNum=" a " PayCash=` + "\n"},
		{"text in pieces", in("<Doc><Head>" + headXML + "<StoreName>a<!-- -->&amp;<![CDATA[<b>]]></StoreName></Head><Products/></Doc>"),
			"? receipt 1 xml-comment-dropped  []\n" + `receipt Date="2018-04-16T11:08:31+0000" StoreName="a&<b>" DocSum=5 DocSumWithDiscount=5 DocNum="a"` + "\n"},
		{"numbers as written", inLine("<ProductCode>2</ProductCode><Price>1 990,00</Price><Quantity>0.345</Quantity><Sum>−5.0</Sum><SumWithDiscount>+5</SumWithDiscount>"),
			headText + lineText + ` [ ProductCode="2" Price=1990.00 Quantity=0.345 Sum=-5.0 SumWithDiscount=5]` + "\n" + okText},

		{"no head", in("<Doc><Products/>§</Doc>" + okXML), "! §1 receipt 1 required-missing Head\n" + okText},
		{"no date", inHead(without(headXML, "Date")), "! receipt 1 required-missing Head/Date\n" + okText},
		{"no sum", inHead(without(headXML, "DocSum")), "! receipt 1 required-missing Head/DocSum\n" + okText},
		{"no sum with discount", inHead(without(headXML, "DocSumWithDiscount")), "! receipt 1 required-missing Head/DocSumWithDiscount\n" + okText},
		{"no number", inHead(without(headXML, "DocNum")), "! receipt 1 required-missing Head/DocNum\n" + okText},
		{"empty number", inHead(without(headXML, "DocNum") + "§<DocNum/>"), "! §1 receipt 1 required-empty Head/DocNum\n" + okText},
		{"empty date", inHead(without(headXML, "Date") + "§<Date> </Date>"), "! §1 receipt 1 required-empty Head/Date\n" + okText},
		{"1C's empty date", inHead(without(headXML, "Date") + "§<Date>0001-01-01T00:00:00</Date>"), "! §1 receipt 1 required-empty Head/Date\n" + okText},
		{"wrong date", inHead(without(headXML, "Date") + "§<Date>2018-02-30T00:00:00</Date>"), "! §1 receipt 1 date-malformed Head/Date\n" + okText},
		{"empty sum", inHead(without(headXML, "DocSum") + "§<DocSum/>"), "! §1 receipt 1 required-empty Head/DocSum\n" + okText},
		{"wrong sum", inHead(without(headXML, "DocSum") + "§<DocSum>2 59O</DocSum>"), "! §1 receipt 1 number-malformed Head/DocSum\n" + okText},
		{"wrong pay", inHead(headXML + "§<PayCash>1e3</PayCash>"), "! §1 receipt 1 number-malformed Head/PayCash\n" + okText},
		{"no code", inLine(without(line, "ProductCode")), "! receipt 1 required-missing Products/Product[2]/ProductCode\n" + okText},
		{"empty code", inLine("<ProductCode/>" + without(line, "ProductCode")), headText + lineText + strings.Replace(lineText, `"1"`, `""`, 1) + "\n" + okText},
		{"no price", inLine(without(line, "Price")), "! receipt 1 required-missing Products/Product[2]/Price\n" + okText},
		{"no quantity", inLine(without(line, "Quantity")), "! receipt 1 required-missing Products/Product[2]/Quantity\n" + okText},
		{"no line sum", inLine(without(line, "Sum")), "! receipt 1 required-missing Products/Product[2]/Sum\n" + okText},
		{"no line sum with discount", inLine(without(line, "SumWithDiscount")), "! receipt 1 required-missing Products/Product[2]/SumWithDiscount\n" + okText},
		{"wrong discount", inLine(line + "§<Discount>a</Discount>"), "! §1 receipt 1 number-malformed Products/Product[2]/Discount\n" + okText},
		{"the first of several", inLine("§<Price>a</Price><Sum>b</Sum>"), "! §1 receipt 1 number-malformed Products/Product[2]/Price\n" + okText},

		{"field twice", inHead(headXML + "§<DocSum>6</DocSum>"), "! §1 receipt 1 element-repeated Head/DocSum\n" + okText},
		{"line's field twice", inLine(line + "§<Sum>5</Sum>"), "! §1 receipt 1 element-repeated Products/Product[2]/Sum\n" + okText},
		{"head twice", in("<Doc><Head>" + headXML + "</Head>§<Head/></Doc>" + okXML), "! §1 receipt 1 element-repeated Doc\n" + okText},
		{"products twice", in("<Doc><Head>" + headXML + "</Head><Products/>§<Products/></Doc>" + okXML), "! §1 receipt 1 element-repeated Doc\n" + okText},
		{"text in Doc", in("<Doc>§x<Head>" + headXML + "</Head><Products/></Doc>" + okXML), "! §1 receipt 1 stray-text Doc\n" + okText},
		{"text in Head", inHead(headXML + "§<![CDATA[x]]>"), "! §1 receipt 1 stray-text Head\n" + okText},
		{"text in Products", in("<Doc><Head>" + headXML + "</Head><Products>§x</Products></Doc>" + okXML), "! §1 receipt 1 stray-text Products\n" + okText},
		{"text in Product", inLine(line + "§x"), "! §1 receipt 1 stray-text Products/Product[2]\n" + okText},
		{"element in a field", inHead(headXML + "§<StoreName>a<b><c/></b></StoreName>"), "! §1 receipt 1 element-misplaced Head/StoreName\n" + okText},
		{"Doc in Doc", in("<Doc><Head>" + headXML + "</Head><Products/>§" + okXML + "</Doc>" + okXML), "! §1 receipt 1 element-misplaced Doc\n" + okText},
		{"Product in Doc", in("<Doc><Head>" + headXML + "</Head><Products/>§" + lineXML + "</Doc>" + okXML), "! §1 receipt 1 element-misplaced Doc\n" + okText},
		{"Products in Head", inHead(headXML + "§<Products/>"), "! §1 receipt 1 element-misplaced Head\n" + okText},
		{"Head in Products", in("<Doc><Head>" + headXML + "</Head><Products>§<Head/></Products></Doc>" + okXML), "! §1 receipt 1 element-misplaced Products\n" + okText},
		{"Product in Product", inLine(line + "§" + lineXML), "! §1 receipt 1 element-misplaced Products/Product[2]\n" + okText},
		{"Head in the root", in("§<Head/>"), "!! §1 document element-misplaced \n"},
		{"text in the root", in(okXML + "§ x"), okText + "!! §1 document stray-text Documents\n"},

		{"unknown everywhere", in(`<Doc a="1"><A/><Head b="2">` + headXML + `<B/></Head><C/><Products c="3"><D/>` + strings.Replace(lineXML, "<Product>", `<Product d="4"><E/>`, 1) + `<F> x </F></Products></Doc>`),
			"? receipt 1 unknown-attribute Doc [a]\n? receipt 1 unknown-element Doc [A]\n? receipt 1 unknown-attribute Head [b]\n? receipt 1 unknown-element Head [B]\n? receipt 1 unknown-element Doc [C]\n" +
				"? receipt 1 unknown-attribute Products [c]\n? receipt 1 unknown-element Products [D]\n? receipt 1 unknown-attribute Products/Product [d]\n? receipt 1 unknown-element Products/Product [E]\n? receipt 1 unknown-element Products [F]\n" +
				headText + " {0 1 a 1} {1 1 b 2} {1 2 B <B/>} {2 1 c 3} {2 2 D <D/>} {2 2 F <F> x </F>} {0 2 A <A/>} {0 2 C <C/>} [ ProductCode=\"1\" Price=5 Quantity=1 Sum=5 SumWithDiscount=5 {0 1 d 4} {0 2 E <E/>}]\n"},
		{"attributes of fields", in(`<Doc><Head>` + strings.Replace(headXML, "<DocNum>", `<DocNum b="2"><!-- -->`, 1) + `<PayCash a="1"/></Head><Products>` + strings.Replace(lineXML, "<Price>", `<Price currency="BYN">`, 1) + `</Products></Doc>`),
			"? receipt 1 unknown-attribute Head/DocNum [b]\n? receipt 1 xml-comment-dropped  []\n? receipt 1 unknown-attribute Head/PayCash [a]\n? receipt 1 unknown-attribute Products/Product[1]/Price [currency]\n" +
				headText + ` PayCash= {1 1 DocNum/b 2} {1 1 PayCash/a 1} [ ProductCode="1" Price=5 Quantity=1 Sum=5 SumWithDiscount=5 {0 1 Price/currency BYN}]` + "\n"},
		{"a field's name elsewhere is unknown", in("<Doc><DocSum>1</DocSum><Head>" + headXML + "<Price/></Head><Products/></Doc>"),
			"? receipt 1 unknown-element Doc [DocSum]\n? receipt 1 unknown-element Head [Price]\n" + headText + " {1 2 Price <Price/>} {0 2 DocSum <DocSum>1</DocSum>}\n"},
		{"unknown around receipts", in("§<Info><Doc/></Info>" + okXML), "? §1 document unknown-element-dropped  [Info]\n" + okText},
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

func TestErrorsNameTheFile(t *testing.T) {
	r := NewReader(strings.NewReader("<Documents>\n"+okXML+"\n<Doc><Head>\n<DocSum>2 59O</DocSum></Head></Doc>"), record.Options{File: "receipts.xml"})
	r.Read()
	_, err := r.Read()
	want := `receipts.xml:4:1: receipt 2 Head/DocSum: not a number: "2 59O"; write it like 1990.00, 1990,00 or 1 990,00`
	if err == nil || err.Error() != want {
		t.Error(err)
	}
	_, err = r.Read()
	if e := new(record.Error); !errors.As(err, &e) || !e.Fatal || e.File != "receipts.xml" {
		t.Error(err)
	}
}

func TestRejects(t *testing.T) {
	bad := "<Doc>\n  <Head a='>'><!-- </Doc> --><DocSum>x</DocSum></Head><![CDATA[</Doc>]]>\n</Doc>"
	var out bytes.Buffer
	src := NewReader(strings.NewReader(in(okXML+bad+strings.Repeat(okXML, 1000)+"<Doc/>")), record.Options{})
	rejects := record.NewRejects(&out, src)
	for _, err := range record.All(src) {
		if err != nil {
			if err := rejects.Add(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := rejects.Close(); err != nil {
		t.Fatal(err)
	}
	want := "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Documents>\n" + bad + "\n<Doc/>\n</Documents>\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

// What is refused anyway does not fill the memory while the rest of it is read, and what is found in it is still found at its line.
func TestRefusedReceiptKeepsNoLines(t *testing.T) {
	const lines = 5000
	doc := `<Documents><Doc><Head/><Products>` + strings.Repeat("<Product/>", lines) + `<Product><Price a="1">1</Price></Product></Products></Doc></Documents>`
	var paths []string
	r := NewReader(strings.NewReader(doc), record.Options{Found: func(f record.Finding) { paths = append(paths, f.Path) }})
	if _, err := r.Read(); record.Refusal(err) == nil {
		t.Fatal(err)
	}
	if n := cap(r.receipt.Lines); n > 4 {
		t.Errorf("%d lines are held", n)
	}
	if want := []string{"Products/Product[5001]/Price"}; !slices.Equal(paths, want) {
		t.Errorf("found %q, want %q", paths, want)
	}
}
