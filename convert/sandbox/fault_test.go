package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseFault(t *testing.T) {
	for text, want := range map[string]string{
		"refuse":                  "refuse@invoicesx1",
		"refuse@taxes":            "refuse@taxesx1",
		"refuse@taxesx2":          "refuse@taxesx2",
		"500-afterx3":             "500-after@invoicesx3",
		"429x*":                   "429@invoicesx*",
		"503@listx2#4":            "503@listx2#4",
		"timeout-after#2":         "timeout-after@invoicesx1#2",
		"stuck-process":           "stuck-process@processx*",
		"stuck-processx2":         "stuck-process@processx2",
		"truncated-download":      "truncated-download@downloadx1",
		"late@nomenclature":       "late@nomenclaturex1",
		" html ":                  "html@invoicesx1",
		"":                        "",
		"nonsense":                "",
		"refuse@nowhere":          "",
		"late@ping":               "",
		"failed-process@invoices": "",
		"refusex":                 "",
		"refusex9999999":          "",
		"refuse@":                 "",
	} {
		f, err := ParseFault(text)
		if err != nil {
			f = Fault{}
		}
		if err == nil && f.String() != want || err != nil && want != "" {
			t.Errorf("%q is %v, %v; want %s", text, f, err, want)
		}
		if again, err2 := ParseFault(f.String()); err == nil && (err2 != nil || again != f) {
			t.Errorf("%v again is %v, %v", f, again, err2)
		}
	}
	if list, err := ParseFaults("429, 503x2\nhtml@list"); err != nil || len(list) != 3 {
		t.Error(list, err)
	}
	if _, err := New(Options{Faults: []Fault{{Name: "nonsense"}}}); err == nil {
		t.Error("an unknown fault is set")
	}
}

// TestStrikes: from the third request on, twice; a second fault takes its turn when the first is through.
func TestStrikes(t *testing.T) {
	list, err := ParseFaults("429@pingx2#3,503@ping#4,refuse@list")
	if err != nil {
		t.Fatal(err)
	}
	c := serve(t, Options{Faults: list})
	var got []int
	for range 6 {
		got = append(got, c.get("/a/v1.0/storage/test").status)
	}
	if !slices.Equal(got, []int{200, 200, 429, 429, 503, 200}) {
		t.Error(got)
	}
}

// An expectation is what a client sees of a fault, and what the server holds then.
type expectation struct {
	status   int    // 0: no answer, or one that breaks off
	contains string // of the body
	header   string // Name: value
	accepted int
}

// expectations are those of a POST of an invoice.
func expectations() map[string]expectation {
	return map[string]expectation{
		"refuse":         {status: 200, contains: `{"success":false,"data":{"error":`},
		"refuse-400":     {status: 400, contains: `{"success":false,`},
		"unauthorized":   {status: 401, contains: `{"success":false,`},
		"timeout-before": {},
		"timeout-after":  {accepted: 1},
		"reset-before":   {},
		"reset-middle":   {},
		"reset-after":    {accepted: 1},
		"late":           {accepted: 1},
		"cut":            {status: 200, contains: `{"success":tru`, accepted: 1},
		"cut-reset":      {accepted: 1},
		"html":           {status: 200, contains: "<html>"},
		"html-after":     {status: 200, contains: "<html>", accepted: 1},
		"408":            {status: 408},
		"425":            {status: 425},
		"429":            {status: 429, header: "Retry-After: 1"},
		"429-date":       {status: 429, header: "Retry-After: Wed, 04 Mar 2026 12:00:02 GMT"},
		"500-before":     {status: 500},
		"500-after":      {status: 500, accepted: 1},
		"502-after":      {status: 502, contains: "nginx", accepted: 1},
		"503":            {status: 503, header: "Retry-After: 1"},
		"503-bare":       {status: 503, header: "Retry-After: "},
		"wrong-type":     {status: 200, contains: `{"success":"yes"}`, accepted: 1},
		"endless":        {status: 200, contains: `{"success":true,"data":{"id":1  `, accepted: 1},
		"slow":           {status: 200, contains: `{"success":true,"data":{"id":1}}`, accepted: 1},
		"redirect-host":  {status: 302, contains: ""},
		"redirect-http":  {status: 302, contains: ""},
		"redirect-same":  {status: 307, header: "Location: /a/v1.0/storage/invoices"},
	}
}

// TestFaults strikes each fault where it can strike, over real HTTP, and compares what the client sees with what the server holds.
func TestFaults(t *testing.T) {
	want := expectations()
	text := example(t, "invoice.json")
	for _, k := range Kinds() {
		if k.Places[0] != placeInvoices {
			continue
		}
		t.Run(k.Name, func(t *testing.T) {
			e, ok := want[k.Name]
			if !ok {
				t.Fatal("nobody says what is expected")
			}
			slept := make(chan time.Duration, 100)
			c := serve(t, Options{Faults: []Fault{{Name: k.Name}}, Sleep: func(_ context.Context, d time.Duration) error { slept <- d; return nil }})
			h := c.impatient(text)
			e.meets(t, h)
			for c.waitFor(1); len(c.s.Accepted()) != e.accepted; {
				t.Fatalf("%d invoices are accepted, want %d", len(c.s.Accepted()), e.accepted)
			}
			last := c.s.Requests()[0]
			if last.Fault != k.Name || (last.Outcome == Accepted) != (e.accepted == 1) {
				t.Errorf("the log says %+v", last)
			}
			c.post(text) // it struck once
			if n := len(c.s.Accepted()); n != e.accepted+1 {
				t.Errorf("after the fault there are %d invoices", n)
			}
		})
	}
}

// impatient posts an invoice, and goes when the server has had time to make up its mind and says nothing.
func (c *client) impatient(text string) heard {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	fault := c.s.faults.show()[0].Name
	if strings.HasPrefix(fault, "timeout") {
		go func() {
			c.untilStruck()
			for fault == "timeout-after" && len(c.s.Accepted()) == 0 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
	}
	return c.do(c.request("POST", "/a/v1.0/storage/invoices", strings.NewReader(text)).WithContext(ctx))
}

// untilStruck waits for the first fault to strike.
func (c *client) untilStruck() {
	for c.s.faults.show()[0].Struck == 0 {
		time.Sleep(time.Millisecond)
	}
}

// waitFor waits until so many requests have ended.
func (c *client) waitFor(n int) {
	for len(c.s.Requests()) < n {
		time.Sleep(time.Millisecond)
	}
}

func (e expectation) meets(t *testing.T, h heard) {
	t.Helper()
	if e.status == 0 {
		if h.err == nil {
			t.Errorf("an answer: %d %s", h.status, h.body)
		}
		return
	}
	if h.err != nil || h.status != e.status || !strings.Contains(h.body, e.contains) {
		t.Errorf("is %d %.200s %v, want %d %s", h.status, h.body, h.err, e.status, e.contains)
	}
	if name, value, ok := strings.Cut(e.header, ": "); ok && h.header.Get(name) != value {
		t.Errorf("%s is %q, want %q", name, h.header.Get(name), value)
	}
}

// TestEverywhere strikes those faults that can strike anywhere at each endpoint: none may hang or panic.
func TestEverywhere(t *testing.T) {
	c := serve(t, Options{Sleep: func(context.Context, time.Duration) error { return nil }})
	key := c.receipts("2026-01-01 00:00:00", "2026-01-02 00:00:00").key(t)
	c.post(example(t, "invoice.json"))
	body, kind := upload(t, "nomenclature", example(t, "nomenclature.xml"))
	requests := map[string]func() *http.Request{
		placeInvoices: func() *http.Request {
			return c.request("POST", "/a/v1.0/storage/invoices", strings.NewReader(example(t, "invoice.json")))
		},
		placeNomenclature: func() *http.Request {
			r := c.request("POST", "/1c-api/v1/nomenclature", bytes.NewReader(body))
			r.Header.Set("Content-Type", kind)
			return r
		},
		placeWire: func() *http.Request {
			return c.request("PUT", "/a/v1.0/storage/invoices/1", strings.NewReader(`{"action":"wire"}`))
		},
	}
	for place, path := range map[string]string{placeList: "/a/v1.0/storage/invoices", placeInvoice: "/a/v1.0/storage/invoices/1", placePing: "/a/v1.0/storage/test",
		placeStorages: "/a/v1.0/draft/storages", placeStock: "/a/v1.0/draft/store/1", placeTaxes: "/a/v1.0/draft/get_taxes",
		placeReceipts: "/1c-api/v1/receipts?from=2026-01-01%2000:00:00&to=2026-01-02%2000:00:00", placeProcess: "/1c-api/v1/process/" + key, placeDownload: "/1c-api/v1/download/" + key} {
		requests[place] = func() *http.Request { return c.request("GET", path, nil) }
	}
	for _, place := range Places() {
		for _, k := range Kinds() {
			if !slices.Contains(k.Places, place) || strings.HasPrefix(k.Name, "timeout") {
				continue
			}
			if err := c.s.AddFaults(Fault{Name: k.Name, Where: place}); err != nil {
				t.Fatal(err)
			}
			before := len(c.s.Requests())
			c.do(requests[place]())
			c.waitFor(before + 1)
			if last := c.s.Requests()[before]; last.Fault != k.Name || last.Endpoint != place {
				t.Errorf("%s at %s: %+v", k.Name, place, last)
			}
			c.s.ClearFaults()
			if h := c.do(requests[place]()); h.err != nil || h.status != 200 {
				t.Errorf("behind %s at %s: %d %v", k.Name, place, h.status, h.err)
			}
			c.waitFor(before + 2)
		}
	}
}

func TestProcessFaults(t *testing.T) {
	c := serve(t, Options{})
	key := c.receipts("2026-01-01 00:00:00", "2026-01-02 00:00:00").key(t)
	for name, want := range map[string]string{"failed-process": "failed", "stuck-process": "process", "odd-status": "queued"} {
		if err := c.s.AddFaults(Fault{Name: name}); err != nil {
			t.Fatal(err)
		}
		sameJSON(t, c.get("/1c-api/v1/process/"+key).body, `{"success":true,"response":{"status":"`+want+`"}}`)
		c.s.ClearFaults()
	}
	sameJSON(t, c.get("/1c-api/v1/process/"+key).body, `{"success":true,"response":{"status":"success"}}`)
}

func TestDownloadFaults(t *testing.T) {
	c := serve(t, Options{})
	path := "/1c-api/v1/download/" + c.receipts("2026-01-01 00:00:00", "2026-01-02 00:00:00").key(t)
	whole := c.get(path).body
	struck := func(name string) heard {
		if err := c.s.AddFaults(Fault{Name: name}); err != nil {
			t.Fatal(err)
		}
		defer c.s.ClearFaults()
		return c.get(path)
	}
	struck("truncated-download").is(t, 200, strings.TrimSpace(whole[:len(whole)/2]))
	if h := struck("reset-download"); h.err == nil || h.body == whole {
		t.Errorf("reset-download: %v, %d bytes", h.err, len(h.body))
	}
	if h := struck("json-download"); h.status != 200 || !strings.HasPrefix(h.body, `{"success":false,"response":{"error":`) {
		t.Errorf("json-download: %s", h.body)
	}
	if h := struck("html-download"); h.status != 200 || !strings.Contains(h.body, "<html>") {
		t.Errorf("html-download: %s", h.body)
	}
	nums, _ := docNums(t, whole)
	doubled, _ := docNums(t, struck("duplicate-download").body)
	if len(doubled) != len(nums)+3 || !slices.Equal(slices.Compact(doubled), nums) {
		t.Errorf("duplicate-download: %d of %d", len(doubled), len(nums))
	}
}

// TestRedirectHost: a client that follows is seen in the log.
func TestRedirectHost(t *testing.T) {
	c := serve(t, Options{Faults: []Fault{{Name: "redirect-host", Where: placePing}}})
	h := c.get("/a/v1.0/storage/test")
	if h.status != 302 || !strings.HasPrefix(h.header.Get("Location"), "http://localhost:") {
		t.Errorf("%d %s", h.status, h.header.Get("Location"))
	}
}

// TestBrokenBody: what breaks off is not accepted.
func TestBrokenBody(t *testing.T) {
	c := serve(t, Options{})
	text := example(t, "invoice.json")
	r, w := io.Pipe()
	go func() {
		io.WriteString(w, text) // whole, but the chunks do not end
		w.CloseWithError(io.ErrClosedPipe)
	}()
	if h := c.do(c.request("POST", "/a/v1.0/storage/invoices", r)); h.err == nil {
		t.Errorf("an answer: %+v", h)
	}
	c.waitFor(1)
	if len(c.s.Accepted()) != 0 {
		t.Error("it was accepted")
	}
}

// TestFaultsAtRunTime sets, lists and clears faults over HTTP.
func TestFaultsAtRunTime(t *testing.T) {
	c := serve(t, Options{})
	set := func(body string) heard { return c.do(c.request("POST", "/sandbox/faults", strings.NewReader(body))) }
	for body, status := range map[string]int{"refuse@pingx2": 200, `["429@list", "html@list#2"]`: 200, "nonsense": 400, `["refuse`: 400} {
		if h := set(body); h.status != status {
			t.Errorf("%s: %d %s", body, h.status, h.body)
		}
	}
	var shown struct {
		Set   []set_
		Kinds []Kind
	}
	if err := json.Unmarshal([]byte(c.get("/sandbox/faults").body), &shown); err != nil || len(shown.Set) != 3 || len(shown.Kinds) != len(Kinds()) {
		t.Errorf("%v %+v", err, shown.Set)
	}
	if h := c.get("/a/v1.0/storage/test"); !strings.Contains(h.body, `"success":false`) {
		t.Errorf("the fault did not strike: %s", h.body)
	}
	if h := c.do(c.request("DELETE", "/sandbox/faults", nil)); h.status != 200 || !strings.Contains(h.body, `"set":[]`) {
		t.Errorf("clear: %s", h.body)
	}
	for _, k := range Kinds() {
		if k.Name == "" || k.En == "" || !strings.ContainsFunc(k.Ru, func(r rune) bool { return r >= 'а' && r <= 'я' }) && !strings.Contains(k.Ru, "40") && !strings.Contains(k.Ru, "42") || len(k.Places) == 0 {
			t.Errorf("kind %+v", k)
		}
	}
}

// set_ is what the list of set faults holds.
type set_ struct{ Name, Where string }
