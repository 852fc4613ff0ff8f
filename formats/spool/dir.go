package spool

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gofrs/flock"
)

// How a run's own folder looks. Nothing that looks otherwise is ever removed.
const (
	dirPrefix = "obmen-"
	lockName  = "obmen.lock"
)

// A Dir is the folder of one run for its temporary files: parent/obmen-1f2e3d4c5b6a7988, with a lock file in it that the run
// holds as long as it lives. It is made when the first file is asked for, so a run that needs none leaves no trace.
// It may be used by several goroutines at once.
type Dir struct {
	parent string

	mu     sync.Mutex
	path   string // empty: not made yet
	lock   *flock.Flock
	files  []*os.File // that were given out
	closed bool
}

// OpenDir returns the Dir of a new run under parent (empty: the platform's temp folder), after it has removed the folders under parent that
// no run holds any more: what a kill or a power cut left behind. Folders that are held, that it may not touch, or
// that hold anything else stay as they are. The error is that of a parent that is no folder.
func OpenDir(parent string) (*Dir, error) {
	if parent == "" {
		parent = os.TempDir()
	}
	if err := sweepAll(parent); err != nil {
		return nil, wrap("open folder", err)
	}
	return &Dir{parent: parent}, nil
}

// TempFile implements [record.Temp]: an empty file to write and read. It is gone when it is closed; on Unix it has no name from
// the start.
func (d *Dir) TempFile() (*os.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, errClosed
	}
	if d.path == "" {
		if err := d.make(); err != nil {
			return nil, wrap("create folder", err)
		}
	}
	f, err := createTemp(d.path)
	if err == nil {
		d.files = append(d.files, f)
	}
	return f, err
}

// make makes and locks the folder. Between the two another run's sweep may take it for a leftover;
// then it is simply made again under another name.
func (d *Dir) make() error {
	for {
		path := filepath.Join(d.parent, dirPrefix+randomName())
		err := os.Mkdir(path, 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		lock, err := hold(path, os.O_RDWR|os.O_CREATE)
		if err != nil {
			os.Remove(filepath.Join(path, lockName))
			os.Remove(path)
			return err
		}
		if lock != nil {
			d.path, d.lock = path, lock
			return nil
		}
	}
}

// Close removes the folder. It closes the files that a failed run left open: on Windows they would keep the folder there.
func (d *Dir) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || d.path == "" {
		d.closed = true
		return nil
	}
	d.closed = true
	for _, f := range d.files {
		f.Close() // mostly closed long ago: that error is none
	}
	return wrap("remove folder", remove(d.path, d.lock))
}

// sweepAll sweeps the folders under parent. It reads their names a few at a time: an inbox may hold millions of files.
func sweepAll(parent string) error {
	f, err := os.Open(parent)
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		entries, err := f.ReadDir(256)
		for _, e := range entries {
			if e.IsDir() && isDirName(e.Name()) {
				sweep(filepath.Join(parent, e.Name()))
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// sweep removes the folder at path if it is ours and nobody holds it. What can't be removed now will be some other time.
func sweep(path string) {
	if _, err := os.Lstat(filepath.Join(path, lockName)); err != nil {
		// A run killed before it had a lock file left an empty folder; Remove takes no other. A run that is just being
		// born finds its folder gone and makes another.
		os.Remove(path)
		return
	}
	lock, err := hold(path, os.O_RDWR)
	if err != nil || lock == nil {
		return
	}
	_ = remove(path, lock)
}

// hold locks the folder at path; flag opens the lock file. A nil lock without an error says that another run holds it or has
// just removed it.
func hold(path string, flag int) (*flock.Flock, error) {
	name := filepath.Join(path, lockName)
	lock := flock.New(name, flock.SetFlag(flag))
	ok, err := lock.TryLock()
	if errors.Is(err, fs.ErrNotExist) || (err == nil && !ok) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// The lock is on a file; is it the one that lies there now?
	held, err := lock.Stat()
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	there, err := os.Lstat(name)
	if err != nil || !os.SameFile(held, there) {
		return nil, lock.Close()
	}
	return lock, nil
}

// remove removes the folder at path with what is ours in it, then the lock, which stays locked as
// long as it can: Windows removes no open file.
func remove(path string, lock *flock.Flock) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	var errs []error
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filePrefix) && e.Type().IsRegular() {
			errs = append(errs, os.Remove(filepath.Join(path, e.Name())))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return errors.Join(err, lock.Close())
	}
	return removeLast(path, lock)
}

// removeOne removes a file or an empty folder. Another run's sweep may have been faster: it takes an
// empty folder for a leftover.
func removeOne(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// isDirName reports whether name is one that make gives.
func isDirName(name string) bool {
	digits, ok := strings.CutPrefix(name, dirPrefix)
	if !ok || len(digits) != 16 || strings.ToLower(digits) != digits {
		return false
	}
	_, err := hex.DecodeString(digits)
	return err == nil
}

func randomName() string {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
