package batch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"obmen/convert"
	"obmen/convert/courier"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/profile"
	"obmen/convert/sandbox"
)

// A place is where a drop folder of a test lies. It goes from the test to its child as JSON.
type place struct {
	Base   string        // holds the rest
	Outbox string        // empty: in the root
	URL    string        // of the services
	Shift  time.Duration // of the clock: all tests begin at one time of one day
}

func (p place) root() string { return filepath.Join(p.Base, "root") }

func (p place) folders() Folders { return Folders{Outbox: p.Outbox}.In(p.root()) }

// now is the time of the test. It goes on from process to process.
func (p place) now() time.Time { return time.Now().Add(p.Shift).UTC() }

// day is the date of the tests.
const day = "2026-11-22"

// newPlace makes an empty drop folder.
func newPlace(t *testing.T) place {
	t.Helper()
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	p := place{Base: t.TempDir(), Shift: time.Until(noon)}
	for _, dir := range []string{"root", "root/inbox", "temp", "profiles"} {
		ok(t, os.Mkdir(filepath.Join(p.Base, dir), 0o777))
	}
	return p
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write writes a file below the base of a place.
func (p place) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(p.Base, filepath.FromSlash(name))
	ok(t, os.MkdirAll(filepath.Dir(path), 0o777))
	ok(t, os.WriteFile(path, []byte(text), 0o666))
}

// drop puts files into the inbox: name, text, name, text …
func (p place) drop(t *testing.T, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		p.write(t, "root/inbox/"+files[i], files[i+1])
	}
}

// options are those of a test: quick looks, the clock of the place, its profiles and its services.
func (p place) options() Options {
	return Options{
		Folders: p.folders(), Job: convert.Job{To: "csv", TempDir: filepath.Join(p.Base, "temp")}, Host: "test",
		Now: p.now, Every: 5 * time.Millisecond, looked: time.Millisecond, retry: time.Millisecond, Profile: p.profile, Send: p.send,
	}
}

// profile loads profiles/folder.yaml, or a sub-profile beside it.
func (p place) profile(file string) (*profile.Profile, error) {
	if file == "" {
		file = "folder.yaml"
	}
	path := filepath.Join(p.Base, "profiles", file)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) && file == "folder.yaml" {
		return profile.Default(), nil
	}
	source, err := profile.Find(path, "", "")
	if err != nil {
		return nil, err
	}
	return source.Load()
}

// send sends as the command does.
func (p place) send(ctx context.Context, service string, job convert.Job, since time.Time) error {
	env := func(name string) string {
		if strings.HasSuffix(name, "_KEY") || strings.HasSuffix(name, "_TOKEN") {
			return "test-key-one"
		}
		return ""
	}
	key, err := deliver.SecretFrom(env, "OBMEN_CAFFESTA_KEY", "", "")
	if err != nil {
		return err
	}
	j, err := journal.Open(filepath.Join(p.Base, "journal", "journal.db"))
	if err != nil {
		return err
	}
	noWait := func(ctx context.Context, _ time.Duration) error { return context.Cause(ctx) }
	client := deliver.Options{FirstByte: time.Second, Wait: time.Second, Tries: 2, Sleep: noWait, MostList: 1 << 20, MostFile: 8 << 20}
	return courier.Send(ctx, service, courier.Options{
		Job: job, Journal: j, Resume: true, AcceptedSince: since, Now: p.now, DoubtFor: 50 * time.Millisecond,
		Sleep: func(ctx context.Context, d time.Duration) error { return sleep(ctx, min(d, time.Millisecond)) },
		NewCaffesta: func(*profile.Profile) (*deliver.Caffesta, error) {
			return deliver.NewCaffesta("", p.URL+"/a/v1.0", nil, key, client)
		},
		NewKassatka: func(*profile.Profile) (*deliver.Kassatka, error) {
			return deliver.NewKassatka(p.URL+"/1c-api/v1", key, client)
		},
		Heard: func(courier.Outcome) {}, Document: func(convert.Document, bool) {},
	})
}

// newService is both services on loopback. around may be nil.
func newService(t *testing.T, around func(http.Handler) http.Handler) (*sandbox.Server, string) {
	t.Helper()
	server, err := sandbox.New(sandbox.Options{Late: time.Millisecond, Drop: time.Millisecond})
	ok(t, err)
	handler := http.Handler(server)
	if around != nil {
		handler = around(server)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(func() { web.CloseClientConnections(); web.Close(); server.Close() })
	return server, web.URL
}

// nowhere is a service that is out of reach.
const nowhere = "http://127.0.0.1:1"

// events hears what a runner tells.
type events struct {
	mu   sync.Mutex
	list []Event
}

func (e *events) hear(event Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, event)
}

// count is how often something of a kind was heard.
func (e *events) count(kind Kind) (n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, event := range e.list {
		if event.Kind == kind {
			n++
		}
	}
	return n
}

// text is what was heard, a line each.
func (e *events) text() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var b strings.Builder
	for _, event := range e.list {
		fmt.Fprintln(&b, event.Kind, event.File, event.Err, event.Fault)
	}
	return b.String()
}

// once makes a pass with options and asserts the status that it ends with.
func once(t *testing.T, o Options, want int) Summary {
	t.Helper()
	summary, err := New(o).Once(t.Context())
	if err != nil {
		t.Errorf("error %v", err)
	}
	if summary.Status != want {
		t.Errorf("status %d, want %d: %+v", summary.Status, want, summary)
	}
	return summary
}

// A watch is a Watch under way.
type watch struct {
	*Runner
	t      *testing.T
	events *events
	cancel context.CancelFunc
	ended  chan error
}

// watched starts a Watch that ends with the test.
func watched(t *testing.T, o Options) *watch {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &watch{t: t, events: &events{}, cancel: cancel, ended: make(chan error, 1)}
	o.Heard = w.events.hear
	w.Runner = New(o)
	go func() {
		_, err := w.Watch(ctx)
		w.ended <- err
	}()
	t.Cleanup(func() { w.stop() })
	return w
}

// stop ends it, if it has not ended, and returns how.
func (w *watch) stop() error {
	w.cancel()
	err, open := <-w.ended
	if open {
		close(w.ended)
	}
	return err
}

// until waits for something that is to come true.
func (w *watch) until(what string, is func() bool) {
	w.t.Helper()
	until(w.t, what, is, func() string { return w.events.text() })
}

func until(t *testing.T, what string, is func() bool, told func() string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s\n%s", what, told())
		}
	}
}

// has reports whether a file is there, below the root of a place.
func (p place) has(name string) bool {
	_, err := os.Lstat(filepath.Join(p.root(), filepath.FromSlash(name)))
	return err == nil
}

// want asserts that files are there, and what begins with ! is not.
func (p place) want(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		name, not := strings.CutPrefix(name, "!")
		if p.has(name) == not {
			t.Errorf("%s is there: %v\n%s", name, !not, p.tree(t).visible())
		}
	}
}
