package courier

import (
	"errors"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/formats/record"
)

// A sight is what the service's list says of an invoice.
type sight uint8

const (
	absent  sight = iota // it is not there
	other                // one of its number and storage is there, of a shipper by another name and with another sum: most likely another supplier's
	unsure               // one of its number and storage is there, and it can't be told whether it is ours
	differs              // one of its number, shipper and storage is there, with another sum
	present              // it is there, once
	doubled              // it is there more than once
)

// dateMargin is how much earlier than an invoice's date the list is asked for: zones, and a service that counts by another date.
const dateMargin = 48 * time.Hour

// maxSame is how many invoices of one number are looked at.
const maxSame = 20

// dateForm is that of an invoice's date, in UTC.
const dateForm = "2006-01-02 15:04"

// since is from which day on the list has an invoice of that date. The zero time asks for all of the list.
func (r *run) since(date string) time.Time {
	d, err := time.Parse(dateForm, date)
	if err != nil {
		return time.Time{}
	}
	if now := r.Now(); now.Before(d) {
		d = now
	}
	return d.Add(-dateMargin)
}

// sameNumber is what the numbers have in common that a service may make of one: blanks, case, Unicode forms and leading zeros fall away.
func sameNumber(number string) string {
	number = cases.Fold().String(norm.NFC.String(strings.Join(strings.Fields(number), " ")))
	if short := strings.TrimLeft(number, "0"); short != "" && strings.Trim(short, "0123456789") == "" {
		return short
	}
	return number
}

// lookUp looks for an invoice in the service's list "by number, shipper, storage and total". The error may be deliver.ErrNoList.
func (a *account) lookUp(f *facts) (sight, deliver.Listed, error) {
	var same []deliver.Listed
	number := sameNumber(f.Number)
	err := a.client.Invoices(a.ctx, a.since(f.Date), func(l deliver.Listed) error {
		if sameNumber(l.Number) == number && len(same) < maxSame {
			same = append(same, l)
		}
		return nil
	})
	incomplete := errors.Is(err, deliver.ErrIncomplete)
	if err != nil && !incomplete {
		return absent, deliver.Listed{}, err
	}
	seen, match, err := a.among(f, same)
	if err == nil && incomplete && seen < unsure {
		seen = unsure // it may stand on another page
	}
	return seen, match, err
}

// among finds the invoice among those of its number.
func (a *account) among(f *facts, same []deliver.Listed) (sight, deliver.Listed, error) {
	seen, match := absent, deliver.Listed{}
	for _, l := range same {
		if l.StorageID != "" && l.StorageID != f.Storage {
			continue
		}
		taken, err := a.isAnothers(f, l)
		if err != nil {
			return absent, l, err
		}
		if taken {
			continue
		}
		one, full, err := a.compare(f, l)
		if err != nil {
			return absent, full, err
		}
		if one == present && seen == present {
			return doubled, full, nil
		}
		if one > seen {
			seen, match = one, full
		}
	}
	return seen, match, nil
}

// isAnothers reports whether an invoice of the service is that of another delivery of ours: two suppliers may both have a number 1.
func (a *account) isAnothers(f *facts, l deliver.Listed) (taken bool, err error) {
	key := a.key(f)
	err = a.Journal.All(journal.Filter{Service: Caffesta, Account: a.name, Number: f.Number}, func(d journal.Delivery) error {
		taken = taken || d.ServiceID != "" && d.ServiceID == l.ID && d.Key != key
		return nil
	})
	return taken, err
}

// compare asks for one of the listed, where the list does not say enough.
func (a *account) compare(f *facts, l deliver.Listed) (sight, deliver.Listed, error) {
	named := l.ShipperCode == f.Shipper || l.ShipperName == f.ShipperName
	if !l.SumKnown {
		full, err := a.client.Invoice(a.ctx, l.ID)
		var refused *deliver.Refused
		switch {
		case err == nil && full.ID == l.ID:
			l.Sum, l.SumKnown = full.Sum, full.SumKnown
		case err != nil && !errors.As(err, &refused):
			return absent, l, err
		}
	}
	equal := l.SumKnown && sameSum(l.Sum, f.Sum)
	switch {
	case equal && named && l.Number == f.Number:
		return present, l, nil
	case equal || !l.SumKnown:
		return unsure, l, nil
	case named:
		return differs, l, nil
	}
	return other, l, nil
}

func sameSum(n record.Number, text string) bool {
	m, err := record.ParseNumber([]byte(text))
	return err == nil && n.Equal(m)
}
