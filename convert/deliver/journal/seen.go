package journal

import (
	"bytes"
	"iter"
	"slices"

	"go.etcd.io/bbolt"
)

// A SeenSet knows the receipts that the downloaded fetches of an account brought. It holds the file for 100 ms at most, and takes it again when it is asked.
type SeenSet struct {
	reader
	account  []byte
	receipts *bbolt.Cursor // nil: there are none
	key      []byte        // room
	counts   map[uint64]bool
	err      error
}

// Seen looks at the receipts of an account.
func (j *Journal) Seen(account string) *SeenSet {
	return &SeenSet{reader: reader{j: j}, account: join(account)}
}

// Has reports whether a downloaded fetch brought a receipt. After an error it is false, and Err says so.
func (s *SeenSet) Has(organization, docnum []byte) (seen bool) {
	err := s.use(s.renew, func(t *txn) (err error) {
		if s.receipts != nil {
			s.key = appendReceipt(s.key[:0], organization, docnum)
			seen, err = s.has(t, s.key)
		}
		return err
	})
	if err != nil && s.err == nil {
		s.err = err
	}
	return seen && err == nil
}

// Err returns the first error of Has.
func (s *SeenSet) Err() error { return s.err }

// Close lets go of the file.
func (s *SeenSet) Close() error { return s.close() }

func (s *SeenSet) renew(t *txn) error {
	s.receipts, s.counts = nil, map[uint64]bool{}
	if b := t.bucket("seen").Bucket(s.account); b != nil {
		s.receipts = b.Cursor()
	}
	return nil
}

func (s *SeenSet) has(t *txn, key []byte) (bool, error) {
	for k, _ := s.receipts.Seek(key); numbered(k, key); k, _ = s.receipts.Next() {
		id := numberAt(k)
		if _, known := s.counts[id]; !known {
			f, ok, err := t.fetch(id)
			if err != nil {
				return false, err
			}
			s.counts[id] = ok && f.State == Downloaded
		}
		if s.counts[id] {
			return true, nil
		}
	}
	return false, nil
}

// Mark says that a fetch brought receipts. They count when the fetch is Downloaded, and not before: what is marked of a fetch that fails counts for nothing.
func (s *SeenSet) Mark(fetchID uint64, receipts iter.Seq2[Receipt, error]) error {
	var keys [][]byte
	for r, err := range receipts {
		if err == nil && len(keys) == s.j.batch {
			err = s.mark(fetchID, keys)
			keys = keys[:0]
		}
		if err != nil {
			return err
		}
		keys = append(keys, appendReceipt(nil, r.Organization, r.DocNum))
	}
	if len(keys) == 0 {
		return nil
	}
	return s.mark(fetchID, keys)
}

func (s *SeenSet) mark(fetchID uint64, keys [][]byte) error {
	slices.SortFunc(keys, bytes.Compare)
	return s.j.update(func(t *txn) error {
		if _, ok, err := t.fetch(fetchID); err != nil || !ok {
			if err == nil {
				err = NoEntry.Fault(fetchID)
			}
			return err
		}
		seen, err := t.bucket("seen").CreateBucketIfNotExists(s.account)
		if err != nil {
			return err
		}
		in := SeenSet{receipts: seen.Cursor(), counts: map[uint64]bool{}}
		for _, key := range keys {
			known, err := in.has(t, key)
			if err == nil && !known {
				err = seen.Put(append(key, number(fetchID)...), nil)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
