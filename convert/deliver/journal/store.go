package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"obmen/convert/pending"
)

// version is that of the buckets and what stands in them. A change that an older program would misread raises it.
const version = 1

// poll is how often a lock that somebody else has is tried again.
const poll = 3 * time.Millisecond

// A Journal is a file in which deliveries and fetches stand. Its methods may be called by several goroutines and processes at once.
type Journal struct {
	// LockWait is how long a method waits for other processes to let go of the file. Open sets 10 s.
	LockWait time.Duration

	path   string
	batch  int              // receipts a transaction
	hold   time.Duration    // that a reader keeps the file
	now    func() time.Time // set by tests
	after  func()           // a commit, before the file is let go; set by tests
	unsafe bool             // nothing waits for the disk; set by tests
}

// Open says where the journal is, and makes its folder (0700); the file is made by the first method that writes to it. A path that can't be a journal's is an
// *[fs.PathError].
func Open(path string) (*Journal, error) {
	if path == "" {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrInvalid}
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	if err := usable(path); err != nil {
		return nil, err
	}
	// One file is one journal, whatever links lead to it: its locks lie beside the file itself.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	} else if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	return &Journal{LockWait: 10 * time.Second, path: path, batch: 16 << 10, hold: 100 * time.Millisecond, now: time.Now, after: func() {}}, nil
}

// Path returns the path of the file, links resolved.
func (j *Journal) Path() string { return j.path }

// Lock makes the caller the one sender of an account until it calls unlock, or its process ends. It waits for others until ctx ends. The lock is on a file beside the
// journal; it stays there.
func (j *Journal) Lock(ctx context.Context, service, account string) (unlock func(), err error) {
	return j.lock(ctx, "send", service, account)
}

// lock takes the lock of a purpose.
func (j *Journal) lock(ctx context.Context, purpose ...string) (unlock func(), err error) {
	folder := filepath.Join(filepath.Dir(j.path), "locks")
	if err := makeFolder(folder); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(join(purpose...))
	f := flock.New(filepath.Join(folder, hex.EncodeToString(sum[:12])+".lock"))
	if _, err := f.TryLockContext(ctx, poll); err != nil {
		if errno := syscall.Errno(0); errors.As(err, &errno) {
			err = &fs.PathError{Op: "lock", Path: f.Path(), Err: errno}
		}
		return nil, err
	}
	return func() { f.Unlock() }, nil
}

// lockShortly is lock with LockWait as its limit.
func (j *Journal) lockShortly(purpose ...string) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(context.Background(), j.LockWait)
	defer cancel()
	return j.locked(j.lock(ctx, purpose...))
}

// locked turns the end of the waiting into a BusyError.
func (j *Journal) locked(unlock func(), err error) (func(), error) {
	if errors.Is(err, context.DeadlineExceeded) {
		err = &BusyError{j.path, j.LockWait}
	}
	return unlock, err
}

// A session is the open file.
type session struct {
	db   *bbolt.DB
	file *os.File
}

// close lets go of the file. After a panic in bbolt its own Close might wait for ever: then only the
// lock is given back and the file closed.
func (s *session) close(whole bool) error {
	if s.db != nil && whole {
		return s.db.Close()
	}
	if s.file == nil {
		return nil
	}
	unlock(s.file)
	return s.file.Close()
}

// open opens the file and waits for its lock. The gate is passed first: who waits in it is next.
func (j *Journal) open(write bool) (*session, error) {
	ctx, cancel := context.WithTimeout(context.Background(), j.LockWait)
	defer cancel()
	leave, err := j.locked(j.lock(ctx, "gate", filepath.Base(j.path)))
	if err == nil {
		defer leave()
	} else if write || !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.EROFS) { // who may not write may still read
		return nil, err
	}
	if write {
		if err := j.create(); err != nil {
			return nil, err
		}
	}
	for {
		s, err := j.openSure(write)
		if !errors.Is(err, berrors.ErrTimeout) {
			return s, err
		}
		select {
		case <-ctx.Done():
			return nil, &BusyError{j.path, j.LockWait}
		case <-time.After(poll):
		}
	}
}

// openSure opens a file for writing only after a look at it: bbolt would alter one that is cut off, or another program's, before anybody could see that.
func (j *Journal) openSure(write bool) (*session, error) {
	s, err := j.openNow(j.path, false)
	if err != nil || !write {
		return s, err
	}
	if err := j.finish(s, j.guard(func() error { return s.db.View(j.checked(s, func(*txn) error { return nil })) }), false); err != nil {
		return nil, err
	}
	return j.openNow(j.path, true)
}

// openNow opens the file, or is ErrTimeout where it is locked.
func (j *Journal) openNow(path string, write bool) (s *session, err error) {
	s = &session{}
	options := &bbolt.Options{
		Timeout: 1, ReadOnly: !write, FreelistType: bbolt.FreelistMapType, NoStatistics: true, NoSync: j.unsafe,
		OpenFile: func(name string, flag int, perm os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag&^os.O_CREATE, perm)
			s.file = f
			return f, err
		},
	}
	err = j.guard(func() error {
		if info, err := os.Stat(path); err == nil && info.Size() == 0 { // bbolt would begin a new one
			return j.damaged("0 bytes")
		}
		s.db, err = bbolt.Open(path, 0o600, options)
		return err
	})
	if err == nil {
		return s, nil
	}
	s.close(false)
	return nil, j.named(err)
}

// named names the file in an error of bbolt's, and says of a file that bbolt can't read that it is damaged.
func (j *Journal) named(err error) error {
	var path *fs.PathError
	var errno syscall.Errno
	switch {
	case err == nil, errors.Is(err, berrors.ErrTimeout), errors.As(err, &path):
		return err
	case errors.As(err, &errno):
		return &fs.PathError{Op: "open", Path: j.path, Err: errno}
	}
	return j.damaged(err.Error())
}

func (j *Journal) damaged(how string) error { return trouble(j.path, Damaged.Fault(j.path, how)) }

// guard turns the panics with which bbolt meets a damaged page, and faults of the memory that the file is mapped to, into an error.
func (j *Journal) guard(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = j.damaged(fmt.Sprint(p))
		}
	}()
	return do()
}

// create makes the file if it is not there. It appears whole, with its version in it. The caller holds the gate.
func (j *Journal) create() error {
	if _, err := os.Lstat(j.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temp := filepath.Join(filepath.Dir(j.path), "."+filepath.Base(j.path)+".obmen-new.tmp")
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	defer os.Remove(temp)
	db, err := bbolt.Open(temp, 0o600, &bbolt.Options{Timeout: j.LockWait, FreelistType: bbolt.FreelistMapType, NoSync: j.unsafe})
	if err != nil {
		return j.named(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		return tx.Bucket([]byte("meta")).Put([]byte("version"), []byte(strconv.Itoa(version)))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return j.named(err)
	}
	if err := os.Rename(temp, j.path); err != nil {
		return err
	}
	return pending.SyncFolder(filepath.Dir(j.path))
}

func buckets() []string {
	return []string{"meta", "deliveries", "keys", "wholes", "begun", "carried", "bearers", "loads", "rivals", "drafts", "fetches", "seen"}
}

// check tells a journal from other files.
func (j *Journal) check(tx *bbolt.Tx, size int64) error {
	meta := tx.Bucket([]byte("meta"))
	if meta == nil {
		return trouble(j.path, Foreign.Fault(j.path))
	}
	switch v, err := strconv.Atoi(string(meta.Get([]byte("version")))); {
	case err != nil || v < 1:
		return trouble(j.path, Foreign.Fault(j.path))
	case v > version:
		return trouble(j.path, Newer.Fault(j.path, strconv.Itoa(v), version))
	}
	for _, name := range buckets() {
		if tx.Bucket([]byte(name)) == nil {
			return j.damaged("no bucket " + name)
		}
	}
	if size < tx.Size() {
		return j.damaged(fmt.Sprintf("%d bytes of %d", size, tx.Size()))
	}
	return nil
}

// update does one transaction that is on the disk when it returns.
func (j *Journal) update(do func(*txn) error) error {
	s, err := j.open(true)
	if err != nil {
		return err
	}
	return j.finish(s, j.guard(func() error { return s.db.Update(j.checked(s, do)) }), true)
}

// view looks at the journal as it stands. Of an absent one nothing is known, and do is not called.
func (j *Journal) view(do func(*txn) error) error {
	if _, err := os.Stat(j.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s, err := j.open(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return j.finish(s, j.guard(func() error { return s.db.View(j.checked(s, do)) }), false)
}

func (j *Journal) checked(s *session, do func(*txn) error) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		info, err := s.file.Stat()
		if err == nil {
			err = j.check(tx, info.Size())
		}
		if err != nil {
			return err
		}
		return do(&txn{tx, j})
	}
}

// finish closes the file.
func (j *Journal) finish(s *session, err error, wrote bool) error {
	if wrote && err == nil {
		j.after()
	}
	closing := s.close(!errors.Is(err, Damaged.Fault()))
	if err == nil {
		err = closing
	}
	var path *fs.PathError
	var errno syscall.Errno
	if errors.As(err, &errno) && !errors.As(err, &path) {
		return &fs.PathError{Op: "write", Path: j.path, Err: errno}
	}
	return err
}
