package deliver

import (
	"context"
	"errors"
	"io"
	"time"

	"obmen/formats/record"
)

// A Parcel is a body that is sent in one request. It can be opened again, so that a delivery can be tried again.
type Parcel struct {
	Name string // of the document, for messages: the file's name, and the invoice's number where it has one
	Size int64  // bytes of the body
	Open func() (io.ReadCloser, error)
}

// A Ticket is what a service gave for a parcel that it accepted.
type Ticket struct {
	ID       string // the invoice's id, or the key of the process; empty: the service named none
	Attempts int    // requests that it took
}

// A Client hands parcels to one destination. Its errors are *[Refused], *[Unreachable] and *[InDoubt], or those of the context and of the parcel's own file.
type Client interface {
	Send(ctx context.Context, p Parcel) (Ticket, error)
}

// Refused says that the service said no. Exit status 6.
type Refused struct {
	Service string // caffesta, kassatka
	Status  int    // of HTTP; 200 with success: false
	Cause   *record.Fault
	noList  bool // what was asked for is the list of invoices, and there is none
	spoke   bool // the answer was JSON, so that it is the service that said no, and not what stands before it
}

// Unreachable says that the service was not there, or not ready, and has surely accepted nothing. Exit status 7.
type Unreachable struct {
	Service    string
	Status     int           // of HTTP; 0: there was no answer
	RetryAfter time.Duration // that the service asked for; 0: it did not
	Attempts   int
	Cause      *record.Fault
	lasting    bool // to try again in this run would be of no use
}

// InDoubt says that the service may have accepted what was sent. Exit status 8.
type InDoubt struct {
	Service string
	Status  int // of HTTP; 0: there was no answer
	Cause   *record.Fault
	Err     error // where the context ended it: the context's error and its cause; else nil
}

// Error implements error.
func (e *Refused) Error() string { return e.Service + ": " + e.Cause.Error() }

// Is reports whether target is [ErrNoList] and e says that.
func (e *Refused) Is(target error) bool { return target == ErrNoList && e.noList }

// Unwrap returns the cause, a message in both languages.
func (e *Refused) Unwrap() error { return e.Cause }

// Error implements error.
func (e *Unreachable) Error() string { return e.Service + ": " + e.Cause.Error() }

// Unwrap returns the cause, a message in both languages.
func (e *Unreachable) Unwrap() error { return e.Cause }

// Error implements error.
func (e *InDoubt) Error() string { return e.Service + ": " + e.Cause.Error() }

// Unwrap returns the cause, a message in both languages.
func (e *InDoubt) Unwrap() error { return e.Cause }

// Is reports whether a context ended the request with target: [context.Canceled], or the cause that the context has.
func (e *InDoubt) Is(target error) bool { return e.Err != nil && errors.Is(e.Err, target) }

// As finds in what ended the context, as Is does.
func (e *InDoubt) As(target any) bool { return e.Err != nil && errors.As(e.Err, target) }

// ErrNoList says that an account's service has no list of invoices: errors.Is tells, of an error of [Caffesta.Invoices].
var ErrNoList = errors.New("the service has no list of invoices")

// ErrIncomplete says that a list of invoices was a page of it, or may have been: all entries of the answer were visited, and what is not among them may
// be in the service's books all the same. It has words in both languages.
var ErrIncomplete error = ListIncomplete.Fault()

// A Destination is a service that parcels are handed to.
type Destination struct {
	Name string
	// New makes a client of the service at a base address, "" being the documented one, where that does not depend on an account.
	New func(base string, secret Secret, o Options) (Client, error)
}

// All lists the destinations. Each passes the one suite of clients.
func All() []Destination {
	return []Destination{
		{caffestaName, func(base string, s Secret, o Options) (Client, error) { return NewCaffesta("", base, nil, s, o) }},
		{kassatkaName, func(base string, s Secret, o Options) (Client, error) { return NewKassatka(base, s, o) }},
	}
}
