package ledger

import (
	"io/fs"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// A Ledger is the open journal of a drop folder. Its methods may be called by several goroutines at once. Their errors are an *[fs.PathError] that names the
// file, and in it an errno or a *[record.Fault]; a Fault or Row that is no JSON is encoding/json's.
type Ledger struct {
	path   string
	wait   time.Duration   // for another process to let go of the file
	unsafe bool            // nothing waits for the disk; set by tests
	opened func(*bbolt.DB) // the file, each time; set by tests

	queue  sync.Mutex // guards orders
	orders []*order

	write   sync.Mutex // held by the one that writes or opens the file
	suspect *suspect   // guarded by write

	read   sync.Mutex // held by the one that reads or begins, never while the disk is waited for; after write
	s      *session   // guarded by read; nil: none is open
	closed bool       // guarded by read
}

// Open opens the ledger at path, and makes it if it is not there; its folder has to be there. The caller holds the folder's lock: one ledger is open in one
// process. A file that is in use, damaged, of a newer version or another program's is an *[fs.PathError] that says so, and stays as it is.
func Open(path string) (*Ledger, error) { return open(path, func(*Ledger) {}) }

// open lets tests set what they need.
func open(path string, set func(*Ledger)) (*Ledger, error) {
	l := &Ledger{path: path, wait: 2 * time.Second, opened: func(*bbolt.DB) {}}
	set(l)
	if path == "" {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrInvalid}
	}
	if err := l.create(); err != nil {
		return nil, l.named("create", err)
	}
	s, err := l.open()
	if err != nil {
		return nil, err
	}
	l.s = s
	return l, nil
}

// Close closes the file. Methods that are called later are an error that wraps [fs.ErrClosed].
func (l *Ledger) Close() error {
	l.write.Lock()
	defer l.write.Unlock()
	var err error
	if l.suspect != nil {
		_, err = l.ready()
	}
	l.read.Lock()
	defer l.read.Unlock()
	l.closed = true
	if l.s == nil {
		return err
	}
	if closing := l.s.close(); err == nil {
		err = l.named("close", closing)
	}
	l.s = nil
	return err
}

// A suspect is a commit that failed, of which it is not known yet whether it can be seen.
type suspect struct {
	id   int // of the transaction
	undo []change
}

// ready returns the open file. After an error it opens it anew, and takes back what that error left behind. The caller holds write.
func (l *Ledger) ready() (*session, error) {
	l.read.Lock()
	defer l.read.Unlock()
	if l.closed {
		return nil, &fs.PathError{Op: "open", Path: l.path, Err: fs.ErrClosed}
	}
	if l.s != nil && !l.s.stale.Load() {
		return l.s, nil
	}
	if l.s != nil {
		l.s.close()
		l.s = nil
	}
	s, err := l.open()
	if err != nil {
		return nil, err
	}
	l.s = s
	if err := s.guard(l, func() error { return l.settle(s) }); err != nil {
		s.stale.Store(true)
		return nil, l.named("write", err)
	}
	return s, nil
}

// settle takes back a failed commit that can be seen all the same. Its own may fail as late: then it is done once more.
func (l *Ledger) settle(s *session) error {
	if l.suspect == nil {
		return nil
	}
	tx, err := s.db.Begin(true)
	if err != nil {
		return err
	}
	if tx.ID() <= l.suspect.id { // the number is free again: it can't be seen
		l.suspect = nil
		return tx.Rollback()
	}
	for _, c := range slices.Backward(l.suspect.undo) {
		if err := c.apply(tx); err != nil {
			tx.Rollback()
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	l.suspect = nil
	return nil
}

// view looks at the ledger as it stands.
func (l *Ledger) view(do func(*txn) error) error {
	for {
		if ok, err := l.viewNow(do); ok {
			return err
		}
		l.write.Lock()
		_, err := l.ready()
		l.write.Unlock()
		if err != nil {
			return err
		}
	}
}

// viewNow does nothing and is not ok while the file has to be opened anew.
func (l *Ledger) viewNow(do func(*txn) error) (ok bool, err error) {
	l.read.Lock()
	defer l.read.Unlock()
	if l.s == nil || l.s.stale.Load() {
		return false, nil
	}
	s := l.s
	err = s.guard(l, func() error {
		return s.db.View(func(tx *bbolt.Tx) error { return do(&txn{Tx: tx, l: l}) })
	})
	return true, l.named("read", err)
}
