package kassatka

import (
	"bytes"
	"slices"

	"obmen/formats/record"
)

// readField reads the element that is the current token into its field. line is the number of its line, 0 in Head. It returns unknown with the attributes of the
// element, which has none of its own.
func (r *Reader) readField(f field, name string, line int, unknown []record.Unknown) ([]record.Unknown, error) {
	at := r.src.Offset()
	if attrs := r.src.Attrs(); len(attrs) > 0 {
		place := record.InHead
		if line > 0 {
			place = record.Here
		}
		for _, a := range attrs {
			unknown = r.src.KeepAttribute(&r.arena, unknown, place, r.path(name, line), name, a)
		}
	}
	text, fault, err := r.src.Leaf(&r.arena)
	if err != nil {
		return unknown, err
	}
	if fault == nil {
		fault = set(f, name, text)
	}
	if fault != nil && r.refusal == nil {
		r.refuse(r.src.RefuseAt(at, r.path(name, line), text, fault))
	}
	return unknown, nil
}

func (r *Reader) path(name string, line int) string {
	if line == 0 {
		return "Head/" + name
	}
	return r.linePath(name)
}

// set sets a field from its element's text; the error says why it can't.
func set(f field, name string, text []byte) error {
	var err error
	filled := len(text) > 0
	switch {
	case f.number != nil:
		*f.number, err = record.ParseNumber(text)
		filled = f.number.IsSet()
	case f.date:
		*f.text = bytes.TrimSpace(text)
		filled, err = record.CheckDate(*f.text)
	default:
		*f.text = text
	}
	if err == nil && f.filled && !filled {
		err = record.FieldEmpty.Fault(name)
	}
	return err
}

// sortUnknown puts the receipt's unknown into the order in which it is written, so that it is the same when it is read again.
func (r *Reader) sortUnknown() { sortUnknown(r.receipt.Unknown, headNames[:]) }

func sortUnknown(list []record.Unknown, names []string) {
	if len(list) > 1 {
		slices.SortStableFunc(list, func(a, b record.Unknown) int { return rank(&a, names) - rank(&b, names) })
	}
}

// rank returns where in that order u stands. names are the fields whose attributes may be among the unknown.
func rank(u *record.Unknown, names []string) int {
	const fields = 100 // more than there are
	base := 0
	switch {
	case u.Kind == record.Element && u.Place == record.Here:
		base = 5
	case u.Kind == record.Element:
		base = 2 * int(u.Place)
	case u.Place != record.Here:
		base = 2*int(u.Place) - 1
	}
	if u.Kind == record.Attribute {
		if field, _, ok := bytes.Cut(u.Name, []byte{'/'}); ok {
			return base*fields + 1 + indexOf(names, field, 0)
		}
	}
	return base * fields
}
