// Package formattest is the conformance suite that every format passes. A new format's test is a call of [Run]; what the laws of
// formats.md ask of it, follows by itself:
//
//	func TestConformance(t *testing.T) { formattest.Run(t, onec.Format) }
//
// The suite knows a format only by its [record.Format]: it makes up records ([Gen]), writes them, reads them, and looks. Each
// check is a function of a format, a case and a document that returns what is wrong; properties run on many made-up
// documents, trials, which take a document apart byte by byte, on a few.
package formattest
