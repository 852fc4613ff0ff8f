// Package courier stands between the converter and the clients of the services: it makes parcels of documents, sends each of them once, and
// fetches receipts.
//
// # How an invoice goes out
//
//	input → convert → invoice-ndjson in a temporary file → facts of each invoice → refused as a whole, or
//	for each invoice, under the lock of its account:
//	  journal: known?  booked → skipped; open → looked up in the service's list; else planned, with the receipts that it carries
//	  the service's list, before the first request and after a doubt: there → booked
//	  journal: sending, on disk → request → journal: what came of it
//
// The journal is written before a request leaves and after its answer, so that a run that dies at any instant leaves behind either nothing
// that left, or a delivery that is marked as under way. The next run does not send such a one again before it has looked for it in the list of the
// service. See the states in package journal and the ends of a request in package deliver.
//
// Nothing is held in memory that grows with the document: neither texts nor facts nor the receipts that an invoice carries.
package courier
