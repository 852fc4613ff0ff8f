// Package anonymize makes a document up that tells nothing of whose it is, and is in every other way like it: a stage behind a reader, of whatever format.
//
// Everything follows from a key. The same text of the same kind becomes the same in every file and format, so that files made up apart still fit together; another
// key makes other texts; and without the key nobody comes back from what was made up, or can try a guess: all of it is HMAC-SHA-256 with the key.
//
// # What becomes of what
//
//   - Codes (of products, groups, categories, stores, tills, organizations, workspaces, packages; numbers of documents): codes of the same shape, see code.go. They are
//     permuted, so two codes never become one. UUIDs stay UUIDs, a prefix like УТ- becomes the same prefix wherever it stands, leading zeros stay. A code with letters that are neither
//     Latin nor Russian becomes x and 26 letters and digits, which are 128 bits.
//   - Barcodes: the prefix of the country stays (of a shop's own ones, only that they are: 2 to 29, and no weight), the rest is permuted, the check digit is right again where it was right.
//   - Names and comments: made-up ones of the same kind, about as long. A name with and without №, which tills drop, becomes one name with and without it. Two names may become
//     one, seldom: it is codes that tell things apart. Names of price types, which have none, get
//     twelve digits: among a thousand of them, two become one less often than once in ten million keys.
//   - Unknown attributes, elements, keys and columns: all of them, their names too. Comments and instructions of XML do not pass any reader.
//   - Dates: kept, or all shifted by the same number of weeks, which follows from the key.
//   - Amounts of money: kept; or scaled by about one factor, which follows from the key, each product up to 3 % beside it, which follows from key and code; or shuffled: each product's prices by a
//     factor of its own, from 0.3 to 3, which follows from key and code too, so that another product is the dearest. Either way a product has one factor in every file. Quantities stay. Prices, sums,
//     discounts, payments, taxes and the sums of documents add up again to the kopeck, and what did not add up is off by about as much; a sum of nothing stays nothing. (Prices that trade places among
//     products would be other ones in each file: no file has all the products.)
//
// # What stays
//
// The texts of keptAnywhere (none, pcs, kg, l, obmen); codes and names of the classifier of units; the names of price types in keptPriceTypes, the others become made-up ones unless
// they are asked to stay; types of products that Caffesta knows; codes of countries of two letters or three digits; the ids of storages, shops and taxes, small numbers that a service gave; weights,
// truth values, quantities; how many records there are and in what order; which fields are empty.
//
// # What else could tell
//
// Amounts are made strange, not secret. Who knows one true price knows the others of that product, by their proportion; scaled, all others to within 3 % or so either way, and takings with them. Prices of
// one product that are whole roubles or 10 kopecks, and very small ones, tell something of its factor by themselves; quantities, discounts in per cent and shares of payment are true.
// Who must not learn amounts must not get the file.
//
// Findings and errors show texts of the source: [Hide] and [HideError] take them out. What the length of a text, a code so short that there are few like it, an amount that is kept or the number of receipts of a day tell, they still tell.
package anonymize
