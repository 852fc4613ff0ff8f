package pending

import (
	"io"
	"os"
	"syscall"
)

const (
	accessDelete      = 0x00010000 // DELETE
	flagDeleteOnClose = 0x04000000 // FILE_FLAG_DELETE_ON_CLOSE
)

// claim opens the file once more, in a way that allows it to be renamed but not to be opened exclusively. Windows closes the handle with the process.
func claim(f *os.File) (io.Closer, error) {
	return openHandle(f.Name(), syscall.GENERIC_READ, syscall.FILE_SHARE_READ|syscall.FILE_SHARE_WRITE|syscall.FILE_SHARE_DELETE, 0)
}

// removeDead removes a temporary file that no run holds: it opens the file exclusively, to be deleted when it is closed.
func removeDead(path string) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	if info.Mode().Perm()&0o200 == 0 {
		os.Chmod(path, 0o666) // a read-only file can't be deleted
	}
	if f, err := openHandle(path, syscall.GENERIC_READ|accessDelete, 0, flagDeleteOnClose); err == nil {
		f.Close()
	}
}

func openHandle(path string, access, share, flags uint32) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(name, access, share, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL|flags, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path), nil
}
