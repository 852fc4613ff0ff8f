package spool

import (
	"bytes"

	"obmen/formats/record"
)

// An Index is built once from entries and then asked for them by their key, at random. First Add, then Build, then Get.
type Index struct {
	entries map[[HashSize]byte][]byte
}

// NewIndex returns an empty Index that uses up to memory bytes while it is built; 0 is DefaultSorterMemory. A nil t is
// the platform's temp folder.
func NewIndex(t record.Temp, memory int) *Index {
	return &Index{entries: map[[HashSize]byte][]byte{}}
}

// Add adds an entry. Of several with one key the first is kept.
func (x *Index) Add(key, value []byte) error {
	h := HashKey(key)
	if _, ok := x.entries[h]; !ok {
		x.entries[h] = bytes.Clone(value)
	}
	return nil
}

// Build ends the adding.
func (x *Index) Build() error { return nil }

// Get returns the value of key, valid until the following call; ok is false where there is none.
func (x *Index) Get(key []byte) (value []byte, ok bool, err error) {
	value, ok = x.entries[HashKey(key)]
	return value, ok, nil
}

// Close removes what is on disk and lets go of the memory.
func (x *Index) Close() error { return nil }
