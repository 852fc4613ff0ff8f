// Package kassatka reads and writes the receipts that Kassatka hands out (kassatka-1c-api.md, «Забрать результат обработки
// запроса»):
//
//	Documents
//	  Doc
//	    Head
//	      Date OrganizationCode CashBoxCode CashBoxName StoreCode StoreName
//	      DocSum DocSumWithDiscount DocNum PayCard PayCash
//	    Products
//	      Product
//	        ProductCode ProductName UnitCode Price Discount Quantity Sum SumWithDiscount
//
// # What is kept
//
// Everything in a Doc: fields in any order, unknown attributes and elements at every level. The attribute of a field (<Price currency="BYN">)
// is kept as an unknown attribute with the name Price/currency, which no attribute can have, and written back where it was. White
// space around numbers and dates is dropped; texts are kept to the letter. A Doc without a Products element is
// one with an empty one, with a finding.
//
// The unknown of a receipt has an order of its own, in which it is also written: attributes of Doc, of Head, of Head's fields, elements of Head, attributes of
// Products, elements of Products, elements of Doc; within each of these, the order of the source.
//
// # What refuses what
//
// Something wrong in a Doc refuses that receipt. An element of ours outside of any Doc, or text there, refuses the document.
package kassatka
