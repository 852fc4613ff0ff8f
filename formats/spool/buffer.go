package spool

import (
	"bytes"
	"errors"
	"io"
	"os"

	"obmen/formats/record"
)

// DefaultBufferMemory is how many bytes a [Buffer] keeps in memory unless told otherwise.
const DefaultBufferMemory = 256 << 10

var errClosed = errors.New("temporary file: used after Close")

// A Buffer holds bytes in memory until they are too many, then in a temporary file with only the last of them
// still in memory. It is an io.Writer; what was written can be read again from the start, any number of times.
type Buffer struct {
	temp   record.Temp
	memory int
	tail   []byte // what file does not hold yet
	file   *os.File
	stored int64 // bytes in file
	err    error
}

// NewBuffer returns an empty Buffer that keeps up to memory bytes in memory; 0 is DefaultBufferMemory. A nil t is
// the platform's temp folder.
func NewBuffer(t record.Temp, memory int) *Buffer {
	if memory <= 0 {
		memory = DefaultBufferMemory
	}
	return &Buffer{temp: orPlatform(t), memory: memory}
}

// Size returns how many bytes were written.
func (b *Buffer) Size() int64 { return b.stored + int64(len(b.tail)) }

// Write appends p. It fails where the disk does.
func (b *Buffer) Write(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if len(b.tail)+len(p) <= b.memory {
		b.tail = append(b.tail, p...)
		return len(p), nil
	}
	if b.err = b.store(b.tail); b.err != nil {
		return 0, b.err
	}
	b.tail = b.tail[:0]
	if len(p) <= b.memory {
		b.tail = append(b.tail, p...)
		return len(p), nil
	}
	if b.err = b.store(p); b.err != nil {
		return 0, b.err
	}
	return len(p), nil
}

// store appends p to the file.
func (b *Buffer) store(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if b.file == nil {
		f, err := b.temp.TempFile()
		if err != nil {
			return wrap("create", err)
		}
		b.file = f
	}
	if _, err := b.file.WriteAt(p, b.stored); err != nil {
		return wrap("write", err)
	}
	b.stored += int64(len(p))
	return nil
}

// Reader returns a reader of all that was written, from the start. It is valid until the next Write, Reset or Close;
// several may be read at once.
func (b *Buffer) Reader() (io.Reader, error) {
	if b.err != nil {
		return nil, b.err
	}
	tail := bytes.NewReader(b.tail)
	if b.file == nil {
		return tail, nil
	}
	return io.MultiReader(&storedReader{file: b.file, left: b.stored}, tail), nil
}

// copySize is how much WriteTo copies at a time.
const copySize = 128 << 10

// WriteTo implements io.WriterTo: it writes all that was written, from the start. Where w is a file, or an io.ReaderFrom that hands on to one, the system copies
// by itself what is on disk.
func (b *Buffer) WriteTo(w io.Writer) (int64, error) {
	if b.err != nil {
		return 0, b.err
	}
	stored, err := b.copyStored(w)
	if err != nil || len(b.tail) == 0 {
		return stored, err
	}
	n, err := w.Write(b.tail)
	if err == nil && n < len(b.tail) {
		err = io.ErrShortWrite
	}
	return stored + int64(n), err
}

func (b *Buffer) copyStored(w io.Writer) (n int64, err error) {
	if b.stored == 0 {
		return 0, nil
	}
	if _, err := b.file.Seek(0, io.SeekStart); err != nil {
		return 0, wrap("read", err)
	}
	n, err = io.CopyBuffer(w, io.LimitReader(b.file, b.stored), make([]byte, min(b.stored, copySize)))
	if err == nil && n < b.stored {
		err = wrap("read", io.ErrUnexpectedEOF)
	}
	return n, err
}

// Reset empties b. It keeps the memory, and the file, which gives back its room.
func (b *Buffer) Reset() {
	b.tail = b.tail[:0]
	if b.stored == 0 || b.err != nil {
		return
	}
	b.stored = 0
	b.err = wrap("truncate", b.file.Truncate(0))
}

// Close removes what is on disk and lets go of the memory.
func (b *Buffer) Close() error {
	f := b.file
	b.file, b.tail, b.stored, b.err = nil, nil, 0, errClosed
	return closeFile(f)
}

func closeFile(f *os.File) error {
	if f == nil {
		return nil
	}
	return wrap("close", f.Close())
}

// storedReader reads the first left bytes of a file. It never takes the end of a file that has become
// shorter for the end of what was written.
type storedReader struct {
	file *os.File
	at   int64
	left int64
}

func (r *storedReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n, err := r.file.ReadAt(p[:min(int64(len(p)), r.left)], r.at)
	r.at += int64(n)
	r.left -= int64(n)
	switch {
	case n > 0:
		return n, nil // an error that lasts shows at the next Read
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	return n, wrap("read", err)
}
