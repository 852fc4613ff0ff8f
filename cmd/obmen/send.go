package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/courier"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/profile"
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

// sendFlags are those of the upload step.
func sendFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.flag("dry-run", "show each request and send nothing", "показать каждый запрос и ничего не отправлять"),
		s.flag("wire", "post the invoices, when all are accepted and read back with equal sums", "провести накладные, когда все приняты и прочитаны обратно с теми же суммами"),
		s.flag("supplement", "receipts that came late to a sent day go out as NUMBER-D1, -D2 …", "чеки, опоздавшие к отправленному дню, уйдут как НОМЕР-D1, -D2 …"),
		s.flag("partial", "send a day that is not over", "отправить день, который ещё не кончился"),
		s.flag("no-precheck", "don't look first whether the service has invoices that are older than the journal", "не проверять сначала, нет ли у сервиса накладных старше журнала"),
		s.flag("resume", "follow the process that an interrupted run left behind", "дождаться процесса, оставленного прерванным запуском"),
		s.text("doubt-for", "DURATION", "how long an invoice in doubt is looked for in the service's list (default: 30s)", "сколько искать сомнительную накладную в списке сервиса (по умолчанию 30s)"),
		s.text("resolve", "ID=sent|ID=unsent", "settle what is in doubt, by the journal's id", "решить судьбу сомнительной накладной по номеру в журнале"),
		s.text("journal", "FILE", "the journal (default: journal.db in the state folder)", "журнал (по умолчанию journal.db в папке состояния)"),
	}
}

// convertSendFlags are those with which convert sends.
func convertSendFlags(s *say) []cli.Flag {
	flags := []cli.Flag{s.text("send", "caffesta|kassatka", "send the result, as obmen send does", "отправить результат, как obmen send")}
	for _, f := range append(sendFlags(s), serviceFlags(s)...) {
		if name := f.Names()[0]; name != "resolve" && name != "resume" && name != "dry-run" {
			flags = append(flags, f)
		}
	}
	return flags
}

// noSending refuses what would be passed over in silence where nothing is sent.
func noSending(s *say, c *cli.Context) error {
	for _, name := range []string{"wire", "supplement", "partial", "no-precheck"} {
		if c.Bool(name) {
			return s.wrong("--%s means nothing without --send", "--%s без --send ничего не значит", name)
		}
	}
	return nil
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

// deliver sends what a job makes.
func (s *say) deliver(c *cli.Context, service string, job convertJob, j *journal.Journal) error {
	options, err := s.sendOptions(c, job, j)
	if err != nil {
		return err
	}
	register, err := newRegister(job.ReportFile)
	if err != nil {
		return err
	}
	options.Job.ReportFile = ""
	heard := 0
	options.Heard = func(o courier.Outcome) {
		heard++
		if register != nil {
			register.Hear(o)
		}
		s.outcome(o)
	}
	err = courier.Send(c.Context, service, options)
	if err == nil && heard == 0 {
		s.say("nothing is left to send", "отправлять нечего")
	}
	return errors.Join(err, register.Close())
}

func newRegister(name string) (*courier.Register, error) {
	if name == "" {
		return nil, nil
	}
	return courier.NewRegister(name)
}

func (s *say) sendOptions(c *cli.Context, job convertJob, j *journal.Journal) (o courier.Options, err error) {
	o = courier.Options{
		Job: job, Journal: j, DryRun: c.Bool("dry-run"), NoPrecheck: c.Bool("no-precheck"), Supplement: c.Bool("supplement"), Partial: c.Bool("partial"),
		Wire: c.Bool("wire"), Resume: c.Bool("resume"), Document: s.converted, Process: s.process,
		NewCaffesta: func(p *profile.Profile) (*deliver.Caffesta, error) { return caffestaOf(s, c, p) },
		NewKassatka: func(p *profile.Profile) (*deliver.Kassatka, error) { return kassatkaOf(s, c, p) },
	}
	if text := c.String("doubt-for"); text != "" {
		if o.DoubtFor, err = time.ParseDuration(text); err != nil || o.DoubtFor <= 0 {
			err = s.wrong("--doubt-for is a duration like 30s or 2m, not %q", "--doubt-for — длительность вида 30s или 2m, а не %q", text)
		}
	}
	return o, err
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
	name := c.String("journal")
	if name == "" {
		var err error
		if name, err = journal.DefaultPath(c.String("state")); err != nil {
			return nil, err
		}
	}
	return journal.Open(name)
}
