package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"obmen/convert/status"
)

// obmenRun runs the program in this process, as main would, and returns its exit status and what it said.
func obmenRun(t *testing.T, args ...string) (got int, out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	got = run(append([]string{"obmen"}, args...), []string{"OBMEN_LANG=en"}, streams{strings.NewReader(""), &stdout, &stderr})
	return got, stdout.String(), stderr.String()
}

// A bad document is refused with exit status 4, a place where there is one, and a sentence that a person can act on.
type bad struct {
	name, text string
	want       string // in the message
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	goodHead  = `<Head><Date>2018-04-16T11:08:31+0000</Date><OrganizationCode>1</OrganizationCode><CashBoxCode>1</CashBoxCode><CashBoxName>K</CashBoxName><StoreCode>1</StoreCode><StoreName>S</StoreName><DocSum>10</DocSum><DocSumWithDiscount>10</DocSumWithDiscount><DocNum>a1</DocNum><PayCard>0</PayCard><PayCash>10</PayCash></Head>`
	goodLine  = `<Product><ProductCode>p</ProductCode><ProductName>n</ProductName><UnitCode>796</UnitCode><Price>10</Price><Discount>0</Discount><Quantity>1</Quantity><Sum>10</Sum><SumWithDiscount>10</SumWithDiscount></Product>`
	goodDoc   = `<Doc>` + goodHead + `<Products>` + goodLine + `</Products></Doc>`
	goodRow   = `<Product Barcode="" Code="c" Name="n" ParentCode="" UnitCode="796" UnitName="шт" Price="1,00" Comment="" PriceType="P"/>`
	goodGroup = `<ProductGroup Code="g" Name="n" ParentCode="none"><Products>` + goodRow + `</Products></ProductGroup>`
)

func documents(inner string) string { return xmlHead + "<Documents>" + inner + "</Documents>" }

func groups(inner string) string {
	return xmlHead + `<ProductsGroups Date="13.04.2018">` + inner + "</ProductsGroups>"
}

func row(attributes string) string {
	return groups(`<ProductGroup Code="g" Name="n" ParentCode="none"><Products><Product ` + attributes + `/></Products></ProductGroup>`)
}

// notWellFormed are pieces that no well-formed document holds, to be put where content may stand.
var notWellFormed = []struct{ name, piece string }{
	{"bare ampersand", "<X>a & b</X>"}, {"unknown entity", "<X>&nbsp;</X>"}, {"entity without end", "<X>&amp</X>"}, {"reference to a surrogate", "<X>&#xD800;</X>"},
	{"reference to NUL", "<X>&#0;</X>"}, {"reference to U+FFFE", "<X>&#xFFFE;</X>"}, {"reference beyond Unicode", "<X>&#x110000;</X>"}, {"reference without digits", "<X>&#;</X>"},
	{"hex reference without digits", "<X>&#x;</X>"}, {"reference with letters", "<X>&#12a;</X>"}, {"huge reference", "<X>&#99999999999999999999;</X>"}, {"X in hex reference", "<X>&#X41;</X>"},
	{"less-than in a value", `<X a="<"/>`}, {"value without quotes", `<X a=1/>`}, {"value without end", `<X a="1/>`}, {"attribute without value", `<X a/>`},
	{"attribute twice", `<X a="1" a="2"/>`}, {"no blank between attributes", `<X a="1"b="2"/>`}, {"blank before the name", `< X/>`}, {"name begins with a digit", `<1X/>`},
	{"name begins with a dash", `<-X/>`}, {"name begins with a dot", `<.X/>`}, {"no name", `<>`}, {"no name in an end tag", `<X></>`}, {"other end tag", `<X></Y>`},
	{"end tag with attributes", `<X></X a="1">`}, {"tags crossed", `<X><Y></X></Y>`}, {"end tag without start", `</Y>`}, {"comment with dashes", `<!-- a -- b -->`},
	{"comment ends with three dashes", `<!-- a --->`}, {"comment without end", `<!-- a`}, {"CDATA without end", `<X><![CDATA[ a</X>`}, {"CDATA end in text", `<X>a ]]> b</X>`},
	{"CDATA in lower case", `<X><![cdata[a]]></X>`}, {"instruction without target", `<? a?>`}, {"instruction without end", `<?a b`}, {"XML declaration inside", `<?xml version="1.0"?>`},
	{"instruction named XML", `<?XML a?>`}, {"markup declaration", `<!ELEMENT a ANY>`}, {"unknown markup", `<!a>`}, {"control character", "<X>\x01</X>"}, {"NUL", "<X>\x00</X>"},
	{"escape character in a value", "<X a=\"\x1b\"/>"}, {"U+FFFF in text", "<X>\uffff</X>"}, {"invalid UTF-8", "<X>\xff</X>"}, {"overlong UTF-8", "<X>\xc0\xaf</X>"}, {"UTF-8 surrogate", "<X>\xed\xa0\x80</X>"},
	{"UTF-8 cut off", "<X>\xd0</X>"}, {"slash apart from its bracket", `<X / >`}, {"two equal signs", `<X a=="1"/>`}, {"quotes that differ", `<X a="1'/>`}, {"comma between attributes", `<X a="1", b="2"/>`},
	{"DOCTYPE inside", `<!DOCTYPE X>`}, {"conditional section", `<![INCLUDE[ a ]]>`}, {"parameter entity", `%a;<X>&a;</X>`}, {"tag without end", `<X`}, {"colon alone", `<X :="1" :="2"/>`},
}

func badXML() []bad {
	var list []bad
	for _, p := range notWellFormed {
		list = append(list,
			bad{"receipts: " + p.name, documents(goodDoc + p.piece), ""},
			bad{"receipts, in a line: " + p.name, documents(`<Doc>` + goodHead + `<Products><Product>` + p.piece + `</Product></Products></Doc>`), ""},
			bad{"nomenclature: " + p.name, groups(goodGroup + p.piece), ""},
		)
	}
	for _, d := range []struct{ name, text string }{
		{"two roots", documents(goodDoc) + "<Documents></Documents>"}, {"text behind the root", documents(goodDoc) + "x"}, {"CDATA behind the root", documents("") + "<![CDATA[x]]>"},
		{"text before the root", "x" + documents("")}, {"blank before the declaration", " " + documents("")}, {"NUL behind the root", documents(goodDoc) + "\x00"}, {"only a declaration", xmlHead},
		{"only a comment", xmlHead + "<!-- a -->"}, {"version 2", `<?xml version="2.0"?><Documents/>`}, {"no version", `<?xml encoding="UTF-8"?><Documents/>`}, {"encoding before version", `<?xml encoding="UTF-8" version="1.0"?><Documents/>`},
		{"standalone maybe", `<?xml version="1.0" standalone="maybe"?><Documents/>`}, {"declaration without end", `<?xml version="1.0"><Documents/>`},
		{"DOCTYPE", `<?xml version="1.0"?><!DOCTYPE Documents><Documents/>`},
		{"billion laughs", `<?xml version="1.0"?><!DOCTYPE Documents [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><Documents>&b;</Documents>`},
		{"external entity", `<?xml version="1.0"?><!DOCTYPE Documents [<!ENTITY a SYSTEM "file:///etc/passwd">]><Documents>&a;</Documents>`},
		{"another root", `<?xml version="1.0"?><html><body/></html>`}, {"empty file", ""}, {"blank file", " \n\t\n"}, {"binary", "\x7fELF\x02\x01\x01\x00\x00\x00"},
		{"an unknown encoding", `<?xml version="1.0" encoding="EBCDIC-RU"?><Documents/>`}, {"end tag of another case", xmlHead + "<Documents></documents>"},
		{"root without end", xmlHead + "<Documents>"}, {"deep", documents("<Doc>" + strings.Repeat("<X>", 200) + strings.Repeat("</X>", 200) + "</Doc>")},
		{"long name", documents("<" + strings.Repeat("X", 2000) + "/>")}, {"long value", row(`Code="c" UnitCode="796" Name="` + strings.Repeat("x", 2<<20) + `"`)},
		{"many attributes", row(`Code="c" Name="n" UnitCode="796"` + manyAttributes(1200))},
		{"HTML error page", "<!DOCTYPE html><html><head><title>502</title></head></html>"},
	} {
		list = append(list, bad{d.name, d.text, ""})
	}
	return list
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d="1"`, i)
	}
	return b.String()
}

func badFields() []bad {
	var list []bad
	for _, number := range []string{"1,2.3", "1 00", "1e5", "NaN", "Infinity", "2 59O", "--1", "1-", "0x10", "12345678901234567890123456789", "1.", ".5", "1'000", "1_0", "½", "১", "+-1", "1 2345"} {
		list = append(list,
			bad{"price " + number, row(`Code="c" Name="n" UnitCode="796" Price="` + number + `"`), ""},
			bad{"sum " + number, documents(strings.Replace(goodDoc, "<Sum>10</Sum>", "<Sum>"+number+"</Sum>", 1)), "Sum"},
		)
	}
	for _, date := range []string{"31.02.2018", "2018-13-01T00:00:00+0000", "yesterday", "2018-04-16T25:00:00+0000", "16/04/2018", "2018-04-16T11:08:31+99:00"} {
		list = append(list, bad{"date " + date, documents(strings.Replace(goodDoc, "2018-04-16T11:08:31+0000", date, 1)), "Date"})
	}
	for _, field := range []string{"Date", "DocNum", "DocSum", "DocSumWithDiscount", "ProductCode", "Price", "Quantity", "Sum", "SumWithDiscount"} {
		start, end := strings.Index(goodDoc, "<"+field+">"), strings.Index(goodDoc, "</"+field+">")+len(field)+3
		list = append(list, bad{"without " + field, documents(goodDoc[:start] + goodDoc[end:]), field})
		list = append(list, bad{"twice " + field, documents(goodDoc[:start] + goodDoc[start:end] + goodDoc[start:]), ""})
	}
	for _, attribute := range []string{"Code", "Name", "UnitCode"} {
		list = append(list, bad{"product without " + attribute, row(strings.Replace(`Code="c" Name="n" UnitCode="796" `, attribute+`="`+value(attribute)+`" `, "", 1)), attribute})
	}
	list = append(list,
		bad{"text in a group", groups(`<ProductGroup Code="g" Name="n" ParentCode="none">text<Products/></ProductGroup>`), ""},
		bad{"catalogue's date", strings.Replace(groups(goodGroup), "13.04.2018", "13.13.2018", 1), "Date"},
	)
	return list
}

func value(attribute string) string {
	switch attribute {
	case "Code":
		return "c"
	case "Name":
		return "n"
	}
	return "796"
}

func badJSON(t *testing.T) []bad {
	t.Helper()
	example, err := os.ReadFile("../../testdata/example/invoice.json")
	if err != nil {
		t.Fatal(err)
	}
	good := string(example)
	replace := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the example has no %s", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	list := []bad{
		{"trailing comma", replace(`"name": "поставщик"`, `"name": "поставщик",`), ""}, {"no comma", replace(`"number": "0155484",`, `"number": "0155484"`), ""},
		{"key twice", replace(`"sum": 15520,`, `"sum": 15520, "sum": 1,`), "sum"}, {"two values", good + good[:10], ""}, {"trailing text", good + "x", ""},
		{"single quotes", replace(`"0155484"`, `'0155484'`), ""}, {"lone surrogate", replace(`"комментарий"`, `"\ud800"`), ""}, {"bad escape", replace(`"комментарий"`, `"\q"`), ""},
		{"control character", replace(`"комментарий"`, "\"a\nb\""), ""}, {"invalid UTF-8", replace(`"комментарий"`, "\"\xff\""), ""}, {"comment", replace(`"sum"`, `/* a */ "sum"`), ""},
		{"NaN", replace(`15520`, `NaN`), ""}, {"leading zero", replace(`15520`, `015520`), ""}, {"plus", replace(`15520`, `+15520`), ""}, {"huge exponent", replace(`15520`, `1e400`), "sum"},
		{"29 digits", replace(`15520`, `12345678901234567890123456789`), "sum"}, {"sum as text", replace(`15520`, `"15520"`), "sum"}, {"sum null", replace(`15520`, `null`), "sum"},
		{"number as number", replace(`"0155484"`, `155484`), "number"}, {"items as object", replace(`"items": [`, `"items": {}, "x": [`), "items"}, {"bool as text", replace(`true`, `"true"`), "for_sale"},
		{"id with a fraction", replace(`"caf_id": 1`, `"caf_id": 1.5`), "caf_id"}, {"date", replace(`2018-06-13 14:28`, `13th of June`), "date"}, {"deep", strings.Repeat("[", 300), ""},
		{"an array of numbers", "[1, 2]", ""}, {"a text", `"invoice"`, ""}, {"an object of something else", `{"success": true}`, ""}, {"unclosed array", "[" + good, ""}, {"NUL behind", good + "\x00", ""},
	}
	for _, key := range []string{"number", "date", "sum", "comment", "shipper", "storage", "items", "categories", "workspaces", "packages", "products"} {
		list = append(list, bad{"without " + key, replace(`"`+key+`":`, `"other_`+key+`":`), key})
	}
	for _, key := range []string{"amount", "package_code", "product_code", "price_with_tax", "cost", "cost_with_tax", "type", "cancellation_type", "measure", "weight_in_gram", "category_ref_code", "use_discounts", "workspace_ref_code", "prices", "caf_shop_id", "caf_storage_id"} {
		list = append(list, bad{"without " + key, strings.ReplaceAll(good, `"`+key+`":`, `"x_`+key+`":`), key})
	}
	for _, n := range []int{1, 10, 100, 300, 700, 1000, 1300, len(good) - 2} {
		list = append(list, bad{fmt.Sprintf("cut off at %d", n), good[:n], ""})
	}
	return list
}

func badCSV() []bad {
	head := "Date,OrganizationCode,CashBoxCode,CashBoxName,StoreCode,StoreName,DocSum,DocSumWithDiscount,DocNum,PayCard,PayCash,Line,ProductCode,ProductName,UnitCode,Price,Discount,Quantity,Sum,SumWithDiscount,Extra\n"
	line := "2018-04-16T11:08:31+0000,1,1,K,1,S,10,10,a1,0,10,1,p,n,796,10,0,1,10,10,\n"
	return []bad{
		{"unclosed quote", head + strings.Replace(line, ",K,", `,"K,`, 1), ""}, {"text behind a quote", head + strings.Replace(line, ",K,", `,"K"x,`, 1), ""}, {"quote inside a cell", head + strings.Replace(line, ",K,", `,K"x,`, 1), ""},
		{"too few cells", head + "2018-04-16T11:08:31+0000,1,1\n", ""}, {"too many cells", head + strings.Replace(line, ",\n", ",,,,x\n", 1), ""}, {"a column twice", strings.Replace(head, "PayCash", "PayCard", 1) + line, "PayCard"},
		{"NUL", head + strings.Replace(line, ",K,", ",K\x00,", 1), ""}, {"invalid UTF-8 with a BOM", "\ufeff" + head + strings.Replace(line, ",K,", ",\xcf\xf0,", 1), "encoding"},
		{"bad number", head + strings.Replace(line, ",0,1,10,10,", ",0,1,1O,10,", 1), "Sum"}, {"bad date", head + strings.Replace(line, "2018-04-16", "2018-44-16", 1), "Date"},
		{"no required column", strings.Replace(head, ",DocNum", ",Number", 1) + line, "DocNum"}, {"Extra is no object", head + strings.Replace(line, ",\n", ",[1]\n", 1), "Extra"}, {"Extra is cut off", head + strings.Replace(line, ",\n", `,"{""a"":"`+"\n", 1), ""},
		{"no header", line, ""}, {"a header of something else", "a,b,c\n1,2,3\n", ""},
	}
}

// TestBadDocuments holds every bad document to the promise: exit status 4, a message with the file's name, no output, no temporary file.
func TestBadDocuments(t *testing.T) {
	list := append(append(append(badXML(), badFields()...), badJSON(t)...), badCSV()...)
	for _, f := range []string{"receipts.xml", "nomenclature.xml"} {
		example, err := os.ReadFile("../../testdata/example/" + f)
		if err != nil {
			t.Fatal(err)
		}
		end := len(bytes.TrimRight(example, "\n"))
		for n := 45; n < end; n += 97 {
			list = append(list, bad{fmt.Sprintf("%s cut off at %d", f, n), string(example[:n]), ""})
		}
	}
	if len(list) < 300 {
		t.Fatalf("only %d bad documents", len(list))
	}
	dir := t.TempDir()
	for i, b := range list {
		name := filepath.Join(dir, fmt.Sprintf("bad%d.dat", i))
		if err := os.WriteFile(name, []byte(b.text), 0o666); err != nil {
			t.Fatal(err)
		}
		got, _, said := obmenRun(t, "convert", name, "-o", filepath.Join(dir, "x.json"), "--tmp-dir", dir)
		if got != status.Input {
			t.Errorf("%s: exit status %d: %s", b.name, got, said)
			continue
		}
		last := said[strings.LastIndex(strings.TrimSpace(said), "\n")+1:]
		if !strings.Contains(said, filepath.Base(name)) || !strings.Contains(last, b.want) {
			t.Errorf("%s: the message does not tell: %s", b.name, said)
		}
		os.Remove(name)
		left, _ := filepath.Glob(filepath.Join(dir, "*"))
		hidden, _ := filepath.Glob(filepath.Join(dir, ".*"))
		if len(left)+len(hidden) > 0 {
			t.Errorf("%s left %v %v", b.name, left, hidden)
			for _, f := range append(left, hidden...) {
				os.RemoveAll(f)
			}
		}
	}
}
