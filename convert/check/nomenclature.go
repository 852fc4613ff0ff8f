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

	groups trace // what groups say
	rows   rows
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
	n.rows.moved = true
	return n.claimGroup(g)
}

func (n *nomenclature) product(p *record.Product) {
	if p.Barcode == nil || p.ParentCode == nil || p.UnitName == nil || p.Comment == nil || p.PriceType == nil || p.Price.IsMissing() {
		n.missing(p)
	}
	if n.group != nil && p.ParentCode != nil && !bytes.Equal(p.ParentCode, n.group) && !bytes.Equal(parentOf(p.ParentCode), parentOf(n.group)) {
		n.found(parentDiffers, "ParentCode", record.Shorten(p.Code), record.Shorten(p.ParentCode), record.Shorten(n.group))
	}
	if p.Price.IsSet() && p.Price.Sign() <= 0 {
		n.found(priceNotPositive, "Price", record.Shorten(p.Code), p.Price.String())
	}
	if !isChecked(p.Barcode) {
		n.barcode(p.Barcode, "Barcode")
	}
	n.unitOf(p)
}

// missing tells of the optional fields that are missing.
func (n *nomenclature) missing(p *record.Product) {
	n.optional(p.Barcode, "Barcode")
	n.optional(p.ParentCode, "ParentCode")
	n.optional(p.UnitName, "UnitName")
	if p.Price.IsMissing() {
		n.found(optionalMissing, "Price", "Price")
	}
	n.optional(p.Comment, "Comment")
	n.optional(p.PriceType, "PriceType")
}

// parentOf returns the code of a parent; the documents write "none" and nothing for no parent.
func parentOf(code []byte) []byte {
	if string(code) == "none" {
		return nil
	}
	return code
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

// make0 returns b emptied, and never nil.
func make0(b []byte) []byte {
	if b == nil {
		return make([]byte, 0, 32)
	}
	return b[:0]
}
