package spool

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
)

// A Log holds entries in the order in which they were appended and gives them back in it, any number of times.
type Log struct {
	buffer *Buffer
	reader *bufio.Reader
	entry  []byte
	count  int64
	left   int64 // entries that Next has not given yet
	err    error
}

// NewLog returns an empty Log that keeps up to memory bytes in memory; 0 is DefaultBufferMemory. A nil t is the platform's
// temp folder.
func NewLog(t record.Temp, memory int) *Log {
	return &Log{buffer: NewBuffer(t, memory)}
}

// Len returns how many entries were appended.
func (l *Log) Len() int64 { return l.count }

// Append adds a copy of p, which may be empty, behind the others. Not between Rewind and the last Next.
func (l *Log) Append(p []byte) error {
	if l.err != nil {
		return l.err
	}
	var length [binary.MaxVarintLen64]byte
	if _, l.err = l.buffer.Write(length[:binary.PutUvarint(length[:], uint64(len(p)))]); l.err != nil {
		return l.err
	}
	if _, l.err = l.buffer.Write(p); l.err != nil {
		return l.err
	}
	l.count++
	return nil
}

// Rewind makes the next Next give the first entry.
func (l *Log) Rewind() error {
	if l.err != nil {
		return l.err
	}
	r, err := l.buffer.Reader()
	if err != nil {
		l.err = err
		return err
	}
	if l.reader == nil {
		l.reader = bufio.NewReaderSize(r, 32<<10)
	} else {
		l.reader.Reset(r)
	}
	l.left = l.count
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
	if l.err = l.read(); l.err != nil {
		return nil, l.err
	}
	l.left--
	return l.entry, nil
}

func (l *Log) read() error {
	n, err := binary.ReadUvarint(l.reader)
	if err == nil {
		l.entry = resize(l.entry, int(n))
		_, err = io.ReadFull(l.reader, l.entry)
	}
	if errors.Is(err, io.EOF) {
		return wrap("read", io.ErrUnexpectedEOF)
	}
	return err
}

// Reset empties l. It keeps the memory and the file.
func (l *Log) Reset() {
	l.buffer.Reset()
	l.count, l.left, l.err = 0, 0, l.buffer.err
}

// Close removes what is on disk and lets go of the memory.
func (l *Log) Close() error {
	l.err, l.reader, l.entry = errClosed, nil, nil
	return l.buffer.Close()
}

// resize returns b with n bytes, whatever they are, and as little new memory as can be.
func resize(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}
