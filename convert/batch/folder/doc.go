// Package folder lets a file go from one folder to another: whole, never over another, and to be found again. It knows nothing of what is in it.
//
// # A rename that replaces nothing
//
// [Rename] is one call of the operating system, so a kill at any instant leaves the source in exactly one place: renameat2 with RENAME_NOREPLACE on
// Linux, renameatx_np with RENAME_EXCL on macOS, MoveFileEx without MOVEFILE_REPLACE_EXISTING on Windows. There the system itself refuses a name
// that is taken, whoever took it.
//
// Some file systems don't know the flag: NFS, 9p, many in user space. There Rename looks whether the target is there and renames then, while it
// holds a lock on the target's folder, so that no two runs or goroutines of one machine take one name. What is left is a stranger, or another machine, that makes a
// file of that very name in the few microseconds between. The other way, a hard link and then the removal of the source, would refuse that too, but
// a kill between the two leaves the source in two places, and what a copier puts in the source's place between them would be deleted. And many
// of these file systems have no hard links.
//
// A rename is on the disk only after [Sync] of both folders.
//
// # Names
//
// A name is any bytes. [Suffixed], [Safe] and [Fit] keep to 255 bytes on every platform: Linux counts bytes, Windows units of UTF-16, of which a name
// never has more than bytes, and a folder may be a share with the other's limit.
package folder
