//go:build goexperiment.jsonv2

package jsonstream

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"io"
	"strings"
	"testing"

	"obmen/formats/record"
)

// jsontext, where Go was built with it (GOEXPERIMENT=jsonv2), is as strict as we are: the witness of what encoding/json lets pass.
func FuzzAgainstJSONText(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ours := walk(s)
		theirs := jsontext.Value(s).IsValid()
		for _, limit := range []*record.Message{LimitDepth, LimitName, LimitKeys} {
			if errors.Is(ours, limit.Fault()) {
				return
			}
		}
		if (ours == nil) != theirs {
			t.Fatalf("valid for jsontext: %v; for us: %v", theirs, ours)
		}
	})
}

func walk(s string) error {
	w := NewWalker(strings.NewReader(s), record.Options{})
	tok, err := w.Next()
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if err := w.CopyValue(&bytes.Buffer{}, tok); err != nil {
		return err
	}
	return w.Finish()
}
