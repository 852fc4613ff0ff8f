package convert

import (
	"errors"

	"obmen/formats/record"
)

// writing is the trade of lanes that write text: where source and target are of one kind, a record goes its way without knowing more than
// the one before.
type writing struct {
	*crew
	// alike says that the totals of what is written are those of what is read: no stage makes another record of one, and one that is not written
	// ends its lane. It is enough then to know that as many were written as were read. The totals of invoices say more where they are
	// written: the rates of taxes.
	alike bool
}

func newWriting(c *crew) *writing { return &writing{c, c.doc.From.Kind != record.Invoices} }

// A writingLane has its losses and its writer for itself.
type writingLane struct {
	lane    *lane
	alike   bool
	written recorded
	format  record.ChunkWriter
	first   record.Writer // format, and the stages in front of it
	text    []byte
}

func (w *writing) equip(l *lane) (stages, error) {
	s := &writingLane{lane: l, alike: w.alike}
	format, first, err := w.stages(s, &l.doc, w.profile, l.found, false)
	if err != nil {
		return nil, err
	}
	s.format, s.first = format.(record.ChunkWriter), first
	if w.alike {
		s.first = w.inFront(format, &l.doc, &s.written)
	}
	return s, nil
}

// recorded counts records.
type recorded int64

// Add implements tally.
func (n *recorded) Add(record.Record) { *n++ }

// Write implements io.Writer: it takes the text of the records.
func (s *writingLane) Write(p []byte) (int, error) {
	s.text = append(s.text, p...)
	return len(p), nil
}

func (s *writingLane) reset() {
	s.text, s.written = s.text[:0], 0
	s.format.Reset()
}

func (s *writingLane) show(rec record.Record) error {
	if !s.alike {
		s.lane.doc.Report.Written.Add(rec)
	}
	return s.format.Write(rec)
}

func (s *writingLane) start() error {
	s.lane.doc.Report.Written.Restart()
	err := s.format.Flush()
	s.text = s.text[:0]
	return err
}

func (s *writingLane) take(rec record.Record) error { return s.first.Write(rec) }

var errNotAlike = errors.New("not as many records are written as are read")

func (s *writingLane) finish(last bool) error {
	if s.alike && int64(s.written) != s.lane.doc.Report.Read.Records {
		return errNotAlike
	}
	if last {
		return s.first.Close()
	}
	return s.format.Flush()
}

func (w *writing) place(l *lane) error {
	_, err := w.out.gate.Write(l.stages.(*writingLane).text)
	return err
}

func (w *writing) finish() error {
	if w.alike {
		w.doc.Report.Written.Share(&w.doc.Report.Read)
	}
	w.out.writer = discard{} // the last lane has finished the document
	return nil
}

func (w *writing) onward(l *lane) error {
	if w.alike {
		w.doc.Report.Written.Copy(&w.doc.Report.Read)
	}
	w.out.gate.shut = l.chunk.Lead > 0
	s, err := w.newStream(l, w.out.format.Write, func() error {
		err := w.out.format.(record.ChunkWriter).Flush()
		w.out.gate.shut = false
		return err
	})
	if err != nil {
		return err
	}
	return s.run()
}
