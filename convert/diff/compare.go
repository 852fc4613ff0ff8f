package diff

import (
	"bytes"
	"cmp"
	"slices"

	"obmen/formats/record"
)

// A comparer says in what two records of one kind differ.
type comparer struct {
	*plan
	fields []Field // found so far
	lines  pairing
}

// compare returns the fields in which a and b differ, valid until the next call. The groups are those that products stand in.
func (c *comparer) compare(a, b record.Record, groupA, groupB []byte) []Field {
	c.fields = c.fields[:0]
	if a.Kind() == record.KindProduct && !bytes.Equal(groupA, groupB) && !c.skips(groupField) {
		c.add(Field{Name: groupField, A: textValue(groupA), B: textValue(groupB)})
	}
	record.Pair(a, b, func(name string, x, y any) {
		if !c.skips(name) {
			c.field(Field{Name: name}, x, y)
		}
	})
	return c.fields
}

func (c *comparer) add(f Field) {
	f.Change = cmp.Or(f.Change, Changed)
	c.fields = append(c.fields, f)
}

// field compares a field; f says where it stands.
func (c *comparer) field(f Field, x, y any) {
	switch p := x.(type) {
	case *[]record.Unknown:
		c.unknown(f, *p, *y.(*[]record.Unknown))
	case *[]record.Line:
		c.compareLines(*p, *y.(*[]record.Line))
	case *[]record.ShopPrice:
		c.comparePrices(*p, *y.(*[]record.ShopPrice))
	default:
		if !c.same(f.Name, x, y) {
			f.A, f.B = valueOf(x), valueOf(y)
			c.add(f)
		}
	}
}

// same reports whether two values mean the same.
func (c *comparer) same(name string, x, y any) bool {
	switch p := x.(type) {
	case *[]byte:
		q := y.(*[]byte)
		return bytes.Equal(*p, *q) && c.sameState(state(*p), state(*q)) || c.unsaid(*p == nil, *q == nil) || !c.exact && isDate(name) && sameDate(*p, *q)
	case *record.Number:
		q := y.(*record.Number)
		if p.IsSet() && q.IsSet() {
			return record.Identical(*p, *q) || !c.exact && p.Equal(*q)
		}
		return c.sameState(numberState(*p), numberState(*q)) || c.unsaid(p.IsMissing(), q.IsMissing())
	case *record.Bool:
		q := y.(*record.Bool)
		return *p == *q || c.unsaid(*p == record.BoolMissing, *q == record.BoolMissing)
	}
	return true
}

func (c *comparer) sameState(a, b State) bool { return a == b || c.loose && a != Set && b != Set }

// unsaid reports whether a side whose format leaves fields open says nothing here.
func (c *comparer) unsaid(aMissing, bMissing bool) bool {
	return c.partial[0] && aMissing || c.partial[1] && bMissing
}

func state(text []byte) State {
	switch {
	case text == nil:
		return Missing
	case len(text) == 0:
		return Empty
	}
	return Set
}

func numberState(n record.Number) State {
	switch {
	case n.IsSet():
		return Set
	case n.IsEmpty():
		return Empty
	}
	return Missing
}

func isDate(name string) bool {
	return name == "catalogue.Date" || name == "receipt.Date" || name == "invoice.date"
}

// sameDate reports whether two texts are one moment by one clock: with the same offset, however it is written, or both without.
func sameDate(a, b []byte) bool {
	x, okX, errX := record.ParseDate(a)
	y, okY, errY := record.ParseDate(b)
	if !okX || !okY || errX != nil || errY != nil || x.HasOffset != y.HasOffset || x.HasTime != y.HasTime {
		return false
	}
	_, offX := x.Time.Zone()
	_, offY := y.Time.Zone()
	return x.Time.Equal(y.Time) && offX == offY
}

// unknown compares what the vocabulary has no field for, each by its name. The order of attributes and keys says nothing; that of elements of one name does where order counts.
func (c *comparer) unknown(f Field, a, b []record.Unknown) {
	a, b = c.arranged(a), c.arranged(b)
	if !c.ordered {
		a, b = apartFrom(a, b)
	}
	for len(a) > 0 || len(b) > 0 {
		order := -1
		switch {
		case len(a) == 0:
			order = 1
		case len(b) > 0:
			order = compareUnknown(a[0], b[0])
		}
		var x, y []byte
		name := ""
		if order <= 0 {
			x, name, a = present(a[0].Value), string(a[0].Name), a[1:]
		}
		if order >= 0 {
			y, name, b = present(b[0].Value), string(b[0].Name), b[1:]
		}
		if c.skipUnknown[name] || bytes.Equal(x, y) && c.sameState(state(x), state(y)) {
			continue
		}
		one := f
		one.Name, one.A, one.B = f.Name+"."+name, textValue(x), textValue(y)
		c.add(one)
	}
}

// present is a value that is there, though it may be empty.
func present(value []byte) []byte {
	if value == nil {
		return []byte{}
	}
	return value
}

func (c *comparer) arranged(list []record.Unknown) []record.Unknown {
	if len(list) < 2 || slices.IsSortedFunc(list, compareUnknown) {
		return list
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, compareUnknown)
	return list
}

func compareUnknown(a, b record.Unknown) int {
	return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.Name, b.Name))
}
