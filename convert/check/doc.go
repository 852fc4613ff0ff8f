// Package check makes the findings about the content of records, whatever format they came in: sums that do not hold, codes
// that contradict each other, references that lead nowhere. What is wrong with the writing itself is the readers' business.
//
// A [Checker] is shown each record of a document in order. Findings of one record are made at once and cost next to
// nothing while there are none. Those that compare records over the whole file are made only with [Options].Whole,
// by Finish: each record leaves claims ("code 17 is in the group 3"), which are sorted on disk by what they are about, so that
// those that contradict each other come to stand side by side. Claims are compared by 128-bit hashes; a claim that repeats
// the one before it is not kept. Memory is bounded whatever the document.
package check
