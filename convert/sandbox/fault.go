package sandbox

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"obmen/formats/record"
)

// Always is the Count of a fault that never stops striking.
const Always = -1

// A Fault is a failure that is wanted: written NAME[@WHERE][xCOUNT][#FROM], like 500-after@invoicesx2#3.
type Fault struct {
	Name  string `json:"name"`  // of [Kinds]
	Where string `json:"where"` // an endpoint; empty: the first of its kind's Places
	Count int    `json:"count"` // how many times it strikes; 0: the usual number of its kind; [Always]
	From  int    `json:"from"`  // the request at Where from which on it strikes, counted from 1 since it was set; 0: the first
}

// String writes the fault as it is set.
func (f Fault) String() string {
	text := f.Name + "@" + f.Where + "x" + strconv.Itoa(f.Count)
	if f.Count == Always {
		text = f.Name + "@" + f.Where + "x*"
	}
	if f.From > 1 {
		text += "#" + strconv.Itoa(f.From)
	}
	return text
}

// The greatest COUNT and FROM have six digits: enough for any test, and no number overflows.
var faultForm = regexp.MustCompile(`^([a-z0-9-]+?)(?:@([a-z]+?))?(?:x([0-9]{1,6}|\*))?(?:#([0-9]{1,6}))?$`)

// ParseFault reads a fault as [Fault] says. The error is a *record.Fault.
func ParseFault(text string) (Fault, error) {
	parts := faultForm.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return Fault{}, UnknownFault.Fault(text)
	}
	f := Fault{Name: parts[1], Where: parts[2]}
	if f.Count, _ = strconv.Atoi(parts[3]); parts[3] == "*" {
		f.Count = Always
	}
	f.From, _ = strconv.Atoi(parts[4])
	return f.complete()
}

// ParseFaults reads faults parted by commas or blanks; an empty text holds none.
func ParseFaults(text string) (list []Fault, err error) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		f, err := ParseFault(word)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// FlagFaults is ParseFaults of several texts, for a command line. The error is a *record.UsageError.
func FlagFaults(texts []string) ([]Fault, error) {
	list, err := ParseFaults(strings.Join(texts, ","))
	if err != nil {
		return nil, &record.UsageError{Err: err}
	}
	return list, nil
}

// complete fills in what is usual for the kind, and refuses a fault that can't strike.
func (f Fault) complete() (Fault, error) {
	k := kindOf(f.Name)
	if k == nil {
		return f, UnknownFault.Fault(f.Name)
	}
	if f.Where == "" {
		f.Where = k.Places[0]
	}
	if !slices.Contains(k.Places, f.Where) {
		return f, FaultElsewhere.Fault(f.Name, f.Where, strings.Join(k.Places, ", "))
	}
	if f.Count == 0 {
		f.Count = max(k.count, 1)
		if k.count == Always {
			f.Count = Always
		}
	}
	f.From = max(f.From, 1)
	return f, nil
}

// A moment is when a kind of fault strikes.
type moment uint8

const (
	before moment = iota // in place of the handler: nothing is accepted
	after                // behind the commit, in place of the answer
	within               // in the answer of a handler that knows of it
)

// A Kind is a kind of fault.
type Kind struct {
	Name   string   `json:"name"`
	En     string   `json:"en"`
	Ru     string   `json:"ru"`
	Places []string `json:"places"` // the endpoints where it can strike; the usual one first

	moment moment
	count  int // how often it strikes unless told; 0: once
	act    func(*visit)
}

// kindOf finds a kind by its name; nil: there is none.
func kindOf(name string) *Kind {
	kinds := Kinds()
	for i := range kinds {
		if kinds[i].Name == name {
			return &kinds[i]
		}
	}
	return nil
}

// faults are those that are set.
type faults struct {
	mu   sync.Mutex
	list []*set
}

// A set fault counts.
type set struct {
	Fault
	Seen   int `json:"seen"`   // requests at Where since it was set
	Struck int `json:"struck"` // times that it struck
}

// add sets a fault.
func (f *faults) add(list []Fault) error {
	var sets []*set
	for _, one := range list {
		one, err := one.complete()
		if err != nil {
			return err
		}
		sets = append(sets, &set{Fault: one})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, sets...)
	return nil
}

// clear takes all faults out.
func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
}

// strike counts a request at an endpoint, and returns the first fault that is due there; nil: none is.
func (f *faults) strike(where string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var due *set
	for _, s := range f.list {
		if s.Where != where {
			continue
		}
		s.Seen++
		if due == nil && s.Seen >= s.From && (s.Count == Always || s.Struck < s.Count) {
			due = s
		}
	}
	if due == nil {
		return nil
	}
	due.Struck++
	struck := due.Fault
	return &struck
}

// show copies what is set.
func (f *faults) show() []set {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := []set{}
	for _, s := range f.list {
		list = append(list, *s)
	}
	return list
}

// refusal is the answer's text of a fault that was wanted.
func (f *Fault) refusal() *record.Fault { return Made.Fault(f.Name) }
