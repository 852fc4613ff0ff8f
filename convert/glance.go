package convert

import (
	"bytes"
	"errors"
	"io"

	"obmen/convert/mapping"
	"obmen/formats/charset"
	"obmen/formats/record"
)

// Before it is read in lanes that map, a document is looked at here and there: if what stands far behind comes up again while lanes are still in front of
// it, they need not get to the place to know that they work for nothing. A catalogue that is gone through once for each price type shows that in its first
// hundredth, and not after a third.
const (
	glances    = 31      // so many at most,
	glanceGap  = 2       // of which no more than this many lie in a chunk,
	glanceSize = 4 << 10 // of this size
)

// glance tells the mapping of records that stand far behind. What it tells is a guess, as cuts are: the text around a place is not known.
func (e *eager) glance(first record.Chunk) error {
	m, expects := e.mapping.(mapping.Expectant)
	n := min(glances, e.size*glanceGap/int64(e.chunk)-1)
	if !expects || e.at == nil || n <= 0 {
		return nil
	}
	options := e.options
	options.Found = nil
	reader, err := e.doc.From.NewReader(nil, options)
	cutter := e.doc.From.NewCutter(options)
	if err != nil || cutter.Cut(first.Text) == 0 {
		return err
	}
	room := make([]byte, glanceSize)
	for i := range n {
		at := (i + 1) * (e.size / (n + 1))
		if got, err := e.at.ReadAt(room, at); err == nil || err == io.EOF { // else whoever reads on will come to it
			if rec := lastOf(room[:got], cutter, reader.(record.ChunkReader)); rec != nil {
				m.Expect(rec, at)
			}
		}
	}
	return nil
}

// lastOf returns the last record before the last place in a text where it may be cut; nil where there is none. A panic is a wrong guess like another.
func lastOf(text []byte, cutter record.Cutter, reader record.ChunkReader) (last record.Record) {
	defer func() {
		if recover() != nil {
			last = nil
		}
	}()
	text = text[bytes.IndexByte(text, '\n')+1:] // for what stands in lines
	if cutter.Cut(text) == 0 {
		return nil
	}
	if text = cutter.AppendLead(nil); !charset.Valid(text) {
		return nil
	}
	reader.Open(record.Chunk{Text: text, Start: record.Pos{Line: 1, Col: 1}})
	for {
		rec, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return last
		case err != nil:
			return nil
		}
		last = rec
	}
}
