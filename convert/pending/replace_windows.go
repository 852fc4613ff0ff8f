package pending

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// The errors of Windows that pass when another program closes the file: a virus scanner, an indexer, 1C itself.
const (
	errSharingViolation = syscall.Errno(32)
	errLockViolation    = syscall.Errno(33)
	errUserMapped       = syscall.Errno(1224)
)

// replace renames as MoveFileEx with MOVEFILE_REPLACE_EXISTING does, and again while another program holds the target open.
func replace(from, to string) error {
	return Patiently(func() error { return os.Rename(from, to) }, func() bool { return isReadOnly(to) })
}

// Patiently calls do until it succeeds or fails for good: while another program holds a file open, again for some seconds, unless inVain says that
// waiting for access is.
func Patiently(do func() error, inVain func() bool) error {
	return retry(do, func(err error) bool { return isHeldOpen(err) && !inVain() }, time.Sleep)
}

func isHeldOpen(err error) bool {
	return errors.Is(err, errSharingViolation) || errors.Is(err, errLockViolation) || errors.Is(err, errUserMapped) ||
		errors.Is(err, syscall.ERROR_ACCESS_DENIED)
}

// isReadOnly reports whether waiting for access is in vain.
func isReadOnly(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && (info.IsDir() || info.Mode().Perm()&0o200 == 0)
}

// SyncFolder does nothing: NTFS writes renames to its journal in order, and a folder has no handle to flush.
func SyncFolder(string) error { return nil }
