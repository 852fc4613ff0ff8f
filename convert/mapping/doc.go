// Package mapping is the one room where records change their kind: a nomenclature becomes an invoice, receipts become
// invoices, and each the way back, as mapping.md says. Every rule here cites its sentence.
//
// A [Mapping] makes a Writer over a Writer. Towards invoices it writes the parts of an invoice first and its head
// last ([record.Options].HeadLast), because the head's sum and comment are known only then. Items and products may stand
// mixed; each kind of part comes in its own right order.
//
// What has to be brought together from afar, looked up or put into another order is the business of convert/regroup and goes to
// disk; here it says only what things mean. The pieces that the mappings share:
//
//	price.go     the line leads: cost_with_tax is settled first, and what follows from it
//	units.go     an item's unit is always pcs, kg or l
//	category.go  groups become categories, parents before children
//	used.go      the workspaces and packages that an invoice uses
//	supplied.go  what the profile's built-in defaults had to supply
//	split.go     --max-items: one invoice becomes several
//	catalog.go   --catalog: a nomenclature to look products up in
//	amounts.go   --amounts: what of a catalogue came in, and how much
//	slip.go      a receipt as it waits on disk, with its returns marked; what its own moment is; what a double is
//	sale.go      a line of a receipt with all that catalogue and profile say of its product
//	calendar.go  what a day is, across changes of the clock
//	recent.go    what of a catalogue was asked for lately
//	texts.go     the profile's texts as bytes, each made once
//	groupby_table.go  the items of a group that memory has room for
//	underway.go  an item of a group while its lines are added up
//	parts.go     what an invoice made of receipts has beside its items
//	trail.go     --trail: which receipt went into which invoice
//	shelf.go     the rows of a catalogue that is being made, under their groups
//	pack.go      how entries that wait on disk are taken apart
//
// A source's fields that a mapping has no place for are counted by who calls it, from [Mapping].Carries. Findings that compare records
// of the source with each other (a code at two prices, a group's unknown parent) are made by convert/check, which runs with
// every mapping; a mapping says what it had to do beyond that.
package mapping
