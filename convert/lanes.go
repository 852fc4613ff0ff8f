package convert

import (
	"bytes"
	"errors"

	"obmen/convert/check"
	"obmen/convert/profile"
	"obmen/formats/charset"
	"obmen/formats/record"
)

// A document is read in lanes: it is cut into chunks, each chunk walks through stages of its own on whichever processor is free, and
// what they come to is put together in the document's order: the findings and totals of a chunk, and its text. Where it may be cut is
// guessed, so each cut is verified by what the chunk before it came to. Of a chunk with anything wrong in it, and of one that begins at a wrong cut,
// nothing is kept: from there on the document is read in one stream, as it is where lanes can't be.

// maxLanes is how many lanes there are unless more are asked for.
const maxLanes = 8

// counts are numbers of records by their kind.
type counts [record.KindInvoiceProduct + 1]int64

// inLanes reports whether the document may be read in lanes: whether each record goes its way without knowing more than the one before.
func (r *run) inLanes(doc *Document, out *sink) bool {
	_, writes := out.format.(record.ChunkWriter)
	return r.lanes > 1 && writes && doc.From.NewCutter != nil && !doc.mapped() && !r.checksWhole(doc) &&
		r.Where == "" && r.Rejects == "" && r.Engine == record.Fast
}

// A crew is the lanes of one document, and what they work into.
type crew struct {
	*run
	doc       *Document
	profile   *profile.Profile
	out       *sink
	rejects   *rejects
	options   record.Options // of a reader of the whole document
	cutting   *cutting
	unchecked bool   // the text may not be UTF-8
	merged    counts // records of the chunks that are in place
	end       []byte // what is open behind them
	begun     bool   // there are some
}

// copyInLanes is copy, in lanes.
func (r *run) copyInLanes(o opened, out *sink, doc *Document, p *profile.Profile, rejects *rejects) error {
	options := r.readerOptions(o, doc)
	c := &crew{run: r, doc: doc, profile: p, out: out, rejects: rejects, options: options, unchecked: o.unchecked}
	c.cutting = newCutting(o.text, doc.From.NewCutter(options), options, r.chunk, r.lanes)
	first := newLane(c)
	if c.cutting.fill(first); first.chunk.Last || first.broken {
		o.text = c.cutting.uncut(first)
		return r.copy(o, out, doc, p, rejects)
	}
	if err := first.equip(); err != nil {
		return err
	}
	for range r.lanes { // so that one may wait while its chunk is put in place
		l := newLane(c)
		if err := l.equip(); err != nil {
			return err
		}
		c.cutting.idle <- l
	}
	c.cutting.start(first, r.lanes)
	defer c.cutting.stop()
	for l := range c.cutting.queue {
		<-l.done
		if !c.fits(l) {
			return c.onward(l)
		}
		if err := c.merge(l); err != nil {
			return err
		}
		c.cutting.idle <- l
	}
	out.writer = discard{} // the last lane has finished the document
	return nil
}

// fits reports whether a chunk was read to its end with nothing wrong, and from where the last one ended.
func (c *crew) fits(l *lane) bool {
	return l.whole && (!c.begun || bytes.Equal(c.end, l.begin))
}

// merge puts what a chunk came to in place.
func (c *crew) merge(l *lane) error {
	c.doc.Report.Merge(l.doc.Report, func(f *record.Finding) { f.Record = c.number(f.Kind, f.Record, &l.lead) })
	for k, n := range l.records {
		c.merged[k] += n
		c.Progress.Records.Add(n)
	}
	c.begun, c.end = true, append(c.end[:0], l.end...)
	_, err := c.out.gate.Write(l.text)
	return err
}

// number returns the number in the document of a record with a number in a text with a lead.
func (c *crew) number(k record.Kind, n int64, lead *counts) int64 {
	if n == 0 {
		return 0
	}
	return n + c.merged[k] - lead[k]
}

// onward reads on in one stream from the beginning of a chunk.
func (c *crew) onward(l *lane) error {
	s := &stream{crew: c, leading: l.chunk.Lead > 0}
	c.out.gate.shut = s.leading
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
		return err
	}
	s.reader = reader.(record.ChunkReader)
	s.checker = c.checker(c.doc, c.profile, s.foundInCheck)
	defer s.checker.Close()
	return c.walk(c.out.writer, s, s.checker, c.doc, c.rejects)
}

// A stream is the rest of a document that was begun in lanes. It shows the records of its lead to the stages that look back, and numbers
// the others as if all had been read in one.
type stream struct {
	*crew
	reader  record.ChunkReader
	checker check.Checker
	lead    counts
	leading bool // the lead is not over
}

// found counts a finding of the reader, which has none in the lead.
func (s *stream) found(f record.Finding) {
	f.Record = s.number(f.Kind, f.Record, &s.lead)
	s.doc.Report.Found(f)
}

func (s *stream) foundInCheck(f record.Finding) {
	if !s.leading {
		s.found(f)
	}
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
	if err := s.checker.Check(rec); err != nil {
		return err
	}
	return s.out.format.Write(rec)
}

// start ends the lead.
func (s *stream) start() error {
	err := s.out.format.(record.ChunkWriter).Flush()
	s.leading, s.out.gate.shut = false, false
	return err
}
