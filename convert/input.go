package convert

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"obmen/formats/record"
)

// An input is an opened source: what comes out of it is decompressed, counted and hashed.
type input struct {
	io.Reader
	name    string
	closers []io.Closer
	crc     hash.Hash32 // of the bytes after decompression, as long as somebody may ask for it
	sha     hash.Hash   // of the bytes as stored; nil: not asked for
	tee     *teeReader
	stored  *counter
	file    *os.File    // nil: it is no file on disk of its own
	packed  bool        // what is read is not what is stored
	before  os.FileInfo // of file, when it was opened
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// openInput opens s, decompresses it by its magic number, and reports the progress of reading.
func openInput(ctx context.Context, s source, limits record.Limits, withSHA bool, progress *Progress) (*input, error) {
	raw, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	in := &input{name: s.name, closers: []io.Closer{raw}, crc: crc32.New(castagnoli)}
	in.stored = &counter{ctx: ctx, r: raw, progress: progress}
	var stored io.Reader = in.stored
	if withSHA {
		in.sha = sha256.New()
		stored = io.TeeReader(stored, in.sha)
	}
	if file, ok := raw.(*os.File); ok {
		in.file = file
		in.before, err = file.Stat()
	}
	var plain io.Reader
	if err == nil {
		plain, err = in.decompress(stored, limits)
	}
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	in.tee = &teeReader{r: plain, hash: in.crc}
	in.Reader = in.tee
	return in, nil
}

// The sizes of buffers. Whoever asks for more than peekBuffer is served by the file itself, without a copy.
const (
	peekBuffer = 16 << 10  // in front of what is read as it stands
	zipBuffer  = 128 << 10 // in front of a decompressor
)

// decompress opens what the magic number says it is; anything else is read as it stands.
func (in *input) decompress(r io.Reader, limits record.Limits) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, peekBuffer)
	magic, err := buffered.Peek(magicSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var open func() (io.Reader, error)
	switch {
	case isGzip(magic):
		open = func() (io.Reader, error) { return gzip.NewReader(bufio.NewReaderSize(buffered, zipBuffer)) }
	case isZstd(magic):
		open = func() (io.Reader, error) { return in.zstd(bufio.NewReaderSize(buffered, zipBuffer), limits) }
	case isZip(magic):
		return nil, in.nested()
	case isOffice(magic):
		return nil, &record.Error{File: in.name, Err: officeFile.Fault(), Fatal: true}
	default:
		return buffered, nil
	}
	in.packed = true
	plain, err := open()
	if err != nil {
		return nil, in.stored.or(damaged(in.name, err))
	}
	return in.single(&decompressed{in.name, stoppedBy{plain, in.stored}})
}

func (in *input) zstd(r io.Reader, limits record.Limits) (io.Reader, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(uint64(max(limits.WithDefaults().Window, zstd.MinWindowSize))))
	if err != nil {
		return nil, err
	}
	in.closers = append(in.closers, z.IOReadCloser())
	return z, nil
}

// single refuses what is compressed once more.
func (in *input) single(plain io.Reader) (io.Reader, error) {
	buffered := bufio.NewReaderSize(plain, peekBuffer)
	magic, err := buffered.Peek(magicSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if isGzip(magic) || isZstd(magic) || isZip(magic) {
		return nil, in.nested()
	}
	return buffered, nil
}

func (in *input) nested() error {
	return &record.Error{File: in.name, Err: archiveInArchive.Fault(), Fatal: true}
}

func isGzip(magic []byte) bool { return bytes.HasPrefix(magic, []byte{0x1f, 0x8b}) }

// isZstd reports whether a zstd frame begins here, or one of those that a decoder skips: 0x184D2A50 to 5F, little-endian (RFC 8878, 3.1.2).
func isZstd(magic []byte) bool {
	return bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}) ||
		len(magic) >= 4 && magic[0]&0xf0 == 0x50 && bytes.Equal(magic[1:4], []byte{0x2a, 0x4d, 0x18})
}

func damaged(name string, err error) error {
	if errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded) {
		return &record.Error{File: name, Err: windowTooLarge.Fault(), Fatal: true}
	}
	return &record.Error{File: name, Err: archiveBad.Fault(err), Fatal: true}
}

// decompressed says of a decompressor's errors that the file is damaged; errors of the file system, and those that have words already, stay
// what they are.
type decompressed struct {
	name string
	r    io.Reader
}

// Read implements io.Reader.
func (d *decompressed) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	var path *os.PathError
	var stop *stopped
	switch {
	case err == nil || errors.Is(err, io.EOF) || errors.As(err, &path):
		return n, err
	case errors.As(err, &stop):
		return n, stop.err
	}
	return n, damaged(d.name, err)
}

// stoppedBy tells errors of the stored bytes, such as an interruption, from those of their decompressor, which may be worded anyhow.
type stoppedBy struct {
	io.Reader
	stored *counter
}

// Read implements io.Reader.
func (s stoppedBy) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && s.stored.err != nil {
		err = &stopped{s.stored.err}
	}
	return n, err
}

type stopped struct{ err error }

// Error returns that of what stopped us.
func (s *stopped) Error() string { return s.err.Error() }

// Close closes all that was opened.
func (in *input) Close() error {
	var errs []error
	for i := len(in.closers) - 1; i >= 0; i-- {
		errs = append(errs, in.closers[i].Close())
	}
	return errors.Join(errs...)
}

// CRC returns the CRC-32C of the decompressed bytes that were read so far.
func (in *input) CRC() uint32 { return in.crc.Sum32() }

// withoutCRC says that nobody will ask for the CRC.
func (in *input) withoutCRC() { in.tee.hash = nil }

// drain reads what a reader of documents left unread, so that hashes and sizes are those of the whole file, and refuses a file that
// somebody wrote to meanwhile: of a table without its last rows nothing else would tell.
func (in *input) drain() error {
	if _, err := io.Copy(io.Discard, in.Reader); err != nil {
		return err
	}
	if in.file == nil {
		return nil
	}
	after, err := in.file.Stat()
	if err != nil {
		return err
	}
	if after.Size() != in.before.Size() || !after.ModTime().Equal(in.before.ModTime()) {
		return &record.Error{File: in.name, Err: inputChanged.Fault(), Fatal: true}
	}
	return nil
}

// SHA returns the SHA-256 of the stored bytes in hex; empty where it was not asked for.
func (in *input) SHA() string {
	if in.sha == nil {
		return ""
	}
	return hex.EncodeToString(in.sha.Sum(nil))
}

type teeReader struct {
	r    io.Reader
	hash hash.Hash // nil: nobody asks for it
	n    int64
}

// Read implements io.Reader.
func (t *teeReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if t.hash != nil {
		t.hash.Write(p[:n])
	}
	t.n += int64(n)
	return n, err
}

// Progress is how far a run has come. It may be read while the run goes on.
type Progress struct {
	Bytes   atomic.Int64 // read, as stored
	Records atomic.Int64
	Total   atomic.Int64 // bytes of all inputs; 0: not known
}

// A counter counts the stored bytes.
type counter struct {
	ctx      context.Context
	r        io.Reader
	n        int64
	err      error // that ended it, other than io.EOF
	progress *Progress
}

// Read implements io.Reader. It ends with the context's cause when that is done.
func (c *counter) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		c.err = context.Cause(c.ctx)
		return 0, c.err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.progress.Bytes.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// or returns what ended the stored bytes, else err.
func (c *counter) or(err error) error {
	if c.err != nil {
		return c.err
	}
	return err
}
