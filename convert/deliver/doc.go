// Package deliver holds the clients of both services. With the sandbox it is the only room that speaks HTTP.
//
// # What a request may end in
//
// A client tells four ends apart, because a user has to do something else after each:
//
//	accepted      the service said so, in an answer that was read to its end
//	[Refused]     the service said no: the same request would be refused again
//	[Unreachable] nothing was accepted, surely: the request may be sent again, later
//	[InDoubt]     it may have been accepted: it must not be sent again before somebody has looked
//
// Which of them a failure is, depends on how far the request had got; classify.go has the one table. Only Unreachable is tried again, by [Retry].
// A harmless request (a GET, the posting of an invoice, a nomenclature, which is an upsert) is never in doubt: what would be doubt is Unreachable.
//
// An invoice that is answered by sending the request on may have been accepted first, and a yes that comes before the invoice was read may be another's: both
// are in doubt. In the same mind a list is taken for empty, or for whole, only where the answer says so: "not found" is what a second sending rests on.
//
// A request with an invoice goes out on a connection of its own: on one that was kept open, a server's closing it and our writing to it cross, and what
// was never read would look as if it had been.
//
// # Secrets
//
// A [Secret] prints as dots whatever verb prints it. It is asked for once a run and leaves only in a header of a request to the host it is for.
package deliver
