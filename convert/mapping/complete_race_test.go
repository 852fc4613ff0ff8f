//go:build race

package mapping

// raceEnabled: the race detector allocates for itself.
const raceEnabled = true
