package folder

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"

	"obmen/convert/pending"
)

const errOtherDevice = windows.ERROR_NOT_SAME_DEVICE

// rename renames, and replaces nothing: os.Rename would. Write-through is the nearest that Windows has to a folder's sync.
func rename(source, target string) error {
	from, err := wide(source)
	if err != nil {
		return err
	}
	to, err := wide(target)
	if err != nil {
		return err
	}
	return pending.Patiently(func() error { return windows.MoveFileEx(from, to, windows.MOVEFILE_WRITE_THROUGH) }, func() bool { return inVain(source, target) })
}

// inVain reports whether access is denied for good: a folder, a source that is not there to be renamed, or a target that is taken.
func inVain(source, target string) bool {
	info, err := os.Lstat(source)
	_, taken := os.Lstat(target)
	return err != nil || info.IsDir() || taken == nil
}

// wide is a path as Windows takes it. Before Windows 10 1607 a path of 248 units and more needs a prefix, which the os package puts there too.
func wide(path string) (*uint16, error) {
	if len(path) < 248 || strings.HasPrefix(path, `\\?\`) || strings.HasPrefix(path, `\??\`) {
		return windows.UTF16PtrFromString(path)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if share, ok := strings.CutPrefix(full, `\\`); ok {
		return windows.UTF16PtrFromString(`\\?\UNC\` + share)
	}
	return windows.UTF16PtrFromString(`\\?\` + full)
}
