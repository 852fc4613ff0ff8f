package caffesta

import (
	"bytes"
	"encoding/binary"
	"errors"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A cutter cuts between invoices. It takes for the beginning of an invoice what the first one begins with, up to the colon behind its first key.
type cutter struct {
	opening []byte // of each invoice: {"number":
	array   bool   // invoices are parted by commas
	failed  bool   // the document begins with no invoice
	lead    []byte // the last two invoices, so that whoever reads on knows that there are several
	second  int    // where in lead the last of them begins
}

// maxOpening is how much a cutter looks at to find how an invoice begins.
const maxOpening = 256

func newCutter(record.Options) record.Cutter { return &cutter{} }

// Cut implements [record.Cutter]. It cuts before an invoice, behind the comma, so that there is one.
func (c *cutter) Cut(text []byte) int {
	if c.opening == nil && !c.failed {
		c.begin(text)
	}
	if c.failed {
		return 0
	}
	n := c.lastInvoice(text)
	if n <= 0 {
		return 0
	}
	last := c.lastInvoice(text[:n])
	if last < 0 || !c.keep(text[:n], last) {
		return 0
	}
	return n
}

// begin learns from the beginning of the document how invoices begin.
func (c *cutter) begin(text []byte) {
	head := bytes.TrimLeft(text, " \t\r\n")
	if c.array = bytes.HasPrefix(head, []byte("[")); c.array {
		head = bytes.TrimLeft(head[1:], " \t\r\n")
	}
	head = head[:min(len(head), maxOpening)]
	quotes := bytes.SplitAfterN(head, []byte(`"`), 3)
	colon := len(head) - len(bytes.TrimLeft(quotes[len(quotes)-1], " \t\r\n"))
	if c.failed = len(quotes) < 3 || head[0] != '{' || colon == len(head) || head[colon] != ':'; !c.failed {
		c.opening = bytes.Clone(head[:colon+1])
	}
}

// lastInvoice returns where the last invoice in text begins that stands behind another, or at the beginning of the text; -1 where there is none.
func (c *cutter) lastInvoice(text []byte) int {
	for end := len(text); ; {
		i := bytes.LastIndex(text[:end], c.opening)
		if i <= 0 || c.isBetween(text[:i]) {
			return i
		}
		end = i
	}
}

// isBetween reports whether text ends where an invoice may begin: behind another, or at the beginning of an array.
func (c *cutter) isBetween(text []byte) bool {
	text = bytes.TrimRight(text, " \t\r\n")
	if !c.array {
		return len(text) == 0 || text[len(text)-1] == '}'
	}
	if len(text) > 0 && text[len(text)-1] == ',' {
		return bytes.HasSuffix(bytes.TrimRight(text[:len(text)-1], " \t\r\n"), []byte("}"))
	}
	return string(bytes.TrimLeft(text, " \t\r\n")) == "["
}

// keep keeps the last two invoices of text, of which the last begins at last. The other may stand before the text, but must stand somewhere.
func (c *cutter) keep(text []byte, last int) bool {
	if before := c.lastInvoice(text[:last]); before >= 0 && last > 0 {
		c.lead, c.second = append(c.lead[:0], text[before:]...), last-before
		return true
	}
	if len(c.lead) == 0 {
		return false
	}
	n := copy(c.lead, c.lead[c.second:])
	c.lead, c.second = append(c.lead[:n], text[last:]...), n
	return true
}

// AppendLead implements [record.Cutter].
func (c *cutter) AppendLead(dst []byte) []byte {
	if c.array {
		dst = append(dst, '[')
	}
	return append(dst, c.lead...)
}

// A piece is what a Reader knows of the chunk, or the rest of a document behind some, that it reads.
type piece struct {
	text    []byte // of a chunk
	partial bool   // the chunk is not the document's last
	lead    int64
	last    int64 // where the last invoice begins
	begin   []byte
	end     []byte
}

var _ record.ChunkReader = (*Reader)(nil)

// Open implements [record.ChunkReader].
func (r *Reader) Open(c record.Chunk) {
	r.piece = piece{text: c.Text, partial: !c.Last, lead: int64(c.Lead), begin: r.piece.begin[:0], end: r.piece.end[:0]}
	r.w.ResetBytes(c.Text, c.Start)
	r.w.Lead(c.Lead)
	r.w.Trust()
	r.begun, r.inArray, r.count, r.err, r.next = false, false, 0, nil, sections
	r.head.arena.Reset()
	r.part.arena.Reset()
	r.head.stable, r.part.stable = true, true
}

// Fresh implements [record.ChunkReader].
func (r *Reader) Fresh() bool { return r.piece.last >= r.piece.lead }

// Borders implements [record.ChunkReader]: whether an array is open, and how far back the last invoice begins.
func (r *Reader) Borders() (begin, end []byte) {
	return r.piece.begin, r.piece.end
}

func (r *Reader) appendBorder(dst []byte, at int64) []byte {
	dst = append(dst, 'o')
	if r.inArray {
		dst[0] = 'a'
	}
	return binary.BigEndian.AppendUint64(dst, uint64(at-r.piece.last))
}

// atInvoice notes that an invoice begins at the last token.
func (r *Reader) atInvoice() {
	at := r.w.Start()
	if at >= r.piece.lead && len(r.piece.begin) == 0 {
		r.piece.begin = r.appendBorder(r.piece.begin, r.piece.lead)
	}
	r.piece.last = at
}

// chunkIsOver reports whether nothing is left of a chunk that is not the document's last, but for what parts the last invoice from the next.
func (r *Reader) chunkIsOver() bool {
	if !r.piece.partial {
		return false
	}
	rest := bytes.TrimLeft(r.piece.text[r.w.End():], " \t\r\n")
	if r.inArray {
		if len(rest) == 0 || rest[0] != ',' {
			return false
		}
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	}
	if len(rest) > 0 {
		return false
	}
	r.piece.end = r.appendBorder(r.piece.end[:0], int64(len(r.piece.text)))
	return true
}

// cutError returns err, or what a chunk ends with that was cut off where no cut should be.
func (r *Reader) cutError(err error) error {
	if r.piece.partial && errors.Is(err, jsonstream.Truncated.Fault()) {
		return record.ErrCut
	}
	return err
}

// hears returns who hears the findings of the invoice: of those in the lead, nobody.
func (r *Reader) hears() func(record.Finding) {
	if !r.Fresh() {
		return nil
	}
	return r.found
}
