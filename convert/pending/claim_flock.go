//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pending

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// claim locks the file. The lock belongs to the open file, so a second descriptor keeps it beyond f.Close until the rename is done, and the kernel
// drops it with the process. It is errSwept where another run's sweep has the lock. Where the file system knows no locks, there is none.
func claim(f *os.File) (io.Closer, error) {
	held, err := duplicate(f)
	if err != nil {
		return nil, err
	}
	if err := lock(held); err != nil && errors.Is(err, syscall.EWOULDBLOCK) {
		held.Close()
		return nil, errSwept
	}
	return held, nil
}

// duplicate returns a second descriptor of the same open file.
func duplicate(f *os.File) (*os.File, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	var fd int
	var dupErr error
	err = raw.Control(func(old uintptr) {
		syscall.ForkLock.RLock()
		defer syscall.ForkLock.RUnlock()
		if fd, dupErr = syscall.Dup(int(old)); dupErr == nil {
			syscall.CloseOnExec(fd)
		}
	})
	if err := errors.Join(err, dupErr); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// lock locks the open file, or says at once that another has it.
func lock(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var lockErr error
	err = raw.Control(func(fd uintptr) {
		for {
			if lockErr = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB); lockErr != syscall.EINTR {
				return
			}
		}
	})
	return errors.Join(err, lockErr)
}

// removeDead removes a temporary file that no run holds. It goes while it is locked, so that nobody can claim it in between.
func removeDead(path string) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return
	}
	// NFS locks only what is open for writing; a read-only file's leftover can only be read.
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, os.ErrPermission) {
		f, err = os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	}
	if err != nil {
		return
	}
	defer f.Close()
	if lock(f) == nil && isStillThere(f, path) {
		os.Remove(path)
	}
}
