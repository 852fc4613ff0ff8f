package convert

import (
	"archive/zip"
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
	"path"
	"strings"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"obmen/formats/record"
)

// headSize is how much of a document its format is found out from.
const headSize = 64 << 10

// A source is one document to be read: a file, a member of a zip, or standard input.
type source struct {
	name string // as the user gave it; file.zip/member for a member
	base string // the name that its output is made from
	size int64  // bytes as stored; -1: not known
	open func() (io.ReadCloser, error)
}

// sources lists the documents of the inputs, in order, the members of a zip in directory order. A zip
// on a pipe is kept in temp first.
func sources(inputs []string, stdin io.Reader, temp record.Temp) ([]source, error) {
	if len(inputs) == 0 {
		return nil, usage(noInput)
	}
	var list []source
	stdinUsed := false
	for _, name := range inputs {
		if name == "-" {
			if stdinUsed {
				return nil, usage(stdinTwice)
			}
			stdinUsed = true
			more, err := pipeSources(stdin, temp)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
			continue
		}
		more, err := fileSources(name)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

func fileSources(name string) ([]source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &os.PathError{Op: "read", Path: name, Err: errIsFolder}
	}
	single := source{name: name, base: baseName(name), size: -1, open: func() (io.ReadCloser, error) { return os.Open(name) }}
	if !info.Mode().IsRegular() {
		return []source{single}, nil
	}
	single.size = info.Size()
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	magic := make([]byte, 4)
	n, _ := io.ReadFull(f, magic)
	if !isZip(magic[:n]) {
		return []source{single}, nil
	}
	return zipSources(name, func() (io.ReaderAt, io.Closer, int64, error) {
		f, err := os.Open(name)
		return f, f, info.Size(), err
	})
}

var errIsFolder = errors.New("is a folder, not a file")

func pipeSources(stdin io.Reader, temp record.Temp) ([]source, error) {
	buffered := bufio.NewReaderSize(stdin, 64<<10)
	magic, err := buffered.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !isZip(magic) {
		return []source{{name: "-", base: "stdin", size: -1, open: func() (io.ReadCloser, error) { return io.NopCloser(buffered), nil }}}, nil
	}
	f, err := temp.TempFile()
	if err != nil {
		return nil, err
	}
	size, err := io.Copy(f, buffered)
	if err != nil {
		f.Close()
		return nil, err
	}
	return zipSources("-", func() (io.ReaderAt, io.Closer, int64, error) { return f, io.NopCloser(nil), size, nil })
}

func isZip(magic []byte) bool {
	return bytes.HasPrefix(magic, []byte("PK\x03\x04")) || bytes.HasPrefix(magic, []byte("PK\x05\x06"))
}

func zipSources(name string, open func() (io.ReaderAt, io.Closer, int64, error)) ([]source, error) {
	at, closer, size, err := open()
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(at, size)
	closer.Close()
	if err != nil {
		return nil, damaged(name, err)
	}
	var list []source
	for i, member := range archive.File {
		if member.FileInfo().IsDir() {
			continue
		}
		list = append(list, source{
			name: name + "/" + member.Name, base: baseName(member.Name), size: int64(member.UncompressedSize64),
			open: func() (io.ReadCloser, error) { return openMember(name, i, open) },
		})
	}
	if len(list) == 0 {
		return nil, &record.Error{File: name, Err: archiveEmpty.Fault(), Fatal: true}
	}
	return list, nil
}

type memberReader struct {
	io.ReadCloser
	archive io.Closer
}

// Close closes the member and the archive.
func (m memberReader) Close() error { return errors.Join(m.ReadCloser.Close(), m.archive.Close()) }

func openMember(name string, i int, open func() (io.ReaderAt, io.Closer, int64, error)) (io.ReadCloser, error) {
	at, closer, size, err := open()
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(at, size)
	if err == nil {
		var r io.ReadCloser
		if r, err = archive.File[i].Open(); err == nil {
			return memberReader{r, closer}, nil
		}
	}
	closer.Close()
	return nil, damaged(name, err)
}

// baseName is the last element of a name that was made on any platform, without endings of compression.
func baseName(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	for _, ext := range []string{".gz", ".zst"} {
		base = strings.TrimSuffix(base, ext)
	}
	return base
}

// An input is an opened source: what comes out of it is decompressed, counted and hashed.
type input struct {
	io.Reader
	closers []io.Closer
	crc     hash.Hash32 // of the bytes after decompression
	sha     hash.Hash   // of the bytes as stored; nil: not asked for
	tee     *teeReader
	stored  *counter
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// openInput opens s, decompresses it by its magic number, and reports the progress of reading.
func openInput(ctx context.Context, s source, limits record.Limits, withSHA bool, progress *Progress) (*input, error) {
	raw, err := s.open()
	if err != nil {
		return nil, err
	}
	in := &input{closers: []io.Closer{raw}, crc: crc32.New(castagnoli)}
	in.stored = &counter{ctx: ctx, r: raw, progress: progress}
	var stored io.Reader = in.stored
	if withSHA {
		in.sha = sha256.New()
		stored = io.TeeReader(stored, in.sha)
	}
	plain, err := in.decompress(s.name, stored, limits)
	if err != nil {
		in.Close()
		return nil, err
	}
	in.tee = &teeReader{r: plain, hash: in.crc}
	in.Reader = in.tee
	return in, nil
}

func (in *input) decompress(name string, r io.Reader, limits record.Limits) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, 128<<10)
	magic, err := buffered.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, damaged(name, err)
		}
		return &decompressed{name: name, r: z}, nil
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(buffered, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(uint64(max(limits.WithDefaults().Window, zstd.MinWindowSize))))
		if err != nil {
			return nil, damaged(name, err)
		}
		in.closers = append(in.closers, z.IOReadCloser())
		return &decompressed{name: name, r: z}, nil
	case isZip(magic):
		return nil, &record.Error{File: name, Err: archiveInArchive.Fault(), Fatal: true}
	}
	return buffered, nil
}

func damaged(name string, err error) error {
	if errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded) {
		return &record.Error{File: name, Err: windowTooLarge.Fault(), Fatal: true}
	}
	return &record.Error{File: name, Err: archiveBad.Fault(err), Fatal: true}
}

// decompressed says of a decompressor's errors that the file is damaged; errors of the file system and of cancelling stay what they are.
type decompressed struct {
	name string
	r    io.Reader
}

// Read implements io.Reader.
func (d *decompressed) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	var pathError *os.PathError
	if err != nil && !errors.Is(err, io.EOF) && !errors.As(err, &pathError) && !errors.Is(err, context.Canceled) {
		err = damaged(d.name, err)
	}
	return n, err
}

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

// drain reads what a reader of documents left unread, so that hashes and sizes are those of the whole file.
func (in *input) drain() error {
	if _, err := io.Copy(io.Discard, in.Reader); err != nil {
		return err
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
	hash hash.Hash
	n    int64
}

// Read implements io.Reader.
func (t *teeReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.hash.Write(p[:n])
	t.n += int64(n)
	return n, err
}

// Progress is how far a run has come. It may be read while the run goes on.
type Progress struct {
	Bytes   atomic.Int64 // read, as stored
	Records atomic.Int64
	Total   atomic.Int64 // bytes of all inputs; 0: not known
}

type counter struct {
	ctx      context.Context
	r        io.Reader
	n        int64
	progress *Progress
}

// Read implements io.Reader. It ends with the context's error when that is done.
func (c *counter) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, context.Cause(c.ctx)
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.progress.Bytes.Add(int64(n))
	return n, err
}
