package anonymize

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"obmen/formats/record"
)

// dots stand where a message would show a text of the source.
const dots = "…"

// Hide takes from a finding what it would show of the source. Which field, which record and where stays, and so do numbers of things.
func Hide(f record.Finding) record.Finding {
	f.Args, f.Path = hideArgs(f.Args), hidePath(f.Path)
	return f
}

func hideArgs(args []any) []any {
	made := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case int, int32, int64, uint64, uint8, bool:
			made[i] = v
		case *record.Fault:
			made[i] = &record.Fault{Message: v.Message, Args: hideArgs(v.Args)}
		case string:
			made[i] = dots // a number may be a code
			if notNumber.MatchString(v) && hidePath(v) == v {
				made[i] = v
			}
		default:
			made[i] = dots
		}
	}
	return made
}

// A path is of words: names, which have no digits, and numbers of places.
var (
	word      = regexp.MustCompile(`[^][/.@]+`)
	numeral   = regexp.MustCompile(`^[0-9]+$`)
	notNumber = regexp.MustCompile(`[^][/.@0-9]`)
)

// hidePath returns a path of known names as it is, any other as "".
func hidePath(path string) string {
	for _, name := range word.FindAllString(path, -1) {
		if !isFieldName(name) && !isPlace(name) && !numeral.MatchString(name) {
			return ""
		}
	}
	return path
}

// isPlace reports whether a name is of an element, a key or a record that fields stand in.
func isPlace(name string) bool {
	return strings.Contains(" Documents Doc Head Products Product ProductsGroups ProductGroup items categories workspaces packages products prices shipper storage Line Record Extra ", " "+name+" ")
}

// HideError takes from an error what it would show of the source. Errors of the file system and of the command line are about other things, and stay.
func HideError(err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var list []error
		for _, e := range joined.Unwrap() {
			list = append(list, HideError(e))
		}
		return errors.Join(list...)
	}
	var path *fs.PathError
	var link *os.LinkError
	var wrong *record.UsageError
	var inDoc *record.Error
	var fault *record.Fault
	switch {
	case err == nil || errors.As(err, &path) || errors.As(err, &link) || errors.As(err, &wrong):
		return err
	case errors.As(err, &inDoc):
		made := *inDoc
		made.Path, made.Value, made.Err = hidePath(inDoc.Path), "", hidden.Fault()
		if errors.As(inDoc.Err, &fault) {
			made.Err = &record.Fault{Message: fault.Message, Args: hideArgs(fault.Args)}
		}
		return &made
	case errors.As(err, &fault):
		return &record.Fault{Message: fault.Message, Args: hideArgs(fault.Args)}
	}
	return err
}
