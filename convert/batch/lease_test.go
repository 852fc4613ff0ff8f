package batch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"obmen/convert"
	"obmen/convert/batch/folder"
)

// hosted are the options of a run on a host, with a lease that is quick.
func hosted(p place, host string) Options {
	o := p.options()
	o.Host, o.beat, o.ttl = host, 20*time.Millisecond, 300*time.Millisecond
	return o
}

// steal lets another host have the lease.
func (p place) steal(t *testing.T) {
	t.Helper()
	ok(t, replaceFile(filepath.Join(p.root(), "work", leaseName), []byte(`{"host":"two","pid":7,"token":"other","beat":1}`)))
}

// TestSecondRunOfOneHost leaves at once.
func TestSecondRunOfOneHost(t *testing.T) {
	p := newPlace(t)
	w := watched(t, hosted(p, "one"))
	w.until("it has begun", func() bool { return w.events.count(Started) == 1 })
	_, err := New(hosted(p, "one")).Once(t.Context())
	if !errors.Is(err, folder.ErrLocked) {
		t.Errorf("error %v", err)
	}
	p.drop(t, "a.xml", good)
	w.until("the first goes on", func() bool { return w.events.count(Finished) == 1 })
}

// TestTwoHosts runs two over one folder, where neither sees the other's locks: who comes second leaves, and the first goes on.
func TestTwoHosts(t *testing.T) {
	p := newPlace(t)
	w := watched(t, hosted(p, "one"))
	w.until("it has begun", func() bool { return w.events.count(Started) == 1 })
	for _, dir := range []string{"work", "state"} { // another file has another lock
		ok(t, os.Remove(filepath.Join(p.root(), dir, ".obmen.lock")))
	}
	for range 2 {
		_, err := New(hosted(p, "two")).Once(t.Context())
		if !errors.Is(err, onOtherHost.Fault()) {
			t.Errorf("error %v", err)
		}
	}
	p.drop(t, "a.xml", good)
	w.until("the first goes on", func() bool { return w.events.count(Finished) == 1 })
	var lost heldError
	for err := error(nil); ; {
		p.steal(t) // it was suspended, and has lost; once more where it was about to beat
		select {
		case err = <-w.ended:
		case <-time.After(20 * time.Millisecond):
			continue
		}
		if w.ended <- err; !errors.As(err, &lost) {
			t.Errorf("error %v", err)
		}
		break
	}
	p.drop(t, "b.xml", goods("b"))
	p.want(t, "inbox/b.xml", "work/"+leaseName)
}

// TestLeaseHeld watches a lease of another host that beats: who comes second leaves.
func TestLeaseHeld(t *testing.T) {
	dir := t.TempDir()
	one, two := leaseOptions("one"), leaseOptions("two")
	first, err := takeLease(t.Context(), dir, &one, false)
	ok(t, err)
	stop := beating(t, first)
	_, err = takeLease(t.Context(), dir, &two, false)
	var lost heldError
	if !errors.As(err, &lost) || !errors.Is(err, onOtherHost.Fault()) {
		t.Errorf("error %v", err)
	}
	ok(t, first.held())
	stop()
	second, err := takeLease(t.Context(), dir, &two, false) // it is silent
	ok(t, err)
	ok(t, second.held())
	if err := first.held(); !errors.As(err, &lost) || !errors.Is(err, leaseLost.Fault()) {
		t.Errorf("error %v", err)
	}
	first.leave()
	ok(t, second.held())
	second.leave()
	if _, err := os.Lstat(second.path); err == nil {
		t.Error("it is still there")
	}
}

func leaseOptions(host string) Options {
	o := Options{Host: host, beat: 20 * time.Millisecond, ttl: 300 * time.Millisecond}
	return o.withDefaults()
}

// beating lets a lease beat until the function that it returns is called.
func beating(t *testing.T, l *lease) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for sleep(ctx, 10*time.Millisecond) == nil {
			if l.beat() != nil {
				return
			}
		}
	}()
	return func() { cancel(); <-ended }
}

// TestLeaseRace lets several hosts take a dead lease at once: at most one has it.
func TestLeaseRace(t *testing.T) {
	for range 5 {
		dir := t.TempDir()
		ok(t, os.WriteFile(filepath.Join(dir, leaseName), []byte(`{"host":"dead","token":"x","beat":7}`), 0o666))
		got := make(chan *lease, 4)
		for _, host := range []string{"a", "b", "c", "d"} {
			go func() {
				o := leaseOptions(host)
				l, err := takeLease(t.Context(), dir, &o, false)
				if err != nil {
					l = nil
				}
				got <- l
			}()
		}
		n := 0
		for range 4 {
			if l := <-got; l != nil && l.held() == nil {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d have it", n)
		}
	}
}

// TestLeaseOddities reads leases that are none.
func TestLeaseOddities(t *testing.T) {
	for _, text := range []string{"", "{", "[]", "null", `{"host":"x"}`, strings.Repeat("x", 1<<16)} {
		dir := t.TempDir()
		ok(t, os.WriteFile(filepath.Join(dir, leaseName), []byte(text), 0o666))
		o := leaseOptions("a")
		began := time.Now()
		l, err := takeLease(t.Context(), dir, &o, true)
		if err != nil || time.Since(began) < o.ttl {
			t.Errorf("%.10q: taken after %v, error %v", text, time.Since(began), err)
			continue
		}
		ok(t, l.held())
	}
}

// TestTakeover lets a run on another host go on where one that died left off.
func TestTakeover(t *testing.T) {
	s := scenarioOf(t, "invoice")
	p := s.prepare(t)
	once(t, s.options(p), 7)
	p.write(t, "root/work/"+leaseName, `{"host":"dead","pid":7,"token":"x","beat":7}`)
	to := s.newServices(t, &p)
	o := hosted(p, "two")
	o.Job.To = ""
	once(t, o, 0)
	if n := len(to.Accepted()); n != 3 {
		t.Errorf("%d invoices", n)
	}
}

// TestFolderIsLost suspends a run at every step, lets another host take the folder over, and wakes it: it notices and touches nothing more.
func TestFolderIsLost(t *testing.T) {
	for _, c := range []string{"good", "bad", "outputs", "collisions"} {
		t.Run(c, func(t *testing.T) {
			t.Parallel()
			s := scenarioOf(t, c)
			prepared := s.prepare(t)
			for n := 1; s.lostAt(t, prepared, n) && !t.Failed(); n += stride() {
			}
		})
	}
}

// lostAt takes the folder away from a run at its nth step.
func (s *scenario) lostAt(t *testing.T, prepared place, n int) bool {
	t.Helper()
	p := s.aside(t, prepared)
	o := p.options()
	var at atomic.Int64
	var name, seen string
	after := 0
	o.step = func(step string) {
		switch i := at.Add(1); {
		case int(i) == n:
			name, seen = step, p.tree(t).visible()
			p.steal(t)
		case int(i) > n:
			after++
		}
	}
	if s.change != nil {
		s.change(&o)
	}
	_, err := New(o).Once(t.Context())
	if int(at.Load()) < n {
		return false
	}
	var lost heldError
	if !errors.As(err, &lost) && name != "registered" {
		t.Errorf("at step %d, %s: error %v", n, name, err)
	}
	if after > 2 { // a step says that it begins, and one that had begun ends
		t.Errorf("at step %d, %s: %d steps more", n, name, after)
	}
	if p.tree(t).visible() != seen && name != "error written" { // its text follows
		t.Errorf("at step %d, %s: it touched something\n%swas\n%s", n, name, p.tree(t).visible(), seen)
	}
	s.lies(t, p, nil)
	if there, err := os.ReadFile(filepath.Join(p.root(), "work", leaseName)); err != nil || !strings.Contains(string(there), "other") {
		t.Errorf("the other's lease is gone: %s, %v", there, err)
	}
	return true
}

// TestSuspendedWhileConverting takes the folder away from a run in the middle of a conversion: its end publishes nothing.
func TestSuspendedWhileConverting(t *testing.T) {
	p := newPlace(t)
	p.drop(t, "a.xml", good, "b.xml", goods("b"))
	o := hosted(p, "one")
	o.beat = time.Hour
	o.Job.Started = func(convert.Document) {
		p.steal(t)
	}
	_, err := New(o).Once(t.Context())
	var lost heldError
	if !errors.As(err, &lost) {
		t.Errorf("error %v", err)
	}
	p.want(t, "work/a.xml", "inbox/b.xml", "!outbox/a.csv")
	o = hosted(p, "two") // and the other is dead, too
	if got := once(t, o, 0); got.Done != 2 {
		t.Errorf("%+v", got)
	}
}
