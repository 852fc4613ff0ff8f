package onec

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"obmen/formats/formattest"
	"obmen/formats/record"

	"pgregory.net/rapid"
)

func TestConformance(t *testing.T) {
	formattest.Run(t, Format,
		formattest.Case{Name: "fast"},
		formattest.Case{Name: "plain", Options: record.Options{Engine: record.Plain}, Documents: few})
}

// few makes up documents short enough for the slow engine: the trials take them apart byte by byte.
func few(t *rapid.T) []record.Record {
	doc := formattest.Nomenclature(t)
	return doc[:min(len(doc), 3)]
}

// The document's own example is canonical but for the blank in its prices, which 1C prints as U+00A0.
func TestExampleIsCanonical(t *testing.T) {
	example, err := os.ReadFile("../../testdata/example/nomenclature.xml")
	if err != nil {
		t.Fatal(err)
	}
	for name, engine := range engines {
		want := strings.NewReplacer("1 990,00", "1\u00a0990,00", "6 099,00", "6\u00a0099,00").Replace(string(example))
		if got := canonical(t, example, engine); got != want {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// canonical writes what doc holds.
func canonical(t testing.TB, doc []byte, engine record.Engine) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	if _, err := record.Copy(w, NewReader(bytes.NewReader(doc), record.Options{Engine: engine}), nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Each of these is written in a way that is read again as the same records.
func TestCanonicalForm(t *testing.T) {
	const begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	tests := []struct{ name, doc, want string }{
		{"no groups", `<ProductsGroups Date="13.04.2018"></ProductsGroups>`, `<ProductsGroups Date="13.04.2018"/>` + "\n"},
		{"no date", `<ProductsGroups/>`, "<ProductsGroups/>\n"},
		{"empty group", `<ProductsGroups><ProductGroup Code="1"/></ProductsGroups>`, "<ProductsGroups>\n  <ProductGroup Code=\"1\">\n    <Products/>\n  </ProductGroup>\n</ProductsGroups>\n"},
		{"unknown", `<ProductsGroups><ProductGroup x="1" Code="1"><A/><Products y="2"><B/><Product z="3" UnitCode="796" Name="n" Code="c"><C><!-- --></C></Product></Products><D>  </D></ProductGroup></ProductsGroups>`,
			"<ProductsGroups>\n  <ProductGroup Code=\"1\" x=\"1\">\n    <A/>\n    <Products y=\"2\">\n      <Product Code=\"c\" Name=\"n\" UnitCode=\"796\" z=\"3\">\n        <C/>\n      </Product>\n      <B/>\n    </Products>\n    <D>  </D>\n  </ProductGroup>\n</ProductsGroups>\n"},
		{"characters", "<ProductsGroups><ProductGroup Code='&quot;&apos;&lt;&amp;&#9;&#10;&#13;\u2028'/></ProductsGroups>",
			"<ProductsGroups>\n  <ProductGroup Code=\"&quot;'&lt;&amp;&#x9;&#xA;&#xD;\u2028\">\n    <Products/>\n  </ProductGroup>\n</ProductsGroups>\n"},
		{"numbers", in(`<Product Code="1" Name="a" UnitCode="6" Price=" +1234567.8900 "/><Product Code="1" Name="a" UnitCode="6" Price="−0,5"/>`),
			"<ProductsGroups Date=\"13.04.2018\">\n  <ProductGroup Code=\"g\">\n    <Products>\n      <Product Code=\"1\" Name=\"a\" UnitCode=\"6\" Price=\"1\u00a0234\u00a0567,8900\"/>\n      <Product Code=\"1\" Name=\"a\" UnitCode=\"6\" Price=\"-0,5\"/>\n    </Products>\n  </ProductGroup>\n</ProductsGroups>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := canonical(t, []byte(tt.doc), record.Fast)
			if got != begin+tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, begin+tt.want)
			}
			if again := canonical(t, []byte(got), record.Plain); again != got {
				t.Errorf("again\n%s", again)
			}
		})
	}
}

func TestWriterRefuses(t *testing.T) {
	group := &record.Group{Code: []byte("g")}
	product := &record.Product{Code: []byte("1")}
	bad := func(kind record.UnknownKind, place record.Place, name string) []record.Unknown {
		return []record.Unknown{{Place: place, Kind: kind, Name: []byte(name), Value: []byte("<" + name + "/>")}}
	}
	tests := []struct {
		name string
		doc  []record.Record
		want string
	}{
		{"product without a group", []record.Record{product}, "record-out-of-order"},
		{"tail without a group", []record.Record{&record.Catalogue{}, &record.GroupTail{}}, "record-out-of-order"},
		{"product behind the tail", []record.Record{group, &record.GroupTail{}, product}, "record-out-of-order"},
		{"two catalogues", []record.Record{&record.Catalogue{}, &record.Catalogue{}}, "record-out-of-order"},
		{"another kind", []record.Record{&record.Receipt{}}, "record-out-of-order"},
		{"known attribute among the unknown", []record.Record{group, &record.Product{Unknown: bad(record.Attribute, record.Here, "Price")}}, "unknown-unplaceable"},
		{"known element among the unknown", []record.Record{&record.Group{Unknown: bad(record.Element, record.Here, "Products")}}, "unknown-unplaceable"},
		{"attribute twice", []record.Record{group, &record.Product{Unknown: append(bad(record.Attribute, 0, "a"), bad(record.Attribute, 0, "a")...)}}, "unknown-unplaceable"},
		{"key", []record.Record{group, &record.Product{Unknown: bad(record.Key, record.Here, "a")}}, "unknown-unplaceable"},
		{"place of another record", []record.Record{group, &record.Product{Unknown: bad(record.Element, record.InHead, "a")}}, "unknown-unplaceable"},
		{"attribute of a tail", []record.Record{group, &record.GroupTail{Unknown: bad(record.Attribute, record.Here, "a")}}, "unknown-unplaceable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := NewWriter(&bytes.Buffer{}, record.Options{})
			var err error
			for _, r := range tt.doc {
				if err = w.Write(r); err != nil {
					break
				}
			}
			if got := record.Refusal(err); got == nil || code(err) != tt.want || got.Kind != tt.doc[len(tt.doc)-1].Kind() {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

// A record that can't be written leaves no trace, and a group takes its products along.
func TestRefusedWhileWriting(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	write := func(r record.Record, want string) {
		t.Helper()
		err := w.Write(r)
		if (want == "") != (err == nil) || err != nil && (record.Refusal(err) == nil || want != "any" && code(err) != want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	product := &record.Product{Code: []byte("1")}
	write(&record.Group{Code: []byte("g")}, "")
	write(&record.Product{Code: []byte("2"), Name: []byte{0}}, "any")
	write(product, "")
	write(&record.Group{Code: []byte("h\x01")}, "any")
	write(product, "group-refused")
	write(&record.Group{Code: []byte("i")}, "")
	write(product, "")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := "<ProductsGroups>\n  <ProductGroup Code=\"g\">\n    <Products>\n      <Product Code=\"1\"/>\n    </Products>\n  </ProductGroup>\n" +
		"  <ProductGroup Code=\"i\">\n    <Products>\n      <Product Code=\"1\"/>\n    </Products>\n  </ProductGroup>\n</ProductsGroups>\n"
	if _, got, _ := strings.Cut(out.String(), "\n"); got != want {
		t.Errorf("%s", got)
	}
}

func TestWriterAfterClose(t *testing.T) {
	w := NewWriter(&bytes.Buffer{}, record.Options{})
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&record.Group{}); code(err) != "record-out-of-order" {
		t.Error(err)
	}
}

func TestMatch(t *testing.T) {
	tests := map[string]bool{
		`<ProductsGroups Date="">`: true, "<ProductsGroups/>": true, "<ProductsGroups\n": true, "\n<?xml version='1.0'?>\n<!-- <Documents> -->\n<?x?><ProductsGroups>": true,
		"<!DOCTYPE ProductsGroups []>": true, "<ProductsGroupsX>": false, "<Documents>": false, "<ProductsGroups": false, "": false, "<": false, "<!--": false, "{}": false,
	}
	for head, want := range tests {
		if Format.Match([]byte(head)) != want {
			t.Errorf("%q: %v", head, !want)
		}
	}
}
