// Package diff compares two documents of one kind by what they mean, in whatever format each is written.
//
// Records are found by their keys: a product by its code and price type, a group by its code, a receipt by DocNum and OrganizationCode, an invoice by its
// number, shipper and storage, what stands in an invoice within it: an item by product and package, the rest by ref_code. Records of one key on one side are
// paired in their order; of items the equal ones first. Within a receipt lines are paired by product, of one product the equal ones first, then in their order, then
// by position; so are the prices of an invoice's product by shop and storage.
//
// Values are compared as what they are: 1.50 is 1.5, 2018-04-16T11:08:31+0000 is 2018-04-16T11:08:31Z. Missing and empty are two things, unless one
// side is a CSV: its empty cell may be either. [Options].Exact compares what stands there. What the format of one side has no place for is not compared, and
// the summary names it; a format that leaves fields for the profile to fill in (items-csv) agrees with anything where it says nothing.
//
// # The way
//
// Both documents are read at the same time, each record with its key (stream.go). As long as they come in about the same order they meet in a window of bounded
// size (window.go); what does not is sorted by key on disk, and merged. What differs is sorted by key too, so that neither the order of the documents
// nor which is which shows in the result: diff(a, b) mirrors diff(b, a). Memory is constant.
package diff
