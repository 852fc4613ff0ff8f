//go:build !windows

package spool

import "os"

// createTemp makes a file in folder that has no name any more: whatever becomes of the run, the
// room that it takes is given back.
func createTemp(folder string) (*os.File, error) {
	f, err := os.CreateTemp(folder, filePrefix+"*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
