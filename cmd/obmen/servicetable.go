package main

import "strings"

// tableRows aligns a screenful or more at a time.
func (s *say) tableRows(columns []rowColumn, fill func(func(...any) error) error) error {
	const most = 500
	var head []string
	for _, col := range columns {
		head = append(head, col.title)
	}
	rows := [][]string{head}
	err := fill(func(cells ...any) error {
		var line []string
		for _, cell := range cells {
			line = append(line, clean(cellText(cell)))
		}
		if rows = append(rows, line); len(rows) > most {
			s.table(rows)
			rows = rows[:0]
		}
		return nil
	})
	if err == nil {
		s.table(rows)
	}
	return err
}

// clean takes out what would steer a terminal.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, text)
}
