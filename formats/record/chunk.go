package record

import "errors"

// A Chunk is a piece of a document, to be read without what stands before it: by another Reader, on another processor. It is cut behind a record. What
// stands before the cut is there as far as it matters: the lead brings the Reader to the place, and with it the last record, so that whatever
// looks back by one record finds it.
type Chunk struct {
	Text  []byte // decoded text: the lead, and then what is to be read. It stays as it is until the next Open
	Lead  int    // bytes of Text that are lead
	Start Pos    // where Text[Lead] stands in the source
	Last  bool   // the document ends with Text
}

// A ChunkReader reads chunks, one after another. Its Reader may have been made with a nil io.Reader, if Open comes before the first Read.
//
// Read gives the records of the lead first, and the Reader finds nothing worth telling in them. Behind the last record
// of a chunk that is not the document's last it returns io.EOF where the text ends between two records, and ErrCut where it does not.
// Any other error says that the chunk has to be read again in the document's own order, for what is wrong with it.
type ChunkReader interface {
	Reader
	// Open begins a chunk and forgets all that was read before. The texts of its records stay valid until the next Open; the records
	// themselves, as ever, until the next Read.
	Open(Chunk)
	// Fresh reports whether what Read returned last stands behind the lead.
	Fresh() bool
	// Borders returns what a Reader has to know of what stands before it, at the end of the lead and where it is now: what is
	// open, and how far back the last record begins. A cut was right if the end of one chunk equals the begin of the next.
	Borders() (begin, end []byte)
}

// A ChunkWriter can write the records of a chunk: first those of the lead, whose text is thrown away, then the others.
type ChunkWriter interface {
	Writer
	// Reset makes the Writer what it was when it was made.
	Reset()
	// Flush hands on what is written of the records so far. It does not finish the document.
	Flush() error
}

// A Cutter finds where a document may be cut, by looking at no more of it than it must. What it says is a guess: a comment may hold what
// looks like a record.
type Cutter interface {
	// Cut takes text that begins where the last cut was, or the document does, and returns how much of it stands before the next cut; 0
	// where it finds none.
	Cut(text []byte) int
	// AppendLead appends the lead of what stands behind the last cut.
	AppendLead(dst []byte) []byte
}

// ErrCut says that a chunk does not end between two records.
var ErrCut = errors.New("the chunk ends within a record")

// A JoinWriter writes an invoice whose parts are written in lanes. Its head comes last ([Options].HeadLast).
type JoinWriter interface {
	Writer
	// Lane returns a Writer of parts for a lane. Until its Reset it holds their text in memory. It is not closed.
	Lane() ChunkWriter
	// Join writes what a Writer that Lane returned holds, as if those parts came now.
	Join(ChunkWriter) error
}
