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
