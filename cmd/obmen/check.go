package main

import "github.com/urfave/cli/v2"

func checkCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     s.words("read all, validate, control totals; writes nothing", "прочитать всё, проверить, подвести итоги; ничего не записывает"),
		ArgsUsage: "INPUT...",
		Description: `obmen check receipts.xml
obmen check --strict --report findings.csv nomenclature.xml
obmen check receipts.xml --catalog nomenclature.xml --open 08:00-23:00
obmen check receipts.xml --open "mon-fri 08:00-22:00, sat 09:00-18:00"`,
		Flags: append(inputFlags(s),
			s.text("catalog", "FILE", "a nomenclature that names and prices of the receipts are held against", "номенклатура, с которой сличаются названия и цены чеков"),
			s.text("open", "HOURS", "opening hours, 08:00-23:00 or mon-fri 08:00-22:00, sat 09:00-18:00; a receipt outside is a finding, one of 23:00:59 is still inside 08:00-23:00 (default: the profile's)",
				"часы работы, 08:00-23:00 или пн-пт 08:00-22:00, сб 09:00-18:00; чек вне их — замечание, а чек в 23:00:59 ещё внутри 08:00-23:00 (по умолчанию из профиля)")),
		Action: func(c *cli.Context) error {
			job := inputJob(s, c)
			job.DryRun, job.Check = true, true
			job.Catalog, job.Open = c.String("catalog"), c.String("open")
			return s.run(c, job)
		},
	}
}
