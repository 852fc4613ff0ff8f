package regroup

import (
	"encoding/binary"

	"obmen/formats/record"
)

const (
	numberSize  = 8
	pageSize    = 4 << 10
	pageNumbers = pageSize / numberSize

	// DefaultMemory is how many bytes of numbers an [Array], or of entries a [Store], holds in memory unless told otherwise.
	DefaultMemory = 512 << 10
)

// An Array holds whole numbers by their place, from 0 on, as many as are set; one that was never set is 0. It keeps some pages of them in
// memory and the others on disk.
//
// An error of the file system sticks: from then on every number is 0 and Err says why.
type Array struct {
	file  file
	pages []page // page n of the numbers stands in pages[n % len(pages)], so a small Array never leaves memory
	err   error
}

type page struct {
	number int64 // from 1; 0: none yet
	dirty  bool
	data   []byte
}

// NewArray returns an Array of zeros that uses up to memory bytes; 0 is DefaultMemory. A nil t is the platform's temp folder.
func NewArray(t record.Temp, memory int) *Array {
	if memory <= 0 {
		memory = DefaultMemory
	}
	return &Array{file: file{temp: t}, pages: make([]page, max(memory/pageSize, 1))}
}

// Get returns the number at i, which must not be negative.
func (a *Array) Get(i int64) int64 {
	if p := a.page(i); p != nil {
		return int64(binary.LittleEndian.Uint64(p.data[i%pageNumbers*numberSize:]))
	}
	return 0
}

// Set makes v the number at i, which must not be negative.
func (a *Array) Set(i, v int64) {
	if p := a.page(i); p != nil {
		binary.LittleEndian.PutUint64(p.data[i%pageNumbers*numberSize:], uint64(v))
		p.dirty = true
	}
}

// page returns the page that i stands on, nil after an error.
func (a *Array) page(i int64) *page {
	if a.err != nil {
		return nil
	}
	number := i/pageNumbers + 1
	p := &a.pages[number%int64(len(a.pages))]
	if p.number == number {
		return p
	}
	if a.err = a.turn(p, number); a.err != nil {
		return nil
	}
	return p
}

// turn puts the page of that number in the place of p.
func (a *Array) turn(p *page, number int64) error {
	if p.dirty {
		if err := a.file.writeAt(p.data, (p.number-1)*pageSize); err != nil {
			return err
		}
	}
	if p.data == nil {
		p.data = make([]byte, pageSize)
	}
	p.number, p.dirty = number, false
	return a.file.readAt(p.data, (number-1)*pageSize)
}

// Err returns the first error.
func (a *Array) Err() error { return a.err }

// Reset makes every number 0 again. It keeps the memory and the file.
func (a *Array) Reset() {
	for i := range a.pages {
		a.pages[i].number, a.pages[i].dirty = 0, false
	}
	if a.err == nil {
		a.err = a.file.truncate()
	}
}

// Close removes what is on disk and lets go of the memory.
func (a *Array) Close() error {
	if a.err == nil {
		a.err = errClosed
	}
	for i := range a.pages {
		a.pages[i] = page{}
	}
	return a.file.close()
}
