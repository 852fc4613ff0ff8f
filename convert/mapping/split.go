package mapping

import "obmen/formats/record"

// newSplit returns a Writer that hands invoices on to dst, heads last on both sides, those of more than o.MaxItems items
// in several: "numbers get -001, -002 …". With MaxItems 0 it is dst itself.
func newSplit(dst record.Writer, o *Options) record.Writer { panic("being written") }
