package check

import (
	"errors"
	"time"

	"obmen/formats/record"
)

// Options steer a Checker. The zero Options find what is wrong with single records and tell nobody.
type Options struct {
	File  string               // the input's name, for errors
	Found func(record.Finding) // hears the findings; nil: nobody does
	Temp  record.Temp          // where claims wait; nil: the platform's folder
	Zone  *time.Location       // in which dates without an offset are taken; nil: UTC
	Whole bool                 // compare over the whole file too
	Deep  bool                 // with Whole: find also what takes longer to find
	// OpenAt reports whether a store is open at a time, which is in Zone, and its opening hours in words. Nil: not known of any. It is asked in lanes.
	OpenAt func(store []byte, at time.Time) (hours string, open bool)
	// Catalog is what the lines of receipts are held against; nil: nothing. With one there are no lanes.
	Catalog *Catalog
	// TaxRate returns the rate of a tax in per cent; one that is not set is not known. It is asked by Deep alone, in lanes. Nil: none is known.
	TaxRate func(id record.Number) record.Number
	// Partial says that a profile fills in what the records lack ([record.Format].Partial): a missing field is then no finding, and
	// references are left to who fills them in.
	Partial bool
	// UnitNames returns the names under which the unit of a code goes in the OKEI table. Nil: units are not looked at.
	UnitNames func(code []byte) (known bool, names []string)
}

// A Checker looks at the records of one document, in one stream or in lanes, or first in lanes and then in one stream.
type Checker interface {
	// Check looks at the next record, which it does not keep. The error is one of the disk, and final.
	Check(record.Record) error
	// Finish comes after the last record. It makes the findings over the whole file, in the order of the records that
	// they are about: the later ones of those that contradict each other. Groups or categories that stand above
	// themselves are an error: a *[record.Error], which is Fatal, returned after all findings were made.
	Finish() error
	// Lane returns a Lane of the same document, which shares nothing with its Checker until it is joined; nil: the kind can't be checked in lanes.
	Lane(found func(record.Finding)) Lane
	// Place gives a finding of a Lane the place that only the Checker knows, if it is about a record of the lead. It comes before the Lane is joined.
	Place(f *record.Finding)
	// Join goes on behind the chunk of a Lane, as if its records had been shown to Check. Chunks are joined in the document's order. The error
	// is one of the disk, and final.
	Join(Lane) error
	// Close removes what is on disk. A Finish before it is not required.
	Close() error
}

// New returns a Checker for a document of the kind.
func New(kind record.DocKind, o Options) Checker {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	base := base{Options: o}
	if o.Whole {
		base.claims = newClaims(o.Temp)
	}
	switch kind {
	case record.Receipts:
		return &receipts{base: base, docNums: base.claims.trace(record.KindReceipt)}
	case record.Invoices:
		return &invoices{base: base}
	}
	return &nomenclature{base: base, groups: base.claims.trace(record.KindGroup), rows: rows{trace: base.claims.trace(record.KindProduct)}}
}

// base is what the checkers of all kinds have in common.
type base struct {
	Options
	claims  *claims // nil: not over the whole file
	record  record.Record
	seq     int64                                // of the record in the document, from 1
	numbers [record.KindInvoiceProduct + 1]int64 // of records so far, by kind
	from    source                               // of the record with from.seq, once it was asked for

	leading     bool // in a lane: the records are those of a lead
	leadSeq     int64
	leadNumbers [record.KindInvoiceProduct + 1]int64
}

// begin makes r the record that findings are about.
func (b *base) begin(r record.Record) {
	b.record = r
	b.seq++
	b.numbers[r.Kind()]++
}

// found tells of the current record.
func (b *base) found(m *record.Message, path string, args ...any) {
	b.foundAt(m, b.record.At(), path, args...)
}

// foundAt tells of the current record's kind at a place that is known already.
func (b *base) foundAt(m *record.Message, at record.Pos, path string, args ...any) {
	if b.Found == nil || b.leading {
		return
	}
	k := b.record.Kind()
	b.Found(record.Finding{Message: m, Pos: at, Kind: k, Record: b.numbers[k], Path: path, Args: args})
}

// optional tells of an optional field that is missing.
func (b *base) optional(text []byte, path string) {
	if text == nil {
		b.found(optionalMissing, path, path)
	}
}

// source is where the current record's claims come from. Its place is reckoned once only.
func (b *base) source() *source {
	if b.from.seq != b.seq {
		k := b.record.Kind()
		b.from = source{seq: b.seq, kind: k, number: b.numbers[k], at: b.record.At()}
	}
	return &b.from
}

// Place implements [Checker].
func (b *base) Place(*record.Finding) {}

// Finish implements [Checker].
func (b *base) Finish() error {
	if b.claims == nil {
		return nil
	}
	return b.claims.finish(b.File, b.Found)
}

// close removes what is on disk, of the traces too.
func (b *base) close(traces ...*trace) error {
	if b.claims == nil {
		return nil
	}
	err := b.claims.close()
	for _, t := range traces {
		err = errors.Join(err, t.shut())
	}
	return err
}
