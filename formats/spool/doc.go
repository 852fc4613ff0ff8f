// Package spool keeps on disk what has to wait and is too much for memory: bytes ([Buffer]),
// entries in their order ([Log]), entries sorted by key ([Sorter]), and entries to be asked for by key ([Index]).
//
// Each of them stays in memory while it is small and is bounded in bytes, never in
// entries: a hundred million entries of twenty bytes and a few of sixteen megabytes cost the same memory. What goes
// to disk is about as much as was added: the passes of a merge write into the room of what
// they have read.
//
// Files come from a [record.Temp], in a run from its [Dir]; a nil Temp is the platform's own temp folder. Nothing here is for
// several goroutines at once but Dir. An error of the file system comes back as it came, wrapped: errors.Is(err, syscall.ENOSPC)
// finds a full disk. After an error the whole thing is broken and says so again at every call; it is still to be closed.
package spool
