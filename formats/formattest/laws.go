package formattest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing/iotest"
	"unicode/utf8"

	"obmen/formats/record"
)

// lossless: "Reading any accepted file and writing it … then back, gives the same records."
func lossless(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	got, err := Read(f, c.Options, bytes.NewReader(b))
	if err == nil {
		err = same(got, c.want(f, doc))
	}
	return in(b, err)
}

// in shows the document that something is wrong with.
func in(b []byte, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w\nin %q", err, b[:min(len(b), 4<<10)])
}

// fixedPoint: "Writing what was read from a file that the program wrote gives the same bytes."
func fixedPoint(f record.Format, c Case, doc []record.Record) error {
	once, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	read, err := Read(f, c.Options, bytes.NewReader(once))
	if err != nil {
		return in(once, err)
	}
	twice, err := Write(f, c.Options, read)
	if err == nil && !bytes.Equal(once, twice) {
		err = fmt.Errorf("written again:\n%q", twice)
	}
	return in(once, err)
}

// chunking: however the bytes come, records, findings and places are the same.
func chunking(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	want := readAll(f, c.Options, bytes.NewReader(b), len(b)+2)
	for name, chunks := range map[string]func(io.Reader) io.Reader{"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with EOF": iotest.DataErrReader} {
		got := readAll(f, c.Options, chunks(bytes.NewReader(b)), len(b)+2)
		if err := want.sameAs(got); err != nil {
			return in(b, fmt.Errorf("%s at a time: %w", name, err))
		}
	}
	return nil
}

// sameAs returns in what other, with other chunks, came out otherwise.
func (want reading) sameAs(other reading) error {
	if err := same(other.records, want.records); err != nil {
		return err
	}
	for i, r := range other.records {
		if r.At() != want.records[i].At() {
			return fmt.Errorf("record %d is at %v, not %v", i, r.At(), want.records[i].At())
		}
	}
	if !slices.Equal(other.findings, want.findings) {
		return fmt.Errorf("findings %q, not %q", other.findings, want.findings)
	}
	if a, b := fmt.Sprint(other.refused, other.err), fmt.Sprint(want.refused, want.err); a != b {
		return fmt.Errorf("errors %s, not %s", a, b)
	}
	return nil
}

// positions: each record knows where it began, as counting by hand has it.
func positions(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	got, err := Read(f, c.Options, bytes.NewReader(b))
	if err != nil {
		return in(b, err)
	}
	for i, r := range got {
		at := r.At()
		if !at.IsValid() || at.Offset < 0 || at.Offset > int64(len(b)) {
			return in(b, fmt.Errorf("record %d, %s, is at offset %d, %v", i, r.Kind(), at.Offset, at))
		}
		if want := countTo(b[:at.Offset]); at != want {
			return in(b, fmt.Errorf("record %d, %s, at offset %d is at %v, not %v", i, r.Kind(), at.Offset, want, at))
		}
	}
	return nil
}

// countTo returns the place behind b.
func countTo(b []byte) record.Pos {
	p := record.Pos{Offset: int64(len(b)), Line: 1, Col: 1}
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if p.Col++; r == '\n' {
			p.Line, p.Col = p.Line+1, 1
		}
		b = b[size:]
	}
	return p
}

// recognisedCuts is about how many beginnings of a document Match is shown.
const recognisedCuts = 16

// recognised: Match knows what the Writer wrote by its head, and never panics.
func recognised(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil || f.Match == nil || len(b) == 0 {
		return err
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	return in(b, guard(func() error {
		head := min(len(b), 64<<10)
		for cut := 0; cut < head; cut += 1 + head/recognisedCuts {
			f.Match(b[:cut])
		}
		if !f.Match(b[:min(len(b), 64<<10)]) {
			return errors.New("is not recognised")
		}
		return nil
	}))
}

// headLast: an invoice whose head comes last is written as one whose head came first.
func headLast(f record.Format, c Case, doc []record.Record) error {
	if f.Kind != record.Invoices {
		return nil
	}
	want, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	c.Options.HeadLast = true
	got, err := Write(f, c.Options, HeadLast(doc))
	if err == nil && !bytes.Equal(got, want) {
		err = fmt.Errorf("with its heads last:\n%q", got)
	}
	return in(want, err)
}

// carries: what Carries names survives in some document, and the rest in none. Other kinds of loss [lossless] finds.
func carries(f record.Format, c Case) error {
	const documents = 60
	written, survived := map[string]bool{}, map[string]bool{}
	for seed := range documents {
		doc := c.example(f, seed)
		b, err := Write(f, c.Options, doc)
		if err != nil {
			return err
		}
		got, err := Read(f, c.Options, bytes.NewReader(b))
		if err != nil {
			return in(b, err)
		}
		note(written, f, doc)
		note(survived, f, got)
	}
	carried := carriedBy(f)
	for _, field := range record.Fields(f.Kind) {
		switch name := field.Name; {
		case carried[name] && !written[name]:
			return fmt.Errorf("no document has a %s, so nothing is proved of it", name)
		case carried[name] && !survived[name]:
			return fmt.Errorf("%s is said to be carried, and is lost", name)
		case !carried[name] && survived[name]:
			return fmt.Errorf("%s is said to be lost, and survives", name)
		}
		delete(carried, field.Name)
	}
	for name := range carried {
		return fmt.Errorf("carries %s, which is no field of a %s", name, f.Kind)
	}
	return nil
}

// note notes which fields are set in doc.
func note(set map[string]bool, f record.Format, doc []record.Record) {
	for _, field := range record.Fields(f.Kind) {
		for _, r := range doc {
			if r.Kind() == field.Kind && field.Set(r) {
				set[field.Name] = true
			}
		}
	}
}
