package convert

import (
	"obmen/convert/report"
	"obmen/formats/record"
)

// unsent leaves out the receipts that the upload step has dealt with before: "a receipt already carried is left out, with a finding".
type unsent struct {
	record.Reader
	sent   func(*record.Receipt) (*record.Fault, error)
	report *report.Report
}

// Read implements record.Reader.
func (u *unsent) Read() (record.Record, error) {
	for {
		rec, err := u.Reader.Read()
		receipt, ok := rec.(*record.Receipt)
		if err != nil || !ok {
			return rec, err
		}
		why, err := u.sent(receipt)
		if err != nil {
			return nil, err
		}
		if why == nil {
			return rec, nil
		}
		u.leaveOut(receipt, why)
	}
}

func (u *unsent) leaveOut(r *record.Receipt, why *record.Fault) {
	left := report.Tally{}
	left.Add(r)
	u.report.KeepOut(report.Before, left.Lines, left.Sum)
	if !u.report.Counts(why.Message) {
		u.report.Found(record.Finding{Message: why.Message, Kind: record.KindReceipt, Pos: r.At(), Args: why.Args})
	}
}

// heads tells of each head of an invoice that was written.
type heads struct {
	record.Writer
	input string
	wrote func(input string) error
}

// Write implements record.Writer.
func (h heads) Write(rec record.Record) error {
	err := h.Writer.Write(rec)
	if _, ok := rec.(*record.Invoice); ok && err == nil {
		err = h.wrote(h.input)
	}
	return err
}
