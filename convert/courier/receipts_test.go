package courier

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"obmen/convert/deliver/journal"
	"obmen/convert/sandbox"
	"obmen/formats/record"
)

// receiptXML is a receipt of one line; at is its Date without the zone.
func receiptXML(docnum, at string) string {
	return fmt.Sprintf(`<Doc><Head><Date>%s+0000</Date><OrganizationCode>155</OrganizationCode><CashBoxCode>1</CashBoxCode><CashBoxName>Касса 1</CashBoxName>
<StoreCode>169</StoreCode><StoreName>Удача</StoreName><DocSum>10</DocSum><DocSumWithDiscount>10</DocSumWithDiscount><DocNum>%s</DocNum><PayCard>0</PayCard><PayCash>10</PayCash></Head>
<Products><Product><ProductCode>p1</ProductCode><ProductName>Хлеб</ProductName><UnitCode>796</UnitCode><Price>10</Price><Discount>0</Discount><Quantity>1</Quantity><Sum>10</Sum><SumWithDiscount>10</SumWithDiscount></Product></Products></Doc>`, at, docnum)
}

func (s *stage) receipts(name string, docs ...string) string {
	s.t.Helper()
	return s.file(name, `<?xml version="1.0" encoding="UTF-8"?><Documents>`, strings.Join(docs, "\n"), `</Documents>`)
}

func byDay(o *Options) { o.Job.GroupBy = []string{"day"} }

const day = "2024-01-15T10:0"

// TestReceiptsAreBookedOnce sends the same receipts one by one and by day, and one that came late.
func TestReceiptsAreBookedOnce(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	a, b, c := receiptXML("r1", day+"0:00"), receiptXML("r2", day+"1:00"), receiptXML("r3", day+"2:00")
	if err := s.send(nil, s.receipts("one.xml", a)); err != nil {
		t.Fatal(err)
	}
	if err := s.send(byDay, s.receipts("day.xml", a, b)); err != nil {
		t.Fatal(err)
	}
	const number = "KAS-20240115-1-obmen"
	s.wantAccepted("r1", number)
	if got := s.server.Accepted()[1].Total; got != "10" {
		t.Errorf("the day is of %s, want 10: r1 was booked before", got)
	}
	if err := s.send(byDay, s.receipts("day.xml", a, b)); err != nil || len(s.heard) != 0 {
		t.Errorf("again: %v, heard %s", err, s.results())
	}
	late := s.receipts("late.xml", a, b, c)
	if err := s.send(byDay, late); !errors.Is(err, sentOtherwise.Fault()) {
		t.Errorf("late, without --supplement: %v", err)
	}
	s.wantAccepted("r1", number)
	supplement := func(o *Options) { byDay(o); o.Supplement = true }
	for range 2 {
		if err := s.send(supplement, late); err != nil {
			t.Fatal(err)
		}
	}
	s.wantAccepted("r1", number, number+"-D1")
	if err := s.send(supplement, s.receipts("later.xml", b, c, receiptXML("r4", day+"3:00"))); err != nil {
		t.Fatal(err)
	}
	s.wantAccepted("r1", number, number+"-D1", number+"-D2")
}

func TestDayThatIsNotOver(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	file := s.receipts("day.xml", receiptXML("r1", day+"0:00"))
	s.now = time.Date(2024, 1, 15, 20, 59, 59, 0, time.UTC) // 23:59:59 in Minsk
	if err := s.send(byDay, file); !errors.Is(err, dayNotOver.Fault()) {
		t.Errorf("error %v", err)
	}
	s.wantAccepted()
	s.now = s.now.Add(time.Second)
	if err := s.send(byDay, file); err != nil {
		t.Errorf("the day is over: %v", err)
	}
	s.now = s.now.AddDate(0, 0, -1)
	if err := s.send(func(o *Options) { byDay(o); o.Partial = true }, s.receipts("b.xml", receiptXML("r2", "2024-01-14T20:00:00"))); err != nil {
		t.Errorf("--partial: %v", err)
	}
}

// TestPartsThatStayBehind: the receipts of an invoice in parts are booked when all parts are.
func TestPartsThatStayBehind(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	if err := s.server.AddFaults(sandbox.Fault{Name: "refuse", Where: "invoices", From: 2, Count: 1}); err != nil {
		t.Fatal(err)
	}
	parted := func(o *Options) { byDay(o); o.Job.MaxItems = 1 }
	docs := []string{receiptXML("r1", day+"0:00")}
	for i := 2; i < 5; i++ {
		docs = append(docs, strings.ReplaceAll(receiptXML(fmt.Sprintf("r%d", i), fmt.Sprintf("%s%d:00", day, i)), "p1", fmt.Sprintf("p%d", i)))
	}
	file := s.receipts("day.xml", docs...)
	const number = "KAS-20240115-1-obmen"
	if err := s.send(parted, file); err == nil {
		t.Fatal("the second part was to be refused")
	}
	if got, want := s.results(), number+"-001 sent, "+number+"-002 refused, "+number+"-003 not-sent, "+number+"-004 not-sent"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if err := s.send(parted, file); err != nil {
		t.Fatal(err)
	}
	s.wantAccepted(number+"-001", number+"-002", number+"-003", number+"-004")
	if err := s.send(nil, file); err != nil || len(s.heard) != 0 {
		t.Errorf("one by one: %v, heard %s", err, s.results())
	}
}

// TestLostJournal: a journal that knows nothing of the account looks before it sends.
func TestLostJournal(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	file := s.file("two.ndjson", invoiceLine("1", "1"), invoiceLine("2", "2"))
	if err := s.send(nil, file); err != nil {
		t.Fatal(err)
	}
	forget := func() {
		j, err := journal.Open(filepath.Join(t.TempDir(), "journal.db"))
		if err != nil {
			t.Fatal(err)
		}
		s.journal, s.options.Journal = j, j
	}
	forget()
	more := s.file("three.ndjson", invoiceLine("1", "1"), invoiceLine("2", "2"), invoiceLine("3", "3"))
	if err := s.send(nil, more); err != nil {
		t.Fatal(err)
	}
	if got, want := s.results(), "1 found, 2 found, 3 sent"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	s.wantAccepted("1", "2", "3")
	forget()
	if err := s.send(nil, s.file("other.ndjson", invoiceLine("1", "7"))); !errors.Is(err, stillInDoubt.Fault()) {
		t.Errorf("the service has it with another sum: %v", err)
	}
	s.wantAccepted("1", "2", "3")
}

func TestWire(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	wire := func(o *Options) { o.Wire = true }
	file := s.file("two.ndjson", invoiceLine("1", "1"), invoiceLine("2", "2"))
	for range 2 {
		if err := s.send(wire, file); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range s.server.Accepted() {
		if !r.Wired {
			t.Errorf("%s is not wired", r.Number)
		}
	}
	if err := s.send(wire, s.file("zero.ndjson", invoiceLine("3", "0"))); !errors.Is(err, wireOfNothing.Fault()) {
		t.Errorf("without a positive amount: %v", err)
	}
	if err := s.send(wire, s.receipts("r.xml", receiptXML("r1", day+"0:00"))); !errors.Is(err, wireOfReceipts.Fault()) {
		t.Errorf("of receipts: %v", err)
	}
	s.wantAccepted("1", "2")
}

func TestDryRunSendsNothing(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	if err := s.send(func(o *Options) { o.DryRun = true }, s.file("a.ndjson", invoiceLine("1", "1"))); err != nil {
		t.Fatal(err)
	}
	if len(s.heard) != 1 || s.heard[0].Result != WouldSend || !strings.HasPrefix(string(s.heard[0].Head), `{"number":"1"`) {
		t.Errorf("heard %+v", s.heard)
	}
	if n := len(s.server.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	if _, err := os.Stat(s.journal.Path()); !os.IsNotExist(err) {
		t.Errorf("there is a journal: %v", err)
	}
}

func TestKassatka(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	o := s.options
	o.Job.Inputs = []string{filepath.Join("..", "..", "testdata", "example", "nomenclature.xml")}
	if err := Send(context.Background(), Kassatka, o); err != nil {
		t.Fatal(err)
	}
	sent, err := os.ReadFile(o.Job.Inputs[0])
	if err != nil {
		t.Fatal(err)
	}
	got := s.server.Nomenclatures()
	if len(got) != 1 || got[0].Size != int64(len(sent)) {
		t.Fatalf("the service has %+v", got)
	}
	if len(s.heard) != 1 || s.heard[0].State != journal.Accepted || s.heard[0].ServiceID == "" {
		t.Errorf("heard %+v", s.heard)
	}
	o.Job.Inputs = []string{s.receipts("r.xml", receiptXML("r1", day+"0:00"))}
	if err := Send(context.Background(), Kassatka, o); err == nil {
		t.Error("receipts went to Kassatka")
	}
}

func (s *stage) fetch(change func(*FetchOptions)) (Fetched, error) {
	s.t.Helper()
	client, err := s.options.NewKassatka(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	o := FetchOptions{
		Options: s.options, Client: client, Output: filepath.Join(s.options.Job.TempDir, "got.xml"), Overlap: 72 * time.Hour,
		From: time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC), To: time.Date(2024, 1, 12, 0, 0, 0, 0, time.UTC),
	}
	change(&o)
	return Fetch(context.Background(), o)
}

func TestFetch(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	first, err := s.fetch(func(*FetchOptions) {})
	if err != nil || first.Receipts != 48 {
		t.Fatalf("%+v, %v", first, err)
	}
	next := filepath.Join(s.options.Job.TempDir, "next.xml")
	got, err := s.fetch(func(o *FetchOptions) {
		o.SinceLast, o.Output, o.To = true, next, o.To.AddDate(0, 0, 1)
	})
	if err != nil || got.Receipts != 72-48+24 && got.Receipts != 24 || got.Left == 0 {
		t.Errorf("since last: %+v, %v", got, err)
	}
	if !got.From.Equal(first.To.Add(-72 * time.Hour)) {
		t.Errorf("since %v", got.From)
	}
	both := read(t, first.File) + read(t, next)
	for _, day := range []string{"2024-01-10", "2024-01-11", "2024-01-12"} {
		if n := strings.Count(both, "<Date>"+day); n != 24 {
			t.Errorf("%d receipts of %s, want 24", n, day)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestFetchThatFails: no file appears, and --resume goes on with the process.
func TestFetchThatFails(t *testing.T) {
	for _, fault := range []string{"truncated-download", "reset-download", "json-download", "html-download", "stuck-process", "timeout-before@downloadx*"} {
		t.Run(fault, func(t *testing.T) {
			s := newStage(t, sandbox.Options{})
			f, err := sandbox.ParseFault(fault)
			if err != nil {
				t.Fatal(err)
			}
			f.Count = sandbox.Always
			if err := s.server.AddFaults(f); err != nil {
				t.Fatal(err)
			}
			got, err := s.fetch(func(*FetchOptions) {})
			if err == nil {
				t.Fatal("it was to fail")
			}
			if _, err := os.Stat(filepath.Join(s.options.Job.TempDir, "got.xml")); !os.IsNotExist(err) {
				t.Errorf("a file appeared: %v", err)
			}
			s.server.ClearFaults()
			again, err := s.fetch(func(o *FetchOptions) { o.Resume = true })
			if err != nil || again.Key != got.Key || again.Receipts != 48 {
				t.Errorf("resumed: %+v, %v; the process was %s", again, err, got.Key)
			}
		})
	}
}

func TestFetchWithoutAPeriod(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	for name, change := range map[string]func(*FetchOptions){
		"never fetched":     func(o *FetchOptions) { o.SinceLast, o.From = true, time.Time{} },
		"ends at its start": func(o *FetchOptions) { o.To = o.From },
		"nothing to resume": func(o *FetchOptions) { o.Resume = true },
	} {
		var usage *record.UsageError
		if _, err := s.fetch(change); !errors.As(err, &usage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAcceptedSince holds that who died behind a nomenclature's acceptance does not send the same bytes again, and that others do.
func TestAcceptedSince(t *testing.T) {
	s := newStage(t, sandbox.Options{})
	begin := time.Now().Add(-time.Second) // the journal has a clock of its own
	for i, since := range []time.Time{begin, begin, {}, begin.Add(time.Hour)} {
		o := s.options
		o.AcceptedSince = since
		o.Job.Inputs = []string{filepath.Join("..", "..", "testdata", "example", "nomenclature.xml")}
		if err := Send(context.Background(), Kassatka, o); err != nil {
			t.Fatal(err)
		}
		if got, want := len(s.server.Nomenclatures()), []int{1, 1, 2, 3}[i]; got != want {
			t.Errorf("after try %d the service has %d, want %d", i+1, got, want)
		}
	}
}
