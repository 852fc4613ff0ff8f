package caffesta

import (
	"math"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A laneWriter writes parts for a Writer whose head comes last: each section by itself, in memory, as it will stand in the invoice.
type laneWriter struct {
	pen      pen
	sections [sections]laneSection
}

type laneSection struct {
	j     *jsonstream.Writer
	count int64
}

var _ record.JoinWriter = (*Writer)(nil)

// Lane implements [record.JoinWriter].
func (w *Writer) Lane() record.ChunkWriter {
	l := &laneWriter{pen: pen{stencils: w.pen.stencils, encodable: w.pen.encodable}}
	for i := range l.sections {
		j := jsonstream.NewWriter(nil, w.indent, w.pen.encodable)
		j.Gather(math.MaxInt)
		l.sections[i].j = j
	}
	l.Reset()
	return l
}

// Write implements [record.Writer]. What is wrong with a part is not said for good: how many stand before it, a lane does not know.
func (l *laneWriter) Write(rec record.Record) error {
	kind := rec.Kind()
	if kind.Doc() != record.Invoices || kind == record.KindInvoice {
		return &record.Error{Pos: rec.At(), Kind: record.KindInvoice, Err: ForeignRecord.Fault(kind.String()), Fatal: true}
	}
	s := &l.sections[kind-record.KindItem]
	if !l.pen.write(s.j, rec) {
		if path, fault := writeRecord(s.j, rec); fault != nil {
			return &record.Error{Pos: rec.At(), Kind: record.KindInvoice, Path: path, Err: fault, Fatal: true}
		}
	}
	s.count++
	return s.j.Err()
}

// Reset implements [record.ChunkWriter].
func (l *laneWriter) Reset() {
	for i := range l.sections {
		l.sections[i].j.Reset(nil, drawerDepth)
		l.sections[i].count = 0
	}
}

func (l *laneWriter) isEmpty() bool {
	for i := range l.sections {
		if l.sections[i].count > 0 {
			return false
		}
	}
	return true
}

// Flush implements [record.ChunkWriter]. Nothing is handed on but by Join.
func (l *laneWriter) Flush() error { return nil }

// Close implements [record.Writer].
func (l *laneWriter) Close() error { return nil }

// Join implements [record.JoinWriter]. The texts of a section are put behind one another, so that what comes of parts does not show in how many lanes they were written.
func (w *Writer) Join(from record.ChunkWriter) error {
	l, ok := from.(*laneWriter)
	if !ok || !w.headLast {
		return errNoLane
	}
	if w.err == nil {
		w.err = w.join(l)
	}
	return w.err
}

func (w *Writer) join(l *laneWriter) error {
	if l.isEmpty() {
		return nil
	}
	if err := w.endInvoice(true); err != nil {
		return err
	}
	for i := range l.sections {
		s := &l.sections[i]
		if s.count == 0 {
			continue
		}
		j := w.drawers[i].j
		if j.Append(s.j.Gathered()); j.Err() != nil {
			return j.Err()
		}
		w.parts[i] += s.count
	}
	return nil
}
