package main

import (
	"strconv"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/deliver"
)

// serviceOptions reads the flags.
func serviceOptions(s *say, c *cli.Context) (o deliver.Options, err error) {
	o = deliver.Options{UserAgent: "obmen/" + version, CAFile: c.String("ca-file"), RequireHTTPS: c.Bool("require-https"), Tries: c.Int("tries"), Heard: s.request}
	if text := c.String("rps"); text != "" {
		if o.Rate, err = strconv.ParseFloat(text, 64); err != nil || !(o.Rate > 0 && o.Rate <= 1e6) {
			return o, s.wrong("--rps is a number of requests a second, like 5 or 0.5, not %q", "--rps — число запросов в секунду, например 5 или 0.5, а не %q", text)
		}
	}
	if o.Whole, err = durationOf(s, c, "timeout"); err == nil {
		o.Wait, err = durationOf(s, c, "wait")
	}
	return o, err
}

// durationOf reads a flag that is a time; 0: it is not given.
func durationOf(s *say, c *cli.Context, flag string) (time.Duration, error) {
	text := c.String(flag)
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, s.wrong("--%s is a duration like 30s or 10m, not %q", "--%s — длительность вида 30s или 10m, а не %q", flag, text)
	}
	return d, nil
}
