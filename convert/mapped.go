package convert

import (
	"obmen/convert/mapping"
	"obmen/convert/report"
	"obmen/formats/record"
)

// eager is the trade of lanes that map: each has a mapping and a writer for itself. It needs no more than that no key comes twice. Where one does, or
// anything else is not as it is in most documents, all is given up for a run that waits for the document's end before it maps
// ([mapping.ErrNotEager]).
type eager struct {
	*crew
	mapping mapping.Eager
	later   *report.Report // what the mapping has to say, which comes behind what the reader has to say
}

// newEager returns nil where the document can't be mapped in lanes. Its output must be one that may be taken back.
func (c *crew) newEager(o opened) *eager {
	_, writes := c.out.format.(record.ChunkWriter)
	if !writes || !c.doc.mapped() || o.patient || c.Check || c.out.out.file == nil || !isPlain(c.doc.Output) {
		return nil
	}
	m := mapping.NewEager(c.doc.From.Kind, c.doc.To.Kind, c.out.target, c.out.mapping)
	if m == nil {
		return nil
	}
	c.out.closers = append(c.out.closers, m)
	if _, joins := c.out.format.(record.JoinWriter); m.Joins() && !joins {
		return nil
	}
	return &eager{c, m, report.New(c.doc.Input, nil)}
}

// An eagerLane has mapping, losses and writer for itself.
type eagerLane struct {
	writingLane
	trade   *eager
	mapping mapping.EagerLane
	report  *report.Report // of the mapping
	losses  losses
}

func (e *eager) equip(l *lane) (stages, error) {
	s := &eagerLane{writingLane: writingLane{lane: l}, trade: e, report: report.New(e.doc.Input, nil)}
	s.losses = losses{sourceLosses(e.doc.From, e.doc.To), l.doc.Report}
	if e.mapping.Joins() {
		s.format = e.out.format.(record.JoinWriter).Lane()
		s.first = e.inFront(s.format, &l.doc, &l.doc.Report.Written)
	} else {
		format, first, err := e.stages(s, &l.doc, e.profile, s.report.Found, true)
		if err != nil {
			return nil, err
		}
		s.format, s.first = format.(record.ChunkWriter), first
	}
	s.mapping = e.mapping.Lane(s.first, s.report)
	return s, nil
}

func (s *eagerLane) reset() {
	s.writingLane.reset()
	s.report.Restart()
	if s.mapping.Reset(); s.lane.chunk.Lead == 0 {
		s.mapping.Start()
	}
}

func (s *eagerLane) show(rec record.Record) error { return s.mapping.Take(rec) }

func (s *eagerLane) start() error {
	s.report.Restart()
	s.mapping.Start()
	err := s.format.Flush()
	s.text = s.text[:0]
	s.lane.doc.Report.Written.Restart()
	return err
}

func (s *eagerLane) take(rec record.Record) error {
	if err := s.mapping.Take(rec); err != nil {
		return err
	}
	s.losses.count(rec)
	return nil
}

// finish ends the chunk. The document is not finished by a lane where it is one invoice.
func (s *eagerLane) finish(last bool) error {
	if err := s.mapping.End(); err != nil {
		return err
	}
	return s.writingLane.finish(last && !s.trade.mapping.Joins())
}

// place implements trade. What goes wrong here, an output that is full for one, is to be said as if the whole document had been read first.
func (e *eager) place(l *lane) error {
	if err := e.put(l); err == nil || e.ctx.Err() != nil {
		return err
	}
	return mapping.ErrNotEager
}

func (e *eager) put(l *lane) error {
	s := l.stages.(*eagerLane)
	e.later.Merge(s.report, func(f *record.Finding) { f.Record = e.number(f.Kind, f.Record, &l.lead) })
	if err := e.mapping.Merge(s.mapping, l.chunk.Start.Offset+int64(len(l.chunk.Text)-l.chunk.Lead)); err != nil {
		return err
	}
	if e.mapping.Joins() {
		return e.out.format.(record.JoinWriter).Join(s.format)
	}
	_, err := e.out.gate.Write(s.text)
	return err
}

func (e *eager) onward(*lane) error { return mapping.ErrNotEager }

func (e *eager) finish() error {
	e.out.writer = finishing{e}
	return nil
}

// finishing ends the document when the input was read to its end.
type finishing struct{ *eager }

// Write implements record.Writer: nothing comes any more.
func (finishing) Write(record.Record) error { return mapping.ErrNotEager }

// Close implements record.Writer.
func (f finishing) Close() error {
	if !f.mapping.Joins() && f.doc.Report.Written.Invoices < 2 {
		return mapping.ErrNotEager
	}
	return f.mapping.Finish(func() { f.doc.Report.Merge(f.later, func(*record.Finding) {}) })
}
