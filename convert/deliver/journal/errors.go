package journal

import (
	"io/fs"
	"time"

	"obmen/formats/record"
)

// BusyError says that another process held the journal for all of [Journal.LockWait]. It wraps an *[fs.PathError]: exit status 5.
type BusyError struct {
	Path   string
	Waited time.Duration
}

// Error implements error.
func (e *BusyError) Error() string { return Busy.Fault(e.Path, e.Waited).Error() }

// Unwrap returns the message, as an error of the file system.
func (e *BusyError) Unwrap() error { return trouble(e.Path, Busy.Fault(e.Path, e.Waited)) }

// trouble is an error of the file system whose words are a message: that of a file which can't be used as it is.
func trouble(path string, fault *record.Fault) error {
	return &fs.PathError{Op: "open", Path: path, Err: fault}
}

// A Conflict refuses a delivery that would stand in the books twice.
type Conflict struct {
	Existing Delivery // what is booked, or may be
	Receipt  *Receipt // that both carry; nil: they have the same key, or are the same whole parted otherwise
}

// Error implements error.
func (e *Conflict) Error() string { return e.fault().Error() }

// Unwrap returns the message.
func (e *Conflict) Unwrap() error { return e.fault() }

func (e *Conflict) fault() *record.Fault {
	d := &e.Existing
	if e.Receipt == nil {
		return Booked.Fault(d.Number, d.File, d.ID, d.State)
	}
	return Carries.Fault(e.Receipt.DocNum, e.Receipt.Organization, d.Number, d.File, d.ID, d.State)
}

// NotInDoubt refuses to resolve what is not in doubt.
type NotInDoubt struct{ Existing Delivery }

// Error implements error.
func (e *NotInDoubt) Error() string { return e.Unwrap().Error() }

// Unwrap returns the message.
func (e *NotInDoubt) Unwrap() error { return NoDoubt.Fault(e.Existing.ID, e.Existing.State) }

// A WrongStep refuses a state that does not follow on the one that a delivery has.
type WrongStep struct {
	Existing Delivery
	To       State
}

// Error implements error.
func (e *WrongStep) Error() string { return e.Unwrap().Error() }

// Unwrap returns the message.
func (e *WrongStep) Unwrap() error { return NoStep.Fault(e.Existing.ID, e.Existing.State, e.To) }
