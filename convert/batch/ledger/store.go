package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"obmen/convert/pending"
	"obmen/formats/record"
)

const (
	// version is that of the buckets and what stands in them. A change that an older program would misread raises it.
	version = 1
	// what tells the ledger from other bbolt files, the journal of send among them.
	what = "folder"
)

func buckets() []string { return []string{"meta", "open", "works", "flight", "seen", "rows"} }

// A session is the open file.
type session struct {
	db    *bbolt.DB
	file  *os.File
	stale atomic.Bool // it has to be opened anew
	torn  atomic.Bool // stale, and a panic has left bbolt's locks as they may be
}

// close lets go of the file. After a panic bbolt's own Close might wait for ever: then only the lock is given back and the file closed.
func (s *session) close() error {
	if s.db != nil && !s.torn.Load() {
		return s.db.Close()
	}
	if s.file == nil {
		return nil
	}
	unlock(s.file)
	return s.file.Close()
}

// open opens the file for writing, but only after a look at it: bbolt would alter one that is cut off, or another program's, before anybody could see that.
func (l *Ledger) open() (*session, error) {
	switch info, err := os.Lstat(l.path); {
	case err != nil:
		return nil, l.named("open", err)
	case !info.Mode().IsRegular():
		return nil, trouble(l.path, Foreign.Fault(l.path))
	case info.Size() == 0: // bbolt would begin a new one
		return nil, l.damaged("0 bytes")
	}
	s, err := l.openAs(true)
	if err != nil {
		return nil, err
	}
	err = s.guard(l, func() error { return s.db.View(func(tx *bbolt.Tx) error { return l.check(s, tx) }) })
	s.close()
	if err != nil {
		return nil, l.named("open", err)
	}
	s, err = l.openAs(false)
	if err == nil {
		l.opened(s.db)
	}
	return s, err
}

// openAs opens the file as it is.
func (l *Ledger) openAs(readOnly bool) (*session, error) {
	s := &session{}
	options := l.options()
	options.ReadOnly = readOnly
	options.OpenFile = func(name string, flag int, perm os.FileMode) (f *os.File, err error) {
		s.file, err = os.OpenFile(name, flag&^os.O_CREATE, perm)
		return s.file, err
	}
	err := s.guard(l, func() (err error) {
		s.db, err = bbolt.Open(l.path, 0o600, options)
		return err
	})
	if err == nil {
		return s, nil
	}
	s.db = nil
	s.close()
	return nil, l.named("open", err)
}

func (l *Ledger) options() *bbolt.Options {
	return &bbolt.Options{Timeout: l.wait, FreelistType: bbolt.FreelistMapType, NoStatistics: true, NoSync: l.unsafe}
}

// guard turns the panics with which bbolt meets a damaged page, and faults of the memory that the file is mapped to, into an error.
func (s *session) guard(l *Ledger, do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			s.torn.Store(true)
			s.stale.Store(true)
			err = l.damaged(fmt.Sprint(p))
		}
	}()
	return do()
}

// create makes the file if it is not there. It appears whole, with its version in it.
func (l *Ledger) create() error {
	if _, err := os.Lstat(l.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temp := filepath.Join(filepath.Dir(l.path), "."+filepath.Base(l.path)+".obmen-new.tmp")
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	defer os.Remove(temp)
	options := l.options()
	options.OpenFile = func(name string, flag int, perm os.FileMode) (*os.File, error) {
		return os.OpenFile(name, flag|os.O_EXCL, perm)
	}
	db, err := bbolt.Open(temp, 0o600, options)
	if err != nil {
		return err
	}
	l.opened(db)
	if err := errors.Join(db.Update(fill), db.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, l.path); err != nil {
		return err
	}
	return pending.SyncFolder(filepath.Dir(l.path))
}

// fill makes an empty ledger.
func fill(tx *bbolt.Tx) error {
	for _, name := range buckets() {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	meta := tx.Bucket([]byte("meta"))
	return errors.Join(meta.Put([]byte("what"), []byte(what)), meta.Put([]byte("version"), []byte(strconv.Itoa(version))))
}

// check tells a ledger from other files.
func (l *Ledger) check(s *session, tx *bbolt.Tx) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < tx.Size() {
		return l.damaged(fmt.Sprintf("%d bytes of %d", info.Size(), tx.Size()))
	}
	meta := tx.Bucket([]byte("meta"))
	if meta == nil || string(meta.Get([]byte("what"))) != what {
		return trouble(l.path, Foreign.Fault(l.path))
	}
	switch v, err := strconv.Atoi(string(meta.Get([]byte("version")))); {
	case err != nil || v < 1:
		return trouble(l.path, Foreign.Fault(l.path))
	case v > version:
		return trouble(l.path, Newer.Fault(l.path, strconv.Itoa(v), version))
	}
	for _, name := range buckets() {
		if tx.Bucket([]byte(name)) == nil {
			return l.damaged("no bucket " + name)
		}
	}
	return nil
}

func (l *Ledger) damaged(how string) error { return trouble(l.path, Damaged.Fault(l.path, how)) }

// named names the file in an error of bbolt's, and says of a file that bbolt can't read that it is damaged.
func (l *Ledger) named(op string, err error) error {
	var fault *record.Fault
	var errno syscall.Errno
	var path *fs.PathError
	switch {
	case err == nil, errors.As(err, &fault):
		return err
	case errors.Is(err, berrors.ErrTimeout):
		return trouble(l.path, Busy.Fault(l.path))
	case errors.As(err, &errno):
		return &fs.PathError{Op: op, Path: l.path, Err: errno}
	case errors.As(err, &path):
		return &fs.PathError{Op: path.Op, Path: l.path, Err: path.Err}
	}
	if errno, ok := spelled(err); ok {
		return &fs.PathError{Op: op, Path: l.path, Err: errno}
	}
	return l.damaged(err.Error())
}

// spelled finds the error of the system in words.
//
// QUIRK: where bbolt can't make the file longer it keeps the words of the error alone, "file resize error: truncate folder.db: no space left on device".
func spelled(err error) (syscall.Errno, bool) {
	const most = 1300 // Windows has numbers up to there for files
	for n := syscall.Errno(1); n < most; n++ {
		if words := n.Error(); words != "" && strings.HasSuffix(err.Error(), ": "+words) {
			return n, true
		}
	}
	return 0, false
}
