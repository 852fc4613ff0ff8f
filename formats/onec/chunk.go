package onec

import (
	"errors"
	"io"

	"obmen/formats/record"
)

// Open implements [record.ChunkReader].
func (r *Reader) Open(c record.Chunk) {
	r.src.Open(c)
	r.arena.Reset()
	r.tailArena.Reset()
	r.step, r.err, r.last = (*Reader).readCatalogue, nil, nil
	r.groups, r.products, r.tails = 0, 0, 0
	r.row, r.blank = row{}, false
	r.begin, r.end = r.begin[:0], r.end[:0]
}

// Fresh implements [record.ChunkReader].
func (r *Reader) Fresh() bool {
	switch rec := r.last.(type) {
	case *record.Catalogue:
		return r.src.Fresh(&rec.Origin)
	case *record.Group:
		return r.src.Fresh(&rec.Origin)
	case *record.Product:
		return r.src.Fresh(&rec.Origin)
	}
	return r.src.PastLead() // a tail is told at the end of its group, and a lead ends within one
}

// Borders implements [record.ChunkReader]. A document is cut behind a product. What has to be known there is its group, the catalogue's date, and
// where the product began. A group of which something is to be told at its end is not cut.
func (r *Reader) Borders() (begin, end []byte) { return r.begin, r.end }

// noteLead notes the border between the lead and the rest of the chunk.
func (r *Reader) noteLead() {
	if r.src.AtLead() && r.quiet() {
		r.begin = r.appendBorder(r.begin[:0])
	}
}

// ended returns what ends the reading in Products.
func (r *Reader) ended(err error) error {
	if err = r.src.Ended(err); !errors.Is(err, io.EOF) {
		return err
	}
	if !r.quiet() {
		return record.ErrCut
	}
	r.end = r.appendBorder(r.end[:0])
	return err
}

// quiet reports whether nothing of the group is left to be told but its products.
func (r *Reader) quiet() bool {
	return len(r.tail.Unknown) == 0 && r.tailRefusal == nil && r.verdict == nil
}

func (r *Reader) appendBorder(dst []byte) []byte {
	catalogue, group := &r.open.catalogue, &r.open.group
	*catalogue, *group = r.catalogue, r.group
	catalogue.Origin, group.Origin = record.Origin{}, record.Origin{}
	dst = record.AppendRecord(record.AppendRecord(dst, catalogue), group)
	return r.src.AppendBack(dst, &r.product.Origin)
}
