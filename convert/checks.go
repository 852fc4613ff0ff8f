package convert

import (
	"time"

	"obmen/convert/check"
	"obmen/convert/profile"
	"obmen/formats/record"
)

// checkOptions steer the checks of a document. What takes longer is looked for only where findings are what was asked for. The caller closes
// the Catalog, if there is one.
func (r *run) checkOptions(doc *Document, p *profile.Profile) (o check.Options, err error) {
	o = check.Options{
		File: doc.Input, Found: doc.Report.Found, Temp: r.temp, Zone: p.Location(), Partial: doc.From.Partial, Whole: r.checksWhole(doc), UnitNames: profile.UnitNames,
	}
	if o.Deep = r.Check || r.DryRun && !r.Unasked; !o.Deep {
		return o, nil
	}
	switch doc.From.Kind {
	case record.Invoices:
		o.TaxRate = taxRate(p)
	case record.Receipts:
		if o.OpenAt, err = r.openAt(p); err != nil || !r.DryRun || r.Catalog == "" {
			return o, err
		}
		err = r.readCatalog(func(src record.Reader) (err error) {
			o.Catalog, err = check.NewCatalog(src, p.PriceTypes.Retail, r.temp)
			return err
		})
		return o, err
	}
	return o, r.onlyReceipts(doc)
}

// onlyReceipts refuses what check would pass over in silence.
func (r *run) onlyReceipts(doc *Document) error {
	switch {
	case r.DryRun && r.Catalog != "":
		return misfit(needsReceipts, "--catalog", doc.From.Name)
	case r.DryRun && r.Open != "":
		return misfit(needsReceipts, "--open", doc.From.Name)
	}
	return nil
}

// openAt knows when stores are open: all of them as --open says, else each as the profile does; nil: nobody knows.
func (r *run) openAt(p *profile.Profile) (func(store []byte, at time.Time) (string, bool), error) {
	stores, others := p.Checks.Hours()
	if r.Open != "" {
		hours, err := profile.ParseHours(r.Open)
		if err != nil {
			return nil, &record.UsageError{Err: err}
		}
		stores, others = nil, hours
	}
	if len(stores) == 0 && !others.IsKnown() {
		return nil, nil
	}
	return func(store []byte, at time.Time) (string, bool) {
		hours, ok := stores[string(store)]
		if !ok {
			hours = others
		}
		return hours.String(), !hours.IsKnown() || hours.Contains(at)
	}, nil
}
