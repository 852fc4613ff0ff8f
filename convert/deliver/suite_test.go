package deliver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// testKey is what the tests look for wherever it must not be.
const testKey = "test-key-one"

// clock stands still but for those who sleep by it.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	waits []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.waits = c.now.Add(d), append(c.waits, d)
	return context.Cause(ctx)
}

// quick are options that wait for nothing real.
func quick(t *testing.T, change func(*Options)) (Options, *[]Event) {
	c, events := newClock(), &[]Event{}
	o := Options{Tries: 3, Sleep: c.Sleep, Now: c.Now, Rand: func() float64 { return 1 }, FirstByte: 5 * time.Second, Heard: func(e Event) { *events = append(*events, e) }}
	if change != nil {
		change(&o)
	}
	t.Cleanup(func() { noSecret(t, fmt.Sprintf("%+v", *events)) })
	return o, events
}

// noSecret fails where the key shows.
func noSecret(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, testKey) {
		t.Errorf("the key shows: %s", text)
	}
}

func parcel(text string) Parcel {
	return Parcel{Name: "invoice.json", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// A fault is what a server does to a request.
type fault struct {
	name  string
	do    func(w http.ResponseWriter, key string)
	once  verdict // where a second request would do harm
	again verdict // where it does none
	tries int     // of harmless requests; 0: 1
	retry bool    // harmful requests are made again too
}

func answerWith(status int, kind, text string, headers ...string) func(http.ResponseWriter, string) {
	return func(w http.ResponseWriter, key string) {
		w.Header().Set("Content-Type", kind)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, strings.ReplaceAll(text, "KEY", key))
	}
}

// hijack writes text as it stands and closes the connection.
func hijack(text string) func(http.ResponseWriter, string) {
	return func(w http.ResponseWriter, key string) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		io.WriteString(conn, strings.ReplaceAll(text, "KEY", key))
		conn.Close()
	}
}

func endless(w http.ResponseWriter, key string) {
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, `{"success": true, "data": {"id": "`)
	for {
		if _, err := io.WriteString(w, strings.Repeat(key, 1000)); err != nil {
			return
		}
	}
}

func faults() []fault {
	json, page := "application/json", "text/html"
	list := []fault{
		{name: "closed before an answer", do: hijack(""), once: inDoubt, again: unreachable, tries: 3},
		{name: "no HTTP", do: hijack("KEY KEY KEY\r\n\r\n"), once: inDoubt, again: unreachable, tries: 3},
		{name: "cut in the header", do: hijack("HTTP/1.1 200 OK\r\nContent-Type: appl"), once: inDoubt, again: unreachable, tries: 3},
		{name: "cut in the body", do: hijack("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"success\": true, \"KEY"), once: inDoubt, again: unreachable, tries: 3},
		{name: "cut in a chunk", do: hijack("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"success\": true"), once: inDoubt, again: unreachable, tries: 3},
		{name: "endless", do: endless, once: inDoubt, again: unreachable},
		{name: "a page", do: answerWith(200, page, "<!DOCTYPE html><title>Login KEY</title>"), once: inDoubt, again: unreachable},
		{name: "nothing", do: answerWith(200, json, ""), once: inDoubt, again: unreachable},
		{name: "half of JSON", do: answerWith(200, json, `{"success": true, "data": {"KEY`), once: inDoubt, again: unreachable},
		{name: "two answers", do: answerWith(200, json, `{"success": true} {"success": false, "KEY": 1}`), once: inDoubt, again: unreachable},
		{name: "a list", do: answerWith(200, json, `["KEY"]`), once: inDoubt, again: unreachable},
		{name: "no success", do: answerWith(200, json, `{"status": "KEY"}`), once: inDoubt, again: unreachable},
		{name: "success as text", do: answerWith(200, json, `{"success": "true", "data": {"id": "KEY"}}`), once: inDoubt, again: unreachable},
		{name: "success within", do: answerWith(200, json, `{"data": {"success": true, "id": "KEY"}}`), once: inDoubt, again: unreachable},
		{name: "success twice", do: answerWith(200, json, `{"success": true, "success": false}`), once: inDoubt, again: unreachable},
		{name: "compressed", do: answerWith(200, json, "\x1f\x8b\x08KEY", "Content-Encoding", "gzip"), once: inDoubt, again: unreachable},
		{name: "204", do: func(w http.ResponseWriter, _ string) { w.WriteHeader(204) }, once: inDoubt, again: unreachable},
		{name: "success false", do: answerWith(200, json, `{"success": false, "data": {"error": "no \u0007 storage KEY"}}`), once: refused, again: refused},
		{name: "201 success false", do: answerWith(201, json, `{"success": false}`), once: refused, again: refused},
		{name: "503 with Retry-After", do: answerWith(503, page, "KEY", "Retry-After", "1"), once: unreachable, again: unreachable, tries: 3, retry: true},
		{name: "503 with a long Retry-After", do: answerWith(503, page, "KEY", "Retry-After", "86400"), once: unreachable, again: unreachable},
		{name: "503 with a wrong Retry-After", do: answerWith(503, page, "KEY", "Retry-After", "soon"), once: inDoubt, again: unreachable, tries: 3},
		{name: "redirect away", do: answerWith(307, page, "KEY", "Location", "http://127.0.0.2:9/KEY"), once: refused, again: refused},
		{name: "redirect to nowhere", do: answerWith(307, page, "KEY", "Location", "http://%zz/KEY"), once: refused, again: refused},
		{name: "a redirect without a place", do: answerWith(302, page, "KEY"), once: inDoubt, again: refused},
	}
	for _, status := range []int{400, 401, 403, 404, 405, 409, 410, 413, 422, 451} {
		list = append(list, fault{name: fmt.Sprint(status), do: answerWith(status, json, `{"success": false, "data": {"error": "KEY"}}`), once: refused, again: refused})
	}
	for _, status := range []int{408, 425, 429} {
		list = append(list, fault{name: fmt.Sprint(status), do: answerWith(status, page, "<p>KEY</p>"), once: unreachable, again: unreachable, tries: 3, retry: true})
	}
	for _, status := range []int{500, 501, 502, 503, 504, 520} {
		list = append(list, fault{name: fmt.Sprint(status), do: answerWith(status, page, "<p>KEY</p>"), once: inDoubt, again: unreachable, tries: 3})
	}
	return list
}

// verdictOf is the class of an error.
func verdictOf(t *testing.T, err error) verdict {
	t.Helper()
	var no *Refused
	var gone *Unreachable
	var doubt *InDoubt
	noSecret(t, fmt.Sprintf("%v %+v %#v", err, err, err))
	switch {
	case err == nil:
		return accepted
	case errors.As(err, &no):
		noSecret(t, fmt.Sprintf("%+v %+v", *no, *no.Cause))
		return refused
	case errors.As(err, &gone):
		noSecret(t, fmt.Sprintf("%+v %+v", *gone, *gone.Cause))
		return unreachable
	case errors.As(err, &doubt):
		noSecret(t, fmt.Sprintf("%+v %+v", *doubt, *doubt.Cause))
		return inDoubt
	}
	t.Fatalf("%T %v is of no class", err, err)
	return 0
}

// faulty serves a fault, having read all that was sent, and counts the requests.
func faulty(t *testing.T, do func(http.ResponseWriter, string)) (string, *atomic.Int32) {
	var count atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count.Add(1)
		io.Copy(io.Discard, r.Body)
		key := r.Header.Get("api-token")
		if key == "" {
			key = r.Header.Get("X-API-KEY")
		}
		do(w, key)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/base", &count
}

// TestFaults is the suite of clients: whatever a service does, each destination ends as its table says, and asks no more often than it may.
func TestFaults(t *testing.T) {
	for _, d := range All() {
		for _, f := range faults() {
			t.Run(d.Name+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				base, count := faulty(t, f.do)
				o, events := quick(t, nil)
				client, err := d.New(base, newSecret(testKey), o)
				if err != nil {
					t.Fatal(err)
				}
				_, err = client.Send(context.Background(), parcel(`{"number": "1"}`))
				want, tries := f.once, 1
				if d.Name == kassatkaName {
					want = f.again
				}
				if f.tries > 0 && (d.Name == kassatkaName || f.retry) {
					tries = f.tries
				}
				if got := verdictOf(t, err); got != want || int(count.Load()) != tries || len(*events) != tries {
					t.Errorf("%d after %d requests and %d events, want %d after %d: %v", got, count.Load(), len(*events), want, tries, err)
				}
			})
		}
	}
}

// TestQuestions holds the same for requests that change nothing.
func TestQuestions(t *testing.T) {
	for _, f := range faults() {
		if f.name == "a list" {
			continue // that is what some ask for
		}
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			base, count := faulty(t, f.do)
			for name, ask := range questions(t, base) {
				count.Store(0)
				err := ask()
				tries := max(f.tries, 1)
				if strings.HasPrefix(f.name, "success") || f.name == "no success" || strings.HasPrefix(f.name, "201") {
					continue // some of them have no success
				}
				if got := verdictOf(t, err); got != f.again || int(count.Load()) < 1 || int(count.Load()) > tries+1 { // a kept connection that closed is no try
					t.Errorf("%s: %d after %d requests, want %d after %d: %v", name, got, count.Load(), f.again, tries, err)
				}
			}
		})
	}
}

func questions(t *testing.T, base string) map[string]func() error {
	o, _ := quick(t, nil)
	c, err := NewCaffesta("", base, nil, newSecret(testKey), o)
	if err != nil {
		t.Fatal(err)
	}
	k, err := NewKassatka(base, newSecret(testKey), o)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	return map[string]func() error{
		"ping":     func() error { return c.Ping(ctx) },
		"storages": func() error { _, err := c.Storages(ctx); return err },
		"stock":    func() error { return c.Stock(ctx, "3", func(StockRow) error { return nil }) },
		"taxes":    func() error { _, err := c.Taxes(ctx); return err },
		"invoices": func() error { return c.Invoices(ctx, time.Time{}, func(Listed) error { return nil }) },
		"invoice":  func() error { _, err := c.Invoice(ctx, "7"); return err },
		"wire":     func() error { return c.Wire(ctx, "7") },
		"receipts": func() error { _, err := k.AskReceipts(ctx, time.Time{}, time.Time{}); return err },
		"status":   func() error { _, err := k.Status(ctx, "key"); return err },
		"follow":   func() error { return k.Follow(ctx, "key", nil) },
		"download": func() error { _, err := k.Download(ctx, "key", &bytes.Buffer{}); return err },
	}
}

// TestNobodyThere is the end before anything went out: tried again by all, in doubt for none.
func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	base := server.URL
	server.Close()
	for _, d := range All() {
		o, events := quick(t, nil)
		client, _ := d.New(base, newSecret(testKey), o)
		ticket, err := client.Send(context.Background(), parcel("{}"))
		if verdictOf(t, err) != unreachable || ticket.Attempts != 3 || len(*events) != 3 {
			t.Errorf("%s: %v after %d", d.Name, err, ticket.Attempts)
		}
	}
}

// TestRecovers succeeds after a service was not ready, and says how many requests that took.
func TestRecovers(t *testing.T) {
	for _, d := range All() {
		n := 0
		base, _ := faulty(t, func(w http.ResponseWriter, key string) {
			if n++; n < 3 {
				answerWith(429, "text/plain", "slowly")(w, key)
				return
			}
			answerWith(200, "application/json", `{"success": true, "data": {"id": 7}, "response": {"process_key": "key-1"}}`)(w, key)
		})
		o, events := quick(t, nil)
		client, _ := d.New(base, newSecret(testKey), o)
		ticket, err := client.Send(context.Background(), parcel("{}"))
		if err != nil || ticket.Attempts != 3 || ticket.ID == "" || (*events)[0].Wait != 500*time.Millisecond || (*events)[1].Wait != time.Second || (*events)[2].Cause != nil {
			t.Errorf("%s: %+v %v %+v", d.Name, ticket, err, *events)
		}
	}
}

// TestStalls ends what stands still, at each moment of a request.
func TestStalls(t *testing.T) {
	for name, do := range map[string]func(http.ResponseWriter, *http.Request){
		"no answer": func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body); <-r.Context().Done() },
		"half an answer": func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			io.WriteString(w, `{"success": tr`)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
		"takes nothing": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				ctx, cancel := context.WithCancel(r.Context())
				defer cancel()
				go func() { <-release; cancel() }()
				do(w, r.WithContext(ctx))
			}))
			defer server.Close()
			defer close(release)
			for _, d := range All() {
				o, _ := quick(t, func(o *Options) { o.FirstByte, o.Tries = 300*time.Millisecond, 2 })
				client, _ := d.New(server.URL, newSecret(testKey), o)
				text := strings.Repeat("x", 16<<20)
				if name != "takes nothing" {
					text = "{}"
				}
				_, err := client.Send(context.Background(), parcel(text))
				if got := verdictOf(t, err); got != map[string]verdict{caffestaName: inDoubt, kassatkaName: unreachable}[d.Name] {
					t.Errorf("%s: %d %v", d.Name, got, err)
				}
			}
		})
	}
}

// TestInterrupted: a request that changes books and whose body went out is in doubt, and says who ended it; any other just ends.
func TestInterrupted(t *testing.T) {
	signal := errors.New("a signal came")
	for _, d := range All() {
		ctx, cancel := context.WithCancelCause(context.Background())
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			cancel(signal)
			<-r.Context().Done()
		}))
		o, _ := quick(t, nil)
		client, _ := d.New(server.URL, newSecret(testKey), o)
		_, err := client.Send(ctx, parcel("{}"))
		var doubt *InDoubt
		if !errors.Is(err, signal) || errors.As(err, &doubt) != (d.Name == caffestaName) || d.Name == caffestaName && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %T %v", d.Name, err, err)
		}
		server.Close()
		if _, err := client.Send(ctx, parcel("{}")); err != signal {
			t.Errorf("%s: %v before anything went out", d.Name, err)
		}
	}
}

// TestOwnFile tells the parcel's troubles from the service's.
func TestOwnFile(t *testing.T) {
	broken := errors.New("the disk is broken")
	base, _ := faulty(t, answerWith(200, "application/json", `{"success": true, "data": {"id": 7}, "response": {"process_key": "k"}}`))
	for _, d := range All() {
		o, _ := quick(t, nil)
		client, _ := d.New(base, newSecret(testKey), o)
		for _, c := range []struct {
			p    Parcel
			want error
		}{
			{Parcel{Size: 5, Open: func() (io.ReadCloser, error) { return nil, broken }}, broken},
			{Parcel{Size: 5, Open: func() (io.ReadCloser, error) {
				return io.NopCloser(io.MultiReader(strings.NewReader("{"), failing{broken})), nil
			}}, broken},
			{Parcel{Size: 5, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("{}")), nil }}, ParcelChanged.Fault()},
			{Parcel{Size: 2, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("{}more")), nil }}, nil},
		} {
			if _, err := client.Send(context.Background(), c.p); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", d.Name, err, c.want)
			}
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// TestTimes: a request as a whole has a time too, and so has the way to a connection.
func TestTimes(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body); <-release }))
	defer server.Close()
	defer close(release)
	o, _ := quick(t, func(o *Options) { o.Whole, o.Tries = 300*time.Millisecond, 1 })
	c, _ := NewCaffesta("", server.URL, nil, newSecret(testKey), o)
	_, err := c.Send(context.Background(), parcel("{}"))
	if verdictOf(t, err) != inDoubt || !strings.Contains(err.Error(), "--timeout") {
		t.Error(err)
	}
	if err := c.Ping(context.Background()); verdictOf(t, err) != unreachable || !strings.Contains(err.Error(), "--timeout") {
		t.Error(err)
	}

	silent, err := net.Listen("tcp", "127.0.0.1:0") // connects, but never shakes hands
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	o, _ = quick(t, func(o *Options) { o.Connect, o.Tries = 100*time.Millisecond, 1 })
	c, _ = NewCaffesta("", "https://"+silent.Addr().String(), nil, newSecret(testKey), o)
	_, err = c.Send(context.Background(), parcel("{}"))
	if verdictOf(t, err) != unreachable || !strings.Contains(err.Error(), NoConnectionYet.Fault("100ms").Error()) {
		t.Error(err)
	}
}
