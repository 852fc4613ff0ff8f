package deliver

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A recorder answers each connection with the next answer, and keeps the requests byte by byte: Go's own server would not show how a header is spelled.
type recorder struct {
	mu       sync.Mutex
	requests []string
	base     string
}

func newRecorder(t *testing.T, answers ...string) *recorder {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	r := &recorder{base: "http://" + l.Addr().String() + "/a/v1.0"}
	go func() {
		for _, a := range answers {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			r.serve(conn, a)
		}
	}()
	return r
}

func (r *recorder) serve(conn net.Conn, answer string) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	var text strings.Builder
	length := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		text.WriteString(line)
		if v, ok := strings.CutPrefix(strings.ToLower(line), "content-length: "); ok {
			length, _ = strconv.Atoi(strings.TrimSpace(v))
		}
		if line == "\r\n" {
			break
		}
	}
	io.CopyN(&text, in, int64(length))
	r.mu.Lock()
	r.requests = append(r.requests, text.String())
	r.mu.Unlock()
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(answer), answer)
}

func (r *recorder) only(t *testing.T) string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.requests) != 1 {
		t.Fatalf("%d requests", len(r.requests))
	}
	return r.requests[0]
}

const yes = `{"success": true, "data": {"id": 7}, "response": {"process_key": "ef9eb390-6db2", "status": "success"}}`

// TestContract holds our requests against the examples of both documents: method, path, query and headers, as they go over the wire.
func TestContract(t *testing.T) {
	ctx := context.Background()
	day := func(s string) time.Time { at, _ := time.Parse(time.DateTime, s); return at }
	for _, c := range []struct {
		name, answer string
		ask          func(*Caffesta, *Kassatka) error
		line         string
		has          []string
	}{
		{"test", `{"success": true, "data": {"id": "test"}}`, func(c *Caffesta, _ *Kassatka) error { return c.Ping(ctx) }, "GET /a/v1.0/storage/test", []string{"X-API_KEY: " + testKey, "X-API-KEY: " + testKey}},
		{"storages", `{"1": "(id:1) Склад кафе Буран"}`, func(c *Caffesta, _ *Kassatka) error { _, err := c.Storages(ctx); return err }, "GET /a/v1.0/draft/storages", nil},
		{"stock", `[]`, func(c *Caffesta, _ *Kassatka) error { return c.Stock(ctx, "3", nil) }, "GET /a/v1.0/draft/store/3", nil},
		{"taxes", `[]`, func(c *Caffesta, _ *Kassatka) error { _, err := c.Taxes(ctx); return err }, "GET /a/v1.0/draft/get_taxes", nil},
		{"invoice", yes, func(c *Caffesta, _ *Kassatka) error {
			_, err := c.Send(ctx, parcel(`{"number": "0155484"}`))
			return err
		}, "POST /a/v1.0/storage/invoices",
			[]string{"Content-Type: application/json", "Content-Length: 21", "X-API_KEY: " + testKey, "\r\n\r\n{\"number\": \"0155484\"}"}},
		{"list", `{"success": true, "data": []}`, func(c *Caffesta, _ *Kassatka) error { return c.Invoices(ctx, day("2019-03-02 00:00:00"), nil) }, "GET /a/v1.0/storage/invoices?start=2019-03-02", nil},
		{"one", yes, func(c *Caffesta, _ *Kassatka) error { _, err := c.Invoice(ctx, "132"); return err }, "GET /a/v1.0/storage/invoices/132", nil},
		{"wire", `{"success": true}`, func(c *Caffesta, _ *Kassatka) error { return c.Wire(ctx, "132") }, "PUT /a/v1.0/storage/invoices/132", []string{"\r\n\r\n{\"action\": \"wire\"}", "Content-Type: application/json"}},
		{"nomenclature", yes, func(_ *Caffesta, k *Kassatka) error { _, err := k.Send(ctx, parcel("<a/>")); return err }, "POST /a/v1.0/nomenclature",
			[]string{"api-token: " + testKey, "Content-Type: multipart/form-data; boundary=", "Content-Length: ", "name=\"nomenclature\"; filename=\"nomenclature.xml\"\r\nContent-Type: application/xml\r\n\r\n<a/>\r\n--"}},
		{"receipts", yes, func(_ *Caffesta, k *Kassatka) error {
			_, err := k.AskReceipts(ctx, day("2018-01-01 00:00:00").In(time.FixedZone("", 3*3600)), day("2018-05-01 00:00:00"))
			return err
		}, "GET /a/v1.0/receipts?from=2018-01-01%2000:00:00&to=2018-05-01%2000:00:00", []string{"api-token: " + testKey}},
		{"process", yes, func(_ *Caffesta, k *Kassatka) error { _, err := k.Status(ctx, "ef9eb390-6db2"); return err }, "GET /a/v1.0/process/ef9eb390-6db2", []string{"api-token: " + testKey}},
		{"download", "<Documents/>", func(_ *Caffesta, k *Kassatka) error {
			_, err := k.Download(ctx, "462d871e-3a2d", io.Discard)
			return err
		}, "GET /a/v1.0/download/462d871e-3a2d", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRecorder(t, c.answer)
			o, _ := quick(t, nil)
			caffesta, _ := NewCaffesta("", r.base, nil, newSecret(testKey), o)
			kassatka, _ := NewKassatka(r.base, newSecret(testKey), o)
			if err := c.ask(caffesta, kassatka); err != nil {
				t.Error(err)
			}
			got := r.only(t)
			if !strings.HasPrefix(got, c.line+" HTTP/1.1\r\n") {
				t.Errorf("%s", got)
			}
			for _, want := range append(c.has, "User-Agent: obmen\r\n", "Accept-Encoding: identity\r\n") {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in %s", want, got)
				}
			}
			if strings.Contains(got, "Transfer-Encoding") || strings.Contains(got, "Cookie") {
				t.Error(got)
			}
		})
	}
}

// TestForm reads the form back, as a server does.
func TestForm(t *testing.T) {
	var got []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, _, err := r.FormFile("nomenclature")
		if err != nil {
			t.Error(err)
			return
		}
		got, _ = io.ReadAll(f)
		io.WriteString(w, yes)
	}))
	defer server.Close()
	o, events := quick(t, nil)
	k, _ := NewKassatka(server.URL, newSecret(testKey), o)
	text := strings.Repeat("<Product/>\r\n", 100000)
	ticket, err := k.Send(context.Background(), parcel(text))
	if err != nil || ticket.ID != "ef9eb390-6db2" || string(got) != text || (*events)[0].Sent <= int64(len(text)) {
		t.Errorf("%v %+v: %d bytes", err, ticket, len(got))
	}
	form := newForm(parcel("text"))
	body, _ := form.open()
	all, _ := io.ReadAll(body)
	part, err := multipart.NewReader(bytes.NewReader(all), form.boundary).NextPart()
	if err != nil || part.FormName() != "nomenclature" || int64(len(all)) != form.size() {
		t.Errorf("%v: %d bytes of %d", err, len(all), form.size())
	}
}

// TestRedirects: the key goes to no other host, a body is not lost on the way, and TLS is not given up.
func TestRedirects(t *testing.T) {
	leaked := make(chan string, 100)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { leaked <- fmt.Sprint(r.Header) }))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		var bodies []string
		var to string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			bodies = append(bodies, r.Method+" "+string(b))
			if strings.HasSuffix(r.URL.Path, "/there") {
				io.WriteString(w, yes)
				return
			}
			w.Header().Set("Location", to)
			w.WriteHeader(status)
		}))
		o, _ := quick(t, nil)
		c, _ := NewCaffesta("", server.URL, nil, newSecret(testKey), o)
		send := func() error { _, err := c.Send(context.Background(), parcel("{}")); return err }
		ping := func() error { return c.Ping(context.Background()) }

		to = other.URL + "/there"
		if away := map[bool]verdict{false: refused, true: inDoubt}[status == 303]; verdictOf(t, send()) != away || verdictOf(t, ping()) != refused || !strings.Contains(ping().Error(), to) {
			t.Errorf("%d: sent on to another host", status)
		}
		to = strings.Replace(server.URL, "http", "ftp", 1)
		if verdictOf(t, ping()) != refused {
			t.Errorf("%d: another scheme", status)
		}
		to = "/loop"
		if verdictOf(t, ping()) != refused {
			t.Errorf("%d: went in circles", status)
		}
		to, bodies = "/there", nil
		if err := ping(); err != nil {
			t.Errorf("%d: %v", status, err)
		}
		bodies = nil
		keeps := status >= 307
		err := send()
		if keeps && (err != nil || len(bodies) != 2 || bodies[1] != "POST {}") || !keeps && (verdictOf(t, err) != inDoubt || len(bodies) != 1) {
			t.Errorf("%d: %v %q", status, err, bodies)
		}
		server.Close()
	}
	select {
	case h := <-leaked:
		t.Errorf("another host got a request: %s", h)
	default:
	}
}

// TestTLS: a certificate of nobody's is refused, once, and taken with its authority in a file.
func TestTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // a yes to what was not read is none
		io.WriteString(w, yes)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pemOf(server.Certificate().Raw), 0o600); err != nil {
		t.Fatal(err)
	}
	o, events := quick(t, func(o *Options) { o.RequireHTTPS = true })
	c, err := NewCaffesta("", server.URL, nil, newSecret(testKey), o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Send(context.Background(), parcel("{}"))
	var gone *Unreachable
	if !errors.As(err, &gone) || !errors.Is(gone.Cause, Untrusted.Fault()) || len(*events) != 1 || c.Plain() {
		t.Errorf("%v after %d", err, len(*events))
	}
	o.CAFile = file
	if c, err = NewCaffesta("", server.URL, nil, newSecret(testKey), o); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(context.Background(), parcel("{}")); err != nil {
		t.Error(err)
	}
	os.WriteFile(file, []byte("no certificate"), 0o600)
	if _, err = NewCaffesta("", server.URL, nil, newSecret(testKey), o); !errors.Is(err, CAMalformed.Fault()) {
		t.Error(err)
	}
}

// TestNoDowngrade: from https to http, even of the same host, is no way.
func TestNoDowngrade(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+r.Host+"/there", http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	os.WriteFile(file, pemOf(server.Certificate().Raw), 0o600)
	o, _ := quick(t, func(o *Options) { o.CAFile = file })
	c, _ := NewCaffesta("", server.URL, nil, newSecret(testKey), o)
	if err := c.Ping(context.Background()); verdictOf(t, err) != refused {
		t.Error(err)
	}
}

// TestHTTP2 speaks it where the server does.
func TestHTTP2(t *testing.T) {
	var proto, key string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		proto, key = r.Proto, r.Header.Get("X-API_KEY")
		io.WriteString(w, yes)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	os.WriteFile(file, pemOf(server.Certificate().Raw), 0o600)
	o, _ := quick(t, func(o *Options) { o.CAFile = file })
	c, _ := NewCaffesta("", server.URL, nil, newSecret(testKey), o)
	if _, err := c.Send(context.Background(), parcel("{}")); err != nil || proto != "HTTP/2.0" || key != testKey {
		t.Errorf("%v %s", err, proto)
	}
}

// TestLargeParcel sends what does not fit in memory: what is allocated does not grow with it.
func TestLargeParcel(t *testing.T) {
	var got atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		got.Store(n)
		io.WriteString(w, yes)
	}))
	defer server.Close()
	const size = 32 << 20
	for _, d := range All() {
		o, events := quick(t, nil)
		client, _ := d.New(server.URL, newSecret(testKey), o)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := client.Send(context.Background(), Parcel{Name: "large", Size: size, Open: func() (io.ReadCloser, error) { return io.NopCloser(zeros{}), nil }})
		runtime.ReadMemStats(&after)
		if held := after.TotalAlloc - before.TotalAlloc; err != nil || got.Load() < size || (*events)[0].Sent != got.Load() || held > 8<<20 {
			t.Errorf("%s: %v, %d bytes came, %d allocated", d.Name, err, got.Load(), held)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
