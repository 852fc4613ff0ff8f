// Package pending is a file that appears whole or not at all. It knows nothing else.
//
// What is written goes to a temporary file in the target's own folder, and comes under the target's name by one rename, after
// it has reached the disk. Whatever fails or is killed before, the old file, if there was one, is still there, untouched.
//
//	f, err := pending.Create("out.json")
//	if err != nil { … }
//	defer f.Cleanup() // does nothing after Commit
//	… write to f …
//	return f.Commit()
package pending
