package deliver

import (
	"context"
	"errors"
	"net/http"
	"time"

	"obmen/formats/record"
)

// An outcome is how one request ended.
type outcome struct {
	status   int // of HTTP; 0: there was no answer
	taken    bool
	sent     int64
	received int64
	after    time.Duration // that Retry-After asks for
	hasAfter bool
	fault    *record.Fault // what is wrong; nil: nothing
	no       bool          // an answer that was read to its end says no
	spoke    bool          // and it was JSON
	lasting  bool          // to try again at once would be of no use
	away     bool          // a redirect that says that nothing was done here
	own      error         // of the parcel's file or of who takes the answer: no fault of the service's
}

// A verdict is one of the four ends.
type verdict uint8

const (
	accepted verdict = iota
	refused
	unreachable
	inDoubt
)

// verdict is the one table of ends:
//
//	the answer was right, and not before its time   accepted
//	the answer says no; 4xx but for the next        refused
//	408, 425, 429; 503 with Retry-After             unreachable, whatever went out
//	no answer, and nothing of the body was taken    unreachable
//	3xx that leads away                             refused
//	any other 3xx                                   in doubt; refused where the request is harmless
//	any other 5xx, a wrong answer, no answer        in doubt; unreachable where the request is harmless
func (o *outcome) verdict(harmless bool) verdict {
	switch {
	case o.fault == nil && o.own == nil:
		return accepted
	case o.no:
		return refused
	case o.notReady():
		return unreachable
	case o.status/100 == 3 && (harmless || o.away), o.status/100 == 4:
		return refused
	case harmless, o.status == 0 && !o.taken:
		return unreachable
	}
	return inDoubt
}

// notReady reports whether the status says that nothing was done and that one may ask again.
func (o *outcome) notReady() bool {
	switch o.status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return o.status == http.StatusServiceUnavailable && o.hasAfter
}

// early finds a yes to what the service can't have read: it may have the half of an invoice, or have answered something else.
func (o *outcome) early(r *request) {
	if o.status/100 == 2 && o.fault == nil && o.own == nil && !r.harmless && o.sent < r.size {
		o.fault = AnswerEarly.Fault(o.sent, r.size)
	}
}

// end makes an outcome an error.
func (c *client) end(ctx context.Context, r *request, o *outcome) error {
	v := o.verdict(r.harmless)
	if v == accepted {
		return nil
	}
	ended := ctx.Err() != nil
	switch {
	case o.own != nil && (r.harmless || v == unreachable || o.status == 0):
		return o.own // the body stayed incomplete, which no service takes
	case ended && v == unreachable:
		return context.Cause(ctx)
	case o.fault == nil:
		o.fault = Broken.Fault(o.own)
	}
	cause := c.fault(o.fault)
	switch v {
	case refused:
		return &Refused{Service: c.service, Status: o.status, Cause: cause, spoke: o.spoke}
	case unreachable:
		return &Unreachable{Service: c.service, Status: o.status, RetryAfter: o.after, Attempts: 1, Cause: cause, lasting: o.lasting}
	}
	doubt := &InDoubt{Service: c.service, Status: o.status, Cause: Unsettled.Fault(cause)}
	if ended {
		doubt.Cause, doubt.Err = Unsettled.Fault(Interrupted.Fault()), errors.Join(ctx.Err(), context.Cause(ctx))
	}
	return doubt
}
