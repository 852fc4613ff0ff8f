package batch

import (
	"context"
	"errors"
	"time"

	"obmen/convert/batch/ledger"
	"obmen/convert/deliver"
	"obmen/convert/profile"
	"obmen/convert/status"
)

// sendAll sends what of a source is to be sent and was not yet.
func (r *Runner) sendAll(ctx context.Context, e *ledger.Entry) error {
	for i := range e.Outputs {
		out := &e.Outputs[i]
		if out.Send == "" || out.Sent {
			continue
		}
		if err := r.send(ctx, e, out); err != nil {
			return err
		}
		r.step("one sent")
		out.Sent = true
		if err := r.ledger.Put(e); err != nil {
			return err
		}
	}
	r.step("sent")
	e.Step = ledger.Sent
	return nil
}

func (r *Runner) send(ctx context.Context, e *ledger.Entry, out *ledger.Output) error {
	if err := r.isOpen(out.Send); err != nil {
		return err
	}
	if err := r.isAsMade(ctx, e); err != nil {
		return err
	}
	if r.Send == nil {
		return r.maySend(out.Send)
	}
	p, err := r.Profile(out.Profile)
	if err != nil {
		return err
	}
	job := r.jobOf(e, *out)
	job.To = out.To
	job.Profile = func(string) (*profile.Profile, error) { return p, nil }
	r.step("send")
	if err := r.lease.held(); err != nil {
		return err
	}
	err = r.Send(ctx, out.Send, job, e.Claimed)
	if shuts(err) {
		r.shut(out.Send, err, e.Tries+1)
	}
	return err
}

// isAsMade reports by an error that what would be sent is not what the results were made of: another content, profile, rule or flag.
func (r *Runner) isAsMade(ctx context.Context, e *ledger.Entry) error {
	sum, err := r.sum(ctx, e)
	if errors.Is(err, errGrew) || err == nil && sum != e.SHA256 {
		return errTouched
	}
	if err != nil {
		return err
	}
	now := ledger.Entry{Name: e.Name, SHA256: e.SHA256}
	ok, err := r.settle(&now)
	if err == nil && (!ok || now.Key != e.Key) {
		err = errOutdated
	}
	return err
}

// errOutdated says that the profile, a rule or a flag is another than when the results of a source were made: it is to be made again.
var errOutdated = outdated.Fault()

// errTouched says that a source was changed in work after its results had been published: what stands in the outbox is not of what would be sent.
var errTouched = touched.Fault()

// shuts reports whether an error is one that the next source would get too.
func shuts(err error) bool {
	var refused *deliver.Refused
	if errors.As(err, &refused) {
		return refused.Status == 401 || refused.Status == 403
	}
	return err != nil && status.Of(err) == status.Unreachable
}

// A shutError says that a service is not tried for a while.
type shutError struct {
	error
}

// Unwrap returns why.
func (e shutError) Unwrap() error { return e.error }

// shut keeps sources away from a service for a while.
func (r *Runner) shut(service string, why error, tries int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed[service] = shutting{r.Now().Add(r.patience(why, tries)), why}
}

type shutting struct {
	until time.Time
	why   error
}

// shutUntil is when a service may be tried again.
func (r *Runner) shutUntil(service string) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed[service].until
}

// isOpen is the error of the last try while a service is not to be tried.
func (r *Runner) isOpen(service string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s, ok := r.closed[service]; ok && r.Now().Before(s.until) {
		return shutError{s.why}
	}
	return nil
}
