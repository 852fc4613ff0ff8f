// Package inbox looks which files of a folder are ready to be taken. It only looks: it moves, changes and locks nothing.
//
// # When a file is ready
//
// A regular file is ready when its size and its time, and which file it is, were the same in several looks in a row, the first of which is long enough
// ago by our own clock: a copier gives a file an old time, and a share has a clock of its own. And it must end as its kind ends, as far
// as that can be told ([Whole]); one that does not is ready all the same when it has stood still twice as often and twice as long, for then nobody
// writes it any more, and what is wrong with it is to be said. One that changes begins anew.
//
// Or it is ready at the first look, when a regular file NAME.ready stands beside it: whoever wrote that knows better.
//
// Links are never followed; folders, sockets, FIFOs and devices are never opened. What copiers, browsers, editors and systems
// leave behind is passed over in silence, whatever the case of its name:
//
//	*.part *.partial *.crdownload *.filepart *.download *.tmp *.ready ~$* .* Thumbs.db desktop.ini obmen.yaml
//
// # Order
//
// Of a rule that keeps an order only the first of those present may be ready, and only when none of that rule is in hand: those behind it wait for
// it, also while it is held, can't be read or has no marker.
//
// # Bounds
//
// The folder is read in pieces and never held whole. Remembered are [Options].Most files of rules without an order: those that came first, until they are taken or gone;
// of a rule with an order the first 256 of those present; and the files that were given back, Most of them. What is beyond is counted, and remembered when there is room.
// A file with a marker needs no memory. So a million files take the time of reading a million names, and no more memory than Most.
package inbox
