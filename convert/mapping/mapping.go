package mapping

import (
	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// Options steer a mapping. Profile must be set, all else may be left out.
type Options struct {
	Profile *profile.Profile
	Report  *report.Report // nil: nobody wants to know
	Temp    record.Temp    // where what has to wait is kept; nil: the platform's folder
	Memory  int            // bytes that each of the stages that wait may hold; 0: their defaults
	Hands   *Hands         // where products can be mapped on several processors at once; nil: nowhere

	// Number is the invoice's number in place of the profile's template: --number.
	Number string
	// CRC returns the CRC-32C of the input's bytes after decompression, running on over the bytes of the file of --amounts. It is
	// asked only in Close, when the input was read to its end. Nil: 0.
	CRC func() uint32
	// MaxItems is how many items an invoice may have before it is split; 0: any number.
	MaxItems int
	// GroupBy are the keys of --group-by; empty: an invoice a receipt.
	GroupBy []string
	Returns Returns
	// RecordLimit is how many bytes a record may have; 0: the default of [record.Limits].
	RecordLimit int
	// ReturnsWhere sets a mark to 1 for each line of r that the profile's returns_where names. Nil: it names none.
	ReturnsWhere func(r *record.Receipt, marks []byte) error
	Catalog      *Catalog // --catalog; nil: none
	Amounts      *Amounts // --amounts; nil: none
	// Trail hears which receipt went into which invoice: --trail. It does not keep the slices. Nil: nobody wants to know.
	Trail func(organization, docnum []byte, invoice string) error
	// Parted hears, before the head of a part is written, of which invoice that is a part. Nil: nobody wants to know.
	Parted func(whole []byte, part, parts int64)
	// Renumber gives the invoice of a group another number, before it is split; "" leaves it its own. Nil: all keep theirs.
	Renumber func(number []byte, storage record.Number, shipper string) (string, error)

	units *unitTable
	texts *texts
}

// textsOf returns the texts of the profile.
func (o *Options) textsOf() *texts {
	if o.texts == nil {
		o.texts = new(texts)
	}
	return o.texts
}

// unitsOf returns the units of the document.
func (o *Options) unitsOf() *unitTable {
	if o.units == nil {
		o.units = newUnitTable(o.Profile)
	}
	return o.units
}

// Returns says what becomes of return lines.
type Returns uint8

// What may become of return lines: "--returns drop (default) keeps them out …; net … subtracts them from the group's lines …;
// keep writes them as they stand".
const (
	Drop Returns = iota
	Net
	Keep
)

// A Mapping turns documents of one kind into documents of another.
type Mapping struct {
	From, To record.DocKind
	// Carries are the fields of From that To has a place for, named as [record.Fields] names them.
	Carries []string
	// New returns a Writer that takes a document of From and writes documents of To to dst. Its Close closes dst.
	// Towards invoices dst must take heads last.
	New func(dst record.Writer, o Options) (record.Writer, error)
}

// A Sorting is a mapping with something to sort when all records are there, as long as nothing is asked of it before its Close.
type Sorting interface {
	// Sort does so, without telling anybody anything. What goes wrong comes up in Close.
	Sort()
}

// All lists the mappings. There is none from a nomenclature to receipts: "a catalogue holds no sales".
func All() []Mapping {
	return []Mapping{nomenclatureToInvoice(), receiptsToNomenclature(), receiptsToInvoice(), invoiceToNomenclature(), invoiceToReceipts()}
}

// Lookup returns the mapping from one kind to another; false where there is none.
func Lookup(from, to record.DocKind) (Mapping, bool) {
	for _, m := range All() {
		if m.From == from && m.To == to {
			return m, true
		}
	}
	return Mapping{}, false
}

// found says m of the record that at names, if anybody wants to know. At's own Message and Args do not matter.
func (o *Options) found(m *record.Message, at record.Finding, args ...any) {
	if o.Report != nil {
		at.Message, at.Args = m, args
		o.Report.Found(at)
	}
}

// counts counts a finding of which enough examples are known. What comes of nearly every record is asked here first, before its arguments are made.
func (o *Options) counts(m *record.Message) bool { return o.Report == nil || o.Report.Counts(m) }

// lost counts n values of a source's field that had no place in the target.
func (o *Options) lost(field string, n int64) {
	if o.Report != nil {
		o.Report.LostN(field, n)
	}
}

// keepOut counts what was read and is on purpose not written.
func (o *Options) keepOut(reason report.Reason, count int64, sum record.Number) {
	if o.Report != nil && (count > 0 || !sum.IsZero()) {
		o.Report.KeepOut(reason, count, sum)
	}
}
