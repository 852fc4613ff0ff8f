package deliver

import (
	"context"
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
}

// Unreachable says that the service was not there, or not ready, and has surely accepted nothing. Exit status 7.
type Unreachable struct {
	Service    string
	Status     int           // of HTTP; 0: there was no answer
	RetryAfter time.Duration // that the service asked for; 0: it did not
	Attempts   int
	Cause      *record.Fault
}

// InDoubt says that the service may have accepted what was sent. Exit status 8.
type InDoubt struct {
	Service string
	Status  int // of HTTP; 0: there was no answer
	Cause   *record.Fault
}

// Error implements error.
func (e *Refused) Error() string { return e.Service + ": " + e.Cause.Error() }

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
