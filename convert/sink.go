package convert

import (
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"obmen/convert/mapping"
	"obmen/convert/pending"
	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/formats/charset"
	"obmen/formats/record"
	"path/filepath"
	"strings"
)

// A sink is where the records go: mapping, writer, charset, compression, file. What appears under a name appears on commit.
type sink struct {
	writer  record.Writer // the first stage
	layers  []io.Closer   // charset and compression, the outermost last
	files   []*pending.File
	bytes   *countingWriter
	closers []io.Closer // readers that a mapping asks: catalogue, amounts
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
	out, err := r.openOutput(s, doc)
	if err != nil {
		return err
	}
	options := record.Options{
		File: doc.Output, Found: doc.Report.Found, Temp: r.temp, Encoding: r.OutputEncoding, CSV: r.csv(p), HeadLast: doc.mapped() && doc.To.Kind == record.Invoices,
	}
	if r.OutputEncoding != "" {
		options.Encodable = charset.Encodable(r.OutputEncoding)
	}
	w, err := doc.To.NewWriter(out, options)
	if err != nil {
		return err
	}
	s.writer = counted{w, &doc.Report.Written}
	doc.Report.Written.Measure, doc.Report.Written.Zone = measure(p), p.Location()
	return r.openMapping(s, doc, p, in)
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

// openOutput opens the file, and the layers of compression and charset over it.
func (r *run) openOutput(s *sink, doc *Document) (io.Writer, error) {
	out := r.Stdout
	if doc.Output != "" {
		f, err := pending.Create(doc.Output)
		if err != nil {
			return nil, err
		}
		s.files = append(s.files, f)
		out = f
	}
	s.bytes = &countingWriter{w: out}
	out = s.bytes
	switch strings.ToLower(filepath.Ext(doc.Output)) {
	case ".gz":
		// Neither name nor time goes into the header: same input, same bytes.
		z := gzip.NewWriter(out)
		s.layers = append(s.layers, z)
		out = z
	case ".zst":
		z, err := zstd.NewWriter(out, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(1<<20))
		if err != nil {
			return nil, err
		}
		s.layers = append(s.layers, z)
		out = z
	}
	if r.OutputEncoding == "" {
		return out, nil
	}
	encoder, err := charset.NewWriter(out, r.OutputEncoding)
	if err != nil {
		return nil, &record.UsageError{Err: err}
	}
	s.layers = append(s.layers, encoder)
	return encoder, nil
}

// openMapping puts the mapping, and what it needs, before the writer.
func (r *run) openMapping(s *sink, doc *Document, p *profile.Profile, in *input) error {
	if !doc.mapped() {
		s.writer = withLosses(s.writer, doc)
		return nil
	}
	o, err := r.mappingOptions(s, doc, p, in)
	if err != nil {
		return err
	}
	if doc.From.Kind != doc.To.Kind {
		m, ok := mapping.Lookup(doc.From.Kind, doc.To.Kind)
		if !ok {
			return usage(noSuchWay, doc.From.Name, doc.To.Name)
		}
		if s.writer, err = m.New(s.writer, o); err != nil {
			return err
		}
		s.writer = withLosses(s.writer, doc)
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
func (s *sink) commit(doc *Document, refused *pending.File) error {
	for i := len(s.layers) - 1; i >= 0; i-- {
		if err := s.layers[i].Close(); err != nil {
			return err
		}
	}
	if s.bytes != nil {
		doc.Written = s.bytes.n
	}
	s.layers = nil
	files := s.files
	if refused != nil {
		files = append([]*pending.File{refused}, files...)
	}
	return pending.CommitAll(files...)
}

// cleanup removes what was not committed.
func (s *sink) cleanup() {
	for _, f := range s.files {
		f.Cleanup()
	}
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

type countingWriter struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
