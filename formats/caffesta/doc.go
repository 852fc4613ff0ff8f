// Package caffesta reads and writes Caffesta's incoming invoices: JSON, as caffesta-api.md has it under «Структура передаваемого JSON-объекта»,
// one object, an array of objects, or an object a line.
//
// # Reading
//
// JSON promises no order of keys, so nothing of an invoice is known before its last bracket: number may come last, and prices before what they are the prices of.
// The [Reader] goes over an object once and checks all of it. Of a small one, which lies in the window when its end is read, it keeps the parts that it has read;
// of a large one it lays each long array aside as it stands (in memory, and on disk where it does not fit) and, once it has given the head, reads the arrays again in the
// documented order. So memory does not depend on how large an invoice is, and nothing of an invoice is given out that has a fault further down.
//
// Parts are read by molds (see [jsonstream.Mold]): those that look like one before are not parsed but for their values. fill.go puts these into the records,
// decode.go does it token by token for all others and is the reference.
//
// A document of several invoices can be read in chunks, which are cut between invoices: chunk.go.
//
// A part that is refused refuses its invoice: an invoice that lost an item on the way is a wrong invoice.
//
// # Writing
//
// The [Writer] takes records in the documented order and writes them straight through. Where the head comes last ([record.Options].HeadLast), it keeps
// the parts in a drawer each until then; lanes may fill them ([record.JoinWriter]). Of a JSON document it holds the first invoice back until it knows whether there is a second: one is
// an object, several are an array.
//
// shape.go is the one place that names the fields. The decoder, and what is written field by field, go over its tables; pen.go and fill.go, through which nearly all parts go, write
// and read the fields in the order of the tables, by their numbers.
package caffesta
