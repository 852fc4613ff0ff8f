package batch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/convert/profile"
	"obmen/convert/status"
)

// The tests of this file hold what was found wrong by trying to break the drop folder from outside.

// A post is a service that is out of reach until it is opened, and then takes what it is sent.
type post struct {
	open atomic.Bool
	mu   sync.Mutex
	list []string // what was sent, a source each
}

func (s *post) send(_ context.Context, service string, job convert.Job, _ time.Time) error {
	if !s.open.Load() {
		return &deliver.Unreachable{Service: service, Attempts: 1, Cause: deliver.Said.Fault(503, "of the test")}
	}
	text, err := os.ReadFile(job.Inputs[0])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, string(text))
	return err
}

func (s *post) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

// toPost are the options of a place whose profile sends a JSON of each source.
func (p place) toPost(t *testing.T, s *post, storage string) Options {
	t.Helper()
	p.write(t, "profiles/folder.yaml", storage+"watch: {rules: [{match: '*', to: json, send: kassatka}]}\n")
	o := p.options()
	o.Job.To, o.Send = "", s.send
	return o
}

// TestOutdated lets a source wait for a service, and changes how it is made: nothing new goes out under the old results.
func TestOutdated(t *testing.T) {
	const rules = "watch: {rules: [{match: '*', to: json, send: kassatka}]}\n"
	for _, c := range []struct {
		name    string
		profile string
		change  func(*Options)
		anew    bool
	}{
		{"nothing", rules, func(*Options) {}, false},
		{"the storage", "defaults: {storage: 72}\n" + rules, func(*Options) {}, true},
		{"--where", rules, func(o *Options) { o.Job.Where = "//Product" }, true},
		{"the rule", "watch: {rules: [{match: '*', to: csv, send: kassatka}]}\n", func(*Options) {}, true},
		{"a service", "services: {caffesta: {account: mine}}\n" + rules, func(*Options) {}, false},
		{"another's rule", "watch: {rules: [{match: 'z*', to: csv}, {match: '*', to: json, send: kassatka}]}\n", func(*Options) {}, false},
		{"the hours", "checks: {open: '08:00-23:00'}\n" + rules, func(*Options) {}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, s := newPlace(t), &post{}
			p.drop(t, "a.xml", good)
			once(t, p.toPost(t, s, ""), status.Unreachable)
			p.want(t, "work/a.xml", "outbox/a.json")
			s.open.Store(true)
			p.write(t, "profiles/folder.yaml", c.profile)
			heard := &events{}
			o := p.options()
			o.Job.To, o.Send, o.Heard = "", s.send, heard.hear
			c.change(&o)
			if got := once(t, o, 0); got.Done != 1 || got.Withdrawn != 0 {
				t.Errorf("%+v", got)
			}
			if n := len(s.sent()); n != 1 {
				t.Errorf("sent %d times", n)
			}
			said := strings.Contains(heard.text(), outdated.Fault("a.json").Error())
			if said != c.anew || heard.count(GivenBack) == 1 != c.anew {
				t.Error(heard.text())
			}
			again := len(p.outbox(t)) == 2
			if again != c.anew {
				t.Errorf("made anew: %v\n%s", again, p.tree(t).visible())
			}
			p.want(t, "done/"+day+"/a.xml", "!work/a.xml", "!inbox/a.xml")
		})
	}
}

// outbox are the names there.
func (p place) outbox(t *testing.T) (names []string) {
	t.Helper()
	list, err := os.ReadDir(p.folders().Outbox)
	ok(t, err)
	for _, at := range list {
		names = append(names, at.Name())
	}
	return names
}

// TestOutdatedIsKilled kills the run that gives an outdated source back: it is neither lost nor said to be withdrawn.
func TestOutdatedIsKilled(t *testing.T) {
	for _, at := range []string{"give back", "given back", "dropped"} {
		p, s := newPlace(t), &post{}
		p.drop(t, "a.xml", good)
		once(t, p.toPost(t, s, ""), status.Unreachable)
		s.open.Store(true)
		o := p.toPost(t, s, "defaults: {storage: 72}\n")
		var r *Runner
		o.step = func(step string) {
			if step == at {
				r.ledger.Close()
			}
		}
		r = New(o)
		r.Once(t.Context())
		got := once(t, p.toPost(t, s, "defaults: {storage: 72}\n"), 0)
		if got.Withdrawn != 0 || len(s.sent()) != 1 {
			t.Errorf("%s: %+v, sent %d", at, got, len(s.sent()))
		}
		p.want(t, "done/"+day+"/a.xml", "!inbox/a.xml", "!work/a.xml")
		if text := p.settled(t)["registers/"+day+".csv"]; strings.Contains(text, "withdrawn") {
			t.Errorf("%s: %s", at, text)
		}
	}
}

// TestTouchedInSilence rewrites a source that waits for a service, with the size and the time that it had.
func TestTouchedInSilence(t *testing.T) {
	p, s := newPlace(t), &post{}
	p.drop(t, "a.xml", good)
	once(t, p.toPost(t, s, ""), status.Unreachable)
	path := filepath.Join(p.root(), "work", "a.xml")
	info, err := os.Stat(path)
	ok(t, err)
	p.write(t, "root/work/a.xml", strings.Replace(good, "1,00", "9,00", 1))
	ok(t, os.Chtimes(path, info.ModTime(), info.ModTime()))
	s.open.Store(true)
	once(t, p.toPost(t, s, ""), status.Input)
	p.want(t, "failed/a.xml", "outbox/a.json", "!work/a.xml")
	if f := p.failure(t, "a.xml"); f.Code != touched.Code || !slices.Equal(f.Results, []string{"a.json"}) {
		t.Errorf("%+v", f)
	}
	if n := len(s.sent()); n != 0 {
		t.Errorf("sent %d times", n)
	}
}

// TestOtherRoot starts on an empty mount point whose state lies elsewhere, and on the share again.
func TestOtherRoot(t *testing.T) {
	p, s := newPlace(t), &post{}
	p.drop(t, "a.xml", good)
	options := func() Options {
		o := p.toPost(t, s, "")
		o.Folders = Folders{State: filepath.Join(p.Base, "state")}.In(p.root())
		return o
	}
	once(t, options(), status.Unreachable)
	s.open.Store(true)
	ok(t, os.Rename(p.root(), p.root()+".gone"))
	ok(t, os.Mkdir(p.root(), 0o777))
	if got, err := New(options()).Once(t.Context()); !errors.Is(err, otherState.Fault()) || status.Of(err) != status.Usage || got.Withdrawn != 0 {
		t.Errorf("%+v, error %v", got, err)
	}
	ok(t, os.RemoveAll(p.root()))
	ok(t, os.Rename(p.root()+".gone", p.root()))
	if got := once(t, options(), 0); got.Done != 1 {
		t.Errorf("%+v", got)
	}
}

// TestSkeletonUnderTheShare takes a share away from under a run that finds the same folders, empty, beneath it: nothing is withdrawn.
func TestSkeletonUnderTheShare(t *testing.T) {
	p, s := newPlace(t), &post{}
	p.drop(t, "a.xml", good)
	o := p.toPost(t, s, "")
	o.Folders = Folders{State: filepath.Join(p.Base, "state")}.In(p.root())
	w := watched(t, o)
	w.until("it waits", func() bool { return w.events.count(Waits) > 0 })
	ok(t, os.Rename(p.root(), p.root()+".gone"))
	for _, dir := range []string{"", "inbox", "work", "outbox", "done", "failed", "registers"} {
		ok(t, os.Mkdir(filepath.Join(p.root(), dir), 0o777))
	}
	s.open.Store(true)
	before := w.events.count(Waits)
	w.until("it waits for the folder", func() bool { return w.events.count(Waits) > before || w.events.count(Finished) > 0 })
	ok(t, os.RemoveAll(p.root()))
	ok(t, os.Rename(p.root()+".gone", p.root()))
	w.until("it has ended", func() bool { return w.events.count(Finished) == 1 })
	w.stop()
	p.want(t, "done/"+day+"/a.xml", "!work/a.xml")
	if n := len(s.sent()); n != 1 {
		t.Errorf("sent %d times\n%s", n, w.events.text())
	}
}

// TestStagingIsGone removes the results before they are published, or puts a link to others in their place: they are made anew.
func TestStagingIsGone(t *testing.T) {
	for _, link := range []bool{false, true} {
		p := newPlace(t)
		p.drop(t, "a.xml", good)
		p.write(t, "outside/0/a.csv", stranger)
		var gone bool
		o := p.options()
		o.step = func(step string) {
			staging := filepath.Join(p.root(), "work", ".obmen-1")
			if step == "written" && !gone {
				gone = true
				ok(t, os.RemoveAll(staging))
				if link {
					ok(t, os.Symlink(filepath.Join(p.Base, "outside"), staging))
				}
			}
		}
		if got := once(t, o, 0); got.Done != 1 || got.Results != 1 {
			t.Errorf("%+v", got)
		}
		p.want(t, "done/"+day+"/a.xml", "outbox/a.csv", "../outside/0/a.csv", "!work/.obmen-1")
		if text := p.tree(t)["outbox/a.csv"]; !strings.Contains(text, "Хлеб") {
			t.Errorf("link %v: %q", link, text)
		}
	}
}

// TestBeside makes the same source again with other amounts, and not with the same.
func TestBeside(t *testing.T) {
	p := newPlace(t)
	p.write(t, "profiles/folder.yaml", "zone: Europe/Minsk\ndefaults: {storage: 1, shop: 2, tax: {id: 1, rate: 20}}\nprice_types: {purchase: Розничная}\n")
	amounts := filepath.Join(p.Base, "amounts.csv")
	for i, c := range []struct {
		text string
		done int
	}{{"Code,Amount\n1,2\n", 1}, {"Code,Amount\n1,2\n", 0}, {"Code,Amount\n1,3\n", 1}, {"Code,Amount\n1,2\n", 0}} {
		ok(t, os.WriteFile(amounts, []byte(c.text), 0o666))
		p.drop(t, "a.xml", good)
		o := p.options()
		o.Job.To, o.Job.Amounts = "invoice-json", amounts
		if got := once(t, o, 0); got.Done != c.done || got.Duplicates != 1-c.done {
			t.Errorf("%d: %+v", i, got)
		}
	}
	p.drop(t, "a.xml", good)
	ok(t, os.Remove(amounts))
	o := p.options()
	o.Job.To, o.Job.Amounts = "invoice-json", amounts
	once(t, o, status.FileSystem)
	p.want(t, "inbox/a.xml", "!work/a.xml", "!failed/a.xml")
}

// TestGrowsBehind lets a source grow behind its results, and a duplicate behind its hash: what came late is not put into done unread.
func TestGrowsBehind(t *testing.T) {
	for _, at := range []string{"written", "publish", "one published", "published"} {
		p := newPlace(t)
		p.drop(t, "a.xml", good)
		grown := false
		o := p.options()
		o.step = func(step string) {
			if step == at && !grown {
				grown = true
				p.write(t, "root/work/a.xml", good+growth)
			}
		}
		once(t, o, status.Input)
		p.want(t, "failed/a.xml", "!done/"+day+"/a.xml", "outbox/a.csv")
		if f := p.failure(t, "a.xml"); f.Code != touched.Code || !slices.Equal(f.Results, []string{"a.csv"}) {
			t.Errorf("%s: %+v", at, f)
		}
	}
	p := newPlace(t)
	p.drop(t, "a.xml", good)
	once(t, p.options(), 0)
	p.drop(t, "a.xml", good)
	o := p.options()
	inner := o.Profile
	o.Profile = func(file string) (*profile.Profile, error) {
		if p.has("work/a.xml") && !p.has("grown") {
			p.write(t, "root/grown", "")
			p.write(t, "root/work/a.xml", good+growth)
		}
		return inner(file)
	}
	if got := once(t, o, 0); got.Done != 1 || got.Duplicates != 0 {
		t.Errorf("%+v", got)
	}
}

// TestHeartbeatTells asserts what the heartbeat says of files that wait, also right after a restart.
func TestHeartbeatTells(t *testing.T) {
	p, s := newPlace(t), &post{}
	p.drop(t, "a.xml", good, "b.xml", goods("b"))
	for range 2 {
		o := p.toPost(t, s, "")
		o.beat, o.retry = 5*time.Millisecond, time.Hour // the one that runs after a restart tells of what it does not try
		w := watched(t, o)
		var st Status
		w.until("both are told of", func() bool {
			st, _ = StatusOf(o.Folders, p.now())
			h := st.Heartbeat
			return h != nil && h.State == "works" && h.Summary.Waiting == 2 && len(h.Waiters) == 2
		})
		if h := st.Heartbeat; h.Waiters[0].File != "a.xml" || h.Waiters[1].File != "b.xml" || h.Waiters[0].Why == "" || h.Waiters[0].Until.Before(p.now()) || !st.Wants() {
			t.Errorf("%+v", h)
		}
		w.stop()
		if st, err := StatusOf(o.Folders, p.now()); err != nil || st.Heartbeat.State != "stopped" || st.Heartbeat.Summary.Waiting != 2 || !st.Wants() {
			t.Errorf("%+v, error %v", st, err)
		}
	}
}

// TestHeartbeatOfARestart does not wait for a beat to tell what an earlier run left.
func TestHeartbeatOfARestart(t *testing.T) {
	p, s := newPlace(t), &post{}
	p.drop(t, "a.xml", good)
	o := p.toPost(t, s, "")
	o.retry, o.beat = time.Hour, time.Hour
	once(t, o, status.Unreachable)
	w := watched(t, o)
	w.until("it is told of", func() bool {
		st, err := StatusOf(o.Folders, p.now())
		return err == nil && st.Heartbeat.State == "works" && len(st.Heartbeat.Waiters) == 1 && st.Heartbeat.Summary.Waiting == 1 && st.Wants()
	})
	w.stop()
	s.open.Store(true)
	once(t, o, 0)
	if st, err := StatusOf(o.Folders, p.now()); err != nil || len(st.Heartbeat.Waiters) != 0 || st.Heartbeat.Summary.Waiting != 0 || st.Wants() {
		t.Errorf("%+v, error %v", st.Heartbeat, err)
	}
}

// TestClockWasAhead tries at once what a wrong clock has put off for five years.
func TestClockWasAhead(t *testing.T) {
	p, s := newPlace(t), &post{}
	p.drop(t, "a.xml", good)
	o := p.toPost(t, s, "")
	o.Now = func() time.Time { return p.now().AddDate(5, 0, 0) }
	once(t, o, status.Unreachable)
	s.open.Store(true)
	w := watched(t, p.toPost(t, s, ""))
	w.until("it is done", func() bool { return w.events.count(Finished) == 1 })
}

// TestMarkerStays makes the marker's way impossible when its source has been claimed: the source goes on without a restart, and its marker speaks for no other.
func TestMarkerStays(t *testing.T) {
	for _, only := range []bool{false, true} {
		p := newPlace(t)
		o := p.options()
		o.MarkerOnly = only
		inbox := filepath.Join(p.root(), "inbox")
		var broken atomic.Bool
		o.step = func(step string) {
			if step == "claimed" && !broken.Swap(true) {
				ok(t, os.Rename(inbox, inbox+".gone"))
				ok(t, os.WriteFile(inbox, nil, 0o666))
			}
		}
		p.drop(t, "a.xml", good, "a.xml.ready", "")
		w := watched(t, o)
		w.until("it waits", func() bool { return w.events.count(Waits)+w.events.count(GivenBack) > 0 })
		ok(t, os.Remove(inbox))
		ok(t, os.Rename(inbox+".gone", inbox))
		w.until("it is done", func() bool { return w.events.count(Finished) == 1 })
		w.stop()
		p.want(t, "done/"+day+"/a.xml", "done/"+day+"/a.xml.ready", "!inbox/a.xml.ready", "!work/a.xml")
	}
}

// TestFolderInPlaceOfTheMarker puts a folder where the marker is to go.
func TestFolderInPlaceOfTheMarker(t *testing.T) {
	p := newPlace(t)
	o := p.options()
	o.MarkerOnly = true
	o.step = func(step string) {
		if step == "claim noted" {
			p.write(t, "root/work/a.xml.ready/mine", stranger)
		}
	}
	p.drop(t, "a.xml", good, "a.xml.ready", "")
	if got := once(t, o, 0); got.Done != 1 {
		t.Errorf("%+v", got)
	}
	p.want(t, "done/"+day+"/a.xml", "work/a.xml.ready/mine")
}

// TestAnotherCame lets another file come under the name of the one that is claimed, and makes it impossible to give that back: it goes on without a restart.
func TestAnotherCame(t *testing.T) {
	p := newPlace(t)
	inbox := filepath.Join(p.root(), "inbox")
	o := p.options()
	var broken atomic.Bool
	o.step = func(step string) {
		switch {
		case broken.Load():
		case step == "claim noted":
			ok(t, os.Rename(filepath.Join(inbox, "a.xml"), filepath.Join(inbox, "old.tmp")))
			p.drop(t, "a.xml", goods("b"))
		case step == "claimed":
			broken.Store(true)
			ok(t, os.Rename(inbox, inbox+".gone"))
			ok(t, os.WriteFile(inbox, nil, 0o666))
		}
	}
	p.drop(t, "a.xml", good)
	w := watched(t, o)
	w.until("it waits", func() bool { return w.events.count(Waits)+w.events.count(GivenBack) > 0 })
	ok(t, os.Remove(inbox))
	ok(t, os.Rename(inbox+".gone", inbox))
	w.until("it is done", func() bool { return w.events.count(Finished) == 1 })
	w.stop()
	p.want(t, "done/"+day+"/a.xml", "inbox/old.tmp", "!work/a.xml", "outbox/a.csv")
	if text := p.tree(t)["outbox/a.csv"]; !strings.Contains(text, ",b,") {
		t.Error(text)
	}
}

// TestLostWhileGivingBack loses the folder to another host as a source is given back: the ledger is not written to any more.
func TestLostWhileGivingBack(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "a.xml", good)
	o := p.options()
	var r *Runner
	o.step = func(step string) {
		switch step {
		case "hashed":
			ok(t, os.Remove(filepath.Join(p.root(), "outbox"))) // it can't be made
		case "give back":
			p.steal(t)
			r.ledger.Close() // so that to write is an error
		}
	}
	r = New(o)
	_, err := r.Once(t.Context())
	var lost heldError
	if !errors.As(err, &lost) || errors.Is(err, fs.ErrClosed) {
		t.Errorf("error %v", err)
	}
	p.want(t, "work/a.xml", "!inbox/a.xml")
}

// TestRegisterWithoutLedger removes the state: the same content has a row for each time that it was dropped.
func TestRegisterWithoutLedger(t *testing.T) {
	p := newPlace(t)
	for i := range 2 {
		p.drop(t, "a.xml", good)
		o := p.options()
		o.Now = func() time.Time { return p.now().Add(time.Duration(i) * time.Minute) }
		once(t, o, 0)
		ok(t, os.RemoveAll(filepath.Join(p.root(), "state")))
		ok(t, os.Remove(filepath.Join(p.root(), "work", folderName)))
	}
	text := p.tree(t)["registers/"+day+".csv"]
	if n := strings.Count(text, "a.xml"); n != 2 {
		t.Errorf("%d rows:\n%s", n, text)
	}
}

// TestRegisterWaits makes the register impossible: the heartbeat says so, and a person is to look.
func TestRegisterWaits(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "a.xml", good)
	o := p.options()
	full := &fs.PathError{Op: "sync", Path: "register", Err: syscall.ENOSPC}
	var broken atomic.Bool
	broken.Store(true)
	o.Register.Sync = func(*os.File) error {
		if broken.Load() {
			return full
		}
		return nil
	}
	once(t, o, 0)
	st, err := StatusOf(o.Folders, p.now())
	if err != nil || !st.Wants() || st.Heartbeat.Unregistered == "" {
		t.Errorf("%+v, error %v", st.Heartbeat, err)
	}
	broken.Store(false)
	once(t, o, 0)
	if st, err := StatusOf(o.Folders, p.now()); err != nil || st.Wants() {
		t.Errorf("%+v, error %v", st.Heartbeat, err)
	}
	if text := p.tree(t)["registers/"+day+".csv"]; strings.Count(text, "a.xml") != 1 {
		t.Error(text)
	}
}

// TestDayIsALink puts a link in place of the day's folder: the source waits, and nothing goes where it leads.
func TestDayIsALink(t *testing.T) {
	p := newPlace(t)
	p.write(t, "outside/mine", stranger)
	ok(t, os.Mkdir(filepath.Join(p.root(), "done"), 0o777))
	link := filepath.Join(p.root(), "done", day)
	ok(t, os.Symlink(filepath.Join(p.Base, "outside"), link))
	p.drop(t, "a.xml", good)
	once(t, p.options(), status.FileSystem)
	once(t, p.options(), status.FileSystem)
	p.want(t, "work/a.xml", "outbox/a.csv", "!outbox/a (2).csv", "!../outside/a.xml")
	ok(t, os.Remove(link))
	once(t, p.options(), 0)
	p.want(t, "done/"+day+"/a.xml", "!work/a.xml", "!outbox/a (2).csv")
}

// TestOrphanMarker finds a source and its marker in work that no run knows of, while another of that name grows in the inbox: the marker does not speak for that.
func TestOrphanMarker(t *testing.T) {
	for _, only := range []bool{false, true} {
		p := newPlace(t)
		p.write(t, "root/work/x.xml", goods("orphan"))
		p.write(t, "root/work/x.xml.ready", "")
		p.write(t, "root/work/alone.xml.ready", "")
		p.drop(t, "x.xml", good[:100], "alone.xml", good[:100])
		o := p.options()
		o.MarkerOnly, o.Settle = only, time.Hour
		w := watched(t, o)
		w.until("the orphan is done", func() bool { return w.events.count(Finished) == 1 })
		w.stop()
		p.want(t, "inbox/x.xml", "inbox/alone.xml", "!inbox/x.xml.ready", "!inbox/alone.xml.ready", "done/"+day+"/x (2).xml", "done/"+day+"/x (2).xml.ready")
	}
}

// TestMarkerGivenBack kills a run that has given back a source under another name than it had, before its marker: that does not speak for the other.
func TestMarkerGivenBack(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "x.xml", good, "x.xml.ready", "")
	o := p.options()
	o.MarkerOnly = true
	var r *Runner
	o.step = func(step string) {
		switch step {
		case "hashed":
			p.write(t, "root/work/x.xml", good+growth)
		case "give back":
			if !p.has("inbox/x.xml") {
				p.drop(t, "x.xml", good[:100])
			}
		case "given back":
			panicIf(t, os.Rename(filepath.Join(p.root(), "work", "x.xml.ready"), filepath.Join(p.Base, "ready")))
			r.ledger.Close()
		}
	}
	r = New(o)
	r.Once(t.Context())
	ok(t, os.Rename(filepath.Join(p.Base, "ready"), filepath.Join(p.root(), "work", "x.xml.ready"))) // it was killed before it came so far
	o.step = nil
	if got := once(t, o, 0); got.Done != 1 || got.Failed != 0 {
		t.Errorf("%+v", got)
	}
	p.want(t, "inbox/x.xml", "!inbox/x.xml.ready", "done/"+day+"/x (2).xml", "done/"+day+"/x (2).xml.ready")
}

func panicIf(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
