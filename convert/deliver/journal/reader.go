package journal

import (
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// A reader keeps the file open over many look-ups, but never for longer than the journal's hold, so that a writer gets at it. A session's transaction is one
// state of the journal: what is found out in it may be remembered as long as it lasts.
type reader struct {
	j  *Journal
	mu sync.Mutex
	on *reading // nil: the file is not held
}

// A reading is one time that the file is held.
type reading struct {
	s     *session // nil: there is no journal
	tx    *bbolt.Tx
	timer *time.Timer
}

// use looks something up. renew is called first where the state may be another than that of the last look-up.
func (r *reader) use(renew, look func(*txn) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on == nil {
		if err := r.open(renew); err != nil {
			return err
		}
	}
	if r.on.tx == nil {
		return nil
	}
	err := r.j.guard(func() error { return look(&txn{r.on.tx, r.j}) })
	if errors.Is(err, Damaged.Fault()) {
		r.release(false)
	}
	return err
}

func (r *reader) open(renew func(*txn) error) error {
	on := &reading{}
	_, err := os.Stat(r.j.path)
	if err == nil {
		on.s, err = r.j.open(false)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		on.s = nil
	case err != nil:
		return err
	default:
		err = r.j.guard(func() (err error) {
			if on.tx, err = on.s.db.Begin(false); err != nil {
				return err
			}
			return r.j.checked(on.s, renew)(on.tx)
		})
	}
	r.on = on
	if on.s != nil && err != nil {
		r.release(false)
		return err
	}
	on.timer = time.AfterFunc(r.j.hold, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.on == on {
			r.release(true)
		}
	})
	return nil
}

// release lets go of the file.
func (r *reader) release(whole bool) (err error) {
	on := r.on
	if r.on = nil; on == nil {
		return nil
	}
	if on.timer != nil {
		on.timer.Stop()
	}
	if on.tx != nil && whole {
		on.tx.Rollback()
	}
	if on.s != nil {
		err = on.s.close(whole)
	}
	return err
}

func (r *reader) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.release(true)
}
