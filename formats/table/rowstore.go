package table

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// fewRows is how many bytes of a rowStore never see the disk: most invoices are small.
const fewRows = 64 << 10

// A rowStore keeps rows until they are wanted: few in memory, from where they are read without a copy, many in a spool.Buffer.
type rowStore struct {
	temp  record.Temp
	few   []byte
	many  *spool.Buffer // nil until the first time that it was wanted
	spilt bool          // all is in many
}

// Write implements io.Writer.
func (s *rowStore) Write(p []byte) (int, error) {
	if s.spilt {
		return s.many.Write(p)
	}
	if len(s.few)+len(p) <= fewRows {
		s.few = append(s.few, p...)
		return len(p), nil
	}
	if s.many == nil {
		s.many = spool.NewBuffer(s.temp, 0)
	}
	s.spilt = true
	if _, err := s.many.Write(s.few); err != nil {
		return 0, err
	}
	return s.many.Write(p)
}

// WriteTo implements io.WriterTo.
func (s *rowStore) WriteTo(w io.Writer) (int64, error) {
	if s.spilt {
		return s.many.WriteTo(w)
	}
	n, err := w.Write(s.few)
	return int64(n), err
}

// size returns how many bytes are kept.
func (s *rowStore) size() int64 {
	if s.spilt {
		return s.many.Size()
	}
	return int64(len(s.few))
}

// reset empties s and keeps its memory.
func (s *rowStore) reset() {
	s.few = s.few[:0]
	if s.spilt {
		s.many.Reset()
	}
	s.spilt = false
}

// close lets go of what is on disk.
func (s *rowStore) close() error {
	many := s.many
	s.few, s.many, s.spilt = nil, nil, false
	if many == nil {
		return nil
	}
	return many.Close()
}

// An asideReader reads a table whose records span many rows, as an invoice does: it lays the rows of one aside while it looks at
// them, and reads them again once it knows that all of them are right. So nothing is given out of an invoice that has something
// wrong further down: one that lost an item on the way is a wrong invoice.
type asideReader struct {
	sheet          // over the document
	again sheet    // over what is laid aside
	rows  rowStore // what is laid aside
	// starts reports whether the current row of the document begins the next invoice; check looks at a row of the invoice.
	starts     func() bool
	check      func(t *sheet) *record.Error
	opened     bool
	pending    bool // the current row of the document begins the next invoice
	refusal    *record.Error
	flawed     *record.Error // of the pending row
	cut        bool          // the last row that was laid aside has no line end
	known      []knownRow    // the rows that are laid aside, as long as they are few
	knownCells []span        // theirs
	given      int           // how many of them were read again
	tape       numberTape    // their numbers
	from       int64         // where the rows of the invoice begin
	previous   int64         // where those of the one before began

	inChunks bool // the window is a chunk: rows need no copy, and texts stay
}

// A knownRow is a row that is laid aside in memory, with its cells, so that it need not be taken apart again.
type knownRow struct {
	from, to int // in the rowStore
	cells    int // where the cells of the next row begin
}

// fewCells is how many cells are kept of what is laid aside.
const fewCells = 16 << 10

func (r *asideReader) initAside(src io.Reader, o record.Options, l *layout) {
	r.init(src, o, l)
	silent := o
	silent.Found = nil
	r.again.init(nil, silent, l)
	r.rows.temp = o.Temp
	r.again.trusted = true
	r.again.noTotals = math.MaxInt64 // what is laid aside has none
}

// end makes err final, and lets go of what is laid aside.
func (r *asideReader) end(err error) error {
	if e := record.Refusal(err); e != nil {
		e.Fatal = true
	}
	if r.rows.spilt || !r.inChunks {
		if failed := r.rows.close(); failed != nil && err == io.EOF {
			err = failed
		}
	}
	r.err = err
	return err
}

// openAside makes r read a chunk.
func (r *asideReader) openAside(k record.Chunk) {
	r.openChunk(k)
	r.opened, r.pending, r.flawed, r.inChunks = false, false, nil, true
	r.from, r.previous = 0, 0
	r.rows.few = nil
	r.again.keepText, r.again.text = true, r.again.text[:0]
}

// Fresh implements [record.ChunkReader]. An invoice is over with the row behind it, so the last one of a chunk is left to the next.
func (r *asideReader) Fresh() bool { return !r.inLead() }

// appendState appends how far back the invoice begins that is open, and the one before it.
func (r *asideReader) appendState(dst []byte, at int64) []byte {
	return binary.AppendVarint(binary.AppendVarint(dst, at-r.from), at-r.previous)
}

// layAside reads the rows of the next invoice, and makes them ready to be read again. A refusal is about the whole of it.
func (r *asideReader) layAside() (refusal *record.Error, err error) {
	if err := r.beginAside(); err != nil {
		return nil, err
	}
	at := r.Locate(r.offset())
	r.previous, r.from = r.from, r.offset()
	r.rows.reset()
	r.known, r.knownCells, r.given = r.known[:0], r.knownCells[:0], 0
	r.tape.list, r.tape.given = r.tape.list[:0], 0
	r.numbers = &r.tape
	r.refusal = nil
	err = r.addRow(r.flawed)
	for err == nil {
		if !r.inChunks {
			r.laid = &r.rows
		}
		r.flawed, err = r.nextRow()
		r.laid = nil
		if err != nil {
			break
		}
		if r.pending = r.starts(); r.pending {
			break
		}
		err = r.addRow(r.flawed)
	}
	if err != nil && (err != io.EOF || r.isCut()) {
		return nil, err
	}
	if r.refusal != nil {
		return r.refusal, nil
	}
	return nil, r.rewindRows(at)
}

// beginAside makes the first row of an invoice the current one.
func (r *asideReader) beginAside() error {
	if r.err != nil {
		return r.err
	}
	if !r.opened {
		r.opened = true
		if err := r.open(); err != nil {
			return err
		}
		r.placeLead()
	}
	r.kind = record.KindInvoice
	r.number++
	if r.pending {
		r.pending = false
		return nil
	}
	refusal, err := r.nextRow()
	r.flawed = refusal
	return err
}

// addRow looks at the current row and lays it aside.
func (r *asideReader) addRow(flawed *record.Error) error {
	if !r.isKnown() {
		r.numbers = nil
	}
	if flawed == nil && r.refusal == nil {
		flawed = r.check(&r.sheet)
	}
	r.refusal, r.cut = first(r.refusal, flawed), r.unended
	if r.isKnown() {
		r.knownCells = append(r.knownCells, r.sheet.cells...)
		from := len(r.rows.few)
		if r.inChunks {
			from = int(r.offset() - r.from)
		}
		r.known = append(r.known, knownRow{from, from + len(r.raw()), len(r.knownCells)})
	}
	return r.layRow()
}

// layRow lays the current row aside. Those of a chunk stand there already.
func (r *asideReader) layRow() error {
	if r.inChunks {
		r.rows.few = r.window[r.from:r.next]
		return nil
	}
	if _, err := r.rows.Write(r.raw()); err != nil {
		return r.final(err)
	}
	return nil
}

// rewindRows makes again read what is laid aside, which began at the place at.
func (r *asideReader) rewindRows(at record.Pos) error {
	t := &r.again
	t.head, t.loneCR, t.extra = r.head, r.loneCR, r.extra
	t.setDelimiter(r.delimiter)
	t.err, t.kind, t.number = nil, r.kind, r.number
	if t.numbers = nil; r.isKnown() {
		t.numbers = &r.tape
	}
	if !r.rows.spilt {
		t.restart(nil, r.rows.few, at)
		return nil
	}
	src, err := r.rows.many.Reader()
	if err != nil {
		return r.final(err)
	}
	t.restart(src, nil, at)
	return nil
}

// isKnown reports whether the rows that are laid aside are few.
func (r *asideReader) isKnown() bool { return len(r.knownCells) < fewCells && !r.rows.spilt }

// nextAgain makes the next row of what is laid aside the current one of again.
func (r *asideReader) nextAgain() (refusal *record.Error, err error) {
	t := &r.again
	if !r.isKnown() {
		return t.nextRow()
	}
	if r.given == len(r.known) {
		return nil, io.EOF
	}
	cells := 0
	if r.given > 0 {
		cells = r.known[r.given-1].cells
	}
	k := r.known[r.given]
	r.given++
	t.row, t.next, t.cells = k.from, k.to, r.knownCells[cells:k.cells:k.cells]
	if !t.keepText {
		t.text = t.text[:0]
	}
	return nil, nil
}

// KeepRaw implements [record.RawReader].
func (r *asideReader) KeepRaw() {}

// Rejected implements [record.RawReader]. It holds the whole invoice in memory, as WriteRejected does not.
func (r *asideReader) Rejected() record.Rejected {
	var b bytes.Buffer
	if err := r.WriteRejected(&b); err != nil {
		return record.Rejected{}
	}
	return record.Rejected{Raw: b.Bytes()}
}

// WriteRejected implements [record.RawWriter]: it writes the rows as they stood.
func (r *asideReader) WriteRejected(w io.Writer) error {
	if _, err := r.rows.WriteTo(w); err != nil {
		return err
	}
	if !r.cut {
		return nil
	}
	_, err := w.Write([]byte{'\n'})
	return err
}

// Close lets go of what is laid aside. Whoever reads on to the end or to an error need not call it.
func (r *asideReader) Close() error {
	err := r.rows.close()
	if r.err == nil {
		r.err = errReaderClosed
	}
	return err
}

var errReaderClosed = errors.New("the reader is closed")
