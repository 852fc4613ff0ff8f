package main

import (
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"obmen/convert/pending"
)

// A rowColumn is a column of what a service says: its name is the CSV's and, in small letters, JSON's; title is for eyes.
type rowColumn struct{ name, title string }

// rowFlags choose how rows are shown.
func rowFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.text("output", "FILE", "- or none: standard output", "файл; - или ничего: стандартный вывод", "o"),
		s.text("to", "csv|json", "(default: by the file's name; else a table on a terminal, csv elsewhere)", "(по умолчанию — по имени файла, иначе таблица на терминале и csv в остальных случаях)"),
	}
}

// rows shows what fill puts, row by row and in constant memory. A cell is a string, or a number as it is. A file appears whole or not at all.
func (s *say) rows(c *cli.Context, columns []rowColumn, fill func(put func(cells ...any) error) error) error {
	name, form := c.String("output"), c.String("to")
	if name != "" && name != "-" {
		f, err := pending.Create(name)
		if err != nil {
			return err
		}
		defer f.Cleanup()
		if err := s.rowsTo(f, rowForm(form, name, false), columns, fill); err != nil {
			return err
		}
		return f.Commit()
	}
	return s.rowsTo(s.std.out, rowForm(form, "", isTerminal(s.std.out)), columns, fill)
}

func rowForm(form, name string, terminal bool) string {
	switch {
	case form != "":
		return form
	case strings.HasSuffix(strings.ToLower(name), ".json"):
		return "json"
	case terminal:
		return "table"
	}
	return "csv"
}

func (s *say) rowsTo(out io.Writer, form string, columns []rowColumn, fill func(func(...any) error) error) error {
	switch form {
	case "json":
		return jsonRows(out, columns, fill)
	case "table":
		return s.tableRows(columns, fill)
	}
	return csvRows(out, columns, fill)
}
