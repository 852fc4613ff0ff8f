package ledger

import (
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"
)

// A Step says how far a source has come.
type Step string

// The steps, in their order.
const (
	Claimed   Step = "claimed"   // it is being moved, or has been moved, from the inbox to work
	Hashed    Step = "hashed"    // its content is known and not seen before
	Written   Step = "written"   // all results stand whole in the staging folder
	Published Step = "published" // all results are in the outbox
	Sent      Step = "sent"      // the services have accepted what was to be sent
	Archived  Step = "archived"  // it is being moved, or has been moved, to done or failed
)

// Steps lists the steps in their order.
func Steps() []Step { return []Step{Claimed, Hashed, Written, Published, Sent, Archived} }

// follows reports whether a source may come from one step to another. Results of which none is published may be made anew.
func follows(from, to Step) bool {
	a, b := slices.Index(Steps(), from), slices.Index(Steps(), to)
	return b >= 0 && (a <= b || from == Written && to == Hashed)
}

// An Outcome is how a source ended.
type Outcome string

// The outcomes. An empty one: it is under way.
const (
	Done      Outcome = "done"
	Duplicate Outcome = "duplicate" // its content was done before
	Failed    Outcome = "failed"
	Withdrawn Outcome = "withdrawn" // a person took it out of work
)

// Outcomes lists the outcomes.
func Outcomes() []Outcome { return []Outcome{Done, Duplicate, Failed, Withdrawn} }

// An Entry is a source under way. Its times come back in UTC, whatever zone they had.
type Entry struct {
	ID       uint64          `json:"-"` // Claim gives it; no two entries ever have the same
	Step     Step            `json:"step"`
	Name     Name            `json:"name"`             // in the inbox
	Work     Name            `json:"work,omitempty"`   // in work
	Marker   bool            `json:"marker,omitempty"` // a NAME.ready came with it
	Size     int64           `json:"size"`             // bytes
	Modified time.Time       `json:"modified"`
	Claimed  time.Time       `json:"claimed"`
	SHA256   string          `json:"sha256,omitempty"` // of the content, hex
	Key      string          `json:"key,omitempty"`    // of the content and of what is made of it, hex
	Again    bool            `json:"again,omitempty"`  // made though it was seen
	Outputs  []Output        `json:"outputs,omitempty"`
	Results  []Result        `json:"results,omitempty"`
	Outcome  Outcome         `json:"outcome,omitempty"`
	Folder   string          `json:"folder,omitempty"` // where it goes, slash-separated, under done or failed: 2026-11-22
	Target   Name            `json:"target,omitempty"` // its name there
	Of       string          `json:"of,omitempty"`     // a duplicate: the name of the one before
	Fault    json.RawMessage `json:"fault,omitempty"`  // failed: what stands in NAME.error.json; spaces between its parts are not kept
	Row      json.RawMessage `json:"row,omitempty"`    // what the register will say, as far as known; the same
	Tries    int             `json:"tries,omitempty"`
	NextTry  time.Time       `json:"next_try"`
	Trouble  string          `json:"trouble,omitempty"` // why it waits; empty: it does not
}

// An Output is what is to be made of a source: a line of its rule.
type Output struct {
	To      string `json:"to"`
	Profile string `json:"profile,omitempty"`
	Send    string `json:"send,omitempty"`   // the service
	Folder  string `json:"folder,omitempty"` // in the outbox, slash-separated
	Hash    string `json:"hash,omitempty"`
	Sent    bool   `json:"sent,omitempty"`
}

// A Result is a file that was made of a source.
type Result struct {
	Staged    string `json:"staged,omitempty"` // its name in the staging folder
	Folder    string `json:"folder,omitempty"` // in the outbox, slash-separated
	Name      Name   `json:"name"`
	Output    int    `json:"output,omitempty"` // of which output, from 0
	Size      int64  `json:"size,omitempty"`   // bytes
	Published bool   `json:"published,omitempty"`
}

// Seen says which source brought a content, the last time that it was done.
type Seen struct {
	ID     uint64 `json:"id"`
	Name   Name   `json:"name"`             // in the inbox
	Day    string `json:"day"`              // the folder in done
	Target Name   `json:"target,omitempty"` // its name there
}

// Name is a file's name: any bytes. In JSON it is a string where it is valid UTF-8, else {"bytes": base64}.
type Name string

type rawName struct {
	Bytes []byte `json:"bytes"`
}

// MarshalJSON implements [json.Marshaler].
func (n Name) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(n)) {
		return json.Marshal(string(n))
	}
	return json.Marshal(rawName{[]byte(n)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (n *Name) UnmarshalJSON(text []byte) error {
	if len(text) == 0 || text[0] != '{' {
		return json.Unmarshal(text, (*string)(n))
	}
	var raw rawName
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	*n = Name(raw.Bytes)
	return nil
}

// An instant is a time as it is stored: seconds since 1970 and nanoseconds. A file's time may be of a year that RFC 3339 can't write.
type instant [2]int64

// instantOf returns nil for no time.
func instantOf(t time.Time) *instant {
	if t.IsZero() {
		return nil
	}
	return &instant{t.Unix(), int64(t.Nanosecond())}
}

func (i *instant) time() time.Time {
	if i == nil {
		return time.Time{}
	}
	return time.Unix(i[0], i[1]).UTC()
}

// A stored entry is one whose times can be stored.
type stored struct {
	Entry
	Modified *instant `json:"modified,omitempty"`
	Claimed  *instant `json:"claimed,omitempty"`
	NextTry  *instant `json:"next_try,omitempty"`
}

func encodeEntry(e *Entry) ([]byte, error) {
	return json.Marshal(stored{*e, instantOf(e.Modified), instantOf(e.Claimed), instantOf(e.NextTry)})
}

func decodeEntry(value []byte, id uint64) (*Entry, error) {
	var s stored
	if err := json.Unmarshal(value, &s); err != nil {
		return nil, err
	}
	s.Entry.ID = id
	s.Entry.Modified, s.Entry.Claimed, s.Entry.NextTry = s.Modified.time(), s.Claimed.time(), s.NextTry.time()
	return &s.Entry, nil
}
