//go:build unix

package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A table prints itself in Markdown, the columns aligned: the first to the left, the others to the right.
type table struct {
	head []string
	rows [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) print() {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, c := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(c), 3)
		}
	}
	t.line(t.head, widths)
	rule := make([]string, len(widths))
	for i, w := range widths {
		rule[i] = strings.Repeat("-", w-1) + ":"
	}
	rule[0] = strings.Repeat("-", widths[0])
	t.line(rule, widths)
	for _, row := range t.rows {
		t.line(row, widths)
	}
}

func (t *table) line(cells []string, widths []int) {
	for i, w := range widths {
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		pad := strings.Repeat(" ", w-utf8.RuneCountInString(text))
		if i == 0 {
			fmt.Print("| ", text, pad)
		} else {
			fmt.Print(" | ", pad, text)
		}
	}
	fmt.Println(" |")
}
