package main

import (
	"os"
	"syscall"

	"obmen/convert/status"
)

// errDoneBut says that the output is there, but records were rejected or there are warnings under --strict.
var errDoneBut error = silent(status.DoneBut)

// silent ends the program with that status; what there was to say has been said.
type silent int

// Error is for a debugger: nobody reads it.
func (s silent) Error() string { return "what was wrong has been said" }

// ExitStatus implements [status.Known].
func (s silent) ExitStatus() int { return int(s) }

// ExitStatus implements [status.Known].
func (e *flagError) ExitStatus() int { return status.Usage }

// interrupted is the cause of a context that a signal ended.
type interrupted struct{ signal os.Signal }

// Error names the signal.
func (i interrupted) Error() string { return i.signal.String() }

// ExitStatus implements [status.Known].
func (i interrupted) ExitStatus() int {
	if i.signal == syscall.SIGTERM {
		return status.Terminated
	}
	return status.Interrupted
}
