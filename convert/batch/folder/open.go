package folder

import (
	"io/fs"
	"os"
)

// Open opens a source for reading. It does not follow a link, does not wait at a FIFO, and refuses what is no regular file with [ErrNotRegular]. [ErrBusy] says that
// another program has the file open and may still write to it: on Windows, where no program can open it for writing as long as it is open here, and on Linux where a
// file server has promised it to a client. A file that is open here can be renamed. Errors are *[fs.PathError].
func Open(path string) (*os.File, error) {
	info, err := os.Lstat(path) // first, for to open a device may mean something to it
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, refusal(path, NotRegular.Fault(Shown(path)))
	}
	f, err := open(path)
	switch {
	case err == nil:
		return sure(f, path)
	case isBusy(err):
		return nil, refusal(path, Busy.Fault(Shown(path)))
	}
	if info, look := os.Lstat(path); look == nil && !info.Mode().IsRegular() { // it has become a link in between
		return nil, refusal(path, NotRegular.Fault(Shown(path)))
	}
	return nil, err
}

// sure returns f where it is a regular file and stands at path itself, not behind a link; else it closes it.
func sure(f *os.File, path string) (*os.File, error) {
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() && (opensNoLink || Same(f, path)) {
		return f, nil
	}
	f.Close()
	if err != nil {
		return nil, err
	}
	return nil, refusal(path, NotRegular.Fault(Shown(path)))
}

func refusal(path string, err error) error { return &fs.PathError{Op: "open", Path: path, Err: err} }

// Same reports whether path, not followed, is the regular file that f has open, whatever name it had then.
func Same(f *os.File, path string) bool {
	there, err := os.Lstat(path)
	return err == nil && there.Mode().IsRegular() && same(f, path, there)
}
