package deliver

import (
	"context"
	"errors"
	"math"
	"time"
)

// The waits grow from the first bound to the last; how long one is in truth is drawn, so that many clients do not come back at once.
const (
	firstWait = 500 * time.Millisecond
	lastWait  = 30 * time.Second
)

// Retry makes a request again while its end is [Unreachable]: nothing was accepted then. Who is decorated so opens the body anew each time.
// All fields must be set. An Event with Attempt 0 is not passed on: there was no try.
type Retry struct {
	Tries   int
	Longest time.Duration // no try begins later than this after the first
	Most    time.Duration // that Retry-After may ask for
	Heard   func(Event)
	Sleep   func(context.Context, time.Duration) error
	Now     func() time.Time
	Rand    func() float64
}

// Do calls once until it ends otherwise, tries or time run out, or ctx ends. It returns how many times it called.
func (r Retry) Do(ctx context.Context, once func(ctx context.Context, attempt int) (Event, error)) (attempts int, err error) {
	begun := r.Now()
	for attempt := 1; ; attempt++ {
		if ctx.Err() != nil {
			return attempt - 1, context.Cause(ctx)
		}
		e, err := once(ctx, attempt)
		var gone *Unreachable
		again := errors.As(err, &gone) && r.again(gone, attempt, begun, &e.Wait)
		if gone != nil {
			gone.Attempts, e.Cause = attempt, gone.Cause
		}
		if e.Attempt > 0 {
			r.Heard(e)
		}
		if !again {
			return attempt, err
		}
		if err := r.Sleep(ctx, e.Wait); err != nil {
			return attempt, err
		}
	}
}

// again reckons the wait before the next try, and whether there is one.
func (r Retry) again(gone *Unreachable, attempt int, begun time.Time, wait *time.Duration) bool {
	if gone.RetryAfter > r.Most {
		gone.Cause = WaitTooLong.Fault(gone.RetryAfter.Round(time.Second).String())
		return false
	}
	d := max(r.jitter(attempt), gone.RetryAfter)
	if gone.lasting || attempt >= r.Tries || r.Now().Add(d).Sub(begun) > r.Longest {
		return false
	}
	*wait = d
	return true
}

// jitter draws a wait between nothing and a bound that doubles with each attempt.
func (r Retry) jitter(attempt int) time.Duration {
	bound := math.Min(float64(firstWait)*math.Pow(2, float64(attempt-1)), float64(lastWait))
	return time.Duration(r.Rand() * bound)
}
