// Package caffesta reads and writes Caffesta's incoming invoices: JSON, as caffesta-api.md has it under «Структура передаваемого JSON-объекта»,
// one object, an array of objects, or an object a line.
//
// # Reading
//
// JSON promises no order of keys, so nothing of an invoice is known before its last bracket: number may come last, and prices before what they are the prices of.
// The [Reader] goes over an object once, checks all of it, and lays each long array aside as it stands (in memory, and on disk where it is large). Then
// it gives the head, and reads the arrays again in the documented order. So memory does not depend on how large an invoice is, and
// nothing of an invoice is given out that has a fault further down.
//
// A part that is refused refuses its invoice: an invoice that lost an item on the way is a wrong invoice.
//
// # Writing
//
// The [Writer] takes records in the documented order and writes them straight through. Where the head comes last ([record.Options].HeadLast), it keeps
// the parts in a drawer each until then. Of a JSON document it holds the first invoice back until it knows whether there is a second: one is
// an object, several are an array.
//
// shape.go is the one place that names the fields; reading and writing go over its tables.
package caffesta
