package convert

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"strings"
	"syscall"

	"obmen/formats/record"
)

// headSize is how much of a document its format is found out from.
const headSize = 64 << 10

// A source is one document to be read: a file, a member of a zip, or standard input.
type source struct {
	name string // as the user gave it; file.zip/member for a member
	base string // the name that its output is made from
	size int64  // bytes as stored; -1: not known
	open func(context.Context) (io.ReadCloser, error)
}

// sources lists the documents of the inputs, in order, the members of a zip in directory order. A zip
// on a pipe is kept in temp first.
func sources(ctx context.Context, job Job, temp record.Temp) ([]source, error) {
	if len(job.Inputs) == 0 {
		return nil, usage(noInput)
	}
	var list []source
	stdinUsed := false
	for _, name := range job.Inputs {
		var more []source
		var err error
		switch {
		case name != "-":
			more, err = fileSources(name, job.Called(name))
		case stdinUsed:
			return nil, usage(stdinTwice)
		default:
			stdinUsed = true
			more, err = pipeSources(name, interruptible(ctx, job.Stdin), temp)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// Called is what an input is called in messages and in the names of results.
func (j *Job) Called(input string) string {
	if j.Shown == nil {
		return input
	}
	return j.Shown(input)
}

// fileSources lists the documents of a file: itself, or the members of a zip. They are called as it is shown.
func fileSources(name, shown string) ([]source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &os.PathError{Op: "read", Path: name, Err: syscall.EISDIR}
	}
	if !info.Mode().IsRegular() {
		return []source{{name: shown, base: baseName(shown), size: -1, open: func(ctx context.Context) (io.ReadCloser, error) { return openPipe(ctx, name) }}}, nil
	}
	zipped, err := isZipFile(name)
	if err != nil {
		return nil, err
	}
	if zipped {
		return zipSources(shown, func() (io.ReaderAt, io.Closer, int64, error) {
			f, err := os.Open(name)
			return f, f, info.Size(), err
		})
	}
	open := func(context.Context) (io.ReadCloser, error) { return os.Open(name) }
	return []source{{name: shown, base: baseName(shown), size: info.Size(), open: open}}, nil
}

func isZipFile(name string) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	magic := make([]byte, magicSize)
	n, err := io.ReadFull(f, magic)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	return isZip(magic[:n]), nil
}

// pipeSources lists the documents of what can be read but once.
func pipeSources(name string, pipe io.Reader, temp record.Temp) ([]source, error) {
	buffered := bufio.NewReaderSize(pipe, 64<<10)
	magic, err := buffered.Peek(magicSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !isZip(magic) {
		open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(buffered), nil }
		return []source{{name: name, base: "stdin", size: -1, open: open}}, nil
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
	return zipSources(name, func() (io.ReaderAt, io.Closer, int64, error) { return f, io.NopCloser(nil), size, nil })
}

// baseName is the last element of a name that was made on any platform, without endings of compression.
func baseName(name string) string {
	return stripCompression(path.Base(strings.ReplaceAll(name, `\`, "/")))
}
