package ledger

import "os"

// syncFolder has nothing to do: Windows keeps names in a journal of its own.
func syncFolder(string) error { return nil }

// unlock has nothing to do: a lock goes with its handle.
func unlock(*os.File) {}
