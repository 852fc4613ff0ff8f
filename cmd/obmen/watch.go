package main

import (
	"context"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/convert/batch"
	"obmen/convert/courier"
	"obmen/convert/status"
)

func watchCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "watch",
		Usage:     s.words("drop folder: inbox → outbox, done, failed", "обменная папка: inbox → outbox, done, failed"),
		ArgsUsage: "ROOT",
		Description: `obmen watch exchange --to csv --dialect excel-ru --headers ru
obmen watch exchange --once --to invoice-json --group-by day
obmen watch exchange --profile shop.yaml
obmen watch exchange --to invoice-json --send caffesta --profile shop.yaml
obmen watch status exchange`,
		Flags:       append(append(folderFlags(s), watchFlags(s)...), watchJobFlags(s)...),
		Subcommands: []*cli.Command{watchStatusCommand(s)},
		Action:      func(c *cli.Context) error { return s.watch(c) },
	}
}

func (s *say) watch(c *cli.Context) error {
	s.listen(c)
	o, err := s.watchOptions(c)
	if err != nil {
		return err
	}
	w := &watching{say: s, options: &o}
	o.Heard = w.heard
	runner := batch.New(o)
	work := runner.Watch
	if c.Bool("once") {
		work = runner.Once
	}
	summary, err := work(c.Context)
	if w.started {
		w.summary(summary)
	}
	if file := c.String("report"); err == nil && file != "" {
		err = writeSummary(file, summary)
	}
	if err == nil && summary.Status != status.Done || summary.Status == status.Unknown {
		err = silent(summary.Status)
	}
	return err
}

// sender sends what a source becomes, by the journal of obmen send.
func (s *say) sender(c *cli.Context) (func(context.Context, string, convert.Job, time.Time) error, error) {
	options, err := s.sendOptions(c, convert.Job{}, nil)
	return func(ctx context.Context, service string, job convert.Job, since time.Time) error {
		o := options
		j, err := openJournal(c)
		if err != nil {
			return err
		}
		o.Job, o.Journal, o.Resume, o.AcceptedSince = job, j, true, since
		o.Heard, o.Document = s.outcome, s.leftOut
		return courier.Send(ctx, service, o)
	}, err
}
