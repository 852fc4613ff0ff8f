package onec

import (
	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// A form is how a product without anything unknown is written: text between values that is known beforehand. What does not fit into it, the calls of
// xmlstream.Writer write, and refuse. Both write the same.

// A front is what the last product's tag begins with: all but its price. The rows of one product, a price each, have it in common.
type front struct {
	raw  []byte // the values, one behind the other
	ends [6]int // where each ends in raw; -1: it is missing
	text []byte
}

// frontFields are the attributes of a front, in the document's order.
func frontFields(p *record.Product) [6][]byte {
	return [...][]byte{p.Barcode, p.Code, p.Name, p.ParentCode, p.UnitCode, p.UnitName}
}

var frontNames = [...]string{` Barcode="`, ` Code="`, ` Name="`, ` ParentCode="`, ` UnitCode="`, ` UnitName="`}

// is reports whether the front is that of p.
func (f *front) is(p *record.Product) bool {
	const code = 1
	if len(f.text) == 0 || f.ends[code] < max(f.ends[0], 0) || string(f.raw[max(f.ends[0], 0):f.ends[code]]) != string(p.Code) {
		return false // as with every new product
	}
	from := 0
	for i, value := range frontFields(p) {
		end := f.ends[i]
		if end < 0 || value == nil {
			if end >= 0 || value != nil {
				return false
			}
			continue
		}
		if string(f.raw[from:end]) != string(value) {
			return false
		}
		from = end
	}
	return true
}

// set makes the front that of p. It is none where ok is false.
func (f *front) set(p *record.Product) (ok bool) {
	f.raw, f.text = f.raw[:0], append(f.text[:0], "\n      <Product"...)
	for i, value := range frontFields(p) {
		if f.ends[i] = -1; value == nil {
			continue
		}
		f.raw = append(f.raw, value...)
		f.ends[i] = len(f.raw)
		f.text = append(f.text, frontNames[i]...)
		if f.text, ok = xmlstream.AppendValue(f.text, value); !ok {
			f.text = f.text[:0]
			return false
		}
		f.text = append(f.text, '"')
	}
	return true
}

// largestForm is how long the texts of a product may be together. A larger one is written call by call, so that it is held in pieces.
const largestForm = 64 << 10

// appendProduct appends a product. ok is false where it does not fit into the form.
func (w *Writer) appendProduct(dst []byte, p *record.Product) (text []byte, ok bool) {
	if len(p.Unknown) > 0 || len(p.Barcode)+len(p.Code)+len(p.Name)+len(p.ParentCode)+len(p.UnitCode)+len(p.UnitName)+len(p.Comment)+len(p.PriceType) > largestForm {
		return dst, false
	}
	if !w.front.is(p) && !w.front.set(p) {
		return dst, false
	}
	dst = append(dst, w.front.text...)
	if !p.Price.IsMissing() {
		dst = append(dst, ` Price="`...)
		dst = append(p.Price.Append1C(dst), '"')
	}
	if dst, ok = appendAttribute(dst, ` Comment="`, p.Comment); !ok {
		return dst, false
	}
	if dst, ok = appendAttribute(dst, ` PriceType="`, p.PriceType); !ok {
		return dst, false
	}
	return append(dst, "/>"...), true
}

func appendAttribute(dst []byte, name string, value []byte) (text []byte, ok bool) {
	if value == nil {
		return dst, true
	}
	dst, ok = xmlstream.AppendValue(append(dst, name...), value)
	return append(dst, '"'), ok
}
