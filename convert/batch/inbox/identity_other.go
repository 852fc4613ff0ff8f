//go:build !windows

package inbox

import (
	"io/fs"
	"os"
	"syscall"
)

// An identity tells a file from another that came under its name.
type identity struct{ device, number uint64 }

func identityOf(info fs.FileInfo) identity {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return identity{uint64(s.Dev), uint64(s.Ino)}
	}
	return identity{}
}

// open follows no link, and does not wait at a FIFO: both may have taken the file's place.
func open(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}
