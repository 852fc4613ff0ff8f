package main

import (
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/courier"
)

func fetchCommand(s *say) *cli.Command {
	examples := `obmen fetch receipts --from 2024-01-01 --to 2024-02-01 -o receipts.xml --profile shop.yaml
obmen fetch receipts --since-last --into exchange/inbox --profile shop.yaml
obmen fetch receipts --resume -o receipts.csv --to-format csv`
	return &cli.Command{
		Name: "fetch", Usage: s.words("receipts from Kassatka", "чеки из Кассатки"), Description: examples,
		Subcommands: []*cli.Command{{
			Name: "receipts", Usage: s.words("ask for a period, wait, download", "запросить период, дождаться, загрузить"), Description: examples,
			Flags: append([]cli.Flag{
				twinned("OBMEN_FETCH_FROM", s.text("from", "DATE", "first day or moment: 2024-01-31, 2024-01-31T08:00:00, with an offset or in the profile's zone", "первый день или момент: 2024-01-31, 2024-01-31T08:00:00, со смещением или в зоне профиля")),
				twinned("OBMEN_FETCH_TO", s.text("to", "DATE", "end of the period, itself not in it (default: now)", "конец периода, сам в него не входит (по умолчанию сейчас)")),
				s.flag("since-last", "from where the last accepted download ended, less --overlap; receipts that it brought are left out", "с конца последней принятой загрузки минус --overlap; уже загруженные чеки пропускаются"),
				s.text("overlap", "DURATION", "how far --since-last goes back, tills upload late (default: 72h)", "на сколько --since-last отступает назад, кассы выгружают с опозданием (по умолчанию 72h)"),
				s.flag("distinct", "leave out receipts that an earlier download brought", "пропускать чеки, уже полученные раньше"),
				s.flag("resume", "go on with the process that an interrupted run left behind", "продолжить процесс, оставленный прерванным запуском"),
				s.text("output", "FILE", "- or none: standard output", "файл; - или ничего: стандартный вывод", "o"),
				s.text("into", "FOLDER", "a folder in place of -o: the file is named after the period", "папка вместо -o: файл называется по периоду"),
				s.text("to-format", "FORMAT", "csv, xml (default: as it comes)", "csv, xml (по умолчанию как есть)"),
				journalFlag(s),
			}, serviceFlags(s)...),
			Action: func(c *cli.Context) error { return s.fetch(c) },
		}},
	}
}

func (s *say) fetch(c *cli.Context) error {
	s.listen(c)
	if err := noArguments(s, c, 0); err != nil {
		return err
	}
	o, err := s.fetchOptions(c)
	if err != nil {
		return err
	}
	got, err := courier.Fetch(c.Context, o)
	if err != nil {
		return err
	}
	s.fetched(got)
	return nil
}

// fetched says what a download brought.
func (s *say) fetched(got courier.Fetched) {
	if s.json {
		s.event(map[string]any{"event": "fetched", "output": got.File, "from": got.From, "to": got.To, "receipts": got.Receipts, "left_out": got.Left, "process": got.Key})
		return
	}
	text := fmt.Sprintf(s.words("%s: %d receipts from %s to %s", "%s: чеков %d с %s по %s"), got.File, got.Receipts, got.From.UTC().Format(time.RFC3339), got.To.UTC().Format(time.RFC3339))
	if got.Left > 0 {
		text += fmt.Sprintf(s.words(", %d that came before are left out", ", пропущено полученных раньше: %d"), got.Left)
	}
	if !s.quiet {
		s.line(text)
	}
}
