//go:build !race

package sandbox

// bigSize is that of a big invoice.
const bigSize = 64 << 20
