package journal

import (
	"slices"
	"strings"
	"time"
)

// clock is the time as it is stored: to the millisecond, in UTC.
func (j *Journal) clock() time.Time { return j.now().UTC().Truncate(time.Millisecond) }

// New reports whether no request of an account's has ever been begun: then the service may hold what another journal knew.
func (j *Journal) New(service, account string) (bool, error) {
	begun := false
	err := j.view(func(t *txn) error {
		begun = t.bucket("begun").Get(join(service, account)) != nil
		return nil
	})
	return !begun, err
}

// Find returns the delivery with a key.
func (j *Journal) Find(k Key) (d Delivery, ok bool, err error) {
	return j.one(func(t *txn) (entry, bool, error) { return t.at("keys", k.bytes()) })
}

// Get returns the delivery with an id.
func (j *Journal) Get(id uint64) (d Delivery, ok bool, err error) {
	return j.one(func(t *txn) (entry, bool, error) { return t.get(id) })
}

func (j *Journal) one(find func(*txn) (entry, bool, error)) (d Delivery, ok bool, err error) {
	var e entry
	err = j.view(func(t *txn) error {
		e, ok, err = find(t)
		return err
	})
	return e.Delivery, ok, err
}

// step changes the delivery with an id.
func (j *Journal) step(id uint64, change func(*txn, *entry) error) (Delivery, error) {
	var e entry
	err := j.update(func(t *txn) (err error) {
		if e, err = t.must(id); err != nil {
			return err
		}
		if err = change(t, &e); err != nil {
			return err
		}
		return t.put(&e)
	})
	return e.Delivery, err
}

// Begin makes a planned or unavailable delivery one that is being sent. It is on the disk when Begin returns: then the request may leave. What became a double since it
// was planned is a *[Conflict], any other state a *[WrongStep].
func (j *Journal) Begin(id uint64) error {
	_, err := j.step(id, func(t *txn, e *entry) error {
		if e.State != Planned && e.State != Unavailable {
			return &WrongStep{e.Delivery, Sending}
		}
		if err := t.taken(&e.Delivery); err != nil {
			return err
		}
		if err := t.rival(&e.Delivery, e.Load); err != nil {
			return err
		}
		e.State = Sending
		e.Attempts++
		return t.begun(e)
	})
	return err
}

// begun says that a request of e's account may have left.
func (t *txn) begun(e *entry) error { return t.bucket("begun").Put(join(e.Service, e.Account), nil) }

// Finish says what became of a delivery that was being sent or is in doubt: it is accepted, rejected, unavailable or in doubt. A planned or unavailable one
// may be accepted as well: the service's list has it. Any other step is a *[WrongStep]. An empty serviceID leaves the one that is known.
func (j *Journal) Finish(id uint64, s State, serviceID, note string) error {
	_, err := j.step(id, func(t *txn, e *entry) error {
		if !follows(e.State, s) {
			return &WrongStep{e.Delivery, s}
		}
		if s == InDoubt && e.State == Sending {
			e.Doubts++
		}
		e.State, e.Note = s, tidy(note)
		if serviceID != "" {
			e.ServiceID = tidy(serviceID)
		}
		return t.begun(e)
	})
	return err
}

func follows(from, to State) bool {
	switch from {
	case Sending, InDoubt:
		return slices.Contains([]State{Accepted, Rejected, Unavailable, InDoubt}, to)
	case Planned, Unavailable:
		return to == Accepted
	}
	return false
}

// tidy makes a service's words fit to be kept and shown: one line, of a bounded length.
func tidy(words string) string {
	const most = 1000
	words = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(words, "\uFFFD"), func(r rune) bool { return r < ' ' || r == 0x7f || r == ' ' }), " ")
	if r := []rune(words); len(r) > most {
		return string(r[:most]) + "…"
	}
	return words
}

// Resolve says what a person found out about a delivery that is in doubt: whether it was sent. He may say otherwise later; what he had said stays in the note. A delivery
// that is Sending is in doubt only where its run died: the caller holds [Journal.Lock]. Any other state is a *[NotInDoubt].
func (j *Journal) Resolve(id uint64, sent bool) (Delivery, error) {
	return j.step(id, func(t *txn, e *entry) error {
		settled := map[bool]string{true: "sent", false: "unsent"}[sent]
		before := string(e.State)
		switch e.State {
		case InDoubt, Sending:
		case Resolved:
			before = e.Settled
		default:
			return &NotInDoubt{e.Delivery}
		}
		if before != settled {
			e.Note = tidy(e.Note + " [" + before + " → " + settled + " " + t.j.clock().Format(time.RFC3339) + "]")
		}
		e.State, e.Settled, e.Doubts = Resolved, settled, 0 // a person's word needs no second look
		return nil
	})
}

// SetWired says that the service posted a delivery that is in its books.
func (j *Journal) SetWired(id uint64) error {
	_, err := j.step(id, func(_ *txn, e *entry) error {
		if !e.Booked() {
			return &WrongStep{e.Delivery, "wired"}
		}
		e.Wired = true
		return nil
	})
	return err
}
