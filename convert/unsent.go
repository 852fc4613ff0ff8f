package convert

import (
	"obmen/convert/report"
	"obmen/formats/record"
)

// unsent leaves out the receipts that an invoice carried out of the house before: "a receipt already carried is left out, with a finding".
type unsent struct {
	record.Reader
	sent   func(*record.Receipt) (string, error)
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
		invoice, err := u.sent(receipt)
		if err != nil {
			return nil, err
		}
		if invoice == "" {
			return rec, nil
		}
		u.leaveOut(receipt, invoice)
	}
}

func (u *unsent) leaveOut(r *record.Receipt, invoice string) {
	left := report.Tally{}
	left.Add(r)
	u.report.KeepOut(report.Sent, left.Lines, left.Sum)
	if !u.report.Counts(receiptSent) {
		u.report.Found(record.Finding{Message: receiptSent, Kind: record.KindReceipt, Pos: r.At(), Args: []any{r.DocNum, invoice}})
	}
}
