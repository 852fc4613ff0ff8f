package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"obmen/convert/deliver/journal"
	"obmen/convert/status"
)

// runJournal runs the command by itself.
func runJournal(t *testing.T, args ...string) (out, said string, got int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	s := newSay(args, nil, streams{strings.NewReader(""), &stdout, &stderr})
	command := journalCommand(s)
	prepare(command, s, "obmen")
	app := &cli.App{Commands: []*cli.Command{command}, ExitErrHandler: func(*cli.Context, error) {}}
	err := app.Run(append([]string{"obmen", "journal", "--lang", "en"}, args...))
	s.failure(err)
	return stdout.String(), stderr.String(), status.Of(err)
}

// sentSome is a folder with a journal of four deliveries and a fetch.
func sentSome(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	j, err := journal.Open(filepath.Join(dir, "journal.db"))
	noError(t, err)
	for i, state := range []journal.State{journal.Accepted, journal.InDoubt, journal.Rejected, journal.Sending} {
		d, err := j.Plan(journal.Delivery{Key: journal.Key{Service: "caffesta", Account: "shop", Number: string(rune('1' + i))}, File: "in.json", Sum: "2590.50", Items: 2}, nil)
		noError(t, err)
		noError(t, j.Begin(d.ID))
		if state != journal.Sending {
			noError(t, j.Finish(d.ID, state, "", "so it was"))
		}
	}
	_, err = j.AskFetch(journal.Fetch{Account: "shop"})
	noError(t, err)
	return dir
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestJournal(t *testing.T) {
	dir := sentSome(t)
	file, text := filepath.Join(dir, "out.csv"), filepath.Join(dir, "text")
	noError(t, os.WriteFile(text, []byte("no journal"), 0o600))
	for name, c := range map[string]struct {
		args   []string
		rows   []string // of the output, pieces of each
		said   []string // pieces of each line
		status int
	}{
		"table":      {nil, []string{"ID WHEN", "accepted", "in-doubt", "rejected", "sending"}, []string{"--resolve 2=sent", "--resolve 4=sent"}, 0},
		"state":      {[]string{"--state-of", "in-doubt,rejected", "--quiet"}, []string{"ID", "2590.50 2 in-doubt", "so it was"}, nil, 0},
		"Russian":    {[]string{"--lang=ru", "--number", "2"}, []string{"ЗАПИСЬ", "in-doubt"}, []string{"под вопросом"}, 0},
		"json":       {[]string{"--to", "json", "--number", "1"}, []string{"[", `"number":"1"`, "]"}, nil, 0},
		"log":        {[]string{"--to", "csv", "--number", "2", "--log", "json"}, []string{"id,service", "2,caffesta"}, []string{`"event":"in-doubt"`}, 0},
		"file":       {[]string{"-o", file, "--quiet"}, nil, nil, 0},
		"none":       {[]string{"--service", "kassatka"}, nil, nil, 0},
		"since":      {[]string{"--since", "2999-01-01"}, nil, nil, 0},
		"fetches":    {[]string{"--fetches"}, []string{"ID WHEN ACCOUNT FROM", "asked"}, nil, 0},
		"absent":     {[]string{"--journal", filepath.Join(dir, "none", "j.db"), "--to", "json"}, []string{"[]"}, []string{"there is no journal yet"}, 0},
		"odd state":  {[]string{"--state-of", "lost"}, nil, []string{`no state "lost"`}, 2},
		"odd date":   {[]string{"--since", "yesterday"}, nil, []string{"--since is a date"}, 2},
		"argument":   {[]string{"x"}, nil, []string{`does not take "x"`}, 2},
		"a folder":   {[]string{"--journal", dir}, nil, []string{"a folder"}, 5},
		"no journal": {[]string{"--journal", text}, nil, []string{"damaged, or no journal"}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			out, said, got := runJournal(t, append([]string{"--state", dir}, c.args...)...)
			if got != c.status {
				t.Errorf("exit status %d, want %d: %s", got, c.status, said)
			}
			wantLines(t, out, c.rows)
			wantLines(t, said, c.said)
		})
	}
	if rows := strings.Count(readFile(t, file), "\n"); rows != 5 {
		t.Errorf("the file has %d rows", rows)
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("looking at an absent journal made its folder")
	}
}

// wantLines asserts of each line that it holds a piece, blanks in a row being one.
func wantLines(t *testing.T, text string, pieces []string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(pieces) == 0 && text == "" {
		return
	}
	if len(lines) != len(pieces) {
		t.Fatalf("%d lines, want %d: %s", len(lines), len(pieces), text)
	}
	for i, line := range lines {
		if !strings.Contains(strings.Join(strings.Fields(line), " "), pieces[i]) {
			t.Errorf("line %d is %q, want %q in it", i+1, line, pieces[i])
		}
	}
}
