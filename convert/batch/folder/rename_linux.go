package folder

import "golang.org/x/sys/unix"

// exclusive renames, and replaces nothing.
func exclusive(source, target string) error {
	return unix.Renameat2(unix.AT_FDCWD, source, unix.AT_FDCWD, target, unix.RENAME_NOREPLACE)
}
