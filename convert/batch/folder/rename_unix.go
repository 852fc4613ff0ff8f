//go:build !windows

package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const errOtherDevice = syscall.EXDEV

func rename(source, target string) error { return renameBy(exclusive, source, target) }

// renameBy renames by exclusive where the file system knows how, else with a look before.
func renameBy(exclusive func(source, target string) error, source, target string) error {
	for {
		err := exclusive(source, target)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EINVAL), errors.Is(err, syscall.ENOSYS), errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.EOPNOTSUPP):
			return renameChecked(source, target)
		}
		return err
	}
}

// renameChecked looks whether the target is there and renames then. The package's page says what that is worth.
func renameChecked(source, target string) error {
	defer hold(filepath.Dir(target))()
	switch _, err := os.Lstat(target); {
	case err == nil:
		return syscall.EEXIST
	case !errors.Is(err, fs.ErrNotExist):
		return bare(err)
	}
	return bare(os.Rename(source, target))
}

// hold keeps others of this machine that rename into dir from doing so until release. The lock is on the folder itself: nothing is left behind, and the kernel drops it with the
// process. Where there is no such lock, or dir can't be opened, it holds nothing.
func hold(dir string) (release func()) {
	d, err := os.Open(dir)
	if err != nil {
		return func() {}
	}
	for errors.Is(syscall.Flock(int(d.Fd()), syscall.LOCK_EX), syscall.EINTR) {
	}
	return func() {
		syscall.Flock(int(d.Fd()), syscall.LOCK_UN) // a child that is being started may have the folder open as well
		d.Close()
	}
}

// bare is the system's own error, without the names that others put around it.
func bare(err error) error {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno
	}
	return err
}
