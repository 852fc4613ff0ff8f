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
//
// # What is replaced
//
// A regular file is replaced and keeps its permission bits. A symbolic link is replaced, not followed. A folder is refused. A device, a FIFO and
// a socket that are there already can't be replaced and are written to as they are, and so is a symbolic link that leads to one, and whatever
// stands under /dev and /proc for an open file (/dev/stdout): there Commit only closes.
//
// # Leftovers
//
// A process that is killed leaves its temporary file, .NAME.obmen-xxxxxxxx.tmp. The next Create for the same target removes it, but not one that
// another run is still writing. Which is which is known by a lock on the temporary file itself, that lasts exactly as long as its process: flock on
// Linux, macOS and the BSDs; on Windows an open handle, which keeps others from opening the file exclusively. A name with a process id
// would not do: ids are used again, and a folder may be shared by several machines. An unnamed file (O_TMPFILE) would not do either: it can't be
// renamed over an existing one. Where a file system has no locks, leftovers stay: too much is better than somebody else's output gone.
package pending
