package check

import (
	"bytes"
	"strings"

	"obmen/formats/record"
)

// nomenclature checks a catalogue.
type nomenclature struct {
	base
	group []byte // the code of the group around the products; nil: none yet
	unit  []byte // the last code and name of a unit that agree, with a 0 between them
}

// Check implements [Checker].
func (n *nomenclature) Check(r record.Record) error {
	n.begin(r)
	switch r := r.(type) {
	case *record.Catalogue:
		n.catalogue(r)
	case *record.Group:
		return n.enter(r)
	case *record.Product:
		n.product(r)
		return n.claimProduct(r)
	}
	return nil
}

func (n *nomenclature) catalogue(c *record.Catalogue) {
	// 1C's empty date is no date either; a malformed one is the reader's to refuse.
	if ok, err := record.CheckDate(c.Date); !ok && err == nil {
		n.found(dateEmpty, "Date")
	}
}

// enter makes g the group around what follows.
func (n *nomenclature) enter(g *record.Group) error {
	n.group = append(make0(n.group), g.Code...)
	n.optional(g.Name, "Name")
	n.optional(g.ParentCode, "ParentCode")
	if n.claims == nil {
		return nil
	}
	from := n.source()
	n.claims.claim(groupNames, from, n.claims.mark(g.Name), g.Code, g.Name, g.Code)
	n.claims.define(groupParents, from, g.Code, nil, g.Code)
	if parent := parentOf(g.ParentCode); len(parent) > 0 {
		n.claims.refer(groupParents, from, parent, g.Code, parent)
	}
	return n.claims.err
}

func (n *nomenclature) product(p *record.Product) {
	n.optional(p.Barcode, "Barcode")
	n.optional(p.ParentCode, "ParentCode")
	n.optional(p.UnitName, "UnitName")
	if p.Price.IsMissing() {
		n.found(optionalMissing, "Price", "Price")
	}
	n.optional(p.Comment, "Comment")
	n.optional(p.PriceType, "PriceType")
	if n.group != nil && p.ParentCode != nil && !bytes.Equal(parentOf(p.ParentCode), parentOf(n.group)) {
		n.found(parentDiffers, "ParentCode", record.Shorten(p.Code), record.Shorten(p.ParentCode), record.Shorten(n.group))
	}
	if p.Price.IsSet() && p.Price.Sign() <= 0 {
		n.found(priceNotPositive, "Price", record.Shorten(p.Code), p.Price.String())
	}
	n.barcode(p)
	n.unitOf(p)
}

// parentOf returns the code of a parent; the documents write "none" and nothing for no parent.
func parentOf(code []byte) []byte {
	if string(code) == "none" {
		return nil
	}
	return code
}

func (n *nomenclature) barcode(p *record.Product) {
	want, ok := checkDigit(p.Barcode)
	if !ok {
		return
	}
	got := p.Barcode[len(p.Barcode)-1]
	if got == want {
		return
	}
	m := barcodeWrong
	if isOwn(p.Barcode) {
		m = barcodeOwnWrong
	}
	n.found(m, "Barcode", record.Shorten(p.Barcode), got, want)
}

// unitOf checks the unit of p, unless it is that of the row before.
func (n *nomenclature) unitOf(p *record.Product) {
	if n.UnitNames == nil || n.isLastUnit(p.UnitCode, p.UnitName) {
		return
	}
	known, names := n.UnitNames(p.UnitCode)
	name := trimUnit(p.UnitName)
	switch {
	case !known:
		n.found(unitUnknown, "UnitCode", record.Shorten(p.UnitCode), record.Shorten(p.Code))
	case len(name) > 0 && !isOneOf(name, names):
		n.found(unitNameDiffers, "UnitName", record.Shorten(p.UnitCode), names[0], record.Shorten(p.Code), record.Shorten(p.UnitName))
	default:
		n.unit = append(append(append(n.unit[:0], p.UnitCode...), 0), p.UnitName...)
	}
}

func (n *nomenclature) isLastUnit(code, name []byte) bool {
	at := len(code)
	return len(n.unit) == at+1+len(name) && n.unit[at] == 0 && string(n.unit[:at]) == string(code) && string(n.unit[at+1:]) == string(name)
}

// trimUnit returns a unit's name without the white space around and the point behind it.
func trimUnit(name []byte) []byte { return bytes.TrimRight(bytes.TrimSpace(name), ".") }

// isOneOf reports whether name is one of names, whatever its case. Without names any is.
func isOneOf(name []byte, names []string) bool {
	for _, other := range names {
		if strings.EqualFold(string(name), strings.TrimRight(other, ".")) {
			return true
		}
	}
	return len(names) == 0
}

// The fields in which the rows of one product must agree, for the message.
var rowFields = [...]string{"Name", "Barcode", "ParentCode", "UnitCode", "UnitName", "Comment", "unknown"}

// claimProduct leaves what p says of its code, price type and barcode.
func (n *nomenclature) claimProduct(p *record.Product) error {
	c := n.claims
	if c == nil {
		return nil
	}
	from := n.source()
	c.claim(productRows, from, n.rowMark(p), p.Code, nil, p.Code)
	c.claim(productGroups, from, c.mark(n.group), p.Code, n.group, p.Code)
	if p.Price.IsSet() {
		var room [64]byte
		c.claim(productPrices, from, c.numberMark(p.Price), c.join(p.Code, p.PriceType), p.Price.AppendTo(room[:0]), p.Code, p.PriceType)
	}
	if len(p.Barcode) > 0 {
		c.claim(barcodes, from, c.mark(p.Code), p.Barcode, p.Code, p.Barcode)
	}
	return c.err
}

// rowMark marks each of rowFields of p.
func (n *nomenclature) rowMark(p *record.Product) []byte {
	c := n.claims
	c.marks = c.marks[:0]
	for _, field := range [...][]byte{p.Name, p.Barcode, p.ParentCode, p.UnitCode, p.UnitName, p.Comment} {
		c.marks = c.appendMark(c.marks, field)
	}
	c.marks = c.appendUnknown(c.marks, p.Unknown)
	return c.marks
}

// fieldsThatDiffer names the rowFields in which two marks of rowMark differ.
func fieldsThatDiffer(a, b []byte) string {
	var names []string
	for i, name := range rowFields {
		at := i * markSize
		if at+markSize <= min(len(a), len(b)) && !bytes.Equal(a[at:at+markSize], b[at:at+markSize]) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// make0 returns b emptied, and never nil.
func make0(b []byte) []byte {
	if b == nil {
		return make([]byte, 0, 32)
	}
	return b[:0]
}
