// Package record is the ground of obmen: the vocabulary in which every format,
// every mapping and every report speaks of a document. It imports the standard
// library and decimal only, and everything else may import it.
//
// # One straight way
//
// A record walks one way through the program, and each station knows only its
// neighbours' interfaces:
//
//	bytes → charset → xmlstream | jsonstream | csv   grammar: tags, keys, cells; no field names
//	      → onec | kassatka | caffesta | table       a dialect: a Reader of records
//	      → convert/where, convert/check, tally      stages that look at or leave out records
//	      → convert/mapping                          meaning: a Writer over a Writer
//	      → onec | kassatka | caffesta | table       a dialect: a Writer of records
//	      → charset → compression → pending file     whole or not at all
//
// [Copy] is the pump. A [Reader] gives one record at a time and keeps it until the
// next call; a [Writer] takes one and does not keep it. So nothing is
// allocated per record and memory does not grow with the document.
//
// # What a stream of records looks like
//
// nomenclature: one [*Catalogue], then each [*Group] followed by its [*Product] rows in
// the order of the source, and, where a group holds something unknown behind its
// products, one [*GroupTail].
//
// receipts: [*Receipt] after [*Receipt], each whole, with its lines.
//
// invoice: [*Invoice] (the head), then its [*Item], [*Category], [*Workspace], [*Package]
// and [*InvoiceProduct] records in this, the documented, order; then the next *Invoice.
// A mapping reckons the head last (its sum, its comment), so between a mapping and a writer the stream
// is turned round: see [Options].HeadLast.
//
// # Lexicon
//
// One word for one thing; no synonyms, in code, help and messages.
//
//	document    what one input holds: a nomenclature, receipts, or invoices
//	kind        which of the three a document is ([DocKind])
//	format      a kind and the way it is written: nomenclature-xml, receipts-csv, … ([Format])
//	dialect     of CSV: rfc4180 or excel-ru
//	record      the smallest piece that can be accepted or refused on its own
//	field       a named value of a record; missing and empty are two things
//	unknown     an attribute, element or key that the vocabulary has no field for; kept ([Unknown])
//	catalogue   a nomenclature as a whole
//	group       a product group of a catalogue; a category is its counterpart in an invoice
//	product     a row of a catalogue: a code with one price of one price type
//	receipt     a sale, with its lines
//	line        of a receipt; an item is its counterpart in an invoice
//	invoice     an incoming invoice: the head of it is the record, its parts follow
//	number      an exact decimal ([Number]); an invoice's own number is its Number field
//	finding     something a person should know; the record goes through ([Finding])
//	error       something that refuses a record, or the document ([*Error])
//	loss        a field that the target kind has no place for
//	chunk       a piece of a document that is read without what stands before it ([Chunk])
//	lead        the text in front of a chunk that brings its Reader to the place
//	lane        one of several Readers, with the stages behind it, that work on chunks at the same time
//	kept out    read, but on purpose not written: returns, doubles, rejected, skipped, not selected
//	profile     what no file knows: stores, taxes, price types
//	delivery    what is sent to a service; the journal remembers what became of each
//	source      a file that was dropped into a drop folder
//	result      a file that is made of a source
//	claim       the rename by which a run takes a source
//	look        one reading of the inbox
//	ledger      what a drop folder remembers of its sources
//	register    a table of a day for people to file: what became of each source
//	lease       the word of a host that it works in a drop folder
//
// # Missing, empty, set
//
// A text field is a []byte: nil is missing, empty but not nil is empty. A [Number] and a
// [Bool] know their state themselves; their zero value is missing.
package record
