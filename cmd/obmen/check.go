package main

import "github.com/urfave/cli/v2"

func checkCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     s.words("read all, validate, control totals; writes nothing", "прочитать всё, проверить, подвести итоги; ничего не записывает"),
		ArgsUsage: "INPUT...",
		Description: `obmen check receipts.xml
obmen check --strict --report findings.csv nomenclature.xml`,
		Flags: inputFlags(s),
		Action: func(c *cli.Context) error {
			job := inputJob(s, c)
			job.DryRun, job.Check = true, true
			return s.run(c, job)
		},
	}
}
