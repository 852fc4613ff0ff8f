package record

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Clone returns a deep copy of r, one of this package's records, that stays valid for good, with its place reckoned.
func Clone(r Record) Record {
	c := blank(r.Kind())
	originOf(c).Fixed = r.At()
	cloneSlots(c, r, slotsOf(r.Kind()))
	return c
}

func cloneSlots(dst, src any, slots []slot) {
	for _, s := range slots {
		switch p := s.at(src).(type) {
		case *[]byte:
			*s.at(dst).(*[]byte) = bytes.Clone(*p)
		case *Number:
			*s.at(dst).(*Number) = *p
		case *Bool:
			*s.at(dst).(*Bool) = *p
		case *[]Unknown:
			*s.at(dst).(*[]Unknown) = cloneUnknown(*p)
		case *[]Line:
			*s.at(dst).(*[]Line) = cloneList(*p, lineSlots)
		case *[]ShopPrice:
			*s.at(dst).(*[]ShopPrice) = cloneList(*p, priceSlots)
		}
	}
}

func cloneList[T any](src []T, slots []slot) []T {
	if src == nil {
		return nil
	}
	dst := make([]T, len(src))
	for i := range src {
		cloneSlots(&dst[i], &src[i], slots)
	}
	return dst
}

func cloneUnknown(src []Unknown) []Unknown {
	if src == nil {
		return nil
	}
	dst := make([]Unknown, len(src))
	for i, u := range src {
		dst[i] = Unknown{Place: u.Place, Kind: u.Kind, Name: bytes.Clone(u.Name), Value: bytes.Clone(u.Value)}
	}
	return dst
}

// Equal reports whether a and b are the same record in the sense of the first law, wherever they stood: the same kind, each field in the same
// state (missing, empty, set) with the same text or value, numbers with the same number of decimals, the unknown in the same order.
func Equal(a, b Record) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind() == b.Kind() && sameSlots(a, b, slotsOf(a.Kind()))
}

func sameSlots(a, b any, slots []slot) bool {
	for _, s := range slots {
		if !sameField(s.at(a), s.at(b)) {
			return false
		}
	}
	return true
}

func sameField(a, b any) bool {
	switch p := a.(type) {
	case *[]byte:
		return sameText(*p, *b.(*[]byte))
	case *Number:
		return Identical(*p, *b.(*Number))
	case *Bool:
		return *p == *b.(*Bool)
	case *[]Unknown:
		return sameUnknown(*p, *b.(*[]Unknown))
	case *[]Line:
		return sameList(*p, *b.(*[]Line), lineSlots)
	case *[]ShopPrice:
		return sameList(*p, *b.(*[]ShopPrice), priceSlots)
	}
	return false
}

func sameText(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

func sameUnknown(a, b []Unknown) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Place != b[i].Place || a[i].Kind != b[i].Kind || !bytes.Equal(a[i].Name, b[i].Name) || !bytes.Equal(a[i].Value, b[i].Value) {
			return false
		}
	}
	return true
}

func sameList[T any](a, b []T, slots []slot) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameSlots(&a[i], &b[i], slots) {
			return false
		}
	}
	return true
}

// Diff says for people in what a and b are not [Equal], a line a field; empty where they are.
func Diff(a, b Record) string {
	if a == nil || b == nil || a.Kind() != b.Kind() {
		if Equal(a, b) {
			return ""
		}
		return fmt.Sprintf("%s, not %s\n", kindOf(a), kindOf(b))
	}
	var out strings.Builder
	diffSlots(&out, "", a, b, slotsOf(a.Kind()))
	return out.String()
}

func kindOf(r Record) string {
	if r == nil {
		return "no record"
	}
	return r.Kind().String()
}

func diffSlots(out *strings.Builder, where string, a, b any, slots []slot) {
	for _, s := range slots {
		x, y := s.at(a), s.at(b)
		if sameField(x, y) {
			continue
		}
		switch p := x.(type) {
		case *[]Line:
			diffList(out, where+s.name, *p, *y.(*[]Line), lineSlots)
		case *[]ShopPrice:
			diffList(out, where+s.name, *p, *y.(*[]ShopPrice), priceSlots)
		default:
			fmt.Fprintf(out, "%s%s: %s, not %s\n", where, s.name, show(x), show(y))
		}
	}
}

func diffList[T any](out *strings.Builder, where string, a, b []T, slots []slot) {
	if len(a) != len(b) {
		fmt.Fprintf(out, "%s: %d, not %d\n", where, len(a), len(b))
	}
	for i := range min(len(a), len(b)) {
		diffSlots(out, where+"["+strconv.Itoa(i)+"] ", &a[i], &b[i], slots)
	}
}

// show writes a field so that every difference that Equal sees can be seen.
func show(field any) string {
	switch p := field.(type) {
	case *[]byte:
		if *p == nil {
			return "missing"
		}
		return strconv.Quote(string(*p))
	case *Number:
		return showNumber(*p)
	case *Bool:
		return [...]string{BoolMissing: "missing", False: "false", True: "true"}[*p]
	case *[]Unknown:
		return showUnknown(*p)
	}
	return ""
}

func showNumber(n Number) string {
	switch {
	case n.IsMissing():
		return "missing"
	case n.IsEmpty():
		return `""`
	}
	return n.String()
}

func showUnknown(list []Unknown) string {
	parts := make([]string, len(list))
	for i, u := range list {
		parts[i] = fmt.Sprintf("{%d %d %q %q}", u.Place, u.Kind, u.Name, u.Value)
	}
	return "[" + strings.Join(parts, " ") + "]"
}
