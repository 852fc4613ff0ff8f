package regroup

import (
	"errors"
	"fmt"
	"io"
	"os"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A file is a temporary file that is made when something is first written to it. It reads as zeros behind its end.
type file struct {
	temp record.Temp
	own  *spool.Dir // where temp was nil
	f    *os.File
}

func (f *file) writeAt(p []byte, offset int64) error {
	if f.f == nil {
		if err := f.create(); err != nil {
			return err
		}
	}
	_, err := f.f.WriteAt(p, offset)
	return wrap("write", err)
}

func (f *file) create() (err error) {
	if f.temp == nil {
		if f.own, err = spool.OpenDir(""); err != nil {
			return err
		}
		f.temp = f.own
	}
	f.f, err = f.temp.TempFile()
	return wrap("create", err)
}

// readAt fills p from offset.
func (f *file) readAt(p []byte, offset int64) error {
	n := 0
	if f.f != nil {
		var err error
		if n, err = f.f.ReadAt(p, offset); err != nil && !errors.Is(err, io.EOF) {
			return wrap("read", err)
		}
	}
	clear(p[n:])
	return nil
}

// truncate empties f and keeps it.
func (f *file) truncate() error {
	if f.f == nil {
		return nil
	}
	return wrap("truncate", f.f.Truncate(0))
}

func (f *file) close() error {
	var errs []error
	if f.f != nil {
		errs = append(errs, wrap("close", f.f.Close()))
	}
	if f.own != nil {
		errs = append(errs, f.own.Close())
	}
	f.f, f.own = nil, nil
	return errors.Join(errs...)
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("temporary file: %s: %w", doing, err)
}
