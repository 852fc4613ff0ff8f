package caffesta

import (
	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A decoder makes records of the objects that a Walker comes to. It goes on after a fault, to the end of the value, so that the grammar of the whole document is known; of faults
// it keeps the first.
type decoder struct {
	w       *jsonstream.Walker
	file    string
	arena   record.Arena // the texts of the record
	stable  bool         // what is read stays where it is, and so must the texts: it is a chunk
	fault   *record.Error
	found   func(record.Finding) // hears of unknown keys; nil: nobody does
	invoice int64                // its number in the document
	section func(kind record.Kind) error
	mold    *jsonstream.Mold // learns the part that is read; nil: nobody does
	field   int              // the number of the field whose value comes next
	odd     bool             // the part has an unknown key
	locator record.Locator   // knows where parts stand
}

// note lets the mold know of the last token, t.
func (d *decoder) note(t jsonstream.Token) {
	if d.mold != nil {
		d.mold.Note(d.w, d.field, t)
	}
}

// refuse notes that the value at the last token, or what path names, is not what the document asks for.
func (d *decoder) refuse(at record.Pos, path string, value []byte, fault error) {
	if d.fault != nil {
		return
	}
	d.fault = &record.Error{File: d.file, Pos: at, Kind: record.KindInvoice, Record: d.invoice, Path: path, Value: record.Shorten(value), Err: fault}
}

func (d *decoder) refuseToken(fault error) {
	if d.fault == nil {
		d.refuse(d.w.Locate(d.w.Start()), d.w.Path(), d.w.Raw(), fault)
	}
}

// wrongType refuses the value that the last token, t, began, and passes over it.
func (d *decoder) wrongType(t jsonstream.Token, want jsonstream.Token) error {
	d.refuseToken(WrongType.Fault(want.String(), t.String()))
	return d.w.Skip(t)
}

// keep returns the text of the last token for as long as the record lasts. It is never nil.
func (d *decoder) keep(text []byte) []byte {
	if d.stable && !d.w.Escaped() {
		return text[:len(text):len(text)]
	}
	return d.arena.Keep(text)
}

// forget forgets the texts of the record before.
func (d *decoder) forget() {
	if !d.stable {
		d.arena.Reset()
	}
}

// readObject reads the object that the last token began into rec. The error is the Walker's.
func readObject[R any](d *decoder, s *shape[R], rec *R) error {
	if !d.w.Held() {
		d.w.Hold()
		defer d.w.Release()
	}
	start := d.w.Start()
	seen, err := readFields(d, s, rec)
	if err != nil {
		return err
	}
	if name := missing(s, rec, seen); name != "" && d.fault == nil {
		path := jsonstream.Join(d.w.Path(), []byte(name))
		d.refuse(d.w.Locate(start), path, nil, record.FieldMissing.Fault(name))
	}
	return nil
}

// readFields reads to the end of an object and returns which fields it had.
func readFields[R any](d *decoder, s *shape[R], rec *R) (seen uint, err error) {
	next := 0
	for {
		t, err := d.w.Next()
		if err != nil || t == jsonstream.EndObject {
			return seen, err
		}
		i := s.find(d.w.Text(), next)
		if i < 0 {
			if err := d.readUnknown(s.unknown(rec), s.place); err != nil {
				return seen, err
			}
			continue
		}
		seen |= 1 << i
		next = i + 1
		d.field = s.first + i
		if err := readField(d, &s.fields[i], rec); err != nil {
			return seen, err
		}
	}
}

// missing names the first required field that is not there; empty where all are.
func missing[R any](s *shape[R], rec *R, seen uint) string {
	for i := range s.fields {
		if seen&(1<<i) == 0 && !s.fields[i].optional {
			return s.fields[i].name
		}
	}
	if s.lacks != nil {
		return s.lacks(rec)
	}
	return ""
}

func readField[R any](d *decoder, f *field[R], rec *R) error {
	if f.form == section {
		return d.section(f.kind)
	}
	t, err := d.w.Next()
	if err != nil {
		return err
	}
	d.note(t)
	switch f.form {
	case object:
		if t != jsonstream.BeginObject {
			return d.wrongType(t, jsonstream.BeginObject)
		}
		return readObject(d, f.sub, rec)
	case prices:
		return d.readPrices(t, f.at(rec).(*[]record.ShopPrice))
	}
	return d.readScalar(t, f.form, f.at(rec))
}

func (d *decoder) readScalar(t jsonstream.Token, form form, at any) error {
	switch p := at.(type) {
	case *[]byte:
		switch {
		case t == jsonstream.String:
			*p = d.keep(d.w.Text())
			if form == date {
				d.checkDate(*p)
			}
		case t != jsonstream.Null || form != nullable:
			return d.wrongType(t, jsonstream.String)
		}
	case *record.Number:
		if t != jsonstream.Number {
			return d.wrongType(t, jsonstream.Number)
		}
		d.readNumber(p, form)
	case *record.Bool:
		if t != jsonstream.True && t != jsonstream.False {
			return d.wrongType(t, jsonstream.True)
		}
		*p = record.BoolOf(t == jsonstream.True)
	}
	return nil
}

func (d *decoder) readNumber(p *record.Number, form form) {
	n, err := record.ParseJSONNumber(d.w.Raw())
	if err != nil {
		d.refuseToken(err)
		return
	}
	if form == whole && !isWhole(n) {
		d.refuseToken(NotWhole.Fault(record.Shorten(d.w.Raw())))
	}
	*p = n
}

// isWhole reports whether n can be an id: without decimals, and of the size of a database's integer.
func isWhole(n record.Number) bool {
	_, ok := n.Int64()
	return ok && n.Scale() == 0
}

// checkDate refuses a text that is no date. The documented form needs no parsing.
func (d *decoder) checkDate(text []byte) {
	if isDocumentedDate(text) {
		return
	}
	if _, _, err := record.ParseDate(text); err != nil {
		d.refuseToken(err)
	}
}

// isDocumentedDate reports whether text surely is a date like 2018-06-13 14:28.
func isDocumentedDate(text []byte) bool {
	const most = "9999-19-39 29:59"
	if len(text) != len(most) {
		return false
	}
	for i, c := range text {
		if m := most[i]; c != m && (m < '0' || m > '9' || c < '0' || c > m) {
			return false
		}
	}
	two := func(i int) int { return int(text[i]-'0')*10 + int(text[i+1]-'0') }
	return string(text[:4]) > "0001" && two(5) >= 1 && two(5) <= 12 && two(8) >= 1 && two(8) <= 28 && two(11) < 24
}

// readPrices reads the value that t began: the array of a product's prices.
func (d *decoder) readPrices(t jsonstream.Token, list *[]record.ShopPrice) error {
	if t != jsonstream.BeginArray {
		return d.wrongType(t, jsonstream.BeginArray)
	}
	for {
		t, err := d.w.Next()
		switch {
		case err != nil || t == jsonstream.EndArray:
			return err
		case t != jsonstream.BeginObject:
			err = d.wrongType(t, jsonstream.BeginObject)
		default:
			d.field = priceField
			d.note(t)
			*list = appendPrice(*list)
			err = readObject(d, &priceShape, &(*list)[len(*list)-1])
		}
		if err != nil {
			return err
		}
	}
}

// appendPrice appends a price with nothing in it.
func appendPrice(list []record.ShopPrice) []record.ShopPrice {
	if len(list) == cap(list) {
		return append(list, record.ShopPrice{})
	}
	list = list[:len(list)+1]
	p := &list[len(list)-1]
	*p = record.ShopPrice{Unknown: p.Unknown[:0]}
	return list
}

// readUnknown keeps the key that is the last token, and its value, without the white space around its tokens.
func (d *decoder) readUnknown(list *[]record.Unknown, place record.Place) error {
	d.odd = true
	name := d.keep(d.w.Text())
	if d.found != nil {
		d.found(record.Finding{Message: UnknownKey, Pos: d.w.Locate(d.w.Start()), Kind: record.KindInvoice, Record: d.invoice, Path: d.w.Path(), Args: []any{record.Shorten(name)}})
	}
	t, err := d.w.Next()
	if err != nil {
		return err
	}
	value, err := d.w.AppendValue(d.arena.Open(), t)
	if err != nil {
		return err
	}
	*list = append(*list, record.Unknown{Place: place, Kind: record.Key, Name: name, Value: d.arena.Close(value)})
	return nil
}
