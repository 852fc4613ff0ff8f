package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A lease stands for a file server's client that still writes.
func TestOpenLeased(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "a"), "half")
	holder, err := os.OpenFile(path, os.O_RDWR, 0)
	ok(t, err)
	defer holder.Close()
	if _, err := unix.FcntlInt(holder.Fd(), unix.F_SETLEASE, unix.F_WRLCK); err != nil {
		t.Skip("no leases here:", err)
	}
	var p *fs.PathError
	if _, err := Open(path); !errors.Is(err, ErrBusy) || !errors.As(err, &p) || p.Path != path {
		t.Error(err)
	}
	_, err = unix.FcntlInt(holder.Fd(), unix.F_SETLEASE, unix.F_UNLCK)
	ok(t, err)
	f, err := Open(path)
	ok(t, err)
	f.Close()
}
