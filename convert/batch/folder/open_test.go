package folder

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	f, err := Open(put(t, filepath.Join(dir, "a.xml"), "content"))
	ok(t, err)
	defer f.Close()
	if b, err := io.ReadAll(f); string(b) != "content" || err != nil {
		t.Error(b, err)
	}
	if _, err := Open(filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	wantRefused(t, dir)
}

func TestOpenLink(t *testing.T) {
	dir := t.TempDir()
	real := put(t, filepath.Join(dir, "real"), "secret")
	for _, target := range []string{real, dir, filepath.Join(dir, "nowhere"), "link"} {
		path := filepath.Join(dir, "link")
		link(t, target, path)
		wantRefused(t, path)
		ok(t, os.Remove(path))
	}
}

func wantRefused(t *testing.T, path string) {
	t.Helper()
	var p *fs.PathError
	f, err := Open(path)
	if f != nil || !errors.Is(err, ErrNotRegular) || !errors.As(err, &p) || p.Path != path || errors.Is(err, ErrLocked) {
		t.Errorf("%v %v", f, err)
	}
}

func TestSame(t *testing.T) {
	dir := t.TempDir()
	path := put(t, filepath.Join(dir, "a"), "1")
	f, err := Open(path)
	ok(t, err)
	if !Same(f, path) || Same(f, filepath.Join(dir, "b")) || Same(f, dir) {
		t.Error("not the file that is open")
	}
	link(t, path, filepath.Join(dir, "link"))
	if Same(f, filepath.Join(dir, "link")) {
		t.Error("a link was followed")
	}
	f.Close()
	if Same(f, path) {
		t.Error("a closed file")
	}
}
