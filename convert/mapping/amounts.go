package mapping

import (
	"errors"
	"io"

	"obmen/convert/regroup"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// An Amount is a row of the table of --amounts: "a table with Code, Amount and perhaps Price". Its Amount is in the product's own unit; a Price
// that is not set leaves the catalogue's.
type Amount struct {
	Code          []byte
	Amount, Price record.Number
	Pos           record.Pos
}

// Amounts say what of a catalogue came in: --amounts. Their memory does not grow with the table.
type Amounts struct {
	file    string
	rows    *spool.Index   // code → number of the row and the row
	list    *spool.Log     // the rows
	seen    *regroup.Array // 1 for a row whose code the catalogue has
	asks    int64          // how many of them
	buf     []byte
	decoder record.Decoder
	amount  Amount
}

// NewAmounts reads the rows of file from next until it returns io.EOF; a row is valid until the following call. A code that comes twice,
// or has no amount, is an error. The Amounts serve one mapping, and are to be closed.
func NewAmounts(file string, next func() (*Amount, error), t record.Temp) (*Amounts, error) {
	return newAmounts(file, next, t, 0)
}

func newAmounts(file string, next func() (*Amount, error), t record.Temp, memory int) (*Amounts, error) {
	a := &Amounts{file: file, rows: spool.NewIndex(t, memory), list: spool.NewLog(t, memory), seen: regroup.NewArray(t, memory)}
	err := a.read(next, regroup.NewGather(t, memory))
	if err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// read takes the rows to where equal codes are neighbours, and from there to where they can be asked for.
func (a *Amounts) read(next func() (*Amount, error), gather *regroup.Gather) error {
	defer gather.Close()
	for {
		row, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = a.gather(row, gather)
		}
		if err != nil {
			return err
		}
	}
	if err := gather.Sort(); err != nil {
		return err
	}
	return a.index(gather)
}

// gather keeps a row, in the compact form of an item.
func (a *Amounts) gather(row *Amount, gather *regroup.Gather) error {
	if len(row.Code) == 0 {
		return a.wrong(row, "Code", record.FieldEmpty.Fault("Code"))
	}
	if !row.Amount.IsSet() {
		return a.wrong(row, "Amount", amountMissing.Fault(record.Shorten(row.Code)))
	}
	a.buf = record.AppendRecord(a.buf[:0], &record.Item{Origin: record.Origin{Fixed: row.Pos}, ProductCode: row.Code, Amount: row.Amount, Price: row.Price})
	return gather.Add(row.Code, a.buf)
}

func (a *Amounts) index(gather *regroup.Gather) error {
	for {
		value, first, err := gather.Next()
		if errors.Is(err, io.EOF) {
			return a.rows.Build()
		}
		if err != nil {
			return err
		}
		row, err := a.decode(value)
		if err != nil {
			return err
		}
		if !first {
			return a.wrong(row, "Code", amountTwice.Fault(record.Shorten(row.Code)))
		}
		a.buf = append(appendKey(a.buf[:0], a.list.Len()), value...)
		if err := errors.Join(a.rows.Add(row.Code, a.buf), a.list.Append(value)); err != nil {
			return err
		}
	}
}

func (a *Amounts) decode(value []byte) (*Amount, error) {
	rec, err := a.decoder.Decode(value)
	if err != nil {
		return nil, err
	}
	r, ok := rec.(*record.Item)
	if !ok {
		return nil, record.RecordDamaged.Fault("kind")
	}
	a.amount = Amount{Code: r.ProductCode, Amount: r.Amount, Price: r.Price, Pos: r.At()}
	return &a.amount, nil
}

// wrong makes an error of a row.
func (a *Amounts) wrong(r *Amount, column string, err error) error {
	return &record.Error{File: a.file, Pos: r.Pos, Path: column, Value: record.Shorten(r.Code), Err: err, Fatal: true}
}

// of returns the row of a code, valid until the next call; nil where there is none. Codes that were never asked for are found by [Amounts.unasked].
func (a *Amounts) of(code []byte) (*Amount, error) {
	value, ok, err := a.rows.Get(code)
	if err != nil || !ok {
		return nil, err
	}
	if n := keyNumber(value); a.seen.Get(n) == 0 {
		a.seen.Set(n, 1)
		a.asks++
	}
	if err := a.seen.Err(); err != nil {
		return nil, err
	}
	return a.decode(value[8:])
}

// unasked returns the first row whose code was never asked for, and how many there are; nil where there is none.
func (a *Amounts) unasked() (first *Amount, count int64, err error) {
	count = a.list.Len() - a.asks
	if count == 0 {
		return nil, 0, nil
	}
	if err := a.list.Rewind(); err != nil {
		return nil, 0, err
	}
	for n := int64(0); ; n++ {
		value, err := a.list.Next()
		if err != nil {
			return nil, 0, err
		}
		if a.seen.Get(n) == 0 {
			first, err = a.decode(value)
			return first, count, errors.Join(err, a.seen.Err())
		}
	}
}

// Close removes what is on disk.
func (a *Amounts) Close() error { return errors.Join(a.rows.Close(), a.list.Close(), a.seen.Close()) }
