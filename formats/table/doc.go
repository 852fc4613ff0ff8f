// Package table reads and writes the CSV of all three kinds of document: nomenclature-csv, receipts-csv, invoice-csv, and
// items-csv, the plain table of items that people read and suppliers send.
//
// # Columns
//
// The row structs in columns.go are the one place that names the columns: gocsv's tag has the English name, the tag ru the
// Russian one, the tag also what suppliers call it. The path of every record does without gocsv's reflection: the tags are resolved
// once at the start of the program, a writer appends rows to one buffer, a reader takes cells from one sliding window. A test holds
// the bytes against gocsv's.
//
//	nomenclature-csv  a row a product and price type, its group in front; a group without products is a row without Code
//	receipts-csv      a row a line, the receipt's head in front; a receipt without lines is a row without Line
//	invoice-csv       a row a record; the column Record says of what: invoice, item, category, workspace, package, product, and
//	                  price, which belongs to the product before it. The other columns have the names of the JSON keys, those of
//	                  nested objects with the object in front: shipper_ref_code, shipper_name, storage_caf_id
//	items-csv         a row an item, with its invoice, its product and the product's category
//
// A reader takes either language, in any order and any capitals, finds out the delimiter by the header, and takes line ends, decimal
// signs and ="0019" as they come. Columns that it does not know become unknowns of the record: an attribute of the product,
// an element of the line (of the head, where there is no line), a key with a JSON string; of the last an empty cell is none.
//
// # Texts
//
// What is read is always what was written, whatever the writer's options: see cell.go for the formula guard and Excel's
// ="…", and extra.go for the column Extra.
//
// # What refuses what
//
// A row whose end is certain is refused without what is around it: too few or too many cells, a bare quote, a forbidden character, a
// wrong number. In a catalogue that is a product. A receipt is refused with all its rows, an invoice with all its parts: what has lost a
// line on the way is wrong. So the rows of an invoice are laid aside until all of them were looked at.
//
// An unclosed quote, text behind a closing quote, a NUL, invalid UTF-8, a row that is longer than a record may be refuse the
// document, because nothing behind them can be trusted.
package table
