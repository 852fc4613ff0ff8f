//go:build race

package check

// raceDetector reports whether the race detector is on, under which more is allocated.
const raceDetector = true
