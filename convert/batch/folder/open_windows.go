package folder

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// A link that takes the file's place between the look and the opening is followed, and found out by what is open. FILE_FLAG_OPEN_REPARSE_POINT would not
// do: files of OneDrive and of a deduplicated disk are reparse points too, and have to be followed to be read.
const opensNoLink = false

// open shares the file with who reads or renames it, not with who writes: os.Open shares it the other way round.
func open(path string) (*os.File, error) {
	name, err := wide(path)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ|windows.FILE_SHARE_DELETE, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}

func isBusy(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}

// same compares the numbers that Windows gives files; a link has one of its own.
//
// QUIRK: Wine knows no volume of a file that was renamed while it is open, and says 0, as some file servers do of every file. os.SameFile takes that for another volume.
func same(f *os.File, path string, _ fs.FileInfo) bool {
	name, err := wide(path)
	if err != nil {
		return false
	}
	h, err := windows.CreateFile(name, 0, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, nil, windows.OPEN_EXISTING,
		windows.FILE_FLAG_BACKUP_SEMANTICS|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err != nil {
		return false
	}
	defer windows.CloseHandle(h)
	var mine, there windows.ByHandleFileInformation
	if windows.GetFileInformationByHandle(windows.Handle(f.Fd()), &mine) != nil || windows.GetFileInformationByHandle(h, &there) != nil {
		return false
	}
	volumes := mine.VolumeSerialNumber == there.VolumeSerialNumber || mine.VolumeSerialNumber == 0 || there.VolumeSerialNumber == 0
	return volumes && mine.FileIndexHigh == there.FileIndexHigh && mine.FileIndexLow == there.FileIndexLow
}
