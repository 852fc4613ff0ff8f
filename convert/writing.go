package convert

import "obmen/formats/record"

// writing is the trade of lanes that write text: where source and target are of one kind, a record goes its way without knowing more than
// the one before.
type writing struct{ *crew }

// A writingLane has its losses and its writer for itself.
type writingLane struct {
	lane   *lane
	format record.ChunkWriter
	first  record.Writer // format, and the stages in front of it
	text   []byte
}

func (w *writing) equip(l *lane) (stages, error) {
	s := &writingLane{lane: l}
	format, first, err := w.stages(s, &l.doc, w.profile, l.found, false)
	if err != nil {
		return nil, err
	}
	s.format, s.first = format.(record.ChunkWriter), first
	return s, nil
}

// Write implements io.Writer: it takes the text of the records.
func (s *writingLane) Write(p []byte) (int, error) {
	s.text = append(s.text, p...)
	return len(p), nil
}

func (s *writingLane) reset() {
	s.text = s.text[:0]
	s.format.Reset()
}

func (s *writingLane) show(rec record.Record) error {
	s.lane.doc.Report.Written.Add(rec)
	return s.format.Write(rec)
}

func (s *writingLane) start() error {
	s.lane.doc.Report.Written.Restart()
	err := s.format.Flush()
	s.text = s.text[:0]
	return err
}

func (s *writingLane) take(rec record.Record) error { return s.first.Write(rec) }

func (s *writingLane) finish(last bool) error {
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
	w.out.writer = discard{} // the last lane has finished the document
	return nil
}

func (w *writing) onward(l *lane) error {
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
