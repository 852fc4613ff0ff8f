package main

import (
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"obmen/convert/courier"
	"obmen/convert/deliver/journal"
)

func sendCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "send",
		Usage:     s.words("the upload step: invoices to Caffesta, a nomenclature to Kassatka", "отправка: накладные в Caffesta, номенклатура в Кассатку"),
		ArgsUsage: "caffesta|kassatka FILE...",
		Description: `obmen send caffesta invoices.json --profile shop.yaml
obmen send caffesta receipts.xml --profile shop.yaml --group-by day --dry-run
obmen send kassatka nomenclature.csv --profile shop.yaml
obmen send --resolve 17=sent`,
		Flags:  append(append(append(inputFlags(s), wayFlags(s)...), sendFlags(s)...), serviceFlags(s)...),
		Action: func(c *cli.Context) error { return s.send(c) },
	}
}

func (s *say) send(c *cli.Context) error {
	s.listen(c)
	j, err := openJournal(c)
	if err != nil {
		return err
	}
	if c.String("resolve") != "" {
		return s.resolve(c, j)
	}
	service, files := c.Args().First(), c.Args().Tail()
	if service != courier.Caffesta && service != courier.Kassatka {
		return s.wrong("say where to: obmen send caffesta FILE... or obmen send kassatka FILE...", "скажите куда: obmen send caffesta ФАЙЛ... или obmen send kassatka ФАЙЛ...")
	}
	if len(files) == 0 {
		return s.wrong("name at least one file to send", "назовите хотя бы один файл")
	}
	job := jobOf(s, c)
	job.Inputs = files
	return s.deliver(c, service, job, j)
}

// resolve settles what a person has looked up.
func (s *say) resolve(c *cli.Context, j *journal.Journal) error {
	number, word, _ := strings.Cut(c.String("resolve"), "=")
	id, err := strconv.ParseUint(number, 10, 64)
	if err != nil || word != "sent" && word != "unsent" || c.NArg() > 0 {
		return s.wrong("--resolve takes ID=sent or ID=unsent alone, with an id of obmen journal", "--resolve принимает только ID=sent или ID=unsent с номером из obmen journal")
	}
	d, err := courier.Resolve(c.Context, j, id, word == "sent")
	if err == nil {
		s.outcome(courier.Outcome{Input: d.File, Result: courier.Settled, Delivery: d})
	}
	return err
}

// openJournal names the journal: --journal, else the one of the state folder.
func openJournal(c *cli.Context) (*journal.Journal, error) {
	name, err := journalPath(c)
	if err != nil {
		return nil, err
	}
	return journal.Open(name)
}
