package main

import (
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/courier"
	"obmen/convert/profile"
)

func (s *say) fetchOptions(c *cli.Context) (o courier.FetchOptions, err error) {
	p, err := namedProfile(c)
	if err != nil {
		return o, err
	}
	o = courier.FetchOptions{
		SinceLast: c.Bool("since-last"), Distinct: c.Bool("distinct"), Resume: c.Bool("resume"), Output: c.String("output"), Into: c.String("into"), Overlap: 72 * time.Hour,
	}
	if o.Into != "" && o.Output != "" {
		return o, s.wrong("--into and -o name two places; give one", "--into и -o называют два места; оставьте одно")
	}
	o.Job = inputJob(s, c)
	o.Job.From, o.Job.To, o.Process, o.Document = "", c.String("to-format"), s.process, s.document
	for flag, to := range map[string]*time.Time{"from": &o.From, "to": &o.To} {
		if *to, err = s.moment(flag, c.String(flag), p); err != nil {
			return o, err
		}
	}
	if text := c.String("overlap"); text != "" {
		if o.Overlap, err = time.ParseDuration(text); err != nil || o.Overlap < 0 {
			return o, s.wrong("--overlap is a duration like 72h, not %q", "--overlap — длительность вида 72h, а не %q", text)
		}
	}
	if o.Journal, err = openJournal(c); err == nil {
		o.Client, err = kassatkaOf(s, c, p)
	}
	return o, err
}

// moment reads a date or a moment: "--from and --to without an offset are in the profile's zone, a date alone means its midnight there".
func (s *say) moment(flag, text string, p *profile.Profile) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), nil
	}
	for _, form := range []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05-0700"} {
		if t, err := time.ParseInLocation(form, strings.TrimSpace(text), p.Location()); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, s.wrong("--%s is a date like 2024-01-31 or a moment like 2024-01-31T08:00:00+03:00, not %q", "--%s — дата вида 2024-01-31 или момент вида 2024-01-31T08:00:00+03:00, а не %q", flag, text)
}
