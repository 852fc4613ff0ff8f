// Package table reads and writes the CSV of all three kinds of document: nomenclature-csv, receipts-csv, invoice-csv, and
// items-csv, the plain table of items that people read and suppliers send.
//
// # Columns
//
// The row structs in columns.go are the one place that names the columns, in gocsv's tag the English name and in the tag ru the
// Russian one. The path of every record does without gocsv's reflection: the tags are resolved once at the start of the program, a
// writer appends rows to one buffer, a reader takes cells from one sliding window. A test holds the bytes against
// gocsv's.
//
// A reader takes either language, in any order and any capitals, finds out the delimiter by the header, and takes line ends and decimal
// signs as they come. Columns that it does not know become unknowns of the record.
//
// # Texts
//
// What is read is always what was written, whatever the writer's options: see cell.go for the formula guard and Excel's
// ="…", and extra.go for the column Extra.
//
// # What refuses what
//
// A row whose end is certain is refused alone: too few or too many cells, a bare quote, a forbidden character, a wrong number. An unclosed
// quote, text behind a closing quote, a NUL, invalid UTF-8, a row longer than a record may be refuse the document, because
// nothing behind them can be trusted.
package table
