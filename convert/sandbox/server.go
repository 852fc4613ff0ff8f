package sandbox

import (
	"cmp"
	"context"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"

	"obmen/formats/record"
)

// Options say what the sandbox is like. The zero Options are good Options.
type Options struct {
	File    string        // keeps what was accepted; empty: memory does
	Faults  []Fault       // that are set from the start
	Process time.Duration // how long a process of Kassatka's takes: wait, then process, then success or error

	Key   string // that Caffesta expects; empty: any that is not empty
	Token string // that Kassatka expects; empty: any that is not empty

	NoList    bool // an older account: 404 where only the public edition has an endpoint: list, invoice, wire, taxes
	StrictSum bool // refuse a sum that is not Σ cost_with_tax; else it is noted
	Russian   bool // the language of answers and pages for who names none

	Storages []Storage     // of the account; nil: the five of the document
	Keep     int           // parts of each kind that are kept of an invoice; 0: 1000
	PerDay   int           // receipts that the tills make a day; 0: 24
	Late     time.Duration // behind the break of a late acceptance; 0: 2 s
	Drop     time.Duration // between the drops of a slow answer; 0: 200 ms

	Now   func() time.Time                                 // nil: time.Now
	Sleep func(ctx context.Context, d time.Duration) error // nil: the clock's
	Log   func(Request)                                    // hears of each request when it has ended, in several goroutines; nil: nobody does
}

// A Server is both services. It may be used by several goroutines at once.
type Server struct {
	Options
	account *account
	file    *file
	faults  faults
	log     requestLog
	mux     *http.ServeMux
	pages   *pages

	ending  context.Context // ends with Close
	end     context.CancelFunc
	visits  sync.WaitGroup
	closing sync.Once
	closed  error
}

// New returns a Server with what the file holds.
func New(o Options) (*Server, error) {
	s := &Server{Options: o.withDefaults()}
	if err := s.faults.add(o.Faults); err != nil {
		return nil, err
	}
	s.account = newAccount(s.Storages)
	if o.File != "" {
		f, err := openFile(o.File, s.account)
		if err != nil {
			return nil, err
		}
		s.file, s.account.save = f, f.save
	}
	s.ending, s.end = context.WithCancel(context.Background())
	s.pages = newPages(s)
	s.mux = s.routes()
	return s, nil
}

func (o Options) withDefaults() Options {
	o.Keep, o.PerDay = cmp.Or(o.Keep, 1000), cmp.Or(o.PerDay, 24)
	o.Late, o.Drop = cmp.Or(o.Late, 2*time.Second), cmp.Or(o.Drop, 200*time.Millisecond)
	if o.Storages == nil {
		o.Storages = []Storage{{1, "Склад кафе Буран"}, {2, "Общий склад"}, {3, "Резервный склад"}, {4, "Склад магазина К звёздам"}, {5, "Склад бара Берико"}}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return o
}

// sleep waits, but no longer than ctx lasts.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close ends the requests that wait on purpose, and closes the file. The server that calls ServeHTTP must have been stopped, or be about to be.
func (s *Server) Close() error {
	s.closing.Do(func() {
		s.end()
		s.visits.Wait()
		if s.file != nil {
			s.closed = s.file.close()
		}
	})
	return s.closed
}

// AddFaults sets further faults.
func (s *Server) AddFaults(list ...Fault) error { return s.faults.add(list) }

// ClearFaults takes all faults out.
func (s *Server) ClearFaults() { s.faults.clear() }

// The bases of the services' addresses.
const (
	CaffestaPath = "/a/v1.0"
	KassatkaPath = "/1c-api/v1"
)

// routes lists the endpoints.
func (s *Server) routes() *http.ServeMux {
	m := http.NewServeMux()
	caffesta := func(method, path, place string, h handler) {
		s.route(m, &endpoint{place: place, base: CaffestaPath, method: method, path: path, handler: h})
	}
	kassatka := func(method, path, place string, h handler) {
		s.route(m, &endpoint{place: place, base: KassatkaPath, method: method, path: path, handler: h})
	}
	caffesta("GET", "/storage/test", placePing, ping)
	caffesta("GET", "/draft/storages", placeStorages, storages)
	caffesta("GET", "/draft/store/{id}", placeStock, stockAnswer)
	caffesta("POST", "/storage/invoices", placeInvoices, postInvoice)
	if !s.NoList {
		caffesta("GET", "/draft/get_taxes", placeTaxes, taxAnswer)
		caffesta("GET", "/storage/invoices", placeList, listInvoices)
		caffesta("GET", "/storage/invoices/{id}", placeInvoice, showInvoice)
		caffesta("PUT", "/storage/invoices/{id}", placeWire, wireInvoice)
	}
	kassatka("POST", "/nomenclature", placeNomenclature, postNomenclature)
	kassatka("GET", "/receipts", placeReceipts, askReceipts)
	kassatka("GET", "/process/{key}", placeProcess, processStatus)
	kassatka("GET", "/download/{key}", placeDownload, download)
	s.route(m, &endpoint{base: CaffestaPath, path: "/", handler: nowhere})
	s.route(m, &endpoint{base: KassatkaPath, path: "/", handler: nowhere})
	s.pages.routes(m)
	return m
}

// An endpoint is an address of a service.
type endpoint struct {
	place, base, method, path string
	handler                   handler
}

// route leads the requests of an endpoint to its handler. A HEAD, which net/http would take for a GET, has no place here.
func (s *Server) route(m *http.ServeMux, e *endpoint) {
	pattern := e.base + e.path
	if e.method != "" {
		pattern = e.method + " " + pattern
	}
	m.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		s.serve(w, r, e)
	})
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.visits.Add(1)
	defer s.visits.Done()
	s.mux.ServeHTTP(w, r)
}

// serve goes the way of a request: see the package's page.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, e *endpoint) {
	v := newVisit(s, w, r, e)
	defer v.done()
	if fault := v.unauthorized(); fault != nil {
		v.drain()
		v.send(v.refusal(http.StatusUnauthorized, fault))
		return
	}
	v.fault = s.faults.strike(e.place)
	kind := v.kind()
	if kind != nil && kind.moment == before {
		v.entry.Outcome = Failed
		kind.act(v)
		return
	}
	out := e.handler(v)
	if out.accept != nil && v.struck("late") {
		v.acceptLate(out.accept)
		return
	}
	v.accept(out)
	switch {
	case v.resets:
		v.reset()
	case kind != nil && kind.moment == after:
		kind.act(v)
	default:
		v.send(v.answer)
	}
}

// unauthorized judges the key or token; nil: it is right. What it says never holds the key.
func (v *visit) unauthorized() *record.Fault {
	if v.endpoint.base == KassatkaPath {
		if !isSecret(v.r.Header.Values("api-token"), v.s.Token) {
			return NoKey.Fault("api-token")
		}
		return nil
	}
	// Header.Values knows names in their canonical form only; X-API_KEY and X-API-KEY are two.
	if !isSecret(append(v.r.Header.Values("X-API_KEY"), v.r.Header.Values("X-API-KEY")...), v.s.Key) {
		return NoKey.Fault("X-API_KEY")
	}
	return nil
}

// isSecret reports whether there are values, and all of them are the one expected: of an empty one, not empty.
func isSecret(values []string, expected string) bool {
	for _, v := range values {
		if v == "" || expected != "" && subtle.ConstantTimeCompare([]byte(v), []byte(expected)) == 0 {
			return false
		}
	}
	return len(values) > 0
}
