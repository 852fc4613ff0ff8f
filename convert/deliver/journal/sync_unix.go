//go:build !windows

package journal

import (
	"os"
	"syscall"
)

// unlock gives back the lock that bbolt took. Closing would not: the mapping of the file keeps it.
func unlock(f *os.File) { syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
