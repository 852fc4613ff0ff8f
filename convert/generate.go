package convert

import (
	"context"
	"errors"
	"io"
	"strings"

	"obmen/convert/defect"
	"obmen/convert/pending"
	"obmen/convert/profile"
	"obmen/formats/record"
	"obmen/formats/spool"
	"obmen/formats/synth"
)

// Made says what document to make up. What is 0 or empty is chosen sensibly.
type Made struct {
	Kind      record.DocKind
	Seed      uint64
	Generator int      // the version of the generator: 0 and 1 the first, which knows Bytes and Shape and the counts of its kind only
	Bytes     int64    // about how large it is as XML; 0: 1 MiB, unless a count says otherwise. Not beside a count of products of a nomenclature, receipts, or invoices
	Shape     []string // distinct; of a nomenclature far-apart, children-first; of receipts far-apart; of invoices one-invoice

	Products   int64 // of a nomenclature; else how many different ones there are to be sold or bought
	Groups     int64
	PriceTypes []string // names, or one number
	Receipts   int64
	Invoices   int64
	Lines      int64 // the mean of lines or items
	Days       int64
	Stores     int64
	From       string // the first day
	// Zeros are the flags that were given a 0, which is not the same as nothing: --receipts 0 is an empty document, --days 0 is refused.
	Zeros   []string
	Returns string // a share of the receipts (5%, 0.05) or a number
	Numbers string // of receipts: id, as Kassatka's database gives them, or till, where each till counts; empty: id
	Catalog string // sells the products of a nomenclature
	Profile func(input string) (*profile.Profile, error)

	Defects  []string // names, each with =N for N times; see package defect
	Manifest string   // file that says what is wrong, and where

	To      string
	Output  string // - or empty: Stdout
	Stdout  io.Writer
	TempDir string
}

// Generate makes up a document. The same version, seed and flags give the same bytes.
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
	o, err := m.options()
	if err != nil {
		return err
	}
	plan, bad := defect.Parse(m.Defects, m.Kind)
	if bad != "" {
		return usage(defectUnknown, bad, strings.Join(defect.Names(m.Kind), ", "))
	}
	if m.Manifest != "" && len(plan) == 0 {
		return usage(manifestNeedsDefects)
	}
	if o.Empty && f.Name == "invoice-ndjson" {
		return usage(emptySaysNothing, f.Name)
	}
	if o.Empty && len(plan) > 0 {
		return usage(defectNoPlace, plan[0].Name)
	}
	if err := m.distinct(); err != nil {
		return err
	}
	temp, err := spool.OpenDir(tempParent(Job{TempDir: m.TempDir, Output: m.Output}))
	if err != nil {
		return err
	}
	// What sorts a catalogue looks at no context, but it can't go on without its files.
	stop := context.AfterFunc(ctx, func() { temp.Close() })
	g := &making{Made: m, run: &run{Job: Job{Stdout: m.Stdout}, ctx: ctx, temp: temp}, options: o, plan: plan, format: f}
	err = g.make()
	stop()
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return errors.Join(err, temp.Close())
}

// distinct refuses one file for two things.
func (m Made) distinct() error {
	written := []namedFile{{"-o", m.Output}}
	if m.Manifest != "" {
		written = append(written, namedFile{"--manifest", m.Manifest})
		if written[1].same(written[0]) {
			return usage(sameFile, "--manifest", m.Manifest, "-o")
		}
	}
	for _, w := range written {
		if m.Catalog != "" && w.overwrites(namedFile{"--from-catalog", m.Catalog}) {
			return usage(sameFile, w.flag, w.name, "--from-catalog")
		}
	}
	return nil
}

// A making is a document that is being made up.
type making struct {
	Made
	run     *run
	options synth.Options
	plan    []defect.Planned
	format  record.Format
}

func (g *making) make() error {
	if g.Catalog != "" {
		goods, err := g.openGoods()
		if err != nil {
			return err
		}
		defer goods.Close()
		g.options.Goods = goods
	}
	out, err := g.run.create(g.Output)
	if err != nil {
		return err
	}
	defer out.cleanup()
	src := synth.NewReader(g.options)
	planter := defect.New(src, g.plan, g.Kind, synth.Count(src), g.Seed)
	write := g.write
	if len(g.plan) > 0 {
		write = g.writeSpoilt
	}
	if err := write(out, planter); err != nil {
		return err
	}
	if missing := planter.Missing(); missing != "" {
		return usage(defectNoPlace, missing)
	}
	manifest, err := g.manifest(planter)
	if err != nil {
		return err
	}
	defer manifest.cleanup()
	if err := errors.Join(out.finish(), manifest.finish()); err != nil {
		return err
	}
	return pending.CommitAll(out.pending(), manifest.pending())
}

func (g *making) write(out io.Writer, planter *defect.Planter) error {
	w, err := g.format.NewWriter(out, record.Options{File: g.Output, Temp: g.run.temp})
	if err != nil {
		return err
	}
	if _, err := record.Copy(w, stoppable{g.run.ctx, planter}, nil); err != nil {
		return err
	}
	return w.Close()
}

// writeSpoilt writes a document with defects. With a manifest, a second reader follows close behind to see on which lines things come to stand.
func (g *making) writeSpoilt(out io.Writer, planter *defect.Planter) error {
	spoiler, err := planter.Spoil(out, g.format.Name)
	if err != nil {
		return err
	}
	var to io.Writer = spoiler
	if g.Manifest != "" && !g.format.Partial {
		follower := follow(planter, g.format, record.Options{Temp: g.run.temp})
		defer follower.close()
		to = io.MultiWriter(spoiler, follower.pipe)
	}
	if err := g.write(to, planter); err != nil {
		return err
	}
	return spoiler.Close()
}

func (g *making) manifest(planter *defect.Planter) (*outFile, error) {
	if g.Manifest == "" {
		return nil, nil
	}
	out, err := g.run.create(g.Manifest)
	if err != nil {
		return nil, err
	}
	m := defect.Manifest{Generator: max(1, g.Generator), Seed: g.Seed, Kind: g.Kind.String(), Format: g.format.Name, Output: g.Output, Defects: planter.Entries()}
	if err := m.Write(out); err != nil {
		out.cleanup()
		return nil, err
	}
	return out, nil
}

// A follower reads what is written.
type follower struct {
	pipe *io.PipeWriter
	done chan struct{}
}

func follow(planter *defect.Planter, f record.Format, o record.Options) *follower {
	r, w := io.Pipe()
	l := &follower{w, make(chan struct{})}
	go func() {
		defer close(l.done)
		if reader, err := f.NewReader(r, o); err == nil {
			_ = planter.Locate(reader) // a line more or less: what is wrong is in the manifest all the same
		}
		_, _ = io.Copy(io.Discard, r)
	}()
	return l
}

// close waits until all is read.
func (l *follower) close() {
	l.pipe.Close()
	<-l.done
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
