package courier

import (
	"errors"
	"time"

	"obmen/convert/deliver"
	"obmen/formats/record"
)

// A sight is what the service's list says of an invoice.
type sight uint8

const (
	absent  sight = iota // it is not there
	present              // it is there, once
	doubled              // it is there more than once
	differs              // one of its number, shipper and storage is there, with another sum
	unsure               // one of its number, storage and sum is there, of a shipper by another name
)

// dateMargin is how much earlier than an invoice's date the list is asked for: zones, and a service that counts by another date.
const dateMargin = 48 * time.Hour

// maxSame is how many invoices of one number are looked at.
const maxSame = 20

// since is from which day on the list has an invoice of that date, yyyy-mm-dd hh:mm in UTC.
func (r *run) since(date string) time.Time {
	t := r.Now()
	if d, err := time.Parse("2006-01-02 15:04", date); err == nil && d.Before(t) {
		t = d
	}
	return t.Add(-dateMargin)
}

// lookUp looks for an invoice in the service's list "by number, shipper, storage and total". The error may be deliver.ErrNoList.
func (a *account) lookUp(f *facts) (sight, deliver.Listed, error) {
	var same []deliver.Listed
	err := a.client.Invoices(a.ctx, a.since(f.Date), func(l deliver.Listed) error {
		here := l.StorageID == "" || l.StorageID == f.Storage
		if l.Number == f.Number && here && (l.ShipperCode == "" || l.ShipperCode == f.Shipper) && len(same) < maxSame {
			same = append(same, l)
		}
		return nil
	})
	if err != nil {
		return absent, deliver.Listed{}, err
	}
	seen, match := absent, deliver.Listed{}
	for _, l := range same {
		one, full, err := a.compare(f, l)
		if err != nil {
			return absent, full, err
		}
		if one == present && seen == present {
			return doubled, full, nil
		}
		if one == present || one > seen && seen != present {
			seen, match = one, full
		}
	}
	return seen, match, nil
}

// compare asks for one of the listed, where the list does not say enough.
func (a *account) compare(f *facts, l deliver.Listed) (sight, deliver.Listed, error) {
	named := l.ShipperCode == f.Shipper || l.ShipperName == f.ShipperName
	if !l.SumKnown || !named {
		full, err := a.client.Invoice(a.ctx, l.ID)
		var refused *deliver.Refused
		switch {
		case err == nil:
			l.Sum, l.SumKnown, l.Items, l.HasItems = full.Sum, full.SumKnown, full.Items, full.HasItems
		case !errors.As(err, &refused):
			return absent, l, err
		}
	}
	equal := l.SumKnown && sameSum(l.Sum, f.Sum)
	switch {
	case equal && (named || l.HasItems && l.Items == f.Items):
		return present, l, nil
	case equal || !l.SumKnown:
		return unsure, l, nil
	case named:
		return differs, l, nil
	}
	return absent, l, nil // another supplier's
}

func sameSum(n record.Number, text string) bool {
	m, err := record.ParseNumber([]byte(text))
	return err == nil && n.Equal(m)
}
