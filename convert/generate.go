package convert

import (
	"context"
	"errors"
	"io"
	"slices"

	"obmen/convert/pending"
	"obmen/formats/record"
	"obmen/formats/spool"
	"obmen/formats/synth"
)

// Made says what document to make up.
type Made struct {
	Kind    record.DocKind
	Seed    uint64
	Bytes   int64    // about how large it is as XML
	Shape   []string // distinct, far-apart, children-first, one-invoice
	To      string
	Output  string // - or empty: Stdout
	Stdout  io.Writer
	TempDir string
}

// Generate makes up a document. The same seed, size and shape give the same bytes.
func Generate(ctx context.Context, m Made) error {
	to := m.To
	if to == "" && wordOf(m.Output) == "" {
		to = m.Kind.String()
	}
	f, err := resolveTarget(to, m.Output, record.Format{Kind: m.Kind})
	if err != nil {
		return err
	}
	if f.Kind != m.Kind {
		return usage(otherKind, f.Name, m.Kind.String())
	}
	for _, word := range m.Shape {
		if !slices.Contains([]string{"distinct", "far-apart", "children-first", "one-invoice"}, word) {
			return usage(shapeUnknown, word)
		}
	}
	temp, err := spool.OpenDir(tempParent(Job{TempDir: m.TempDir, Output: m.Output}))
	if err != nil {
		return err
	}
	return errors.Join(m.generate(ctx, f, temp), temp.Close())
}

func (m Made) generate(ctx context.Context, f record.Format, temp record.Temp) error {
	r := &run{Job: Job{Stdout: m.Stdout}, ctx: ctx}
	out, err := r.create(m.Output)
	if err != nil {
		return err
	}
	defer out.cleanup()
	w, err := f.NewWriter(out, record.Options{File: m.Output, Temp: temp})
	if err != nil {
		return err
	}
	if _, err := record.Copy(w, stoppable{ctx, m.reader()}, nil); err != nil {
		return err
	}
	if err := errors.Join(w.Close(), out.finish()); err != nil {
		return err
	}
	return pending.CommitAll(out.pending())
}

// stoppable ends with the context.
type stoppable struct {
	ctx context.Context
	record.Reader
}

// Read implements record.Reader.
func (s stoppable) Read() (record.Record, error) {
	if s.ctx.Err() != nil {
		return nil, context.Cause(s.ctx)
	}
	return s.Reader.Read()
}

// Bytes of JSON that an item and its product take, and bytes of XML of a receipt's line, about.
const (
	itemBytes = 900
	lineBytes = 400
)

func (m Made) reader() record.Reader {
	o := synth.Options{Kind: m.Kind, Seed: m.Seed, Bytes: m.Bytes}
	for _, word := range m.Shape {
		switch word {
		case "far-apart":
			o.FarApart = true
		case "children-first":
			o.GroupsAfterChildren = true
		case "one-invoice":
			o.Items = max(1, m.Bytes/itemBytes)
			o.Distinct = o.Items
		case "distinct":
			o.Distinct = max(1, m.Bytes/lineBytes)
		}
	}
	if m.Kind == record.Nomenclature {
		o.Distinct = 0 // its products are distinct anyway
	}
	return synth.NewReader(o)
}
