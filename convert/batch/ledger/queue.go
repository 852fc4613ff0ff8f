package ledger

import (
	"slices"

	"go.etcd.io/bbolt"
)

// An order is a change that somebody waits for. What it does may be done more than once, of which only the last counts.
type order struct {
	do   func(*txn) error
	done chan error // has room for one
}

// update does one change, which is on the disk when update returns. Changes that come while another is on its way share the next commit.
func (l *Ledger) update(do func(*txn) error) error {
	o := &order{do, make(chan error, 1)}
	l.queue.Lock()
	l.orders = append(l.orders, o)
	l.queue.Unlock()

	l.write.Lock()
	defer l.write.Unlock()
	select {
	case err := <-o.done: // by the one who held the lock before
		return err
	default:
	}
	l.queue.Lock()
	orders := l.orders
	l.orders = nil
	l.queue.Unlock()
	l.commit(orders)
	return <-o.done
}

// commit does orders in one transaction. One that can't be done is left out, and the others are done once more without it.
func (l *Ledger) commit(orders []*order) {
	for len(orders) > 0 {
		bad, err := l.transact(orders)
		if bad >= 0 {
			orders[bad].done <- err
			orders = slices.Delete(orders, bad, bad+1)
			continue
		}
		for _, o := range orders {
			o.done <- err
		}
		return
	}
}

// transact does orders. Where one of them can't be done, nothing was, and bad is its index. The caller holds write.
func (l *Ledger) transact(orders []*order) (bad int, err error) {
	s, err := l.ready()
	if err != nil {
		return -1, err
	}
	bad = -1
	t := &txn{l: l}
	err = s.guard(l, func() (err error) {
		if t.Tx, err = l.begin(s); err != nil {
			return err
		}
		id := t.ID()
		for i, o := range orders {
			bad = i
			if err := o.do(t); err != nil {
				t.Rollback()
				return err
			}
		}
		bad = -1
		l.suspect = &suspect{id, t.undo}
		if err = t.Commit(); err == nil {
			l.suspect = nil
		}
		return err
	})
	if err != nil && bad < 0 {
		s.stale.Store(true)
	}
	return bad, l.named("write", err)
}

// begin begins a transaction that writes. Who reads is kept out meanwhile: a fault in here would leave him waiting for ever.
func (l *Ledger) begin(s *session) (*bbolt.Tx, error) {
	l.read.Lock()
	defer l.read.Unlock()
	return s.db.Begin(true)
}
