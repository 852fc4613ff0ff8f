package caffesta

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"obmen/formats/formattest"
	"obmen/formats/record"

	"pgregory.net/rapid"
)

// A sample invoice, each key on a line of its own: what a test takes away or spoils, it names by its line.
const sample = `{
"number": "1",
"date": "2018-06-13 14:28",
"sum": 50.00,
"comment": "",
"shipper": {"ref_code": "s", "name": "поставщик"},
"storage": {"caf_id": 1},
"items": [{"amount": 25, "package_code": "pcs", "product_code": "p", "price": 2, "caf_tax_id": 1, "price_with_tax": 2, "cost": 50, "cost_with_tax": 50}],
"categories": [{"ref_code": "c", "name": "категория", "parent": null}],
"workspaces": [{"ref_code": "w", "name": "Бар"}],
"packages": [{"ref_code": "pcs"}, {"ref_code": "box", "name": "коробка", "measure": "pcs", "value": 10}],
"products": [{"ref_code": "p", "type": "product", "cancellation_type": 1, "for_sale": true, "name": "n", "measure": "pcs", "barcode": "2", "country": "RB", "weight_in_gram": 0, "caf_tax_id": 1, "category_ref_code": "c", "use_discounts": false, "workspace_ref_code": "w", "prices": [{"caf_shop_id": 2, "caf_storage_id": 1, "price": 0.475}]}]
}
`

// reading tells what came of a document: each record's kind and place, each refusal, the last error.
func reading(f record.Format, in io.Reader, o record.Options) string {
	o.File = "f"
	var b strings.Builder
	o.Found = func(x record.Finding) {
		fmt.Fprintf(&b, "found %s %v %s %d %s\n", x.Message.Code, x.Pos, x.Kind, x.Record, x.Path)
	}
	r, _ := f.NewReader(in, o)
	for range 1000 {
		rec, err := r.Read()
		switch {
		case err == nil:
			fmt.Fprintf(&b, "%s %v\n", rec.Kind(), rec.At())
		case errors.Is(err, io.EOF):
			return b.String()
		case record.Refusal(err) != nil:
			fmt.Fprintf(&b, "refused %v\n", err)
		default:
			fmt.Fprintf(&b, "fatal %v\n", err)
			return b.String()
		}
	}
	return b.String() + "endless"
}

func TestPlaces(t *testing.T) {
	if got, want := reading(JSON, strings.NewReader(sample), record.Options{}), "invoice 1:1\nitem 8:11\ncategory 9:16\nworkspace 10:16\npackage 11:14\npackage 11:35\ninvoice product 12:14\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	// Far from the front of the file, and whatever the order of the keys.
	lines := strings.Split(strings.TrimSuffix(sample, "\n}\n"), "\n")[1:]
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], ",")
	}
	slices.Reverse(lines)
	in := "[" + strings.Repeat("\n", 100_000) + " {\n" + strings.Join(lines, ",\n") + "\n} , " + sample + "]"
	want := "invoice 100001:2\nitem 100006:11\ncategory 100005:16\nworkspace 100004:16\npackage 100003:14\npackage 100003:35\ninvoice product 100002:14\n" +
		"invoice 100013:5\nitem 100020:11\ncategory 100021:16\nworkspace 100022:16\npackage 100023:14\npackage 100023:35\ninvoice product 100024:14\n"
	if got := reading(JSON, strings.NewReader(in), record.Options{}); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := reading(JSON, iotest.OneByteReader(strings.NewReader(in)), record.Options{}); got != want {
		t.Errorf("byte by byte: got\n%s", got)
	}
	at := record.Pos{Offset: 3, Line: 5, Col: 7}
	if got := reading(JSON, strings.NewReader(`[`), record.Options{Start: at}); got != "fatal f:5:8: the document ends in the middle of […]; it was cut off, get it again whole\n" {
		t.Error(got)
	}
}

// An offset names a byte of the user's own file: in UTF-16 a character has two, in windows-1251 one.
func TestOffsetsInOtherEncodings(t *testing.T) {
	for unit, size := range map[record.Unit]int64{record.UnitSingleByte: 1, record.UnitUTF16: 2} {
		r := NewReader(strings.NewReader(sample), record.Options{Unit: unit, Start: record.Pos{Offset: 2, Line: 1, Col: 1}})
		for rec, err := range record.All(r) {
			if err != nil {
				t.Fatal(err)
			}
			at, line := rec.At(), 1
			offset := 0
			for i, c := range []rune(sample) {
				if int32(line) == at.Line {
					offset = i + int(at.Col) - 1
					break
				}
				if c == '\n' {
					line++
				}
			}
			if want := 2 + size*int64(offset); at.Offset != want {
				t.Errorf("%s at %v: offset %d, not %d", rec.Kind(), at, at.Offset, want)
			}
		}
	}
}

// Each required field, missing and null; each field of a wrong type.
func TestRefusals(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{`"number": "1",`, ``, `1:1: invoice 1 number: the required number is missing; have the program that wrote the file put it in`},
		{`"number": "1"`, `"number": 1`, `2:11: invoice 1 number: the value is of the JSON type number, the document asks for string; have it written so`},
		{`"number": "1"`, `"number": null`, `2:11: invoice 1 number: the value is of the JSON type null, the document asks for string; have it written so`},
		{`"2018-06-13 14:28"`, `"вчера"`, `3:9: invoice 1 date: not a date: "вчера"; write it like 13.04.2018 or 2018-04-13T00:00:00`},
		{`"2018-06-13 14:28"`, `"2018-02-31 14:28"`, `3:9: invoice 1 date: not a date: "2018-02-31 14:28"; write it like 13.04.2018 or 2018-04-13T00:00:00`},
		{`"sum": 50.00`, `"sum": "50.00"`, `4:8: invoice 1 sum: the value is of the JSON type string, the document asks for number; have it written so`},
		{`"sum": 50.00`, `"sum": 12345678901234567890123456789`, `4:8: invoice 1 sum: the number "12345678901234567890123456789" has more than 28 digits`},
		{`"ref_code": "s", `, ``, `6:12: invoice 1 shipper.ref_code: the required ref_code is missing; have the program that wrote the file put it in`},
		{`{"ref_code": "s", "name": "поставщик"}`, `"s"`, `6:12: invoice 1 shipper: the value is of the JSON type string, the document asks for object; have it written so`},
		{`"storage": {"caf_id": 1},`, ``, `1:1: invoice 1 storage: the required storage is missing; have the program that wrote the file put it in`},
		{`"caf_id": 1`, `"caf_id": 1.0`, `7:23: invoice 1 storage.caf_id: 1.0 is not a whole number; write it without point and decimals`},
		{`"caf_id": 1`, `"caf_id": 9223372036854775808`, `7:23: invoice 1 storage.caf_id: 9223372036854775808 is not a whole number; write it without point and decimals`},
		{`"items": [{`, `"items": {"a": [{}]}, "other": [{`, `8:10: invoice 1 items: the value is of the JSON type object, the document asks for array; have it written so`},
		{`"amount": 25, `, ``, `8:11: invoice 1 items[0].amount: the required amount is missing; have the program that wrote the file put it in`},
		{`"amount": 25, `, `"amount": "25", `, `8:22: invoice 1 items[0].amount: the value is of the JSON type string, the document asks for number; have it written so`},
		{`"parent": null`, `"x": null`, `9:16: invoice 1 categories[0].parent: the required parent is missing; have the program that wrote the file put it in`},
		{`"parent": null`, `"parent": 5`, `9:65: invoice 1 categories[0].parent: the value is of the JSON type number, the document asks for string; have it written so`},
		{`, "name": "Бар"`, ``, `10:16: invoice 1 workspaces[0].name: the required name is missing; have the program that wrote the file put it in`},
		{`{"ref_code": "w", "name": "Бар"}`, `[], 5`, `10:16: invoice 1 workspaces[0]: the value is of the JSON type array, the document asks for object; have it written so`},
		{`"measure": "pcs", "value"`, `"value"`, `11:35: invoice 1 packages[1].measure: the required measure is missing; have the program that wrote the file put it in`},
		{`"name": "коробка", `, ``, `11:35: invoice 1 packages[1].name: the required name is missing; have the program that wrote the file put it in`},
		{`"ref_code": "pcs"`, `"ref_code": "шт"`, `11:14: invoice 1 packages[0].name: the required name is missing; have the program that wrote the file put it in`},
		{`"for_sale": true`, `"for_sale": 1`, `12:87: invoice 1 products[0].for_sale: the value is of the JSON type number, the document asks for boolean; have it written so`},
		{`"barcode": "2"`, `"barcode": null`, `12:135: invoice 1 products[0].barcode: the value is of the JSON type null, the document asks for string; have it written so`},
		{`"price": 0.475`, `"x": 0`, `12:283: invoice 1 products[0].prices[0].price: the required price is missing; have the program that wrote the file put it in`},
		{`"prices": [{`, `"prices": [7, {`, `12:283: invoice 1 products[0].prices[0]: the value is of the JSON type number, the document asks for object; have it written so`},
	}
	for _, tt := range tests {
		in := strings.Replace(sample, tt.from, tt.to, 1)
		if in == sample {
			t.Fatalf("%s is not there", tt.from)
		}
		got := reading(JSON, strings.NewReader(in+sample), record.Options{})
		got, rest, _ := strings.Cut(got, "\n")
		if want := "refused f:" + tt.want; got != want {
			t.Errorf("%s -> %s:\n got %s\nwant %s", tt.from, tt.to, got, want)
		}
		// The next invoice is not touched.
		if !strings.HasPrefix(rest, "invoice 14:1\nitem 21:11\n") || strings.Count(rest, "\n") != 7 {
			t.Errorf("%s -> %s: then came\n%s", tt.from, tt.to, rest)
		}
	}
}

// What may be missing, or null, or empty.
func TestAccepted(t *testing.T) {
	for from, to := range map[string]string{
		`"barcode": "2", "country": "RB", `: ``,
		`"measure": "pcs", "value": 10`:     `"measure": "pcs"`,
		`"ref_code": "pcs"`:                 `"ref_code": "kg", "value": 1.5`,
		`"prices": [{"caf_shop_id": 2, "caf_storage_id": 1, "price": 0.475}]`: `"prices": []`,
		`"parent": null`:     `"parent": ""`,
		`"caf_id": 1`:        `"caf_id": 1e2`,
		`"2018-06-13 14:28"`: `"2018-06-13T14:28:11+0300"`,
	} {
		in := strings.Replace(sample, from, to, 1)
		if got := reading(JSON, strings.NewReader(in), record.Options{}); in == sample || strings.Count(got, "\n") != 7 {
			t.Errorf("%s -> %s:\n%s", from, to, got)
		}
	}
}

func TestDocuments(t *testing.T) {
	line := strings.ReplaceAll(sample, "\n", "") + "\n"
	one := "invoice 1:1\nitem 1:155\ncategory"
	tests := []struct {
		name, in string
		f        record.Format
		want     string // how it begins
		invoices int
	}{
		{"an object", sample, JSON, "invoice 1:1\nitem 8:11\n", 1},
		{"an array", "[" + sample + "," + sample + "]", JSON, "invoice 1:2\n", 2},
		{"an empty array", " [ ] \n", JSON, "", 0},
		{"an empty array of lines", "[]", NDJSON, "", 0},
		{"lines", line + "\n  \r\n" + line, NDJSON, one, 2},
		{"lines read as JSON", line + line, JSON, one, 2},
		{"objects one behind another", strings.TrimSpace(line) + strings.TrimSpace(line), NDJSON, one, 2},
		{"no lines", "", NDJSON, "", 0},
		{"blank lines", "\n\n", NDJSON, "", 0},
		{"nothing", " \n", JSON, "fatal f:2:1: the document is empty; no invoices at all are written as [], or read with --from invoice-ndjson\n", 0},
		{"two arrays", "[][]", JSON, "fatal f:1:3: [ stands behind the end of the document; take out what follows the closing bracket\n", 0},
		{"an array behind an invoice", sample + "[]", JSON, "", 1},
		{"a number", "5", JSON, "refused f:1:1: invoice 1: the value is of the JSON type number, the document asks for object; have it written so\n", 0},
		{"numbers among invoices", "[1, " + line + ",\"x\",[[]]]", JSON, "refused f:1:2: invoice 1: the value is of the JSON type number", 1},
		{"a key twice", strings.Replace(sample, `"sum"`, `"items": [], "sum"`, 1), JSON, `fatal f:8:1: invoice 1 items: the key "items" stands twice in one object; take one of them out`, 0},
		{"a key twice in an item", strings.Replace(sample, `"cost": 50`, `"cost": 50, "cost": 50`, 1), JSON, `fatal f:8:132: invoice 1 items[0].cost: the key "cost" stands twice in one object; take one of them out`, 0},
		{"cut in an item", sample[:200], JSON, `fatal f:8:41: invoice 1 items[0].package_code: the document ends in the middle of {…}; it was cut off, get it again whole`, 0},
	}
	for _, tt := range tests {
		got := reading(tt.f, strings.NewReader(tt.in), record.Options{})
		if !strings.HasPrefix(got, tt.want) || strings.Count("\n"+got, "\ninvoice ")-strings.Count("\n"+got, "\ninvoice product ") != tt.invoices {
			t.Errorf("%s: got\n%s", tt.name, got)
		}
	}
}

func TestLimits(t *testing.T) {
	padded := func(n int) string {
		return strings.Replace(sample, `"comment": ""`, `"comment": "`+strings.Repeat("я", n)+`"`, 1)
	}
	many := strings.Replace(sample, `"workspaces": [`, `"workspaces": [`+strings.Repeat(`{"ref_code": "w", "name": "Бар"}, `, 1000), 1)
	fat := strings.Replace(sample, `"workspaces": [`, `"workspaces": [{"ref_code":"`+strings.Repeat("w", 2000)+`","name":""},`, 1)
	for _, tt := range []struct {
		name, in, want string
		limits         record.Limits
	}{
		{"value", padded(100), "json-limit-value", record.Limits{Value: 150}},
		{"record: the head", padded(1000), "json-limit-record", record.Limits{Record: 2000}},
		{"record: a part", fat, "json-limit-record", record.Limits{Record: 2000}},
		{"record: parts do not count for the invoice", many, "", record.Limits{Record: 2000}},
		{"depth", sample, "json-limit-depth", record.Limits{Depth: 4}},
		{"depth enough", sample, "", record.Limits{Depth: 5}},
		{"name", sample, "json-limit-name", record.Limits{Name: 17}},
	} {
		records, err := formattest.Read(JSON, record.Options{Limits: tt.limits}, strings.NewReader(tt.in))
		code := ""
		if f := (*record.Fault)(nil); errors.As(err, &f) {
			code = f.Message.Code
		}
		if code != tt.want || err == nil && len(records) < 7 {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// Unknown keys are kept where they stood, told of, and not looked into.
func TestUnknown(t *testing.T) {
	in := sample
	for _, where := range []string{"number", "ref_code\": \"s", "caf_id", "amount", "parent", "caf_shop_id"} {
		in = strings.Replace(in, `"`+where, `"neu": { "a" : [ 1.50 , -0 , "\u0041" ] } , "`+where, 1)
	}
	want := "found unknown-key 1:1 invoice 1 shipper.neu\nfound unknown-key 1:1 invoice 1 storage.neu\nfound unknown-key 1:1 invoice 1 neu\ninvoice 1:1\n" +
		"found unknown-key 8:12 invoice 1 items[0].neu\nitem 8:11\nfound unknown-key 9:55 invoice 1 categories[0].neu\ncategory 9:16\n"
	if got := reading(JSON, strings.NewReader(in), record.Options{}); !strings.HasPrefix(got, want) || !strings.Contains(got, "found unknown-key 12:284 invoice 1 products[0].prices[0].neu\n") {
		t.Errorf("got\n%s", got)
	}
	records, err := formattest.Read(JSON, record.Options{}, strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	out, err := formattest.Write(NDJSON, record.Options{}, records)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(out), `,"neu":{"a":[1.50,-0,"\u0041"]}}`); n != 6 {
		t.Errorf("%d unknown keys in\n%s", n, out)
	}
}

// An object of JSON whose keys keep an order.
type member struct {
	key   string
	value any
}

// ordered parses what our Writer wrote; it is no parser for anything else.
func ordered(s string) (v any, rest string) {
	switch s[0] {
	case '{', '[':
		var object []member
		var array []any
		closing := map[byte]byte{'{': '}', '[': ']'}[s[0]]
		isObject := s[0] == '{'
		for s = s[1:]; s[0] != closing; s = strings.TrimPrefix(s, ",") {
			var key any
			if isObject {
				key, s = ordered(s)
				s = s[1:]
			}
			v, s = ordered(s)
			if isObject {
				object = append(object, member{key.(string), v})
			} else {
				array = append(array, v)
			}
		}
		if isObject {
			return object, s[1:]
		}
		return array, s[1:]
	case '"':
		end := 1
		for ; s[end] != '"'; end++ {
			if s[end] == '\\' {
				end++
			}
		}
		return s[:end+1], s[end+1:]
	}
	end := strings.IndexAny(s, ",]}")
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}

// scrambled writes v with the keys of our own in another order, the unknown in the same, and white space all over.
func scrambled(t *rapid.T, b *strings.Builder, v any, depth int) {
	space := func() { b.WriteString(rapid.SampledFrom([]string{"", " ", "\n", "\r\n\t"}).Draw(t, "space")) }
	space()
	switch v := v.(type) {
	case []member:
		if depth < 4 {
			unknown := func(m member) bool { return !strings.Contains(known, " "+strings.Trim(m.key, `"`)+" ") }
			others := slices.DeleteFunc(slices.Clone(v), func(m member) bool { return !unknown(m) })
			v = rapid.Permutation(v).Draw(t, "keys")
			for i := range v {
				if unknown(v[i]) {
					v[i], others = others[0], others[1:]
				}
			}
		}
		b.WriteByte('{')
		for i, m := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			space()
			b.WriteString(m.key)
			space()
			b.WriteByte(':')
			scrambled(t, b, m.value, depth+1)
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			scrambled(t, b, x, depth+1)
		}
		space()
		b.WriteByte(']')
	default:
		b.WriteString(v.(string))
	}
	space()
}

const known = " number date sum comment shipper storage items categories workspaces packages products ref_code name caf_id amount package_code product_code price caf_tax_id price_with_tax cost " +
	"cost_with_tax parent measure value type cancellation_type for_sale barcode country weight_in_gram category_ref_code use_discounts workspace_ref_code prices caf_shop_id caf_storage_id "

// JSON promises no order of keys: the records are the same for any.
func TestKeysInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := formattest.Gen{Control: true}.Invoices(t)
		lines, err := formattest.Write(NDJSON, record.Options{}, doc)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for line := range strings.Lines(string(lines)) {
			v, rest := ordered(line)
			if rest != "\n" {
				t.Fatalf("%q behind the object", rest)
			}
			scrambled(t, &b, v, 0)
		}
		got, err := formattest.Read(NDJSON, record.Options{}, strings.NewReader(b.String()))
		if err != nil {
			t.Fatalf("%v\nin %s", err, b.String())
		}
		for i := range max(len(got), len(doc)) {
			if i >= len(got) || i >= len(doc) || !record.Equal(got[i], doc[i]) {
				t.Fatalf("record %d of %d, %d differs in\n%s", i, len(got), len(doc), b.String())
			}
		}
	})
}

// A refused invoice can be had again as it stood, mended and read.
func TestRejects(t *testing.T) {
	bad := strings.Replace(strings.TrimSpace(sample), `"amount": 25, `, "\t", 1)
	large := strings.Replace(bad, `"workspaces": [`, `"workspaces": [`+strings.Repeat(`{"ref_code": "w", "name": "Бар"}, `, 20_000), 1)
	in := "[" + strings.TrimSpace(sample) + " ,\n" + bad + " , 17 , " + large + ",{}]"
	for name, chunks := range map[string]func(io.Reader) io.Reader{"whole": func(r io.Reader) io.Reader { return r }, "one byte": iotest.OneByteReader} {
		r := NewReader(chunks(strings.NewReader(in)), record.Options{})
		r.KeepRaw()
		var raw []string
		_, err := record.Copy(discard{}, r, func(*record.Error) error {
			raw = append(raw, strings.TrimSuffix(string(r.Rejected().Raw), "\n"))
			return nil
		})
		if want := []string{bad, "17", large, "{}"}; err != nil || !slices.Equal(raw, want) {
			t.Errorf("%s: %d rejects, %v", name, len(raw), err)
		}
	}
	r := NewReader(strings.NewReader(in), record.Options{})
	var out bytes.Buffer
	rejects := record.NewRejects(&out, r)
	if _, err := record.Copy(discard{}, r, func(*record.Error) error { return rejects.Add() }); err != nil {
		t.Fatal(err)
	}
	if err := rejects.Close(); err != nil {
		t.Fatal(err)
	}
	mended := strings.NewReplacer("{\t", `{"amount":25,`, "\"items\": [{\t", `"items":[{"amount":25,`, "\n17\n", "\n", "\n{}\n", "\n").Replace(out.String())
	if records, err := formattest.Read(JSON, record.Options{}, strings.NewReader(mended)); err != nil || len(records) != 2*7+20_000 {
		t.Errorf("%d records, %v", len(records), err)
	}
}

type discard struct{}

func (discard) Write(record.Record) error { return nil }
func (discard) Close() error              { return nil }

// Nothing makes the Reader panic or go on for ever, the size of the pieces does not show, and what it takes it writes so that it reads the same.
func FuzzReader(f *testing.F) {
	f.Add([]byte(sample), false)
	f.Add([]byte(sample+sample), true)
	f.Add([]byte("["+sample+","+strings.Replace(sample, "25", `"x"`, 1)+"]"), false)
	f.Add([]byte(strings.Replace(sample, `"sum"`, `"neu": {"a": [1e5]}, "sum"`, 1)), false)
	f.Add([]byte("[]"), true)
	f.Fuzz(func(t *testing.T, in []byte, lines bool) {
		format := JSON
		if lines {
			format = NDJSON
		}
		o := record.Options{Limits: record.Limits{Record: 4096, Value: 512}}
		want := reading(format, bytes.NewReader(in), o)
		if got := reading(format, iotest.OneByteReader(bytes.NewReader(in)), o); got != want {
			t.Errorf("byte by byte\n%s\nwhole\n%s", got, want)
		}
		records, err := formattest.Read(format, o, bytes.NewReader(in))
		if err != nil {
			return
		}
		once, err := formattest.Write(format, record.Options{}, records)
		if err != nil {
			t.Fatalf("%v\nin %s", err, in)
		}
		again, err := formattest.Read(format, record.Options{}, bytes.NewReader(once))
		if err != nil || len(again) != len(records) {
			t.Fatalf("%d records became %d, %v:\n%s", len(records), len(again), err, once)
		}
		for i := range again {
			if !record.Equal(records[i], again[i]) {
				t.Fatalf("record %d: %s", i, record.Diff(again[i], records[i]))
			}
		}
	})
}

// What a service answers when something went wrong is JSON too, and is called what it is.
func TestAnswerIsNoInvoice(t *testing.T) {
	for doc, want := range map[string]string{
		`{"success":false,"error":"no such account"}`: "a.json:1:1: invoice 1: the object has none of an invoice's keys, only success, error;",
		`[{"a":1,"b":2,"c":3,"d":4}]`:                 "a.json:1:2: invoice 1: the object has none of an invoice's keys, only a, b, c, …;",
		`{"success":false,"number":"1"}`:              "a.json:1:1: invoice 1 date: the required date is missing;",
		`{}`:                                          "a.json:1:1: invoice 1 number: the required number is missing;",
	} {
		_, err := NewReader(strings.NewReader(doc), record.Options{File: "a.json"}).Read()
		if record.Refusal(err) == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", doc, err, want)
		}
	}
}
