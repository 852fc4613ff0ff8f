// Package register is the table that an accountant files: a CSV file a day, a row for each file that the drop folder was given, with what became of it.
//
// # A person's file
//
// The file of a day lies open in a spreadsheet, is sorted, coloured in and saved again, and obmen adds to it all the while. So it is only ever
// added to, at its end: nothing in it is changed, cut off or replaced, not even what a killed run left half-written. What its first line says goes
// before the options: the delimiter, the line ends and the language of a file that is there are kept. A file of the day's name that does not begin with
// our columns (a person's own, one saved in another encoding, a link, a folder) is not touched, and "2026-11-22 (2).csv" stands beside it.
//
// # Each row once
//
// The caller appends rows until it hears that they are on the disk, and again after a crash, since it may have been ended between the one and the
// other. A row is not appended where one of the same ID, time and SHA-256 stands in the file already, whole: the ID alone does not do, because IDs begin
// anew where somebody removed the ledger, and then the same content may come again under the same ID. Rows that differ are never lost; at worst, after a crash, one
// stands there twice, where a person or a spreadsheet has written one of these three cells in another way.
//
// An append that was cut off in the middle leaves a last line without its end. Where that is how a row begins which is being appended, the rest of it is
// written behind it; else it gets a closing quote, where one is open, and a line end.
//
// # The cells
//
// Text can't do harm: what a spreadsheet would run as a formula has ' in front, line breaks and other characters that can't be seen are written as
// Go writes them (\n, \u202e), what is no UTF-8 as U+FFFD, so that a row is one line whatever a file is called. In excel-ru, text that Excel
// would take for a number is ="0019".
package register
