package folder

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/gofrs/flock"
)

// Lock takes the operating system's lock on the file at path, which it makes (0600) where it is missing, until unlock or until the process ends, however that ends. The file
// stays. Where another run has the lock, be it in this process, it is [ErrLocked] at once. Errors are *[fs.PathError].
func Lock(path string) (unlock func(), err error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() { // a pipe would be waited for, a link followed
		return nil, &fs.PathError{Op: "lock", Path: path, Err: NotRegular.Fault(Shown(path))}
	}
	f := flock.New(path)
	ok, err := f.TryLock()
	errno := syscall.Errno(0)
	switch {
	case errors.As(err, new(*fs.PathError)):
		return nil, err
	case errors.As(err, &errno):
		return nil, &fs.PathError{Op: "lock", Path: path, Err: errno}
	case err != nil:
		return nil, err
	case !ok:
		return nil, &fs.PathError{Op: "lock", Path: path, Err: Locked.Fault(Shown(path))}
	}
	return func() { f.Unlock() }, nil
}
