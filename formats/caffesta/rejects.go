package caffesta

import (
	"bytes"
	"io"

	"obmen/formats/record"
)

// rawHead is an invoice as it stood, but for its sections. It is an io.Writer; the record limit of the Walker bounds it.
type rawHead struct {
	bytes []byte
	cuts  []cut
}

// A cut is where in the head a section stood.
type cut struct {
	at   int
	kind record.Kind
}

// Write implements io.Writer.
func (h *rawHead) Write(p []byte) (int, error) {
	h.bytes = append(h.bytes, p...)
	return len(p), nil
}

func (h *rawHead) cut(kind record.Kind) { h.cuts = append(h.cuts, cut{len(h.bytes), kind}) }

func (h *rawHead) reset() { h.bytes, h.cuts = h.bytes[:0], h.cuts[:0] }

var _ record.RawWriter = (*Reader)(nil)

// KeepRaw implements [record.RawReader].
func (r *Reader) KeepRaw() { r.keepsWhole = true }

// Shell implements [record.RawReader]. Invoices may stand one behind another, so nothing need stand around them.
func (r *Reader) Shell() (before, after []byte) { return nil, nil }

// Rejected implements [record.RawReader]. It holds the whole invoice in memory, as WriteRejected does not.
func (r *Reader) Rejected() record.Rejected {
	var b bytes.Buffer
	if err := r.WriteRejected(&b); err != nil {
		return record.Rejected{}
	}
	return record.Rejected{Raw: b.Bytes()}
}

// WriteRejected implements [record.RawWriter]: it writes the invoice as it stood, and a line end.
func (r *Reader) WriteRejected(w io.Writer) error {
	done := 0
	for _, c := range r.raw.cuts {
		if _, err := w.Write(r.raw.bytes[done:c.at]); err != nil {
			return err
		}
		done = c.at
		if _, err := r.aside[c.kind-record.KindItem].WriteTo(w); err != nil {
			return err
		}
	}
	if _, err := w.Write(r.raw.bytes[done:]); err != nil {
		return err
	}
	_, err := w.Write([]byte{'\n'})
	return err
}
