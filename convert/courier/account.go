package courier

import (
	"errors"
	"fmt"
	"hash/maphash"
	"time"

	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/profile"
	"obmen/formats/record"
)

// An account is one of Caffesta's, as the profile of an input speaks of it.
type account struct {
	*run
	*knowledge
	name    string
	client  *deliver.Caffesta
	profile *profile.Profile
}

// A knowledge is what a run knows of an account, whichever of the inputs it learned that from.
type knowledge struct {
	unknown bool // nothing of it stood in the journal when the run began with it
	listed  *listed
	noLook  bool // there is no list, or it can't be had and the journal knows enough
}

func (r *run) account(input string) (*account, error) {
	p, err := r.profileOf(input)
	if err != nil {
		return nil, err
	}
	client, err := r.NewCaffesta(p)
	if err != nil {
		return nil, err
	}
	a := &account{run: r, knowledge: r.known[client.Account()], name: client.Account(), client: client, profile: p}
	if a.knowledge == nil {
		a.knowledge = &knowledge{}
		r.known[a.name] = a.knowledge
		if !r.DryRun {
			a.unknown, err = r.Journal.New(Caffesta, a.name)
		}
	}
	return a, err
}

func (r *run) profileOf(input string) (*profile.Profile, error) {
	if r.Job.Profile == nil {
		return profile.Default(), nil
	}
	return r.Job.Profile(input)
}

func (a *account) key(f *facts) journal.Key {
	return journal.Key{Service: Caffesta, Account: a.name, Shipper: f.Shipper, Storage: f.Storage, Number: f.Number}
}

// renumber finds the number under which receipts go out that came late to a day that was sent: "send --supplement puts receipts that
// came late to a sent day into NUMBER-D1, -D2 …".
func (a *account) renumber(number []byte, storage record.Number, shipper string) (string, error) {
	key := journal.Key{Service: Caffesta, Account: a.name, Shipper: shipper, Storage: plain(storage), Number: string(number)}
	for n := 0; ; n++ {
		candidate := key
		if n > 0 {
			candidate.Number = fmt.Sprintf("%s-D%d", key.Number, n)
		}
		booked, err := a.booked(candidate)
		if err != nil || !booked {
			return candidate.Number, err
		}
	}
}

// booked reports whether an invoice of that number, or the first part of one, is in the books.
func (a *account) booked(k journal.Key) (bool, error) {
	for _, suffix := range []string{"", "-001"} {
		part := k
		part.Number += suffix
		if d, ok, err := a.Journal.Find(part); err != nil || ok && d.Booked() {
			return ok, err
		}
	}
	return false, nil
}

// A listed is the numbers of the invoices that the service lists from a day on. Where there are more than it can hold, it holds none and knows of nothing.
type listed struct {
	since time.Time
	seed  maphash.Seed
	names map[uint64]struct{}
}

const maxListed = 200_000

// mayHave reports whether the service may have an invoice of that number. The list is asked for once, and again where an invoice is older than those before.
func (a *account) mayHave(f *facts) (bool, error) {
	since := a.since(f.Date)
	if a.listed == nil || since.Before(a.listed.since) {
		l := &listed{since, maphash.MakeSeed(), map[uint64]struct{}{}}
		err := a.client.Invoices(a.ctx, since, func(i deliver.Listed) error {
			if l.names != nil {
				l.names[maphash.String(l.seed, sameNumber(i.Number))] = struct{}{}
			}
			if len(l.names) > maxListed {
				l.names = nil
			}
			return nil
		})
		if errors.Is(err, deliver.ErrIncomplete) {
			l.names, err = nil, nil
		}
		if err != nil {
			return false, err
		}
		a.listed = l
	}
	if a.listed.names == nil {
		return true, nil
	}
	_, ok := a.listed.names[maphash.String(a.listed.seed, sameNumber(f.Number))]
	return ok, nil
}
