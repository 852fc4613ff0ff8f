package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"obmen/convert/status"
)

// completed is what a shell offers: the words behind obmen, the last of which is being typed.
type completed struct {
	typed []string
	want  []string // are offered
	not   []string // are not
}

func completions() []completed {
	return []completed{
		{[]string{""}, []string{"convert", "check", "completion"}, []string{"--dialect"}},
		{[]string{"con"}, []string{"convert"}, []string{"check"}},
		{[]string{"convert", "--di"}, []string{"--dialect"}, []string{"--to"}},
		{[]string{"convert", "--dialect", ""}, []string{"rfc4180", "excel-ru"}, []string{"--dialect"}},
		{[]string{"convert", "--to", "inv"}, []string{"invoice-json", "invoice"}, []string{"csv"}},
		{[]string{"--lang", "ru", "conv"}, []string{"convert"}, nil},
		{[]string{"--quiet", "check", "--lim"}, []string{"--limit-depth"}, []string{"--output"}},
		{[]string{"profile", "i"}, []string{"init"}, []string{"check"}},
		{[]string{"profile", "init", "--out"}, []string{"--output"}, nil},
		{[]string{"completion", "po"}, []string{"powershell"}, nil},
		{[]string{"convert", "rece"}, []string{"receipts.xml"}, nil},
		{[]string{"convert", "-o", "rece"}, []string{"receipts.xml"}, nil},
	}
}

// TestCompletions asks the shells that are there what they offer.
func TestCompletions(t *testing.T) {
	shells := map[string]func(script string, c completed) *exec.Cmd{
		"bash": func(script string, c completed) *exec.Cmd {
			return exec.Command("bash", append([]string{"-c", `source "$0"; shift 0; COMP_WORDS=(obmen "$@"); COMP_CWORD=$#; _obmen; printf '%s\n' "${COMPREPLY[@]}"`, script}, c.typed...)...)
		},
		"zsh": func(script string, c completed) *exec.Cmd {
			return exec.Command("zsh", append([]string{"-fc", `compdef() { }; compadd() { [[ $1 == -- ]] && shift; for w in "$@"; do [[ $w == ${words[CURRENT]}* ]] && print -r -- $w; done }
				_files() { for w in ${words[CURRENT]}*(N); do print -r -- $w; done }; source "$0"; words=(obmen "$@"); CURRENT=$#words; _obmen`, script}, c.typed...)...)
		},
		"fish": func(script string, c completed) *exec.Cmd {
			line := strings.Join(append([]string{"obmen"}, c.typed...), " ")
			return exec.Command("fish", "--no-config", "-c", `source $argv[1]; complete -C $argv[2]`, script, line)
		},
	}
	for name, shell := range shells {
		if _, err := exec.LookPath(name); err != nil {
			t.Logf("%s is not here", name)
			continue
		}
		dir := t.TempDir()
		script := filepath.Join(dir, "script")
		got, text, said := obmenRun(t, "completion", name)
		if got != status.Done {
			t.Fatalf("%s: %s", name, said)
		}
		writeFile(t, script, text)
		writeFile(t, filepath.Join(dir, "receipts.xml"), "")
		for _, c := range completions() {
			command := shell(script, c)
			command.Dir = dir
			var stderr bytes.Buffer
			command.Stderr = &stderr
			out, err := command.Output()
			if err != nil || stderr.Len() > 0 {
				t.Errorf("%s %q: %v %s", name, c.typed, err, stderr.String())
			}
			var offered []string
			for line := range strings.Lines(string(out)) {
				word, _, _ := strings.Cut(strings.TrimSpace(line), "\t") // fish tells what each is
				offered = append(offered, word)
			}
			for _, w := range c.want {
				if !slices.Contains(offered, w) {
					t.Errorf("%s does not offer %s after %q, but %q", name, w, c.typed, offered)
				}
			}
			for _, w := range c.not {
				if slices.Contains(offered, w) {
					t.Errorf("%s offers %s after %q", name, w, c.typed)
				}
			}
		}
	}
}

// TestCompletionTable puts the table into the scripts whole, and nothing else.
func TestCompletionTable(t *testing.T) {
	_, text, _ := obmenRun(t, "completion", "powershell")
	if strings.Contains(text, "@TABLE@") || !strings.Contains(text, "\n=--dialect rfc4180 excel-ru\n") || !strings.Contains(text, "'@ -split \"`r?`n\"") {
		t.Errorf("the table is not in the script:\n%s", text)
	}
}
