package main

// The rules of messages. This is the only file that prints.
//
// Data goes to standard output, everything else to standard error. A message says what is wrong, where, and what
// to do next, in one line where it can; it begins with the program's name only where the line stands alone on a screen of many programs.
// It never blames, never shouts, and never shows a secret. Codes of findings, names of flags, of formats and of fields are not
// translated: they are what people search for. Words are in Russian or English. With --log json each message is an object on a line of its own.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"obmen/convert"
	"obmen/convert/report"
	"obmen/convert/status"
	"obmen/formats/record"
)

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// say is what the program says, in one language and one form.
type say struct {
	std    streams
	ru     bool
	json   bool
	quiet  bool
	loud   bool
	screen bool // standard error is a terminal that can go back in a line
	color  bool
	mu     sync.Mutex
	live   bool   // a bar is being drawn on the last line
	last   string // that was said of a process
}

func newSay(args, env []string, std streams) *say {
	s := &say{std: std, ru: russian(args, env)}
	s.json = flagValue(args, "log") == "json" || envValue(env, "OBMEN_LOG") == "json"
	s.screen = isTerminal(std.err) && envValue(env, "TERM") != "dumb"
	s.color = s.screen && envValue(env, "NO_COLOR") == ""
	return s
}

// listen takes over what the library read of the flags about messages.
func (s *say) listen(c *cli.Context) { s.quiet, s.loud = c.Bool("quiet"), c.Bool("verbose") }

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// words picks the language.
func (s *say) words(en, ru string) string {
	if s.ru {
		return ru
	}
	return en
}

// wrong is a mistake on the command line, in words.
func (s *say) wrong(en, ru string, args ...any) error {
	return &flagError{fmt.Errorf(s.words(en, ru), args...)}
}

// data prints a result on standard output.
func (s *say) data(text string) { fmt.Fprint(s.std.out, text) }

// line prints a line on standard error.
func (s *say) line(text string) { s.led("", text) }

// led is line behind a lead that may hold colours: it is ours, and nobody else's text is in it.
func (s *say) led(lead, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text = lead + visible(text)
	if s.live {
		text = "\r\x1b[K" + text
	}
	fmt.Fprintln(s.std.err, text)
}

// visible is a text in which nothing moves a terminal or turns the direction of what follows: names come from files and archives that anybody may have made. It stays JSON
// where it was.
func visible(text string) string {
	if !strings.ContainsFunc(text, isUnseen) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if isUnseen(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isUnseen(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || r == unicode.ReplacementChar || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029
}

// event prints an object on standard error.
func (s *say) event(fields map[string]any) {
	b, err := json.Marshal(fields)
	if err == nil {
		s.line(string(b))
	}
}

// run does a job and says what became of it.
func (s *say) run(c *cli.Context, job convert.Job) error {
	s.listen(c)
	job.Progress = &convert.Progress{}
	job.Started = s.understood
	done := s.progress(c.Context, job.Progress)
	result, err := convert.Run(c.Context, job)
	done()
	rejected, warnings := int64(0), false
	for _, d := range result.Documents {
		s.document(d, job.DryRun)
		rejected += d.Rejected
		warnings = warnings || d.Report.HasWarnings()
	}
	if err == nil && (rejected > 0 || c.Bool("strict") && warnings) {
		return errDoneBut
	}
	return err
}

// understood says what a conversion takes the input for.
func (s *say) understood(d convert.Document) {
	if s.quiet {
		return
	}
	if s.json {
		s.event(map[string]any{"event": "start", "input": d.Input, "from": d.From.Name, "to": d.To.Name, "output": d.Output})
		return
	}
	if d.From.Name != d.To.Name {
		s.line(fmt.Sprintf("%s: %s → %s", d.Input, d.From.Name, d.To.Name))
	}
}

// document says what became of an input: findings, losses, and one line of totals where all of it is in place.
func (s *say) document(d convert.Document, dry bool) {
	if s.json {
		s.documentEvents(d, dry)
		return
	}
	if s.quiet {
		return
	}
	for _, f := range d.Report.Findings() {
		s.finding(f)
	}
	if fields, counts := d.Report.Losses(); len(fields) > 0 {
		var parts []string
		for i, f := range fields {
			parts = append(parts, fmt.Sprintf("%s ×%d", f, counts[i]))
		}
		s.line(s.words("  lost: ", "  потеряно: ") + strings.Join(parts, ", "))
	}
	if d.Done {
		s.line(s.totals(d, dry))
	}
}

// documentEvents says the same in objects.
func (s *say) documentEvents(d convert.Document, dry bool) {
	for _, f := range d.Report.Findings() {
		for _, e := range f.Examples[:min(s.shown(), len(f.Examples))] {
			s.event(map[string]any{
				"event": "finding", "input": d.Input, "code": f.Message.Code, "severity": f.Message.Severity.String(), "count": f.Count,
				"line": e.Pos.Line, "column": e.Pos.Col, "offset": e.Pos.Offset, "path": e.Path, "text": s.faultText(f.Message.Fault(e.Args...)),
			})
		}
	}
	fields, counts := d.Report.Losses()
	losses := map[string]int64{}
	for i, f := range fields {
		losses[f] = counts[i]
	}
	s.event(map[string]any{
		"event": "document", "input": d.Input, "output": d.Output, "totals": s.totals(d, dry), "agree": d.Agree, "done": d.Done,
		"rejected": d.Rejected, "losses": losses,
	})
}

// language is that of the messages.
func (s *say) language() record.Language {
	if s.ru {
		return record.Russian
	}
	return record.English
}

// shown is how many places of a finding are named.
func (s *say) shown() int {
	if s.loud {
		return report.MaxExamples
	}
	return 1
}

func (s *say) finding(f *report.Count) {
	for i, e := range f.Examples[:min(s.shown(), len(f.Examples))] {
		count := ""
		if i == 0 && f.Count > 1 {
			count = fmt.Sprintf(" ×%d", f.Count)
		}
		where := ""
		if e.Pos.IsValid() || e.Record > 0 {
			where = e.WhereIn(s.language()) + ": "
		}
		s.led("  "+s.severity(f.Message.Severity), fmt.Sprintf(" %s%s: %s%s", f.Message.Code, count, where, s.faultText(f.Message.Fault(e.Args...))))
	}
}

func (s *say) severity(v record.Severity) string {
	word, color := v.String(), "36"
	switch v {
	case record.Note:
		word = s.words("note", "заметка")
	case record.Warning:
		word, color = s.words("warning", "внимание"), "33"
	case record.Severe:
		word, color = s.words("error", "ошибка"), "31"
	}
	if !s.color {
		return word
	}
	return "\x1b[" + color + "m" + word + "\x1b[0m"
}

// totals is the line that an accountant signs for.
func (s *say) totals(d convert.Document, dry bool) string {
	r := d.Report
	text := s.words("read ", "прочитано: ") + s.tally(d.From.Kind, &r.Read)
	if dry {
		return d.Input + ": " + text
	}
	if sum := r.ReckonedSum(); !sum.IsZero() {
		text += s.words(" + reckoned ", " + вычислено: ") + sum.String()
	}
	text += s.words(" = written ", " = записано: ") + s.tally(d.To.Kind, &r.Written)
	kept := []string{}
	for _, reason := range report.Reasons() {
		if k := r.Kept(reason); k.Count != 0 || !k.Sum.IsZero() {
			kept = append(kept, fmt.Sprintf("%s %d (%s)", reason, k.Count, k.Sum))
		}
	}
	if len(kept) > 0 {
		text += s.words(" + kept out ", " + удержано: ") + strings.Join(kept, ", ")
	}
	return d.Input + ": " + text
}

func (s *say) tally(k record.DocKind, t *report.Tally) string {
	switch k {
	case record.Nomenclature:
		return fmt.Sprintf(s.words("%d groups, %d rows, prices %s", "групп %d, строк %d, цены %s"), t.Groups, t.Rows, figure(t.Sum))
	case record.Receipts:
		return fmt.Sprintf(s.words("%d receipts, %d lines, %s", "чеков %d, строк %d, %s"), t.Receipts, t.Lines, figure(t.Sum))
	}
	return fmt.Sprintf(s.words("%d invoices, %d items, %s", "накладных %d, позиций %d, %s"), t.Invoices, t.Items, figure(t.Sum))
}

// figure writes a sum; that of nothing is 0.
func figure(n record.Number) string {
	if !n.IsSet() {
		return "0"
	}
	return n.String()
}

// failure says what ended the run.
func (s *say) failure(err error) {
	var said silent
	if err == nil || errors.As(err, &said) {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			s.failure(e)
		}
		return
	}
	text := s.errorText(err)
	if s.json {
		s.event(map[string]any{"event": "error", "text": text, "exit": status.Of(err)})
		return
	}
	s.line("obmen: " + text)
}

// progress shows a bar on a terminal until the function that it returns is called.
func (s *say) progress(ctx context.Context, p *convert.Progress) func() {
	if s.quiet || s.json || !s.screen {
		return func() {}
	}
	stop, finished := make(chan struct{}), make(chan struct{})
	s.setLive(true)
	go func() {
		defer close(finished)
		bar := s.bar(max(p.Total.Load(), 0))
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				bar.Clear()
				return
			case <-tick.C:
				if total := p.Total.Load(); total > 0 && total != bar.GetMax64() {
					bar.ChangeMax64(total)
				}
				bar.Set64(p.Bytes.Load())
				bar.Describe(fmt.Sprintf(s.words("%d records", "записей %d"), p.Records.Load()))
			}
		}
	}()
	return func() {
		close(stop)
		<-finished
		s.setLive(false)
	}
}

func (s *say) setLive(live bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live = live
}

// bar is one of total bytes; 0: nobody knows how many.
func (s *say) bar(total int64) *progressbar.ProgressBar {
	if total == 0 {
		total = -1
	}
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(s.std.err), progressbar.OptionShowBytes(true), progressbar.OptionShowCount(), progressbar.OptionSetWidth(20),
		progressbar.OptionEnableColorCodes(s.color), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetPredictTime(true))
}

// table prints rows on standard output, columns aligned.
func (s *say) table(rows [][]string) {
	width := map[int]int{}
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], len([]rune(cell)))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", width[i]-len([]rune(cell))+2))
			}
		}
		s.data(strings.TrimRight(b.String(), " ") + "\n")
	}
}
