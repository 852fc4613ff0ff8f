package sandbox

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"io/fs"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// MarshalJSON writes eight bytes a hash, as a JSON text.
func (c codeHashes) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 8*len(c))
	for _, h := range c {
		b = binary.LittleEndian.AppendUint64(b, h)
	}
	return json.Marshal(b)
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *codeHashes) UnmarshalJSON(text []byte) error {
	var b []byte
	if err := json.Unmarshal(text, &b); err != nil {
		return err
	}
	for ; len(b) >= 8; b = b[8:] {
		*c = append(*c, binary.LittleEndian.Uint64(b))
	}
	return nil
}

const eventBucket = "obmen-sandbox-events"

// A file keeps the events of an account, each on disk before the client hears that it was accepted.
type file struct{ db *bbolt.DB }

// openFile opens or makes the file at path, and replays its events.
func openFile(path string, a *account) (*file, error) {
	const patience = 300 * time.Millisecond // for another sandbox that is just ending
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: patience})
	if err != nil {
		return nil, openError(path, err)
	}
	f := &file{db}
	if err := db.Update(func(tx *bbolt.Tx) error { return replay(tx, a) }); err != nil {
		return nil, errors.Join(openError(path, err), db.Close())
	}
	return f, nil
}

// openError puts what bbolt says into words; errors of the file system stay what they are.
func openError(path string, err error) error {
	var inPath *fs.PathError
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return &fs.PathError{Op: "open", Path: path, Err: FileTaken.Fault(path)}
	case errors.As(err, &inPath):
		return err
	}
	return FileDamaged.Fault(path, err)
}

func replay(tx *bbolt.Tx, a *account) error {
	bucket, err := tx.CreateBucketIfNotExists([]byte(eventBucket))
	if err != nil {
		return err
	}
	return bucket.ForEach(func(_, text []byte) error {
		var e event
		if err := json.Unmarshal(text, &e); err != nil {
			return err
		}
		if e.Kind == posted && e.Invoice == nil || e.Kind == asked && e.Process == nil {
			return errors.New("an event without its document")
		}
		a.apply(&e)
		return nil
	})
}

// save puts an event on disk.
func (f *file) save(e *event) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return f.db.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(eventBucket))
		n, err := bucket.NextSequence()
		if err != nil {
			return err
		}
		return bucket.Put(binary.BigEndian.AppendUint64(nil, n), text)
	})
}

func (f *file) close() error { return f.db.Close() }
