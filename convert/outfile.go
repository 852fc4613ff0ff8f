package convert

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"obmen/convert/pending"
)

// An outFile is a file that appears whole or not at all, or standard output. What is written to it is compressed as its name says: "An
// output named .gz or .zst is compressed."
type outFile struct {
	io.Writer
	stored *countingWriter
	zipper io.Closer     // nil: not compressed
	file   *pending.File // nil: standard output
}

// create begins a file; an empty name and - are standard output.
func (r *run) create(name string) (*outFile, error) { return r.createOver(name, r.Stdout) }

// createOver is create with another standard output.
func (r *run) createOver(name string, stdout io.Writer) (*outFile, error) {
	o := &outFile{}
	var to io.Writer = pipeWriter{r.ctx, stdout}
	if name != "" && name != "-" {
		var err error
		if to, err = o.open(r, name); err != nil {
			return nil, err
		}
	}
	o.stored = &countingWriter{w: to}
	if err := o.compress(name); err != nil {
		o.file.Cleanup()
		return nil, err
	}
	return o, nil
}

func (o *outFile) open(r *run, name string) (w io.Writer, err error) {
	if isPlain(name) {
		o.file, err = pending.Create(name)
		return o.file, err
	}
	// A FIFO waits for who reads it.
	o.file, err = await(r.ctx, func() (*pending.File, error) { return pending.Create(name) })
	return pipeWriter{r.ctx, o.file}, err
}

// compress puts the layer in front that the name asks for. A gzip header gets neither name nor time: same input, same bytes.
func (o *outFile) compress(name string) error {
	o.Writer = o.stored
	switch strings.ToLower(filepath.Ext(name)) {
	case ".gz":
		z := gzip.NewWriter(o.stored)
		o.Writer, o.zipper = z, z
	case ".zst":
		z, err := zstd.NewWriter(o.stored, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<20))
		if err != nil {
			return err
		}
		o.Writer, o.zipper = z, z
	}
	return nil
}

// ReadFrom implements io.ReaderFrom.
func (o *outFile) ReadFrom(r io.Reader) (int64, error) { return readFrom(o.Writer, r) }

// copySize is how much is copied at a time where the system does not do it by itself.
const copySize = 128 << 10

// readFrom writes all that r has to w, by w's own means where it has some.
func readFrom(w io.Writer, r io.Reader) (int64, error) {
	if own, ok := w.(io.ReaderFrom); ok {
		return own.ReadFrom(r)
	}
	return io.CopyBuffer(w, r, make([]byte, copySize))
}

// finish ends the compression; the file is then ready for its commit.
func (o *outFile) finish() error {
	if o == nil || o.zipper == nil {
		return nil
	}
	z := o.zipper
	o.zipper = nil
	return z.Close()
}

// pending is the file to be committed; nil for none and for standard output.
func (o *outFile) pending() *pending.File {
	if o == nil {
		return nil
	}
	return o.file
}

// cleanup removes what was not committed.
func (o *outFile) cleanup() { o.pending().Cleanup() }

type countingWriter struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// ReadFrom implements io.ReaderFrom.
func (c *countingWriter) ReadFrom(r io.Reader) (int64, error) {
	n, err := readFrom(c.w, r)
	c.n += n
	return n, err
}
