//go:build !windows

package register

import (
	"errors"
	"syscall"
)

// careful are the flags with which a link in the file's place is not followed and a pipe not waited for.
const careful = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// isLink reports whether an error of open means that a link stands there.
func isLink(err error) bool {
	return errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.EMLINK) || errors.Is(err, syscall.ENXIO)
}
