package register

import (
	"errors"
	"io"
	"strconv"
)

// A state says where in a table a scan stands.
type state uint8

const (
	cellStart state = iota // nothing of the cell is read
	bare                   // in a cell without quotes, or behind its closing quote
	quoted                 // inside quotes
	doubled                // behind a quote inside quotes: its end, or the first of two
)

// A key is what one row is known by.
type key struct {
	id   uint64
	time string // as its cell has it
	hash string
}

// mostKey is how much of a cell a scan keeps: a hash in quotes and more.
const mostKey = 80

// A scanner reads a table as a spreadsheet does, however odd, and keeps nothing of it but the row that it is in.
type scanner struct {
	comma byte
	whole func(key) // hears of each row that has all its cells

	state state
	cell  int    // of the row, from 0
	text  []byte // of the first cell, the time's or the hash's
	id    uint64
	idOK  bool
	time  string
	hash  string
	at    int64 // bytes read
	start int64 // of the row
}

// readAll reads r to its end.
func (s *scanner) readAll(r io.Reader) error {
	buf := make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		for _, b := range buf[:n] {
			s.at++
			s.take(b)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (s *scanner) take(b byte) {
	switch {
	case s.state == quoted:
		if b == '"' {
			s.state = doubled
			return
		}
	case s.state == doubled && b == '"':
		s.state = quoted
	case b == '"' && s.state == cellStart:
		s.state = quoted
		return
	case b == s.comma:
		s.endCell()
		s.cell++
		return
	case b == '\n':
		s.endRow()
		s.start = s.at
		return
	default:
		s.state = bare
	}
	s.keep(b)
}

func (s *scanner) keep(b byte) {
	if (s.cell == 0 || s.cell == timeColumn || s.cell == hashColumn) && len(s.text) < mostKey {
		s.text = append(s.text, b)
	}
}

func (s *scanner) endCell() {
	switch s.cell {
	case 0:
		id, err := strconv.ParseUint(string(s.text), 10, 64)
		s.id, s.idOK = id, err == nil
	case timeColumn:
		s.time = string(s.text)
	case hashColumn:
		s.hash = string(s.text)
	}
	s.state, s.text = cellStart, s.text[:0]
}

// endRow ends the row, by its line end or the table's.
func (s *scanner) endRow() {
	s.endCell()
	if s.idOK && s.cell >= len(columns)-1 {
		s.whole(key{s.id, s.time, s.hash})
	}
	s.cell, s.idOK, s.time, s.hash = 0, false, "", ""
}

// torn reports whether the table ends within a row.
func (s *scanner) torn() bool { return s.at > s.start }
