package batch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/formats/record"
)

// finished are the sources in the order in which they ended, with what they ended as.
func (e *events) finished() (list []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, event := range e.list {
		if event.Kind == Finished {
			list = append(list, event.File+" "+event.Row.Outcome)
		}
	}
	return list
}

// TestOrder takes sources by name, and by age.
func TestOrder(t *testing.T) {
	for order, want := range map[string][]string{
		"name": {"1.xml done", "2.xml failed", "3.xml done", "4.xml done"},
		"age":  {"4.xml done", "3.xml done", "2.xml failed", "1.xml done"},
	} {
		for _, jobs := range []int{1, 3} {
			t.Run(fmt.Sprint(order, jobs), func(t *testing.T) {
				p := newPlace(t)
				for i := range 4 {
					name, text := fmt.Sprint(i+1, ".xml"), goods(fmt.Sprint(i))
					if i == 1 {
						text = strings.ReplaceAll(bad, "</ProductsGroups>", "</Other></ProductsGroups>")
					}
					p.drop(t, name, text)
					at := p.now().Add(-time.Duration(i) * time.Hour)
					ok(t, os.Chtimes(filepath.Join(p.root(), "inbox", name), at, at))
				}
				heard := &events{}
				o := p.options()
				o.Order, o.Jobs, o.Heard = order, jobs, heard.hear
				once(t, o, 4)
				if got := heard.finished(); !slices.Equal(got, want) {
					t.Errorf("%q, want %q", got, want)
				}
			})
		}
	}
}

// TestOrderWaits lets those behind a source wait while it waits for a service, and another rule's not.
func TestOrderWaits(t *testing.T) {
	p := newPlace(t)
	p.write(t, "profiles/folder.yaml", strings.ReplaceAll(strings.ReplaceAll(sending, "send: kassatka", "to: csv"), "send: caffesta", "send: caffesta, order: name"))
	p.drop(t, "a.json", invoice("1", "1"), "b.json", invoice("2", "1"), "c.json", invoice("3", "1"), "n.xml", good)
	p.URL = nowhere
	o := p.options()
	o.Job.To = ""
	once(t, o, 7)
	once(t, o, 7)
	p.want(t, "work/a.json", "inbox/b.json", "inbox/c.json", "done/"+day+"/n.xml", "!outbox/b.json")
	server, url := newService(t, nil)
	p.URL = url
	o = p.options()
	o.Job.To = ""
	o.Jobs = 2
	once(t, o, 0)
	var got []string
	for _, a := range server.Accepted() {
		got = append(got, a.Number)
	}
	if !slices.Equal(got, []string{"1", "2", "3"}) {
		t.Errorf("%q", got)
	}
}

// TestWorkers gives many files to several workers.
func TestWorkers(t *testing.T) {
	p := newPlace(t)
	for i := range 40 {
		p.drop(t, fmt.Sprint(i, ".xml"), goods(fmt.Sprint(i)))
	}
	o := p.options()
	o.Jobs = 4
	if got := once(t, o, 0); got.Done != 40 || got.Documents != 40 || got.Results != 40 {
		t.Errorf("%+v", got)
	}
	all := p.settled(t)
	for i := range 40 {
		p.want(t, fmt.Sprint("outbox/", i, ".csv"), fmt.Sprint("done/", day, "/", i, ".xml"))
	}
	if n := strings.Count(all["registers/"+day+".csv"], "\n"); n != 40 {
		t.Errorf("%d rows", n)
	}
}

// TestDuplicatesInFlight drops files of one content at once, with two workers: one is made, the others are duplicates, whichever way the first ends.
func TestDuplicatesInFlight(t *testing.T) {
	names := []string{"a.json", "b.json", "c.json", "d.json"}
	for _, c := range []struct {
		name   string
		send   func(p *place) error // at the first time
		status int
	}{
		{"at once", nil, 0},
		{"behind an outage", func(*place) error {
			return &deliver.Unreachable{Service: "caffesta", Cause: deliver.Said.Fault(0, "no answer")}
		}, 7},
		{"behind a refusal", func(*place) error {
			return &deliver.Refused{Service: "caffesta", Status: 422, Cause: deliver.Said.Fault(422, "no")}
		}, 6},
	} {
		for _, jobs := range []int{1, 2, 4} {
			t.Run(fmt.Sprint(c.name, jobs), func(t *testing.T) {
				t.Parallel()
				p := newPlace(t)
				p.write(t, "profiles/folder.yaml", sending)
				for _, name := range names {
					p.drop(t, name, invoice("1", "1"))
				}
				server, url := newService(t, nil)
				p.URL = url
				var sends atomic.Int64
				o := p.options()
				o.Job.To, o.Jobs = "", jobs
				o.Send = func(ctx context.Context, service string, job convert.Job, since time.Time) error {
					if sends.Add(1) == 1 && c.send != nil {
						return c.send(&p)
					}
					return p.send(ctx, service, job, since)
				}
				once(t, o, c.status)
				if c.status != 0 {
					if n := len(server.Accepted()); n != 0 {
						t.Errorf("%d invoices before their time", n)
					}
					once(t, o, 0)
				}
				if n := len(server.Accepted()); n != 1 {
					t.Errorf("%d invoices", n)
				}
				rows := p.settled(t)["registers/"+day+".csv"]
				if strings.Count(rows, "json|done") != 1 || strings.Count(rows, "json|duplicate") != 3 {
					t.Error(rows)
				}
				all := p.tree(t)
				results := 0
				for name := range all {
					if strings.HasPrefix(name, "outbox/") && !isHidden(name) {
						results++
					}
				}
				if results != 1 {
					t.Error(all.visible())
				}
			})
		}
	}
}

// TestDuplicateBehindFailure drops two files of one content that is wrong: each fails for itself.
func TestDuplicateBehindFailure(t *testing.T) {
	for _, jobs := range []int{1, 2} {
		p := newPlace(t)
		p.drop(t, "a.xml", bad, "b.xml", bad)
		o := p.options()
		o.Jobs = jobs
		if got := once(t, o, 4); got.Failed != 2 {
			t.Errorf("%+v", got)
		}
		p.want(t, "failed/a.xml", "failed/b.xml")
	}
}

// TestDuplicatesWatched lets a run that goes on find the end of the first.
func TestDuplicatesWatched(t *testing.T) {
	p := newPlace(t)
	p.write(t, "profiles/folder.yaml", sending)
	p.drop(t, "a.json", invoice("1", "1"), "b.json", invoice("1", "1"))
	server, url := newService(t, nil)
	var there atomic.Bool
	o := p.options()
	o.Job.To, o.Jobs = "", 2
	o.Send = func(ctx context.Context, service string, job convert.Job, since time.Time) error {
		q := p
		if q.URL = nowhere; there.Load() {
			q.URL = url
		}
		return q.send(ctx, service, job, since)
	}
	w := watched(t, o)
	w.until("both wait", func() bool { open, waiting, err := w.counts(); return err == nil && open == 2 && waiting == 2 })
	there.Store(true)
	w.until("both are done", func() bool { return w.events.count(Finished) == 2 })
	w.stop()
	if n := len(server.Accepted()); n != 1 {
		t.Errorf("%d invoices", n)
	}
}

// TestAgain converts once more what is done, where that is asked for.
func TestAgain(t *testing.T) {
	p := newPlace(t)
	for i, again := range []bool{false, true, false} {
		p.drop(t, "a.xml", good)
		o := p.options()
		o.Again = again
		got := once(t, o, 0)
		if wantDone := i < 2; got.Done == 1 != wantDone || got.Duplicates == 1 == wantDone {
			t.Errorf("round %d: %+v", i, got)
		}
	}
	p.want(t, "outbox/a.csv", "outbox/a (2).csv", "!outbox/a (3).csv", "done/"+day+"/a (3).xml")
}

// TestOtherKey makes content anew that was done in another way: with another rule, another flag, another profile.
func TestOtherKey(t *testing.T) {
	p := newPlace(t)
	for i, change := range []func(*Options){
		func(*Options) {},
		func(o *Options) { o.Job.To = "json" },
		func(o *Options) { o.Job.CSV.Dialect = record.ExcelRu },
		func(*Options) { p.write(t, "profiles/folder.yaml", "defaults: {storage: 7}\n") },
	} {
		p.drop(t, "a.xml", good)
		o := p.options()
		change(&o)
		if got := once(t, o, 0); got.Done != 1 {
			t.Errorf("%d: %+v", i, got)
		}
	}
}

// TestRules sends files on their ways by name, and leaves the others.
func TestRules(t *testing.T) {
	p := newPlace(t)
	p.write(t, "profiles/folder.yaml", `watch:
  rules:
  - {match: "*.no", ignore: true}
  - {match: "a*", to: csv, folder: a}
  - {match: "b*", to: json}
`)
	p.drop(t, "a.xml", good, "B.XML", goods("b"), "c.xml", goods("c"), "d.no", good)
	heard := &events{}
	o := p.options()
	o.Job.To, o.Heard = "", heard.hear
	if got := once(t, o, 0); got.Left != 2 || got.Done != 2 {
		t.Errorf("%+v", got)
	}
	p.want(t, "inbox/c.xml", "inbox/d.no", "outbox/a/a.csv", "outbox/B.json")
	if heard.count(Left) != 1 { // what is ignored is not talked of
		t.Error(heard.text())
	}
	o.Job.To = "csv"
	if _, err := New(o).Once(t.Context()); !errors.Is(err, twoRules.Fault()) {
		t.Errorf("error %v", err)
	}
	o.Job.To, o.Send = "", nil
	p.write(t, "profiles/folder.yaml", sending)
	if _, err := New(o).Once(t.Context()); !errors.Is(err, noSending.Fault()) {
		t.Errorf("error %v", err)
	}
	p.write(t, "profiles/folder.yaml", "zone: Europe/Minsk\n")
	if _, err := New(o).Once(t.Context()); !errors.Is(err, noRule.Fault()) {
		t.Errorf("error %v", err)
	}
}

// TestWorstStatus ends a pass with the worst of its sources: 8, 1, 6, 5, 7, 4, 3.
func TestWorstStatus(t *testing.T) {
	ends := map[string]error{
		"5": &os.PathError{Op: "open", Path: "journal", Err: os.ErrPermission},
		"6": &deliver.Refused{Service: "caffesta", Status: 422, Cause: deliver.Said.Fault(422, "no")},
		"7": &deliver.Unreachable{Service: "caffesta", Cause: deliver.Said.Fault(0, "no answer")},
		"8": &deliver.InDoubt{Service: "caffesta", Cause: deliver.Said.Fault(0, "no answer")},
	}
	codes := "8165743"
	for i, want := range codes {
		p := newPlace(t)
		p.write(t, "profiles/folder.yaml", sending+halfKnown)
		o := p.options()
		o.Job.To, o.Job.Skip = "", true
		for n, code := range codes[i:] {
			name := fmt.Sprintf("%c.json", code)
			if code == '7' { // behind it nothing is sent
				name = "z7.json"
			}
			switch code {
			case '4':
				p.drop(t, name, `{"number": }`)
			case '3':
				p.drop(t, name, receipts(receipt("777", "a1"), receipt("169", "a2")))
			default:
				p.drop(t, name, invoice(fmt.Sprint(n), "1"))
			}
		}
		o.Send = func(_ context.Context, _ string, job convert.Job, _ time.Time) error {
			name := job.Shown(job.Inputs[0])
			if name[0] == '1' {
				panic("of the test")
			}
			return ends[strings.TrimPrefix(name, "z")[:1]]
		}
		once(t, o, int(want-'0'))
	}
}

// TestStop ends a run in the middle of conversions: what it holds goes back, under its own name.
func TestStop(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "a.xml", good, "b.xml", goods("b"), "c.xml", goods("c"))
	ctx, cancel := context.WithCancel(t.Context())
	var first sync.Once
	o := p.options()
	o.Job.Started = func(convert.Document) { first.Do(cancel) }
	if _, err := New(o).Once(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	p.want(t, "inbox/a.xml", "inbox/b.xml", "inbox/c.xml", "!work/a.xml", "!work/"+leaseName)
	if got := once(t, p.options(), 0); got.Done != 3 {
		t.Errorf("%+v", got)
	}
}
