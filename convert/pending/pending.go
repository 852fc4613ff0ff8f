package pending

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// File is a file on its way. It is not for use by several goroutines at once.
type File struct {
	name   string
	temp   *temp          // nil: streamed
	out    io.WriteCloser // the temporary file, or what is streamed into
	buffer []byte         // not written yet
	err    error          // the first of writing
	state  state
}

type state uint8

const (
	open state = iota
	prepared
	finished // in place, or cleaned up
)

// Small pieces are gathered up to bufferSize; a large one goes to the file by itself, without a copy.
const (
	bufferSize = 64 << 10
	largePiece = 16 << 10
)

// Create begins a file that is to appear at path. Leftovers of killed runs for the same path are removed. All errors of this package wrap
// those of the file system, and name path.
func Create(path string) (*File, error) {
	info, err := os.Lstat(path)
	switch {
	case path == "":
		return nil, refuse(path, fs.ErrInvalid)
	case err == nil && info.IsDir(), os.IsPathSeparator(path[len(path)-1]):
		return nil, refuse(path, syscall.EISDIR)
	case err == nil && isStream(path, info):
		return openStream(path, info)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, named(path, err)
	}
	t, err := createTemp(path, info)
	if err != nil {
		return nil, named(path, err)
	}
	return &File{name: path, temp: t, out: t.file}, nil
}

func refuse(path string, err error) error { return &fs.PathError{Op: "create", Path: path, Err: err} }

// Name returns the path that was given to Create.
func (f *File) Name() string { return f.name }

// Write implements io.Writer. An error is returned by every later call, and by Commit.
func (f *File) Write(p []byte) (int, error) {
	if f.state != open {
		return 0, &fs.PathError{Op: "write", Path: f.name, Err: fs.ErrClosed}
	}
	if f.err != nil {
		return 0, f.err
	}
	if len(p) >= largePiece || len(f.buffer)+len(p) > bufferSize {
		if err := f.flush(); err != nil {
			return 0, err
		}
	}
	if len(p) >= largePiece {
		return f.write(p)
	}
	f.buffer = append(f.buffer, p...)
	return len(p), nil
}

// flush writes what has been gathered.
func (f *File) flush() error {
	if len(f.buffer) > 0 && f.err == nil {
		f.write(f.buffer)
		f.buffer = f.buffer[:0]
	}
	return f.err
}

func (f *File) write(p []byte) (int, error) {
	n, err := f.out.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	f.err = named(f.name, err)
	return n, f.err
}

// ReadFrom implements io.ReaderFrom. What r reads from a file goes into f without passing through memory, where the system can do that.
func (f *File) ReadFrom(r io.Reader) (int64, error) {
	if f.state != open {
		return 0, &fs.PathError{Op: "write", Path: f.name, Err: fs.ErrClosed}
	}
	if err := f.flush(); err != nil {
		return 0, err
	}
	n, err := io.Copy(f.out, r)
	f.err = named(f.name, err)
	return n, f.err
}

// Commit lets the file appear: it is flushed, brought to the disk, closed, and renamed to its name; then the folder is brought to the disk. Where
// that last step alone fails, the file is in place all the same. On Windows a target that another program holds open is tried again for
// some seconds. After a failure Cleanup is still due.
func (f *File) Commit() error {
	if err := f.prepare(); err != nil {
		return err
	}
	return f.publish()
}

// prepare does all that may fail for want of space. A stream is only flushed.
func (f *File) prepare() error {
	if f.state != open {
		return &fs.PathError{Op: "commit", Path: f.name, Err: fs.ErrClosed}
	}
	if err := f.flush(); err != nil {
		return err
	}
	f.state = prepared
	if f.temp == nil {
		return nil
	}
	return named(f.name, f.temp.settle())
}

// publish lets what is prepared appear.
func (f *File) publish() error {
	if f.temp == nil {
		f.state = finished
		return named(f.name, f.out.Close())
	}
	if err := f.temp.rename(f.name); err != nil {
		return named(f.name, err)
	}
	f.state = finished
	return named(f.name, SyncFolder(filepath.Dir(f.name)))
}

// Cleanup removes what was written, unless Commit has let it appear. It may be called any number of times, and on a nil File. A stream is
// closed without what was not flushed yet: that is for the exit code to tell.
func (f *File) Cleanup() error {
	if f == nil || f.state == finished {
		return nil
	}
	f.state = finished
	if f.temp == nil {
		return named(f.name, f.out.Close())
	}
	return named(f.name, f.temp.remove())
}

// A PartialError says that of several files some are in place and one failed.
type PartialError struct {
	InPlace []string // the names of those that have appeared
	Name    string   // the one that failed; those behind it have not appeared
	Err     error
}

// Error names the one that failed and those that are in place.
func (e *PartialError) Error() string {
	return fmt.Sprintf("%v (already in place: %s)", e.Err, strings.Join(e.InPlace, ", "))
}

// Unwrap returns the error of the file that failed.
func (e *PartialError) Unwrap() error { return e.Err }

// CommitAll lets several files of one run appear, in order; a nil File is left out. All of them are brought to the disk before the first appears, so
// that a full disk lets none appear. Where a rename fails all the same and others have appeared, the error is a *[PartialError]. Cleanup is
// due for each, as ever.
func CommitAll(files ...*File) error {
	for _, f := range files {
		if f == nil {
			continue
		}
		if err := f.prepare(); err != nil {
			return err
		}
	}
	var inPlace []string
	for _, f := range files {
		if f == nil {
			continue
		}
		err := f.publish()
		if f.state == finished {
			inPlace = append(inPlace, f.name)
		}
		switch {
		case err != nil && len(inPlace) > 0:
			return &PartialError{inPlace, f.name, err}
		case err != nil:
			return err
		}
	}
	return nil
}

// named returns err with the name that the user knows in place of the temporary file's.
func named(name string, err error) error {
	if err == nil { // as of nearly every Write
		return nil
	}
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &l):
		return &fs.PathError{Op: l.Op, Path: name, Err: l.Err}
	case errors.As(err, &p):
		return &fs.PathError{Op: p.Op, Path: name, Err: p.Err}
	}
	return err
}
