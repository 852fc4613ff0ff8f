package formattest

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"obmen/formats/record"
)

// A toy is the simplest format that keeps every law: a line a record in hex, and a line that says end. Its faults are
// those that the suite exists to find.
type toy struct{ fault string }

func (y toy) format(kind record.DocKind) record.Format {
	f := record.Format{
		Name: kind.String() + "-toy", Kind: kind, Ext: ".xml", Carries: record.FieldNames(kind),
		Match:     func(head []byte) bool { return bytes.HasPrefix(head, []byte("toy\n")) && y.fault != "unrecognised" },
		NewReader: func(r io.Reader, o record.Options) (record.Reader, error) { return y.newReader(r, o) },
		NewWriter: func(w io.Writer, o record.Options) (record.Writer, error) {
			t := &toyWriter{toy: y, out: bufio.NewWriterSize(w, 16), kind: kind, headLast: o.HeadLast}
			_, err := t.out.WriteString("toy\n")
			return t, t.mind(err)
		},
	}
	switch y.fault {
	case "carries too little":
		f.Carries = record.CarriesAllBut(kind, "product.Comment")
	case "carries nonsense":
		f.Carries = append(f.Carries, "product.Nonsense")
	}
	return f
}

type toyWriter struct {
	toy
	out      *bufio.Writer
	kind     record.DocKind
	headLast bool
	parts    []record.Record
	kept     []record.Record
}

func (t *toyWriter) mind(err error) error {
	if t.fault == "minds no full disk" {
		return nil
	}
	return err
}

func (t *toyWriter) Write(r record.Record) error {
	if r.Kind().Doc() != t.kind && t.fault != "takes anything" {
		return fmt.Errorf("a %s is not for a %s", r.Kind(), t.kind)
	}
	if t.fault == "keeps records" {
		t.kept = append(t.kept, r)
		return nil
	}
	if !t.headLast {
		return t.line(r)
	}
	if t.parts = append(t.parts, record.Clone(r)); r.Kind() != record.KindInvoice {
		return nil
	}
	if t.fault != "leaves heads last" {
		slices.SortStableFunc(t.parts, func(a, b record.Record) int { return int(a.Kind()) - int(b.Kind()) })
	}
	for _, p := range t.parts {
		if err := t.line(p); err != nil {
			return err
		}
	}
	t.parts = t.parts[:0]
	return nil
}

func (t *toyWriter) line(r record.Record) error {
	c := record.Clone(r)
	if t.fault != "writes places" {
		place(c, record.Pos{})
	}
	if p, ok := c.(*record.Product); ok {
		if bytes.ContainsFunc(p.Name, func(r rune) bool { return legal(r) < 0 }) && t.fault != "takes control characters" {
			return errors.New("a character that is forbidden")
		}
		if t.fault == "loses comments" || t.fault == "tells nothing from empty" && len(p.Comment) == 0 {
			p.Comment = nil
		}
	}
	_, err := fmt.Fprintf(t.out, "%x\n", record.AppendRecord(nil, c))
	return t.mind(err)
}

func (t *toyWriter) Close() error {
	for _, r := range t.kept {
		if err := t.line(r); err != nil {
			return err
		}
	}
	if t.fault != "has no end" {
		t.out.WriteString("end\n")
	}
	return t.mind(t.out.Flush())
}

type toyReader struct {
	toy
	in     *bufio.Reader
	offset int64
	line   int32
	d      record.Decoder
	end    error
	found  func(record.Finding)
}

func (y toy) newReader(r io.Reader, o record.Options) (record.Reader, error) {
	t := &toyReader{toy: y, in: bufio.NewReader(r), line: 1, found: o.Found}
	head, err := t.next()
	if err == nil && string(head) != "toy" {
		err = t.fatal(errors.New("not a toy"))
	}
	return t, err
}

func (t *toyReader) fatal(err error) error {
	return &record.Error{Pos: record.Pos{Offset: t.offset, Line: t.line, Col: 1}, Err: err, Fatal: true}
}

func (t *toyReader) next() ([]byte, error) {
	b, err := t.in.ReadBytes('\n')
	if err == io.EOF && t.fault != "needs no end" {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && err != io.EOF && t.fault == "minds no broken disk" {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	t.offset, t.line = t.offset+int64(len(b)), t.line+1
	return b[:len(b)-1], nil
}

func (t *toyReader) Read() (record.Record, error) {
	if t.end == nil {
		r, err := t.read()
		if err == nil || record.Refusal(err) != nil {
			return r, err
		}
		t.end = err
	}
	err := t.end
	if t.fault == "forgets its end" {
		t.end = errors.New("another")
	}
	return nil, err
}

func (t *toyReader) read() (record.Record, error) {
	if t.fault == "finds by chunks" && t.in.Buffered() == 0 {
		t.found(record.Finding{Message: record.FieldEmpty})
	}
	at := record.Pos{Offset: t.offset, Line: t.line, Col: 1}
	if t.fault == "is a byte off" {
		at.Offset++
	}
	b, err := t.next()
	if err != nil {
		return nil, err
	}
	if string(b) == "end" {
		if _, err := t.in.ReadByte(); err != io.EOF && t.fault != "minds no broken disk" {
			return nil, t.fatal(cmp.Or(err, errors.New("more behind the end")))
		}
		return nil, io.EOF
	}
	return t.decode(at, b)
}

func (t *toyReader) decode(at record.Pos, line []byte) (record.Record, error) {
	b := make([]byte, len(line)/2)
	_, err := hex.Decode(b, line)
	if err == nil {
		var r record.Record
		if r, err = t.d.Decode(b); err == nil {
			place(r, at)
			return r, nil
		}
	}
	switch t.fault {
	case "panics":
		panic(err)
	case "never ends":
		t.in.UnreadByte()
		t.in = bufio.NewReader(io.MultiReader(bytes.NewReader([]byte("zz\n")), t.in))
		return nil, &record.Error{Err: err}
	case "is out of bounds":
		return nil, &record.Error{Pos: record.Pos{Offset: 1 << 40}, Err: err, Fatal: true}
	}
	return nil, t.fatal(err)
}

func place(r record.Record, at record.Pos) {
	switch r := r.(type) {
	case *record.Catalogue:
		r.Fixed = at
	case *record.Group:
		r.Fixed = at
	case *record.Product:
		r.Fixed = at
	case *record.GroupTail:
		r.Fixed = at
	case *record.Invoice:
		r.Fixed = at
	case *record.Item:
		r.Fixed = at
	case *record.Category:
		r.Fixed = at
	case *record.Workspace:
		r.Fixed = at
	case *record.Package:
		r.Fixed = at
	case *record.InvoiceProduct:
		r.Fixed = at
	case *record.Receipt:
		r.Fixed = at
	}
}
