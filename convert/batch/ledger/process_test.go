package ledger

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain is also the process that is killed: OBMEN_TEST_LEDGER names its ledger.
func TestMain(m *testing.M) {
	if path := os.Getenv("OBMEN_TEST_LEDGER"); path != "" {
		l, err := Open(path)
		if err == nil {
			err = work(l, os.Getenv("OBMEN_TEST_NAME"))
		}
		fmt.Println("end", err)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// work brings sources through all steps in three goroutines until it is killed. It prints what it is about to do, and what it has done.
func work(l *Ledger, name string) error {
	var all sync.WaitGroup
	errs := make(chan error, 3)
	for n := range 3 {
		all.Go(func() {
			for i := range 10_000 {
				if err := source(l, fmt.Sprint(name, "-", n, "-", i)); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(errs)
	return <-errs
}

func source(l *Ledger, key string) error {
	e := &Entry{Name: Name(key), Work: Name(key), Key: key, Folder: "d"}
	tell := func(what Step, do func() error) error {
		fmt.Println("will", key, what)
		err := do()
		if err == nil {
			fmt.Println("has", key, what)
		}
		return err
	}
	if err := tell(Claimed, func() error { return l.Claim(e) }); err != nil {
		return err
	}
	for _, s := range Steps()[1:] {
		e.Step = s
		if s == Archived {
			e.Outcome = Done
		}
		if err := tell(s, func() error { return l.Put(e) }); err != nil {
			return err
		}
	}
	return tell("finished", func() error { return l.Finish(e, []byte(key)) })
}

// TestKill kills a process at random instants: the ledger opens, what the process was told is in it, and what it had not asked for is not. OBMEN_KILLS says how often.
func TestKill(t *testing.T) {
	var path string
	ends := map[string]Step{} // of all rounds
	for round := range rounds("OBMEN_KILLS", 4) {
		if round%4 == 0 { // the making of the file too
			path = filepath.Join(t.TempDir(), "folder.db")
			clear(ends)
		}
		asked, told := killed(t, path, fmt.Sprint(round))
		l := at(t, path)
		for key := range asked {
			got := standing(t, l, key)
			if got != told[key] && got != asked[key] {
				t.Errorf("round %d: %s is %q, was said to be %q, and was to be %q", round, key, got, told[key], asked[key])
			}
			ends[key] = got
		}
		for key, want := range ends {
			if got := standing(t, l, key); got != want {
				t.Errorf("round %d: %s is %q, and was %q", round, key, got, want)
			}
		}
		for e, err := range l.All() {
			ok(t, err)
			if ends[e.Key] == "" {
				t.Errorf("round %d: nobody asked for %s", round, e.Key)
			}
		}
		wantRows(t, l, ends)
		wantSound(t, l)
		ok(t, l.Close())
	}
}

// killed starts a process and kills it. It returns the last steps that it asked for, and those that it was told of.
func killed(t *testing.T, path, name string) (asked, told map[string]Step) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "OBMEN_TEST_LEDGER="+path, "OBMEN_TEST_NAME="+name)
	out, err := c.StdoutPipe()
	ok(t, err)
	ok(t, c.Start())
	kill := time.AfterFunc(rand.N(250*time.Millisecond), func() { c.Process.Kill() })
	defer c.Wait()
	defer kill.Stop()
	asked, told = map[string]Step{}, map[string]Step{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 3 && words[0] == "will":
			asked[words[1]] = Step(words[2])
		case len(words) == 3 && words[0] == "has":
			told[words[1]] = Step(words[2])
		default:
			c.Process.Kill()
			t.Fatal(lines.Text())
		}
	}
	return asked, told
}

// standing is the step of the source with a key; "": it is not known.
func standing(t *testing.T, l *Ledger, key string) Step {
	t.Helper()
	_, seen, err := l.Seen(key)
	ok(t, err)
	id, open, err := l.InFlight(key, 1<<40)
	ok(t, err)
	switch {
	case seen && open:
		t.Errorf("%s is finished and open", key)
	case seen:
		return "finished"
	case open:
		e, _, err := l.Get(id)
		ok(t, err)
		return e.Step
	}
	return ""
}

// wantRows asserts that each finished source has its row, once.
func wantRows(t *testing.T, l *Ledger, ends map[string]Step) {
	t.Helper()
	var want, got []string
	for key, s := range ends {
		if s == "finished" {
			want = append(want, key)
		}
	}
	rows, err := l.Rows(1 << 20)
	ok(t, err)
	for _, r := range rows {
		got = append(got, string(r.Row))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
}
