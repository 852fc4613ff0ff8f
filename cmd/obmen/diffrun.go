package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"obmen/convert/diff"
	"obmen/convert/pending"
)

// compare runs a comparison, shows what it finds, and sums it up. A file appears whole or not at all.
func (s *say) compare(c *cli.Context, o diff.Options) error {
	name := c.String("output")
	form := diffForm(c.String("to"), name)
	var summary *diff.Summary
	show := func(out io.Writer, color bool) (err error) {
		w := diff.NewWriter(form, out)
		if w == nil {
			w = &diffWords{say: s, w: bufio.NewWriter(out), a: o.A, b: o.B, color: color}
		}
		done := s.progress(c.Context, o.Job.Progress)
		summary, err = diff.Run(c.Context, o, w.Difference)
		done()
		if err != nil {
			return err
		}
		return w.Close(summary)
	}
	if err := s.showTo(name, show); err != nil {
		return err
	}
	if s.summedUp(summary, form == "words" && (name == "" || name == "-")); !summary.Equal() {
		return errDoneBut
	}
	return nil
}

func (s *say) showTo(name string, show func(out io.Writer, color bool) error) error {
	if name == "" || name == "-" {
		return show(s.std.out, isTerminal(s.std.out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb")
	}
	f, err := pending.Create(name)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if err := show(f, false); err != nil {
		return err
	}
	return f.Commit()
}

// diffForm is how differences are shown: as asked for, else as the name says.
func diffForm(to, name string) string {
	if to != "" {
		return to
	}
	if form := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), ".")); slices.Contains(diff.Forms(), form) {
		return form
	}
	return "words"
}

// summedUp says on standard error what a machine or a file was told; said: it stands on the screen already.
func (s *say) summedUp(d *diff.Summary, said bool) {
	switch {
	case s.json:
		s.event(map[string]any{"event": "diff", "a": d.A.File, "b": d.B.File, "equal": d.Equal(), "found": d.Found, "shown": d.Shown, "doubled": d.Doubled})
	case !s.quiet && !said:
		for _, text := range s.diffSummary(d) {
			s.line(text)
		}
	}
}
