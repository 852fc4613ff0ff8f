// Package batch is the drop folder: inbox → work → outbox + done | failed. The folder that a file lies in is its state.
//
// # The way of a source
//
//	inbox/NAME                             looked at until it stands still and is whole
//	  claimed    work/NAME                 by a rename; the ledger says so before and after
//	  hashed                               SHA-256; the same content with the same rule again is a duplicate
//	  written    work/.obmen-ID/0/RESULT   every result of every output, whole and on the disk
//	  published  outbox/RESULT             by renames that replace nothing
//	  sent                                 what is to be sent, by the journal of package courier
//	  archived   done/YYYY-MM-DD/NAME      or failed/NAME with NAME.error.json and NAME.error.txt
//
// Each step is noted in the ledger, on the disk, before the next begins; a step that renames notes first what it is about to do. So a kill at any instant
// leaves the source in exactly one place and each result whole or absent, and the next run goes on from there: it looks which of two names is there.
//
// # What becomes of an error
//
// What is wrong with the input (or a bug that it brings to light) sends it to failed. What is wrong with the file system gives it back to the inbox under its own
// name as long as no result of it is in the outbox, else it stays in work; a profile that can't be used does the same; a service that refuses, is out of reach or leaves
// an invoice in doubt lets it stay in work. All of these are tried again, later each time.
//
// # One run a folder
//
// The operating system's lock in work (and one in state) keeps a second run of this host out. Between hosts, where a lock may not be seen, a lease does:
// a file in work that beats. Whoever finds one of another host watches it for as long as it may be silent before it takes over; the times of two hosts are never compared.
package batch
