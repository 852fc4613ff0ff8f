package anyxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"

	"obmen/formats/record"
)

// goods is a plain Spec of products.
func goods(path string) Spec {
	return Spec{Kind: record.Nomenclature, Record: path, Document: map[string]string{"Date": "@date"}, Group: map[string]string{"Code": "../@g"},
		Fields: map[string]string{"Code": "c", "Name": "n", "UnitCode": "'796'", "Price": "p"}}
}

// transcript reads doc by spec and writes down what comes, a line each.
func transcript(t *testing.T, spec Spec, doc string) string {
	t.Helper()
	f, err := New(spec)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	found := func(x record.Finding) {
		if x.Message != NotAsked {
			fmt.Fprintf(&out, "? %s %d %s %v\n", x.Kind, x.Record, x.Message.Code, x.Args)
		}
	}
	r, err := f.NewReader(strings.NewReader(doc), record.Options{File: "f.xml", Found: found})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		rec, err := r.Read()
		var e *record.Error
		switch {
		case errors.Is(err, io.EOF):
			return out.String()
		case err == nil:
			out.WriteString(show(rec) + "\n")
		case errors.As(err, &e) && e.Fatal:
			return out.String() + "!! " + err.Error() + "\n"
		default:
			out.WriteString("! " + err.Error() + "\n")
		}
	}
	t.Fatalf("no end:\n%s", &out)
	return ""
}

func show(rec record.Record) string {
	switch rec := rec.(type) {
	case *record.Catalogue:
		return fmt.Sprintf("catalogue %s", rec.Date)
	case *record.Group:
		return fmt.Sprintf("group %s", rec.Code)
	case *record.Product:
		return fmt.Sprintf("%d:%d product %s %q %s", rec.At().Line, rec.At().Col, rec.Code, rec.Name, rec.Price)
	case *record.Receipt:
		return fmt.Sprintf("receipt %s %s %d", rec.DocNum, rec.DocSum, len(rec.Lines))
	case *record.Invoice:
		return fmt.Sprintf("invoice %s %s", rec.Number, rec.Date)
	}
	return rec.Kind().String()
}

func TestReader(t *testing.T) {
	const ok = "<i><c>1</c><n>a</n><p>5</p></i>"
	receipt := Spec{Kind: record.Receipts, Record: "/d/r", Fields: map[string]string{"Date": "@d", "DocNum": "@n", "DocSum": "@s", "DocSumWithDiscount": "@s"},
		Lines: Part{Record: "l", Fields: map[string]string{"ProductCode": "@c", "Price": "@p", "Quantity": "1", "Sum": "@p", "SumWithDiscount": "@p"}}}
	invoice := Spec{Kind: record.Invoices, Record: "/d/v", Fields: map[string]string{"number": "@n", "date": "@d", "sum": "0", "shipper.ref_code": "'s'", "shipper.name": "'s'", "storage.caf_id": "1"},
		Workspaces: Part{Record: "w", Fields: map[string]string{"ref_code": "@c", "name": "@n"}},
		Products:   Part{Record: "p", Fields: map[string]string{"for_sale": "@s"}}, Zone: time.FixedZone("", 3*3600)}
	tests := []struct {
		name, doc, want string
		spec            Spec
	}{
		{"none", "<x date='13.04.2018'/>", "catalogue 13.04.2018\n", goods("/x/i")},
		{"one", "<x date=' 13.04.2018 '>" + ok + "</x>", "catalogue 13.04.2018\ngroup none\n1:24 product 1 \"a\" 5\n", goods("/x/i")},
		{"the document's date in an element before the records", "<x><h><day>13.04.2018</day></h>" + ok + "</x>", "catalogue 13.04.2018\ngroup none\n1:32 product 1 \"a\" 5\n",
			func() Spec { s := goods("/x/i"); s.Document = map[string]string{"Date": "h/day"}; return s }()},
		{"groups", "<x><s g='1'>" + ok + ok + "</s><s g='2'>" + ok + "</s><s g='1'>" + ok + "</s></x>",
			"catalogue \ngroup 1\n1:13 product 1 \"a\" 5\n1:44 product 1 \"a\" 5\ngroup 2\n1:88 product 1 \"a\" 5\ngroup 1\n1:132 product 1 \"a\" 5\n", goods("//i")},
		{"records and others", "<x><y>" + ok + "</y>t<i/><z/>" + ok + "</x>", "catalogue \n! f.xml:1:43: product 1 Code: the required Code is missing; have the program that wrote the file put it in\ngroup none\n1:51 product 1 \"a\" 5\n", goods("/x/i")},
		{"first of several nodes, text as it stands", "<x><i><c>1</c><c>2</c><n> a<!-- --><b>b</b> </n></i></x>", "? product 1 xml-comment-dropped []\ncatalogue \ngroup none\n1:4 product 1 \" ab \" \n", goods("/x/i")},
		{"condition", "<x>" + ok + "<i ok='1'><c>2</c><n/></i></x>", "catalogue \ngroup none\n1:35 product 2 \"\" \n", goods("/x/i[@ok = 1]")},
		{"condition on what stands around", "<x><s g='1'>" + ok + "</s><s g='2'>" + ok + "</s></x>", "catalogue \ngroup 2\n1:57 product 1 \"a\" 5\n", goods("//i[../@g = '2'][c]")},
		{"any name", "<x><a/>" + ok + "</x>", "catalogue \n! f.xml:1:4: product 1 Code: the required Code is missing; have the program that wrote the file put it in\ngroup none\n1:8 product 1 \"a\" 5\n", goods("/*/*")},
		{"deep and deeper", "<x><a><b>" + ok + "</b></a><c>" + ok + "</c></x>", "catalogue \ngroup none\n1:10 product 1 \"a\" 5\n", goods("/x//b/i")},
		{"a record in a record is a part of it", "<x><i><c>1</c><n>a</n><i><c>2</c></i></i></x>", "catalogue \ngroup none\n1:4 product 1 \"a\" \n", goods("//i")},
		{"wrong number", "<x>" + ok + "<i><c>2</c><n/><p>x</p></i></x>", "catalogue \ngroup none\n1:4 product 1 \"a\" 5\n! f.xml:1:35: product 2 Price: not a number: \"x\"; write it like 1990.00, 1990,00 or 1 990,00\n", goods("/x/i")},
		{"empty code", "<x><i><c/><n/></i></x>", "catalogue \n! f.xml:1:4: product 1 Code: the required Code is empty; fill it in\n", goods("/x/i")},
		{"price like thousands", "<x><i><c>1</c><n/><p>1,990</p></i></x>", "? product 1 price-three-decimals [1,990]\ncatalogue \ngroup none\n1:4 product 1 \"\" 1.990\n", goods("/x/i")},
		{"wrong date", "<x date='1'>" + ok + "</x>", "!! f.xml:1:13: Date: not a date: \"1\"; write it like 13.04.2018 or 2018-04-13T00:00:00\n", goods("/x/i")},
		{"cut off", "<x>" + ok, "catalogue \ngroup none\n1:4 product 1 \"a\" 5\n!! f.xml:1:35: the document is cut off: <x> was never closed; fetch or export the file again\n", goods("/x/i")},

		{"receipts", "<d><r d='2018-04-16T11:08:31+0000' n='1' s='5'><l c='1' p='2'/><l c='1' p='3'/></r><r d='2018-04-16' n='2' s='0'/></d>", "receipt 1 5 2\nreceipt 2 0 0\n", receipt},
		{"receipt with a wrong line", "<d><r d='2018-04-16' n='1' s='5'><l c='1' p='2'/><l c='1'/></r></d>", "! f.xml:1:4: receipt 1 lines[2].Price: the required Price is missing; have the program that wrote the file put it in\n", receipt},
		{"receipt without a date", "<d><r d='' n='1' s='5'/></d>", "! f.xml:1:4: receipt 1 Date: the required Date is empty; fill it in\n", receipt},
		{"invoice", "<d><v n='1' d='2018-04-16T01:00'><w c='1' n='a'/></v><v n='2' d='2018-04-16T01:00Z'/></d>", "invoice 1 2018-04-15 22:00\nworkspace\ninvoice 2 2018-04-16 01:00\n", invoice},
		{"invoice with a wrong part", "<d><v n='1' d='2018-04-16'><w c='1' n='a'/><p s='yes'/></v></d>", "! f.xml:1:4: invoice 1 invoice product[1].for_sale: neither true nor false: \"yes\"; make the expression give true or false\n", invoice},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := transcript(t, tt.spec, tt.doc); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// What is refused can be mended and read again.
func TestRejects(t *testing.T) {
	f, err := New(goods("//i"))
	if err != nil {
		t.Fatal(err)
	}
	reject := func(doc string) string {
		src, err := f.NewReader(strings.NewReader(doc), record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		rejects := record.NewRejects(&out, src.(record.RawReader))
		for _, err := range record.All(src) {
			if err != nil {
				if record.Refusal(err) == nil {
					t.Fatal(err)
				}
				if err := rejects.Add(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := rejects.Close(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	const head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	tests := []struct{ doc, want string }{
		{"<x><i><c>1</c><n/></i></x>", ""},
		{"<x a='&lt;\"'><s g='1'><i>1</i><o/><i  b='>'/></s><i/><p:s><i>2</i></p:s></x>",
			head + "<x a=\"&lt;&quot;\">\n<s g=\"1\">\n<i>1</i>\n<i  b='>'/>\n</s>\n<i/>\n<p:s>\n<i>2</i>\n</p:s>\n</x>\n"},
		{"<i/>", head + "<i/>\n"},
	}
	for _, tt := range tests {
		got := reject(tt.doc)
		if got != tt.want {
			t.Errorf("got\n%s\nwant\n%s", got, tt.want)
		}
		if got != "" && reject(got) != got {
			t.Errorf("again\n%s", reject(got))
		}
	}
}

func TestSpecRefused(t *testing.T) {
	with := func(change func(*Spec)) Spec {
		s := goods("/x/i")
		change(&s)
		return s
	}
	tests := []struct {
		name string
		spec Spec
		want *record.Message
	}{
		{"no path", goods(""), PathUnsupported}, {"relative path", goods("x/i"), PathUnsupported}, {"attribute", goods("/x/@i"), PathUnsupported}, {"axis", goods("/x/child::i"), PathUnsupported},
		{"open bracket", goods("/x/i[@a"), PathUnsupported}, {"condition in the middle", goods("/x[1]/i"), PathUnsupported}, {"empty step", goods("/x///i"), PathUnsupported}, {"root", goods("/"), PathUnsupported},
		{"number", goods("/x/i[1]"), PathUnsupported}, {"count", goods("/x/i[count(a)]"), PathUnsupported}, {"position", goods("/x/i[ position ( ) = 1]"), PathUnsupported}, {"last", goods("/x/i[last()]"), PathUnsupported},
		{"siblings", goods("/x/i[preceding-sibling::i]"), PathUnsupported}, {"following", goods("/x/i[following :: i]"), PathUnsupported}, {"empty condition", goods("/x/i[ ]"), PathUnsupported}, {"union", goods("/x/i|/y/i"), PathUnsupported},
		{"bad condition", goods("/x/i[@]"), ExpressionBad},
		{"bad expression", with(func(s *Spec) { s.Fields["Code"] = "//" }), ExpressionBad},
		{"no such field", with(func(s *Spec) { s.Fields["Kod"] = "c" }), FieldUnknown},
		{"unknown is no field", with(func(s *Spec) { s.Fields["unknown"] = "c" }), FieldUnknown},
		{"no kind", with(func(s *Spec) { s.Kind = 0 }), FieldUnknown},
	}
	for _, tt := range tests {
		_, err := New(tt.spec)
		var usage *record.UsageError
		if !errors.As(err, &usage) || !errors.Is(err, tt.want.Fault()) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestWordsInTextAreNoAxes(t *testing.T) {
	for _, ok := range []string{"/x/i[@a = 'last() following::b']", "/x/i[last = 1]", "/x/i[position]", `/x/i[@a="]"]`} {
		if _, err := New(goods(ok)); err != nil {
			t.Errorf("%s: %v", ok, err)
		}
	}
}

func TestMatch(t *testing.T) {
	for path, want := range map[string][2]bool{"/shop/item": {true, false}, "//item": {true, true}, "/*/item": {true, true}} {
		f, err := New(goods(path))
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]bool{f.Match([]byte("<shop>")), f.Match([]byte("<?xml?><other/>"))}; got != want {
			t.Errorf("%s: %v", path, got)
		}
		if f.Match([]byte("{}")) {
			t.Errorf("%s takes JSON", path)
		}
	}
}

func TestCarries(t *testing.T) {
	f, err := New(goods("/x/i"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(f.Carries, " "), "catalogue.Date group.Code product.Code product.Name product.UnitCode product.Price"; got != want {
		t.Errorf("%s", got)
	}
}

func TestNumbersThatXPathReckons(t *testing.T) {
	for v, want := range map[float64]string{0.1 + 0.2: "0.3", 1.1 * 3: "3.3", 125: "125", 12345678901.23 + 0.01: "12345678901.24", -0.345: "-0.345", 1e20: "100000000000000000000", 1e-7: "0.0000001"} {
		if got := string(appendNumber(nil, v)); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}

// Nothing stays of what was read.
func TestMemoryStaysConstant(t *testing.T) {
	f, err := New(goods("//i"))
	if err != nil {
		t.Fatal(err)
	}
	const n = 20000
	one := "<s><other><x>" + strings.Repeat("y", 500) + "</x></other><i><c>1</c><n>a</n></i></s>"
	source := io.MultiReader(strings.NewReader("<x>"), &repeat{text: one, n: n}, strings.NewReader("</x>"))
	r, err := f.NewReader(source, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for rec, err := range record.All(r) {
		if err != nil {
			t.Fatal(err)
		}
		if rec.Kind() == record.KindProduct {
			got++
		}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if got != n || m.HeapAlloc > 4<<20 {
		t.Errorf("%d products, %d bytes", got, m.HeapAlloc)
	}
	if nodes := len(xmlquery.Find(r.(*reader).doc, "//node()")); nodes > 1 {
		t.Errorf("%d nodes stay", nodes)
	}
}

func TestHeadIsBounded(t *testing.T) {
	f, err := New(goods("/x/i"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.NewReader(&repeat{text: "<x>", n: 50}, record.Options{Limits: record.Limits{Record: 2000}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(); !errors.Is(err, HeadTooLarge.Fault()) {
		t.Error(err)
	}
}

// repeat reads a text n times.
type repeat struct {
	text string
	n    int
	rest string
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.n == 0 {
			return 0, io.EOF
		}
		r.n--
		r.rest = r.text
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Our navigator and xmlquery's agree on what XPath says of a document.
func TestNavigator(t *testing.T) {
	const text = "<a x='1'><b y='2'>t<c/>u</b><b/><d><b z='3'>v</b></d></a>"
	ours, err := ParseElement([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	doc := &xmlquery.Node{Type: xmlquery.DocumentNode}
	xmlquery.AddChild(doc, ours)
	theirs, err := xmlquery.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"//b", "//b[2]", "//@*", "//c/..", "//b/text()", "//c/following-sibling::node()", "//d/preceding-sibling::b[1]", "/a/b[last()]", "//b[@z]/ancestor::*", "//*[.='tu']", "/a/d/b/@z/..", "string(//d)", "count(//*)", "//c/preceding::text()", "name(//@y)"} {
		e, err := compileExpr(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := evaluate(e, doc)
		if err != nil {
			t.Fatal(err)
		}
		want := e.Evaluate(xmlquery.CreateXPathNavigator(theirs))
		if g, w := list(got), list(want); g != w {
			t.Errorf("%s: %s, want %s", s, g, w)
		}
	}
	e, _ := compileExpr("//@z[/a/@x = 1]")
	if v, err := evaluate(e, doc); err != nil || list(v) != "3;" {
		t.Errorf("from an attribute to the root: %v, %s", err, list(v))
	}
	if s := Navigate(doc).Value(); s != "tuv" {
		t.Errorf("the document's text is %q", s)
	}
}

// list writes a value down.
func list(v any) string {
	it, ok := v.(*xpath.NodeIterator)
	if !ok {
		return fmt.Sprint(v)
	}
	var out strings.Builder
	for it.MoveNext() {
		out.WriteString(it.Current().Value() + ";")
	}
	return out.String()
}

// FuzzNew: no spec and no document panics, and every reading comes to an end.
func FuzzNew(f *testing.F) {
	f.Add("/x/i[@a='1']", "c", "<x><i a='1'><c>1</c></i></x>")
	f.Add("//b/i", "count(c) div 0", "<x><b><i><c/></i></b></x>")
	f.Add("/*/*", "string-length(substring(., -1))", "<x><!-- -->&amp;<i/></x>")
	f.Fuzz(func(t *testing.T, path, code, doc string) {
		spec := goods(path)
		spec.Fields["Code"] = code
		format, err := New(spec)
		if err != nil {
			return
		}
		r, err := format.NewReader(bytes.NewReader([]byte(doc)), record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for range record.All(r) {
			if n++; n > 3*len(doc)+3 {
				t.Fatal("no end")
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	f, err := New(goods("/x/s/i"))
	if err != nil {
		b.Fatal(err)
	}
	doc := "<x>" + strings.Repeat("<s g='1'><i><c>00-00000019</c><n>Версан в капс. 60</n><p>1990.00</p></i></s>", 1000) + "</x>"
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := f.NewReader(strings.NewReader(doc), record.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range record.All(r) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
