package deliver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// says makes a client of a service that always answers so.
func says(t *testing.T, text string) (*Caffesta, *Kassatka) {
	t.Helper()
	base, _ := faulty(t, answerWith(200, "application/json", text))
	o, _ := quick(t, nil)
	c, err := NewCaffesta("", base, nil, newSecret(testKey), o)
	if err != nil {
		t.Fatal(err)
	}
	k, err := NewKassatka(base, newSecret(testKey), o)
	if err != nil {
		t.Fatal(err)
	}
	return c, k
}

func TestLists(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct{ ask, text, want string }{
		{"storages", `{"1": "(id:10) Склад кафе Буран", "2": "(id:9)Общий (старый) склад", "3": " (id: 2 ) "}`, "[{2 } {9 Общий (старый) склад} {10 Склад кафе Буран}]"},
		{"storages", `{}`, "the answer lacks"}, {"storages", `[]`, "[]"}, {"storages", "\uFEFF  []", "[]"}, {"storages", `["(id:1) a"]`, "[{1 a}]"},
		{"storages", `{"success": true, "data": {"1": "(id:1) a"}}`, "[{1 a}]"},
		{"storages", `{"1": "Склад"}`, "the answer lacks"}, {"storages", `{"1": {"id": 1}}`, "the answer lacks"}, {"storages", `{"a": 1}`, "the answer lacks"},
		{"storages", `{"success": true}`, "the answer lacks"}, {"storages", `"x"`, "the answer lacks"}, {"storages", `{"1": "(id:1) a"} x`, "not the JSON"},
		{"storages", `{"success": false, "data": {"error": "closed"}}`, "refused (HTTP 200): closed"},
		{"storages", `{"data": {"message": "closed"}, "success": false}`, "refused (HTTP 200): closed"},
		{"storages", strings.Repeat(" ", 3000) + `<html><title>Login`, "web page"},
		{"storages", `["` + strings.Repeat("a", 70000) + `"]`, "not the JSON"},
		{"taxes", `{"code":"ok","data":[{"id":2,"refId":null,"name":"НДС 20%","type":"inner","value":"20.00","fiscal":false},{"id":1,"name":"Без налога","type":"inner","value":0}]}`, "[{1 Без налога inner 0} {2 НДС 20% inner 20.00}]"},
		{"taxes", `{"3": {"name": "НДС", "type": "outer", "value": 12.5}, "1": {"name": "", "type": "", "value": null}}`, "[{1   } {3 НДС outer 12.5}]"},
		{"taxes", `{"code":"ok","data":{"3":{"name":"НДС"}}}`, "[{3 НДС  }]"},
		{"taxes", `[{"name": "x"}]`, "the answer lacks id"}, {"taxes", `[{"id": 1, "value": "x"}]`, "the answer lacks value"}, {"taxes", `[1]`, "the answer lacks"},
		{"stock", `[{"id":1,"name":"Клюквенный морс","measure":"kg","cost":"0.000000","summ":"0","balance":"-3.000"},{"id":"2","balance":50,"more":{"a":[1,{"b":2}]}}]`, "[{1 Клюквенный морс kg 0.000000 0 -3.000} {2     50}]"},
		{"stock", `[{"id":1,"balance":{"a":1}}]`, "the answer lacks balance"}, {"stock", `[{"id":1,"balance":true}]`, "the answer lacks balance"}, {"stock", `[{"id":1}`, "not the JSON"},
		{"stock", `{"success": false, "message": "no such storage"}`, "no such storage"},
	} {
		client, _ := says(t, c.text)
		var got any
		var err error
		switch c.ask {
		case "storages":
			got, err = client.Storages(ctx)
		case "taxes":
			got, err = client.Taxes(ctx)
		case "stock":
			rows := []StockRow{}
			err = client.Stock(ctx, "3", func(r StockRow) error { rows = append(rows, r); return nil })
			got = rows
		}
		text := fmt.Sprintf("%v", got)
		if err != nil {
			verdictOf(t, err)
			text = err.Error()
		}
		if err == nil && text != c.want || err != nil && !strings.Contains(text, c.want) {
			t.Errorf("%s %.80s:\n%s\nwant %s", c.ask, c.text, text, c.want)
		}
	}
}

// TestVisitors: their errors come back as they are, and what they have seen is not shown again.
func TestVisitors(t *testing.T) {
	client, _ := says(t, `[{"id":1},{"id":2}]`)
	enough := errors.New("enough")
	err := client.Stock(context.Background(), "3", func(StockRow) error { return enough })
	if err != enough {
		t.Error(err)
	}
	base, count := faulty(t, hijack("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n[{\"id\":1},{\"id\":2}"))
	o, _ := quick(t, nil)
	client, _ = NewCaffesta("", base, nil, newSecret(testKey), o)
	seen := 0
	err = client.Stock(context.Background(), "3", func(StockRow) error { seen++; return nil })
	if verdictOf(t, err) != unreachable || count.Load() != 1 || seen == 0 || seen > 2 || !errors.Is(err, AnswerCut.Fault()) && !strings.Contains(err.Error(), "cut off") {
		t.Errorf("%v, %d requests, %d rows", err, count.Load(), seen)
	}
}

// The public edition's own examples.
const publicList = `{"success":true,"data":[{"id":1,"name":"1","total_amount":10.3,"total_wo_nds":24.86,"total_nds_sum":0,"type":"incoming","shipper":{"id":4,"name":"1111","created_at":"2019-03-02T11:44:24+03:00","deleted":false},"created_at":"2019-03-02T11:44:24+03:00","created_by":{"id":1},"storage":{"id":1,"name":"a"},"status":"not_wired","finished":false,"invoice_date":"2019-03-02T03:00:00+03:00","paid":false}]}`
const publicOne = `{"success":true,"data":{"id":132,"type":"incoming","name":"20231204-1554","total_amount":1,"shipper":{"id":4,"name":"1111"},"items":[{"count":1,"price":2,"cost":2,"package":{"id":1,"ref_code":"pcs"},"product":{"id":41111,"ref_code":"","name":"x"},"tax":{"id":1},"tax_sum":0,"cost_with_tax":2},{"count":"0.1","cost":"0.10","tax_sum":"0.02"}],"storage":{"id":1,"name":"a"},"doc_date":"2023-12-02T17:54:00+03:00","status":"wired","total_wo_nds":2,"total_nds_sum":0,"total_cost":2}}`

func TestInvoices(t *testing.T) {
	ctx := context.Background()
	client, _ := says(t, publicList)
	var list []Listed
	visit := func(l Listed) error { list = append(list, l); return nil }
	if err := client.Invoices(ctx, time.Time{}, visit); err != nil || len(list) != 1 {
		t.Fatal(err)
	}
	l := list[0]
	if l.ID != "1" || l.Number != "1" || l.StorageID != "1" || l.ShipperName != "1111" || l.ShipperCode != "" || l.Status != "not_wired" || l.HasItems ||
		l.Sum.String() != "24.86" || !l.SumKnown || !l.Instant.Equal(time.Date(2019, 3, 2, 0, 0, 0, 0, time.UTC)) || l.Date != "2019-03-02T03:00:00+03:00" {
		t.Errorf("%+v", l)
	}
	client, _ = says(t, publicOne)
	if l, err := client.Invoice(ctx, "132"); err != nil || l.ID != "132" || l.Number != "20231204-1554" || l.Items != 2 || !l.HasItems || l.Sum.String() != "2.12" || !l.SumKnown {
		t.Errorf("%+v %v", l, err)
	}
	client, _ = says(t, `{"success":true,"data":{"id":"7","name":7,"storage":{"id":"3"},"items":[{"count":1}],"date":"2018-06-13 14:28"}}`)
	if l, err := client.Invoice(ctx, "7"); err != nil || l.SumKnown || l.Items != 1 || l.StorageID != "3" || l.Number != "7" || l.Instant.Hour() != 14 {
		t.Errorf("%+v %v", l, err)
	}
	for _, text := range []string{`{"success":true}`, `{"success":true,"data":{}}`, `[]`, `{"data":{"id":1}}`, `{"success":true,"data":{"id":1}`, `{"success":true,"data":{"id":"../x"}}`} {
		client, _ = says(t, text)
		if _, err := client.Invoice(ctx, "7"); verdictOf(t, err) != unreachable {
			t.Errorf("%s: %v", text, err)
		}
	}
	client, _ = says(t, `{"success":false,"data":{"error":"no such invoice"}}`)
	if _, err := client.Invoice(ctx, "7"); verdictOf(t, err) != refused || !strings.Contains(err.Error(), "no such invoice") {
		t.Error(err)
	}
	for _, status := range []int{404, 405, 403} {
		base, _ := faulty(t, answerWith(status, "text/html", "no"))
		o, _ := quick(t, nil)
		client, _ := NewCaffesta("", base, nil, newSecret(testKey), o)
		if err := client.Invoices(ctx, time.Time{}, visit); errors.Is(err, ErrNoList) != (status != 403) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestIDs(t *testing.T) {
	ctx := context.Background()
	for id, want := range map[string]string{"7": "7", `"7"`: "7", `"../7"`: "", `"a?b"`: "", "null": "", `{"a": 1}`: "", `"` + strings.Repeat("7", 200) + `"`: "", "7.5e3": "7500", "7.0": "7", `"7.00"`: "7", `"7e3"`: "7e3"} {
		client, _ := says(t, `{"success": true, "data": {"id": `+id+`}}`)
		if ticket, err := client.Send(ctx, parcel("{}")); err != nil || ticket.ID != want {
			t.Errorf("%s: %+v %v", id, ticket, err)
		}
	}
	client, k := says(t, yes)
	for _, bad := range []string{"", "..", "a/b", "a b", "a?b", "ключ"} {
		_, s := k.Status(ctx, bad)
		_, d := k.Download(ctx, bad, io.Discard)
		_, i := client.Invoice(ctx, bad)
		for _, err := range []error{s, d, i, client.Wire(ctx, bad), client.Stock(ctx, bad, nil)} {
			if !errors.Is(err, KeyMalformed.Fault()) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	}
}

// TestFollow polls with growing waits, and ends as the process does.
func TestFollow(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  verdict
		waits []time.Duration
	}{
		{[]string{"success"}, accepted, nil},
		{[]string{"new", "processing", "SUCCESS"}, accepted, []time.Duration{500 * time.Millisecond, 750 * time.Millisecond}},
		{[]string{"processing", "failed"}, refused, []time.Duration{500 * time.Millisecond}},
		{[]string{"error"}, refused, nil}, {[]string{"fail"}, refused, nil},
		{[]string{"processing"}, unreachable, nil},
	} {
		n, clock := 0, newClock()
		base, _ := faulty(t, func(w http.ResponseWriter, _ string) {
			fmt.Fprintf(w, `{"success": true, "response": {"status": %q}}`, c.words[min(n, len(c.words)-1)])
			n++
		})
		o, _ := quick(t, func(o *Options) { o.Now, o.Sleep, o.Wait = clock.Now, clock.Sleep, time.Minute })
		k, _ := NewKassatka(base, newSecret(testKey), o)
		var heard []string
		err := k.Follow(context.Background(), "key-1", func(w string) { heard = append(heard, w) })
		if got := verdictOf(t, err); got != c.want || c.waits != nil && !slices.Equal(clock.waits, c.waits) || !slices.Equal(heard[:len(c.words)], c.words) {
			t.Errorf("%v: %v %v %v", c.words, err, clock.waits, heard)
		}
		if c.want == unreachable && (!strings.Contains(err.Error(), "key-1") || !strings.Contains(err.Error(), "--resume") || slices.Max(clock.waits) != 5*time.Second) {
			t.Error(err, clock.waits)
		}
	}
	base, _ := faulty(t, answerWith(500, "text/html", "down"))
	o, _ := quick(t, nil)
	k, _ := NewKassatka(base, newSecret(testKey), o)
	if err := k.Follow(context.Background(), "key-1", nil); verdictOf(t, err) != unreachable || !strings.Contains(err.Error(), "key-1") || !strings.Contains(err.Error(), "--resume") {
		t.Error(err)
	}
}

func TestDownload(t *testing.T) {
	big := `<?xml version="1.0"?><Documents>` + strings.Repeat("<Doc/>", 100000) + "</Documents>"
	for _, c := range []struct {
		name string
		do   func(http.ResponseWriter, string)
		want verdict
		says string
	}{
		{"a file", answerWith(200, "application/xml", big), accepted, ""},
		{"of no type", answerWith(200, "", big), accepted, ""},
		{"as text", answerWith(200, "text/plain; charset=utf-8", "\uFEFF"+big), accepted, ""},
		{"a page", answerWith(200, "application/xml", "<!DOCTYPE html><title>Log in</title>"), unreachable, "Log in"},
		{"a page by its type", answerWith(200, "text/html", "<h1>Log in</h1>"), unreachable, "Log in"},
		{"a refusal", answerWith(200, "application/json", `{"success":false,"response":{"error":"gone"}}`), refused, "gone"},
		{"not yet", answerWith(200, "application/json", `{"success":true,"response":{"status":"processing"}}`), unreachable, "processing"},
		{"nothing", answerWith(200, "application/xml", " "), unreachable, "empty"},
		{"a picture", answerWith(200, "image/png", "\x89PNG"), unreachable, "image/png"},
		{"cut by length", hijack("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + big), unreachable, "cut off after 600"},
		{"cut in a chunk", hijack("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n" + big), unreachable, "cut off"},
		{"cut early", hijack("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n<Docu"), unreachable, "cut off"},
		{"404", answerWith(404, "application/json", `{"success":false,"response":{"error":"no key"}}`), refused, "no key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			base, _ := faulty(t, c.do)
			o, _ := quick(t, nil)
			k, _ := NewKassatka(base, newSecret(testKey), o)
			var got bytes.Buffer
			n, err := k.Download(context.Background(), "key-1", &got)
			if verdictOf(t, err) != c.want || n != int64(got.Len()) || err == nil && strings.TrimPrefix(got.String(), "\uFEFF") != big || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v: %d of %d bytes", err, n, got.Len())
			}
			if c.want != accepted && !strings.HasPrefix(c.name, "cut") && n != 0 {
				t.Errorf("%d bytes of what is no file", n)
			}
		})
	}
	full := errors.New("the disk is full")
	base, count := faulty(t, answerWith(200, "application/xml", big))
	o, _ := quick(t, nil)
	k, _ := NewKassatka(base, newSecret(testKey), o)
	if _, err := k.Download(context.Background(), "key-1", refusing{full}); err != full || count.Load() != 1 {
		t.Error(err, count.Load())
	}
}

type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) { return 0, r.err }

// TestPingKassatka: any answer in JSON shows that it is there, but one that does not take the token.
func TestPingKassatka(t *testing.T) {
	for _, c := range []struct {
		do   func(http.ResponseWriter, string)
		want verdict
	}{
		{answerWith(200, "application/json", `{"success":false,"response":{}}`), accepted},
		{answerWith(200, "application/json", `{"success":true,"response":{}}`), accepted},
		{answerWith(404, "application/json", `{"success":false}`), accepted},
		{answerWith(401, "application/json", `{"success":false}`), refused},
		{answerWith(403, "application/json", `{"success":false}`), refused},
		{answerWith(404, "text/html", `<h1>nginx</h1>`), refused},
		{answerWith(200, "text/html", `<h1>nginx</h1>`), unreachable},
		{answerWith(502, "text/html", `<h1>nginx</h1>`), unreachable},
	} {
		base, _ := faulty(t, c.do)
		o, _ := quick(t, nil)
		k, _ := NewKassatka(base, newSecret(testKey), o)
		if err := k.Ping(context.Background()); verdictOf(t, err) != c.want {
			t.Errorf("%v, want %d", err, c.want)
		}
	}
}

// TestManyRows reads a list that is longer than any window.
func TestManyRows(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `[{"id":0}`)
		for i := range 10000 {
			fmt.Fprintf(w, `,{"id":%d,"name":"product","balance":"1.000"}`, i+1)
		}
		io.WriteString(w, "]")
	}))
	defer server.Close()
	o, _ := quick(t, nil)
	client, _ := NewCaffesta("", server.URL, nil, newSecret(testKey), o)
	n := 0
	if err := client.Stock(context.Background(), "3", func(StockRow) error { n++; return nil }); err != nil || n != 10001 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		`{"success":false,"data":{"error":"no storage"}}`:           "no storage",
		`{"success":false,"message":"bad \u0007\u202e\n  key"}`:     "bad key",
		`{"error":{"message":"deep"}}`:                              "deep",
		`{"errors":["a","b"]}`:                                      `["a","b"]`,
		`{"success":false,"data":"bare"}`:                           "bare",
		`{"success":false}`:                                         `{"success":false}`,
		"<html><head><TITLE>502 Bad\nGateway</TITLE></head><body>x": "502 Bad Gateway",
		"<h1>Not &lt;here&gt;</h1><p>nginx":                         "Not <here> nginx",
		"plain \x1b[31mred\x00":                                     "plain [31mred",
		"":                                                          "Conflict",
		strings.Repeat("я", 1000):                                   strings.Repeat("я", 300) + "…",
	} {
		a := &answer{res: &http.Response{Body: io.NopCloser(strings.NewReader(text))}, status: 409, moved: func() {}}
		words, _ := a.words()
		if got := tidy(words); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzAnswers reads hostile bytes as each kind of answer. Nothing may panic, and what is said of them is fit for a terminal.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{yes, publicList, publicOne, `{"1": "(id:1) a"}`, `[{"id":1,"balance":"-3.000"}]`, `{"success":false,"data":{"error":"x"}}`, "<html><title>x</title>", "\uFEFF{}", "", "{", `{"success":tru`, "\xff\xfe<"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fresh := func() *answer {
			return &answer{res: &http.Response{Body: io.NopCloser(bytes.NewReader(text)), Header: http.Header{}}, status: 200, moved: func() {}}
		}
		c := &client{secret: newSecret(testKey)}
		var errs []error
		_, err := readEnvelope(fresh())
		errs = append(errs, err)
		_, err = readInvoice(fresh())
		errs = append(errs, err)
		for _, each := range []func(*element) error{
			func(e *element) error { _, err := stockRow(e); return err },
			func(e *element) error { _, err := listed(e); return err },
			func(e *element) error { storageOf(string(e.w.Text())); return e.w.Skip(e.t) },
		} {
			_, err = readList(fresh(), 1<<40, each)
			errs = append(errs, err)
		}
		_, err = readFile(fresh(), io.Discard, 1<<40)
		errs = append(errs, err)
		words, _ := fresh().words()
		said := []string{tidy(words)}
		for _, err := range errs {
			var no *refusal
			if errors.As(err, &no) {
				err = Said.Fault(200, no.words)
			}
			if err != nil {
				said = append(said, c.fault(asFault(err)).Error())
			}
		}
		for _, s := range said {
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > 1500 || strings.ContainsFunc(s, unicode.IsControl) {
				t.Errorf("%q", s)
			}
		}
	})
}

func TestMessages(t *testing.T) {
	verb := regexp.MustCompile(`%(\[[0-9]+\])?[a-z]`)
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	seen := map[string]bool{}
	for _, m := range Messages() {
		if seen[m.Code] || !kebab.MatchString(m.Code) || len(verb.FindAllString(m.En, -1)) != len(verb.FindAllString(m.Ru, -1)) {
			t.Errorf("%+v", m)
		}
		seen[m.Code] = true
	}
	if len(seen) < 40 {
		t.Errorf("%d messages", len(seen))
	}
}
