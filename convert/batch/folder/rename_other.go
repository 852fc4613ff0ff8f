//go:build !(linux || darwin || windows)

package folder

import "syscall"

// exclusive is not to be had here.
func exclusive(string, string) error { return syscall.ENOSYS }
