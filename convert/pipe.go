package convert

import (
	"context"
	"io"
	"os"
)

// Reading from and writing to a pipe can wait for ever, and closing it does not end the wait everywhere. What stands here ends it with the context:
// the system call goes on in a goroutine of its own, which nobody waits for any longer. Files on disk do without.

// interruptible returns a reader of r that ends with the context's cause.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	if ctx.Done() == nil {
		return r
	}
	return &pipeReader{ctx: ctx, r: r, asked: make(chan []byte), came: make(chan readResult)}
}

type readResult struct {
	n   int
	err error
}

type pipeReader struct {
	ctx   context.Context
	r     io.Reader
	buf   []byte // what the goroutine reads into: the caller's may be gone when it comes
	asked chan []byte
	came  chan readResult
	begun bool
	err   error
}

const pipeBuffer = 64 << 10

// Read implements io.Reader.
func (p *pipeReader) Read(b []byte) (int, error) {
	if p.err != nil || len(b) == 0 {
		return 0, p.err
	}
	if !p.begun {
		p.begun, p.buf = true, make([]byte, pipeBuffer)
		go p.serve()
	}
	select {
	case p.asked <- p.buf[:min(len(b), len(p.buf))]:
	case <-p.ctx.Done():
		p.err = context.Cause(p.ctx)
		return 0, p.err
	}
	select {
	case result := <-p.came:
		p.err = result.err
		return copy(b, p.buf[:result.n]), result.err
	case <-p.ctx.Done():
		p.err = context.Cause(p.ctx)
		return 0, p.err
	}
}

// serve reads when it is asked, until there is no more.
func (p *pipeReader) serve() {
	for {
		var result readResult
		select {
		case b := <-p.asked:
			result.n, result.err = p.r.Read(b)
		case <-p.ctx.Done():
			return
		}
		select {
		case p.came <- result:
		case <-p.ctx.Done():
			return
		}
	}
}

// openPipe opens a FIFO or a device. Opening a FIFO waits for a writer.
func openPipe(ctx context.Context, name string) (io.ReadCloser, error) {
	f, err := await(ctx, func() (*os.File, error) { return os.Open(name) })
	if err != nil {
		return nil, err
	}
	return pipeFile{interruptible(ctx, f), f}, nil
}

type pipeFile struct {
	io.Reader
	io.Closer
}

// await returns what do returns, or the context's cause where that comes first.
func await[T any](ctx context.Context, do func() (T, error)) (value T, err error) {
	done := make(chan struct{})
	var got T
	var gotErr error
	go func() {
		defer close(done)
		got, gotErr = do()
	}()
	select {
	case <-done:
		return got, gotErr
	case <-ctx.Done():
		return value, context.Cause(ctx)
	}
}

// pipeWriter is a writer to something that may keep us waiting. After the context has ended nothing more is written, so it does no harm
// that a write that still waits has the caller's bytes.
type pipeWriter struct {
	ctx context.Context
	w   io.Writer
}

// Write implements io.Writer.
func (p pipeWriter) Write(b []byte) (int, error) {
	if p.ctx.Err() != nil {
		return 0, context.Cause(p.ctx)
	}
	return await(p.ctx, func() (int, error) { return p.w.Write(b) })
}
