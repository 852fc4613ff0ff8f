package mapping

import (
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A shelf puts the rows of a catalogue that is being made under their groups: groups in the order of their places, the group none first, rows in the
// order in which they came.
type shelf struct {
	rows    *spool.Sorter // place, 0 or the number of the row → group or row
	count   int64
	key     []byte
	buf     []byte
	decoder record.Decoder
}

// nonePlace is the place of the group none.
const nonePlace = 0

func newShelf(t record.Temp, memory int) *shelf { return &shelf{rows: spool.NewSorter(t, memory)} }

// group adds a group at a place from 1 on.
func (s *shelf) group(place int64, g *record.Group) error { return s.add(place, 0, g) }

// row adds a row to the group at a place; nonePlace is the group none, which needs not be added.
func (s *shelf) row(place int64, p *record.Product) error {
	s.count++
	return s.add(place, s.count, p)
}

func (s *shelf) add(place, number int64, rec record.Record) error {
	s.key = appendKey(appendKey(s.key[:0], place), number)
	s.buf = record.AppendRecord(s.buf[:0], rec)
	return s.rows.Add(s.key, s.buf)
}

// write writes the catalogue.
func (s *shelf) write(dst record.Writer, date []byte) error {
	if err := s.rows.Sort(); err != nil {
		return err
	}
	if err := dst.Write(&record.Catalogue{Date: date}); err != nil {
		return err
	}
	none := false
	for {
		key, value, err := s.rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if keyNumber(key) == nonePlace && !none {
			none = true
			code := []byte("none")
			if err := dst.Write(&record.Group{Code: code, Name: code, ParentCode: code}); err != nil {
				return err
			}
		}
		rec, err := s.decoder.Decode(value)
		if err != nil {
			return err
		}
		if err := dst.Write(rec); err != nil {
			return err
		}
	}
}

func (s *shelf) close() error { return s.rows.Close() }
