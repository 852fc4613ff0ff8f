package sandbox

import (
	"encoding/hex"
	"io"
	"time"

	"obmen/formats/kassatka"
	"obmen/formats/record"
	"obmen/formats/synth"
)

// The receipts are a pure function of the moment, so that periods that overlap have the same ones. formats/synth makes them up; since
// it can't begin in the middle, the days repeat after a season, each with numbers of its own.
const season = 61

// The tills are open from 9 to 21 in Minsk; hours are UTC.
const (
	opening = 6 * time.Hour
	closing = 18 * time.Hour
)

// firstDay is before which the tills have sold nothing.
func firstDay() time.Time { return time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC) }

// writeReceipts writes the receipts of [from, to) that are not later than now; with doubles, each tenth twice. A period without any
// gives a document without any.
func (s *Server) writeReceipts(w io.Writer, from, to time.Time, doubles bool) error {
	if from.Before(firstDay()) {
		from = firstDay()
	}
	if now := s.Now().UTC(); to.After(now) {
		to = now
	}
	out := kassatka.NewWriter(w, record.Options{})
	n := 0
	for day := from.Truncate(24 * time.Hour); day.Before(to); day = day.AddDate(0, 0, 1) {
		err := s.eachReceipt(day, func(at time.Time, r *record.Receipt) error {
			if at.Before(from) || !at.Before(to) {
				return nil
			}
			if n++; doubles && n%10 == 1 {
				if err := out.Write(r); err != nil {
					return err
				}
			}
			return out.Write(r)
		})
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// eachReceipt makes up the receipts of a day, in the order of their time.
func (s *Server) eachReceipt(day time.Time, do func(time.Time, *record.Receipt) error) error {
	perDay := int64(s.PerDay)
	skip := day.Unix() / 86400 % season * perDay
	sales := synth.NewReader(synth.Options{Kind: record.Receipts, Seed: 1, Receipts: skip + perDay})
	slot := (closing - opening) / time.Duration(perDay)
	var date, num []byte
	for i := range skip + perDay {
		rec, err := sales.Read()
		if err != nil {
			return err
		}
		r, ok := rec.(*record.Receipt)
		if !ok || i < skip {
			continue
		}
		// Where within its slot a receipt lies, comes from the second that it was made up with.
		unix, _ := record.Moment(r.Date)
		at := day.Add(opening + time.Duration(i-skip)*slot + (time.Duration(unix)*time.Second)%slot).Truncate(time.Second)
		date = at.AppendFormat(date[:0], "2006-01-02T15:04:05-0700")
		num = appendNum(num[:0], at, r.DocNum)
		r.Date, r.DocNum = date, num
		if err := do(at, r); err != nil {
			return err
		}
	}
	return nil
}

// appendNum appends a DocNum whose first eight digits are the second, as in Kassatka's own, and the others those that were made up.
func appendNum(dst []byte, at time.Time, made []byte) []byte {
	n := uint32(at.Unix())
	dst = hex.AppendEncode(dst, []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	return append(dst, made[8:]...)
}
