//go:build !windows

package spool

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// removeLast removes the lock file and the folder while the lock is held: a run that waits for the lock then finds its file gone.
func removeLast(path string, lock *flock.Flock) error {
	return errors.Join(os.Remove(filepath.Join(path, lockName)), os.Remove(path), lock.Close())
}
