package spool

import (
	"fmt"
	"os"

	"obmen/formats/record"
)

// filePrefix begins the name of every temporary file; the sweep of a [Dir] removes no others.
const filePrefix = "spool-"

// platformTemp is the record.Temp that stands for nil.
type platformTemp struct{}

func (platformTemp) TempFile() (*os.File, error) { return createTemp(os.TempDir()) }

func orPlatform(t record.Temp) record.Temp {
	if t == nil {
		return platformTemp{}
	}
	return t
}

// wrap says of err that it was about temporary files; nil stays nil.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("temporary file: %s: %w", doing, err)
}
