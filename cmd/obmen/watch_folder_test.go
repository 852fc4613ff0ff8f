//go:build !windows

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A dropFolder is a drop folder that the program works in as a process of its own.
type dropFolder struct {
	t     *testing.T
	root  string
	flags []string // of every run
	env   []string
}

// newDropFolder makes a drop folder in dir.
func newDropFolder(t *testing.T, dir string, flags ...string) *dropFolder {
	t.Helper()
	d := &dropFolder{t: t, root: filepath.Join(dir, "exchange"), flags: flags}
	if err := os.MkdirAll(d.in("inbox"), 0o777); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *dropFolder) in(parts ...string) string {
	return filepath.Join(append([]string{d.root}, parts...)...)
}

// drop puts a file into the inbox as a good copier does: whole, by a rename.
func (d *dropFolder) drop(name, text string) {
	d.t.Helper()
	temp := d.in(".drop")
	writeFile(d.t, temp, text)
	if err := os.Rename(temp, d.in("inbox", name)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *dropFolder) watch(args ...string) *exec.Cmd {
	c := obmenCommand(d.t, filepath.Dir(d.root), append(append([]string{"watch", d.root}, d.flags...), args...)...)
	c.Env = append(c.Env, d.env...)
	return c
}

// once makes one pass that takes what is there at once.
func (d *dropFolder) once(args ...string) (status int, said string) {
	d.t.Helper()
	c := d.watch(append([]string{"--once", "--settle", "0s"}, args...)...)
	text, err := c.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		d.t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(text)
}

func (d *dropFolder) wantOnce(want int, args ...string) (said string) {
	d.t.Helper()
	got, said := d.once(args...)
	if got != want {
		d.t.Errorf("exit status %d, want %d: %s", got, want, said)
	}
	return said
}

var (
	day      = regexp.MustCompile(`\b\d{4}-\d\d-\d\d\b`)
	ourState = regexp.MustCompile(`^(\.drop|(work|state)/\.obmen\.(lock|folder)|work/\.obmen-lease\.json|state/(folder|journal)\.db|state/heartbeat\.json|state/locks/.*|registers/.*)$`)
)

// tree is every file of the drop folder that is not its own state, by its path (with DAY in place of a date), with what it holds. A link is a file that says where it leads.
func (d *dropFolder) tree() map[string]string {
	d.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(d.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		rel, _ := filepath.Rel(d.root, path)
		rel = day.ReplaceAllString(rel, "DAY")
		if e.IsDir() || ourState.MatchString(rel) {
			return nil
		}
		switch {
		case e.Type()&fs.ModeSymlink != 0:
			to, _ := os.Readlink(path)
			files[rel] = "→ " + to
		case !e.Type().IsRegular():
			files[rel] = e.Type().String()
		default:
			b, err := os.ReadFile(path)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			files[rel] = string(b)
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return files
}

// under is the part of a tree below a folder, by the rest of the path.
func under(tree map[string]string, dir string) map[string]string {
	part := map[string]string{}
	for path, text := range tree {
		if rest, ok := strings.CutPrefix(path, dir+"/"); ok {
			part[rest] = text
		}
	}
	return part
}

func namesOf(tree map[string]string) []string { return slices.Sorted(maps.Keys(tree)) }

// wantTree asserts what the drop folder holds apart from its own state.
func (d *dropFolder) wantTree(want ...string) {
	d.t.Helper()
	slices.Sort(want)
	if got := namesOf(d.tree()); !slices.Equal(got, want) {
		d.t.Errorf("the drop folder holds\n%q, want\n%q", got, want)
	}
}

// registered is how often each file stands in the registers, and with which outcome.
func (d *dropFolder) registered() map[string][]string {
	d.t.Helper()
	rows := map[string][]string{}
	list, err := filepath.Glob(d.in("registers", "*.csv"))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, file := range list {
		for i, row := range readTable(d.t, file) {
			if i > 0 {
				rows[row[2]] = append(rows[row[2]], row[3])
			}
		}
	}
	return rows
}

// running is a watch that goes on.
type running struct {
	t    *testing.T
	c    *exec.Cmd
	said *heardText
	done chan struct{}
}

// A heardText is what a process says, to be read while it goes on.
type heardText struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (h *heardText) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(p)
}

func (h *heardText) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

// keepWatching starts a run that goes on, looks often, and is ended with the test.
func (d *dropFolder) keepWatching(args ...string) *running {
	d.t.Helper()
	c := d.watch(append([]string{"--every", "20ms"}, args...)...)
	r := &running{t: d.t, c: c, said: &heardText{}, done: make(chan struct{})}
	c.Stderr = r.said
	if err := c.Start(); err != nil {
		d.t.Fatal(err)
	}
	go func() { c.Wait(); close(r.done) }()
	d.t.Cleanup(func() { c.Process.Kill(); <-r.done })
	r.until("it looks into the inbox", func() bool {
		return strings.Contains(r.said.String(), "looking into") || strings.Contains(r.said.String(), `"start`)
	})
	return r
}

// patience is how long what has to happen may take on a machine that has other things to do.
const patience = 2 * time.Minute

// until waits until something is so.
func (r *running) until(what string, is func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(10 * time.Millisecond) {
		select {
		case <-r.done:
			if is() {
				return
			}
			r.t.Fatalf("the run has ended (%v) before %s: %s", r.c.ProcessState, what, r.said)
		default:
		}
		if time.Now().After(end) {
			r.t.Fatalf("still not: %s: %s", what, r.said)
		}
	}
}

// untilSaid waits until a run has said something.
func (r *running) untilSaid(text string) {
	r.t.Helper()
	r.until("it says "+strconv.Quote(text), func() bool { return strings.Contains(r.said.String(), text) })
}

// stop ends a run by a signal and returns its exit status.
func (r *running) stop(sig syscall.Signal) int {
	r.t.Helper()
	r.c.Process.Signal(sig)
	r.wait()
	return r.c.ProcessState.ExitCode()
}

func (r *running) wait() {
	r.t.Helper()
	select {
	case <-r.done:
	case <-time.After(patience):
		r.t.Fatalf("it does not end: %s", r.said)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// receiptsOf is a document of one receipt with that number.
func receiptsOf(number string) string {
	return documents(strings.Replace(goodDoc, "<DocNum>a1<", "<DocNum>"+number+"<", 1)) + "\n"
}

// catalogOf is a nomenclature of one product with that code.
func catalogOf(code string) string {
	return groups(strings.Replace(goodGroup, `Code="c"`, fmt.Sprintf("Code=%q", code), 1)) + "\n"
}

// roomy returns a folder in memory where there is such a thing, for tests that would wait for a disk most of their time. It is bounded by what a test makes.
func roomy(t *testing.T) string {
	t.Helper()
	if dir, err := os.MkdirTemp("/dev/shm", "obmen-test-"); err == nil {
		t.Cleanup(func() { os.RemoveAll(dir) })
		return dir
	}
	return t.TempDir()
}
