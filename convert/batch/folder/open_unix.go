//go:build !windows

package folder

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

const opensNoLink = true

// open does not wait: a FIFO may have taken the file's place.
func open(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}

// isBusy reports whether a lease is in the way: fcntl(2) has an open that does not wait fail and the holder asked to let go. Samba takes leases for its clients.
func isBusy(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }

func same(f *os.File, _ string, there fs.FileInfo) bool {
	mine, err := f.Stat()
	return err == nil && os.SameFile(mine, there)
}
