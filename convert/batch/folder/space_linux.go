package folder

import "golang.org/x/sys/unix"

func space(dir string) (uint64, bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil || s.Blocks == 0 { // some file systems in user space have no answer
		return 0, false
	}
	size := s.Frsize // the unit of the counts; Bsize is what is best read at a time
	if size <= 0 {
		size = s.Bsize
	}
	return product(s.Bavail, uint64(size)), true
}
