package deliver

import (
	"context"
	"sync"
	"time"

	"obmen/formats/record"
)

// A phase is what a request is waiting for.
type phase uint8

const (
	connecting phase = iota
	sending
	awaiting  // the first byte of an answer
	receiving // the rest
)

// A stall is the cause of a context whose request stood still, or took too long.
type stall struct{ fault *record.Fault }

// Error says how long.
func (s *stall) Error() string { return s.fault.Error() }

// A watch ends a request that does not get on. A large body may take its time, as long as something moves.
type watch struct {
	mu     sync.Mutex
	timer  *time.Timer
	phase  phase
	o      *Options
	cancel context.CancelCauseFunc
	ended  bool
}

// newWatch returns a context that ends with a *stall.
func newWatch(parent context.Context, o *Options) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(parent)
	w := &watch{o: o, cancel: cancel}
	w.timer = time.AfterFunc(o.Connect, w.fire)
	if o.Whole > 0 {
		whole := time.AfterFunc(o.Whole, func() { cancel(&stall{TooLong.Fault(o.Whole.String())}) })
		context.AfterFunc(ctx, func() { whole.Stop() })
	}
	return ctx, w
}

// moved says that something happened in a phase. A phase that is over does not come back: the transport reads bodies on its own time.
func (w *watch) moved(p phase) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended || p < w.phase {
		return
	}
	w.phase = p
	w.timer.Reset(w.o.FirstByte)
}

// connect is for a connection that is looked for, again perhaps.
func (w *watch) connect() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended {
		w.phase = connecting
		w.timer.Reset(w.o.Connect)
	}
}

func (w *watch) fire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	limit := w.o.FirstByte.String()
	switch w.phase {
	case connecting:
		w.cancel(&stall{NoConnectionYet.Fault(w.o.Connect.String())})
	case sending:
		w.cancel(&stall{NothingTaken.Fault(limit)})
	case awaiting:
		w.cancel(&stall{NoAnswer.Fault(limit)})
	case receiving:
		w.cancel(&stall{NothingCame.Fault(limit)})
	}
}

func (w *watch) stop() {
	w.mu.Lock()
	w.ended = true
	w.timer.Stop()
	w.mu.Unlock()
	w.cancel(nil)
}
