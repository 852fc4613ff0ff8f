package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/convert/courier"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/profile"
)

// deliver sends what a job makes.
func (s *say) deliver(c *cli.Context, service string, job convert.Job, j *journal.Journal) error {
	options, err := s.sendOptions(c, job, j)
	if err != nil {
		return err
	}
	register, err := newRegister(&options.Job)
	if err != nil {
		return err
	}
	heard := 0
	options.Heard = func(o courier.Outcome) {
		heard++
		if register != nil {
			register.Hear(o)
		}
		s.outcome(o)
	}
	options.Progress = &convert.Progress{} // of what is read on the way, and of what is sent
	options.Job.Progress = options.Progress
	done := s.progress(c.Context, options.Progress)
	err = courier.Send(c.Context, service, options)
	done()
	if err == nil && heard == 0 {
		s.say("nothing is left to send", "отправлять нечего")
	}
	return errors.Join(err, register.Close())
}

// newRegister begins the report of what was sent. A conversion whose result stays has a report of its own under the name that was asked for: beside totals.json
// there is totals.sent.json.
func newRegister(job *convert.Job) (*courier.Register, error) {
	name := job.ReportFile
	switch {
	case name == "":
		return nil, nil
	case job.Output == "":
		job.ReportFile = ""
	default:
		ending := filepath.Ext(name)
		name = strings.TrimSuffix(name, ending) + ".sent" + ending
	}
	return courier.NewRegister(name)
}

func (s *say) sendOptions(c *cli.Context, job convert.Job, j *journal.Journal) (o courier.Options, err error) {
	clients := &clients{say: s, cli: c}
	o = courier.Options{
		Job: job, Journal: j, DryRun: c.Bool("dry-run"), NoPrecheck: c.Bool("no-precheck"), Supplement: c.Bool("supplement"), Partial: c.Bool("partial"),
		Wire: c.Bool("wire"), Resume: c.Bool("resume"), Document: s.document, Process: s.process,
		NewCaffesta: clients.caffesta, NewKassatka: clients.kassatka,
	}
	if text := c.String("doubt-for"); text != "" {
		if o.DoubtFor, err = time.ParseDuration(text); err != nil || o.DoubtFor <= 0 {
			err = s.wrong("--doubt-for is a duration like 30s or 2m, not %q", "--doubt-for — длительность вида 30s или 2m, а не %q", text)
		}
	}
	return o, err
}

// clients are made once an account: one limit of requests a second, one warning.
type clients struct {
	mu       sync.Mutex
	say      *say
	cli      *cli.Context
	invoices map[string]*deliver.Caffesta
	receipts map[string]*deliver.Kassatka
}

func (k *clients) caffesta(p *profile.Profile) (*deliver.Caffesta, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return once(&k.invoices, p.Services.Caffesta, func() (*deliver.Caffesta, error) { return caffestaOf(k.say, k.cli, p) })
}

func (k *clients) kassatka(p *profile.Profile) (*deliver.Kassatka, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return once(&k.receipts, p.Services.Kassatka, func() (*deliver.Kassatka, error) { return kassatkaOf(k.say, k.cli, p) })
}

func once[T any](made *map[string]T, at any, make func() (T, error)) (T, error) {
	key := fmt.Sprint(at)
	if client, ok := (*made)[key]; ok {
		return client, nil
	}
	client, err := make()
	if err == nil {
		if *made == nil {
			*made = map[string]T{}
		}
		(*made)[key] = client
	}
	return client, err
}
