package spool

import (
	"encoding/binary"
	"math"
	"os"

	"obmen/formats/record"
)

// A blockStore is a file cut into blocks of one size. What has been read is given back and written over, so that a merge of
// all that is in the file needs hardly more room than the file already has.
type blockStore struct {
	temp  record.Temp
	size  int // bytes of a block
	file  *os.File
	count uint32   // blocks in file
	free  []uint32 // given back; never more than a merge has in its hands
}

// A block begins with the number of the block that follows it in its run and with how many bytes of entries it
// holds; no entry reaches over its end.
const (
	blockHead = 8
	noBlock   = ^uint32(0)
)

func (s *blockStore) take() uint32 {
	if n := len(s.free); n > 0 {
		id := s.free[n-1]
		s.free = s.free[:n-1]
		return id
	}
	s.count++
	return s.count - 1
}

func (s *blockStore) give(id uint32) { s.free = append(s.free, id) }

func (s *blockStore) write(id uint32, block []byte) error {
	if s.file == nil {
		f, err := s.temp.TempFile()
		if err != nil {
			return wrap("create", err)
		}
		s.file = f
	}
	_, err := s.file.WriteAt(block, int64(id)*int64(s.size))
	return wrap("write", err)
}

// read reads block id into block and returns the bytes of its entries and the number of the following block.
func (s *blockStore) read(id uint32, block []byte) (entries []byte, next uint32, err error) {
	if id >= s.count {
		return nil, 0, errDamaged
	}
	if err := readFull(s.file, block[:s.size], int64(id)*int64(s.size)); err != nil {
		return nil, 0, err
	}
	used := binary.LittleEndian.Uint32(block[4:])
	if used == 0 || used > uint32(s.size-blockHead) {
		return nil, 0, errDamaged
	}
	return block[blockHead : blockHead+used], binary.LittleEndian.Uint32(block), nil
}

func (s *blockStore) reset() error {
	s.free = s.free[:0]
	if s.count == 0 {
		return nil
	}
	s.count = 0
	if s.file == nil {
		return nil
	}
	return wrap("truncate", s.file.Truncate(0))
}

func (s *blockStore) close() error {
	f := s.file
	s.file, s.free, s.count = nil, nil, 0
	return closeFile(f)
}

// A run is a chain of blocks with sorted entries.
type run struct {
	first  uint32
	blocks int64
}

// A runWriter writes a run. It holds one block, which it is given.
type runWriter struct {
	store *blockStore
	block []byte
	used  int
	id    uint32 // of the block being filled
	run   run
	// ended, if not nil, hears of each block that was written, with the first key in it as far as it is kept there.
	ended func(id uint32, firstKey []byte)
}

func newRunWriter(store *blockStore, block []byte) *runWriter {
	id := store.take()
	return &runWriter{store: store, block: block, used: blockHead, id: id, run: run{first: id}}
}

// append adds an entry as it is kept; it must fit a block.
func (w *runWriter) append(raw []byte) error {
	if w.used+len(raw) > w.store.size {
		next := w.store.take()
		if err := w.flush(next); err != nil {
			return err
		}
		w.id, w.used = next, blockHead
	}
	w.used += copy(w.block[w.used:], raw)
	return nil
}

func (w *runWriter) flush(next uint32) error {
	binary.LittleEndian.PutUint32(w.block, next)
	binary.LittleEndian.PutUint32(w.block[4:], uint32(w.used-blockHead))
	clear(w.block[w.used:w.store.size])
	if w.ended != nil {
		if e, ok := parseEntry(w.block[blockHead:w.used]); ok {
			w.ended(w.id, e.key)
		}
	}
	w.run.blocks++
	return w.store.write(w.id, w.block[:w.store.size])
}

// finish writes what is left and returns the run.
func (w *runWriter) finish() (run, error) {
	err := w.flush(noBlock)
	return w.run, err
}

// A runReader gives the entries of a run in order and gives back each block that it has read.
type runReader struct {
	store  *blockStore
	block  []byte
	rest   []byte // entries of the block that are still to come
	next   uint32
	left   int64 // blocks that are still to be read
	ended  bool
	prefix uint64 // of the entry's key; behind the last the greatest
	entry  entry
}

// advance goes to the next entry, or to the end.
func (r *runReader) advance() error {
	if len(r.rest) == 0 {
		if err := r.load(); err != nil || r.ended {
			return err
		}
	}
	if key, value, raw, ok := parseShort(r.rest); ok {
		r.entry.key, r.entry.value, r.entry.raw, r.entry.keyAt, r.entry.valueAt = key, value, raw, -1, -1
	} else if r.entry, ok = parseEntry(r.rest); !ok {
		return errDamaged
	}
	r.rest = r.rest[len(r.entry.raw):]
	r.prefix = prefix(r.entry.key)
	return nil
}

// load reads the next block, if there is one.
func (r *runReader) load() (err error) {
	if (r.next == noBlock) != (r.left == 0) {
		return errDamaged
	}
	if r.left == 0 {
		r.ended, r.prefix = true, math.MaxUint64
		return nil
	}
	r.left--
	id := r.next
	if r.rest, r.next, err = r.store.read(id, r.block); err != nil {
		return err
	}
	r.store.give(id)
	return nil
}
