package sandbox

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"obmen/formats/record"
)

// TestRestart: what was accepted is there again, and what is known stays known.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sandbox.db")
	text := example(t, "invoice.json")
	var before []Record
	var key string
	t.Run("first", func(t *testing.T) {
		c := serve(t, Options{File: path, Keep: 1})
		c.post(text)
		c.post(text)
		c.do(c.request("PUT", "/a/v1.0/storage/invoices/2", strings.NewReader(`{"action":"wire"}`)))
		key = c.receipts("2026-01-01 00:00:00", "2026-01-02 00:00:00").key(t)
		before = c.s.Accepted()
	})
	c := serve(t, Options{File: path, Keep: 1})
	if after := c.s.Accepted(); !reflect.DeepEqual(after, before) || !after[1].Wired || after[0].Wired {
		t.Errorf("is   %+v\nwant %+v", after, before)
	}
	sameJSON(t, c.get("/a/v1.0/draft/store/1").body, `[{"id": 1, "name": "1000", "measure": "pcs", "cost": "2.000000", "summ": "50", "balance": "25"}]`)
	if nums, _ := docNums(t, c.get("/1c-api/v1/download/"+key).body); len(nums) != 24 {
		t.Errorf("%d receipts", len(nums))
	}
	bare := change(t, change(t, text, "packages", []any{}), "items[0].package_code", "kg")
	c.post(bare).is(t, 200, `{"success":true,"data":{"id":3}}`)
}

// TestFileErrors: a file that is no database, one in use, one that can't be.
func TestFileErrors(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sandbox.db")
	serve(t, Options{File: path})
	_, err := New(Options{File: path})
	var inPath *fs.PathError
	if !errors.Is(err, FileTaken.Fault()) || !errors.As(err, &inPath) {
		t.Errorf("a file in use: %v", err)
	}
	other := filepath.Join(dir, "other.db")
	if err := os.WriteFile(other, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{File: other}); !errors.Is(err, FileDamaged.Fault()) {
		t.Errorf("no database: %v", err)
	}
	if _, err := New(Options{File: filepath.Join(dir, "none", "x.db")}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

// TestDiskFull: what can't be kept is not accepted.
func TestDiskFull(t *testing.T) {
	c := serve(t, Options{})
	c.s.account.save = func(*event) error { return errors.New("no space left") }
	if h := c.post(example(t, "invoice.json")); h.status != 500 || !strings.HasPrefix(h.body, `{"success":false,`) {
		t.Errorf("%d %s", h.status, h.body)
	}
	if len(c.s.Accepted()) != 0 || c.s.Requests()[0].Outcome == Accepted {
		t.Errorf("%+v", c.s.Requests())
	}
}

func TestListen(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.com:0", "127.0.0.1", "127.0.0.1:x", "[::]:0", "127.0.0.1:99999"} {
		l, err := Listen(address)
		var wrong *record.UsageError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v %v", address, l, err)
		}
	}
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var inPath *fs.PathError
	if _, err := Listen(l.Addr().String()); !errors.Is(err, PortTaken.Fault()) || !errors.As(err, &inPath) {
		t.Errorf("a busy port: %v", err)
	}
}

// TestServe ends with its context, also while a request waits on purpose.
func TestServe(t *testing.T) {
	s, err := New(Options{Faults: []Fault{{Name: "timeout-after", Where: placePing}}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	ctx, stop := newContext()
	go func() { ended <- s.Serve(ctx, l) }()
	c := &client{t: t, s: s, url: "http://" + l.Addr().String(), http: &http.Client{}}
	answered := make(chan heard)
	go func() { answered <- c.get("/a/v1.0/storage/test") }()
	c.untilStruck()
	stop()
	if h := <-answered; h.err == nil {
		t.Errorf("an answer: %+v", h)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestMessages(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Messages() {
		if seen[m.Code] || !strings.HasPrefix(m.Code, "sandbox-") {
			t.Error(m.Code)
		}
		seen[m.Code] = true
	}
}
