package courier

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/formats/record"
)

// invoices sends the invoices of inputs to Caffesta.
func (r *run) invoices(inputs ...string) error {
	a, err := r.account(inputs[0])
	if err != nil {
		return err
	}
	list, err := r.prepare(inputs, a)
	if err != nil {
		return err
	}
	defer closeAll(list)
	for _, p := range list {
		if err := p.each(func(f *facts) error { r.Progress.Total.Add(f.Size); return r.mayGo(p, f) }); err != nil {
			return err
		}
	}
	var errs []error
	for _, p := range list {
		err := a.sendAll(p)
		if err == nil && r.Wire && !r.DryRun {
			err = a.wireAll(p)
		}
		errs = append(errs, err)
		if ends(err) {
			break
		}
	}
	return errors.Join(errs...)
}

// mayGo refuses what must not leave the house. It is asked for all invoices of a document before the first is sent.
func (r *run) mayGo(p *prepared, f *facts) error {
	fromReceipts := p.doc.From.Kind == record.Receipts
	_, err := time.Parse(dateForm, f.Date)
	switch {
	case strings.TrimSpace(f.Number) == "":
		return wrong(p, f, numberEmpty.Fault())
	case err != nil:
		return wrong(p, f, dateWrong.Fault(f.Number, f.Date))
	case f.Zero != "":
		return wrong(p, f, idZero.Fault(f.Zero, f.Number))
	case fromReceipts && !r.Partial && r.groups(p) && !r.isOver(p, f):
		return &record.UsageError{Err: dayNotOver.Fault(f.Number)}
	case r.Wire && fromReceipts && !p.profile.Invoices.ReceiptsArePurchases:
		return &record.UsageError{Err: wireOfReceipts.Fault()}
	case r.Wire && !f.Positive:
		return &record.UsageError{Err: wireOfNothing.Fault(f.Number)}
	}
	return nil
}

// wrong is a mistake of the input where it is an invoice itself, else of the profile.
func wrong(p *prepared, f *facts, fault *record.Fault) error {
	if p.doc.From.Kind == record.Invoices && !p.doc.From.Partial {
		return &record.Error{File: p.doc.Input, Kind: record.KindInvoice, Err: fault}
	}
	return &record.UsageError{Err: fault}
}

func (r *run) groups(p *prepared) bool {
	return len(r.Job.GroupBy) > 0 || len(p.profile.Invoices.GroupBy) > 0
}

// isOver reports whether the day that an invoice of a day begins with is over, in the profile's zone: there are days of 23 and of 25 hours.
func (r *run) isOver(p *prepared, f *facts) bool {
	start, err := time.Parse(dateForm, f.Date)
	return err == nil && !r.Now().Before(start.In(p.profile.Location()).AddDate(0, 0, 1))
}

// sendAll sends the invoices of a document in order. One that is refused keeps back the other parts of its whole, and nothing else.
func (a *account) sendAll(p *prepared) error {
	carried, err := newCarries(p.receipts)
	if err != nil {
		return err
	}
	var errs []error
	broken := "" // the whole of which a part did not get through
	err = p.each(func(f *facts) error {
		receipts := carried.of(f.Last)
		if f.Part > 1 {
			receipts = none
		}
		err := error(nil)
		if f.Whole == "" || f.Whole != broken {
			err = a.send(p, f, receipts)
		} else {
			a.hear(p, f, Outcome{Result: NotSent, Delivery: f.Delivery})
		}
		for _, err := range receipts { // of an invoice that was not planned
			if err != nil {
				return err
			}
		}
		if err == nil {
			return nil
		}
		if broken = f.Whole; ends(err) || a.ctx.Err() != nil {
			return err
		}
		errs = append(errs, err)
		return nil
	})
	return errors.Join(append(errs, err)...)
}

func none(func(journal.Receipt, error) bool) {}

func (a *account) hear(p *prepared, f *facts, o Outcome) {
	a.Progress.Records.Add(1)
	o.Input = p.doc.Input
	if o.Number == "" {
		o.Delivery = f.Delivery
	}
	o.Account, o.Service = a.name, Caffesta
	a.Heard(o)
}

// send sends one invoice, or finds out that it was sent.
func (a *account) send(p *prepared, f *facts, receipts iter.Seq2[journal.Receipt, error]) error {
	if a.DryRun {
		return a.show(p, f)
	}
	unlock, err := a.Journal.Lock(a.ctx, Caffesta, a.name)
	if err != nil {
		return err
	}
	defer unlock()
	d, known, err := a.Journal.Find(a.key(f))
	if err != nil {
		return err
	}
	if known && d.Open() {
		if d, err = a.settle(p, f, d); err != nil {
			return err
		}
	}
	if known && d.Booked() {
		return a.already(p, f, d)
	}
	plan := f.Delivery
	plan.Key, plan.File, plan.FileSHA256 = a.key(f), p.doc.Input, p.doc.SHA256
	if d, err = a.Journal.Plan(plan, receipts); err != nil {
		return a.conflict(p, f, err)
	}
	if done, err := a.wasListed(p, f, d); done || err != nil {
		return err
	}
	return a.post(p, f, d)
}

// wasListed looks into the service's list before the first request for an invoice, since an earlier journal may have been lost, and before any request for one
// that was in doubt once.
func (a *account) wasListed(p *prepared, f *facts, d journal.Delivery) (bool, error) {
	if d.Attempts > 0 && d.Doubts == 0 || d.Attempts == 0 && (a.NoPrecheck || a.noLook) {
		return false, nil
	}
	seen, listed, err := absent, deliver.Listed{}, error(nil)
	may := d.Doubts > 0
	if !may {
		may, err = a.mayHave(f)
	}
	if err == nil && may {
		seen, listed, err = a.lookUp(f)
	}
	var refused *deliver.Refused
	switch {
	case err != nil && (a.unknown || d.Doubts > 0) && !errors.Is(err, deliver.ErrNoList) && !errors.As(err, &refused):
		a.hear(p, f, Outcome{Result: NotSent, Delivery: d, Err: err, Note: listNeeded.Fault()})
		return true, err
	case err != nil: // nothing can be asked, and the journal knows what it sent
		a.noLook = true
		return false, nil
	case seen == absent, seen == other && d.Doubts == 0:
		return false, nil
	case seen == present:
		return true, a.found(p, f, d, listed)
	}
	if err := a.Journal.Begin(d.ID); err != nil {
		return true, a.conflict(p, f, err)
	}
	return true, a.leaveInDoubt(p, f, d, &deliver.InDoubt{Service: Caffesta, Cause: said(seen, listed)})
}

// conflict says which delivery stands in the way.
func (a *account) conflict(p *prepared, f *facts, err error) error {
	var c *journal.Conflict
	if !errors.As(err, &c) {
		return err
	}
	fault := sentOtherwise.Fault(f.Number, f.Shipper, f.Storage, c.Existing.File, p.doc.Input)
	if c.Receipt != nil {
		fault = receiptElsewhere.Fault(c.Receipt.DocNum, c.Receipt.Organization, c.Existing.Number, string(c.Existing.State), f.Number)
	}
	if c.Existing.Open() {
		err = &deliver.InDoubt{Service: Caffesta, Cause: fault}
	} else {
		err = &record.Error{File: p.doc.Input, Kind: record.KindInvoice, Err: fault}
	}
	a.hear(p, f, Outcome{Result: Conflict, Err: err})
	return err
}

// already skips an invoice that is in the books: "with other items it refuses and says which two files differ".
func (a *account) already(p *prepared, f *facts, d journal.Delivery) error {
	others := d.ReceiptsHash != "" && f.ReceiptsHash != "" && d.ReceiptsHash != f.ReceiptsHash
	if d.ItemsHash != f.ItemsHash || d.Date != f.Date || others {
		return a.conflict(p, f, &journal.Conflict{Existing: d})
	}
	o := Outcome{Result: Already, Delivery: d}
	if d.BodyHash != f.BodyHash {
		o.Note = catalogueDiffers.Fault(f.Number)
	}
	a.hear(p, f, o)
	return nil
}

// post sends an invoice that is planned, and keeps what came of it. One that is in doubt, and that the list shows not to have arrived, is sent again.
func (a *account) post(p *prepared, f *facts, d journal.Delivery) error {
	for {
		if err := a.Journal.Begin(d.ID); err != nil {
			return a.conflict(p, f, err)
		}
		d.Attempts++
		ticket, err := a.client.Send(a.ctx, a.watched(p.parcel(f)))
		var inDoubt *deliver.InDoubt
		if !errors.As(err, &inDoubt) {
			return a.settled(p, f, d, ticket, err)
		}
		if err := a.Journal.Finish(d.ID, journal.InDoubt, "", words(inDoubt.Cause)); err != nil {
			return err
		}
		d.State = journal.InDoubt
		d.Doubts++
		if a.ctx.Err() != nil {
			a.hear(p, f, Outcome{Result: InDoubt, Delivery: d, Err: err})
			return err
		}
		if d, err = a.settle(p, f, d); err != nil || d.Booked() {
			return err
		}
	}
}

// maxDoubts is how often an invoice is in doubt before a list that does not show it is no longer believed: it may lag behind, and each further try would make one more.
const maxDoubts = 2

// settled keeps an outcome that leaves no doubt.
func (a *account) settled(p *prepared, f *facts, d journal.Delivery, ticket deliver.Ticket, err error) error {
	var refused *deliver.Refused
	o := Outcome{Result: Sent, Delivery: d, Err: err}
	o.State, o.ServiceID = journal.Accepted, ticket.ID
	switch {
	case err == nil:
	case errors.As(err, &refused):
		o.State, o.Result, o.Delivery.Note = journal.Rejected, Refused, words(refused.Cause)
	default: // out of reach, interrupted before it went out, or its own file can't be read: nothing has arrived
		o.State, o.Result, o.Delivery.Note = journal.Unavailable, Unreachable, wordsOf(err)
	}
	if failed := a.Journal.Finish(d.ID, o.State, o.ServiceID, o.Delivery.Note); failed != nil {
		return errors.Join(err, failed)
	}
	a.hear(p, f, o)
	return err
}

// looks are the pauses between looks into the list for an invoice in doubt: a service may take its time to accept what it has read.
var looks = [...]time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second}

// settle finds out what became of an invoice in doubt. Afterwards it is booked, or surely not there; otherwise the error is *deliver.InDoubt.
func (a *account) settle(p *prepared, f *facts, d journal.Delivery) (journal.Delivery, error) {
	if d.State == journal.Sending { // by a run that died: its account's lock is ours
		if err := a.Journal.Finish(d.ID, journal.InDoubt, "", words(runDied.Fault())); err != nil {
			return d, err
		}
		d.Doubts++
	}
	old := *f
	old.Sum, old.Items, old.Date = d.Sum, d.Items, d.Date
	for waited, n := time.Duration(0), 0; ; n++ {
		seen, listed, err := a.lookUp(&old)
		switch {
		case errors.Is(err, deliver.ErrNoList):
			return d, a.leaveInDoubt(p, f, d, &deliver.InDoubt{Service: Caffesta, Cause: noList.Fault()})
		case err != nil && a.ctx.Err() != nil:
			return d, err
		case err != nil:
			return d, a.leaveInDoubt(p, f, d, &deliver.InDoubt{Service: Caffesta, Cause: listFailed.Fault()})
		case seen == present:
			d.State, d.ServiceID = journal.Accepted, listed.ID
			return d, a.found(p, f, d, listed)
		case seen != absent: // also one that looks like another supplier's: the service may know the shipper by a name of its own
			return d, a.leaveInDoubt(p, f, d, &deliver.InDoubt{Service: Caffesta, Cause: said(seen, listed)})
		case waited >= a.DoubtFor && d.Doubts >= maxDoubts:
			return d, a.leaveInDoubt(p, f, d, &deliver.InDoubt{Service: Caffesta, Cause: neverSeen.Fault()})
		case waited >= a.DoubtFor:
			d.State = journal.Unavailable
			return d, a.Journal.Finish(d.ID, journal.Unavailable, "", "")
		}
		pause := min(looks[min(n+1, len(looks)-1)], a.DoubtFor-waited)
		if err := a.Sleep(a.ctx, pause); err != nil {
			return d, err
		}
		waited += pause
	}
}

// said is what the list says of an invoice that a person has to look at.
func said(seen sight, l deliver.Listed) *record.Fault {
	switch seen {
	case doubled:
		return listDoubled.Fault()
	case differs:
		return listDiffers.Fault(l.ID)
	}
	return listUnsure.Fault(l.ID)
}

// found keeps that the service has an invoice.
func (a *account) found(p *prepared, f *facts, d journal.Delivery, l deliver.Listed) error {
	if err := a.Journal.Finish(d.ID, journal.Accepted, l.ID, ""); err != nil {
		return err
	}
	d.State, d.ServiceID = journal.Accepted, l.ID
	if d.ItemsHash == f.ItemsHash { // else it is another one of that number, and the conflict is said
		a.hear(p, f, Outcome{Result: Found, Delivery: d})
	}
	return nil
}

// leaveInDoubt keeps that a person has to look, and says so.
func (a *account) leaveInDoubt(p *prepared, f *facts, d journal.Delivery, why *deliver.InDoubt) error {
	why.Cause = stillInDoubt.Fault(f.Number, why.Cause, d.ID, d.ID)
	d.State = journal.InDoubt
	if err := a.Journal.Finish(d.ID, journal.InDoubt, "", words(why.Cause)); err != nil {
		return errors.Join(why, err)
	}
	a.hear(p, f, Outcome{Result: InDoubt, Delivery: d, Err: why})
	return why
}

// words are those that stand in the journal.
func words(f *record.Fault) string { return record.Shorten([]byte(f.Error())) }

func wordsOf(err error) string { return record.Shorten([]byte(err.Error())) }

// headSize is how much of a body a dry run shows.
const headSize = 400

// show is what a dry run does with an invoice.
func (a *account) show(p *prepared, f *facts) error {
	head := make([]byte, min(f.Size, headSize))
	if _, err := p.file.ReadAt(head, f.Offset); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	o := Outcome{Result: WouldSend, Delivery: f.Delivery, Method: "POST", Path: "storage/invoices", Head: head}
	o.Key = a.key(f)
	if d, ok, err := a.Journal.Find(o.Key); err != nil {
		return err
	} else if ok && d.Booked() {
		o.Result, o.Delivery = Already, d
	}
	a.hear(p, f, o)
	return nil
}

// wireAll posts the invoices of a document: "only after every part is accepted and read back with equal totals".
func (a *account) wireAll(p *prepared) error {
	var ids []string
	err := p.each(func(f *facts) error {
		d, ok, err := a.Journal.Find(a.key(f))
		if err != nil || !ok || d.Wired {
			return err
		}
		listed, err := a.readBack(f, d)
		if err == nil && !sameSum(listed.Sum, f.Sum) {
			err = &deliver.Refused{Service: Caffesta, Status: 200, Cause: readBackDiffers.Fault(f.Number, listed.Sum.String(), f.Sum)}
		}
		ids = append(ids, listed.ID)
		return err
	})
	if err != nil {
		return err
	}
	return p.each(func(f *facts) error {
		d, ok, err := a.Journal.Find(a.key(f))
		if err != nil || !ok || d.Wired {
			return err
		}
		id := ids[0]
		ids = ids[1:]
		return a.wire(p, f, d, id)
	})
}

func (a *account) readBack(f *facts, d journal.Delivery) (deliver.Listed, error) {
	id := d.ServiceID
	if id == "" {
		seen, listed, err := a.lookUp(f)
		if err != nil && !errors.Is(err, deliver.ErrNoList) {
			return listed, err
		}
		if seen != present || err != nil {
			return listed, &deliver.Refused{Service: Caffesta, Cause: noID.Fault(f.Number)}
		}
		id = listed.ID
	}
	listed, err := a.client.Invoice(a.ctx, id)
	if err == nil && (listed.ID != id || listed.Number != "" && sameNumber(listed.Number) != sameNumber(f.Number)) {
		err = &deliver.Refused{Service: Caffesta, Status: 200, Cause: readBackOther.Fault(id, f.Number, listed.ID, listed.Number)}
	}
	return listed, err
}

func (a *account) wire(p *prepared, f *facts, d journal.Delivery, id string) error {
	err := a.client.Wire(a.ctx, id)
	if err != nil {
		// What was posted before, or by the request whose answer got lost, is refused: the invoice itself says how it stands.
		l, asked := a.client.Invoice(context.WithoutCancel(a.ctx), id)
		if asked != nil || l.Status != "wired" {
			return err
		}
	}
	if err := a.Journal.SetWired(d.ID); err != nil {
		return err
	}
	d.Wired = true
	a.hear(p, f, Outcome{Result: Wired, Delivery: d})
	return nil
}
