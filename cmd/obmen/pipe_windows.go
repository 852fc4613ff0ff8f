package main

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Windows has no signal for it: writing to a closed pipe is an error anyway.
var brokenPipe []os.Signal

func isPipeClosed(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA)
}
