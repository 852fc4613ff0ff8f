package diff

import (
	"slices"
	"strings"

	"obmen/formats/record"
)

// A plan is what two formats and the options leave to be compared.
type plan struct {
	kind    record.DocKind
	ordered bool
	exact   bool
	loose   bool    // missing and empty are one
	partial [2]bool // what is missing on this side was not said

	kinds       [record.KindInvoiceProduct + 1]bool // that are compared
	headless    bool                                // of receipts only the lines are
	skip        map[string]bool                     // fields that are not compared, by their full names
	skipUnknown map[string]bool
	keys        [record.KindInvoiceProduct + 1][]keyField
	missed      []string // fields that one of the formats has no place for
}

func newPlan(o *Options, a, b record.Format) *plan {
	p := &plan{kind: a.Kind, ordered: o.Ordered, exact: o.Exact, partial: [2]bool{a.Partial, b.Partial}, skip: map[string]bool{}, skipUnknown: map[string]bool{}}
	p.loose = !o.Exact && (isTable(a) || isTable(b))
	p.ignore(o.Ignore)
	for _, f := range record.FieldNames(a.Kind) {
		if !slices.Contains(a.Carries, f) || !slices.Contains(b.Carries, f) {
			p.skip[f] = true
		}
	}
	p.missed = p.lacking(record.FieldNames(a.Kind), a.Carries, b.Carries)
	if p.skip["group.Code"] {
		p.skip[groupField] = true
	}
	for kind := range p.kinds {
		p.settle(record.Kind(kind), o.Only)
	}
	p.headless = slices.Contains(o.Only, lineName) && !slices.Contains(o.Only, "receipt")
	return p
}

// lacking lists the fields that not both formats carry, those of a record of which neither does any as one: workspace.*.
func (p *plan) lacking(fields, a, b []string) (names []string) {
	for len(fields) > 0 {
		owner, _, _ := strings.Cut(fields[0], ".")
		n, missed := 0, []string(nil)
		for n < len(fields) && strings.HasPrefix(fields[n], owner+".") {
			if !slices.Contains(a, fields[n]) || !slices.Contains(b, fields[n]) {
				missed = append(missed, fields[n])
			}
			n++
		}
		if fields = fields[n:]; len(missed) == n {
			missed = []string{owner + ".*"}
			p.skip[owner+".*"] = true
		}
		names = append(names, missed...)
	}
	return names
}

func isTable(f record.Format) bool { return f.Ext == ".csv" }

func (p *plan) ignore(words []string) {
	for _, w := range words {
		if name, ok := unknownName(w); ok {
			p.skipUnknown[name] = true
			continue
		}
		for _, f := range fieldsOf(p.kind) {
			if means(w, f) {
				p.skip[f] = true
			}
		}
	}
}

// settle says whether records of a kind are compared, and what they are found by.
func (p *plan) settle(kind record.Kind, only []string) {
	if kind == 0 || kind.Doc() != p.kind {
		return
	}
	fields := keyFields[kind]
	p.kinds[kind] = (len(only) == 0 || named(kind, only)) && (len(fields) == 0 || !p.skip[fields[0].name])
	for _, f := range fields {
		if !p.skip[f.name] {
			p.keys[kind] = append(p.keys[kind], f)
		}
	}
}

func named(kind record.Kind, only []string) bool {
	for _, k := range kindsByName {
		if slices.Contains(k.kinds, kind) && slices.Contains(only, k.name) {
			return true
		}
	}
	return false
}

// skips reports whether a field is not compared.
func (p *plan) skips(field string) bool {
	switch field {
	case "receipt.lines":
		return p.skip[lineName+".*"]
	case "product.prices":
		return p.skip[priceName+".*"]
	}
	return p.skip[field] || p.headless && strings.HasPrefix(field, "receipt.")
}

// unsaidRecord reports whether a record that one side lacks was just not said there: a format that leaves the rest to the profile has no catalogue of its own.
func (p *plan) unsaidRecord(change Change, kind record.Kind) bool {
	lacks := p.partial[0]
	if change == Removed {
		lacks = p.partial[1]
	}
	return lacks && kind != record.KindInvoice && kind != record.KindItem
}
