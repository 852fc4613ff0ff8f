package journal

import (
	"slices"
	"time"
)

// A Filter chooses deliveries. An empty field chooses all.
type Filter struct {
	Service, Account string
	State            []State
	Number           string // of the invoice, or of the whole that was parted
	File             string
	Since, Until     time.Time // Changed in [Since, Until)
}

func (f *Filter) chooses(d *Delivery) bool {
	is := func(want, have string) bool { return want == "" || want == have }
	return is(f.Service, d.Service) && is(f.Account, d.Account) && is(f.File, d.File) &&
		(is(f.Number, d.Number) || f.Number == d.Whole) &&
		(len(f.State) == 0 || slices.Contains(f.State, d.State)) &&
		!d.Changed.Before(f.Since) && (f.Until.IsZero() || d.Changed.Before(f.Until))
}

// All visits the deliveries that f chooses in the order of their ids, the newest last. The file is not held while visit runs, which may use the journal itself; what changes
// meanwhile is seen as it is when its turn comes.
func (j *Journal) All(f Filter, visit func(Delivery) error) error {
	return inBatches(j, "deliveries", func(e *entry) bool { return f.chooses(&e.Delivery) }, func(e entry) error { return visit(e.Delivery) })
}

// inBatches visits the values of a bucket whose keys are numbers. A batch is copied at a time.
func inBatches[T any](j *Journal, bucket string, chooses func(*T) bool, visit func(T) error) error {
	const most = 256 // values looked at while the file is held
	for next, more := uint64(0), true; more; {
		var batch []T
		more = false
		err := j.view(func(t *txn) error {
			c := t.bucket(bucket).Cursor()
			looked := 0
			for k, v := c.Seek(number(next)); k != nil; k, v = c.Next() {
				if looked++; looked > most {
					more = true
					return nil
				}
				var value T
				if err := t.decode(v, &value); err != nil {
					return err
				}
				if next = numberAt(k) + 1; chooses(&value) {
					batch = append(batch, value)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, value := range batch {
			if err := visit(value); err != nil {
				return err
			}
		}
	}
	return nil
}
