package mapping

import (
	"errors"

	"obmen/convert/report"
	"obmen/formats/record"
)

// ErrNotEager says that a document can't be mapped before all of it is known.
var ErrNotEager = errors.New("the document has to be known as a whole before it can be mapped")

// An Eager maps a document in lanes, without waiting for its end. It can do so where no key comes twice: what it means that one does, only
// a mapping that has seen the whole document can say. Whether one did is known at the end, so until then nothing of it may be shown.
type Eager interface {
	// Lane returns the mapping of one lane, which writes to dst and tells rep.
	Lane(dst record.Writer, rep *report.Report) (EagerLane, error)
	// Merge takes over what a lane knows of the records since its last Start. The lanes come in the document's order.
	Merge(EagerLane) error
	// Close ends the document. Between says what of the reports belongs before the findings that are made here. The error is ErrNotEager where a key
	// came twice.
	Finish(between func()) error
	// Close removes what is on disk, finished or not.
	Close() error
}

// An EagerLane maps the records of chunks.
type EagerLane interface {
	// Reset begins a chunk.
	Reset()
	// Take maps a record. The error is ErrNotEager where the record is not like others.
	Take(record.Record) error
	// Start forgets what the records so far came to, but for how many they are.
	Start()
}

// NewEager returns an Eager for documents from one kind to another; nil where there is none for these Options.
func NewEager(from, to record.DocKind, o Options) Eager { return nil }
