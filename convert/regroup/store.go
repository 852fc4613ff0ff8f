package regroup

import (
	"errors"

	"obmen/formats/record"
)

var errClosed = errors.New("temporary file: used after Close")

// window is how much of what is on disk is read at once.
const window = 16 << 10

// A Store holds entries by their number, from 0 on in the order in which they were appended, to be asked for at random. Neighbours
// are cheaper.
type Store struct {
	file   file
	memory int
	tail   []byte // what file does not hold yet
	stored int64  // bytes in file
	ends   *Array // where each entry ends
	count  int64
	read   []byte // a piece of file, from readAt on
	readAt int64
	entry  []byte
	err    error
}

// NewStore returns an empty Store that keeps up to memory bytes of entries in memory, and about as much of their places; 0 is DefaultMemory. A nil
// t is the platform's temp folder.
func NewStore(t record.Temp, memory int) *Store {
	if memory <= 0 {
		memory = DefaultMemory
	}
	return &Store{file: file{temp: t}, memory: memory, ends: NewArray(t, memory)}
}

// Len returns how many entries there are.
func (s *Store) Len() int64 { return s.count }

// Append adds a copy of p, which may be empty, and returns its number.
func (s *Store) Append(p []byte) (int64, error) {
	if s.err != nil {
		return 0, s.err
	}
	if len(s.tail) > 0 && len(s.tail)+len(p) > s.memory {
		if s.err = s.file.writeAt(s.tail, s.stored); s.err != nil {
			return 0, s.err
		}
		s.stored += int64(len(s.tail))
		s.tail = s.tail[:0]
	}
	s.tail = append(s.tail, p...)
	s.ends.Set(s.count, s.stored+int64(len(s.tail)))
	s.count++
	s.err = s.ends.Err()
	return s.count - 1, s.err
}

// Get returns entry n, which must be there, valid until the following call of any method.
func (s *Store) Get(n int64) ([]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	start := int64(0)
	if n > 0 {
		start = s.ends.Get(n - 1)
	}
	end := s.ends.Get(n)
	if s.err = s.ends.Err(); s.err != nil {
		return nil, s.err
	}
	if start >= s.stored {
		return s.tail[start-s.stored : end-s.stored], nil
	}
	var p []byte
	p, s.err = s.load(start, end)
	return p, s.err
}

// load returns the bytes of file from start to end: no entry stands half in it and half in the tail.
func (s *Store) load(start, end int64) ([]byte, error) {
	if end-start > window {
		if int64(cap(s.entry)) < end-start {
			s.entry = make([]byte, end-start)
		}
		s.entry = s.entry[:end-start]
		return s.entry, s.file.readAt(s.entry, start)
	}
	if start < s.readAt || end > s.readAt+int64(len(s.read)) {
		if s.read == nil {
			s.read = make([]byte, window)
		}
		s.readAt = start
		if err := s.file.readAt(s.read, start); err != nil {
			return nil, err
		}
	}
	return s.read[start-s.readAt : end-s.readAt], nil
}

// Reset empties s. It keeps the memory and the file.
func (s *Store) Reset() {
	s.tail, s.count, s.read, s.readAt = s.tail[:0], 0, nil, 0
	if s.stored == 0 || s.err != nil {
		return
	}
	s.stored = 0
	s.err = s.file.truncate()
	s.ends.Reset()
}

// Close removes what is on disk and lets go of the memory.
func (s *Store) Close() error {
	s.err, s.tail, s.read, s.entry = errClosed, nil, nil, nil
	return errors.Join(s.file.close(), s.ends.Close())
}
