// Package convert is the pump: it opens documents, finds out what they are, lets their
// records walk through the stages that a job asks for, and lets the result appear whole or not at all.
package convert

import (
	"io"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// A Job is one run over some inputs. Its fields are the flags of the command line.
type Job struct {
	Inputs []string // file names, or - for Stdin
	Output string   // a file, a folder, or - or empty for Stdout
	From   string   // a format's name; empty: found out from the content
	To     string   // a format's name or one of csv, xml, json, ndjson, nomenclature, receipts, invoice; empty: from Output's name
	Keep   bool     // with an empty To: where Output's name does not say otherwise, a document keeps its format

	Profile     func(input string) (*profile.Profile, error) // the profile for an input; nil: the defaults
	ProfileFile string                                       // the name of the profile that was asked for, if any: nothing may be written over it
	KeyFile     string                                       // the name of the key's file, if there is one: nor over this, whether it is the file or a link to it
	Where       string                                       // XPath 1.0

	Encoding       string // of the input; empty: found out
	OutputEncoding string // empty: UTF-8
	CSV            record.CSVOptions
	CSVSet         CSVSet // which of CSV were asked for; the profile settles the others

	GroupBy  []string
	Returns  string // drop, net, keep; empty: the profile's
	Catalog  string // with DryRun: what the lines of receipts are held against
	Amounts  string
	Number   string
	Trail    string
	MaxItems int

	Skip    bool   // --on-error skip
	Rejects string // file for refused records
	Check   bool   // findings over the whole file
	DryRun  bool   // check: read all, write nothing
	Unasked bool   // with DryRun: without the findings over the whole file
	Open    string // with DryRun: opening hours, as profile.ParseHours has them; empty: the profile's

	ReportFile string
	Russian    bool // the language of the report's words
	Limits     record.Limits
	TempDir    string
	Jobs       int // processors to use; 0: all, up to 8, for one input after another
	chunk      int // for tests: bytes of a lane's chunks; 0: chunkSize
	Engine     record.Engine

	Shown func(input string) string // see Called; nil: an input's own name
	Hash  bool                      // fill in Document.SHA256

	Stdin    io.Reader
	Stdout   io.Writer
	Progress *Progress
	Found    func(input string, f record.Finding) // hears the examples that are kept, as they come
	Started  func(Document)                       // hears what was understood, before the first record is read

	// Through stands between a document's Reader and everything else: what it alters counts as read so. Select stands behind the control totals of what was
	// read: it tells left of each record that it leaves out, so that the totals agree. Nil: nothing does.
	Through func(*Document, record.Reader) (record.Reader, error)
	Select  func(d *Document, src record.Reader, left func(record.Record)) (record.Reader, error)
	// Hide makes of what a finding would show of the source what may be shown of it. Nil: all may.
	Hide func(record.Finding) record.Finding

	// What the upload step asks for. Nil: nothing.
	Into     func(input string) (io.Writer, error)                                      // takes each document in place of Output
	Sent     func(*record.Receipt) (why *record.Fault, err error)                       // why a receipt is left out: it was sent or fetched before; nil: it is not
	Carries  func(input string, organization, docnum []byte, invoice string) error      // hears what --trail says, each receipt behind the heads of its invoice
	Parted   func(input string, whole []byte, part, parts int64)                        // hears, before a head, that it is of a part of an invoice
	Wrote    func(input string) error                                                   // hears of each head of an invoice that was written
	Renumber func(number []byte, storage record.Number, shipper string) (string, error) // gives the invoice of a group another number; "": it keeps its own
}

// CSVSet says which CSV options were given on the command line.
type CSVSet struct{ Dialect, Headers bool }

// A Document is what became of one input.
type Document struct {
	Input, Output string
	Size, Written int64  // bytes as stored; Size -1: not known
	SHA256        string // of the input as stored; only where Job.Hash asks for it, with a report and for the upload step
	ProfileHash   string
	From, To      record.Format
	Report        *report.Report
	Temp          record.Temp // of the run, for the stages of callers
	Rejected      int64
	Agree         bool // read = written + kept out
	Done          bool // all of it is in place
	lanes         int  // chunks that were put in place
	patient       bool // it was mapped when all of it was known
}

// A Result is what became of a job.
type Result struct {
	Documents []Document
}
