package spool

import (
	"encoding/binary"
	"io"
	"os"

	"obmen/formats/record"
)

// logWindow is how much of a Log's file is read at once.
const logWindow = 64 << 10

// A Log holds entries in the order in which they were appended and gives them back in it, any number of times. An entry is kept as
// its length, a uvarint, and its bytes; none stands half in the file and half in memory.
type Log struct {
	temp   record.Temp
	memory int
	tail   []byte // what file does not hold yet
	file   *os.File
	stored int64 // bytes in file
	count  int64

	left   int64  // entries that Next has not given yet
	rest   []byte // of them, what is in the window or, behind the file's last, in the tail
	read   int64  // bytes of file that are or were in the window
	inTail bool
	window []byte
	err    error
}

// NewLog returns an empty Log that keeps up to memory bytes in memory; 0 is DefaultBufferMemory. A nil t is the platform's
// temp folder.
func NewLog(t record.Temp, memory int) *Log {
	if memory <= 0 {
		memory = DefaultBufferMemory
	}
	return &Log{temp: orPlatform(t), memory: memory}
}

// Len returns how many entries were appended.
func (l *Log) Len() int64 { return l.count }

// Append adds an entry behind the others: a copy of p, which may be empty, and of what more follows it. Not between Rewind and the last Next.
func (l *Log) Append(p []byte, more ...[]byte) error {
	if l.err != nil {
		return l.err
	}
	size := len(p)
	for _, m := range more {
		size += len(m)
	}
	if len(l.tail)+binary.MaxVarintLen64+size > l.memory && len(l.tail) > 0 {
		if l.err = l.store(); l.err != nil {
			return l.err
		}
	}
	l.grow(binary.MaxVarintLen64 + size)
	l.tail = append(appendUvarint(l.tail, uint64(size)), p...)
	for _, m := range more {
		l.tail = append(l.tail, m...)
	}
	l.count++
	if len(l.tail) > l.memory {
		l.err = l.storeLarge()
	}
	return l.err
}

// grow makes room for n bytes more in the tail. It doubles, but to no more than the memory where that will do.
func (l *Log) grow(n int) {
	if need := len(l.tail) + n; need > cap(l.tail) {
		tail := make([]byte, len(l.tail), max(need, min(2*need, l.memory)))
		copy(tail, l.tail)
		l.tail = tail
	}
}

// store appends the tail to the file.
func (l *Log) store() error {
	if l.file == nil {
		f, err := l.temp.TempFile()
		if err != nil {
			return wrap("create", err)
		}
		l.file = f
	}
	if _, err := l.file.WriteAt(l.tail, l.stored); err != nil {
		return wrap("write", err)
	}
	l.stored += int64(len(l.tail))
	l.tail = l.tail[:0]
	return nil
}

// storeLarge stores an entry that is too large for the memory, and lets go of what it took.
func (l *Log) storeLarge() error {
	err := l.store()
	l.tail = nil
	return err
}

// Rewind makes the next Next give the first entry.
func (l *Log) Rewind() error {
	if l.err != nil {
		return l.err
	}
	l.left, l.rest, l.read, l.inTail = l.count, nil, 0, false
	return nil
}

// Next returns the next entry, valid until the following call, and io.EOF after the last. Without a Rewind before it there
// is none.
func (l *Log) Next() ([]byte, error) {
	if l.err != nil {
		return nil, l.err
	}
	if l.left == 0 {
		return nil, io.EOF
	}
	l.left--
	if b := l.rest; len(b) > 0 && b[0] < 1<<7 && len(b) > int(b[0]) { // nearly all of them
		n := 1 + int(b[0])
		l.rest = b[n:]
		return b[1:n:n], nil
	}
	return l.next()
}

// next is Next for an entry that is long, or has to be read.
func (l *Log) next() ([]byte, error) {
	for {
		n, size := binary.Uvarint(l.rest)
		if size > 0 && n <= uint64(len(l.rest)-size) {
			end := size + int(n)
			entry := l.rest[size:end:end]
			l.rest = l.rest[end:]
			return entry, nil
		}
		if l.err = l.load(n, size); l.err != nil {
			return nil, l.err
		}
	}
}

// load reads on behind what is left of the window, which is to hold an entry of n bytes and its length, if size says that it is known.
func (l *Log) load(n uint64, size int) error {
	if l.read == l.stored && len(l.rest) == 0 && !l.inTail {
		l.rest, l.inTail = l.tail, true
		return nil
	}
	if l.inTail || size < 0 || n > uint64(l.stored-l.read)+uint64(len(l.rest)) {
		return errDamaged
	}
	window := l.window
	if room := max(logWindow, int(n)+size); len(window) < room {
		window = make([]byte, room)
	}
	kept := copy(window, l.rest)
	more := int(min(int64(len(window)-kept), l.stored-l.read))
	if more == 0 {
		return errDamaged
	}
	if err := readFull(l.file, window[kept:kept+more], l.read); err != nil {
		return err
	}
	l.window, l.rest, l.read = window, window[:kept+more], l.read+int64(more)
	return nil
}

// Reset empties l. It keeps the memory and the file, which gives back its room.
func (l *Log) Reset() {
	l.tail, l.rest, l.count, l.left, l.read = l.tail[:0], nil, 0, 0, 0
	if l.stored == 0 || l.err != nil {
		return
	}
	l.stored = 0
	l.err = wrap("truncate", l.file.Truncate(0))
}

// Close removes what is on disk and lets go of the memory.
func (l *Log) Close() error {
	f := l.file
	l.err, l.file, l.tail, l.rest, l.window, l.stored = errClosed, nil, nil, nil, nil, 0
	return closeFile(f)
}

// appendUvarint is binary.AppendUvarint, quick for the small numbers that nearly all are.
func appendUvarint(dst []byte, v uint64) []byte {
	if v < 1<<7 {
		return append(dst, byte(v))
	}
	return binary.AppendUvarint(dst, v)
}

// resize returns b with n bytes, whatever they are, and as little new memory as can be.
func resize(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}
