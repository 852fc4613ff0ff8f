// Package sandbox serves both services on loopback, to try, develop and test against: Caffesta under /a/v1.0, Kassatka under /1c-api/v1, and
// under / pages that show a person what was received.
//
// It is stricter than the services are known to be: a request goes through only if each required field of the documents' tables is there
// and of its type. What the documents leave open, it notes and lets through.
//
// # How a request goes
//
//	route → key or token → fault of before → handler → commit → fault of after → answer
//
// A handler reads the whole body and judges it; what it returns is an answer, or a commit that accepts and then answers. Between the two a
// [Fault] may strike: so a fault before never accepts, and a fault after always has.
//
// # What is kept
//
// A body is streamed: of an invoice its head, its exact totals and its first thousand items, products and categories stay, with the
// SHA-256 of all of it. Of what else it names, the ref_code stays known. Each accepted request is an event; the events of a file are
// replayed when it is opened again.
//
// QUIRK: the sum of the invoice in caffesta-api.md is 15520, its only item costs 50. So a sum that is not Σ cost_with_tax is noted, and
// refused with [Options].StrictSum alone.
package sandbox
