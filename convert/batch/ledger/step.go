package ledger

import (
	"encoding/json"
	"iter"
	"slices"
)

// Claim notes a source that is about to be moved from the inbox to work, and gives it its ID. Its Step may be left out.
func (l *Ledger) Claim(e *Entry) error {
	first := *e
	if first.Step == "" {
		first.Step = Claimed
	}
	if first.Step != Claimed || first.ID != 0 {
		return trouble(l.path, NoStep.Fault(e.ID, e.Step, Claimed))
	}
	value, err := encodeEntry(&first)
	if err != nil {
		return err
	}
	err = l.update(func(t *txn) (err error) {
		if first.ID, err = t.next("open"); err != nil {
			return err
		}
		if err := t.put("open", number(first.ID), value); err != nil {
			return err
		}
		return t.index(nil, &first)
	})
	if err == nil {
		e.ID, e.Step = first.ID, first.Step
	}
	return err
}

// Put stores an open entry at the step that it has, which is that stored, or one that follows on it.
func (l *Ledger) Put(e *Entry) error {
	value, err := encodeEntry(e)
	if err != nil {
		return err
	}
	return l.update(func(t *txn) error {
		was, err := t.must(e.ID)
		if err != nil {
			return err
		}
		if !follows(was.Step, e.Step) {
			return trouble(l.path, NoStep.Fault(e.ID, was.Step, e.Step))
		}
		if err := t.put("open", number(e.ID), value); err != nil {
			return err
		}
		return t.index(was, e)
	})
}

// Drop forgets an open entry: the source was given back to the inbox.
func (l *Ledger) Drop(id uint64) error {
	return l.update(func(t *txn) error { return t.leave(id) })
}

// leave takes an entry from the open ones.
func (t *txn) leave(id uint64) error {
	was, err := t.must(id)
	if err != nil {
		return err
	}
	if err := t.remove("open", number(id)); err != nil {
		return err
	}
	return t.index(was, nil)
}

// Finish takes an entry from the open ones, whose source lies in done or failed: its step is Archived and it has an outcome. Where that is Done, its Key counts
// as seen. The row waits for the register; a nil one does not.
func (l *Ledger) Finish(e *Entry, row []byte) error {
	if e.Step != Archived || !slices.Contains(Outcomes(), e.Outcome) {
		return trouble(l.path, NoStep.Fault(e.ID, e.Step, string(e.Outcome)))
	}
	seen, err := json.Marshal(Seen{e.ID, e.Name, e.Folder, e.Target})
	if err != nil {
		return err
	}
	return l.update(func(t *txn) error {
		if err := t.leave(e.ID); err != nil {
			return err
		}
		if e.Outcome == Done && e.Key != "" {
			if err := t.put("seen", join(e.Key), seen); err != nil {
				return err
			}
		}
		if row == nil {
			return nil
		}
		n, err := t.next("rows")
		if err != nil {
			return err
		}
		return t.put("rows", number(n), row)
	})
}

// Get returns the open entry with an id.
func (l *Ledger) Get(id uint64) (e *Entry, ok bool, err error) {
	err = l.view(func(t *txn) (err error) {
		e, ok, err = t.get(id)
		return err
	})
	return e, ok, err
}

// All visits the open entries in the order of their ids, each as it stands when it is its turn; it holds nothing meanwhile, and the ledger may be written to.
// An error is the last visit.
func (l *Ledger) All() iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		for id := uint64(0); ; {
			e, err := l.after(id)
			if err != nil {
				yield(nil, err)
				return
			}
			if e == nil || !yield(e, nil) {
				return
			}
			id = e.ID
		}
	}
}

// after returns the open entry that follows on an id; nil: none does.
func (l *Ledger) after(id uint64) (e *Entry, err error) {
	err = l.view(func(t *txn) (err error) {
		k, _ := t.bucket("open").Cursor().Seek(number(id + 1))
		if k == nil {
			return nil
		}
		if len(k) != 8 {
			return t.l.damaged("open")
		}
		e, err = t.must(numberAt(k))
		return err
	})
	return e, err
}

// Seen says which source brought what a key stands for, the last time that it was done.
func (l *Ledger) Seen(key string) (s Seen, ok bool, err error) {
	err = l.view(func(t *txn) error {
		value := t.bucket("seen").Get(join(key))
		if ok = value != nil; ok {
			return t.decode(value, &s)
		}
		return nil
	})
	return s, ok && err == nil, err
}

// InFlight returns the first of the open entries with a key, where its id is lower than not.
func (l *Ledger) InFlight(key string, not uint64) (id uint64, ok bool, err error) {
	id, ok, err = l.first("flight", key)
	if !ok || id >= not {
		return 0, false, err
	}
	return id, true, nil
}

// HasWork returns the first of the open entries with a name in work.
func (l *Ledger) HasWork(name Name) (id uint64, ok bool, err error) {
	return l.first("works", string(name))
}

func (l *Ledger) first(index, text string) (id uint64, ok bool, err error) {
	err = l.view(func(t *txn) (err error) {
		id, ok, err = t.first(index, text)
		return err
	})
	return id, ok, err
}

// A QueuedRow is a row that the register has not got yet.
type QueuedRow struct {
	Seq uint64 // it grows from row to row
	Row []byte
}

// Rows returns the first rows that wait for the register, at most max of them.
func (l *Ledger) Rows(max int) (rows []QueuedRow, err error) {
	err = l.view(func(t *txn) error {
		c := t.bucket("rows").Cursor()
		for k, v := c.First(); k != nil && len(rows) < max; k, v = c.Next() {
			if len(k) != 8 {
				return t.l.damaged("rows")
			}
			rows = append(rows, QueuedRow{numberAt(k), append([]byte{}, v...)})
		}
		return nil
	})
	return rows, err
}

// Registered says that the register has all rows up to a number, which is one of a row's.
func (l *Ledger) Registered(upTo uint64) error {
	return l.update(func(t *txn) error {
		var keys [][]byte // a cursor may lose its way when what it stands on is removed
		c := t.bucket("rows").Cursor()
		for k, _ := c.First(); len(k) == 8 && numberAt(k) <= upTo; k, _ = c.Next() {
			keys = append(keys, append([]byte{}, k...))
		}
		for _, k := range keys {
			if err := t.remove("rows", k); err != nil {
				return err
			}
		}
		return nil
	})
}

// Counts returns how many entries are open, and how many of these wait because of a trouble.
func (l *Ledger) Counts() (open, waiting int, err error) {
	err = l.view(func(t *txn) (err error) {
		if open, err = t.tally("open"); err == nil {
			waiting, err = t.tally("waiting")
		}
		return err
	})
	return open, waiting, err
}

// Adopt notes whose ledger it is, where it is nobody's yet, and returns whose it is. An empty folder only asks.
func (l *Ledger) Adopt(folder string) (owner string, err error) {
	err = l.view(func(t *txn) error {
		owner = string(t.bucket("meta").Get([]byte("owner")))
		return nil
	})
	if err != nil || owner != "" || folder == "" {
		return owner, err
	}
	return folder, l.update(func(t *txn) error { return t.put("meta", []byte("owner"), []byte(folder)) })
}
