// Package ledger is the journal of a drop folder: how far each source has come, so that a run after a kill goes on exactly where the last one stopped, and which
// contents have been seen, for years.
//
// It is one bbolt file that the one run which holds the folder's lock keeps open. Nothing in it is secret. What a method has written is on the disk when it
// returns. Goroutines that write at the same time share a commit: who comes while another's is on its way to the disk waits, and goes with all others who
// came meanwhile in the next. One alone never waits.
//
// # How far a source has come
//
//	Claim    → claimed
//	Put      claimed → hashed → written → published → sent → archived; steps may be left out, and the same one put again
//	         written → hashed    nothing of it had been published: the results are made anew
//	Drop     given back to the inbox: nothing of it remains
//	Finish   the entry leaves; what it was made of counts as seen if it is done, and its row waits for the register
//
// # When something goes wrong
//
// An error leaves the entry as it was, and the ledger can be used again: after an error in a commit, or a fault of the memory that the file is mapped to, the next
// method opens the file anew. Where a commit failed so late that it can be seen all the same (its last page was written but could not be brought to the
// disk), the next method takes it back first, and is that error itself as long as it can't. Only a process that ends in this state leaves open which of both
// the next one finds.
//
// # Buckets
//
//	meta     what → folder, version → 1, open and waiting → how many entries, owner → a word of the folder whose it is
//	open     id → JSON
//	works    name in work, id → nothing
//	flight   key, id → nothing: an open entry's
//	seen     key → JSON
//	rows     number → a row that the register has not got yet
package ledger
