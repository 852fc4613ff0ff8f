package folder

import "golang.org/x/sys/windows"

// space heeds the user's quota.
func space(dir string) (free uint64, ok bool) {
	name, err := wide(dir)
	if err != nil {
		return 0, false
	}
	err = windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
	return free, err == nil
}
