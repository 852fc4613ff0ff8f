package main

import "os"

// Windows has no signal for it: writing to a closed pipe is an error anyway.
var brokenPipe []os.Signal
