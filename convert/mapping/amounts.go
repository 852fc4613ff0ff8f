package mapping

import "obmen/formats/record"

// Amounts say what of a catalogue came in: --amounts. Its memory does not grow with the table.
type Amounts struct{}

// An Amount is a row of the table. Its amount is in the product's own unit; a Price that is not set leaves the catalogue's.
type Amount struct {
	Code          []byte
	Amount, Price record.Number
	Pos           record.Pos
}

// NewAmounts reads rows from next until it returns io.EOF; a row is valid until the following call. The Amounts are to be closed.
func NewAmounts(next func() (*Amount, error), t record.Temp) (*Amounts, error) {
	panic("being written")
}

// Close removes what is on disk.
func (a *Amounts) Close() error { panic("being written") }
