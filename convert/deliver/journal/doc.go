// Package journal remembers what was sent, and what became of it: the one thing that stands between a second run and an invoice that is booked twice.
//
// It is one bbolt file. A method opens it, does one transaction, brings it to the disk and lets it go, so that a run that sends for hours
// keeps nobody from looking. Two processes that want the file at once take turns at a gate, a lock on a file of its own: who waits
// there is next, however often a reader comes back. Nothing in the journal is secret.
//
// # How far a delivery has come
//
//	Plan     none, planned, rejected, unavailable, resolved unsent → planned
//	Begin    planned, unavailable → sending          on the disk before the request leaves
//	Finish   sending, in-doubt → accepted, rejected, unavailable, in-doubt
//	         planned, unavailable → accepted         the service's list has it already
//	Resolve  sending, in-doubt, resolved → resolved  a person has looked
//
// A sender holds [Journal.Lock] from Plan to Finish of one invoice. Sending while nobody holds it is what a run left that died: it is in doubt.
//
// # Receipts
//
// Receipts that a delivery carries are kept under its load, a number that is new in each plan: what a plan had written that never came to its end, or that
// another plan replaced, belongs to no delivery and counts for nothing; a later plan removes it. Where two loads share a receipt they are
// noted as rivals: of rivals only one can be begun, unless they are parts of one whole.
//
// # Buckets
//
//	meta        version → 1
//	deliveries  id → JSON
//	keys        service, account, shipper, storage, number → id
//	wholes      the same with the whole's number, parts, part → id
//	begun       service, account → nothing: a request of it may have left
//	carried     service, account → a bucket: receipt, load → nothing
//	bearers     load → id of the delivery whose load it is
//	loads       load, piece → the receipts of a piece of it
//	rivals      load, load → a receipt that both hold
//	drafts      service, account, load → nothing: a load that no delivery has, or had
//	fetches     id → JSON
//	seen        account → a bucket: receipt, fetch → nothing
package journal
