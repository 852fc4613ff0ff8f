package pending

import "errors"

// File is a file on its way.
type File struct{}

// Create begins a file that is to appear at path.
func Create(path string) (*File, error) { return nil, errors.ErrUnsupported }

// Name returns the path that was given to Create.
func (f *File) Name() string { return "" }

// Write implements io.Writer.
func (f *File) Write(p []byte) (int, error) { return 0, errors.ErrUnsupported }

// Commit lets the file appear.
func (f *File) Commit() error { return errors.ErrUnsupported }

// Cleanup removes what was written, unless Commit has let it appear.
func (f *File) Cleanup() error { return nil }

// CommitAll lets several files appear.
func CommitAll(files ...*File) error { return errors.ErrUnsupported }
