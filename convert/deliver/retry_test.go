package deliver

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

func pemOf(raw []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}) }

func TestRetry(t *testing.T) {
	gone := func(after time.Duration) error {
		return &Unreachable{RetryAfter: after, Cause: Busy.Fault(503, "later")}
	}
	refusal := &Refused{Cause: Said.Fault(400, "no")}
	second := time.Second
	for _, c := range []struct {
		name   string
		change func(*Retry)
		ends   []error // of the tries; the last again and again
		want   error
		waits  []time.Duration
	}{
		{"at once", nil, []error{nil}, nil, nil},
		{"grows to a bound", nil, []error{gone(0)}, gone(0), []time.Duration{second / 2, second, 2 * second, 4 * second, 8 * second, 16 * second, 30 * second, 30 * second, 30 * second}},
		{"jitter", func(r *Retry) { r.Rand, r.Tries = func() float64 { return 0.25 }, 3 }, []error{gone(0)}, gone(0), []time.Duration{second / 8, second / 4}},
		{"Retry-After is kept to", func(r *Retry) { r.Tries = 3 }, []error{gone(90 * second), gone(0), nil}, nil, []time.Duration{90 * second, second}},
		{"Retry-After too long", nil, []error{gone(121 * second)}, gone(0), nil},
		{"in the end refused", nil, []error{gone(0), refusal}, refusal, []time.Duration{second / 2}},
		{"time runs out", func(r *Retry) { r.Longest = 3 * second }, []error{gone(0)}, gone(0), []time.Duration{second / 2, second}},
		{"no doubt is tried again", nil, []error{&InDoubt{Cause: Unsettled.Fault("x")}}, &InDoubt{}, nil},
		{"nor a lasting end", nil, []error{&Unreachable{Cause: Untrusted.Fault("h", "x"), lasting: true}}, gone(0), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := newClock()
			heard := 0
			r := Retry{Tries: 10, Longest: time.Hour, Most: 2 * time.Minute, Sleep: clock.Sleep, Now: clock.Now, Rand: func() float64 { return 1 }, Heard: func(Event) { heard++ }}
			if c.change != nil {
				c.change(&r)
			}
			n := 0
			attempts, err := r.Do(context.Background(), func(context.Context, int) (Event, error) {
				n++
				return Event{Attempt: n}, c.ends[min(n, len(c.ends))-1]
			})
			if fmt.Sprintf("%T", err) != fmt.Sprintf("%T", c.want) || !slices.Equal(clock.waits, c.waits) || attempts != len(c.waits)+1 || heard != attempts {
				t.Errorf("%v after %d tries, %v", err, attempts, clock.waits)
			}
			var u *Unreachable
			if errors.As(err, &u) && u.Attempts != attempts {
				t.Errorf("says %d attempts, made %d", u.Attempts, attempts)
			}
		})
	}
}

func TestRetryEndsWithItsContext(t *testing.T) {
	signal := errors.New("a signal")
	ctx, cancel := context.WithCancelCause(context.Background())
	clock := newClock()
	r := Retry{Tries: 5, Longest: time.Hour, Most: time.Hour, Sleep: clock.Sleep, Now: clock.Now, Rand: func() float64 { return 1 }, Heard: func(Event) {}}
	attempts, err := r.Do(ctx, func(context.Context, int) (Event, error) {
		cancel(signal)
		return Event{Attempt: 1}, &Unreachable{Cause: Busy.Fault(503, "")}
	})
	if err != signal || attempts != 1 {
		t.Errorf("%v after %d", err, attempts)
	}
	if err := sleep(ctx, time.Hour); err != signal {
		t.Error(err)
	}
	if err := sleep(context.Background(), 0); err != nil {
		t.Error(err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2015, 10, 21, 7, 27, 0, 0, time.UTC)
	for _, c := range []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"", 0, false}, {"soon", 0, false}, {"-1", 0, false}, {"1.5", 0, false}, {"0", 0, true}, {" 120 ", 2 * time.Minute, true},
		{"18446744073709551615", 1 << 30 * time.Second, true}, {"Wed, 21 Oct 2015 07:28:00 GMT", time.Minute, true}, {"Wed, 21 Oct 2015 07:20:00 GMT", 0, true},
	} {
		if got, ok := retryAfter(c.text, now); got != c.want || ok != c.ok {
			t.Errorf("%q: %v %v", c.text, got, ok)
		}
	}
}

// TestRate lets one request through, and the others after their share of a second.
func TestRate(t *testing.T) {
	base, count := faulty(t, answerWith(200, "application/json", yes))
	clock := newClock()
	o, events := quick(t, func(o *Options) { o.Rate, o.Now, o.Sleep = 2, clock.Now, clock.Sleep })
	c, _ := NewCaffesta("", base, nil, newSecret(testKey), o)
	for range 4 {
		if err := c.Ping(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	half := time.Second / 2
	if !slices.Equal(clock.waits, []time.Duration{half, half, half}) || count.Load() != 4 || len(*events) != 7 || (*events)[1].Attempt != 0 || (*events)[1].Wait != half {
		t.Errorf("%v %+v", clock.waits, *events)
	}
}
