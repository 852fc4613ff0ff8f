package spool

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// childEnv names the folder in which the test binary, started as a child, holds a Dir until it is killed.
const childEnv = "OBMEN_TEST_SPOOL_CHILD"

func TestMain(m *testing.M) {
	if parent := os.Getenv(childEnv); parent != "" {
		holdForever(parent)
	}
	os.Exit(m.Run())
}

// holdForever opens a Dir with a file and says so; it returns only by being killed.
func holdForever(parent string) {
	d, err := OpenDir(parent)
	if err == nil {
		_, err = d.TempFile()
	}
	if err != nil {
		println("child:", err.Error())
		os.Exit(1)
	}
	os.Stdout.WriteString("held\n")
	select {}
}

// startChild starts a run that holds a Dir under parent and returns what kills it.
func startChild(t *testing.T, parent string) (kill func()) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childEnv+"="+parent)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	t.Cleanup(kill)
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the child said %q, %v", line, err)
	}
	return kill
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func openDir(t *testing.T, parent string) *Dir {
	t.Helper()
	d, err := OpenDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func tempFile(t *testing.T, d *Dir) *os.File {
	t.Helper()
	f, err := d.TempFile()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestDirIsMadeOnlyWhenAskedAndGoesWithClose(t *testing.T) {
	parent := t.TempDir()
	d := openDir(t, parent)
	if got := names(t, parent); got != nil {
		t.Errorf("OpenDir made %q", got)
	}
	f, g := tempFile(t, d), tempFile(t, d)
	if got := names(t, parent); len(got) != 1 || !isDirName(got[0]) {
		t.Errorf("TempFile made %q, want one obmen-…", got)
	}
	if _, err := f.WriteAt([]byte("text"), 3); err != nil {
		t.Error(err)
	}
	if err := errors.Join(f.Close(), g.Close(), d.Close(), d.Close()); err != nil {
		t.Error(err)
	}
	if got := names(t, parent); got != nil {
		t.Errorf("Close left %q", got)
	}
	if _, err := d.TempFile(); err == nil {
		t.Error("a closed Dir gave a file")
	}
}

func TestOpenDirSweepsWhatAKillLeft(t *testing.T) {
	parent := t.TempDir()
	kill := startChild(t, parent)
	held := names(t, parent)
	if len(held) != 1 {
		t.Fatalf("the child made %q", held)
	}
	openDir(t, parent)
	if got := names(t, parent); !slices.Equal(got, held) {
		t.Fatalf("a folder that a living run holds was swept: %q are left of %q", got, held)
	}
	kill()
	if got := names(t, parent); !slices.Equal(got, held) {
		t.Fatalf("the kill left %q, want %q: nothing to test", got, held)
	}
	// What Windows would have left if the power had failed.
	leftover := filepath.Join(parent, held[0], filePrefix+"0011223344556677")
	if err := os.WriteFile(leftover, []byte("left"), 0o600); err != nil {
		t.Fatal(err)
	}
	openDir(t, parent)
	if got := names(t, parent); got != nil {
		t.Errorf("the sweep left %q", got)
	}
}

func TestOpenDirLeavesWhatIsNotOurs(t *testing.T) {
	parent := t.TempDir()
	const ours = "obmen-00112233445566"
	keep := []string{
		"obmen-reports/may.csv",          // a folder of the user's
		"obmen-2024/obmen.lock",          // not our kind of name
		ours + "AA/obmen.lock",           // nor this: upper case
		ours + "77/notes.txt",            // our name, without a lock file
		ours + "88/obmen.lock",           // our name and a lock file, but
		ours + "88/the user put this.md", // somebody keeps things in it
		"other-0011223344556677/obmen.lock",
	}
	gone := []string{ours + "99/obmen.lock", ours + "99/spool-1", ours + "aa/obmen.lock"}
	for _, name := range append(slices.Clone(keep), gone...) {
		path := filepath.Join(parent, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("x"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(parent, ours+"bb"), []byte("x"), 0o600); err != nil { // a file of our name
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(parent, ours+"cc"), 0o700); err != nil { // killed before it had a lock
		t.Fatal(err)
	}
	openDir(t, parent)
	for _, name := range append(keep, ours+"bb") {
		if _, err := os.Lstat(filepath.Join(parent, name)); err != nil && !strings.HasSuffix(name, "88/obmen.lock") {
			t.Errorf("%s is gone: %v", name, err)
		}
	}
	for _, name := range append(gone, ours+"cc/") {
		if _, err := os.Lstat(filepath.Join(parent, filepath.Dir(name))); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", filepath.Dir(name), err)
		}
	}
}

func TestOpenDirOfAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenDir(file); err == nil {
		t.Error("a file was taken for a folder")
	}
}

func TestOpenDirOfNoFolder(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "missing")
	if _, err := OpenDir(parent); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want that there is none", err)
	}
}

func TestDirInAFolderWithoutRights(t *testing.T) {
	parent := t.TempDir()
	d := openDir(t, parent)
	if err := os.Remove(parent); err != nil {
		t.Fatal(err)
	}
	if _, err := d.TempFile(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want that the parent is gone", err)
	}
}

// TestDirsAtOnce has many runs come and go under one parent: none may lose its folder to another's sweep.
func TestDirsAtOnce(t *testing.T) {
	parent := t.TempDir()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 20 {
				if err := comeAndGo(parent); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := names(t, parent); got != nil {
		t.Errorf("%q are left", got)
	}
}

func comeAndGo(parent string) error {
	d, err := OpenDir(parent)
	if err != nil {
		return err
	}
	f, err := d.TempFile()
	if err != nil {
		return errors.Join(err, d.Close())
	}
	if _, err := os.Stat(filepath.Join(d.path, lockName)); err != nil {
		return errors.Join(err, f.Close(), d.Close())
	}
	g, err := d.TempFile()
	if err != nil {
		return errors.Join(err, f.Close(), d.Close())
	}
	return errors.Join(f.Close(), g.Close(), d.Close())
}
