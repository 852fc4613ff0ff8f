package convert

import (
	"errors"

	"obmen/formats/charset"
	"obmen/formats/record"
)

// A stream is the rest of a document that was begun in lanes. It shows the records of its lead to the stages that look back, and numbers
// the others as if all had been read in one. The checks know already what stands before it.
type stream struct {
	*crew
	reader  record.ChunkReader
	show    func(record.Record) error
	start   func() error
	lead    counts
	leading bool // the lead is not over
}

// newStream reads on from the beginning of a chunk. Show is given the records of the lead, and start comes behind them.
func (c *crew) newStream(l *lane, show func(record.Record) error, start func() error) (*stream, error) {
	s := &stream{crew: c, leading: l.chunk.Lead > 0, show: show, start: start}
	options := c.options
	options.Found, options.Lead, options.Start = s.found, l.chunk.Lead, l.chunk.Start
	text := c.cutting.rest(l)
	if c.unchecked {
		at := l.chunk.Start
		at.Offset -= int64(l.chunk.Lead)
		text = charset.Check(text, c.doc.Input, at)
	}
	reader, err := c.doc.From.NewReader(text, options)
	if err != nil {
		return nil, err
	}
	s.reader = reader.(record.ChunkReader)
	return s, nil
}

// run walks the records to the end of the document.
func (s *stream) run() error {
	return s.walk(s.out.writer, s, s.checker, s.doc, s.rejects)
}

// found counts a finding of the reader, which has none in the lead.
func (s *stream) found(f record.Finding) {
	f.Record = s.number(f.Kind, f.Record, &s.lead)
	s.doc.Report.Found(f)
}

// Read implements record.Reader.
func (s *stream) Read() (record.Record, error) {
	rec, err := s.reader.Read()
	for s.leading && err == nil && !s.reader.Fresh() {
		if err = s.pass(rec); err == nil {
			rec, err = s.reader.Read()
		}
	}
	if s.leading {
		s.leading = false
		if err := s.start(); err != nil {
			return nil, err
		}
	}
	var e *record.Error
	if errors.As(err, &e) {
		e.Record = s.number(e.Kind, e.Record, &s.lead)
	}
	return rec, err
}

// pass shows a record of the lead to those who look back.
func (s *stream) pass(rec record.Record) error {
	s.lead[rec.Kind()]++
	return s.show(rec)
}
