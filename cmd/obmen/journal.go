package main

import (
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/deliver/journal"
)

func journalCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:  "journal",
		Usage: s.words("what was sent, what is in doubt", "что отправлено и что под вопросом"),
		Description: `obmen journal
obmen journal --state-of in-doubt,sending
obmen journal --service caffesta --since 2026-01-31 -o sent.csv
obmen journal --fetches --to json`,
		Flags: []cli.Flag{
			s.text("service", "caffesta|kassatka", "only what went there", "только отправленное туда"),
			s.list("state-of", "STATE", "only those planned, sending, accepted, rejected, unavailable, in-doubt, resolved", "только в состоянии planned, sending, accepted, rejected, unavailable, in-doubt, resolved"),
			s.text("number", "NUMBER", "only the invoice with this number, or its parts", "только накладная с этим номером или её части"),
			s.text("since", "DATE", "only what changed since: 2026-01-31, or with a time: \"2026-01-31 06:00\"", "только изменённое с этого дня: 2026-01-31, или с временем: \"2026-01-31 06:00\""),
			s.flag("fetches", "what was asked of Kassatka instead", "вместо этого — что запрошено у Кассатки"),
			twinned("OBMEN_JOURNAL_TO", s.text("to", "table|csv|json", "how it is written (default: as the name behind -o says, else table)", "как записать (по умолчанию по имени после -o, иначе table)")),
			s.text("output", "FILE", "a file (default: standard output)", "файл (по умолчанию стандартный вывод)", "o"),
			journalFlag(s),
		},
		Action: func(c *cli.Context) error {
			if err := noArguments(s, c, 0); err != nil {
				return err
			}
			s.listen(c)
			filter, err := s.journalFilter(c)
			if err != nil {
				return err
			}
			return s.journalList(c, filter)
		},
	}
}

// journalFlag is that of every command that has to do with the journal.
func journalFlag(s *say) cli.Flag {
	return s.text("journal", "FILE", "the journal (default: journal.db in the folder of --state)", "журнал (по умолчанию journal.db в папке --state)")
}

// journalPath is where the journal is: --journal, else in --state, else in the platform's folder.
func journalPath(c *cli.Context) (string, error) {
	if path := c.String("journal"); path != "" {
		return path, nil
	}
	return journal.DefaultPath(c.String("state"))
}

func (s *say) journalFilter(c *cli.Context) (journal.Filter, error) {
	f := journal.Filter{Service: c.String("service"), Number: c.String("number")}
	for _, w := range wordsOf(c, "state-of") {
		if !slices.Contains(journal.States(), journal.State(w)) {
			return f, s.wrong("there is no state %q; the states are %s", "нет состояния %q; состояния: %s", w, journal.States())
		}
		f.State = append(f.State, journal.State(w))
	}
	since := c.String("since")
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.DateTime, time.RFC3339} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(since), time.Local); err == nil {
			f.Since = t
			return f, nil
		}
	}
	if since != "" {
		return f, s.wrong("--since is a date like 2026-01-31, not %q", "--since — дата, например 2026-01-31, а не %q", since)
	}
	return f, nil
}
