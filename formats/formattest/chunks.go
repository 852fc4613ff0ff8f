package formattest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"obmen/formats/record"
)

// inChunks: a document that is read, and written, chunk by chunk is the same as in one piece, whatever the size of the chunks.
func inChunks(f record.Format, c Case, doc []record.Record) error {
	if f.NewCutter == nil {
		return nil
	}
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	whole := readAll(f, c.Options, bytes.NewReader(b), len(b)+2)
	for _, size := range []int{1, 60, 300, 2000} {
		if _, err := sameInChunks(f, c.Options, b, whole, size); err != nil {
			return in(b, fmt.Errorf("in chunks of %d: %w", size, err))
		}
	}
	return nil
}

// chunksDamaged: a document with one byte changed is, chunk by chunk, what it is in one piece.
func chunksDamaged(f record.Format, c Case, doc []record.Record) error {
	if f.NewCutter == nil {
		return nil
	}
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	for _, at := range places(len(b)) {
		for _, with := range []byte{'<', '"', '\n', '&', '>', ',', 'x', 0x80} {
			damaged := bytes.Clone(b)
			damaged[at] = with
			if f.ChecksText || bytes.Equal(damaged, bytes.ToValidUTF8(damaged, nil)) {
				whole := readAll(f, c.Options, bytes.NewReader(damaged), len(b)+2)
				if _, err := sameInChunks(f, c.Options, damaged, whole, 1); err != nil {
					return in(damaged, fmt.Errorf("%q at byte %d: %w", with, at, err))
				}
			}
		}
	}
	return nil
}

// bordersAnywhere: a chunk that ends where no cut should be is found out, or is as good as one.
func bordersAnywhere(f record.Format, c Case, doc []record.Record) error {
	if f.NewCutter == nil {
		return nil
	}
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	want := readAll(f, c.Options, bytes.NewReader(b), len(b)+2)
	for _, at := range places(len(b)) {
		l, err := newChunkLane(f, c.Options)
		if err != nil {
			return err
		}
		got := l.read(record.Chunk{Text: bytes.Clone(b[:at]), Start: c.Options.Start})
		if !got.whole {
			continue
		}
		if len(got.records) > len(want.records) {
			return in(b[:at], errors.New("has more records than the document"))
		}
		if err := same(got.records, want.records[:len(got.records)]); err != nil {
			return in(b[:at], err)
		}
	}
	return nil
}

// sameInChunks returns how many chunks were good, and in what a document comes out otherwise in chunks than it does whole. It does by simple
// means what the lanes of a conversion do.
func sameInChunks(f record.Format, o record.Options, b []byte, whole reading, size int) (good int, err error) {
	lane, err := newChunkLane(f, o)
	if err != nil {
		return 0, err
	}
	var got reading
	var text, end []byte
	var merged numbers
	for _, part := range partsOf(f.NewCutter(o), o, b, size) {
		piece := lane.read(part.Chunk)
		if !piece.whole || good > 0 && !bytes.Equal(end, piece.begin) {
			got.add(onward(f, o, part, b[part.end:]), &merged)
			return good, whole.sameAs(got)
		}
		got.add(piece, &merged)
		end, text = piece.end, append(text, piece.text...)
		good++
	}
	if err := whole.sameAs(got); err != nil || lane.writer == nil || len(whole.refused) > 0 || whole.err != nil {
		return good, err
	}
	if again, err := Write(f, o, whole.records); err == nil && !bytes.Equal(again, text) {
		return good, fmt.Errorf("written in chunks:\n%q\nnot\n%q", text, again)
	}
	return good, nil
}

// numbers are numbers of records by their kind.
type numbers [record.KindInvoiceProduct + 1]int64

func (n *numbers) count(records []record.Record) {
	for _, r := range records {
		n[r.Kind()]++
	}
}

// A piece is what a chunk, or the rest of a document behind some, comes to.
type piece struct {
	reading
	found      []record.Finding
	lead       numbers
	text       []byte // as it is written again
	begin, end []byte
	whole      bool
}

// add adds a piece, its records numbered as those of the document.
func (got *reading) add(p piece, merged *numbers) {
	shift := func(k record.Kind, n *int64) {
		if *n > 0 {
			*n += merged[k] - p.lead[k]
		}
	}
	for _, f := range p.found {
		shift(f.Kind, &f.Record)
		got.findings = append(got.findings, say(f))
	}
	for _, e := range p.refused {
		shift(e.Kind, &e.Record)
	}
	var e *record.Error
	if errors.As(p.err, &e) {
		shift(e.Kind, &e.Record)
	}
	got.records, got.refused, got.err = append(got.records, p.records...), append(got.refused, p.refused...), p.err
	merged.count(p.records)
}

// onward reads a document in one stream from the beginning of a part.
func onward(f record.Format, o record.Options, from part, rest []byte) (p piece) {
	o.Lead, o.Start = from.Lead, from.Start
	o.Found = func(x record.Finding) { p.found = append(p.found, x) }
	r, err := f.NewReader(io.MultiReader(bytes.NewReader(from.Text), bytes.NewReader(rest)), o)
	if err != nil {
		p.err = err
		return p
	}
	p.read(r, len(from.Text)+len(rest)+2, from.Lead > 0)
	return p
}

// read reads to the end, or to what ends it.
func (p *piece) read(r record.Reader, most int, leading bool) {
	p.err = guard(func() error {
		for range most {
			rec, err := r.Read()
			leading = leading && err == nil && !r.(record.ChunkReader).Fresh()
			switch e := record.Refusal(err); {
			case err == nil && leading:
				p.lead[rec.Kind()]++
			case err == nil:
				p.records = append(p.records, record.Clone(rec))
			case e != nil:
				p.refused = append(p.refused, e)
			case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
				return nil
			default:
				return err
			}
		}
		return errEndless
	})
}

// A part is a chunk and where it ends in the document.
type part struct {
	record.Chunk
	end int
}

func partsOf(cutter record.Cutter, o record.Options, b []byte, size int) (parts []part) {
	at := o.Start
	if !at.IsValid() {
		at.Line, at.Col = 1, 1
	}
	var lead []byte
	for begin := 0; ; {
		n, last := 0, false
		for want := size; n == 0; want *= 2 {
			if last = want >= len(b)-begin; last {
				n = len(b) - begin
				break
			}
			n = cutter.Cut(bytes.Clone(b[begin : begin+want]))
		}
		fresh := b[begin : begin+n]
		parts = append(parts, part{record.Chunk{Text: slices.Concat(lead, fresh), Lead: len(lead), Start: at, Last: last}, begin + n})
		if last {
			return parts
		}
		lead = cutter.AppendLead(nil)
		t := record.Tracker{Unit: o.Unit}
		t.Start(0, at)
		at = t.Locate(fresh, int64(n))
		begin += n
	}
}

// A chunkLane reads and writes chunks.
type chunkLane struct {
	reader record.ChunkReader
	writer record.ChunkWriter
	text   bytes.Buffer
	found  []record.Finding
}

func newChunkLane(f record.Format, o record.Options) (*chunkLane, error) {
	l := &chunkLane{}
	w, err := f.NewWriter(&l.text, o)
	if err != nil {
		return nil, err
	}
	l.writer, _ = w.(record.ChunkWriter)
	o.Found = func(x record.Finding) { l.found = append(l.found, x) }
	r, err := f.NewReader(nil, o)
	if err != nil {
		return nil, err
	}
	ok := false
	if l.reader, ok = r.(record.ChunkReader); !ok {
		return nil, errors.New("there is a Cutter, but no ChunkReader")
	}
	return l, nil
}

// read reads a chunk, and writes it again.
func (l *chunkLane) read(c record.Chunk) (p piece) {
	l.found = nil
	c.Text = slices.Clip(c.Text)
	l.reader.Open(c)
	p.read(l.reader, len(c.Text)+2, c.Lead > 0)
	p.found = l.found
	begin, end := l.reader.Borders()
	p.begin, p.end = bytes.Clone(begin), bytes.Clone(end)
	p.whole = p.err == nil && len(p.refused) == 0
	if p.whole && !l.stays(c) {
		p.found = append(p.found, record.Finding{Message: textsMove})
	}
	if p.whole && l.writer != nil {
		p.whole = l.write(c, &p) == nil
	}
	return p
}

var textsMove = &record.Message{Code: "texts-move", En: "the texts of records do not stay until the next chunk is opened"}

// stays reports whether at the end of a chunk the texts of all its records are what they were.
func (l *chunkLane) stays(c record.Chunk) bool {
	l.reader.Open(c)
	var shelf record.Shelf
	var copies []record.Record
	for {
		rec, err := l.reader.Read()
		if err != nil {
			return same(shelf.Records(), copies) == nil
		}
		shelf.Put(rec)
		copies = append(copies, record.Clone(rec))
	}
}

// write writes a chunk that is known to be good: first the lead, whose text is thrown away.
func (l *chunkLane) write(c record.Chunk, p *piece) error {
	l.writer.Reset()
	l.reader.Open(c)
	leading := c.Lead > 0
	for {
		rec, err := l.reader.Read()
		if leading && (err != nil || l.reader.Fresh()) {
			leading = false
			if err := l.writer.Flush(); err != nil {
				return err
			}
			l.text.Reset()
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = l.writer.Write(rec)
		}
		if err != nil {
			return err
		}
	}
	err := l.writer.Flush()
	if c.Last {
		err = l.writer.Close()
	}
	p.text = bytes.Clone(l.text.Bytes())
	l.text.Reset()
	return err
}
