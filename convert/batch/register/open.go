package register

import (
	"io/fs"
	"os"
)

// openRegular opens a regular file; any other is errAlien, and one that is put in its place meanwhile errMoved.
func openRegular(path string, flag int) (*os.File, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errAlien}
	}
	f, err := os.OpenFile(path, flag|careful, 0)
	if isLink(err) {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errMoved}
	}
	if err != nil {
		return nil, err
	}
	if now, err := f.Stat(); err != nil || !os.SameFile(before, now) {
		f.Close()
		return nil, &fs.PathError{Op: "open", Path: path, Err: errMoved}
	}
	return f, nil
}
