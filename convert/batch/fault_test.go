package batch

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/convert/profile"
	"obmen/convert/status"
)

// TestLedgerFails lets the ledger fail from a step on, at every step: the pass says so, each source lies in one place, and the next pass ends as one
// without trouble.
func TestLedgerFails(t *testing.T) {
	for _, name := range []string{"good", "bad", "outputs", "marker", "collisions", "invoice"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := scenarioOf(t, name)
			prepared := s.prepare(t)
			want := s.whole(t, prepared)
			for n := 1; ; n += stride() {
				p := s.aside(t, prepared)
				to := s.newServices(t, &p)
				ended, summary := s.ledgerless(t, p, n)
				if ended {
					break
				}
				if summary.Status != 5 {
					t.Errorf("status %d, want 5", summary.Status)
				}
				s.lies(t, p, want)
				s.end(t, p, to)
				if d := p.settled(t).differences(want); d != "" {
					t.Errorf("the next pass ends otherwise:\n%s", d)
				}
				if t.Failed() {
					t.Fatalf("the ledger failed at step %d", n)
				}
			}
		})
	}
}

// stride is from which step to which the tests go that try something at each of them.
func stride() int {
	if testing.Short() {
		return 3
	}
	return 1
}

func scenarioOf(t *testing.T, name string) *scenario {
	t.Helper()
	for _, s := range scenarios() {
		if s.name == name {
			return &s
		}
	}
	t.Fatal(name)
	return nil
}

// ledgerless makes a pass whose ledger fails from its nth step on.
func (s *scenario) ledgerless(t *testing.T, p place, n int) (ended bool, summary Summary) {
	t.Helper()
	var r *Runner
	steps := 0
	o := p.options()
	o.step = func(string) {
		if steps++; steps == n {
			r.ledger.Close()
		}
	}
	if s.change != nil {
		s.change(&o)
	}
	r = New(o)
	summary, err := r.Once(t.Context())
	if err != nil {
		summary.Status = status.Of(err)
	}
	return steps < n, summary
}

// failure reads a NAME.error.json.
func (p place) failure(t *testing.T, name string) (f Failure) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.root(), "failed", name+errorJSON))
	ok(t, err)
	ok(t, json.Unmarshal(text, &f))
	return f
}

// TestWatchWaits takes something away from under a run: it says so once, waits, and goes on when it is there again.
func TestWatchWaits(t *testing.T) {
	for _, c := range []struct{ name, take string }{
		{"root", ""}, {"outbox", "outbox"}, {"work", "work"}, {"done", "done"}, {"state", "state"}, {"inbox", "inbox"}, {"temp", "../temp"},
	} {
		for _, file := range []bool{false, true} {
			name := c.name
			if file {
				name += " is a file"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				p := newPlace(t)
				p.drop(t, "a.xml", good)
				w := watched(t, p.options())
				w.until("the first is done", func() bool { return w.events.count(Finished) == 1 })
				path := filepath.Join(p.root(), c.take)
				ok(t, os.Rename(path, path+".gone"))
				if file {
					ok(t, os.WriteFile(path, nil, 0o666))
				}
				switch c.name {
				case "root":
					ok(t, os.WriteFile(filepath.Join(path+".gone", "inbox", "b.xml"), []byte(goods("b")), 0o666))
				case "inbox":
					ok(t, os.WriteFile(filepath.Join(path+".gone", "b.xml"), []byte(goods("b")), 0o666))
				default:
					p.drop(t, "b.xml", goods("b"))
				}
				if c.name != "state" { // without it only the heartbeat is missed
					w.until("it waits", func() bool { return w.events.count(Waits)+w.events.count(GivenBack) > 0 })
				}
				time.Sleep(30 * time.Millisecond) // some more tries
				if file {
					ok(t, os.Remove(path))
				}
				ok(t, os.Rename(path+".gone", path))
				w.until("the second is done", func() bool { return w.events.count(Finished) == 2 })
				if n := w.events.unnamed(); n > 2 {
					t.Errorf("said %d times:\n%s", n, w.events.text())
				}
				w.stop()
				p.want(t, "done/"+day+"/a.xml", "done/"+day+"/b.xml", "outbox/a.csv", "outbox/b.csv", "!work/b.xml", "!inbox/b.xml", "!outbox/b (2).csv")
			})
		}
	}
}

// unnamed is how often it was said that everything waits.
func (e *events) unnamed() (n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, event := range e.list {
		if event.Kind == Waits && event.File == "" {
			n++
		}
	}
	return n
}

// TestInputIsNotTriedAgain counts how often a file that is wrong is converted.
func TestInputIsNotTriedAgain(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "b.xml", bad)
	o := p.options()
	var tries atomic.Int64
	o.Job.Started = func(convert.Document) { tries.Add(1) }
	w := watched(t, o)
	w.until("it has failed", func() bool { return w.events.count(Finished) == 1 })
	w.stop()
	once(t, o, 0)
	if n := tries.Load(); n != 1 {
		t.Errorf("it was read %d times", n)
	}
	if f := p.failure(t, "b.xml"); f.Code != "xml-tag-mismatch" || f.Status != 4 || f.Where == nil || f.Where.Line != 3 {
		t.Errorf("%+v", f)
	}
}

// TestPausesGrow asserts that a service that is out of reach is tried again later each time.
func TestPausesGrow(t *testing.T) {
	s := scenarioOf(t, "invoice")
	p := s.prepare(t)
	var last, ahead time.Duration
	for range 5 {
		o := s.options(p)
		o.retry = time.Second
		o.Now = func() time.Time { return p.now().Add(ahead) }
		var pause time.Duration
		o.Heard = func(e Event) {
			if e.Kind == Waits {
				pause = e.Until.Sub(o.Now())
			}
		}
		once(t, o, 7)
		if pause <= last {
			t.Errorf("pause %v after %v", pause, last)
		}
		last = pause
		ahead += pause
	}
	p.want(t, "work/i.json", "outbox/i.json", "!failed/i.json")
}

// TestServiceComesBack lets Watch send what it could not.
func TestServiceComesBack(t *testing.T) {
	p := scenarioOf(t, "invoice").prepare(t)
	var there atomic.Bool
	server, url := newService(t, nil)
	o := p.options()
	o.Job.To = ""
	o.Send = func(ctx context.Context, service string, job convert.Job, since time.Time) error {
		q := p
		if there.Load() {
			q.URL = url
		}
		return q.send(ctx, service, job, since)
	}
	w := watched(t, o)
	w.until("both wait", func() bool { n, _, err := w.counts(); return err == nil && n == 2 && w.events.count(Waits) > 0 })
	there.Store(true)
	w.until("both are done", func() bool { return w.events.count(Finished) == 2 })
	w.stop()
	if n := len(server.Accepted()); n != 3 {
		t.Errorf("%d invoices", n)
	}
	p.want(t, "!work/i.json", "!work/j.ndjson", "done/"+day+"/i.json", "done/"+day+"/j.ndjson")
}

// counts are those of the ledger, once that is open.
func (w *watch) counts() (open, waiting int, err error) {
	if w.events.count(Started) == 0 {
		return 0, 0, errors.New("not yet")
	}
	return w.ledger.Counts()
}

// TestRefused keeps a source that a service refuses in work.
func TestRefused(t *testing.T) {
	s := scenarioOf(t, "invoice")
	p := s.prepare(t)
	o := s.options(p)
	calls := 0
	o.retry = time.Minute
	o.Send = func(context.Context, string, convert.Job, time.Time) error {
		calls++
		return &deliver.Refused{Service: "caffesta", Status: 401, Cause: deliver.Said.Fault(401, "no")}
	}
	once(t, o, 6)
	if calls != 1 {
		t.Errorf("a service that lets nobody in was asked %d times", calls)
	}
	p.want(t, "work/i.json", "work/j.ndjson", "outbox/i.json")
}

// TestProfileBreaks breaks the profile while the run goes on, and mends it.
func TestProfileBreaks(t *testing.T) {
	p := newPlace(t)
	p.write(t, "profiles/folder.yaml", twoOutputs)
	p.write(t, "profiles/sub.yaml", "price_types: {purchase: Прайс-лист}\n")
	o := p.options()
	o.Job.To = ""
	w := watched(t, o)
	w.until("it has begun", func() bool { return w.events.count(Started) == 1 })
	p.write(t, "profiles/folder.yaml", "watch: {rules: [{match: 7, nonsense: true}]}\n")
	p.drop(t, "a.xml", good)
	w.until("it waits", func() bool { return w.events.count(GivenBack)+w.events.count(Waits) > 0 })
	p.write(t, "profiles/folder.yaml", twoOutputs)
	w.until("it is done", func() bool { return w.events.count(Finished) == 1 })
	p.write(t, "profiles/sub.yaml", "more: nonsense\n")
	p.drop(t, "b.xml", goods("b"))
	before := w.events.count(GivenBack) + w.events.count(Waits)
	w.until("it waits again", func() bool { return w.events.count(GivenBack)+w.events.count(Waits) > before })
	p.write(t, "profiles/sub.yaml", "price_types: {purchase: Прайс-лист}\n")
	w.until("both are done", func() bool { return w.events.count(Finished) == 2 })
	w.stop()
	p.want(t, "done/"+day+"/a.xml", "done/"+day+"/b.xml", "outbox/data/b.json", "!failed/a.xml", "!failed/b.xml", "!outbox/b (2).json")
}

// TestProfileChangesUnderway gives another profile to a source that has been hashed: what is made is of the profile that it is kept under.
func TestProfileChangesUnderway(t *testing.T) {
	p := newPlace(t)
	p.write(t, "profiles/folder.yaml", "defaults: {storage: 71}\nwatch: {rules: [{match: '*', to: json}]}\n")
	p.drop(t, "a.xml", good)
	o := p.options()
	o.Job.To = ""
	changed := false
	o.step = func(step string) {
		if step == "hashed" && !changed {
			changed = true
			p.write(t, "profiles/folder.yaml", "defaults: {storage: 72}\nwatch: {rules: [{match: '*', to: json}]}\n")
		}
	}
	once(t, o, 0)
	once(t, o, 0)
	text, err := os.ReadFile(filepath.Join(p.root(), "outbox", "a.json"))
	if err != nil || !strings.Contains(string(text), "72") {
		t.Errorf("error %v, %s", err, text)
	}
}

// TestTouched changes a source in work when its results stand in the outbox: it is not sent.
func TestTouched(t *testing.T) {
	s := scenarioOf(t, "invoice")
	p := s.prepare(t)
	once(t, s.options(p), 7)
	p.write(t, "root/work/i.json", invoice("7", "3"))
	to := s.newServices(t, &p)
	once(t, s.options(p), 4)
	if n := len(to.Accepted()); n != 2 {
		t.Errorf("%d invoices, want those of the other", n)
	}
	p.want(t, "failed/i.json", "failed/i.json.error.txt", "!work/i.json", "outbox/i.json")
	if f := p.failure(t, "i.json"); f.Code != "source-touched" || len(f.Results) != 1 || f.Results[0] != "i.json" {
		t.Errorf("%+v", f)
	}
}

// TestWithdrawn takes a source out of work by hand.
func TestWithdrawn(t *testing.T) {
	s := scenarioOf(t, "invoice")
	p := s.prepare(t)
	once(t, s.options(p), 7)
	ok(t, os.Remove(filepath.Join(p.root(), "work", "i.json")))
	to := s.newServices(t, &p)
	if got := once(t, s.options(p), 0); got.Withdrawn != 1 || got.Done != 1 {
		t.Errorf("%+v", got)
	}
	if n := len(to.Accepted()); n != 2 {
		t.Errorf("%d invoices, want those of the other", n)
	}
	if text := p.settled(t)["registers/"+day+".csv"]; !strings.Contains(text, "i.json|withdrawn") {
		t.Error(text)
	}
	p.drop(t, "i.json", invoice("7", "2")) // it was not done
	if got := once(t, s.options(p), 0); got.Done != 1 {
		t.Errorf("%+v", got)
	}
	p.want(t, "outbox/i.json", "outbox/i (2).json")
}

// TestOrphans puts things into work that no run knows of.
func TestOrphans(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "a.xml", good)
	p.write(t, "root/work/a.xml", goods("orphan"))
	p.write(t, "root/work/.obmen-99/0/half.csv", "half")
	p.write(t, "root/work/.obmen-of mine/mine", stranger)
	p.write(t, "root/work/folder/mine", stranger)
	p.write(t, "outside/mine", stranger)
	ok(t, os.Symlink(filepath.Join(p.Base, "outside"), filepath.Join(p.root(), "work", ".obmen-98")))
	ok(t, os.Symlink(filepath.Join(p.Base, "outside", "mine"), filepath.Join(p.root(), "work", "link.xml")))
	heard := &events{}
	o := p.options()
	o.Heard = heard.hear
	once(t, o, 0)
	p.want(t, "done/"+day+"/a.xml", "done/"+day+"/a (2).xml", "outbox/a.csv", "outbox/a (2).csv", "!work/a.xml", "!work/.obmen-99", "work/.obmen-98", "work/folder/mine", "work/.obmen-of mine/mine",
		"work/link.xml", "../outside/mine")
	if heard.count(Notice) != 1 {
		t.Error(heard.text())
	}
}

// TestSweep removes what a kill leaves of the small files of ours, and nothing else.
func TestSweep(t *testing.T) {
	p := newPlace(t)
	for _, name := range []string{"work/.obmen-ABCDEFG2.tmp", "state/.obmen-ABCDEFG2.tmp", "work/.obmen-probe-abcdefg2", "work/.obmen-mine.tmp", "work/.obmen-ABCDEFG2.tmp.xml", "outbox/.obmen-ABCDEFG2.tmp"} {
		p.write(t, "root/"+name, stranger)
	}
	once(t, p.options(), 0)
	p.want(t, "!work/.obmen-ABCDEFG2.tmp", "!state/.obmen-ABCDEFG2.tmp", "!work/.obmen-probe-abcdefg2", "work/.obmen-mine.tmp", "work/.obmen-ABCDEFG2.tmp.xml", "outbox/.obmen-ABCDEFG2.tmp")
}

// TestLinkInPlaceOfStaging puts a link where the results of the next source are to be made: what it leads to stays.
func TestLinkInPlaceOfStaging(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "a.xml", good)
	p.write(t, "outside/mine", stranger)
	o := p.options()
	o.step = func(step string) {
		if step == "hashed" {
			ok(t, os.Symlink(filepath.Join(p.Base, "outside"), filepath.Join(p.root(), "work", ".obmen-1")))
		}
	}
	once(t, o, 0)
	p.want(t, "../outside/mine", "done/"+day+"/a.xml", "outbox/a.csv", "!work/.obmen-1")
}

// TestPanic lets a conversion, a profile and a step go wrong as only a bug can: the source is in failed with words for it, and the others go on.
func TestPanic(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(o *Options)
	}{
		{"conversion", func(o *Options) {
			o.Job.Started = func(d convert.Document) {
				if d.Input == "a.xml" {
					panic("of the test")
				}
			}
		}},
		{"step", func(o *Options) {
			claims := 0
			o.step = func(step string) {
				if step == "claimed" {
					claims++
				}
				if step == "hashed" && claims == 1 {
					panic("of the test")
				}
			}
		}},
		{"profile", func(o *Options) {
			claims, asked := 0, false
			o.step = func(step string) {
				if step == "claimed" {
					claims++
				}
			}
			inner := o.Profile
			o.Profile = func(file string) (*profile.Profile, error) {
				if claims == 1 && !asked {
					asked = true
					panic("of the test")
				}
				return inner(file)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t)
			p.drop(t, "a.xml", good, "b.xml", goods("b"))
			o := p.options()
			c.change(&o)
			once(t, o, 1)
			p.want(t, "failed/a.xml", "done/"+day+"/b.xml", "!work/a.xml")
			if t.Failed() {
				return
			}
			f := p.failure(t, "a.xml")
			if f.Status != 1 || !strings.Contains(f.What, "of the test") || f.ToDo != reportBug.En {
				t.Errorf("%+v", f)
			}
		})
	}
}

// TestStrangerAtTheEnd lets somebody take a name in failed at the last moment: no error is written beside it.
func TestStrangerAtTheEnd(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "b.xml", bad)
	o := p.options()
	o.step = func(step string) {
		if step == "archive" && !p.has("failed/b.xml") {
			p.write(t, "root/failed/b.xml", stranger)
		}
	}
	once(t, o, 4)
	p.want(t, "failed/b.xml", "!failed/b.xml.error.json", "!failed/b.xml.error.txt", "failed/b (2).xml", "failed/b (2).xml.error.json", "failed/b (2).xml.error.txt")
}
