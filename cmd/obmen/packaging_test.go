package main

import (
	"encoding/xml"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/urfave/cli/v2"
)

// TestPackaging holds what packaging and the READMEs type, or set in the environment, to the flags that there are.
func TestPackaging(t *testing.T) {
	seen := map[string]int{}
	for _, name := range documented(t) {
		text := decoded(t, readFile(t, name))
		for _, line := range commandLines(t, name, text) {
			seen[filepath.Base(name)]++
			if err := accepts(line); err != nil {
				t.Errorf("%s: obmen %s: %v", name, strings.Join(line, " "), err)
			}
		}
		for _, v := range regexp.MustCompile(`\bOBMEN_[A-Z_]+`).FindAllString(text, -1) {
			if !isVariable(v) {
				t.Errorf("%s: nothing reads %s", name, v)
			}
		}
	}
	for _, name := range []string{"obmen-watch@.service", "obmen-once@.service", "obmen", "obmen-task.xml", "install-task.ps1", "README.md", "README.ru.md"} {
		if seen[name] == 0 {
			t.Errorf("no command line found in %s", name)
		}
	}
}

// TestPackagingBytes holds the files for Windows to what its programs read.
func TestPackagingBytes(t *testing.T) {
	for name, mark := range map[string]string{"obmen-task.xml": "\xff\xfe", "install-task.ps1": "\ufeff"} {
		text := readFile(t, "../../packaging/windows/"+name)
		lines := decoded(t, text)
		if !strings.HasPrefix(text, mark) || strings.Count(lines, "\n") != strings.Count(lines, "\r\n") {
			t.Errorf("%s: it begins with %x, and its lines end with CR and LF", name, mark)
		}
	}
}

func documented(t *testing.T) []string {
	names := []string{"../../README.md", "../../README.ru.md"}
	err := filepath.WalkDir("../../packaging", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// commandLines are the lines of obmen in a file, without the program.
func commandLines(t *testing.T, name, text string) (list [][]string) {
	var typed []string
	switch filepath.Ext(name) {
	case ".service":
		typed = afterEach(text, `(?m)^ExecStart=:?/usr/local/bin/obmen (.*)$`)
	case ".xml":
		typed = taskLines(t, text)
	case ".ps1":
		for _, flags := range afterEach(text, `(?m)(?:\[string\] \$Flags = |-Flags )'(.*?)'`) {
			typed = append(typed, `watch "C:\some folder" --once `+flags)
		}
	case ".md":
		typed = append(afterEach(text, `(?m)^    obmen (.*)$`), afterEach(text, "`obmen(?:\\.exe)? (watch[^`…]*)`")...)
	default:
		typed = afterEach(text, `(?m)^[^#\n]*/usr/local/bin/obmen (.*)$`)
	}
	for _, line := range typed {
		list = append(list, words(line))
	}
	return list
}

func afterEach(text, pattern string) (list []string) {
	for _, found := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		list = append(list, strings.TrimSpace(found[1]))
	}
	return list
}

func taskLines(t *testing.T, text string) (list []string) {
	var task struct {
		Execs []struct{ Command, Arguments string } `xml:"Actions>Exec"`
	}
	_, body, _ := strings.Cut(text, "?>") // it is decoded already
	if err := xml.Unmarshal([]byte(body), &task); err != nil {
		t.Fatal(err)
	}
	for _, e := range task.Execs {
		if strings.HasSuffix(e.Command, `\obmen.exe`) {
			list = append(list, e.Arguments)
		}
	}
	return list
}

// words takes a line apart as a shell does with plain words and quotes; a redirection, a comment and what is behind them are no part of it.
func words(line string) (list []string) {
	for _, found := range regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`).FindAllString(line, -1) {
		if found[0] == '#' || found[0] == '>' || found == "&" || found == "|" {
			break
		}
		list = append(list, strings.Trim(found, `"'`))
	}
	return list
}

// accepts reports what the program has against flags, values and commands of a line.
func accepts(line []string) error {
	s := &say{}
	_, err := arrange(s, newApp(s), append([]string{"obmen"}, line...), nil)
	return err
}

// isVariable reports whether the program reads a variable of the environment.
func isVariable(name string) bool {
	for _, secret := range []string{"OBMEN_CAFFESTA_KEY", "OBMEN_KASSATKA_TOKEN"} {
		if slices.Contains([]string{secret, secret + "_FILE", secret + "_COMMAND"}, name) {
			return true
		}
	}
	found := name == "OBMEN_" // OBMEN_…
	var walk func(commands []*cli.Command)
	walk = func(commands []*cli.Command) {
		for _, c := range commands {
			for _, f := range c.Flags {
				found = found || slices.Contains(f.(cli.DocGenerationFlag).GetEnvVars(), name)
			}
			walk(c.Subcommands)
		}
	}
	walk(newApp(&say{}).Commands)
	return found
}

// decoded is a text without its byte order mark, from UTF-8 or UTF-16.
func decoded(t *testing.T, text string) string {
	rest, wide := strings.CutPrefix(text, "\xff\xfe")
	if !wide {
		return strings.TrimPrefix(text, "\ufeff")
	}
	if len(rest)%2 != 0 {
		t.Fatal("UTF-16 of an odd number of bytes")
	}
	var units []uint16
	for i := 0; i < len(rest); i += 2 {
		units = append(units, uint16(rest[i])|uint16(rest[i+1])<<8)
	}
	return string(utf16.Decode(units))
}
