// Package regroup brings together what stands far apart, in constant memory: entries of one key ([Gather]), nodes under
// their parents ([Tree]). It knows keys and bytes, and not what they mean; that is the business of convert/mapping.
//
// Everything stays in memory while it is small and goes to temporary files when it is not, through formats/spool or an
// [Array] or [Store] of this package. The order of the results never depends on which of the two it was.
//
// # Several levels
//
// A Gather orders one level: invoices by the keys of --group-by, say. For a second one, the items of each invoice, another Gather takes
// the entries that the first gives for one key, and is Reset for the next. Both keep their memory and files, so the second level costs
// nothing for many small groups.
package regroup
