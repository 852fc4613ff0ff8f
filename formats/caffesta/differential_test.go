package caffesta

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"obmen/formats/formattest"
	"obmen/formats/record"

	"pgregory.net/rapid"
)

// likeParts is a document with several parts of a kind in each of a few layouts, so that most are read as the one before was.
func likeParts() []string {
	product := func(code string, more string) string {
		return `{"ref_code":"` + code + `","type":"product","cancellation_type":1,"for_sale":true,"name":"Сыр \"Рос\\с\u0438йский\" 50%","measure":"kg",` + more +
			`"weight_in_gram":1000,"caf_tax_id":1,"category_ref_code":"c","use_discounts":false,"workspace_ref_code":"w","prices":[{"caf_shop_id":2,"caf_storage_id":1,"price":0.475}]}`
	}
	item := `{"amount":25,"package_code":"pcs","product_code":"p","price":-2.50,"caf_tax_id":1,"price_with_tax":2,"cost":50,"cost_with_tax":50}`
	compact := `{"number":"1","date":"2018-06-13 14:28","sum":50.00,"comment":"","shipper":{"ref_code":"s","name":"п"},"storage":{"caf_id":1},"items":[` + item + `,` + item + `,` + item +
		`],"categories":[{"ref_code":"c","name":"к","parent":null},{"ref_code":"d","name":"к","parent":"c"},{"ref_code":"e","name":"к","parent":null}],"workspaces":[{"ref_code":"w","name":"Б"},{"ref_code":"v","name":""}],` +
		`"packages":[{"ref_code":"pcs"},{"ref_code":"kg"},{"ref_code":"box","name":"я","measure":"pcs","value":10}],"products":[` + product("a", "") + `,` + product("b", `"barcode":"1",`) + `,` + product("c", "") + `,` +
		product("d", `"barcode":"1",`) + `,` + strings.Replace(product("e", ""), `[{`, `[{"caf_shop_id":3,"caf_storage_id":1,"price":1},{`, 1) + `,` + strings.Replace(product("f", ""), `[{`, `[{"caf_shop_id":3,"caf_storage_id":1,"price":1},{`, 1) + `]}`
	spaced := strings.NewReplacer(`,"`, ", \"", `":`, `": `, "},{", "},\n\t{").Replace(compact)
	return []string{compact, spaced}
}

// sameAsPlain compares what comes of a document with what comes of it where each part is read token by token.
func sameAsPlain(t *testing.T, in []byte, o record.Options) {
	t.Helper()
	plain := o
	plain.Engine = record.Plain
	want := contents(bytes.NewReader(in), plain)
	if got := contents(bytes.NewReader(in), o); got != want {
		t.Fatalf("got\n%s\nwant\n%s\nin %s", got, want, in)
	}
}

// contents is reading, with all that is in the records.
func contents(in io.Reader, o record.Options) string {
	var b strings.Builder
	o.File = "f"
	o.Found = func(x record.Finding) { fmt.Fprintf(&b, "found %+v %v\n", x, x.Message.Code) }
	r := NewLinesReader(in, o)
	var text []byte
	for range 100_000 {
		rec, err := r.Read()
		if err == nil {
			text = record.AppendRecord(text[:0], rec)
			fmt.Fprintf(&b, "%v %q\n", rec.At(), text)
			continue
		}
		fmt.Fprintf(&b, "%+v\n", err)
		if record.Refusal(err) == nil {
			return b.String()
		}
	}
	return b.String()
}

// Whatever byte of a part is another, the same comes of it, or the same is said of it, as if it had been read token by token.
func TestEveryByteChanged(t *testing.T) {
	for _, doc := range likeParts() {
		in := []byte(doc)
		sameAsPlain(t, in, record.Options{})
		for i := range in {
			for k, c := range []byte("\"\\ ,}]{[0a-.:\x00\xff\xd0n") {
				if old := in[i]; k%16 == i%16 || os.Getenv(formattest.EveryByte) != "" {
					in[i] = c
					sameAsPlain(t, in, record.Options{})
					in[i] = old
				}
			}
		}
	}
}

// So it is for any piece that is missing or there twice, in whatever pieces the document comes, and at the limits.
func TestPartsMissingAndTwice(t *testing.T) {
	for _, doc := range likeParts() {
		for i := 0; i < len(doc); i += 31 {
			for _, n := range []int{1, 9, 17, 60} {
				j := min(i+n, len(doc))
				sameAsPlain(t, []byte(doc[:i]+doc[j:]), record.Options{})
				sameAsPlain(t, []byte(doc[:j]+doc[i:]), record.Options{})
			}
		}
		for limit := 1; limit < 2000; limit += 97 {
			sameAsPlain(t, []byte(doc), record.Options{Limits: record.Limits{Record: limit}})
			sameAsPlain(t, []byte(doc), record.Options{Limits: record.Limits{Value: limit%64 + 1, Name: 64 - limit%64, Depth: 3 + limit%8}})
		}
		want := contents(strings.NewReader(doc), record.Options{Engine: record.Plain})
		for name, pieces := range map[string]func(io.Reader) io.Reader{"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with EOF": iotest.DataErrReader} {
			if got := contents(pieces(strings.NewReader(doc)), record.Options{}); got != want {
				t.Errorf("%s at a time: got\n%s", name, got)
			}
		}
	}
}

// So it is in documents that are longer than the window.
func TestLongDocuments(t *testing.T) {
	docs := layouts()
	docs["one large"] = large(JSON, 1, 1000)
	docs["some large"] = large(NDJSON, 5, 150)
	for _, doc := range docs {
		sameAsPlain(t, doc, record.Options{})
	}
}

// Parts that look alike are not parsed token by token: else nothing is proved above.
func TestMoldsFit(t *testing.T) {
	for _, doc := range likeParts() {
		r := NewLinesReader(strings.NewReader(doc), record.Options{})
		for _, err := range record.All(r) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if r.fitted < 8 {
			t.Errorf("%d parts fit", r.fitted)
		}
	}
}

func FuzzAgainstPlain(f *testing.F) {
	for _, doc := range likeParts() {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		sameAsPlain(t, in, record.Options{})
		sameAsPlain(t, in, record.Options{Limits: record.Limits{Record: 2600, Value: 100}})
	})
}

var tokens = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[-0-9.]+|[a-z]+|\s+|.`)

// So it is where tokens of the document stand in places of others.
func TestTokensMoved(t *testing.T) {
	var docs [][]string
	for _, doc := range likeParts() {
		docs = append(docs, tokens.FindAllString(doc, -1))
	}
	rapid.Check(t, func(r *rapid.T) {
		doc := slices.Clone(rapid.SampledFrom(docs).Draw(r, "doc"))
		for range rapid.IntRange(1, 3).Draw(r, "changes") {
			at, from := rapid.IntRange(0, len(doc)-1).Draw(r, "at"), rapid.IntRange(0, len(doc)-1).Draw(r, "from")
			n := rapid.IntRange(0, min(20, len(doc)-from)).Draw(r, "tokens")
			doc = slices.Concat(doc[:at], doc[from:from+n], doc[min(len(doc), at+rapid.IntRange(0, 3).Draw(r, "without")):])
		}
		in := strings.Join(doc, "")
		sameAsPlain(t, []byte(in+"\n"+in), record.Options{})
	})
}
