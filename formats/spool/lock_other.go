//go:build !windows

package spool

import (
	"errors"
	"path/filepath"

	"github.com/gofrs/flock"
)

// removeLast removes the lock file and the folder while the lock is held: a run that waits for the lock then finds its file gone.
func removeLast(path string, lock *flock.Flock) error {
	return errors.Join(removeOne(filepath.Join(path, lockName)), removeOne(path), lock.Close())
}
