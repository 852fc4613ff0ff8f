//go:build !windows

package ledger

import (
	"errors"
	"os"
	"syscall"
)

// syncFolder brings a new name to the disk. Some file systems can't do that with a folder; then it is their affair.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if errors.Is(err, os.ErrPermission) {
		return nil // a folder that one may write to but not list
	}
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

// unlock gives back the lock that bbolt took. Closing would not: the mapping of the file keeps it.
func unlock(f *os.File) { syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
