package spool

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// createTemp makes a file in folder that Windows removes when its last handle is closed, also by a kill.
func createTemp(folder string) (*os.File, error) {
	for {
		name := filepath.Join(folder, filePrefix+randomName())
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|windows.FILE_FLAG_DELETE_ON_CLOSE, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		return f, err
	}
}
