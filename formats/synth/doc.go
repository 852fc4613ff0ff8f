// Package synth makes documents up from a seed number: a [record.Reader] that never opened a file. The demo, the tests and the
// benchmarks take their large inputs from it.
//
// Everything is a pure function of the seed and an index: product 4711 of seed 1 has the same code, name, barcode, unit and prices wherever
// it turns up. So memory is constant whatever the size, a catalogue and the receipts of one seed fit together, and the
// same seed gives the same records on every platform: there is no floating point and no clock in it, and the dice are its own.
//
// A catalogue is what 1C exports: groups in three levels, the group none, several price types as neighbouring rows, products without
// a price, EAN-13 codes with a right check digit, goods by weight with the shop's own codes (prefix 20 to 29). Receipts are what
// Kassatka's tills make: sums that add up to the kopeck, discounts, card and cash, several stores and tills, and names
// without the «№» that the tills drop. Invoices carry the categories, packages and products that their items need.
//
// The generator has versions, and what one gives never changes: [Options].Version 1 is what the project's own measurements are made with; 2 has more that can be asked
// for (groups, price types, stores, days, returns), and receipts nearer to life: opening hours of each store, a rush at noon and after work, regular customers with favourites and a card, a tenth
// of the products that make most of the sales, returns of what was sold before, services without a price. Goods from elsewhere can be sold too.
package synth
