package diff

import "obmen/formats/record"

// A Change says in what a record differs.
type Change uint8

// The changes.
const (
	Removed Change = iota + 1 // it is in A only
	Added                     // it is in B only
	Changed                   // it is in both, with other fields
	Moved                     // it stands elsewhere among those that are in both
)

// String returns the word that machines read.
func (c Change) String() string {
	return [...]string{Removed: "removed", Added: "added", Changed: "changed", Moved: "moved"}[c]
}

// A Difference is a record in which two documents differ. It is valid until the next one is shown.
type Difference struct {
	Change Change
	Kind   record.Kind
	Key    []KeyPart
	A, B   record.Record // as it stands on each side; nil: it does not, or the change is Moved
	PosA   record.Pos    // where; the zero Pos: it does not stand there
	PosB   record.Pos
	Fields []Field // of Changed
}

// A KeyPart is a field that the record was found by. An empty Value is an empty or missing one.
type KeyPart struct{ Field, Value string }

// A Field is a field in which the two records differ, or a line or price that only one of them has, or that stands elsewhere.
type Field struct {
	Change Change
	Name   string // as record.Fields has it; product.GroupCode; product.unknown.NAME; line or price for a whole one
	Of     string // the product of a line, the shop of a price
	OfB    string // where it is another on side B, which then Of is not: a line was paired by its place. Else empty
	AtA    int    // the number of the line or price, from 1; 0: it is none, or not there
	AtB    int
	A, B   Value
}

// A Value is that of a field.
type Value struct {
	State  State
	Text   string
	Number bool // Text is a decimal number
}

// A State tells missing, empty and set apart.
type State uint8

// The states.
const (
	Missing State = iota
	Empty
	Set
)

// String returns the word that machines read.
func (s State) String() string {
	return [...]string{Missing: "missing", Empty: "empty", Set: "set"}[s]
}

func valueOf(field any) Value {
	switch p := field.(type) {
	case *[]byte:
		return textValue(*p)
	case *record.Number:
		switch {
		case p.IsSet():
			return Value{State: Set, Text: p.String(), Number: true}
		case p.IsEmpty():
			return Value{State: Empty}
		}
	case *record.Bool:
		if *p != record.BoolMissing {
			return Value{State: Set, Text: map[bool]string{true: "true", false: "false"}[*p == record.True]}
		}
	}
	return Value{}
}

func textValue(text []byte) Value {
	switch {
	case text == nil:
		return Value{}
	case len(text) == 0:
		return Value{State: Empty}
	}
	return Value{State: Set, Text: string(text)}
}
