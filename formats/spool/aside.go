package spool

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"os"

	"obmen/formats/record"
)

// An aside is a file of long keys and values. Only where they lie travels through a sort, so that neither the
// memory nor the passes of a merge know how long they are.
type aside struct {
	temp   record.Temp
	file   *os.File
	size   int64
	pieces [2][4 << 10]byte // of the two keys that are being compared
}

// put appends p and returns its offset.
func (a *aside) put(p []byte) (at int64, err error) {
	if a.file == nil {
		if a.file, err = a.temp.TempFile(); err != nil {
			return 0, wrap("create", err)
		}
	}
	if _, err := a.file.WriteAt(p, a.size); err != nil {
		return 0, wrap("write", err)
	}
	at = a.size
	a.size += int64(len(p))
	return at, nil
}

// read fills p from offset at.
func (a *aside) read(p []byte, at int64) error {
	if a.file == nil {
		return errDamaged
	}
	return readFull(a.file, p, at)
}

// shorten puts parts of e aside until no more than limit bytes stay.
func (a *aside) shorten(e *entry, limit int) (err error) {
	if most := limit / 2; len(e.key) > most && e.size() > limit {
		if e.keyAt < 0 {
			if e.keyAt, err = a.put(e.key); err != nil {
				return err
			}
		}
		e.key = e.key[:most]
	}
	if e.size() > limit && e.valueAt < 0 {
		if e.valueAt, err = a.put(e.value); err != nil {
			return err
		}
		e.value = nil
	}
	return nil
}

// compare compares the keys of x and y.
func (a *aside) compare(x, y *entry) (int, error) {
	if x.keyAt < 0 && y.keyAt < 0 {
		return bytes.Compare(x.key, y.key), nil
	}
	return a.compareLong(x, y)
}

func (a *aside) compareLong(x, y *entry) (int, error) {
	for at := int64(0); ; {
		p, err := a.piece(x, at, &a.pieces[0])
		if err != nil {
			return 0, err
		}
		q, err := a.piece(y, at, &a.pieces[1])
		if err != nil {
			return 0, err
		}
		n := min(len(p), len(q))
		if n == 0 {
			return cmp.Compare(len(p), len(q)), nil
		}
		if c := bytes.Compare(p[:n], q[:n]); c != 0 {
			return c, nil
		}
		at += int64(n)
	}
}

// piece returns some of the key of e from at on; nothing where the key ends.
func (a *aside) piece(e *entry, at int64, room *[4 << 10]byte) ([]byte, error) {
	if at < int64(len(e.key)) {
		return e.key[at:], nil
	}
	n := min(e.keyLen-at, int64(len(room)))
	if e.keyAt < 0 || n <= 0 {
		return nil, nil
	}
	return room[:n], a.read(room[:n], e.keyAt+at)
}

// whole returns the whole of a key or value: here, or what lies aside, read into room, which it also returns for
// the next time.
func (a *aside) whole(here []byte, at, length int64, room []byte) (text, newRoom []byte, err error) {
	if at < 0 {
		return here, room, nil
	}
	if length > a.size-at {
		return nil, room, errDamaged
	}
	room = resize(room, int(length))
	return room, room, a.read(room, at)
}

func (a *aside) reset() error {
	if a.size == 0 {
		return nil
	}
	a.size = 0
	return wrap("truncate", a.file.Truncate(0))
}

func (a *aside) close() error {
	f := a.file
	a.file, a.size = nil, 0
	return closeFile(f)
}

// readFull fills p from offset at of f; a file that ends before is an error.
func readFull(f *os.File, p []byte, at int64) error {
	n, err := f.ReadAt(p, at)
	if n == len(p) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return wrap("read", err)
}
