package pending

import (
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
)

const streams = fs.ModeDevice | fs.ModeCharDevice | fs.ModeNamedPipe | fs.ModeSocket

// isStream reports whether what is at path is written to as it is.
func isStream(path string, info fs.FileInfo) bool {
	if info.Mode()&fs.ModeSymlink == 0 {
		return info.Mode()&streams != 0
	}
	if isOpenFile(path) {
		return true
	}
	target, err := os.Stat(path)
	return err == nil && target.Mode()&streams != 0
}

// isOpenFile reports whether a link stands for an open file, like /dev/stdout and /proc/self/fd/1: as root one could replace it, and nobody
// would have any use for that.
func isOpenFile(path string) bool {
	full, err := filepath.Abs(path)
	folder := filepath.ToSlash(filepath.Dir(full))
	return err == nil && (folder == "/dev" || folder == "/dev/fd" || strings.HasPrefix(folder, "/proc/"))
}

func openStream(path string, info fs.FileInfo) (*File, error) {
	var out io.WriteCloser
	var err error
	if info.Mode()&fs.ModeSocket != 0 {
		out, err = net.Dial("unix", path)
	} else {
		out, err = os.OpenFile(path, os.O_WRONLY, 0)
	}
	if err != nil {
		return nil, named(path, err)
	}
	return &File{name: path, out: out}, nil
}
