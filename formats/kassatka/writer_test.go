package kassatka

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
	doc := formattest.Receipts(t)
	doc = doc[:min(len(doc), 2)]
	for _, r := range doc {
		r := r.(*record.Receipt)
		r.Lines = r.Lines[:min(len(r.Lines), 1)]
	}
	return doc
}

// The document's own example is canonical.
func TestExampleIsCanonical(t *testing.T) {
	example, err := os.ReadFile("../../testdata/example/receipts.xml")
	if err != nil {
		t.Fatal(err)
	}
	for name, engine := range engines {
		if got := canonical(t, example, engine); got != string(example) {
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

func TestCanonicalForm(t *testing.T) {
	const begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	tests := []struct{ name, doc, want string }{
		{"no receipts", "<Documents>  </Documents>", "<Documents/>\n"},
		{"unknown in its places", `<Documents><Doc a="1"><A/><Products c="3"><D/><Product d="4"><E/><ProductCode g="7">1</ProductCode><Price>5</Price><Quantity>1</Quantity><Sum>5,0</Sum><SumWithDiscount>5</SumWithDiscount></Product></Products>` +
			`<Head b="2"><B/><DocNum>a</DocNum><PayCard f="6"/><DocSum>1 000</DocSum><DocSumWithDiscount>5</DocSumWithDiscount><Date>13.04.2018</Date></Head></Doc></Documents>`,
			`<Documents>
  <Doc a="1">
    <Head b="2">
      <Date>13.04.2018</Date>
      <DocSum>1000</DocSum>
      <DocSumWithDiscount>5</DocSumWithDiscount>
      <DocNum>a</DocNum>
      <PayCard f="6"/>
      <B/>
    </Head>
    <Products c="3">
      <Product d="4">
        <ProductCode g="7">1</ProductCode>
        <Price>5</Price>
        <Quantity>1</Quantity>
        <Sum>5.0</Sum>
        <SumWithDiscount>5</SumWithDiscount>
        <E/>
      </Product>
      <D/>
    </Products>
    <A/>
  </Doc>
</Documents>
`},
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
	unknown := func(kind record.UnknownKind, place record.Place, name string) []record.Unknown {
		return []record.Unknown{{Place: place, Kind: kind, Name: []byte(name), Value: []byte("<a/>")}}
	}
	line := func(u []record.Unknown) *record.Receipt { return &record.Receipt{Lines: []record.Line{{Unknown: u}}} }
	tests := []struct {
		name string
		rec  record.Record
		want string
	}{
		{"another kind", &record.Product{}, "record-out-of-order"},
		{"field among the unknown", &record.Receipt{Unknown: unknown(record.Element, record.InHead, "DocSum")}, "unknown-unplaceable"},
		{"frame among the unknown", &record.Receipt{Unknown: unknown(record.Element, record.Here, "Head")}, "unknown-unplaceable"},
		{"line's field among the unknown", line(unknown(record.Element, record.Here, "Price")), "unknown-unplaceable"},
		{"head's unknown in a line", line(unknown(record.Element, record.InHead, "a")), "unknown-unplaceable"},
		{"an invoice's place", &record.Receipt{Unknown: unknown(record.Attribute, record.InShipper, "a")}, "unknown-unplaceable"},
		{"key", &record.Receipt{Unknown: unknown(record.Key, record.Here, "a")}, "unknown-unplaceable"},
		{"attribute of a missing field", &record.Receipt{Unknown: unknown(record.Attribute, record.InHead, "PayCard/a")}, "attribute-without-field"},
		{"attribute of no field", line(unknown(record.Attribute, record.Here, "Цена/a")), "attribute-without-field"},
		{"attribute of a field elsewhere", &record.Receipt{DocNum: []byte("1"), Unknown: unknown(record.Attribute, record.Here, "DocNum/a")}, "attribute-without-field"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			w := NewWriter(&out, record.Options{})
			err := w.Write(tt.rec)
			if got := record.Refusal(err); got == nil || code(err) != tt.want || got.Kind != tt.rec.Kind() {
				t.Errorf("%v, want %s", err, tt.want)
			}
			if err := w.Close(); err != nil || !strings.HasSuffix(out.String(), "\n<Documents/>\n") {
				t.Errorf("%v, %s", err, &out)
			}
		})
	}
}

// A receipt that can't be written leaves no trace.
func TestRefusedWhileWriting(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	bad := &record.Receipt{DocNum: []byte("1"), Lines: []record.Line{{ProductName: []byte("\x00")}}}
	if err := w.Write(bad); record.Refusal(err) == nil {
		t.Error(err)
	}
	if err := errors.Join(w.Write(&record.Receipt{DocNum: []byte("2")}), w.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	want := "<Documents>\n  <Doc>\n    <Head>\n      <DocNum>2</DocNum>\n    </Head>\n    <Products/>\n  </Doc>\n</Documents>\n"
	if _, got, _ := strings.Cut(out.String(), "\n"); got != want {
		t.Errorf("%s", got)
	}
	if err := w.Write(bad); code(err) != "record-out-of-order" {
		t.Error(err)
	}
}

func TestMatch(t *testing.T) {
	for head, want := range map[string]bool{"<Documents>": true, "<?xml version=\"1.0\"?>\n<Documents/>": true, "<ProductsGroups>": false, "[": false, "": false} {
		if Format.Match([]byte(head)) != want {
			t.Errorf("%q: %v", head, !want)
		}
	}
}
