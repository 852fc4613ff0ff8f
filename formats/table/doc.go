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
// # What is fast, and why it may be
//
// Cells are looked at eight bytes at a time (words.go): a reader for what ends or spoils them, a writer for what needs quotes. The cells that a row has in common with the row
// before it are not taken apart again (quick.go). Whatever there is more to say of than that it is there goes the strict way (scan.go, cell in write.go), which is the
// specification: the quick one gives up, and it is as if it had not been tried.
//
// # Chunks
//
// receipts-csv, invoice-csv and nomenclature-csv can be read in chunks (cutter.go). A cut stands between two rows, and a record that spans rows is given only when a row behind it
// begins the next one; so the last record of a chunk is left to the next chunk, whose lead has all of its rows so far. The Cutter counts quotes and is not misled by line ends
// inside cells, as long as the table has nothing wrong in it. items-csv is not cut: its categories and products come behind the last item of an invoice, and two invoices are told apart by
// their heads alone.
//
// # What refuses the document
//
// An unclosed quote, text behind a closing quote, a NUL, invalid UTF-8, a row that is longer than a record may be refuse the
// document, because nothing behind them can be trusted.
package table
