package mapping

import (
	"bytes"
	"errors"
	"io"

	"obmen/convert/report"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// ErrNotEager says that a document can't be mapped before all of it is known.
var ErrNotEager = errors.New("the document has to be known as a whole before it can be mapped")

// An Eager maps a document in lanes, without waiting for its end. It can do so where no key comes twice: what it means that one does, only
// a mapping that has seen the whole document can say. Whether one did is known at the end, so until then nothing of it may be shown.
type Eager interface {
	// Joins reports whether the document becomes one invoice: lanes then write to what a [record.JoinWriter] gives them. Else
	// each record becomes a whole invoice.
	Joins() bool
	// Lane returns the mapping of one lane, which writes to dst and tells rep.
	Lane(dst record.Writer, rep *report.Report) EagerLane
	// Merge takes over what a lane knows of a chunk. The chunks come in the document's order.
	Merge(EagerLane) error
	// Finish ends the document. Between is called when it is known that the lanes were right, and before any finding is made here.
	// The error is ErrNotEager where a key came twice.
	Finish(between func()) error
	// Close removes what is on disk, finished or not.
	Close() error
}

// An EagerLane maps the records of chunks. Whatever is not as it is in most documents ends it with an error, and the mapping of the document
// with it.
type EagerLane interface {
	// Reset begins a chunk.
	Reset()
	// Take maps a record of the chunk or of its lead.
	Take(record.Record) error
	// Start ends the lead. What its records came to is forgotten, but for how many they are.
	Start()
	// End ends the chunk.
	End() error
}

// NewEager returns an Eager for documents from one kind to another, which are finished in dst; nil where there is none for these Options.
func NewEager(from, to record.DocKind, dst record.Writer, o Options) Eager {
	o.units, o.texts = nil, nil
	switch {
	case to != record.Invoices || o.MaxItems > 0:
		return nil
	case from == record.Receipts && len(o.GroupBy) == 0 && o.ReturnsWhere == nil && o.Catalog == nil && o.Trail == nil:
		return &eagerReceipts{o: o, keys: spool.NewSorter(o.Temp, o.Memory)}
	case from == record.Nomenclature && o.Amounts == nil && len(o.Profile.Groups) == 0:
		return newEagerCatalogue(dst, o)
	}
	return nil
}

// keyList are keys that have yet to be sorted.
type keyList []byte

func (l *keyList) add(key []byte) {
	k := spool.KeyOf(key)
	*l = append(*l, k[:]...)
}

func (l keyList) addTo(s *spool.Sorter) error {
	for ; len(l) > 0; l = l[spool.HashSize:] {
		if err := s.Add(l[:spool.HashSize], nil); err != nil {
			return err
		}
	}
	return nil
}

// onceEach returns ErrNotEager if a key was added twice.
func onceEach(keys *spool.Sorter) error {
	if err := keys.Sort(); err != nil {
		return err
	}
	var last []byte
	for {
		key, _, err := keys.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case last != nil && bytes.Equal(key, last):
			return ErrNotEager
		}
		last = append(last[:0], key...)
	}
}
