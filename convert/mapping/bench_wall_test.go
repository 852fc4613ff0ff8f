//go:build !unix

package mapping

import "time"

var started = time.Now()

// processorTime is the time on the wall, where nothing better is known.
func processorTime() time.Duration { return time.Since(started) }
