//go:build !windows

package folder

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// unknown is a file system that does not know a rename which replaces nothing.
func unknown(errno syscall.Errno) func(source, target string) error {
	return func(string, string) error { return errno }
}

func TestRenameBy(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.EINVAL, syscall.ENOSYS, syscall.ENOTSUP, syscall.EOPNOTSUPP} {
		from, to := folders(t)
		source, target := put(t, filepath.Join(from, "a"), "mine"), filepath.Join(to, "a")
		put(t, target, "other")
		if err := renameBy(unknown(errno), source, target); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%v: %v", errno, err)
		}
		want(t, target, "other")
		ok(t, os.Remove(target))
		ok(t, os.Symlink("nowhere", target))
		if err := renameBy(unknown(errno), source, target); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%v, a dangling link: %v", errno, err)
		}
		ok(t, os.Remove(target))
		ok(t, renameBy(unknown(errno), source, target))
		want(t, target, "mine")
		wantNames(t, from)
		wantNames(t, to, "a")
	}
}

func TestRenameByPassesOn(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.EEXIST, syscall.EACCES, syscall.EPERM, syscall.ENOSPC, syscall.EROFS, syscall.EIO, syscall.ESTALE} {
		from, to := folders(t)
		source := put(t, filepath.Join(from, "a"), "mine")
		if err := renameBy(unknown(errno), source, filepath.Join(to, "a")); err != errno {
			t.Errorf("%v: %v", errno, err)
		}
		wantNames(t, to)
	}
	again := 0
	err := renameBy(func(string, string) error {
		if again++; again < 3 {
			return syscall.EINTR
		}
		return nil
	}, "a", "b")
	if err != nil || again != 3 {
		t.Error(err, again)
	}
}

func TestRenameCheckedFails(t *testing.T) {
	from, to := folders(t)
	source := put(t, filepath.Join(from, "a"), "mine")
	for _, target := range []string{filepath.Join(to, "missing", "a"), filepath.Join(source, "a"), filepath.Join(to, "a\x00")} {
		if err := renameChecked(source, target); err == nil || errors.As(err, new(*fs.PathError)) || errors.As(err, new(*os.LinkError)) {
			t.Errorf("%q: %v", target, err)
		}
	}
	want(t, source, "mine")
}

func TestMoversChecked(t *testing.T) {
	movers(t, func(source, target string) error {
		return explained(renameBy(unknown(syscall.EINVAL), source, target), source, target)
	})
}

func TestOpenSpecial(t *testing.T) {
	dir, err := os.MkdirTemp("", "s") // a socket's path may have 104 bytes only
	ok(t, err)
	defer os.RemoveAll(dir)
	fifo, socket := filepath.Join(dir, "fifo"), filepath.Join(dir, "s")
	ok(t, syscall.Mkfifo(fifo, 0o600))
	l, err := net.Listen("unix", socket)
	ok(t, err)
	defer l.Close()
	for _, path := range []string{fifo, socket, "/dev/null"} {
		wantRefused(t, path)
	}
}

// What takes the file's place between the look and the opening is found out all the same.
func TestOpenSwapped(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	ok(t, syscall.Mkfifo(fifo, 0o600))
	f, err := open(fifo) // does not wait
	ok(t, err)
	if _, err := sure(f, fifo); !errors.Is(err, ErrNotRegular) {
		t.Error(err)
	}
	path := filepath.Join(dir, "link")
	ok(t, os.Symlink(put(t, filepath.Join(dir, "a"), ""), path))
	if f, err := open(path); err == nil {
		t.Errorf("%v: a link was followed", f.Name())
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	path := put(t, filepath.Join(t.TempDir(), "a"), "")
	ok(t, os.Chmod(path, 0))
	if _, err := Open(path); !errors.Is(err, fs.ErrPermission) || errors.Is(err, ErrBusy) {
		t.Error(err)
	}
}
