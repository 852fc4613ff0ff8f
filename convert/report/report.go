// Package report keeps what an accountant signs for: control totals of what was read and
// written, what was kept out and why, findings and losses. Its space is bounded: a count and
// the first examples for each code, totals for a bounded number of cells.
package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"obmen/formats/record"
)

// MaxExamples is how many findings of one code are kept with their positions.
const MaxExamples = 10

// A Reason says why something that was read was on purpose not written.
type Reason string

// The reasons.
const (
	Returns     Reason = "returns"      // return lines and receipts, by --returns
	Doubles     Reason = "doubles"      // a DocNum or a row that came before with equal content
	Rejected    Reason = "rejected"     // refused records, by --on-error skip
	Refused     Reason = "refused"      // the entries of those that were read well, and that a mapping then refused
	Skipped     Reason = "skipped"      // by the profile's skip, or a line of quantity and sum 0
	NotSelected Reason = "not-selected" // by --where
	Before      Reason = "before"       // was sent, or fetched, before
	Merged      Reason = "merged"       // went into another record: rows of one product, lines of one item
	Netted      Reason = "netted"       // a return with positive figures, counted twice: it is left out and taken off
)

// KeptOut is what was kept out for one reason.
type KeptOut struct {
	Count int64
	Sum   record.Number
}

// An Example is one finding with its place.
type Example struct {
	File   string
	Pos    record.Pos
	Kind   record.Kind
	Record int64
	Path   string
	Args   []any

	heard int64 // its place among all examples
	args  []any // Args at full length
}

// A Count is all that is known of the findings of one code.
type Count struct {
	Message  *record.Message
	Count    int64
	Examples []Example

	sated bool // a Report that this one is merged into has all the examples that it keeps
}

// A Report belongs to one input. It is not safe for use by several goroutines at once.
type Report struct {
	Read, Written Tally

	Hide func(record.Finding) record.Finding // what is kept and told of a finding; nil: all of it

	file     string
	findings []*Count
	byCode   map[*record.Message]*Count
	kept     map[Reason]KeptOut
	lost     []loss
	heard    int64 // examples so far, of all codes
	told     []mergedExample

	rejectedEntries int64
	completed       completed
	relay           func(record.Finding)
}

// completed is what the completion of a document that its format leaves partial did to its figures.
type completed struct {
	reckoned        record.Number // line sums that the document did not have
	items, products int64         // of the entries that were kept out: items; and products, which no other count has
}

// A loss counts the fields of a name that had no place. There are as many of them as kinds of records have fields, and of those that are lost in every
// record one stands among the first: looking through them takes less than hashing.
type loss struct {
	field string
	count int64
}

// New returns the report of the input named file. Relay, if not nil, hears every example that is kept.
func New(file string, relay func(record.Finding)) *Report {
	return &Report{
		file: file, relay: relay, byCode: map[*record.Message]*Count{}, kept: map[Reason]KeptOut{},
	}
}

// Found counts a finding; the first MaxExamples of each code are kept with their positions.
func (r *Report) Found(f record.Finding) {
	c := r.byCode[f.Message]
	if c == nil {
		c = &Count{Message: f.Message}
		r.byCode[f.Message] = c
	}
	if c.Count == 0 {
		r.findings = append(r.findings, c)
	}
	if c.Count++; c.Count > MaxExamples || c.sated {
		return
	}
	if r.Hide != nil {
		f = r.Hide(f)
	}
	r.heard++
	e := Example{File: r.file, Pos: f.Pos, Kind: f.Kind, Record: f.Record, Path: f.Path, Args: keepArgs(f.Args, record.Shorten), heard: r.heard}
	if r.relay == nil { // the one of the Report that this one is merged into may want them
		e.args = keepArgs(f.Args, bytes.Clone)
	}
	c.Examples = append(c.Examples, e)
	if r.relay != nil {
		r.relay(f)
	}
}

// keepArgs copies what may not outlive the record that a finding is about.
func keepArgs[T any](args []any, text func([]byte) T) []any {
	out := slices.Clone(args)
	for i, a := range out {
		if b, ok := a.([]byte); ok {
			out[i] = text(b)
		}
	}
	return out
}

// Lost counts a field of a source record that had no place in the target.
func (r *Report) Lost(field string) { r.LostN(field, 1) }

// LostN counts n of them.
func (r *Report) LostN(field string, n int64) {
	if n <= 0 {
		return
	}
	for i := range r.lost {
		if l := &r.lost[i]; l.field == field {
			l.count += n
			return
		}
	}
	r.lost = append(r.lost, loss{field, n})
}

// KeepOut counts entries (rows, lines or items, as the cell compares them) that were read and are on purpose not written.
func (r *Report) KeepOut(reason Reason, count int64, sum record.Number) {
	k := r.Kept(reason)
	k.Count += count
	k.Sum = k.Sum.Add(sum)
	r.kept[reason] = k
}

// Reject counts a refused record. Entries and sum are what of it was tallied as read; of one that the reader refused, nothing was.
func (r *Report) Reject(entries int64, sum record.Number) {
	r.KeepOut(Rejected, 1, sum)
	r.rejectedEntries += entries
}

// Reckoned counts line sums that are written but were never read: a document whose rows hold only amounts and prices has none, and
// cost_with_tax is reckoned. Each balance of sums shows them as a term of its own, so nothing is lost or won in silence.
func (r *Report) Reckoned(sum record.Number) { r.completed.reckoned = r.completed.reckoned.Add(sum) }

// ReckonedSum returns the sum of what [Report.Reckoned] heard; missing: nothing.
func (r *Report) ReckonedSum() record.Number { return r.completed.reckoned }

// KeepOutItems counts items that the completion of a document keeps out, with the sum of theirs that was read, and the products that it keeps
// out: where a conversion goes on to a nomenclature, its balance is one of products.
func (r *Report) KeepOutItems(reason Reason, items int64, sum record.Number, products int64) {
	if items > 0 {
		r.KeepOut(reason, items, sum)
	}
	r.completed.items += items
	r.completed.products += products
}

// Kept returns what was kept out for reason.
func (r *Report) Kept(reason Reason) KeptOut {
	if k, ok := r.kept[reason]; ok {
		return k
	}
	return KeptOut{Sum: record.NewNumber(0, 0)}
}

// Findings returns the findings by code, in the order in which the codes first came up.
func (r *Report) Findings() []*Count { return r.findings }

// Losses returns the lost fields in the order of their names.
func (r *Report) Losses() (fields []string, counts []int64) {
	list := slices.SortedFunc(slices.Values(r.lost), func(a, b loss) int { return strings.Compare(a.field, b.field) })
	for _, l := range list {
		fields, counts = append(fields, l.field), append(counts, l.count)
	}
	return fields, counts
}

// HasWarnings reports whether there is a finding of more weight than a note, or a loss.
func (r *Report) HasWarnings() bool {
	return slices.ContainsFunc(r.findings, func(c *Count) bool { return c.Message.Severity > record.Note })
}

// Text returns the words of an example in Russian or English.
func (c *Count) Text(e Example, russian bool) string {
	format := c.Message.En
	if russian {
		format = c.Message.Ru
	}
	return fmt.Sprintf(format, e.Args...)
}

// Where returns file:line:col: receipt 38 Head/DocSum.
func (e Example) Where() string { return e.WhereIn(record.English) }

// WhereIn is Where with the word for the record in a language.
func (e Example) WhereIn(l record.Language) string {
	err := record.Error{File: e.File, Pos: e.Pos, Kind: e.Kind, Record: e.Record, Path: e.Path}
	return strings.TrimSuffix(err.WhereIn(l), ": ")
}
