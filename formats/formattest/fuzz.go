package formattest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"obmen/formats/record"
)

// Fuzz gives a reader any bytes. It must come to an end without a panic, name places that exist, and what it accepts must come back the same:
// "Reading any accepted file and writing it … then back, gives the same records." The seeds join made-up documents in the corpus.
func Fuzz(f *testing.F, format record.Format, c Case, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	for _, doc := range c.examples(format) {
		b, err := Write(format, c.Options, doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := accepted(format, c, b); err != nil {
			t.Fatal(err)
		}
	})
}

// accepted reads b, and, where it is accepted as a whole, writes it and reads it once more.
func accepted(f record.Format, c Case, b []byte) error {
	got := readAll(f, c.Options, bytes.NewReader(b), len(b)+2)
	if err := got.sound(int64(len(b))); err != nil || got.err != nil || len(got.refused) > 0 || f.NewWriter == nil {
		return err
	}
	written, err := Write(f, c.Options, got.records)
	if err != nil {
		return fmt.Errorf("is read, and can't be written: %w", err)
	}
	again, err := Read(f, c.Options, bytes.NewReader(written))
	if err == nil {
		err = same(again, c.want(f, got.records))
	}
	if err != nil {
		return in(written, errors.Join(errors.New("does not come back"), err))
	}
	return nil
}
