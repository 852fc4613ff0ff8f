package kassatka

import (
	"bytes"
	"errors"
	"io"

	"obmen/formats/record"
)

// Open implements [record.ChunkReader].
func (r *Reader) Open(c record.Chunk) {
	r.src.Open(c)
	r.arena.Reset()
	r.begun, r.err, r.count = false, nil, 0
	r.begin, r.end = r.begin[:0], r.end[:0]
}

// Fresh implements [record.ChunkReader].
func (r *Reader) Fresh() bool { return r.src.Fresh(&r.receipt.Origin) }

// Borders implements [record.ChunkReader]. The root element is open at both, so all that matters is where the last receipt began.
func (r *Reader) Borders() (begin, end []byte) { return r.begin, r.end }

// noteLead notes the border between the lead and the rest of the chunk.
func (r *Reader) noteLead() {
	if r.src.AtLead() {
		r.begin = r.src.AppendBack(r.begin[:0], &r.receipt.Origin)
	}
}

// ended returns what ends the reading behind a receipt.
func (r *Reader) ended(err error) error {
	if err = r.src.Ended(err); errors.Is(err, io.EOF) {
		r.end = r.src.AppendBack(r.end[:0], &r.receipt.Origin)
	}
	return err
}

// A cutter cuts receipts behind a Doc.
type cutter struct {
	last []byte // the last Doc before the last cut
}

func newCutter(record.Options) record.Cutter { return &cutter{} }

// Cut implements [record.Cutter].
func (c *cutter) Cut(text []byte) int {
	const end = "</Doc>"
	i := bytes.LastIndex(text, []byte(end))
	if i < 0 {
		return 0
	}
	i += len(end)
	start := lastDoc(text[:i])
	if start < 0 {
		return 0
	}
	c.last = append(c.last[:0], text[start:i]...)
	return i
}

// lastDoc returns where the last start tag of a Doc begins in text, -1 where there is none.
func lastDoc(text []byte) int {
	const start = "<Doc"
	for {
		i := bytes.LastIndex(text, []byte(start))
		if i < 0 || bytes.IndexByte([]byte(" \t\r\n>"), text[i+len(start)]) >= 0 {
			return i
		}
		text = text[:i+len(start)-1]
	}
}

// AppendLead implements [record.Cutter].
func (c *cutter) AppendLead(dst []byte) []byte {
	return append(append(dst, "<Documents>"...), c.last...)
}
