package courier

import (
	"context"

	"obmen/convert/deliver/journal"
	"obmen/formats/record"
)

// Resolve settles a delivery in doubt by what a person has found out.
func Resolve(ctx context.Context, j *journal.Journal, id uint64, sent bool) (journal.Delivery, error) {
	d, ok, err := j.Get(id)
	if err != nil {
		return d, err
	}
	if !ok {
		return d, &record.UsageError{Err: idUnknown.Fault(id)}
	}
	unlock, err := j.Lock(ctx, d.Service, d.Account)
	if err != nil {
		return d, err
	}
	defer unlock()
	return j.Resolve(id, sent)
}
