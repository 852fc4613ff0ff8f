package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenBusy(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "a"), "half")
	writer, err := os.OpenFile(path, os.O_RDWR, 0)
	ok(t, err)
	var p *fs.PathError
	if _, err := Open(path); !errors.Is(err, ErrBusy) || !errors.As(err, &p) || p.Path != path {
		t.Error(err)
	}
	writer.Close()
	f, err := Open(path)
	ok(t, err)
	defer f.Close()
	if w, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
		w.Close()
		t.Error("a writer came in")
	}
}

func TestLongPath(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		dir = filepath.Join(dir, strings.Repeat("длинная", 15))
		ok(t, os.Mkdir(dir, 0o755))
	}
	source := put(t, filepath.Join(dir, "a.xml"), "mine")
	got, err := Move(source, dir, "b.xml", nil)
	ok(t, err)
	f, err := Open(filepath.Join(dir, got))
	ok(t, err)
	f.Close()
}
