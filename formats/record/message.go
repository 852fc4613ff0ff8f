package record

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Severity says how much a finding weighs.
type Severity uint8

// The severities. An error refuses the record that it is about.
const (
	Note Severity = iota + 1
	Warning
	Severe
)

// String returns note, warning or error.
func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Warning:
		return "warning"
	}
	return "error"
}

// A Message is one thing that can be said of a document: a stable code in kebab case that is never
// translated, a severity, and the words in both languages. En and Ru are fmt formats of
// the same arguments in the same order. They say what is wrong and what to do next; where, is added by who prints.
//
// Each package declares its messages as package variables and lists them in a func
// Messages() []*Message, from which the documentation and the tests are made.
type Message struct {
	Code     string
	Severity Severity
	En, Ru   string
}

// Fault returns an error that says m with args.
func (m *Message) Fault(args ...any) *Fault { return &Fault{Message: m, Args: args} }

// A Fault is a Message with its arguments: what is wrong, without where.
type Fault struct {
	Message *Message
	Args    []any
}

// Error returns the English words.
func (f *Fault) Error() string { return fmt.Sprintf(f.Message.En, f.Args...) }

// Is reports whether target is a Fault with the same Message, whatever the arguments.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Message == f.Message
}

// Error refuses one record, or, wrapped by a Reader as its final error, the document.
type Error struct {
	File   string // the input's name as the user gave it
	Pos    Pos
	Kind   Kind   // of the record that it stood in; 0: none
	Record int64  // its number in the document among its kind, from 1; 0: none
	Path   string // the field: Head/DocSum, items[3].amount, a column
	Value  string // the text that is wrong, cut to a readable length
	Err    error  // mostly a *Fault
	Fatal  bool   // the document can't be read any further
}

// Error returns file:line:col: receipt 38 Head/DocSum: what is wrong.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Where())
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Where returns file:line:col: receipt 38 Head/DocSum, without what is wrong.
func (e *Error) Where() string { return e.WhereIn(English) }

// WhereIn is Where with the word for the record in a language. Names of fields are those of the source in any.
func (e *Error) WhereIn(l Language) string {
	var parts []string
	place := e.File
	if e.Pos.IsValid() {
		place += ":" + e.Pos.String()
	}
	if place != "" {
		parts = append(parts, strings.TrimPrefix(place, ":"))
	}
	var what []string
	if e.Record > 0 {
		what = append(what, e.Kind.In(l)+" "+strconv.FormatInt(e.Record, 10))
	}
	if e.Path != "" {
		what = append(what, e.Path)
	}
	if len(what) > 0 {
		parts = append(parts, strings.Join(what, " "))
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Refusal returns the *Error of err that refuses one record only, after which Read may be called
// again; nil where err is final or no *Error at all.
func Refusal(err error) *Error {
	if err == nil || err == io.EOF { // at the end of every chunk
		return nil
	}
	var e *Error
	if errors.As(err, &e) && !e.Fatal {
		return e
	}
	return nil
}

// A Finding is something a person should know about a record that goes through all the same.
type Finding struct {
	Message *Message
	Pos     Pos
	Kind    Kind
	Record  int64
	Path    string
	Args    []any
}

// Shorten cuts text to a length that fits a message.
func Shorten(text []byte) string {
	const most = 60
	if len(text) <= most && utf8.Valid(text) {
		return string(text)
	}
	s := strings.ToValidUTF8(string(text[:min(len(text), 4*most+4)]), "\uFFFD") // one character more, to know that there is one
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// A UsageError says that flags or the profile are wrong, not the input: exit status 2.
type UsageError struct {
	Err    error
	Misfit bool // it is this input that can't be used so; others may
}

// Error returns what is wrong.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *UsageError) Unwrap() error { return e.Err }
