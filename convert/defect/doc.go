// Package defect plants named faults in documents that are right, and writes down where, so that a checker can be tested: is it found, and at that place?
//
// A [Planter] is a Reader over a Reader: it alters, doubles or leaves out records. What spoils bytes rather than records (another encoding, a cut) is a
// writer under the format's own, see [Planter.Spoil]. Everything follows from the seed and the list of defects; no record gets more than one.
package defect
