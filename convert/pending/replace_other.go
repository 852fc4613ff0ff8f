//go:build !windows

package pending

import (
	"errors"
	"os"
	"syscall"
)

func replace(from, to string) error { return os.Rename(from, to) }

// Patiently calls do once: here a file that another program holds open can be renamed all the same.
func Patiently(do func() error, _ func() bool) error { return do() }

// SyncFolder brings new names in a folder to the disk. Some file systems can't do that with a folder; then it is their affair.
func SyncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrPermission) {
			return nil // a folder that one may write to but not list
		}
		return err
	}
	defer d.Close()
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}
