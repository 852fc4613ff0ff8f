//go:build !windows

package main

import (
	"errors"
	"os"
	"syscall"
)

var brokenPipe = []os.Signal{syscall.SIGPIPE}

func isPipeClosed(err error) bool { return errors.Is(err, syscall.EPIPE) }
