package defect

import (
	"time"

	"obmen/formats/record"
)

func doubledReceipt(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	return change{path: "Head/DocNum", now: string(x.DocNum), after: record.Clone(x)}, true
}

func repeatedDocNum(p *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok || len(p.lastNum) == 0 {
		return change{}, false
	}
	was := string(x.DocNum)
	x.DocNum = append([]byte(nil), p.lastNum...)
	return change{path: "Head/DocNum", was: was, now: string(x.DocNum)}, true
}

// A gap shows only between two that are there.
func (p *Planter) canGap() bool { return p.main > 1 && p.main < p.total }

// idDigits is how long the ids are that Kassatka's database gives. They follow each other in no way that would show a gap.
const idDigits = 24

func gapInReceipts(p *Planter, r record.Record) (change, bool) {
	number := codeOf(r)
	return change{path: "Head/DocNum", was: number, drop: true, unseen: len(number) == idDigits}, p.canGap() && p.tills[tillOf(r)] >= 2 // and so will sell again
}

func gapInInvoices(p *Planter, r record.Record) (change, bool) {
	return change{path: "number", was: codeOf(r), drop: true}, p.canGap()
}

// kassatkaDate is how the made-up dates are written.
const kassatkaDate = "2006-01-02T15:04:05-0700"

// redate gives a sale another moment.
func redate(r record.Record, to func(time.Time) time.Time) (change, bool) {
	x, ok := sale(r)
	if !ok {
		return change{}, false
	}
	was := string(x.Date)
	t, err := time.Parse(kassatkaDate, was)
	if err != nil {
		return change{}, false
	}
	x.Date = to(t).AppendFormat(nil, kassatkaDate)
	return change{path: "Head/Date", was: was, now: string(x.Date)}, true
}

func strayDate(_ *Planter, r record.Record) (change, bool) {
	return redate(r, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) })
}

// closedHours is at night wherever the tills are between London and the Urals: 00:30 UTC.
func closedHours(_ *Planter, r record.Record) (change, bool) {
	return redate(r, func(t time.Time) time.Time { return t.Truncate(24 * time.Hour).Add(30 * time.Minute) })
}

func noOffset(_ *Planter, r record.Record) (change, bool) {
	x, ok := sale(r)
	if !ok || len(x.Date) != len(kassatkaDate) {
		return change{}, false
	}
	was := string(x.Date)
	x.Date = []byte(was[:19])
	return change{path: "Head/Date", was: was, now: was[:19]}, true
}

// wrongVAT takes 10 per cent off where 20 are due, and the other way round; amount × price is the cost all the same. What
// is wrong is the VAT between the two costs.
func wrongVAT(_ *Planter, r record.Record) (change, bool) {
	x, ok := r.(*record.Item)
	if !ok || x.Amount.Sign() <= 0 {
		return change{}, false
	}
	rate := int64(10)
	if id, _ := x.TaxID.Int64(); id == 2 {
		rate = 20
	}
	was := x.CostWithTax.Sub(x.Cost)
	vat := x.CostWithTax.Mul(record.NewNumber(rate, 0)).Quo(record.NewNumber(100+rate, 0), 2)
	x.Cost = x.CostWithTax.Sub(vat).Trim()
	x.Price = x.Cost.Quo(x.Amount, 2).Trim()
	return changed("cost_with_tax", was, x.CostWithTax.Sub(x.Cost)), true
}
