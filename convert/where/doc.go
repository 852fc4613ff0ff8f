// Package where keeps the records that an XPath 1.0 expression selects: --where.
//
// The expression sees one record at a time, in the words and with the numbers of its XML dialect: a product inside its
// ancestors' start tags (ProductsGroups, ProductGroup, Products), a receipt inside Documents. So memory does not grow with
// the document. What holds a selected node is kept: a product with its group, a receipt whole. Selecting a group, or something above it,
// keeps it with all that is in it, also when that is nothing.
//
// For one record to be enough, the expression must not ask for what lies beyond it. A path may walk down from the root
// to records, for whether it reaches one does not depend on the others. But a condition on a record, or on what
// stands around it, must not look at other records: no position(), last() or number as a condition where records are counted, no
// following or preceding record, no walk from what stands around a record down again, no text of what stands around it (its attributes may be
// asked). All that is found out before the first record is read; see [Filter].
//
//	//Product[@UnitCode = '796' and ../../@Code != 'none']     yes
//	//ProductGroup[@Name = 'Услуги']                           yes, with all their products
//	//Doc[count(Products/Product) > 3]                         yes: the lines are the receipt's own
//	//Doc/Products/Product[1][Discount > 0]                    yes: the first line of each receipt
//	//Product[1], //Product[last()], //Doc[position() < 10]    no
//	//ProductGroup[Products/Product/@Price > 100]              no: a group is decided when it starts
//	//Product[@Code = preceding::Product/@Code]                no
//
// QUIRK: 1C writes prices like 1 990,00, which is no number to XPath: number(translate(@Price, ', ', '.')) with U+00A0 in
// place of the blank makes it one.
package where
