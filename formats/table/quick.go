package table

import (
	"bytes"
	"math/bits"
	"unicode/utf8"
)

// The quick way through a row: eight bytes at a time, and not at all through the cells that it has in common with the row before it, as the lines of
// a receipt have its head, and the prices of a product its name. [record.Plain] does without it. It takes only rows that are all in the window and of which nothing is to be
// told; to every other row it is as if it had not been tried, and the strict way in scan.go says what there is to say.

// quick reads the row that begins at s.row if it can.
func (s *scanner) quick() bool {
	at := s.shareFront()
	end, short := s.quickCells(at)
	if short && s.more() {
		s.shared, s.cells = 0, s.cells[:0]
		end, _ = s.quickCells(0)
	}
	if end == 0 || !s.isUsual(end) {
		s.known, s.shared = 0, 0
		return false
	}
	s.next, s.known = s.row+end, len(s.cells)
	return true
}

// shareFront keeps the cells that the row has in common with the one before it, and returns where the next one begins. The last cell of a row is never shared, so
// that its line end is looked for.
func (s *scanner) shareFront() (at int) {
	k := 0
	if s.known > 1 && s.before < s.row {
		last, row := s.window[s.before:s.row], s.window[s.row:]
		n := min(s.front, len(last), len(row))
		if !bytes.Equal(last[:n], row[:n]) {
			n = 0
		}
		n += commonLength(last[n:], row[n:])
		for k = min(s.shared, s.known-1); k > 0 && s.cells[k-1].next > n; k-- {
		}
		for k < s.known-1 && s.cells[k].next <= n {
			k++
		}
	}
	if k > 0 {
		at = s.cells[k-1].next
	}
	s.cells = s.cells[:k]
	s.shared, s.front = k, at
	return at
}

// quickCells reads cells from the first that begins at from within the row, and returns where the next row begins; 0 where it must leave the row to others, or, with
// short, where the window ends before the row does.
func (s *scanner) quickCells(from int) (end int, short bool) {
	row := s.window[s.row:]
	cells := s.cells
	base := from
	found := s.alarm(wordAt(row, base))
	for {
		for found == 0 {
			if base += 8; base >= len(row) {
				return 0, true
			}
			x := wordAt(row, base)
			if x == s.delimiters {
				cells = append(cells, span{from: from, to: base, next: base + 1})
				for from = base + 1; from < base+8; from++ {
					cells = append(cells, span{from: from, to: from, next: from + 1})
				}
				continue
			}
			found = s.alarm(x)
		}
		i := base + bits.TrailingZeros64(found)>>3
		found &= found - 1
		cell := span{from: from, to: i, next: i + 1}
		c := row[i]
		if c == '"' {
			if i != from {
				return 0, false
			}
			if cell, short = s.quickQuoted(row, i); cell.next == 0 {
				return 0, short
			}
			c = row[cell.next-1]
			base = cell.next
			found = 0
			if base < len(row) {
				found = s.alarm(wordAt(row, base))
			}
		}
		switch {
		case c == s.delimiter:
			cells = append(cells, cell)
			from = cell.next
		case c == '\n':
			s.cells = append(cells, cell)
			return cell.next, false
		case c == '\r':
			if cell.next == len(row) {
				return 0, true
			}
			if row[cell.next] != '\n' {
				return 0, false
			}
			cell.next++
			s.cells = append(cells, cell)
			return cell.next, false
		case c < 0x20 && c != '\t':
			return 0, false
		}
	}
}

// quickQuoted reads the cell whose opening quote stands at open, up to the byte behind its closing one. Its next is 0 where it must leave it to others.
func (s *scanner) quickQuoted(row []byte, open int) (cell span, short bool) {
	cell.from = open + 1
	for i := cell.from; ; {
		n := bytes.IndexByte(row[i:], '"')
		if n < 0 || i+n+1 == len(row) {
			return span{}, true
		}
		if i += n + 1; row[i] != '"' {
			cell.to, cell.next = i-1, i+1
			break
		}
		cell.doubled = true
		i++
	}
	if hasControl(row[cell.from:cell.to]) || s.unquoted[row[cell.to+1]] != stop {
		return span{}, false
	}
	return cell, false
}

// hasControl reports whether text holds a control character that is forbidden.
func hasControl(text []byte) bool {
	for i := 0; i < len(text); i += 8 {
		if below20(wordAt(text, i)) == 0 {
			continue
		}
		for _, b := range text[i:min(i+8, len(text))] {
			if quoted[b] == control {
				return true
			}
		}
	}
	return false
}

// alarm has a bit for each byte of x that is more than a part of an unquoted cell.
func (s *scanner) alarm(x uint64) uint64 {
	return below20(x) | equals(x, '"'*ones) | equals(x, s.delimiters)
}

// isUsual reports whether the row, which ends at end, breaks no limit and holds no character that is forbidden or damaged.
func (s *scanner) isUsual(end int) bool {
	if end > s.limits.Record || len(s.cells) > s.limits.Attributes || end > s.limits.Value && s.hasLongCell() {
		return false
	}
	next := s.row + end
	return (next <= s.clean || s.cleanTo(next)) && (next <= s.valid || s.validTo(next))
}

func (s *scanner) hasLongCell() bool {
	for i, c := range s.cells {
		if c.to-c.from > s.limits.Value && i != s.extra {
			return true
		}
	}
	return false
}

// cleanTo looks on through the window for the byte EF, and reports whether there is none from the row to next.
func (s *scanner) cleanTo(next int) bool {
	from := max(s.row, s.clean)
	s.clean = len(s.window)
	if i := bytes.IndexByte(s.window[from:], 0xEF); i >= 0 {
		s.clean = from + i
	}
	return next <= s.clean
}

// validTo looks on through the window for bytes that are not UTF-8, and reports whether there are none up to next.
func (s *scanner) validTo(next int) bool {
	from := max(s.row, s.valid)
	whole := bytes.LastIndexByte(s.window, '\n') + 1 // what stands behind may end within a character
	if utf8.Valid(s.window[from:whole]) {
		s.valid = whole
	} else {
		s.valid = from + invalidAt(s.window[from:whole])
	}
	return next <= s.valid
}

// invalidAt returns where text is not UTF-8.
func invalidAt(text []byte) (at int) {
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}
