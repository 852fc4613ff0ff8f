package deliver

import (
	"errors"
	"io"
	"sync"
)

// errShut ends the transport's reading of a body that nobody waits for any more.
var errShut = errors.New("the request has ended")

// A body is a parcel on its way. It knows whether the transport has taken anything of it, for good: once it is closed, nothing more goes out.
type body struct {
	mu    sync.Mutex
	src   io.ReadCloser
	size  int64
	given int64
	taken bool  // reading has begun
	shut  bool  // closed
	err   error // of the source
	moved func()
}

// Read implements io.Reader: size bytes, no more and no fewer.
func (b *body) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shut {
		return 0, errShut
	}
	b.taken = true
	b.moved()
	left := b.size - b.given
	if left == 0 {
		return 0, io.EOF
	}
	n, err := b.src.Read(p[:min(int64(len(p)), left)])
	if b.given += int64(n); b.given == b.size {
		return n, io.EOF
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	b.err = err
	return n, err
}

// Close implements io.Closer.
func (b *body) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shut {
		return nil
	}
	b.shut = true
	return b.src.Close()
}

// end closes b and says how far it got. err is the source's own.
func (b *body) end() (taken bool, given int64, err error) {
	b.Close()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.taken, b.given, b.err
}
