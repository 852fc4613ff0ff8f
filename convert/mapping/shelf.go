package mapping

import (
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A shelf puts the rows of a catalogue that is being made under their groups: groups in the order of their places, the group none first, rows in the
// order of their numbers.
type shelf struct {
	rows    *spool.Sorter // place, 0 or the number of the row → group or row
	key     []byte
	buf     []byte
	decoder record.Decoder
}

// nonePlace is the place of the group none.
const nonePlace = 0

func newShelf(o *Options) *shelf { return &shelf{rows: o.newSorter()} }

// stageMemory is how many bytes a stage that waits may hold unless told otherwise: several stand one behind the other, and the whole run is to
// stay small.
const stageMemory = 2 << 20

// stage is how many bytes a stage may hold.
func (o *Options) stage() int {
	if o.Memory <= 0 {
		return stageMemory
	}
	return o.Memory
}

func (o *Options) newSorter() *spool.Sorter { return spool.NewSorter(o.Temp, o.stage()) }

// group adds a group at a place from 1 on.
func (s *shelf) group(place int64, g *record.Group) error { return s.add(place, 0, g) }

// row adds a row to the group at a place; nonePlace is the group none, which needs not be added. Rows stand in the order of their numbers, from 1 on, and those
// of one number in the order in which they come.
func (s *shelf) row(place, number int64, p *record.Product) error { return s.add(place, number, p) }

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
