package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"obmen/formats/caffesta"
	"obmen/formats/record"
)

// change sets or, with a nil value, takes out what stands at a path like items[0].amount in a JSON text.
func change(t testing.TB, text, path string, value any) string {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	at := doc
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		name, index, isList := strings.Cut(strings.TrimSuffix(name, "]"), "[")
		if !isList {
			at = at[name].(map[string]any)
			continue
		}
		var i int
		fmt.Sscan(index, &i)
		at = at[name].([]any)[i].(map[string]any)
	}
	last := names[len(names)-1]
	if value == nil {
		delete(at, last)
	} else {
		at[last] = value
	}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// account is one without anything but the usual storages.
func emptyAccount(t testing.TB) *account {
	t.Helper()
	return newAccount(Options{}.withDefaults().Storages)
}

func check(t testing.TB, text string) (*checker, error) {
	t.Helper()
	return checkInvoice(strings.NewReader(text), emptyAccount(t).known(), 1000, false)
}

// refused holds the refusal of an invoice against the code of its message and the path.
func refused(t *testing.T, text, code, path string) {
	t.Helper()
	_, err := check(t, text)
	var placed *record.Error
	var fault *record.Fault
	if !errors.As(err, &placed) || !errors.As(err, &fault) || fault.Message.Code != code || placed.Path != path {
		t.Errorf("want %s at %s, is %v", code, path, err)
	}
}

// required lists the paths of all required fields with the type of each, from the rules themselves.
func required(r *rules, prefix string) (paths []string, fields []field) {
	for _, f := range r.fields {
		path := prefix + f.name
		if !f.optional {
			paths, fields = append(paths, path), append(fields, f)
		}
		inner := path + "."
		if f.want == list {
			inner = path + "[0]."
		}
		if f.in != nil {
			p, g := required(f.in, inner)
			paths, fields = append(paths, p...), append(fields, g...)
		}
	}
	return paths, fields
}

// TestEachField takes out each required field of the document's table, and gives each a value of another type.
func TestEachField(t *testing.T) {
	doc := example(t, "invoice.json")
	paths, fields := required(invoiceRules(), "")
	if len(paths) != 43 {
		t.Errorf("%d required fields: %v", len(paths), paths)
	}
	for i, path := range paths {
		refused(t, change(t, doc, path, nil), "sandbox-missing", path)
		var other any = "text"
		if w := fields[i].want; w == text || w == anyText || w == orNull {
			other = 7
		}
		refused(t, change(t, doc, path, other), "sandbox-type", path)
		if fields[i].want != list {
			refused(t, change(t, doc, path, []any{}), "sandbox-type", path)
		}
		if w := fields[i].want; w == text || w == orNull {
			refused(t, change(t, doc, path, ""), "sandbox-empty", path)
		}
		if fields[i].want == whole {
			refused(t, change(t, doc, path, 1.5), "sandbox-not-whole", path)
		}
		if fields[i].least > 0 {
			refused(t, change(t, doc, path, 0), "sandbox-too-small", path)
		}
		if fields[i].among != nil && fields[i].want == text {
			refused(t, change(t, doc, path, "barrel"), "sandbox-not-among", path)
		}
	}
}

// TestInvoices holds what the tables of fields do not say.
func TestInvoices(t *testing.T) {
	text := example(t, "invoice.json")
	for _, test := range []struct {
		path  string
		value any
		code  string
		at    string
	}{
		{"date", "2018-06-13", "sandbox-date", "date"},
		{"date", "2018-06-13T14:28", "sandbox-date", "date"},
		{"date", "2018-06-13 14:28:00", "sandbox-date", "date"},
		{"date", "2018-6-13 14:28", "sandbox-date", "date"},
		{"date", "2018-02-30 14:28", "sandbox-date", "date"},
		{"date", "13.06.2018 14:28", "sandbox-date", "date"},
		{"storage.caf_id", 77, "sandbox-no-storage", "storage.caf_id"},
		{"products[0].prices[0].caf_storage_id", 77, "sandbox-no-storage", "products[0].prices[0].caf_storage_id"},
		{"products[0].cancellation_type", 3, "sandbox-not-among", "products[0].cancellation_type"},
		{"products[0].type", "service", "sandbox-not-among", "products[0].type"},
		{"products[0].measure", "g", "sandbox-not-among", "products[0].measure"},
		{"products[0].barcode", 2003079000000, "sandbox-type", "products[0].barcode"},
		{"packages[3].name", nil, "sandbox-missing", "packages[3].name"},
		{"packages[3].measure", nil, "sandbox-missing", "packages[3].measure"},
		{"packages[3].measure", "box", "sandbox-not-among", "packages[3].measure"},
		{"items[0].package_code", "pack222", "sandbox-not-among", "items[0].package_code"},
		{"items[0].product_code", "prod2", "sandbox-no-reference", "items[0].product_code"},
		{"packages", []any{}, "sandbox-no-reference", "items[0].package_code"},
		{"products", []any{}, "sandbox-no-reference", "items[0].product_code"},
		{"products[0].category_ref_code", "cat3", "sandbox-no-reference", "products[0].category_ref_code"},
		{"products[0].workspace_ref_code", "ws2", "sandbox-no-reference", "products[0].workspace_ref_code"},
		{"categories[1].parent", "cat3", "sandbox-no-reference", "categories[1].parent"},
		{"items", []any{7}, "sandbox-type", "items[0]"},
		{"items[0].amount", "25", "sandbox-type", "items[0].amount"},
		{"products[0].for_sale", "true", "sandbox-type", "products[0].for_sale"},
	} {
		refused(t, change(t, text, test.path, test.value), test.code, test.at)
	}
	for _, damaged := range []struct{ text, code string }{
		{"", "sandbox-type"}, {"[]", "sandbox-type"}, {"null", "sandbox-type"}, {`{"number":`, "json-truncated"}, {text + "{}", "json-trailing"},
		{text[:len(text)/2], "json-truncated"}, {`{"number":"1","number":"2"}`, "json-key-twice"}, {"<html>", "json-unexpected"},
	} {
		_, err := check(t, damaged.text)
		var fault *record.Fault
		if !errors.As(err, &fault) || fault.Message.Code != damaged.code {
			t.Errorf("%.20q: want %s, is %v", damaged.text, damaged.code, err)
		}
	}
}

// TestNotes: what the document leaves open goes through, with a note.
func TestNotes(t *testing.T) {
	text := example(t, "invoice.json")
	for _, test := range []struct {
		path  string
		value any
		want  string
	}{
		{"sum", 50, ""},
		{"sum", 50.00, ""},
		{"sum", 51, "sum sandbox-sum"},
		{"colour", "red", "colour sandbox-unknown-key, sum sandbox-sum"},
		{"items[0].caf_tax_id", 99, "items[0].caf_tax_id sandbox-unknown-tax, sum sandbox-sum"},
		{"products[0].caf_tax_id", 99, "products[0].caf_tax_id sandbox-unknown-tax, sum sandbox-sum"},
		{"products[0].prices", []any{}, "sum sandbox-sum"},
		{"items", []any{}, "sum sandbox-sum"},
	} {
		c, err := check(t, change(t, text, test.path, test.value))
		if err != nil {
			t.Errorf("%s: %v", test.path, err)
			continue
		}
		var notes []string
		for _, n := range c.invoice.Notes {
			notes = append(notes, n.Path+" "+n.Code)
		}
		// Marshalled again, keys are in the order of the alphabet; so are the notes then.
		if got := strings.Join(notes, ", "); got != test.want {
			t.Errorf("%s: notes %q, want %q", test.path, got, test.want)
		}
	}
	if _, err := checkInvoice(strings.NewReader(text), known{}, 10, true); err == nil {
		t.Error("a strict checker lets the sum through")
	}
	if _, err := checkInvoice(strings.NewReader(change(t, text, "sum", 50)), known{}, 10, true); err != nil {
		t.Error(err)
	}
}

// TestKnownBefore: what was sent before need not be sent again.
func TestKnownBefore(t *testing.T) {
	text := example(t, "invoice.json")
	bare := text
	for _, section := range []string{"categories", "workspaces", "packages", "products"} {
		bare = change(t, bare, section, []any{})
	}
	for _, keep := range []int{1, 1000} {
		c := serve(t, Options{Keep: keep})
		if h := c.post(bare); !strings.Contains(h.body, "items[0].package_code") {
			t.Errorf("keep %d: %s", keep, h.body)
		}
		c.post(text).is(t, 200, `{"success":true,"data":{"id":1}}`)
		c.post(bare).is(t, 200, `{"success":true,"data":{"id":2}}`)
		c.post(change(t, bare, "items[0].package_code", "kg")).is(t, 200, `{"success":true,"data":{"id":3}}`) // kg is not among the first kept
		if h := c.post(change(t, bare, "items[0].product_code", "prod9")); !strings.Contains(h.body, "items[0].product_code") {
			t.Errorf("keep %d: %s", keep, h.body)
		}
	}
}

// bigInvoice streams an invoice of about so many bytes with a thousand products.
func bigInvoice(bytes int64) io.Reader {
	const head = `{"number":"1","date":"2018-06-13 14:28","comment":"","shipper":{"ref_code":"s","name":"s"},"storage":{"caf_id":1},"items":[`
	const item = `{"amount":1.5,"package_code":"pcs","product_code":"00-%08d","price":2.10,"caf_tax_id":1,"price_with_tax":2.10,"cost":3.15,"cost_with_tax":3.15}`
	const product = `{"ref_code":"00-%08d","type":"product","cancellation_type":1,"for_sale":true,"name":"n","measure":"pcs","weight_in_gram":0,"caf_tax_id":1,` +
		`"category_ref_code":"c","use_discounts":true,"workspace_ref_code":"w","prices":[]}`
	const tail = `],"categories":[{"ref_code":"c","name":"c","parent":null}],"workspaces":[{"ref_code":"w","name":"w"}],"packages":[{"ref_code":"pcs"}]}`
	items := bytes / int64(len(item)+7)
	kopecks := items * 315
	pieces := []io.Reader{strings.NewReader(head), &repeated{form: item, left: items}, strings.NewReader(`],"products":[`), &repeated{form: product, left: 1000},
		strings.NewReader(strings.Replace(tail, "]", fmt.Sprintf(`],"sum":%d.%02d`, kopecks/100, kopecks%100), 1))}
	return io.MultiReader(pieces...)
}

// A repeated text stands so many times, parted by commas, with a number that runs from 0 to 999.
type repeated struct {
	form    string
	left, n int64
	rest    []byte
}

func (r *repeated) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.rest = fmt.Appendf(r.rest[:0], r.form, r.n%1000)
		if r.left--; r.left > 0 {
			r.rest = append(r.rest, ',')
		}
		r.n++
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// TestBigInvoice: memory does not grow with the invoice.
func TestBigInvoice(t *testing.T) {
	const size, most = bigSize, 16 << 20
	var peak, stats runtime.MemStats
	var read int64
	body := readerFunc(func(p []byte, r io.Reader) (int, error) {
		if read>>23 != (read+int64(len(p)))>>23 { // every 8 MiB
			runtime.GC()
			runtime.ReadMemStats(&stats)
			peak.HeapAlloc = max(peak.HeapAlloc, stats.HeapAlloc)
		}
		n, err := r.Read(p)
		read += int64(n)
		return n, err
	}, bigInvoice(size))
	runtime.GC()
	runtime.ReadMemStats(&stats)
	start := stats.HeapAlloc
	sent := newBodyReader(body)
	c, err := checkInvoice(sent, emptyAccount(t).known(), 1000, true)
	if err != nil {
		t.Fatal(err)
	}
	if read < size*9/10 || c.invoice.Items < size/200 || len(c.invoice.KeptItems) != 1000 || sent.size != read || len(sent.head) > KeptBody+1 {
		t.Errorf("read %d bytes, %d items, %d kept", read, c.invoice.Items, len(c.invoice.KeptItems))
	}
	if grown := int64(peak.HeapAlloc) - int64(start); grown > most {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

type wrappedReader struct {
	do func([]byte, io.Reader) (int, error)
	r  io.Reader
}

func readerFunc(do func([]byte, io.Reader) (int, error), r io.Reader) io.Reader {
	return wrappedReader{do, r}
}

func (w wrappedReader) Read(p []byte) (int, error) { return w.do(p, w.r) }

// FuzzInvoice: whatever comes, there is an answer, and only what our own strict reader reads goes through.
func FuzzInvoice(f *testing.F) {
	text, err := os.ReadFile("../../testdata/example/invoice.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("{}"))
	f.Add([]byte(`{"items":[{"amount":1e400}]}`))
	f.Add([]byte(`{"products":[{"prices":[{}]}],"items":[],"items":[]}`))
	k := emptyAccount(f).known()
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := checkInvoice(strings.NewReader(string(b)), k, 2, false)
		if err != nil {
			inWords(err, false)
			inWords(err, true)
			return
		}
		if _, err := json.Marshal(c.invoice); err != nil {
			t.Fatal(err)
		}
		for rec, err := range record.All(caffesta.NewReader(strings.NewReader(string(b)), record.Options{})) {
			if err != nil {
				t.Fatalf("accepted, but: %v", err)
			}
			if in, ok := rec.(*record.Invoice); ok && string(in.Number) != c.invoice.Number {
				t.Fatalf("number %q, %q", in.Number, c.invoice.Number)
			}
		}
	})
}
