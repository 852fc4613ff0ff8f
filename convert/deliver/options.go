package deliver

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"

	"obmen/formats/record"
)

// Options say how a client asks. The zero Options are good ones.
type Options struct {
	UserAgent    string // "": obmen
	CAFile       string // certificates, in PEM, that are trusted beside the system's
	RequireHTTPS bool
	Rate         float64 // requests a second to the host; 0: no limit

	Connect   time.Duration // most that name, connection and TLS together may take; 0: 10 s
	FirstByte time.Duration // most that nothing may move: to the first byte of an answer, and between two bytes of either way; 0: 2 min
	Whole     time.Duration // most of one request; 0: no limit but those above

	Tries   int           // most requests for one thing; 0: 6
	Longest time.Duration // no request for the same thing begins later than this after the first; 0: 10 min
	Most    time.Duration // that a service may ask to wait in Retry-After; 0: 2 min
	Wait    time.Duration // for a process of Kassatka's to end; 0: 10 min

	MostList int64 // bytes of a list of invoices or of a stock; 0: 256 MiB
	MostFile int64 // bytes of a download; 0: 64 GiB

	Heard func(Event) // hears every attempt and every wait; no secret is in an Event; nil: nobody hears
	Sleep func(context.Context, time.Duration) error
	Now   func() time.Time
	Rand  func() float64 // of [0, 1), for jitter
}

// An Event is a request that has ended, with the wait that follows before the next try; or, with Attempt 0, a wait alone.
type Event struct {
	Service, Method, Path string
	Status                int // of HTTP; 0: there was no answer
	Attempt               int // from 1
	Sent, Received        int64
	Took, Wait            time.Duration
	Cause                 *record.Fault // why it failed; nil: it did not
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		of   *time.Duration
		zero time.Duration
	}{{&o.Connect, 10 * time.Second}, {&o.FirstByte, 2 * time.Minute}, {&o.Longest, 10 * time.Minute}, {&o.Most, 2 * time.Minute}, {&o.Wait, 10 * time.Minute}} {
		if *d.of == 0 {
			*d.of = d.zero
		}
	}
	if o.Tries == 0 {
		o.Tries = 6
	}
	o.MostList, o.MostFile = cmp.Or(o.MostList, 256<<20), cmp.Or(o.MostFile, 64<<30)
	if o.UserAgent == "" {
		o.UserAgent = "obmen"
	}
	return o.withClock()
}

func (o Options) withClock() Options {
	if o.Heard == nil {
		o.Heard = func(Event) {}
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	return o
}

// sleep waits for d, or until ctx ends, which it then returns the cause of.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
