package caffesta

import (
	"strconv"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// writeRecord writes a part, if it is right; else it writes nothing and returns where in it the fault is, and what.
func writeRecord(j *jsonstream.Writer, rec record.Record) (path string, fault error) {
	switch r := rec.(type) {
	case *record.Item:
		return writePart(j, &itemShape, r)
	case *record.Category:
		return writePart(j, &categoryShape, r)
	case *record.Workspace:
		return writePart(j, &workspaceShape, r)
	case *record.Package:
		return writePart(j, &packageShape, r)
	case *record.InvoiceProduct:
		return writePart(j, &productShape, r)
	}
	return "", ForeignRecord.Fault(rec.Kind().String())
}

func writePart[R any](j *jsonstream.Writer, s *shape[R], rec *R) (path string, fault error) {
	if path, fault = faultOf(s, rec); fault == nil {
		writeObject(j, s, rec)
	}
	return path, fault
}

// faultOf returns what of rec can't be written, and its path; nil where all is right. What the document requires must be there.
func faultOf[R any](s *shape[R], rec *R) (path string, fault error) {
	for i := range s.fields {
		f := &s.fields[i]
		inner := ""
		switch f.form {
		case section:
		case object:
			inner, fault = faultOf(f.sub, rec)
		case prices:
			inner, fault = faultOfPrices(*f.at(rec).(*[]record.ShopPrice))
		default:
			fault = f.faultOf(rec)
		}
		if fault != nil {
			return jsonstream.JoinPaths(f.name, inner), fault
		}
	}
	if s.lacks != nil {
		if name := s.lacks(rec); name != "" {
			return name, record.FieldMissing.Fault(name)
		}
	}
	return faultOfUnknown(s, *s.unknown(rec))
}

func faultOfPrices(list []record.ShopPrice) (path string, fault error) {
	for i := range list {
		if path, fault = faultOf(&priceShape, &list[i]); fault != nil {
			return jsonstream.JoinPaths("["+strconv.Itoa(i)+"]", path), fault
		}
	}
	return "", nil
}

// faultOf returns what is wrong with a scalar field. It returns an error, not a *Fault, so that nil is nil.
func (f *field[R]) faultOf(rec *R) error {
	missing, empty := false, false
	switch p := f.at(rec).(type) {
	case *[]byte:
		missing = *p == nil && f.form != nullable
	case *record.Number:
		missing, empty = p.IsMissing(), p.IsEmpty()
		if p.IsSet() && f.form == whole && !isWhole(*p) {
			return NotWhole.Fault(p.String())
		}
	case *record.Bool:
		missing = *p == record.BoolMissing
	}
	switch {
	case f.optional:
	case missing:
		return record.FieldMissing.Fault(f.name)
	case empty:
		return record.FieldEmpty.Fault(f.name)
	}
	return nil
}

// faultOfUnknown returns the first of the unknown of this shape's place that can't be a key beside the others, and its name as a path.
func faultOfUnknown[R any](s *shape[R], list []record.Unknown) (path string, fault error) {
	for i := range list {
		u := &list[i]
		switch {
		case s.place == record.Here && !s.holds(u.Place), u.Kind != record.Key:
			fault = ForeignUnknown.Fault(record.Shorten(u.Name))
		case u.Place == s.place && s.find(u.Name, 0) >= 0:
			fault = KeyTaken.Fault(record.Shorten(u.Name))
		}
		if fault != nil {
			return jsonstream.Join("", u.Name), fault
		}
	}
	if i := repeated(list, s.place); i >= 0 {
		return jsonstream.Join("", list[i].Name), KeyTaken.Fault(record.Shorten(list[i].Name))
	}
	return "", nil
}

// holds reports whether a record of the shape has the place.
func (s *shape[R]) holds(place record.Place) bool {
	if place == s.place {
		return true
	}
	for i := range s.fields {
		if sub := s.fields[i].sub; sub != nil && sub.place == place {
			return true
		}
	}
	return false
}

// repeated returns which of the unknown in a place has a name that another before it has; -1 where none has.
func repeated(list []record.Unknown, place record.Place) int {
	if len(list) < 2 {
		return -1
	}
	seen := make(map[string]bool, len(list))
	for i := range list {
		if list[i].Place != place {
			continue
		}
		if seen[string(list[i].Name)] {
			return i
		}
		seen[string(list[i].Name)] = true
	}
	return -1
}

// writeObject writes rec, which is right.
func writeObject[R any](j *jsonstream.Writer, s *shape[R], rec *R) {
	j.BeginObject()
	writeFields(j, s, rec)
	writeUnknown(j, s, rec)
	j.EndObject()
}

// writeFields writes the fields but for the sections, in the documented order.
func writeFields[R any](j *jsonstream.Writer, s *shape[R], rec *R) {
	for i := range s.fields {
		f := &s.fields[i]
		switch f.form {
		case section:
		case object:
			j.Key(f.name)
			writeObject(j, f.sub, rec)
		case prices:
			j.Key(f.name)
			j.BeginArray()
			list := *f.at(rec).(*[]record.ShopPrice)
			for i := range list {
				writeObject(j, &priceShape, &list[i])
			}
			j.EndArray()
		default:
			f.write(j, rec)
		}
	}
}

// write writes a scalar field, unless it is missing.
func (f *field[R]) write(j *jsonstream.Writer, rec *R) {
	switch p := f.at(rec).(type) {
	case *[]byte:
		if *p != nil {
			j.Key(f.name)
			j.String(*p)
		} else if f.form == nullable {
			j.Key(f.name)
			j.Null()
		}
	case *record.Number:
		if p.IsSet() {
			j.Key(f.name)
			j.Number(*p)
		}
	case *record.Bool:
		if *p != record.BoolMissing {
			j.Key(f.name)
			j.Bool(*p == record.True)
		}
	}
}

// writeUnknown writes the unknown keys of this shape's place.
func writeUnknown[R any](j *jsonstream.Writer, s *shape[R], rec *R) {
	list := *s.unknown(rec)
	for i := range list {
		if u := &list[i]; u.Place == s.place {
			j.KeyText(u.Name)
			j.Raw(u.Value)
		}
	}
}
