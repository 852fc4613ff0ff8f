package convert

import (
	"encoding/csv"
	"errors"

	"obmen/convert/mapping"
	"obmen/convert/pending"
	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/convert/where"
	"obmen/formats/charset"
	"obmen/formats/record"
	"obmen/formats/table"
)

// mappingOptions opens what a mapping asks for: the catalogue, the amounts, the trail.
func (r *run) mappingOptions(s *sink, doc *Document, p *profile.Profile, in *input) (mapping.Options, error) {
	o := mapping.Options{
		Profile: p, Report: doc.Report, Temp: r.temp, Number: r.Number, GroupBy: r.GroupBy, MaxItems: r.MaxItems, RecordLimit: r.Limits.Record, CRC: in.CRC,
	}
	if len(o.GroupBy) == 0 {
		o.GroupBy = p.Invoices.GroupBy
	}
	if o.MaxItems == 0 {
		o.MaxItems = int(p.Invoices.MaxItems)
	}
	returns, err := r.returns(p, o.GroupBy)
	if err != nil {
		return o, err
	}
	o.Returns = returns
	if expression := p.Invoices.ReturnsWhere; expression != "" {
		if o.ReturnsWhere, err = where.Marker(expression); err != nil {
			return o, usage(returnsWhere, faultOf(err))
		}
	}
	if r.Catalog != "" {
		if o.Catalog, err = r.openCatalog(s, p); err != nil {
			return o, err
		}
	}
	if r.Amounts != "" {
		if err := r.openAmounts(s, &o, in); err != nil {
			return o, err
		}
	}
	o.Renumber = r.Renumber
	if r.Parted != nil {
		o.Parted = func(whole []byte, part, parts int64) { r.Parted(doc.Input, whole, part, parts) }
	}
	if r.Trail != "" {
		err = r.openTrail(s, &o)
	}
	if r.Carries != nil {
		o.Trail = r.alsoCarries(doc.Input, o.Trail)
	}
	return o, err
}

// alsoCarries tells the upload step what the trail says, if there is one.
func (r *run) alsoCarries(input string, trail func(organization, docnum []byte, invoice string) error) func(organization, docnum []byte, invoice string) error {
	return func(organization, docnum []byte, invoice string) error {
		if trail != nil {
			if err := trail(organization, docnum, invoice); err != nil {
				return err
			}
		}
		return r.Carries(input, organization, docnum, invoice)
	}
}

// returns settles what becomes of returns: the flag leads, then the profile.
func (r *run) returns(p *profile.Profile, groupBy []string) (mapping.Returns, error) {
	word := r.Returns
	if word == "" {
		word = p.Invoices.Returns
	}
	switch word {
	case "net":
		if len(groupBy) == 0 {
			return 0, usage(netNeedsGroups)
		}
		return mapping.Net, nil
	case "keep":
		return mapping.Keep, nil
	}
	return mapping.Drop, nil
}

// faultOf is the words of an error, which are known in both languages where they are a Fault's.
func faultOf(err error) error {
	var fault *record.Fault
	if errors.As(err, &fault) {
		return fault
	}
	return err
}

// openSide opens the file of a flag, beside the input, and finds out its format.
func (r *run) openSide(flag, name string) (*input, opened, error) {
	in, src, err := r.openSingle(flag, name)
	if err != nil {
		return nil, opened{}, err
	}
	side := &run{Job: Job{}, ctx: r.ctx, temp: r.temp}
	o, err := side.recognise(src, in, report.New(name, nil), profile.Default())
	if err != nil {
		in.Close()
		return nil, opened{}, named(err, name)
	}
	return in, o, nil
}

// openSingle opens the file of a flag, which holds one document.
func (r *run) openSingle(flag, name string) (*input, source, error) {
	if name == "-" {
		return nil, source{}, usage(sideNeedsFile, flag)
	}
	list, err := fileSources(name, name)
	if err != nil {
		return nil, source{}, err
	}
	if len(list) > 1 {
		return nil, source{}, usage(severalInSide, name, len(list))
	}
	in, err := openInput(r.ctx, list[0], r.Limits, false, &Progress{})
	return in, list[0], err
}

// openCatalog reads a nomenclature in any of its formats.
func (r *run) openCatalog(s *sink, p *profile.Profile) (catalog *mapping.Catalog, err error) {
	err = r.readCatalog(func(src record.Reader) error {
		catalog, err = mapping.NewCatalog(src, p, r.temp)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, catalog)
	return catalog, nil
}

// readCatalog has the nomenclature of --catalog read, in any of its formats.
func (r *run) readCatalog(read func(record.Reader) error) error {
	in, o, err := r.openSide("--catalog", r.Catalog)
	if err != nil {
		return err
	}
	defer in.Close()
	if o.format.Kind != record.Nomenclature {
		return usage(notACatalog, r.Catalog, o.format.Name)
	}
	reader, err := o.format.NewReader(o.text, record.Options{File: r.Catalog, Temp: r.temp, Limits: r.Limits, Start: o.source.Start, Unit: o.source.Unit, Engine: r.Engine})
	if err != nil {
		return err
	}
	return named(read(reader), r.Catalog)
}

// openAmounts reads the table of --amounts. "The CRC in the number then runs on over this file's bytes."
func (r *run) openAmounts(s *sink, o *mapping.Options, in *input) error {
	file, _, err := r.openSingle("--amounts", r.Amounts)
	if err != nil {
		return err
	}
	defer file.Close()
	text, encoding, err := charset.NewReader(file, charset.Options{File: r.Amounts})
	if err != nil {
		return named(err, r.Amounts)
	}
	rows, err := table.NewAmountsReader(text, record.Options{File: r.Amounts, Temp: r.temp, Limits: r.Limits, Start: encoding.Start, Unit: encoding.Unit})
	if err != nil {
		return named(err, r.Amounts)
	}
	amounts, err := mapping.NewAmounts(r.Amounts, amountsOf(rows), r.temp)
	if err != nil {
		return named(err, r.Amounts)
	}
	if err := file.drain(); err != nil {
		return err
	}
	s.closers = append(s.closers, amounts)
	o.Amounts = amounts
	behind, size := file.CRC(), file.tee.n
	o.CRC = func() uint32 { return joinCRC(in.CRC(), behind, size) }
	return nil
}

// amountsOf gives the items of a table as amounts: its columns Code, Amount and Price are those of items-csv.
func amountsOf(rows record.Reader) func() (*mapping.Amount, error) {
	var amount mapping.Amount
	return func() (*mapping.Amount, error) {
		for {
			rec, err := rows.Read()
			if err != nil {
				return nil, err
			}
			if item, ok := rec.(*record.Item); ok {
				amount = mapping.Amount{Code: item.ProductCode, Amount: item.Amount, Price: item.Price, Pos: item.At()}
				return &amount, nil
			}
		}
	}
}

// A trail is the CSV of which receipt went into which invoice.
type trail struct {
	*outFile
	rows *csv.Writer
}

// openTrail begins the trail that a mapping writes.
func (r *run) openTrail(s *sink, o *mapping.Options) error {
	f, err := r.create(r.Trail)
	if err != nil {
		return err
	}
	s.trail = &trail{f, csv.NewWriter(f)}
	row := make([]string, 3)
	o.Trail = func(organization, docnum []byte, invoice string) error {
		row[0], row[1], row[2] = string(organization), string(docnum), invoice
		return s.trail.rows.Write(row)
	}
	return s.trail.rows.Write([]string{"OrganizationCode", "DocNum", "Invoice"})
}

// finish writes what is buffered.
func (t *trail) finish() error {
	if t == nil {
		return nil
	}
	t.rows.Flush()
	if err := t.rows.Error(); err != nil {
		return err
	}
	return t.outFile.finish()
}

// pending is the file to be committed; nil: none.
func (t *trail) pending() *pending.File {
	if t == nil {
		return nil
	}
	return t.outFile.pending()
}
