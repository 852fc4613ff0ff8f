package journal

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"
)

// A txn is a transaction, with the words of the journal.
type txn struct {
	*bbolt.Tx
	j *Journal
}

// An entry is a delivery as it is stored.
type entry struct {
	Delivery
	Load uint64 `json:"load,omitempty"` // under which its receipts stand; 0: it has none
}

func (t *txn) bucket(name string) *bbolt.Bucket { return t.Bucket([]byte(name)) }

// decode reads a stored value. What is no JSON was damaged.
func (t *txn) decode(value []byte, v any) error {
	if err := json.Unmarshal(value, v); err != nil {
		return t.j.damaged(err.Error())
	}
	return nil
}

// encode stores a value.
func (t *txn) encode(bucket string, id uint64, v any) error {
	value, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return t.bucket(bucket).Put(number(id), value)
}

// get returns the delivery with an id.
func (t *txn) get(id uint64) (e entry, ok bool, err error) {
	value := t.bucket("deliveries").Get(number(id))
	if value == nil {
		return e, false, nil
	}
	return e, true, t.decode(value, &e)
}

// must is get for an id that stands in an index, or that a caller was given.
func (t *txn) must(id uint64) (entry, error) {
	e, ok, err := t.get(id)
	if err == nil && !ok {
		err = trouble(t.j.path, NoEntry.Fault(id)) // it was there a moment ago: somebody took the file away
	}
	return e, err
}

// at returns the delivery whose id stands in an index.
func (t *txn) at(index string, key []byte) (e entry, ok bool, err error) {
	value := t.bucket(index).Get(key)
	if value == nil {
		return e, false, nil
	}
	if len(value) != 8 {
		return e, false, t.j.damaged(index)
	}
	e, ok, err = t.get(numberAt(value))
	if err == nil && !ok {
		err = t.j.damaged(fmt.Sprintf("%s: no entry %d", index, numberAt(value)))
	}
	return e, ok, err
}

// put stores a delivery and says when.
func (t *txn) put(e *entry) error {
	e.Changed = t.j.clock()
	return t.encode("deliveries", e.ID, e)
}

// prefixed visits the keys of a bucket that begin with prefix.
func prefixed(b *bbolt.Bucket, prefix []byte, visit func(key, value []byte) error) error {
	c := b.Cursor()
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if err := visit(k, v); err != nil {
			return err
		}
	}
	return nil
}

// taken is the Conflict of d with what is in the books, or may be, under the same number: the same key, or the same whole parted otherwise.
func (t *txn) taken(d *Delivery) error {
	for _, key := range []Key{d.Key, d.whole()} {
		e, ok, err := t.at("keys", key.bytes())
		if err != nil {
			return err
		}
		if ok && e.ID != d.ID && (e.Booked() || e.Open()) {
			return &Conflict{Existing: e.Delivery}
		}
	}
	prefix := d.whole().bytes()
	return prefixed(t.bucket("wholes"), prefix, func(key, _ []byte) error {
		e, _, err := t.at("wholes", key)
		if err == nil && len(key) == len(prefix)+8 && e.ID != d.ID && (e.Booked() || e.Open()) && !sameWhole(&e.Delivery, d) {
			err = &Conflict{Existing: e.Delivery}
		}
		return err
	})
}

// rival is the Conflict of a load with the load of a delivery that is in the books, or may be.
func (t *txn) rival(d *Delivery, load uint64) error {
	if load == 0 {
		return nil
	}
	return prefixed(t.bucket("rivals"), number(load), func(key, receipt []byte) error {
		e, ok, err := t.at("bearers", number(numberAt(key)))
		if err == nil && ok && blocks(&e.Delivery, d) {
			r := receiptOf(receipt)
			err = &Conflict{Existing: e.Delivery, Receipt: &r}
		}
		return err
	})
}

// blocks reports whether a receipt that e carries can't be carried by d any more.
func blocks(e, d *Delivery) bool { return e.ID != d.ID && (e.Booked() || e.Open()) && !sameWhole(e, d) }

// sameWhole reports whether both are parts of one whole, parted in the same way.
func sameWhole(a, b *Delivery) bool {
	return a.Whole != "" && a.whole() == b.whole() && b.Whole != "" && a.Parts == b.Parts
}
