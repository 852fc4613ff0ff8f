package formattest

import (
	"bytes"
	"fmt"
	"testing"

	"obmen/formats/record"

	"pgregory.net/rapid"
)

// Across holds two formats of one kind to the first law together: a document of from, written through the other format and back,
// is the same bytes. The case's Options are the other's; from has the zero Options.
func Across(t *testing.T, from, through record.Format, c Case) {
	t.Helper()
	t.Run(from.Name+" through "+through.Name+" "+c.Name, func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			if err := across(from, through, c, c.document(t, from)); err != nil {
				t.Fatal(err)
			}
		})
	})
}

func across(from, through record.Format, c Case, doc []record.Record) error {
	before, err := Write(from, record.Options{}, doc)
	if err != nil {
		return err
	}
	between, err := rewrite(before, from, record.Options{}, through, c.Options)
	if err != nil {
		return in(before, err)
	}
	after, err := rewrite(between, through, c.Options, from, record.Options{})
	if err == nil && !bytes.Equal(before, after) {
		err = fmt.Errorf("came back as\n%q\nthrough\n%q", after, between)
	}
	return in(before, err)
}

// rewrite reads b in one format and writes it in another.
func rewrite(b []byte, from record.Format, reading record.Options, to record.Format, writing record.Options) ([]byte, error) {
	doc, err := Read(from, reading, bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from.Name, err)
	}
	out, err := Write(to, writing, doc)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", to.Name, err)
	}
	return out, nil
}
