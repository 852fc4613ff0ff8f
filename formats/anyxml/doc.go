// Package anyxml reads XML that has no dialect of its own, by the XPath 1.0 expressions of a profile's xml section, into records of any of
// the three kinds. It also makes the nodes that the expressions look at.
//
// # What an expression sees
//
// One record at a time: the element that [Spec].Record selects, with all that is in it, inside its ancestors' start tags. So memory does not grow
// with the document, only with its largest record, of which the nodes take about fifteen times its size; the record limit is 2 MiB here, unless it is set. The expressions of a document's own fields see
// the root element and what stands before the first record.
//
// Spec.Record is a plain path: /shop/goods/item or //item, * for any name, conditions on the last step only, and none that counts records or looks
// past one. All other expressions are seen from the node that they belong to. One that selects nothing gives a missing field; one that selects
// several nodes, the first of them; one that is a text or a number ('796', count(line)), that. White space is kept:
// normalize-space(name) drops it. Namespaces are not interpreted: a name is what stands in the document, prefix and all.
//
// # What becomes of it
//
// Numbers are read as everywhere: 1990.00, 1990,00, 1 990,00. A record that lacks what its kind requires, or holds something malformed, is
// refused: a product alone, a receipt with its lines, an invoice with its parts. Products without a group code go to the group
// none; neighbours with the same group share one. What no expression asks for is left out, with one finding a document.
package anyxml
