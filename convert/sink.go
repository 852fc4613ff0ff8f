package convert

import (
	"context"
	"io"

	"obmen/convert/mapping"
	"obmen/convert/pending"
	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/formats/charset"
	"obmen/formats/record"
)

// A sink is where the records go: mapping, writer, charset, compression, file. What appears under a name appears on commit.
type sink struct {
	writer  record.Writer // the first stage
	format  record.Writer // the last one, which makes text of records
	gate    *gate         // behind it
	mapping mapping.Options
	target  record.Writer   // the first stage behind the mapping
	sorting mapping.Sorting // the mapping, where it has something to sort
	out     *outFile
	encoder io.Closer // charset; nil: UTF-8
	trail   *trail    // nil: nobody wants to know
	closers []io.Closer
}

// openSink builds the stages behind the reader, from the file forwards.
func (r *run) openSink(doc *Document, p *profile.Profile, in *input) (*sink, error) {
	s := &sink{}
	if r.DryRun {
		s.writer = discard{}
		return s, nil
	}
	if err := r.openStages(s, doc, p, in); err != nil {
		s.cleanup()
		return nil, err
	}
	return s, nil
}

func (r *run) openStages(s *sink, doc *Document, p *profile.Profile, in *input) error {
	text, err := r.openOutput(s, doc)
	if err != nil {
		return err
	}
	s.gate = &gate{to: text}
	doc.Report.Written.Measure, doc.Report.Written.Zone, doc.Report.Written.Rate = measure(p), p.Location(), taxRate(p)
	if s.format, s.writer, err = r.stages(s.gate, doc, p, s.gate.unless(doc.Report.Found), false); err != nil {
		return err
	}
	return r.openMapping(s, doc, p, in)
}

// stages returns the writer of the target format, and the stages in front of it that a document passes whether it is mapped or not.
func (r *run) stages(text io.Writer, doc *Document, p *profile.Profile, found func(record.Finding), several bool) (format, first record.Writer, err error) {
	options := record.Options{File: doc.Output, Found: found, Temp: r.temp, CSV: r.csv(p), HeadLast: doc.mapped() && doc.To.Kind == record.Invoices, Several: several}
	if r.OutputEncoding != "" {
		options.Encoding, options.Encodable = charset.IANA(r.OutputEncoding), charset.Encodable(r.OutputEncoding)
	}
	if format, err = doc.To.NewWriter(text, options); err != nil {
		return nil, nil, err
	}
	if r.Wrote != nil {
		format = heads{format, doc.Input, r.Wrote}
	}
	return format, r.inFront(format, doc, &doc.Report.Written), nil
}

// A tally hears of records.
type tally interface{ Add(record.Record) }

// inFront returns the stages in front of a writer of the target format, one of which shows what is written to a tally.
func (r *run) inFront(format record.Writer, doc *Document, written tally) record.Writer {
	first := record.Writer(counted{withLosses(format, doc, targetLosses(doc.From, doc.To)), r.ctx, written, doc.mapped()})
	if doc.mapped() {
		return first
	}
	return withLosses(first, doc, sourceLosses(doc.From, doc.To))
}

// A gate lets text through, or not: that of a lead is written already.
type gate struct {
	to   io.Writer
	shut bool
}

// Write implements io.Writer.
func (g *gate) Write(p []byte) (int, error) {
	if g.shut {
		return len(p), nil
	}
	return g.to.Write(p)
}

// ReadFrom implements io.ReaderFrom.
func (g *gate) ReadFrom(r io.Reader) (int64, error) {
	if g.shut {
		return io.Copy(io.Discard, r)
	}
	return readFrom(g.to, r)
}

// unless returns found for as long as the gate is open.
func (g *gate) unless(found func(record.Finding)) func(record.Finding) {
	return func(f record.Finding) {
		if !g.shut {
			found(f)
		}
	}
}

// csv settles the options of CSV: the command line leads, then the profile.
func (r *run) csv(p *profile.Profile) record.CSVOptions {
	o := r.CSV
	if !r.CSVSet.Dialect && p.CSV.Dialect == "excel-ru" {
		o.Dialect = record.ExcelRu
	}
	if !r.CSVSet.Headers && p.CSV.Headers == "ru" {
		o.Headers = record.Russian
	}
	return o
}

// openOutput opens the file, and the charset over it.
func (r *run) openOutput(s *sink, doc *Document) (text io.Writer, err error) {
	if s.out, err = r.createOutput(doc); err != nil || r.OutputEncoding == "" {
		return s.out, err
	}
	encoder, err := charset.NewWriter(s.out, r.OutputEncoding)
	if err != nil {
		return nil, &record.UsageError{Err: err}
	}
	s.encoder = encoder
	return encoder, nil
}

func (r *run) createOutput(doc *Document) (*outFile, error) {
	if r.Into == nil {
		return r.create(doc.Output)
	}
	to, err := r.Into(doc.Input)
	if err != nil {
		return nil, err
	}
	return r.createOver("", to)
}

// openMapping puts the mapping, and what it needs, before the writer.
func (r *run) openMapping(s *sink, doc *Document, p *profile.Profile, in *input) error {
	if !doc.mapped() {
		in.withoutCRC() // which is for the number of an invoice alone
		return nil
	}
	o, err := r.mappingOptions(s, doc, p, in)
	if err != nil {
		return err
	}
	o.Hands = r.hands(s, doc)
	s.mapping, s.target = o, s.writer
	if doc.From.Kind != doc.To.Kind {
		m, ok := mapping.Lookup(doc.From.Kind, doc.To.Kind)
		if !ok {
			return misfit(noSuchWay, doc.From.Name, doc.To.Name)
		}
		if s.writer, err = m.New(s.writer, o); err != nil {
			return err
		}
		s.sorting, _ = s.writer.(mapping.Sorting)
		s.writer = withLosses(s.writer, doc, sourceLosses(doc.From, doc.To))
	}
	if doc.From.Partial {
		if doc.From.Kind != doc.To.Kind {
			s.writer = regroup.HeadFirst(s.writer, r.temp)
		}
		s.writer, err = mapping.Complete(s.writer, o)
	}
	return err
}

// commit lets the files appear, those of refused records before the others.
func (s *sink) commit(doc *Document, refused *outFile) error {
	if s.encoder != nil {
		if err := s.encoder.Close(); err != nil {
			return err
		}
	}
	if err := s.trail.finish(); err != nil {
		return err
	}
	files := []*pending.File{refused.pending(), s.out.pending(), s.trail.pending()}
	for _, f := range []*outFile{refused, s.out} {
		if err := f.finish(); err != nil {
			return err
		}
	}
	if s.out != nil {
		doc.Written = s.out.stored.n
	}
	return pending.CommitAll(files...)
}

// cleanup removes what was not committed.
func (s *sink) cleanup() {
	s.out.cleanup()
	s.trail.pending().Cleanup()
	for _, c := range s.closers {
		c.Close()
	}
}

// discard is the writer of a run that only checks.
type discard struct{}

// Write implements record.Writer.
func (discard) Write(record.Record) error { return nil }

// Close implements record.Writer.
func (discard) Close() error { return nil }

// counted shows each record that is handed to the writer's formatter to the tally of what is written. It ends with the
// context: a mapping that writes from what it gathered reads no input any more.
type counted struct {
	record.Writer
	ctx    context.Context
	tally  tally
	mapped bool
}

// Write implements record.Writer. What the writer refuses behind a mapping may be part of a record that came long ago, so that nobody can
// go on without it.
func (c counted) Write(rec record.Record) error {
	if c.ctx.Err() != nil {
		return context.Cause(c.ctx)
	}
	if err := c.Writer.Write(rec); err != nil {
		if e := record.Refusal(err); e != nil && c.mapped {
			fatal := *e
			fatal.Fatal = true
			return &fatal
		}
		return err
	}
	c.tally.Add(rec)
	return nil
}
