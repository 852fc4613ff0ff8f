//go:build race

package sandbox

// bigSize is that of a big invoice: the race detector takes its time.
const bigSize = 8 << 20
