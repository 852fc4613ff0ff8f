package spool

import (
	"errors"
	"path/filepath"

	"github.com/gofrs/flock"
)

// removeLast lets go of the lock and removes it and the folder. A run that takes the lock in between holds the file open, so
// that neither can be removed.
func removeLast(path string, lock *flock.Flock) error {
	if err := lock.Close(); err != nil {
		return err
	}
	return errors.Join(removeOne(filepath.Join(path, lockName)), removeOne(path))
}
