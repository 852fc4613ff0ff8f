//go:build unix

package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestNoFiles(t *testing.T) {
	dir, err := os.MkdirTemp("", "i") // a socket's path may have 104 bytes only
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	s := newScene(t, Options{Looks: 1})
	s.dir, s.Tracker.Dir = dir, dir
	at := func(name string) string { return filepath.Join(dir, name) }
	outside := filepath.Join(t.TempDir(), "secret.csv")
	l, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := errors.Join(syscall.Mkfifo(at("fifo"), 0o666), os.WriteFile(outside, []byte("1"), 0o666), os.Symlink(outside, at("link.csv")), os.Symlink(dir, at("loop")), os.Symlink("nowhere", at("dangling"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"link.csv.ready", "fifo.ready", "socket.ready"} { // no marker makes them files
		s.put(name, "", old)
	}
	seen := s.look(9)
	s.expectNew(seen, Link.Fault(), Link.Fault(), Link.Fault(), Special.Fault(), Special.Fault())
	if seen.Left != 5 || len(seen.Ready) != 0 || seen.Pending != 0 || seen.Undecided {
		t.Errorf("%+v", seen)
	}
}

// Whatever takes a file's place between the look and the opening is neither followed nor waited for.
func TestSwappedBeforeOpening(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(outside, []byte("1"), 0o666); err != nil {
		t.Fatal(err)
	}
	for name, swap := range map[string]func(path string) error{
		"link":     func(path string) error { return os.Symlink(outside, path) },
		"fifo":     func(path string) error { return syscall.Mkfifo(path, 0o666) },
		"folder":   func(path string) error { return os.Mkdir(path, 0o777) },
		"file":     func(path string) error { return os.Rename(outside, path) },
		"nothing":  func(path string) error { return nil },
		"unopened": func(path string) error { return syscall.Mkfifo(path, 0) },
	} {
		for _, c := range []struct {
			when  string // what is asked for at the moment of the swap
			order Order
		}{{"rule", AnyOrder}, {"rule", ByName}, {"in hand", ByName}} {
			if name == "file" && c.when == "rule" {
				continue // it is seen then
			}
			t.Run(fmt.Sprint(name, " ", c), func(t *testing.T) {
				s := newScene(t, Options{Looks: 1})
				s.put("a.csv", "1", old)
				swapped := ""
				swapAt := func(when string) {
					if when != c.when || swapped != "" {
						return
					}
					swapped = when
					s.remove("a.csv")
					if err := swap(filepath.Join(s.dir, "a.csv")); err != nil {
						t.Error(err)
					}
				}
				s.Tracker.Rule = func(string) (int, Order, bool) { swapAt("rule"); return 0, c.order, true }
				s.Tracker.InHand = func(int) bool { swapAt("in hand"); return false }
				done := make(chan Seen)
				go func() {
					seen, _ := s.Look(9)
					done <- seen
				}()
				select {
				case seen := <-done:
					if swapped == "" || len(seen.Ready) != 0 || len(seen.New) != 0 {
						t.Errorf("%+v", seen)
					}
				case <-time.After(time.Minute):
					t.Fatal("it waits")
				}
				if name == "file" {
					os.Rename(filepath.Join(s.dir, "a.csv"), outside)
				}
			})
		}
	}
}

func TestUnreadable(t *testing.T) {
	s := newScene(t, Options{Looks: 1})
	s.put("a.csv", "1", old)
	s.put("b.csv", "1", old)
	path := filepath.Join(s.dir, "a.csv")
	chmod := func(path string, mode fs.FileMode) {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	chmod(filepath.Dir(s.dir), 0o755)
	chmod(path, 0)
	asNobody(t, func() {
		seen := s.look(9)
		s.expectNew(seen, Unreadable.Fault())
		var p *fs.PathError
		if names(seen) != "b.csv" || seen.Pending != 1 || seen.Undecided || !errors.As(seen.New[0], &p) || p.Path != path || !errors.Is(seen.New[0], fs.ErrPermission) {
			t.Errorf("%+v", seen)
		}
		s.expectNew(s.look(0)) // which opens nothing
		s.expectNew(s.look(9))
	})
	chmod(path, 0o666)
	asNobody(t, func() { s.expect("a.csv b.csv") })
	chmod(s.dir, 0o644) // names can be read, and nothing behind them
	defer chmod(s.dir, 0o755)
	asNobody(t, func() {
		seen := s.look(9)
		s.expectNew(seen, Unreadable.Fault(), Unreadable.Fault())
		if len(seen.Ready) != 0 || seen.Pending != 2 {
			t.Errorf("%+v", seen)
		}
	})
}

// asNobody does something without the rights of root.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	if os.Geteuid() == 0 {
		defer nobody(t)()
	}
	do()
}
