// Package status tells the ends of a piece of work apart, as the exit statuses of the command line do. They are a contract: scripts lean on them.
package status

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/formats/record"
)

// The statuses.
const (
	Done        = 0
	Unforeseen  = 1 // a bug
	Usage       = 2 // flags, arguments, profile
	DoneBut     = 3 // the output is there, but records were rejected, or there are warnings under --strict
	Input       = 4 // the input is not what it should be
	FileSystem  = 5
	Refused     = 6 // by a service
	Unreachable = 7 // a service
	Unknown     = 8 // an invoice is in doubt
	Interrupted = 130
	Terminated  = 143
)

// worst is the order in which one of several is chosen.
var worst = []int{Unknown, Interrupted, Terminated, Unforeseen, Refused, FileSystem, Unreachable, Usage, Input, DoneBut, Done}

// Worst returns the worst of several statuses; of none it is Done.
func Worst(statuses ...int) int {
	for _, s := range worst {
		if slices.Contains(statuses, s) {
			return s
		}
	}
	return Done
}

// A Known is an error that knows its own status.
type Known interface {
	error
	ExitStatus() int
}

// Of returns the status of an error, the worst where it is several.
func Of(err error) int {
	if err == nil {
		return Done
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []int
		for _, e := range joined.Unwrap() {
			all = append(all, Of(e))
		}
		return Worst(all...)
	}
	var (
		inDoubt     *deliver.InDoubt
		refused     *deliver.Refused
		unreachable *deliver.Unreachable
		known       Known
		wrong       *record.UsageError
		disagree    *convert.Disagreement
		inDoc       *record.Error
		fault       *record.Fault
	)
	switch {
	// First: an invoice whose request was interrupted holds the interruption too, and is what a person has to know.
	case errors.As(err, &inDoubt):
		return Unknown
	case errors.As(err, &known):
		return known.ExitStatus()
	case errors.Is(err, context.Canceled):
		return Interrupted
	case errors.As(err, &wrong):
		return Usage
	case errors.As(err, &refused):
		return Refused
	case errors.As(err, &unreachable):
		return Unreachable
	case errors.As(err, &disagree), convert.IsPanic(err):
		return Unforeseen
	case isFileSystem(err):
		return FileSystem
	case errors.As(err, &inDoc), errors.As(err, &fault):
		return Input
	}
	return Unforeseen
}

func isFileSystem(err error) bool {
	var path *fs.PathError
	var link *os.LinkError
	var system syscall.Errno
	return errors.As(err, &path) || errors.As(err, &link) || errors.As(err, &system)
}
