package onec

import (
	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// A form is how a product without anything unknown is written: text between values that is known beforehand. What does not fit into it, the calls of
// xmlstream.Writer write, and refuse. Both write the same.

// A front is what the last product's tag begins with: all but its price. The rows of one product, a price each, have it in common.
type front struct {
	values [6]frontValue // in the document's order
	text   []byte        // empty: there is none
}

// A frontValue is a copy of an attribute's value.
type frontValue struct {
	text    []byte // empty where it is missing: its room stays for the next one
	missing bool
}

func (v *frontValue) is(value []byte) bool {
	return string(v.text) == string(value) && v.missing == (value == nil)
}

// is reports whether the front is that of p.
func (f *front) is(p *record.Product) bool {
	v := &f.values
	return len(f.text) > 0 && v[1].is(p.Code) && v[0].is(p.Barcode) && v[2].is(p.Name) && v[3].is(p.ParentCode) && v[4].is(p.UnitCode) && v[5].is(p.UnitName)
}

// set makes the front that of p. It is none where ok is false.
func (f *front) set(p *record.Product) (ok bool) {
	f.text = append(f.text[:0], "\n      <Product"...)
	ok = f.add(0, ` Barcode="`, p.Barcode) && f.add(1, ` Code="`, p.Code) && f.add(2, ` Name="`, p.Name) &&
		f.add(3, ` ParentCode="`, p.ParentCode) && f.add(4, ` UnitCode="`, p.UnitCode) && f.add(5, ` UnitName="`, p.UnitName)
	if !ok {
		f.text = f.text[:0]
	}
	return ok
}

func (f *front) add(i int, name string, value []byte) (ok bool) {
	v := &f.values[i]
	v.text, v.missing = append(v.text[:0], value...), value == nil
	f.text, ok = appendAttribute(f.text, name, value)
	return ok
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
