package inbox

import (
	"time"

	"obmen/formats/record"
)

// Options say what a Tracker looks at. All but Dir may be left out.
type Options struct {
	Dir        string        // the folder
	Looks      int           // in so many looks in a row a file must be the same; 0: 3
	Settle     time.Duration // since the first of them at least so much time must have passed
	Ignore     []string      // patterns of more names to leave alone, as [path.Match] knows them, whatever the case; a malformed one matches nothing
	MarkerOnly bool          // take only what a NAME.ready speaks for

	// Rule says which rule a name falls under, and whether that keeps an order. Where ok is false it stays where it is; that is told as [NoRule], but not where rule
	// is 0 or more, for then that rule wants it so. It is asked for every name at every look, as rules may change, and should be quick. Nil: all names are of rule 0, in any order.
	Rule func(name string) (rule int, order Order, ok bool)
	// InHand reports whether a file of a rule that keeps an order was taken and is not finished: those behind it wait. Nil: none is.
	InHand func(rule int) bool

	Most int              // files to remember at a time, see Bounds in the package's documentation; 0: 16384
	Now  func() time.Time // nil: time.Now
}

// Order is the order in which the files of a rule are taken.
type Order uint8

// The orders. In two of them a file is taken only when none is before it and none in hand.
const (
	AnyOrder Order = iota
	ByName         // by the bytes of the name, composed (NFC)
	ByAge          // by the time of the last change, then by name
)

// A File may be taken.
type File struct {
	Name     string // without the folder
	Size     int64  // in bytes
	Modified time.Time
	Rule     int
	Order    Order
	Marker   bool      // NAME.ready stands beside it
	Whole    Wholeness // [Unfinished]: nobody writes it any more all the same
}

// Left is something in the folder that is not taken. It is an error that wraps both its fields.
type Left struct {
	Name string
	Why  *record.Fault
	Err  error // of [Unreadable]: what the file system said, mostly an *[fs.PathError]
}

// Error returns why.
func (l Left) Error() string { return l.Why.Error() }

// Unwrap returns why, and the error of the file system.
func (l Left) Unwrap() []error {
	if l.Err == nil {
		return []error{l.Why}
	}
	return []error{l.Why, l.Err}
}

// Seen is what a look has seen.
type Seen struct {
	Ready   []File // in the order in which to take them
	Pending int    // how many may become ready: still settling, held, behind others, not readable, without a marker, or more than were asked for
	Left    int    // how many are not taken: links, folders, devices, names without a rule
	New     []Left // of these, and of those that can't be read, what was not told yet

	// Undecided reports that more looks alone would tell more: of files that have not changed since they were first seen, of those that are ready but
	// more than were asked for, of those that wait for what is in hand, of those that there was no room to remember. A run that makes one pass
	// ends when nothing is Ready and this is false. What changes while it looks, is held, can't be read or has no marker is for the next run.
	Undecided bool
}

// A Tracker remembers what it saw of a folder's files. It is for one goroutine.
type Tracker struct {
	Options
	patterns []string // to ignore
	files    map[string]*file
	held     map[string]time.Time
	told     map[string]telling
	turn     uint64 // the number of the look
}

// A file is what is remembered of one.
type file struct {
	name     string
	rule     int
	order    Order
	size     int64
	modified time.Time
	identity identity
	since    time.Time // of our clock: it is as it is since then
	looks    int       // it was the same in so many
	swaps    int       // so often another file came that looks the same
	changed  bool      // since it was first seen
	marker   bool
	trouble  bool // it could not be looked at
	whole    Wholeness
	turn     uint64 // the last look that saw it
}

// A telling is the last thing that was said of a name.
type telling struct {
	what *record.Message
	turn uint64
}

const (
	mostFiles = 16384
	mostLine  = 256 // files that are remembered of a rule with an order
	mostSwaps = 3   // then it is a file system that numbers its files anew each time
)

// New returns a Tracker. It has seen nothing yet.
func New(o Options) *Tracker {
	if o.Looks <= 0 {
		o.Looks = 3
	}
	if o.Most <= 0 {
		o.Most = mostFiles
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rule == nil {
		o.Rule = func(string) (int, Order, bool) { return 0, AnyOrder, true }
	}
	if o.InHand == nil {
		o.InHand = func(int) bool { return false }
	}
	t := &Tracker{Options: o, files: map[string]*file{}, held: map[string]time.Time{}, told: map[string]telling{}}
	for _, p := range o.Ignore {
		t.patterns = append(t.patterns, fold(p))
	}
	return t
}

// Claimed says that a file was taken. One that comes under its name later begins anew.
func (t *Tracker) Claimed(name string) {
	delete(t.files, name)
	delete(t.held, name)
}

// Hold says that a file could not be taken, or was given back, and is not to be ready before until. It is looked at meanwhile. Where Most files are held, the hold that ends
// soonest ends now.
func (t *Tracker) Hold(name string, until time.Time) {
	if _, ok := t.held[name]; !ok && len(t.held) >= t.Most {
		soonest := name
		for other, end := range t.held {
			if soonest == name || end.Before(t.held[soonest]) {
				soonest = other
			}
		}
		delete(t.held, soonest)
	}
	t.held[name] = until
}
