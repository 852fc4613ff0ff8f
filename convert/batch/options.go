package batch

import (
	"context"
	"path/filepath"
	"time"

	"obmen/convert"
	"obmen/convert/batch/register"
	"obmen/convert/profile"
	"obmen/formats/record"
)

// Folders are where the files of a drop folder lie. Inbox, Work, Done and Failed must be on one file system: between them sources are renamed.
type Folders struct {
	Inbox, Work, Outbox, Done, Failed string
	State                             string // the ledger, the heartbeat
	Registers                         string // a CSV a day
}

// In returns the folders of a root. Those that are named in f stay as they are.
func (f Folders) In(root string) Folders {
	at := func(named *string, name string) {
		if *named == "" && root != "" {
			*named = filepath.Join(root, name)
		}
	}
	at(&f.Inbox, "inbox")
	at(&f.Work, "work")
	at(&f.Outbox, "outbox")
	at(&f.Done, "done")
	at(&f.Failed, "failed")
	at(&f.State, "state")
	at(&f.Registers, "registers")
	if f.Registers == "" && f.State != "" {
		f.Registers = filepath.Join(f.State, "registers")
	}
	return f
}

// Options steer a run. Those beside Folders may be left out.
type Options struct {
	Folders

	// Job holds the flags of the conversion. Where the profile has no rules, its To and SendTo are the rule.
	Job    convert.Job
	SendTo string
	Order  string // name, age; empty: any
	Strict bool   // warnings make the status of a file [status.DoneBut]

	// Profile loads the profile of the folder; file is the name of a sub-profile, empty for the folder's own. It is asked anew for each source, so that
	// a profile that was mended counts. Nil: the defaults.
	Profile func(file string) (*profile.Profile, error)
	// Send sends what a job makes to a service, once however often it is asked; since is when the source was claimed. Nil: nothing can be sent.
	Send func(ctx context.Context, service string, job convert.Job, since time.Time) error

	Again      bool          // content that was seen before is converted again
	Jobs       int           // sources at a time; 0: 1
	Looks      int           // a source must look the same so many times; 0: 3
	Settle     time.Duration // and must have stood still for so long
	Every      time.Duration // between two looks; 0: 2 seconds
	Ignore     []string      // patterns of names to leave alone, beside those that always are
	MarkerOnly bool          // take only what a NAME.ready speaks for

	Register register.Options
	Words    func(error) string // puts an error into words, for NAME.error.json; nil: its own
	Russian  bool               // the language of NAME.error.txt
	Heard    func(Event)        // hears what happens; called by one goroutine at a time
	Version  string             // of the program, for the heartbeat

	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	Host  string // a name that no other host that shares the folder has; empty: found out

	step   func(string)  // hears each step before and after it is taken: tests kill here
	beat   time.Duration // of the lease; 0: 5 seconds
	ttl    time.Duration // that a lease of another host may be silent; 0: 30 seconds
	retry  time.Duration // the first pause after trouble; 0: 1 second
	looked time.Duration // between the looks of Once; 0: 250 ms
}

// A Kind says what an Event is about.
type Kind string

// The kinds of events.
const (
	Started   Kind = "started"    // the folder is ours
	Converted Kind = "converted"  // a document of a source was converted: Document
	Finished  Kind = "finished"   // a source is in done or failed: Row
	GivenBack Kind = "given-back" // a source is in the inbox again: Err
	Waits     Kind = "waits"      // a source, or all of them where File is empty, waits: Err, Until
	GoesOn    Kind = "goes-on"    // what the last Waits without a File said is over
	Left      Kind = "left"       // something in the inbox is not taken: Fault
	Resumed   Kind = "resumed"    // a source of a run that ended before its time is gone on with
	Notice    Kind = "notice"     // something that a person should know: Fault
)

// An Event is something that happened.
type Event struct {
	Kind     Kind
	File     string // as [folder.Shown] shows it
	Document convert.Document
	Row      *register.Row
	Fault    *record.Fault
	Err      error
	Until    time.Time
}

// A Summary is what became of the sources of a run.
type Summary struct {
	Started    time.Time `json:"started"`
	Ended      time.Time `json:"ended"`
	Done       int       `json:"done"`
	Duplicates int       `json:"duplicates"`
	Failed     int       `json:"failed"`
	Withdrawn  int       `json:"withdrawn"` // a person took them out of work
	GivenBack  int       `json:"given_back"`
	Waiting    int       `json:"waiting"` // in work
	Unready    int       `json:"unready"` // in the inbox, not standing still yet
	Left       int       `json:"left"`    // in the inbox, not to be taken
	Documents  int       `json:"documents"`
	Results    int       `json:"results"`
	Status     int       `json:"status"` // the worst of its sources
}

func (o *Options) withDefaults() Options {
	d := *o
	setDefault(&d.Jobs, 1)
	setDefault(&d.Looks, 3)
	setDefault(&d.Every, 2*time.Second)
	setDefault(&d.beat, 5*time.Second)
	setDefault(&d.ttl, 30*time.Second)
	setDefault(&d.retry, time.Second)
	setDefault(&d.looked, 250*time.Millisecond)
	if d.Profile == nil {
		d.Profile = func(string) (*profile.Profile, error) { return profile.Default(), nil }
	}
	if d.Words == nil {
		d.Words = error.Error
	}
	if d.Heard == nil {
		d.Heard = func(Event) {}
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Sleep == nil {
		d.Sleep = sleep
	}
	if d.Host == "" {
		d.Host = hostName()
	}
	if d.step == nil {
		d.step = func(string) {}
	}
	return d
}

func setDefault[T comparable](value *T, to T) {
	var zero T
	if *value == zero {
		*value = to
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
