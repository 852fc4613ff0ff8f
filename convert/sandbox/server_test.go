package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"obmen/formats/kassatka"
	"obmen/formats/record"
)

const testKey = "test-key-one"

// A client speaks with a server that runs for the length of a test.
type client struct {
	t    *testing.T
	s    *Server
	http *http.Client
	url  string
}

// noon is when tests happen.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func serve(t *testing.T, o Options) *client {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	c := &client{t: t, s: s, url: server.URL, http: &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	t.Cleanup(func() {
		s.end()
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// A heard is what a client hears: err is of the connection, before the answer or in it.
type heard struct {
	status int
	header http.Header
	body   string
	err    error
}

func (c *client) request(method, path string, body io.Reader) *http.Request {
	c.t.Helper()
	r, err := http.NewRequest(method, c.url+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("X-API_KEY", testKey)
	r.Header.Set("api-token", testKey)
	return r
}

func (c *client) do(r *http.Request) heard {
	answer, err := c.http.Do(r)
	if err != nil {
		return heard{err: err}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	return heard{answer.StatusCode, answer.Header, string(body), err}
}

func (c *client) get(path string) heard { return c.do(c.request("GET", path, nil)) }

func (c *client) post(body string) heard {
	return c.do(c.request("POST", CaffestaPath+"/storage/invoices", strings.NewReader(body)))
}

// is holds an answer against status and body, white space at its ends left out.
func (h heard) is(t *testing.T, status int, body string) {
	t.Helper()
	if h.err != nil || h.status != status || strings.TrimSpace(h.body) != body {
		t.Errorf("the answer is %d %s %v\nwant %d %s", h.status, strings.TrimSpace(h.body), h.err, status, body)
	}
}

func example(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../testdata/example/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sameJSON compares values.
func sameJSON(t *testing.T, got, want string) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		t.Fatalf("%v in %s", err, got)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatal(err)
	}
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	if !bytes.Equal(x, y) {
		t.Errorf("is   %s\nwant %s", x, y)
	}
}

// TestCaffestaContract holds the answers against the examples of caffesta-api.md and of the public edition.
func TestCaffestaContract(t *testing.T) {
	c := serve(t, Options{})
	c.get("/a/v1.0/storage/test").is(t, 200, `{"success":true,"data":{"id":"test"}}`)
	sameJSON(t, c.get("/a/v1.0/draft/storages").body, `{"1": "(id:1) Склад кафе Буран", "2": "(id:2) Общий склад", "3": "(id:3) Резервный склад",
		"4": "(id:4) Склад магазина К звёздам", "5": "(id:5) Склад бара Берико"}`)
	c.get("/a/v1.0/draft/store/1").is(t, 200, "[]")
	c.post(example(t, "invoice.json")).is(t, 200, `{"success":true,"data":{"id":1}}`)
	sameJSON(t, c.get("/a/v1.0/storage/invoices?start=2018-06-13").body, `{"success": true, "data": [{"id": 1, "name": "0155484", "total_amount": 25, "total_wo_nds": 50,
		"total_nds_sum": 0, "type": "incoming", "shipper": {"id": 1, "name": "поставщик", "created_at": "2026-03-04T15:00:00+03:00", "deleted": false},
		"created_at": "2026-03-04T15:00:00+03:00", "created_by": {"id": 1}, "updated_at": "2026-03-04T15:00:00+03:00", "updated_by": {"id": 1},
		"storage": {"id": 1, "name": "Склад кафе Буран"}, "status": "not_wired", "finished": false, "invoice_date": "2018-06-13T17:28:00+03:00", "paid": false, "comment": "комментарий"}]}`)
	c.get("/a/v1.0/storage/invoices?start=2018-06-14").is(t, 200, `{"success":true,"data":[]}`)
	wire := func(action string) heard {
		return c.do(c.request("PUT", "/a/v1.0/storage/invoices/1", strings.NewReader(`{"action": "`+action+`"}`)))
	}
	wire("wire").is(t, 200, `{"success":true}`)
	wire("wire").is(t, 200, `{"success":false,"data":{"error":"invoice 1 is wired already; nothing was done"}}`)
	sameJSON(t, c.get("/a/v1.0/draft/store/1").body, `[{"id": 1, "name": "1000", "measure": "pcs", "cost": "2.000000", "summ": "50", "balance": "25"}]`)
	one := c.get("/a/v1.0/storage/invoices/1").body
	for _, part := range []string{`"doc_date":"2018-06-13T17:28:00+03:00"`, `"total_cost":50`, `"status":"wired"`, `"count":25`, `"ref_code":"prod1"`} {
		if !strings.Contains(one, part) {
			t.Errorf("%s lacks %s", one, part)
		}
	}
	wire("unwire").is(t, 200, `{"success":true}`)
	wire("unwire").is(t, 200, `{"success":false,"data":{"error":"invoice 1 is not wired; nothing was done"}}`)
	c.get("/a/v1.0/draft/store/1").is(t, 200, "[]")
	if !strings.HasPrefix(c.get("/a/v1.0/draft/get_taxes").body, `{"code":"ok","data":[{`) {
		t.Error("get_taxes has another shape")
	}
}

// TestTwice: the same invoice posted twice stands twice, but what it names is found by ref_code.
func TestTwice(t *testing.T) {
	c := serve(t, Options{})
	text := example(t, "invoice.json")
	c.post(text).is(t, 200, `{"success":true,"data":{"id":1}}`)
	c.post(strings.Replace(text, `"name": "1000"`, `"name": "renamed"`, 1)).is(t, 200, `{"success":true,"data":{"id":2}}`)
	list := c.s.Accepted()
	if len(list) != 2 || list[0].Number != list[1].Number || list[0].SHA256 == list[1].SHA256 || string(list[0].Body) != text {
		t.Fatalf("accepted: %+v", list)
	}
	if one := c.get("/a/v1.0/storage/invoices/1").body; !strings.Contains(one, `"renamed"`) {
		t.Error("the product was not renamed: " + one)
	}
	if c.s.account.lastID[products] != 1 || c.s.account.lastID[shippers] != 1 || c.s.account.lastID[categories] != 2 {
		t.Errorf("ids: %v", c.s.account.lastID)
	}
}

func TestKeys(t *testing.T) {
	c := serve(t, Options{Key: "the-right-key", Token: "the-right-token"})
	for _, test := range []struct {
		path   string
		header http.Header
		want   int
	}{
		{"/a/v1.0/storage/test", http.Header{}, 401},
		{"/a/v1.0/storage/test", http.Header{"X-API_KEY": {"the-right-key"}}, 200},
		{"/a/v1.0/storage/test", http.Header{"X-API-KEY": {"the-right-key"}}, 200},
		{"/a/v1.0/storage/test", http.Header{"X-API_KEY": {"the-right-key"}, "X-API-KEY": {"the-right-key"}}, 200},
		{"/a/v1.0/storage/test", http.Header{"X-API_KEY": {"the-right-key"}, "X-API-KEY": {"the-wrong-key"}}, 401},
		{"/a/v1.0/storage/test", http.Header{"X-API_KEY": {""}}, 401},
		{"/a/v1.0/storage/test", http.Header{"Api-Token": {"the-right-token"}}, 401},
		{"/1c-api/v1/process/x", http.Header{"Api-Token": {"the-wrong-key"}}, 401},
		{"/1c-api/v1/process/x", http.Header{"Api-Token": {"the-right-token"}}, 404},
		{"/1c-api/v1/process/x", http.Header{"X-API_KEY": {"the-right-token"}}, 401},
	} {
		r := c.request("GET", test.path, nil)
		r.Header = test.header
		h := c.do(r)
		if h.status != test.want || !strings.Contains(h.header.Get("Content-Type"), "json") {
			t.Errorf("%s %v: %d %s", test.path, test.header, h.status, h.body)
		}
		if strings.Contains(h.body, "the-") {
			t.Error("the answer shows a key: " + h.body)
		}
	}
	text, _ := json.Marshal(c.s.Requests())
	if strings.Contains(string(text), "the-right") || strings.Contains(string(text), "the-wrong") {
		t.Error("the log shows a key")
	}
}

// TestOlderAccount: without the public edition's endpoints there is 404, and invoices still go in.
func TestOlderAccount(t *testing.T) {
	c := serve(t, Options{NoList: true})
	for _, path := range []string{"/storage/invoices", "/storage/invoices/1", "/draft/get_taxes"} {
		if h := c.get(CaffestaPath + path); h.status != 404 || !strings.HasPrefix(h.body, `{"success":false,`) {
			t.Errorf("%s: %d %s", path, h.status, h.body)
		}
	}
	if h := c.do(c.request("PUT", CaffestaPath+"/storage/invoices/1", strings.NewReader(`{"action":"wire"}`))); h.status != 404 {
		t.Errorf("wire: %d %s", h.status, h.body)
	}
	c.post(example(t, "invoice.json")).is(t, 200, `{"success":true,"data":{"id":1}}`)
}

func TestWrongRequests(t *testing.T) {
	c := serve(t, Options{})
	for _, test := range []struct {
		method, path, body, want string
		status                   int
	}{
		{"GET", "/a/v1.0/storage/invoices?start=13.06.2018", "", "2018-06-13", 400},
		{"GET", "/a/v1.0/storage/invoices/7", "", "no invoice 7", 404},
		{"GET", "/a/v1.0/storage/invoices/x", "", "no invoice x", 404},
		{"PUT", "/a/v1.0/storage/invoices/7", `{"action":"wire"}`, "no invoice 7", 404},
		{"PUT", "/a/v1.0/storage/invoices/7", `{"action":"post"}`, "wire", 400},
		{"PUT", "/a/v1.0/storage/invoices/7", `{"action":"wire","x":1}`, "wire", 400},
		{"GET", "/a/v1.0/draft/store/77", "", "no storage 77", 404},
		{"GET", "/a/v1.0/nothing", "", "no GET", 404},
		{"DELETE", "/a/v1.0/storage/test", "", "no DELETE", 404},
		{"GET", "/1c-api/v1/receipts", "", "from: ", 400},
		{"GET", "/1c-api/v1/receipts?from=2026-01-01&to=2026-01-02+00:00:00", "", "from: ", 400},
		{"GET", "/1c-api/v1/receipts?from=2026-01-01+00:00:00&to=2026-1-2+00:00:00", "", "to: ", 400},
		{"GET", "/1c-api/v1/receipts?from=2026-01-03+00:00:00&to=2026-01-02+00:00:00", "", "exchange from and to", 400},
		{"GET", "/1c-api/v1/download/none", "", "no process none", 404},
		{"POST", "/1c-api/v1/nomenclature", "<ProductsGroups/>", "multipart", 400},
	} {
		h := c.do(c.request(test.method, test.path, strings.NewReader(test.body)))
		if h.status != test.status || !strings.HasPrefix(h.body, `{"success":false,`) || !strings.Contains(h.body, test.want) {
			t.Errorf("%s %s: %d %s", test.method, test.path, h.status, h.body)
		}
	}
	r := c.request("GET", "/a/v1.0/storage/invoices/7", nil)
	r.Header.Set("Accept-Language", "ru-RU,ru;q=0.9")
	if h := c.do(r); !strings.Contains(h.body, "накладной 7 нет") {
		t.Error("not in Russian: " + h.body)
	}
}

// upload makes the body of a nomenclature.
func upload(t testing.TB, part, text string) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, err := w.CreateFormFile(part, "catalogue.xml")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, text)
	w.Close()
	return b.Bytes(), w.FormDataContentType()
}

func (c *client) nomenclature(part, text string) heard {
	body, kind := upload(c.t, part, text)
	r := c.request("POST", KassatkaPath+"/nomenclature", bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	return c.do(r)
}

// key takes the process key out of an answer.
func (h heard) key(t *testing.T) string {
	t.Helper()
	var a struct {
		Success  bool
		Response struct {
			Key string `json:"process_key"`
		}
	}
	if err := json.Unmarshal([]byte(h.body), &a); err != nil || !a.Success || len(a.Response.Key) != 36 {
		t.Fatalf("no key in %s, %v %v", h.body, h.err, err)
	}
	return a.Response.Key
}

func (c *client) receipts(from, to string) heard {
	return c.get(KassatkaPath + "/receipts?" + url.Values{"from": {from}, "to": {to}}.Encode())
}

// TestProcess follows processes through their states.
func TestProcess(t *testing.T) {
	now := noon
	c := serve(t, Options{Process: 4 * time.Second, Now: func() time.Time { return now }})
	good := c.nomenclature("nomenclature", example(t, "nomenclature.xml")).key(t)
	bad := c.nomenclature("nomenclature", "<Nothing/>").key(t)
	cut := c.nomenclature("nomenclature", example(t, "nomenclature.xml")[:900]).key(t)
	if h := c.nomenclature("file", "<ProductsGroups/>"); h.status != 400 {
		t.Errorf("another part: %d %s", h.status, h.body)
	}
	status := func(key string) string { return c.get(KassatkaPath + "/process/" + key).body }
	for passed, want := range map[time.Duration]string{0: "wait", time.Second: "wait", 2 * time.Second: "process", 3 * time.Second: "process"} {
		now = noon.Add(passed)
		sameJSON(t, status(good), `{"success":true,"response":{"status":"`+want+`"}}`)
	}
	now = noon.Add(4 * time.Second)
	sameJSON(t, status(good), `{"success":true,"response":{"status":"success"}}`)
	sameJSON(t, status(bad), `{"success":true,"response":{"status":"error"}}`)
	sameJSON(t, status(cut), `{"success":true,"response":{"status":"error"}}`)
	if h := c.get(KassatkaPath + "/download/" + good); h.status != 404 {
		t.Errorf("a nomenclature has a download: %d", h.status)
	}
	list := c.s.Nomenclatures()
	if len(list) != 3 || list[0].Groups != 4 || list[0].Rows != 11 || string(list[0].Body) != example(t, "nomenclature.xml") || list[1].Wrong == "" {
		t.Errorf("nomenclatures: %+v", list)
	}
}

// docNums reads a document of receipts.
func docNums(t *testing.T, text string) (nums, dates []string) {
	t.Helper()
	for rec, err := range record.All(kassatka.NewReader(strings.NewReader(text), record.Options{})) {
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		r := rec.(*record.Receipt)
		nums, dates = append(nums, string(r.DocNum)), append(dates, string(r.Date))
	}
	return nums, dates
}

// TestReceipts: periods are half-open, and those that overlap have the same receipts.
func TestReceipts(t *testing.T) {
	c := serve(t, Options{})
	fetch := func(from, to string) ([]string, []string) {
		h := c.get(KassatkaPath + "/download/" + c.receipts(from, to).key(t))
		if h.status != 200 || h.err != nil || h.header.Get("Content-Type") != "application/xml" || h.header.Get("Content-Length") != "" {
			t.Fatalf("download: %+v", h)
		}
		return docNums(t, h.body)
	}
	all, dates := fetch("2026-01-01 00:00:00", "2026-01-04 00:00:00")
	if len(all) != 72 {
		t.Errorf("%d receipts in three days", len(all))
	}
	seen := map[string]bool{}
	for i, n := range all {
		if seen[n] || !strings.HasSuffix(dates[i], "+0000") || i > 0 && dates[i-1] >= dates[i] {
			t.Errorf("receipt %d: %s of %s", i, n, dates[i])
		}
		seen[n] = true
	}
	// [from, to) begins with the receipt at from, and ends before that at to.
	moment := func(i int) string { return strings.Replace(dates[i][:19], "T", " ", 1) }
	part, _ := fetch(moment(10), moment(40))
	if strings.Join(part, " ") != strings.Join(all[10:40], " ") {
		t.Errorf("the part is %v", part)
	}
	none, _ := fetch("2026-01-01 00:00:00", "2026-01-01 00:00:00")
	future, _ := fetch("2026-03-05 00:00:00", "2027-01-01 00:00:00")
	today, _ := fetch("2026-03-04 00:00:00", "2026-03-05 00:00:00")
	if len(none) != 0 || len(future) != 0 || len(today) != 12 {
		t.Errorf("%d, %d, %d receipts", len(none), len(future), len(today))
	}
}
