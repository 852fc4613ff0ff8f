package courier

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/sandbox"
)

// An oddService accepts invoices and is odd about its list.
type oddService struct {
	mu       sync.Mutex
	posts    []map[string]any
	shipper  string              // by which name it knows every shipper; empty: that of the invoice
	number   func(string) string // what it makes of numbers
	extra    int                 // that it adds to sums in its list
	lag      int                 // of so many posts its list knows nothing yet
	breaks   int                 // so many posts end without an answer
	listFail int                 // so many lists fail
	whole    string              // around the list
}

func (o *oddService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case r.Method == http.MethodPost:
		var in map[string]any
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			panic(err)
		}
		o.posts = append(o.posts, in)
		if o.breaks > 0 {
			o.breaks--
			panic(http.ErrAbortHandler)
		}
		fmt.Fprintf(w, `{"success": true, "data": {"id": %d}}`, len(o.posts))
	case o.listFail > 0:
		o.listFail--
		w.WriteHeader(http.StatusInternalServerError)
	default:
		io.WriteString(w, fmt.Sprintf(o.whole, strings.Join(o.list(), ",")))
	}
}

func (o *oddService) list() (entries []string) {
	for i, in := range o.posts[:max(0, len(o.posts)-o.lag)] {
		name := in["shipper"].(map[string]any)["name"].(string)
		if o.shipper != "" {
			name = o.shipper
		}
		number := in["number"].(string)
		if o.number != nil {
			number = o.number(number)
		}
		entries = append(entries, fmt.Sprintf(`{"id": %d, "name": %q, "total_wo_nds": %v, "total_nds_sum": %d, "shipper": {"id": 4, "name": %q}, "storage": {"id": 1}, "status": "not_wired", "invoice_date": "2024-01-15T13:00:00+03:00"}`,
			i+1, number, in["sum"], o.extra, name))
	}
	return entries
}

func newOdd(t *testing.T, o *oddService) *stage {
	t.Helper()
	if o.whole == "" {
		o.whole = `{"success": true, "data": [%s]}`
	}
	s := newStage(t, sandbox.Options{})
	web := httptest.NewServer(o)
	t.Cleanup(web.Close)
	s.url = web.URL
	return s
}

// TestDoubtIsNotResolvedByGuess: what the list says of an invoice in doubt is less than that it is there, or is not there. It is not sent again.
func TestDoubtIsNotResolvedByGuess(t *testing.T) {
	for name, o := range map[string]*oddService{
		"shipper by another name":            {shipper: "ООО Поставщик"},
		"another sum":                        {extra: 1},
		"shipper by another name, other sum": {shipper: "ООО Поставщик", extra: 1},
		"number in capitals":                 {number: strings.ToUpper},
		"number with blanks":                 {number: func(s string) string { return " " + s }},
		"pages":                              {whole: `{"success": true, "data": [%s], "meta": {"next": "?page=2"}}`, lag: 9},
		"no list but an error":               {whole: `{"error": "busy", "data": [%s]}`, lag: 9},
		"entries without numbers":            {whole: `{"success": true, "data": [%s, {"id": 7}]}`, lag: 9},
	} {
		t.Run(name, func(t *testing.T) {
			o.breaks = 1
			s := newOdd(t, o)
			file := s.file("a.ndjson", invoiceLine("aB-1", "1"))
			for range 3 {
				var inDoubt *deliver.InDoubt
				if err := s.send(func(o *Options) { o.NoPrecheck = true }, file); !errors.As(err, &inDoubt) {
					t.Errorf("error %v", err)
				}
			}
			if len(o.posts) != 1 {
				t.Errorf("%d posts", len(o.posts))
			}
			if d := s.deliveries()["aB-1"]; d.State != journal.InDoubt {
				t.Errorf("the journal says %s", d.State)
			}
		})
	}
}

// TestListThatLagsBehind: it is believed once, not twice.
func TestListThatLagsBehind(t *testing.T) {
	o := &oddService{lag: 5, breaks: 2}
	s := newOdd(t, o)
	file := s.file("a.ndjson", invoiceLine("1", "1"))
	for range 3 {
		var inDoubt *deliver.InDoubt
		if err := s.send(nil, file); !errors.As(err, &inDoubt) && len(o.posts) != 2 {
			t.Errorf("error %v", err)
		}
	}
	if len(o.posts) > 2 {
		t.Errorf("%d posts", len(o.posts))
	}
}

// TestLostJournalThatStumbles: a journal that is new looks first, whatever became of the runs before.
func TestLostJournalThatStumbles(t *testing.T) {
	o := &oddService{}
	s := newOdd(t, o)
	older := strings.ReplaceAll(invoiceLine("old", "1"), "2024-01-15 10:00", "2023-01-05 10:00")
	if err := s.send(nil, s.file("a.ndjson", invoiceLine("1", "1"), older)); err != nil {
		t.Fatal(err)
	}
	forgetful := newOdd(t, o)
	o.listFail = 3 // as often as it is asked
	file := forgetful.file("b.ndjson", invoiceLine("1", "1"), older)
	if err := forgetful.send(nil, file); err == nil {
		t.Error("the list failed, and nobody said so")
	}
	o.listFail = 0
	if err := forgetful.send(nil, file); err != nil || forgetful.results() != "1 found, old found" {
		t.Errorf("%v: %s", err, forgetful.results())
	}
	if len(o.posts) != 2 {
		t.Errorf("%d posts", len(o.posts))
	}
}

// TestTwoSuppliersOneNumber: also of one sum, with one journal and with a new one.
func TestTwoSuppliersOneNumber(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	second := strings.NewReplacer(`"s1"`, `"s2"`, "поставщик", "другой").Replace(invoiceLine("1", "1"))
	for name, line := range map[string]string{"a.ndjson": invoiceLine("1", "1"), "b.ndjson": second} {
		if err := s.send(nil, s.file(name, line)); err != nil || s.results() != "1 sent" {
			t.Errorf("%s: %v, %s", name, err, s.results())
		}
	}
	if n := s.accepted()["1"]; n != 2 {
		t.Errorf("the service has %d", n)
	}
}

func TestNumbersAndDatesThatCannotBeFoundAgain(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     error
	}{
		{`"2024-01-15 10:00"`, `"2024-01-15"`, dateWrong.Fault()},
		{`"2024-01-15 10:00"`, `"2024-01-15T10:00:00+03:00"`, dateWrong.Fault()},
		{`"number": "1"`, `"number": " "`, numberEmpty.Fault()},
	} {
		s := newStage(t, sandbox.Options{})
		if err := s.send(nil, s.file("a.ndjson", strings.Replace(invoiceLine("1", "1"), c.from, c.to, 1))); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.to, err)
		}
		s.wantAccepted()
	}
}

// TestPartsAreKnownByTheirMaking: numbers that look like those of parts are none.
func TestPartsAreKnownByTheirMaking(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	file := s.receipts("r.xml", receiptXML("77-001", day+"0:00"), receiptXML("77-002", day+"1:00"), receiptXML("77", day+"2:00"))
	if err := s.server.AddFaults(sandbox.Fault{Name: "refuse", Where: "invoices", Count: 1}); err != nil {
		t.Fatal(err)
	}
	parted := func(o *Options) { o.Job.MaxItems = 1 }
	if err := s.send(parted, file); err == nil || s.results() != "77-001 refused, 77-002 sent, 77 sent" {
		t.Errorf("%v: %s", err, s.results())
	}
	if err := s.send(parted, file); err != nil || s.results() != "77-001 sent" {
		t.Errorf("%v: %s", err, s.results())
	}
}

// TestListIsAskedOnceARun: what a run learned of an account with its first input holds for the others, and so does that the journal was new.
func TestListIsAskedOnceARun(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	var files []string
	for _, n := range []string{"1", "2", "3"} {
		files = append(files, s.file(n+".ndjson", invoiceLine(n, n)))
	}
	if err := s.send(nil, files...); err != nil {
		t.Fatal(err)
	}
	lists := 0
	for _, r := range s.server.Requests() {
		if r.Endpoint == "list" {
			lists++
		}
	}
	if lists != 1 {
		t.Errorf("%d lists for three files, want 1", lists)
	}
}
