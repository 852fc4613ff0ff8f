package main

import (
	"cmp"
	"encoding/csv"
	"io"
	"strings"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// csvRows writes RFC 4180. A text that a spreadsheet would run as a formula gets a ' in front, as convert has it.
func csvRows(out io.Writer, columns []rowColumn, fill func(func(...any) error) error) error {
	w := csv.NewWriter(out)
	head := make([]string, len(columns))
	for i, col := range columns {
		head[i] = col.name
	}
	begin := func() error { return w.Write(head) } // not before it is known that there is an answer
	err := fill(func(cells ...any) error {
		if err := begin(); err != nil {
			return err
		}
		begin = func() error { return nil }
		line := make([]string, len(cells))
		for i, cell := range cells {
			line[i] = cellText(cell)
			if text, ok := cell.(string); ok && isFormula(text) {
				line[i] = "'" + text
			}
		}
		return w.Write(line)
	})
	if err == nil {
		err = begin()
	}
	w.Flush()
	return cmp.Or(err, w.Error())
}

func isFormula(text string) bool {
	text = strings.TrimLeft(text, "'")
	return text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0]))
}

// jsonRows writes an array of objects; numbers keep their decimals.
func jsonRows(out io.Writer, columns []rowColumn, fill func(func(...any) error) error) error {
	w := jsonstream.NewWriter(out, "  ", nil)
	w.BeginArray()
	err := fill(func(cells ...any) error {
		w.BeginObject()
		for i, cell := range cells {
			w.Key(strings.ToLower(columns[i].name))
			n, isNumber := cell.(record.Number)
			switch {
			case !isNumber:
				w.String([]byte(cellText(cell)))
			case n.IsSet():
				w.Number(n)
			default:
				w.Null()
			}
		}
		w.EndObject()
		return w.Err()
	})
	if err != nil {
		return err
	}
	w.EndArray()
	w.Verbatim("\n")
	return w.Flush()
}

func cellText(cell any) string {
	if n, ok := cell.(record.Number); ok {
		if n.IsSet() {
			return n.String()
		}
		return ""
	}
	text, _ := cell.(string)
	return text
}
