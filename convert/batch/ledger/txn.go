package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"
)

// A txn is a transaction, with the words of the ledger. It notes what it changes.
type txn struct {
	*bbolt.Tx
	l    *Ledger
	undo []change
}

// A change is what stood under a key before it was changed; nil: nothing did. Without a key it is the last number that the bucket had given.
type change struct {
	bucket string
	key    []byte
	was    []byte
	number uint64
}

// apply makes it so again.
func (c *change) apply(tx *bbolt.Tx) error {
	b := tx.Bucket([]byte(c.bucket))
	switch {
	case c.key == nil:
		return b.SetSequence(c.number)
	case c.was == nil:
		return b.Delete(c.key)
	}
	return b.Put(c.key, c.was)
}

func (t *txn) bucket(name string) *bbolt.Bucket { return t.Bucket([]byte(name)) }

// note remembers what stands under a key. What was noted last has to be taken back first.
func (t *txn) note(bucket string, key []byte) {
	c := change{bucket: bucket, key: bytes.Clone(key)}
	if was := t.bucket(bucket).Get(key); was != nil {
		c.was = append([]byte{}, was...)
	}
	t.undo = append(t.undo, c)
}

func (t *txn) put(bucket string, key, value []byte) error {
	t.note(bucket, key)
	return t.bucket(bucket).Put(key, value)
}

func (t *txn) remove(bucket string, key []byte) error {
	t.note(bucket, key)
	return t.bucket(bucket).Delete(key)
}

// next gives a number that the bucket has not given before.
func (t *txn) next(bucket string) (uint64, error) {
	b := t.bucket(bucket)
	t.undo = append(t.undo, change{bucket: bucket, number: b.Sequence()})
	return b.NextSequence()
}

// get returns the open entry with an id.
func (t *txn) get(id uint64) (*Entry, bool, error) {
	value := t.bucket("open").Get(number(id))
	if value == nil {
		return nil, false, nil
	}
	e, err := decodeEntry(value, id)
	if err != nil {
		return nil, false, t.l.damaged(err.Error())
	}
	return e, true, nil
}

// must is get for an entry that has to be open.
func (t *txn) must(id uint64) (*Entry, error) {
	e, ok, err := t.get(id)
	if err == nil && !ok {
		err = trouble(t.l.path, NotOpen.Fault(id))
	}
	return e, err
}

// decode reads a stored value. What is no JSON was damaged.
func (t *txn) decode(value []byte, v any) error {
	if err := json.Unmarshal(value, v); err != nil {
		return t.l.damaged(err.Error())
	}
	return nil
}

// A mark is a key of an index under which an open entry stands.
type mark struct{ bucket, key string }

// marks are those of an entry; nil has none.
func marks(e *Entry) (all []mark) {
	if e == nil {
		return nil
	}
	if e.Work != "" {
		all = append(all, mark{"works", string(append(join(string(e.Work)), number(e.ID)...))})
	}
	if e.Key != "" {
		all = append(all, mark{"flight", string(append(join(e.Key), number(e.ID)...))})
	}
	return all
}

// first returns the lowest id of the open entries that stand in an index under a text.
func (t *txn) first(index, text string) (id uint64, ok bool, err error) {
	prefix := join(text)
	k, _ := t.bucket(index).Cursor().Seek(prefix)
	if len(k) != len(prefix)+8 || !bytes.HasPrefix(k, prefix) {
		return 0, false, nil
	}
	id = numberAt(k)
	if t.bucket("open").Get(number(id)) == nil {
		return 0, false, t.l.damaged(fmt.Sprintf("%s: no entry %d", index, id))
	}
	return id, true, nil
}

// tally reads a count of entries.
func (t *txn) tally(name string) (int, error) {
	switch value := t.bucket("meta").Get([]byte(name)); len(value) {
	case 0:
		return 0, nil
	case 8:
		return int(numberAt(value)), nil
	}
	return 0, t.l.damaged(name)
}

// reckon keeps a count right where an entry of its kind comes or goes.
func (t *txn) reckon(name string, was, is bool) error {
	if was == is {
		return nil
	}
	n, err := t.tally(name)
	if err != nil {
		return err
	}
	if is {
		n++
	} else {
		n--
	}
	return t.put("meta", []byte(name), number(uint64(n)))
}

func waits(e *Entry) bool { return e != nil && e.Trouble != "" }

// index puts an entry's marks and counts in the place of those of what it was; nil: it was not, or is no more.
func (t *txn) index(was, is *Entry) error {
	kept := map[mark]bool{}
	for _, m := range marks(is) {
		kept[m] = true
	}
	for _, m := range marks(was) {
		if kept[m] {
			delete(kept, m)
		} else if err := t.remove(m.bucket, []byte(m.key)); err != nil {
			return err
		}
	}
	for _, m := range marks(is) {
		if !kept[m] {
			continue
		}
		if err := t.put(m.bucket, []byte(m.key), []byte{}); err != nil {
			return err
		}
	}
	if err := t.reckon("open", was != nil, is != nil); err != nil {
		return err
	}
	return t.reckon("waiting", waits(was), waits(is))
}

// join makes a key of a text so that none is a beginning of another. A key of bbolt's has 32 KiB at most: of what is too long the hash stands for it.
func join(text string) []byte {
	if len(text) > 8<<10 {
		sum := sha256.Sum256([]byte(text))
		return append([]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, sum[:]...) // a length that no text has
	}
	return append(binary.AppendUvarint(nil, uint64(len(text))), text...)
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// numberAt reads what number wrote at the end of a key.
func numberAt(key []byte) uint64 { return binary.BigEndian.Uint64(key[len(key)-8:]) }
