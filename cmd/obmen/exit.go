package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/formats/record"
)

// The exit statuses. They are a contract: scripts lean on them.
const (
	exitDone        = 0
	exitUnforeseen  = 1
	exitUsage       = 2
	exitDoneBut     = 3
	exitInput       = 4
	exitFileSystem  = 5
	exitRefused     = 6
	exitUnreachable = 7
	exitUnknown     = 8
	exitInterrupted = 130
	exitTerminated  = 143
)

// worst is the order in which one of several exit statuses is chosen.
var worst = []int{exitUnknown, exitInterrupted, exitTerminated, exitUnforeseen, exitRefused, exitFileSystem, exitUnreachable, exitUsage, exitInput, exitDoneBut}

// doneBut says that the output is there, but records were rejected or there are warnings under --strict.
var errDoneBut = errors.New("done, but with rejected records or, under --strict, warnings")

// exitStatus tells the errors apart.
func exitStatus(err error) int {
	if err == nil {
		return exitDone
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return worstOf(joined.Unwrap())
	}
	var (
		inDoubt     *deliver.InDoubt
		refused     *deliver.Refused
		unreachable *deliver.Unreachable
		signal      interrupted
		wrong       *record.UsageError
		flags       *flagError
		disagree    *convert.Disagreement
		inDoc       *record.Error
		fault       *record.Fault
		pathErr     *fs.PathError
		linkErr     *os.LinkError
		sysErr      syscall.Errno
	)
	switch {
	// First: an invoice whose request was interrupted holds the interruption too, and is what a person has to know.
	case errors.As(err, &inDoubt):
		return exitUnknown
	case errors.As(err, &signal):
		if signal.signal == syscall.SIGTERM {
			return exitTerminated
		}
		return exitInterrupted
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &wrong), errors.As(err, &flags):
		return exitUsage
	case errors.As(err, &refused):
		return exitRefused
	case errors.As(err, &unreachable):
		return exitUnreachable
	case errors.Is(err, errDoneBut):
		return exitDoneBut
	case errors.As(err, &disagree), convert.IsPanic(err):
		return exitUnforeseen
	case errors.As(err, &pathErr), errors.As(err, &linkErr), errors.As(err, &sysErr):
		return exitFileSystem
	case errors.As(err, &inDoc), errors.As(err, &fault):
		return exitInput
	}
	return exitUnforeseen
}

func worstOf(errs []error) int {
	seen := map[int]bool{}
	for _, e := range errs {
		seen[exitStatus(e)] = true
	}
	for _, status := range worst {
		if seen[status] {
			return status
		}
	}
	return exitDone
}
