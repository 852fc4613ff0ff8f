package record

import (
	"errors"
	"io"
	"iter"
)

// A Reader gives the records of one document.
type Reader interface {
	// Read returns the next record, or io.EOF after the last. The record is valid until the next call.
	// An *Error that is not Fatal refuses that one record, and Read may be called again; any other error
	// is final, and returned again by every later call.
	Read() (Record, error)
}

// A Writer takes the records of one document.
type Writer interface {
	// Write does not keep the record.
	Write(Record) error
	// Close finishes the document. A document whose Writer was not closed is not finished: it is
	// left visibly unclosed. Close does not close what lies underneath.
	Close() error
}

// Copy writes what src reads to dst until io.EOF and returns how many records were written. Each refused
// record is given to refuse, which returns nil to go on without it; a nil refuse stops at the
// first. Copy does not close dst.
func Copy(dst Writer, src Reader, refuse func(*Error) error) (n int64, err error) {
	for {
		r, err := src.Read()
		if err == nil {
			err = dst.Write(r)
			if err == nil {
				n++
				continue
			}
		}
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		e := Refusal(err)
		if e == nil || refuse == nil {
			return n, err
		}
		if err := refuse(e); err != nil {
			return n, err
		}
	}
}

// All ranges over the records of r. It ends after the first final error, which it yields; a refused
// record is yielded as a nil Record and its *Error.
func All(r Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for {
			rec, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(rec, err) || (err != nil && Refusal(err) == nil) {
				return
			}
		}
	}
}
