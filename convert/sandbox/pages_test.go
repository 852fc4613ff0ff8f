package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func newContext() (context.Context, context.CancelFunc) {
	return context.WithCancel(context.Background())
}

// page asks for a page in a language, and looks whether it is whole.
func (c *client) page(path, language string) string {
	c.t.Helper()
	r := c.request("GET", path, nil)
	r.Header.Set("Accept-Language", language)
	h := c.do(r)
	if h.err != nil || !strings.Contains(h.header.Get("Content-Type"), "html") || !strings.HasSuffix(strings.TrimSpace(h.body), "</html>") {
		c.t.Errorf("%s: %d %v %s", path, h.status, h.err, h.body)
	}
	return h.body
}

// TestPages: in both languages, escaped, with what was received.
func TestPages(t *testing.T) {
	c := serve(t, Options{})
	for _, path := range []string{"/", "/nomenclatures", "/requests", "/faults"} {
		for language, word := range map[string]string{"ru-RU,ru": "Накладные", "en": "Invoices"} {
			if text := c.page(path, language); !strings.Contains(text, word) {
				t.Errorf("%s in %s lacks %s", path, language, word)
			}
		}
	}
	evil := `<script>alert("x")</script>`
	text := example(t, "invoice.json")
	for _, at := range []string{"number", "comment", "shipper.name", "products[0].name", "categories[0].name"} {
		text = change(t, text, at, evil)
	}
	text = change(t, text, "items[0].amount", json.Number("1234567.5"))
	c.post(text).is(t, 200, `{"success":true,"data":{"id":1}}`)
	c.nomenclature("nomenclature", "<"+evil)
	if err := c.s.AddFaults(Fault{Name: "refuse", Where: placePing}); err != nil {
		t.Fatal(err)
	}
	c.get("/a/v1.0/storage/test")
	c.waitFor(3)
	for path, word := range map[string]string{"/": "15\u202f520", "/invoice/1": "1\u202f234\u202f567.5", "/nomenclatures": "error", "/requests": "refuse", "/faults": "refuse@pingx1"} {
		page := c.page(path, "en")
		if strings.Contains(page, "<script") || !strings.Contains(page, word) {
			t.Errorf("%s: %s", path, page[strings.Index(page, "<main>"):])
		}
	}
	if h := c.get("/invoice/2"); h.status != 404 {
		t.Errorf("invoice 2: %d", h.status)
	}
	if h := c.get("/nothing"); h.status != 404 {
		t.Errorf("nothing: %d", h.status)
	}
}

// TestJSON: the same for programs.
func TestJSON(t *testing.T) {
	c := serve(t, Options{})
	text := example(t, "invoice.json")
	c.post(text)
	c.nomenclature("nomenclature", example(t, "nomenclature.xml"))
	var list []Record
	if err := json.Unmarshal([]byte(c.get("/sandbox/invoices?body=1").body), &list); err != nil || len(list) != 1 || string(list[0].Body) != text || list[0].Sum != "15520" || list[0].Storage != 1 {
		t.Errorf("%v %+v", err, list)
	}
	if h := c.get("/sandbox/invoices"); strings.Contains(h.body, `"body"`) {
		t.Error("bodies come unasked")
	}
	var processes []Process
	if err := json.Unmarshal([]byte(c.get("/sandbox/nomenclatures").body), &processes); err != nil || len(processes) != 1 || processes[0].Rows != 11 {
		t.Errorf("%v %+v", err, processes)
	}
	c.waitFor(2)
	var requests []Request
	if err := json.Unmarshal([]byte(c.get("/sandbox/requests").body), &requests); err != nil || len(requests) != 2 || requests[0].SHA256 != list[0].SHA256 {
		t.Errorf("%v %+v", err, requests)
	}
}

// TestNear: the pages are for this machine, and not for what a browser runs in a page of the web.
func TestNear(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, test := range []struct {
		remote, host, origin string
		want                 int
	}{
		{"127.0.0.1:5", "127.0.0.1:8765", "", 200},
		{"[::1]:5", "localhost:8765", "", 200},
		{"127.0.0.1:5", "127.0.0.1:8765", "http://127.0.0.1:8765", 200},
		{"127.0.0.1:5", "127.0.0.1:8765", "http://example.com", 403},
		{"127.0.0.1:5", "example.com", "", 403},
		{"192.0.2.1:5", "127.0.0.1:8765", "", 403},
	} {
		r := httptest.NewRequest(http.MethodPost, "/sandbox/faults", strings.NewReader("refuse"))
		r.RemoteAddr, r.Host = test.remote, test.host
		r.Header.Set("Origin", test.origin)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != test.want {
			t.Errorf("%+v: %d", test, w.Code)
		}
	}
}
