package journal

import (
	"cmp"
	"slices"
	"time"
)

// The states of a fetch.
const (
	Asked      = "asked"      // the service may be at work
	Ready      = "ready"      // the service is done; there is something to download
	Downloaded = "downloaded" // a whole document is in place
	Failed     = "failed"     // the service, or the download, failed
)

// A Fetch is what was asked of Kassatka. Nothing in it is secret.
type Fetch struct {
	ID       uint64    `json:"id"`
	Account  string    `json:"account"`
	From     time.Time `json:"from"` // the period, half-open
	To       time.Time `json:"to"`
	Key      string    `json:"key,omitempty"` // of the process; empty: the service has not told it
	State    string    `json:"state"`
	File     string    `json:"file,omitempty"`   // that the receipts are in
	SHA256   string    `json:"sha256,omitempty"` // of it
	Receipts int64     `json:"receipts,omitempty"`
	Note     string    `json:"note,omitempty"`
	Asked    time.Time `json:"asked"`
	Changed  time.Time `json:"changed"`
}

// AskFetch gives a fetch an ID and the state Asked. It is on the disk when AskFetch returns: then the request may leave.
func (j *Journal) AskFetch(f Fetch) (Fetch, error) {
	err := j.update(func(t *txn) (err error) {
		if f.ID, err = t.bucket("fetches").NextSequence(); err != nil {
			return err
		}
		f.State, f.Asked = Asked, j.clock()
		return t.putFetch(&f)
	})
	return f, err
}

// SetFetch says what became of a fetch. When it was asked stays; so does that it was downloaded: its receipts are marked as seen.
func (j *Journal) SetFetch(f Fetch) error {
	return j.update(func(t *txn) error {
		old, ok, err := t.fetch(f.ID)
		if err != nil {
			return err
		}
		if !ok {
			return NoEntry.Fault(f.ID)
		}
		if old.State == Downloaded && f.State != Downloaded || !slices.Contains([]string{Asked, Ready, Downloaded, Failed}, f.State) {
			return NoStep.Fault(f.ID, old.State, f.State)
		}
		f.Account, f.Asked = old.Account, old.Asked
		return t.putFetch(&f)
	})
}

func (t *txn) putFetch(f *Fetch) error {
	f.Note, f.Changed = tidy(f.Note), t.j.clock()
	return t.encode("fetches", f.ID, f)
}

func (t *txn) fetch(id uint64) (f Fetch, ok bool, err error) {
	value := t.bucket("fetches").Get(number(id))
	if value == nil {
		return f, false, nil
	}
	return f, true, t.decode(value, &f)
}

// Fetches visits the fetches of an account, the newest last; of an empty one those of all. The file is not held while visit runs.
func (j *Journal) Fetches(account string, visit func(Fetch) error) error {
	return inBatches(j, "fetches", func(f *Fetch) bool { return account == "" || account == f.Account }, visit)
}

// LastFetched is up to when an account's receipts were downloaded without a gap, from the beginning of the earliest period on; ok is false where none was.
func (j *Journal) LastFetched(account string) (until time.Time, ok bool, err error) {
	var done []Fetch
	err = inBatches(j, "fetches", func(f *Fetch) bool { return f.Account == account && f.State == Downloaded }, func(f Fetch) error {
		// Of a period that reaches into the future only what was past when it was asked for was brought.
		if !f.Asked.IsZero() && f.Asked.Before(f.To) {
			f.To = f.Asked
		}
		done = append(done, Fetch{From: f.From, To: f.To})
		return nil
	})
	slices.SortFunc(done, func(a, b Fetch) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	for i, f := range done {
		if i > 0 && f.From.After(until) {
			break
		}
		if i == 0 || f.To.After(until) {
			until = f.To
		}
	}
	return until, len(done) > 0, err
}
