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
			p.missed = append(p.missed, f)
		}
	}
	if p.skip["group.Code"] {
		p.skip[groupField] = true
	}
	for kind := range p.kinds {
		p.settle(record.Kind(kind), o.Only)
	}
	p.headless = slices.Contains(o.Only, lineName) && !slices.Contains(o.Only, "receipt")
	return p
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
	return p.skip[field] || p.headless && strings.HasPrefix(field, "receipt.") && field != "receipt.lines"
}
