package batch

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"obmen/convert/sandbox"
)

// A child is what the process that is killed is told.
type child struct {
	Scenario string
	Place    place
	Kill     int // at which step
}

const childEnv = "OBMEN_TEST_FOLDER"

// TestMain is also the process that is killed.
func TestMain(m *testing.M) {
	if text := os.Getenv(childEnv); text != "" {
		os.Exit(runChild(text))
	}
	os.Exit(m.Run())
}

// runChild makes a pass and kills itself on the way. A pass that lives says at how many steps it could have been killed.
func runChild(text string) int {
	var c child
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return 98
	}
	all := scenarios()
	i := slices.IndexFunc(all, func(s scenario) bool { return s.name == c.Scenario })
	var n atomic.Int64 // the register is written beside the workers
	step := func(string) {
		if n.Add(1) == int64(c.Kill) {
			self, _ := os.FindProcess(os.Getpid())
			self.Kill()
			select {}
		}
	}
	o := c.Place.options()
	o.step = step
	if all[i].change != nil {
		all[i].change(&o)
	}
	if _, err := New(o).Once(context.Background()); err != nil {
		fmt.Println("error", err)
		return 97
	}
	return 0
}

// killed runs a pass in a process of its own, and reports whether it was killed at its nth step.
func (s *scenario) killed(t *testing.T, p place, n int) bool {
	t.Helper()
	return s.runs(t, p, n, func(*os.Process) {})
}

func (s *scenario) runs(t *testing.T, p place, n int, started func(*os.Process)) bool {
	t.Helper()
	text, err := json.Marshal(child{s.name, p, n})
	ok(t, err)
	var out bytes.Buffer
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childEnv+"="+string(text))
	c.Stdout, c.Stderr = &out, &out
	ok(t, c.Start())
	started(c.Process)
	err = c.Wait()
	if err == nil {
		return false
	}
	if c.ProcessState.Exited() && c.ProcessState.ExitCode() != 1 || out.Len() > 0 { // Windows ends a process with 1
		t.Fatalf("%v\n%s", err, out.String())
	}
	return true
}

// TestEveryStep kills a pass at each of its steps: each source lies in one place, each result is whole, and the next pass ends in the tree of one
// that was never killed. A tenth of OBMEN_KILLS says how many times a scenario is killed twice.
func TestEveryStep(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			prepared := s.prepare(t)
			want := s.whole(t, prepared)
			n := 1
			for s.killedAt(t, prepared, want, n) {
				n++
			}
			t.Logf("%d steps", n-1)
			if n == 1 {
				t.Error("it was never killed")
			}
			for range pairs(t) {
				s.killedAt(t, prepared, want, 1+rand.N(n-1), 1+rand.N(n-1))
			}
		})
	}
}

// TestKilledWhileSending kills a pass while a service has its request: before it hears of it, and when it has accepted but not answered.
// Each invoice is there once in the end.
func TestKilledWhileSending(t *testing.T) {
	for _, name := range []string{"invoice", "nomenclature"} {
		for _, accepted := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " accepted ", accepted), func(t *testing.T) {
				t.Parallel()
				s := scenarioOf(t, name)
				prepared := s.prepare(t)
				want := s.whole(t, prepared)
				if accepted { // the service has no list of nomenclatures, and takes one twice without harm
					s.repeated = 1
				}
				n := 1
				for s.killedInRequest(t, prepared, want, n, accepted) && !t.Failed() {
					n++
				}
				if n < 3 {
					t.Errorf("killed %d times", n-1)
				}
			})
		}
	}
}

// killedInRequest kills a pass when the service gets its nth request, and brings the scenario to its end.
func (s *scenario) killedInRequest(t *testing.T, prepared place, want tree, n int, accepted bool) bool {
	t.Helper()
	p := s.aside(t, prepared)
	var requests atomic.Int64
	var running atomic.Pointer[os.Process]
	server, url := newService(t, func(inner http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if int(requests.Add(1)) != n {
				inner.ServeHTTP(w, r)
				return
			}
			if accepted {
				inner.ServeHTTP(httptest.NewRecorder(), r)
			}
			running.Load().Kill()
			panic(http.ErrAbortHandler)
		})
	})
	p.URL = url
	killed := s.runs(t, p, 0, func(c *os.Process) { running.Store(c) })
	if !killed {
		return false
	}
	s.lies(t, p, want)
	s.end(t, p, &services{server, url})
	if d := p.settled(t).differences(want); d != "" {
		t.Errorf("the next pass ends otherwise:\n%s", d)
	}
	if t.Failed() {
		t.Logf("killed in request %d", n)
	}
	return true
}

// pairs is how many times a scenario is killed twice.
func pairs(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("OBMEN_KILLS"))
	switch {
	case err == nil:
		return max(1, n/10) // of each scenario, and a kill is three passes
	case testing.Short():
		return 0
	}
	return 2
}

// whole is the tree that a scenario ends in when nobody kills it.
func (s *scenario) whole(t *testing.T, prepared place) tree {
	t.Helper()
	p := s.aside(t, prepared)
	summary := s.end(t, p, s.newServices(t, &p))
	if summary.Status != s.status {
		t.Errorf("status %d, want %d", summary.Status, s.status)
	}
	all := p.settled(t)
	done, failed := 0, 0
	for name := range all {
		switch {
		case strings.HasPrefix(name, "done/") && all[name] != stranger && !strings.HasSuffix(name, ".ready"):
			done++
		case strings.HasPrefix(name, "failed/") && strings.HasSuffix(name, errorJSON):
			failed++
		}
	}
	if done != s.done || failed != s.failed {
		t.Errorf("%d are done and %d failed, want %d and %d", done, failed, s.done, s.failed)
	}
	s.lies(t, p, nil)
	if t.Failed() {
		t.Fatal(all.visible())
	}
	return all
}

// A services is the sandbox of a run, which may be out of reach at first.
type services struct {
	*sandbox.Server
	url string
}

func (s *scenario) newServices(t *testing.T, p *place) *services {
	t.Helper()
	if !s.service {
		return nil
	}
	server, url := newService(t, nil)
	if !s.outage {
		p.URL = url
	}
	return &services{server, url}
}

// end makes the passes that bring a scenario to its end.
func (s *scenario) end(t *testing.T, p place, to *services) Summary {
	t.Helper()
	pass := func() Summary {
		summary, err := New(s.options(p)).Once(t.Context())
		if err != nil {
			t.Error(err)
		}
		return summary
	}
	summary := pass()
	if s.outage {
		p.URL = to.url
		summary = pass()
	}
	if s.service {
		if accepted, uploads := len(to.Accepted()), len(to.Nomenclatures()); accepted != s.accepted || uploads < s.uploads || uploads > s.uploads+s.repeated {
			t.Errorf("the services have %d invoices and %d nomenclatures, want %d and %d", accepted, uploads, s.accepted, s.uploads)
		}
	}
	return summary
}

// killedAt kills the passes of a scenario at these steps, one after another, and brings it to its end. It reports whether the first was killed.
func (s *scenario) killedAt(t *testing.T, prepared place, want tree, steps ...int) bool {
	t.Helper()
	p := s.aside(t, prepared)
	to := s.newServices(t, &p)
	for i, n := range steps {
		if !s.killed(t, p, n) {
			if i == 0 {
				return false
			}
			break
		}
		s.lies(t, p, want)
	}
	s.end(t, p, to)
	if d := p.settled(t).differences(want); d != "" {
		t.Errorf("the next pass ends otherwise:\n%s", d)
	}
	if t.Failed() {
		t.Fatalf("killed at step %v", steps)
	}
	return true
}

// lies asserts that each source lies in one place, that each result is whole, and that nothing else can be seen.
func (s *scenario) lies(t *testing.T, p place, want tree) {
	t.Helper()
	left := s.sources()
	for name, text := range p.tree(t) {
		dir, _, _ := strings.Cut(name, "/")
		switch {
		case isHidden(name), text == stranger, dir == "state", dir == "registers":
		case dir == "outbox":
			if want != nil && text != want[name] {
				t.Errorf("%s is not what it should be: %q", name, text)
			}
		case strings.HasSuffix(name, ".ready"), dir == "failed" && (strings.HasSuffix(name, errorJSON) || strings.HasSuffix(name, errorText)):
		default:
			left[strings.TrimSuffix(text, growth)]--
		}
	}
	for text, n := range left {
		if n != 0 {
			t.Errorf("%d too few of %q", n, text)
		}
	}
}
