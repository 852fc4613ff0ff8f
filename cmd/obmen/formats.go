package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/convert/mapping"
	"obmen/formats"
	"obmen/formats/record"
)

func formatsCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:        "formats",
		Usage:       s.words("what converts to what, and what is lost on the way", "что во что преобразуется и что при этом теряется"),
		Description: "obmen formats",
		Action: func(c *cli.Context) error {
			if err := noArguments(s, c, 0); err != nil {
				return err
			}
			rows := [][]string{{s.words("FORMAT", "ФОРМАТ"), s.words("KIND", "ВИД"), s.words("ABOUT", "ЧТО ЭТО")}}
			for _, f := range formats.All() {
				rows = append(rows, []string{f.Name, f.Kind.String(), f.About})
			}
			s.table(rows)
			s.data("\n")
			rows = [][]string{{s.words("FROM", "ИЗ"), s.words("TO", "В"), s.words("LOST ON THE WAY", "ТЕРЯЕТСЯ ПО ПУТИ")}}
			for _, from := range formats.All() {
				for _, to := range formats.All() {
					if row := s.way(from, to); row != nil {
						rows = append(rows, row)
					}
				}
			}
			s.table(rows)
			return nil
		},
	}
}

// way is a row of the table of conversions, reckoned from what the formats and mappings carry.
func (s *say) way(from, to record.Format) []string {
	if _, ok := mapping.Lookup(from.Kind, to.Kind); !ok && from.Kind != to.Kind {
		return []string{from.Name, to.Name, s.words("– not possible: a catalogue holds no sales", "– невозможно: в каталоге нет продаж")}
	}
	var lost []string
	for _, f := range convert.Losses(from, to) {
		lost = append(lost, f.Name)
	}
	if len(lost) == 0 {
		return []string{from.Name, to.Name, s.words("nothing", "ничего")}
	}
	return []string{from.Name, to.Name, strings.Join(lost, " ")}
}
