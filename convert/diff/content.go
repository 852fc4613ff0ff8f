package diff

import (
	"bytes"
	"cmp"
	"slices"

	"obmen/formats/record"
)

// appendContent appends what a field says: the same bytes for two that are compared as the same. What a partial format leaves open is no wildcard here.
func (p *plan) appendContent(dst []byte, name string, field any) []byte {
	if p.skips(name) {
		return dst
	}
	switch x := field.(type) {
	case *[]byte:
		return p.appendState(dst, state(*x), *x)
	case *record.Number:
		n := *x
		if !n.IsSet() {
			return p.appendState(dst, numberState(n), nil)
		}
		if !p.exact {
			n = n.Trim()
		}
		return p.appendState(dst, Set, n.AppendTo(nil))
	case *record.Bool:
		return append(dst, byte(*x))
	case *[]record.Unknown:
		return p.appendUnknown(dst, *x)
	}
	return dst
}

func (p *plan) appendState(dst []byte, s State, text []byte) []byte {
	if s == Empty && p.loose {
		s = Missing
	}
	if dst = append(dst, byte(s)); s == Set {
		dst = appendPart(dst, text)
	}
	return dst
}

func (p *plan) appendUnknown(dst []byte, list []record.Unknown) []byte {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b record.Unknown) int {
		if p.ordered {
			return compareUnknown(a, b)
		}
		return compareWholeUnknown(a, b)
	})
	for _, u := range list {
		if p.skipUnknown[string(u.Name)] || p.loose && len(u.Value) == 0 {
			continue
		}
		dst = appendPart(appendPart(append(dst, 1, byte(u.Place), byte(u.Kind)), u.Name), u.Value)
	}
	return append(dst, 0)
}

// compareWholeUnknown orders by the value too.
func compareWholeUnknown(a, b record.Unknown) int {
	return cmp.Or(compareUnknown(a, b), bytes.Compare(a.Value, b.Value))
}

// twins visits the places of those of a and b that are equal, the first with the first.
func twins[T any](a, b []T, order func(x, y T) int, visit func(i, j int)) {
	x, y := placesBy(a, order), placesBy(b, order)
	for len(x) > 0 && len(y) > 0 {
		c := order(a[x[0]], b[y[0]])
		if c == 0 {
			visit(x[0], y[0])
		}
		if c <= 0 {
			x = x[1:]
		}
		if c >= 0 {
			y = y[1:]
		}
	}
}

func placesBy[T any](list []T, order func(x, y T) int) []int {
	out := make([]int, len(list))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(i, j int) int { return cmp.Or(order(list[i], list[j]), cmp.Compare(i, j)) })
	return out
}

// apartFrom returns those of two arranged lists that the other one lacks, in their order: so that elements of one name may have changed places.
func apartFrom(a, b []record.Unknown) (x, y []record.Unknown) {
	if !repeats(a) && !repeats(b) {
		return a, b
	}
	twinA, twinB := make([]bool, len(a)), make([]bool, len(b))
	twins(a, b, compareWholeUnknown, func(i, j int) { twinA[i], twinB[j] = true, true })
	return without(a, twinA), without(b, twinB)
}

func repeats(list []record.Unknown) bool {
	for i := 1; i < len(list); i++ {
		if compareUnknown(list[i-1], list[i]) == 0 {
			return true
		}
	}
	return false
}

func without(list []record.Unknown, out []bool) (kept []record.Unknown) {
	for i, u := range list {
		if !out[i] {
			kept = append(kept, u)
		}
	}
	return kept
}
