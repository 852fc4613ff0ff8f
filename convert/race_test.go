//go:build race

package convert

// raceEnabled: the race detector allocates for itself.
const raceEnabled = true
