package courier

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/profile"
	"obmen/convert/sandbox"
	"obmen/formats/record"
)

// A stage is a sandbox, a journal and the options with which one sends to the other. Waits take no time.
type stage struct {
	t       *testing.T
	server  *sandbox.Server
	url     string
	journal *journal.Journal
	options Options
	heard   []Outcome
	late    bool // the service may accept behind an answer
	now     time.Time
}

const settings = `
zone: Europe/Minsk
defaults: {storage: 1, shop: 2, tax: {id: 1, rate: 20}}
price_types: {shops: {Розничная: [{shop: 2, storage: 1}]}, purchase: Прайс-лист}
`

func newStage(t *testing.T, o sandbox.Options) *stage {
	t.Helper()
	o.Late, o.Drop = 20*time.Millisecond, time.Millisecond
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(func() { server.Close(); web.CloseClientConnections(); web.Close() })
	folder := t.TempDir()
	j, err := journal.Open(filepath.Join(folder, "state", "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, server: server, url: web.URL, journal: j, now: time.Date(2024, 2, 1, 12, 0, 0, 0, time.UTC)}
	s.options = s.newOptions(folder)
	return s
}

func (s *stage) newOptions(folder string) Options {
	s.t.Helper()
	file := filepath.Join(folder, "profile.yaml")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		s.t.Fatal(err)
	}
	env := func(name string) string {
		if strings.HasSuffix(name, "_KEY") || strings.HasSuffix(name, "_TOKEN") {
			return "test-key-one"
		}
		return ""
	}
	key, err := deliver.SecretFrom(env, "OBMEN_CAFFESTA_KEY", "", "")
	if err != nil {
		s.t.Fatal(err)
	}
	noWait := func(ctx context.Context, _ time.Duration) error { return context.Cause(ctx) }
	client := deliver.Options{FirstByte: 300 * time.Millisecond, Wait: time.Second, Tries: 3, Sleep: noWait, MostList: 1 << 20, MostFile: 8 << 20}
	return Options{
		Job: convert.Job{TempDir: folder, Profile: func(string) (*profile.Profile, error) {
			source, err := profile.Find(file, "", "")
			if err != nil {
				return nil, err
			}
			return source.Load()
		}},
		Journal: s.journal,
		NewCaffesta: func(*profile.Profile) (*deliver.Caffesta, error) {
			return deliver.NewCaffesta("", s.url+"/a/v1.0", nil, key, client)
		},
		NewKassatka: func(*profile.Profile) (*deliver.Kassatka, error) {
			return deliver.NewKassatka(s.url+"/1c-api/v1", key, client)
		},
		DoubtFor: 3 * time.Second, Sleep: func(ctx context.Context, d time.Duration) error {
			time.Sleep(d / 10)
			return context.Cause(ctx)
		},
		Heard: func(o Outcome) { s.heard = append(s.heard, o) }, Now: func() time.Time { return s.now },
	}
}

// send sends files and forgets what was heard before.
func (s *stage) send(change func(*Options), files ...string) error {
	s.t.Helper()
	s.heard = nil
	o := s.options
	o.Job.Inputs = files
	if change != nil {
		change(&o)
	}
	return Send(context.Background(), Caffesta, o)
}

// accepted is how often the sandbox has each number.
func (s *stage) accepted() map[string]int {
	n := map[string]int{}
	for _, r := range s.server.Accepted() {
		n[r.Number]++
	}
	return n
}

// deliveries are those of the journal by number.
func (s *stage) deliveries() map[string]journal.Delivery {
	s.t.Helper()
	all := map[string]journal.Delivery{}
	if err := s.journal.All(journal.Filter{}, func(d journal.Delivery) error { all[d.Number] = d; return nil }); err != nil {
		s.t.Fatal(err)
	}
	return all
}

// invoiceLine is an invoice of one item.
func invoiceLine(number, amount string) string {
	return fmt.Sprintf(`{"number": %q, "date": "2024-01-15 10:00", "sum": %s, "comment": "", "shipper": {"ref_code": "s1", "name": "поставщик"}, "storage": {"caf_id": 1},
 "items": [{"amount": %s, "package_code": "pcs", "product_code": "p1", "price": 1, "caf_tax_id": 1, "price_with_tax": 1, "cost": %s, "cost_with_tax": %s}],
 "categories": [{"ref_code": "c1", "name": "Товары", "parent": null}], "workspaces": [{"ref_code": "w1", "name": "Бар"}], "packages": [{"ref_code": "pcs"}],
 "products": [{"ref_code": "p1", "type": "product", "cancellation_type": 1, "for_sale": true, "name": "Хлеб", "measure": "pcs", "weight_in_gram": 0, "caf_tax_id": 1,
 "category_ref_code": "c1", "use_discounts": true, "workspace_ref_code": "w1", "prices": [{"caf_shop_id": 2, "caf_storage_id": 1, "price": 1}]}]}`,
		number, amount, amount, amount, amount)
}

func (s *stage) file(name string, lines ...string) string {
	s.t.Helper()
	path := filepath.Join(s.options.Job.TempDir, name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

func (s *stage) wantAccepted(numbers ...string) {
	s.t.Helper()
	got := s.accepted()
	for _, n := range numbers {
		if got[n] != 1 {
			s.t.Errorf("the service has %d invoices %s, want 1", got[n], n)
		}
		delete(got, n)
	}
	if len(got) > 0 {
		s.t.Errorf("the service has others: %v", got)
	}
}

func (s *stage) results() string {
	var words []string
	for _, o := range s.heard {
		words = append(words, o.Number+" "+string(o.Result))
	}
	return strings.Join(words, ", ")
}

func TestSendTwice(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	file := s.file("three.ndjson", invoiceLine("1", "1"), invoiceLine("2", "2"), invoiceLine("3", "3"))
	if err := s.send(nil, file); err != nil {
		t.Fatal(err)
	}
	if got, want := s.results(), "1 sent, 2 sent, 3 sent"; got != want {
		t.Errorf("first: %s, want %s", got, want)
	}
	if err := s.send(nil, file); err != nil {
		t.Fatal(err)
	}
	if got, want := s.results(), "1 already, 2 already, 3 already"; got != want {
		t.Errorf("second: %s, want %s", got, want)
	}
	s.wantAccepted("1", "2", "3")
}

func TestOtherItemsUnderOneNumber(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	if err := s.send(nil, s.file("a.ndjson", invoiceLine("1", "1"))); err != nil {
		t.Fatal(err)
	}
	err := s.send(nil, s.file("b.ndjson", invoiceLine("1", "2"), invoiceLine("2", "1")))
	if !errors.Is(err, sentOtherwise.Fault()) || !strings.Contains(err.Error(), "a.ndjson") || !strings.Contains(err.Error(), "b.ndjson") {
		t.Errorf("error %v", err)
	}
	if got, want := s.results(), "1 conflict, 2 sent"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	s.wantAccepted("1", "2")
}

func TestZeroIDs(t *testing.T) {
	for _, c := range []struct{ from, to, path string }{
		{`"caf_id": 1`, `"caf_id": 0`, "storage.caf_id"},
		{`"caf_tax_id": 1, "price_with_tax"`, `"caf_tax_id": 0, "price_with_tax"`, "items[].caf_tax_id"},
		{`"caf_shop_id": 2`, `"caf_shop_id": 0`, "products[].prices[].caf_shop_id"},
	} {
		s := newStage(t, sandbox.Options{})
		err := s.send(nil, s.file("a.ndjson", invoiceLine("1", "1"), strings.Replace(invoiceLine("2", "1"), c.from, c.to, 1)))
		var inDoc *record.Error
		if !errors.As(err, &inDoc) || !errors.Is(err, idZero.Fault()) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: error %v", c.path, err)
		}
		s.wantAccepted()
	}
}

// settleLate waits until a service that accepts late has done so: Options.Late is 20 ms there.
func (s *stage) settleLate() {
	if s.late {
		time.Sleep(200 * time.Millisecond)
	}
}
