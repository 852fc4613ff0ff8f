// Package onec reads and writes the product catalogue that 1C exports for Kassatka (kassatka-1c-api.md, «Отправка
// номенклатуры в Кассатку»):
//
//	ProductsGroups@Date
//	  ProductGroup@Code @Name @ParentCode
//	    Products
//	      Product@Barcode @Code @Name @ParentCode @UnitCode @UnitName @Price @Comment @PriceType
//
// # What is kept
//
// Everything that a record can hold: unknown attributes of ProductGroup, Products and Product, and unknown elements in them. Elements
// that stand before Products go with the [record.Group], those in it or behind it with a [record.GroupTail]
// (their order relative to the products is not kept). White space around numbers and the date is dropped; texts are kept to the letter. A
// group without a Products element is a group with an empty one, with a finding.
//
// # What refuses what
//
// A product with something wrong is refused alone. A group with something wrong is refused with all that is in it, one refusal a product, so that none
// disappears uncounted. Text between products refuses the group's tail. What leaves no doubt that this is another kind of document (an
// element of ours in a place where no record is, a date that is none) refuses the document.
package onec
