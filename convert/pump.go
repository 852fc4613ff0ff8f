package convert

import (
	"maps"
	"slices"
	"strings"

	"obmen/convert/check"
	"obmen/convert/mapping"
	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/convert/where"
	"obmen/formats/record"
)

// pump lets the records of an opened source walk through the stages of the job into the output, compares the control totals, and only then
// lets the output appear.
func (r *run) pump(in *input, o opened, doc *Document, p *profile.Profile) error {
	if err := r.target(o.format, doc); err != nil {
		return err
	}
	doc.Report.Read.Measure, doc.Report.Read.Zone = measure(p), p.Location()
	if o.started != nil {
		o.started(*doc)
	}
	out, err := r.openSink(doc, p, in)
	if err != nil {
		return err
	}
	defer out.cleanup()
	rejects := r.newRejects(doc)
	defer rejects.cleanup()
	if err := r.copy(o, out, doc, p, rejects); err != nil {
		return err
	}
	if err := in.drain(); err != nil {
		return err
	}
	if err := out.writer.Close(); err != nil {
		return err
	}
	doc.SHA256, doc.Size = in.SHA(), in.stored.n
	if err := r.balance(doc); err != nil {
		return err
	}
	if err := rejects.finish(); err != nil {
		return err
	}
	if err := out.commit(doc, rejects.out); err != nil {
		return err
	}
	doc.Done = true
	return nil
}

func (r *run) profile(input string) (*profile.Profile, error) {
	if r.Job.Profile == nil {
		return profile.Default(), nil
	}
	return r.Job.Profile(input)
}

func (r *run) target(from record.Format, doc *Document) error {
	if r.DryRun {
		doc.To = from
		return nil
	}
	to, err := r.resolve(doc.Output, from)
	if err != nil {
		return err
	}
	doc.To = to
	return r.flagsFit(from, to)
}

// resolve is resolveTarget, but for a document that keeps its format.
func (r *run) resolve(output string, from record.Format) (record.Format, error) {
	word := wordOf(r.Output)
	if isFolder(r.Output) {
		word = wordOf(output)
	}
	switch {
	case !r.Keep || r.To != "" || word != "" && !strings.HasPrefix("."+word, from.Ext):
		return resolveTarget(r.To, r.Output, from)
	case from.NewWriter == nil:
		return resolveTarget(natural[from.Kind], "", from)
	}
	return from, nil
}

// flagsFit refuses flags that this conversion would pass over in silence.
func (r *run) flagsFit(from, to record.Format) error {
	into := func(k record.DocKind) bool { return from.Kind == k && to.Kind == record.Invoices }
	completes := from.Partial && to.Name != from.Name
	for _, f := range []struct {
		flag  string
		given bool
		fits  bool
	}{
		{"--group-by", len(r.GroupBy) > 0, into(record.Receipts)},
		{"--returns", r.Returns != "", into(record.Receipts)},
		{"--trail", r.Trail != "", into(record.Receipts)},
		{"--amounts", r.Amounts != "", into(record.Nomenclature)},
		{"--number", r.Number != "", into(record.Nomenclature) || completes},
		{"--max-items", r.MaxItems != 0, from.Kind != to.Kind && to.Kind == record.Invoices || completes},
		{"--catalog", r.Catalog != "", from.Kind == record.Receipts && to.Kind != record.Receipts || completes},
	} {
		if f.given && !f.fits {
			return misfit(flagNeedsWay, f.flag, from.Name, to.Name)
		}
	}
	return nil
}

func (r *run) readerOptions(o opened, doc *Document) record.Options {
	return record.Options{
		File: doc.Input, Found: doc.Report.Found, Temp: r.temp, Limits: r.Limits, Start: o.source.Start, Unit: o.source.Unit, Engine: r.Engine,
	}
}

// copy walks the records: read, tallied, checked, selected, mapped, written. It does so in lanes where that can be.
func (r *run) copy(o opened, out *sink, doc *Document, p *profile.Profile, rejects *rejects) error {
	c := &crew{run: r, doc: doc, profile: p, out: out, rejects: rejects, options: r.readerOptions(o, doc), unchecked: o.unchecked, at: o.at, size: o.size}
	checks, err := r.checkOptions(doc, p)
	if err != nil {
		return err
	}
	if checks.Catalog != nil {
		defer checks.Catalog.Close()
	}
	c.checker = check.New(doc.From.Kind, checks)
	defer c.checker.Close()
	if c.trade = c.newTrade(o); c.trade == nil {
		o.relay.release()
		return r.copyInOne(o, out, doc, rejects, c.checker)
	}
	if !c.mayGiveUp() {
		o.relay.release()
	}
	return c.copy(o)
}

// copyInOne is copy, in one stream.
func (r *run) copyInOne(o opened, out *sink, doc *Document, rejects *rejects, checker check.Checker) error {
	o.check(doc.Input)
	reader, err := o.format.NewReader(o.text, r.readerOptions(o, doc))
	if err != nil {
		return err
	}
	rejects.from(reader)
	if r.Through != nil {
		if reader, err = r.Through(doc, reader); err != nil {
			return err
		}
	}
	return r.walk(out.writer, reader, checker, doc, rejects)
}

// checksWhole reports whether the records are compared over the whole document.
func (r *run) checksWhole(doc *Document) bool {
	return r.Check || r.DryRun && !r.Unasked || doc.mapped()
}

func (r *run) walk(dst record.Writer, src record.Reader, checker check.Checker, doc *Document, rejects *rejects) error {
	tapped := &tap{Reader: src, tally: &doc.Report.Read, checker: checker, progress: r.Progress, rejects: rejects}
	defer tapped.tell()
	var selected record.Reader = tapped
	if r.Where != "" {
		filter, err := r.selected(tapped, doc)
		if err != nil {
			return err
		}
		selected = filter
	}
	if r.Select != nil {
		var err error
		if selected, err = r.Select(doc, selected, notSelected(doc)); err != nil {
			return err
		}
		selected = given{selected, rejects}
	}
	if r.Sent != nil && doc.From.Kind == record.Receipts {
		selected = &unsent{selected, r.Sent, doc.Report}
	}
	if _, err := record.Copy(dst, selected, rejects.refuse); err != nil {
		return err
	}
	return checker.Finish()
}

// given tells the rejects which record goes on: a caller's stage may have held it back.
type given struct {
	record.Reader
	rejects *rejects
}

// Read implements record.Reader.
func (g given) Read() (record.Record, error) {
	rec, err := g.Reader.Read()
	g.rejects.current = rec
	return rec, err
}

func (r *run) selected(src record.Reader, doc *Document) (record.Reader, error) {
	if doc.From.Name != natural[record.Nomenclature] && doc.From.Name != natural[record.Receipts] {
		return nil, misfit(whereNeedsXML, doc.From.Name)
	}
	return where.Filter(src, r.Where, doc.From.Kind, notSelected(doc))
}

// notSelected counts a record that is left out because it was not chosen.
func notSelected(doc *Document) func(record.Record) {
	return func(rec record.Record) {
		left := report.Tally{}
		left.Add(rec)
		doc.Report.KeepOut(report.NotSelected, left.Rows+left.Lines+left.Items, left.Sum)
	}
}

// mapped reports whether the document changes its kind, or is completed.
func (d *Document) mapped() bool {
	return d.From.Kind != d.To.Kind || (d.From.Partial && d.To.Name != d.From.Name)
}

func measure(p *profile.Profile) report.Measure {
	return func(code []byte) (string, record.Number) {
		u := p.Unit(code)
		return u.Measure, u.Factor
	}
}

// taxRate knows the rate of a tax id where the profile gives it one rate only.
func taxRate(p *profile.Profile) func(id record.Number) record.Number {
	rates := map[string]record.Number{}
	add := func(id, rate record.Number) {
		key := id.String()
		if known, ok := rates[key]; ok && !(known.IsSet() && known.Equal(rate)) {
			rate = record.Number{} // which of them, only a date tells
		}
		rates[key] = rate
	}
	addRule := func(r *profile.TaxRule) {
		if r == nil {
			return
		}
		if len(r.Rates) == 0 {
			add(r.ID, r.Rate)
		}
		for _, rate := range r.Rates {
			id := rate.ID
			if !id.IsSet() {
				id = r.ID
			}
			add(id, rate.Rate)
		}
	}
	addRule(&p.Defaults.Tax)
	for _, rules := range []map[string]*profile.Rule{p.Groups, p.Products} {
		for _, code := range slices.Sorted(maps.Keys(rules)) {
			addRule(rules[code].Tax)
		}
	}
	return func(id record.Number) record.Number {
		var key [40]byte
		return rates[string(id.AppendTo(key[:0]))]
	}
}

// tap shows each record that was read to the tally and the checks.
type tap struct {
	record.Reader
	tally    *report.Tally
	checker  check.Checker
	progress *Progress
	untold   int64 // records that progress does not know of
	rejects  *rejects
}

// tellEvery is how many records are told of at once: a counter that several processors share is dear.
const tellEvery = 256

func (t *tap) tell() {
	t.progress.Records.Add(t.untold)
	t.untold = 0
}

// Read implements record.Reader.
func (t *tap) Read() (record.Record, error) {
	rec, err := t.Reader.Read()
	t.rejects.read(rec)
	if err != nil {
		return nil, err
	}
	if t.untold++; t.untold == tellEvery {
		t.tell()
	}
	t.tally.Add(rec)
	if err := t.checker.Check(rec); err != nil {
		return nil, err
	}
	return rec, nil
}

// balance compares the control totals. Where they disagree nothing may appear.
func (r *run) balance(doc *Document) error {
	doc.Agree = true
	if r.DryRun {
		return nil
	}
	for _, b := range doc.Report.Balances(doc.From.Kind, doc.To.Kind) {
		if !b.Agree() {
			doc.Agree = false
			return &Disagreement{File: doc.Input, Balance: b}
		}
	}
	return nil
}

// A Disagreement says that control totals do not agree: a bug, and nothing was written.
type Disagreement struct {
	File    string
	Balance report.Balance
}

// Error returns what does not agree.
func (d *Disagreement) Error() string { return d.File + ": " + d.Fault().Error() }

// Fault returns the same as a message.
func (d *Disagreement) Fault() *record.Fault {
	b := d.Balance
	return disagree.Fault(b.What, b.Read.String(), b.Reckoned.String(), b.Written.String(), b.KeptOut.String())
}

// losses are the fields of the source that the target has no place for.
type losses struct {
	fields []record.Field
	report *report.Report
}

func (l losses) count(rec record.Record) {
	kind := rec.Kind()
	for i := range l.fields {
		if f := &l.fields[i]; f.Kind == kind && f.Set(rec) {
			l.report.Lost(f.Name)
		}
	}
}

// lossStage counts the losses of what was written.
type lossStage struct {
	record.Writer
	losses
}

// Write implements record.Writer.
func (l lossStage) Write(rec record.Record) error {
	if err := l.Writer.Write(rec); err != nil {
		return err
	}
	l.count(rec)
	return nil
}

// withLosses counts fields that records lose behind dst.
func withLosses(dst record.Writer, doc *Document, fields []record.Field) record.Writer {
	if len(fields) == 0 {
		return dst
	}
	return lossStage{dst, losses{fields, doc.Report}}
}

// Losses lists the fields that a conversion has no place for: those of the source that the mapping does not carry, and those that the mapping
// makes but the target can't write.
func Losses(from, to record.Format) []record.Field {
	return append(sourceLosses(from, to), targetLosses(from, to)...)
}

func sourceLosses(from, to record.Format) []record.Field {
	if from.Kind == to.Kind {
		return lacking(from.Kind, from.Carries, to.Carries)
	}
	m, _ := mapping.Lookup(from.Kind, to.Kind)
	return lacking(from.Kind, from.Carries, m.Carries)
}

// targetLosses is empty where the target carries its whole kind, or the source is of that kind itself.
func targetLosses(from, to record.Format) []record.Field {
	if from.Kind == to.Kind {
		return nil
	}
	return lacking(to.Kind, record.FieldNames(to.Kind), to.Carries)
}

// lacking lists the fields of a kind that one side has and the other has no home for.
func lacking(k record.DocKind, has, home []string) []record.Field {
	var lost []record.Field
	for _, f := range record.Fields(k) {
		if slices.Contains(has, f.Name) && !slices.Contains(home, f.Name) {
			lost = append(lost, f)
		}
	}
	return lost
}
