// Package sample takes a small true excerpt of a document: a stage between a reader and a writer, of whatever format.
//
// What is chosen is decided by a hash of the product's code (or, by document, of the receipt's or invoice's number) and a seed, not by dice and
// not by place. So the same seed and share choose the same products in every file: a nomenclature and receipts sampled apart still fit together.
//
// By product, a nomenclature keeps every row of a chosen product, the group that it stands in and the groups above that; a receipt keeps its lines
// of chosen products and is left out when it has none, its sums and payments less by what its other lines came to; an invoice keeps the items and products
// that are chosen, with the categories, workspaces and packages that these need, and its sum is less by what the other items cost. So each product that a kept
// receipt sells is in the nomenclature's sample of the same seed and share. A receipt that is kept whole only if all its products are chosen would be a very short
// one nearly always, and none would be left of a small share: that is why lines are dropped. By document, receipts and invoices stay whole, and
// may sell what a nomenclature's sample lacks.
//
// A count chooses the least hashes, exactly so many: products of a nomenclature, or, unless by product is asked for, receipts or invoices. How many
// there are in another file is another matter, so files that have to fit together are sampled by share.
//
// Memory is constant: what has to wait until it is known what is chosen, or what is needed, waits on disk. Order stays.
package sample
