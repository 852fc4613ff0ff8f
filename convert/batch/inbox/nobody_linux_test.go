package inbox

import (
	"runtime"
	"syscall"
	"testing"
)

// nobody takes the rights of root over files from this goroutine.
func nobody(*testing.T) (back func()) {
	runtime.LockOSThread()
	syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0)
	return func() {
		syscall.RawSyscall(syscall.SYS_SETFSUID, 0, 0, 0)
		runtime.UnlockOSThread()
	}
}
