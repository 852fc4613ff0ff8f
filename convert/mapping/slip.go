package mapping

import (
	"strconv"
	"time"

	"obmen/convert/profile"
	"obmen/formats/record"
)

// A slip is a receipt as it waits on disk: with its number among those that were read, and a mark for each of its lines, which
// is 1 where the line is a return.
type slip struct {
	*record.Receipt
	number int64
	marks  []byte
	group  []byte // the key of the group that it belongs to; empty where each is an invoice of its own

	// What settle finds out.
	time  time.Time
	place profile.Place
	party profile.Party
}

// append appends what openSlip reads.
func (s *slip) append(dst []byte) []byte {
	return record.AppendRecord(appendBytes(appendBytes(appendVarint(dst, s.number), s.marks), s.group), s.Receipt)
}

// openSlip takes an entry apart. The slip lies in it, and in d.
func openSlip(d *record.Decoder, entry []byte) (s slip, err error) {
	u := unpacker{rest: entry}
	s.number, s.marks, s.group = u.varint(), u.bytes(), u.bytes()
	s.Receipt, err = lastRecord[*record.Receipt](&u, d)
	if err == nil && len(s.marks) != len(s.Lines) {
		err = record.RecordDamaged.Fault("count")
	}
	return s, err
}

// settle finds out when and where a receipt was made, and by whom. Path says which field is wrong, where one is.
func (s *slip) settle(o *Options) (path string, value []byte, err error) {
	if s.time, err = o.moment(s.Receipt); err != nil {
		return "Head/Date", s.Date, err
	}
	if s.place, err = o.Profile.Store(s.StoreCode); err != nil {
		return "Head/StoreCode", s.StoreCode, err
	}
	if s.party, err = o.Profile.Organization(s.OrganizationCode); err != nil {
		return "Head/OrganizationCode", s.OrganizationCode, err
	}
	return "", nil, nil
}

// at names the receipt, and a field of it, in findings.
func (s *slip) at(path string) record.Finding {
	return record.Finding{Pos: s.At(), Kind: record.KindReceipt, Record: s.number, Path: path}
}

// error says what is wrong with a field of the receipt.
func (s *slip) error(path string, value []byte, err error) *record.Error {
	return &record.Error{Pos: s.At(), Kind: record.KindReceipt, Record: s.number, Path: path, Value: record.Shorten(value), Err: err}
}

// linePath names a field of a line, from 0 on.
func linePath(i int, field string) string {
	path := "Products/Product[" + strconv.Itoa(i+1) + "]"
	if field != "" {
		path += "/" + field
	}
	return path
}

// paid is the sum of the lines.
func (s *slip) paid() record.Number {
	sum := record.NewNumber(0, 0)
	for i := range s.Lines {
		sum = sum.Add(s.Lines[i].SumWithDiscount)
	}
	return sum
}

// returned reports whether the whole receipt is a return.
func (s *slip) returned() bool {
	for _, mark := range s.marks {
		if mark != 1 {
			return false
		}
	}
	return len(s.marks) > 0
}

// mark marks the returns. "A line with negative Quantity or SumWithDiscount is a return line; with a negative DocSumWithDiscount
// the whole receipt is; returns_where (an XPath) names any other sign."
func (s *slip) mark(o *Options) error {
	whole := s.DocSumWithDiscount.Sign() < 0
	s.marks = s.marks[:0]
	for i := range s.Lines {
		l, mark := &s.Lines[i], byte(0)
		if whole || l.Quantity.Sign() < 0 || l.SumWithDiscount.Sign() < 0 {
			mark = 1
		}
		s.marks = append(s.marks, mark)
	}
	if o.ReturnsWhere == nil {
		return nil
	}
	return o.ReturnsWhere(s.Receipt, s.marks)
}

// sameReceipt reports whether two receipts have equal content: the same texts, and numbers of the same value. How many decimals a number is
// written with, and whether a text is empty or missing, is a matter of the way that a copy came: a spreadsheet makes 100 of 100.00.
func sameReceipt(a, b *record.Receipt) bool {
	return record.Equal(plain(a), plain(b))
}

// plain returns r with its numbers trimmed and nothing missing.
func plain(r *record.Receipt) *record.Receipt {
	p := *r
	for _, text := range []*[]byte{&p.Date, &p.OrganizationCode, &p.CashBoxCode, &p.CashBoxName, &p.StoreCode, &p.StoreName, &p.DocNum} {
		*text = present(*text)
	}
	plainNumbers(&p.DocSum, &p.DocSumWithDiscount, &p.PayCard, &p.PayCash)
	p.Lines = make([]record.Line, len(r.Lines))
	for i, l := range r.Lines {
		l.ProductCode, l.ProductName, l.UnitCode = present(l.ProductCode), present(l.ProductName), present(l.UnitCode)
		plainNumbers(&l.Price, &l.Discount, &l.Quantity, &l.Sum, &l.SumWithDiscount)
		p.Lines[i] = l
	}
	return &p
}

func plainNumbers(list ...*record.Number) {
	for _, n := range list {
		if *n = n.Trim(); n.IsMissing() {
			*n = record.EmptyNumber
		}
	}
}

// localTime is the moment of a receipt, on the calendar of where it was made: "the document's (a receipt's own) local calendar date".
//
// QUIRK: Kassatka writes every date in UTC ("2018-04-16T11:08:31+0000"), wherever the till stands. An offset of zero
// thus says nothing of the place, and the calendar is that of the profile's zone; any other offset is the receipt's own. A receipt without a date has none: ok is false.
func (o *Options) localTime(r *record.Receipt) (t time.Time, ok bool, err error) {
	zone := o.Profile.Location()
	d, ok, err := record.ParseDate(r.Date)
	if t = d.In(zone); d.HasOffset {
		if _, offset := t.Zone(); offset == 0 {
			t = t.In(zone)
		}
	}
	return t, ok, err
}

// moment is the localTime of a receipt, which must have one.
func (o *Options) moment(r *record.Receipt) (time.Time, error) {
	t, ok, err := o.localTime(r)
	if err == nil && !ok {
		err = noReceiptDate.Fault()
	}
	return t, err
}

// utcMinute writes a moment as an invoice's date: "Date in UTC, cut to the minute".
func utcMinute(dst []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 1000 || year > 9999 {
		return t.AppendFormat(dst, "2006-01-02 15:04")
	}
	hour, minute, _ := t.Clock()
	two := func(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }
	dst = append(two(two(dst, year/100), year%100), '-')
	dst = append(two(dst, int(month)), '-')
	dst = append(two(dst, day), ' ')
	return two(append(two(dst, hour), ':'), minute)
}
