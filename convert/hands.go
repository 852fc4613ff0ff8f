package convert

import (
	"obmen/convert/mapping"
	"obmen/convert/report"
	"obmen/formats/record"
)

// A hand has a report and a writer for itself.
type hand struct {
	record.Writer // format, and the stages in front of it
	format        record.ChunkWriter
	joins         record.JoinWriter
	doc           Document
	into          *report.Report
}

// batchSize is how much of a chunk a batch is: what waits is short, and a product makes many times as much text of it.
const batchSize = 32

// hands returns nil where all is written by one.
func (r *run) hands(s *sink, doc *Document) *mapping.Hands {
	joins, can := s.format.(record.JoinWriter)
	if !can || r.lanes < 2 {
		return nil
	}
	return &mapping.Hands{Count: r.lanes, Batch: max(r.chunk/batchSize, 1), New: func() mapping.Hand {
		h := &hand{format: joins.Lane(), joins: joins, doc: *doc, into: doc.Report}
		h.doc.Report = report.New(doc.Input, nil)
		from, to := &doc.Report.Written, &h.doc.Report.Written
		to.Measure, to.Zone, to.Rate = from.Measure, from.Zone, from.Rate
		h.Writer = r.inFront(h.format, &h.doc, to)
		return h
	}}
}

// Report implements [mapping.Hand].
func (h *hand) Report() *report.Report { return h.doc.Report }

// Reset implements [mapping.Hand].
func (h *hand) Reset() {
	h.doc.Report.Restart()
	h.format.Reset()
}

// Join implements [mapping.Hand].
func (h *hand) Join() error {
	if h.doc.Report.Written.Overflowed() {
		return mapping.ErrNotJoined
	}
	if err := h.joins.Join(h.format); err != nil {
		return err
	}
	h.into.Merge(h.doc.Report, nil)
	return nil
}
