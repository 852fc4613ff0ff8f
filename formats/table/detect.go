package table

import (
	"io"

	"obmen/formats/record"
)

// enoughColumns of a table say what it is meant to be, even where it is not: its reader then says what is wrong with its header.
const enoughColumns = 6

// detect returns the layout of the table that head begins; nil: it is none of ours. Tables share columns, so that the one counts that knows
// the most of them, and the plain table of items only where no other fits. One whose header is wrong (a required column is missing, a name stands twice) is taken all the same where it
// knows many more than any other: a receipt's table without DocNum is no table of items.
func detect(head []byte) *layout {
	var right, wrong *layout
	most, mostWrong := 0, 0
	for _, l := range []*layout{nomenclatureLayout, receiptsLayout, invoiceLayout, itemsLayout} {
		known, fits := l.rate(head)
		if fits && known > most && (right == nil || l != itemsLayout) {
			right, most = l, known
		}
		if !fits && known > mostWrong {
			wrong, mostWrong = l, known
		}
	}
	if mostWrong >= enoughColumns && 2*mostWrong > 3*most {
		return wrong
	}
	return right
}

// rate counts the columns of the layout that the header has, and tells whether it is one of this table.
func (l *layout) rate(head []byte) (known int, fits bool) {
	var t sheet
	t.init(nil, record.Options{}, l)
	t.window, t.srcErr = head, io.EOF
	err := t.open()
	seen := make([]bool, len(l.columns))
	t.rewind(0)
	if t.skipToHeader() != nil || t.findDelimiter() != nil {
		return 0, false
	}
	for i := range t.cells {
		if c := t.columnOf(i); c >= 0 && !seen[c] {
			seen[c] = true
			known++
		}
	}
	return known, err == nil && (l.fits == nil || l.fits(t.head.at))
}
