//go:build race

package table

// raced: the race detector allocates on its own account.
const raced = true
