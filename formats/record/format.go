package record

import (
	"io"
	"os"
)

// A Format is one dialect of one kind of document.
type Format struct {
	Name    string // nomenclature-xml, receipts-xml, invoice-json, receipts-csv, …
	About   string // one line for people
	Spec    string // the document that it follows
	Kind    DocKind
	Partial bool     // its records leave fields for the profile to fill in: items-csv
	Ext     string   // the ending of a file in this format, with the dot
	Carries []string // the fields that it has a home for, as [Fields] names them
	// Match reports whether a document that begins with head (UTF-8, without BOM, up to 64 KiB) is of this format.
	Match func(head []byte) bool
	// NewReader and NewWriter read and write UTF-8 without BOM. A nil NewWriter: it is only read.
	NewReader func(io.Reader, Options) (Reader, error)
	NewWriter func(io.Writer, Options) (Writer, error)
	// NewCutter returns what cuts a document into chunks; its Readers are ChunkReaders. Nil: it can't be cut.
	NewCutter func(Options) Cutter
	// ChecksText says that a ChunkReader refuses text that is not UTF-8. Those of other formats are given only what is.
	ChecksText bool
}

// Options steer a Reader or a Writer. The zero Options are good Options.
type Options struct {
	File  string        // the input's name, for messages
	Found func(Finding) // hears the findings; nil: nobody does
	Temp  Temp          // where what has to wait is kept; nil: the platform's folder

	// Reading.
	Limits Limits
	Start  Pos    // where the decoded stream begins in the source: behind a BOM; the zero Pos is the first byte
	Unit   Unit   // how decoded bytes count in the source
	Lead   int    // how many bytes of the decoded stream are a lead, as a [Chunk] has one; Start is then the place behind it
	Engine Engine // of xmlstream, and of invoices in JSON

	// Writing.
	Encoding  string            // IANA name for the XML declaration; empty: UTF-8
	Encodable func(r rune) bool // whether the output encoding has a place for r; nil: it has for all
	HeadLast  bool              // invoice: parts come before their head, in any order (but each kind of part in its own); the head closes the invoice
	Several   bool              // invoice, with HeadLast: there are at least two of them
	CSV       CSVOptions
}

// CSVOptions steer the writing of CSV.
type CSVOptions struct {
	Dialect        Dialect
	Headers        Language
	NoFormulaGuard bool
	NoExcelText    bool // excel-ru: write "0019" plain, not as ="0019"
}

// Dialect is a dialect of CSV.
type Dialect uint8

// The dialects of CSV that are written; all are read.
const (
	RFC4180 Dialect = iota // comma, decimal point, LF
	ExcelRu                // semicolon, decimal comma, CRLF, BOM (which the writer of the format puts out itself)
)

// Language of column names.
type Language uint8

// The languages of column names.
const (
	English Language = iota
	Russian
)

// Engine chooses the scanner of xmlstream.
type Engine uint8

// The engines.
const (
	Fast  Engine = iota // our own
	Plain               // encoding/xml with the checks it lacks
)

// Limits bound what a hostile document can ask for. Zero means the default.
type Limits struct {
	Record     int   // bytes of a record; default 16 MiB
	Value      int   // bytes of a value; 1 MiB
	Name       int   // bytes of a name; 1 KiB
	Attributes int   // of an element; 1000
	Depth      int   // of elements, objects and arrays; 100
	Window     int64 // bytes of a zstd window; 8 MiB
}

// WithDefaults returns l with the defaults in place of zeros.
func (l Limits) WithDefaults() Limits {
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	set(&l.Record, 16<<20)
	set(&l.Value, 1<<20)
	set(&l.Name, 1<<10)
	set(&l.Attributes, 1000)
	set(&l.Depth, 100)
	if l.Window == 0 {
		l.Window = 8 << 20
	}
	return l
}

// Temp gives temporary files. A file is the caller's to close, which also removes it.
type Temp interface {
	TempFile() (*os.File, error)
}
