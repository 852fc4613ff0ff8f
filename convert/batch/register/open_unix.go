//go:build !windows

package register

import (
	"errors"
	"os"
	"syscall"
)

// careful are the flags with which a link in the file's place is not followed and a pipe not waited for.
const careful = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// isLink reports whether an error of open means that a link stands there.
func isLink(err error) bool {
	return errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.EMLINK) || errors.Is(err, syscall.ENXIO)
}

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
