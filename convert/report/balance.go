package report

import "obmen/formats/record"

// A Balance compares one figure of what was read with what was written and kept out.
type Balance struct {
	What                   string // rows, lines, items, products, sum
	Read, Written, KeptOut record.Number
	// Reckoned is what the document itself lacked: the line sums that were reckoned from amounts and prices ([Report.Reckoned]). Missing: nothing was.
	Reckoned record.Number
}

// Agree reports whether read + reckoned = written + kept out.
func (b Balance) Agree() bool { return b.Read.Add(b.Reckoned).Equal(b.Written.Add(b.KeptOut)) }

// Balances returns the comparisons that belong to a conversion from one kind to another. Read and
// written are reckoned apart: as the reader gave the records, and as they were handed to the writer's formatter.
func (r *Report) Balances(from, to record.DocKind) []Balance {
	switch {
	case from == to:
		return r.sameKind(from)
	case from == record.Nomenclature && to == record.Invoices:
		return []Balance{r.count("rows", r.Read.Rows, r.Written.InvoiceProducts)}
	case from == record.Receipts && to == record.Invoices, from == record.Invoices && to == record.Receipts:
		return []Balance{
			r.count(entryName(from), r.Read.entries(from), r.Written.entries(to)),
			r.sum(r.Read.Sum, r.Written.Sum),
		}
	case from == record.Receipts && to == record.Nomenclature:
		return []Balance{r.count("lines", r.Read.Lines, r.Written.Rows)}
	case from == record.Invoices && to == record.Nomenclature:
		b := r.count("products", r.Read.InvoiceProducts, r.Written.Products)
		b.KeptOut = b.KeptOut.Add(record.NewNumber(r.completed.products-r.completed.items, 0))
		return []Balance{b}
	}
	return nil
}

func (r *Report) sameKind(k record.DocKind) []Balance {
	return []Balance{
		r.count(entryName(k), r.Read.entries(k), r.Written.entries(k)),
		r.sum(r.Read.Sum, r.Written.Sum),
	}
}

func entryName(k record.DocKind) string {
	switch k {
	case record.Nomenclature:
		return "rows"
	case record.Receipts:
		return "lines"
	}
	return "items"
}

// entries are what is counted on both sides of a balance.
func (t *Tally) entries(k record.DocKind) int64 {
	switch k {
	case record.Nomenclature:
		return t.Rows
	case record.Receipts:
		return t.Lines
	}
	return t.Items
}

// count compares entries. Of what the reader refused none was ever tallied; what a later stage refused was, as its entries.
func (r *Report) count(what string, read, written int64) Balance {
	kept := r.rejectedEntries
	for reason, k := range r.kept {
		if reason != Rejected {
			kept += k.Count
		}
	}
	whole := func(n int64) record.Number { return record.NewNumber(n, 0) }
	return Balance{What: what, Read: whole(read), Written: whole(written), KeptOut: whole(kept)}
}

func (r *Report) sum(read, written record.Number) Balance {
	kept := record.NewNumber(0, 0)
	for _, k := range r.kept {
		kept = kept.Add(k.Sum)
	}
	return Balance{What: "sum", Read: read, Written: written, KeptOut: kept, Reckoned: r.completed.reckoned}
}

// Agree reports whether every balance holds.
func (r *Report) Agree(from, to record.DocKind) bool {
	for _, b := range r.Balances(from, to) {
		if !b.Agree() {
			return false
		}
	}
	return true
}
