package courier

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/profile"
	"obmen/formats/record"
)

// The services.
const (
	Caffesta = "caffesta"
	Kassatka = "kassatka"
)

// Options steer a run. Its fields are the flags of the command line.
type Options struct {
	// Job says what to send: Inputs, and how they are converted on the way. Where it has an Output, the result is left there too.
	Job     convert.Job
	Journal *journal.Journal

	NewCaffesta func(*profile.Profile) (*deliver.Caffesta, error) // the client of the account that a profile names
	NewKassatka func(*profile.Profile) (*deliver.Kassatka, error)

	DryRun     bool // send nothing, show what would go out
	NoPrecheck bool // don't look into the service's list before the first request for an invoice
	Supplement bool // receipts that came late to a day that was sent go out as NUMBER-D1, -D2 …
	Partial    bool // a day that is not over may go out
	Wire       bool // post the invoices when all of them are accepted and read back with equal sums
	Resume     bool // follow a process of Kassatka's that an interrupted run left behind

	// AcceptedSince is not zero for who may have died behind a nomenclature's acceptance: the same bytes, accepted at that time or later, are not sent again.
	AcceptedSince time.Time

	// DoubtFor is how long an invoice in doubt is looked for in the service's list before it counts as not accepted. 0: 30 seconds.
	DoubtFor time.Duration

	Document func(d convert.Document, dry bool) // hears of each input that was converted; dry: that was only read
	Progress *convert.Progress                  // of what is sent; nil: nobody looks
	Heard    func(Outcome)                      // hears what became of each document that was or was to be sent
	Process  func(key, word string)             // hears how far a process of Kassatka's is
	Sleep    func(context.Context, time.Duration) error
	Now      func() time.Time
}

// A Result says in one word what became of a document.
type Result string

// The results.
const (
	Sent        Result = "sent"        // the service accepted it
	Already     Result = "already"     // it was accepted before
	Found       Result = "found"       // the service has it in its list
	Refused     Result = "refused"     // by the service
	Unreachable Result = "unreachable" // the service has surely not got it
	InDoubt     Result = "in-doubt"    // the service may have it
	Conflict    Result = "conflict"    // another one is in the books under its number, or has its receipts
	NotSent     Result = "not-sent"    // the run ended before its turn
	Wired       Result = "wired"       // the service posted it
	Settled     Result = "settled"     // a person said what became of it
	WouldSend   Result = "would-send"  // a dry run
)

// An Outcome is what became of one document.
type Outcome struct {
	Input  string
	Result Result
	journal.Delivery
	Method, Path string // of the request, in a dry run
	Head         []byte // the first bytes of the body, in a dry run
	Note         *record.Fault
	Err          error
}

// Send sends the inputs to a service, one after another, each converted on the way where it has to be. Its error is all of theirs, joined; after one that
// says that nothing more would get through, it goes no further.
func Send(ctx context.Context, service string, o Options) error {
	r, err := newRun(ctx, o)
	if err != nil {
		return err
	}
	defer r.close()
	if o.Job.Output != "" {
		return r.converted(service)
	}
	send := func(input string) error { return r.invoices(input) }
	if service == Kassatka {
		send = r.nomenclature
	}
	return r.each(o.Job.Inputs, send)
}

// converted sends what a conversion leaves where the user wants it: convert --send.
func (r *run) converted(service string) error {
	if service == Caffesta {
		return r.invoices(r.Job.Inputs...)
	}
	result, err := convert.Run(r.ctx, r.Job)
	var outputs []string
	for _, d := range result.Documents {
		r.Document(d, false)
		if d.Done {
			outputs = append(outputs, d.Output)
		}
	}
	if err != nil {
		return err
	}
	r.Job, r.Document = convert.Job{Profile: r.Job.Profile, Limits: r.Job.Limits, TempDir: r.Job.TempDir}, func(convert.Document, bool) {}
	return r.each(outputs, r.nomenclature)
}

func (r *run) each(inputs []string, send func(string) error) error {
	var errs []error
	for _, input := range inputs {
		err := send(input)
		if err != nil {
			errs = append(errs, err)
		}
		if ends(err) || r.ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

// ends reports whether after an error nothing more should be tried: the service is not there, does not let us in, or an invoice is in doubt.
func ends(err error) bool {
	var unreachable *deliver.Unreachable
	var inDoubt *deliver.InDoubt
	var refused *deliver.Refused
	var file *fs.PathError
	switch {
	case errors.As(err, &unreachable), errors.As(err, &inDoubt), errors.As(err, &file): // without a journal nothing may leave
		return true
	case errors.As(err, &refused):
		return refused.Status == 401 || refused.Status == 403 || refused.Status == 404 || refused.Status == 405
	}
	return false
}
