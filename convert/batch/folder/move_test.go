package folder

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, path, content string) string {
	t.Helper()
	ok(t, os.WriteFile(path, []byte(content), 0o644))
	return path
}

func want(t *testing.T, path, content string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != content {
		t.Errorf("%q holds %.40q (%v), want %.40q", filepath.Base(path), got, err, content)
	}
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	ok(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

// link makes a symbolic link, or skips the test.
func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if _, err := os.Lstat(path); err != nil {
		t.Skip("no symbolic links under Wine:", err)
	}
}

func folders(t *testing.T) (from, to string) {
	t.Helper()
	dir := t.TempDir()
	from, to = filepath.Join(dir, "from"), filepath.Join(dir, "to")
	ok(t, os.Mkdir(from, 0o755))
	ok(t, os.Mkdir(to, 0o755))
	return from, to
}

func TestMove(t *testing.T) {
	from, to := folders(t)
	for i, w := range []string{"a.xml.gz", "a (2).xml.gz", "a (3).xml.gz", "a (4).xml.gz"} {
		var tried []string
		content := fmt.Sprint(i)
		got, err := Move(put(t, filepath.Join(from, "source"), content), to, "a.xml.gz", func(name string) error { tried = append(tried, name); return nil })
		ok(t, err)
		if got != w || !slices.Equal(tried, []string{w}) {
			t.Errorf("%q after %q, want %q", got, tried, w)
		}
		want(t, filepath.Join(to, w), content)
	}
	wantNames(t, from)
}

// Names that are taken between the look and the rename are told to try one by one.
func TestMoveMeetsAnother(t *testing.T) {
	from, to := folders(t)
	var tried []string
	got, err := Move(put(t, filepath.Join(from, "a"), "mine"), to, "a", func(name string) error {
		if tried = append(tried, name); len(tried) < 3 {
			put(t, filepath.Join(to, name), "other")
		}
		return nil
	})
	ok(t, err)
	if got != "a (3)" || !slices.Equal(tried, []string{"a", "a (2)", "a (3)"}) {
		t.Errorf("%q after %q", got, tried)
	}
	want(t, filepath.Join(to, "a"), "other")
	want(t, filepath.Join(to, "a (3)"), "mine")
}

func TestMoveKeepsWhatIsThere(t *testing.T) {
	from, to := folders(t)
	ok(t, os.MkdirAll(filepath.Join(to, "folder", "in"), 0o755))
	link(t, filepath.Join(to, "nowhere"), filepath.Join(to, "dangling"))
	link(t, from, filepath.Join(to, "link"))
	for _, name := range []string{"folder", "dangling", "link"} {
		got, err := Move(put(t, filepath.Join(from, "a"), name), to, name, nil)
		ok(t, err)
		if got != name+" (2)" {
			t.Errorf("%s: %q", name, got)
		}
		want(t, filepath.Join(to, got), name)
	}
	wantNames(t, from)
}

func TestMoveStays(t *testing.T) {
	from, _ := folders(t)
	path := put(t, filepath.Join(from, "a"), "mine")
	got, err := Move(from+"/./a", from, "a", func(string) error { t.Error("tried"); return nil })
	if got != "a" || err != nil {
		t.Error(got, err)
	}
	want(t, path, "mine")
	if _, err := Move(filepath.Join(from, "b"), from, "b", nil); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestMoveFails(t *testing.T) {
	from, to := folders(t)
	source, stop := put(t, filepath.Join(from, "a"), "mine"), errors.New("stop")
	if got, err := Move(source, to, "a", func(string) error { return stop }); got != "" || err != stop {
		t.Error(got, err)
	}
	for _, name := range []string{"", ".", "..", "a/b", "../a", "/a", "a/"} {
		var p *fs.PathError
		if got, err := Move(source, to, name, nil); got != "" || !errors.As(err, &p) || !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %q %v", name, got, err)
		}
		if _, err := FreeName(to, name, nil); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	var l *os.LinkError
	if _, err := Move(source, filepath.Join(to, "missing"), "a", nil); !errors.As(err, &l) || !errors.Is(err, fs.ErrNotExist) || l.New != filepath.Join(to, "missing", "a") {
		t.Errorf("no folder: %v", err)
	}
	var p *fs.PathError
	gone := filepath.Join(from, "gone")
	if _, err := Move(gone, to, "a", nil); !errors.As(err, &p) || !errors.Is(err, fs.ErrNotExist) || p.Path != gone {
		t.Errorf("no source: %v", err)
	}
	if _, err := Move(source, to, "a\x00b", nil); err == nil {
		t.Error("a name with a zero")
	}
	want(t, source, "mine")
	wantNames(t, to)
}

// hostile are names that a folder may well hold.
func hostile() []string {
	return []string{
		" leading and trailing ", "two\nlines.xml", "-o", "--", "*", "~", "\xff\xfe.xml", "con.xml", composed, decomposed, strings.Repeat("ж", 127), strings.Repeat("x", 255), "invoice\u202Elmx.exe",
		"a.\x7f", `back\slash`, "'$(true)`",
	}
}

func TestMoveHostileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such names")
	}
	from, to := folders(t)
	for _, name := range hostile() {
		source := filepath.Join(from, name)
		if err := os.WriteFile(source, []byte("1"), 0o600); err != nil {
			t.Logf("%q can't be here: %v", name, err)
			continue
		}
		got, err := Move(source, to, name, nil)
		if err != nil || got != name {
			t.Errorf("%q: %q %v", name, got, err)
		}
		want(t, filepath.Join(to, name), "1")
		put(t, source, "2")
		got, err = Move(source, to, name, nil)
		if err != nil || got == name {
			t.Errorf("%q again: %q %v", name, got, err)
		}
		want(t, filepath.Join(to, name), "1")
		want(t, filepath.Join(to, got), "2")
	}
	wantNames(t, from)
}

// A link that has taken the source's place is renamed, not followed.
func TestRenameLink(t *testing.T) {
	from, to := folders(t)
	secret := put(t, filepath.Join(from, "secret"), "secret")
	link(t, secret, filepath.Join(from, "a"))
	ok(t, Rename(filepath.Join(from, "a"), filepath.Join(to, "a")))
	info, err := os.Lstat(filepath.Join(to, "a"))
	ok(t, err)
	if info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was followed")
	}
	want(t, secret, "secret")
}

func TestRenameOpen(t *testing.T) {
	from, to := folders(t)
	source, target := put(t, filepath.Join(from, "a"), "mine"), filepath.Join(to, "a")
	f, err := Open(source)
	ok(t, err)
	defer f.Close()
	ok(t, Rename(source, target))
	if Same(f, source) || !Same(f, target) {
		t.Error("the open file is not the renamed one")
	}
	put(t, source, "another")
	if Same(f, source) || !Same(f, target) {
		t.Error("another file of the old name is taken for the open one")
	}
}

func TestFreeName(t *testing.T) {
	dir := t.TempDir()
	for n := 1; n <= 50; n++ {
		got, err := FreeName(dir, "a.csv", nil)
		ok(t, err)
		if got != numbered("a.csv", n) {
			t.Fatalf("%q, want %q", got, numbered("a.csv", n))
		}
		put(t, filepath.Join(dir, got), "")
	}
	asked := 0
	got, err := FreeName(dir, "a.csv", func(name string) bool { asked++; return name == numbered("a.csv", 51) })
	if err != nil || got != "a (52).csv" || asked > 15 {
		t.Errorf("%q %v after %d questions", got, err, asked)
	}
	if got, err := FreeName(dir, "b", func(string) bool { return true }); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%q %v where all are taken", got, err)
	}
}

// movers moves many files of one name into one folder at the same time.
func movers(t *testing.T, rename func(source, target string) error) {
	t.Helper()
	const goroutines, each = 8, 25
	from, to := folders(t)
	for g := range goroutines {
		for i := range each {
			put(t, filepath.Join(from, fmt.Sprint(g, "-", i)), fmt.Sprint(g, "-", i))
		}
	}
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			for i := range each {
				content := fmt.Sprint(g, "-", i)
				got, err := move(rename, filepath.Join(from, content), to, "a.xml", nil)
				if err != nil {
					t.Error(err)
					return
				}
				if b, err := os.ReadFile(filepath.Join(to, got)); err != nil || !bytes.Equal(b, []byte(content)) {
					t.Errorf("%s: %q %v, want %q", got, b, err, content)
				}
			}
		})
	}
	all.Wait()
	wantNames(t, from)
	if n := len(names(t, to)); n != goroutines*each {
		t.Errorf("%d files have arrived, want %d", n, goroutines*each)
	}
}

func TestMovers(t *testing.T) { movers(t, Rename) }

func TestOtherDisk(t *testing.T) {
	here, err := os.MkdirTemp("/dev/shm", "obmen-test-")
	if err != nil {
		t.Skip("no second disk:", err)
	}
	defer os.RemoveAll(here)
	there := t.TempDir()
	source := put(t, filepath.Join(here, "a"), "mine")
	switch one, err := OneDisk(here, there); {
	case err != nil:
		t.Fatal(err)
	case one:
		t.Skip("/dev/shm and the temp folder are on one disk")
	}
	wantNames(t, here, "a")
	wantNames(t, there)
	var l *os.LinkError
	if _, err := Move(source, there, "a", nil); !errors.Is(err, ErrOtherDisk) || !errors.As(err, &l) || errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	want(t, source, "mine")
}

func TestOneDisk(t *testing.T) {
	from, to := folders(t)
	for _, b := range []string{to, from} {
		if one, err := OneDisk(from, b); !one || err != nil {
			t.Error(one, err)
		}
	}
	for _, c := range [][2]string{{"missing", to}, {from, "missing"}} {
		var p *fs.PathError
		if one, err := OneDisk(c[0], c[1]); one || !errors.As(err, &p) || p.Path != "missing" || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v %v", one, err)
		}
	}
	wantNames(t, from)
	wantNames(t, to)
}

func TestSpace(t *testing.T) {
	if free, ok := Space(t.TempDir()); !ok || free == 0 || free > 1<<60 {
		t.Error(free, ok)
	}
	if free, ok := Space(filepath.Join(t.TempDir(), "missing")); ok {
		t.Error(free)
	}
	if got := product(1<<40, 1<<30); got != 1<<64-1 {
		t.Error(got)
	}
}

func TestSync(t *testing.T) {
	ok(t, Sync(t.TempDir()))
	if err := Sync(filepath.Join(t.TempDir(), "missing")); runtime.GOOS != "windows" && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
