package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"obmen/formats"
)

func completionCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     s.words("a shell's completion script: bash, zsh, fish or powershell", "сценарий дополнения для оболочки: bash, zsh, fish или powershell"),
		ArgsUsage: "SHELL",
		Description: `source <(obmen completion bash)
obmen completion zsh > "${fpath[1]}/_obmen"
obmen completion fish > ~/.config/fish/completions/obmen.fish
obmen completion powershell | Out-String | Invoke-Expression`,
		Action: func(c *cli.Context) error {
			if err := noArguments(s, c, 1); err != nil {
				return err
			}
			app := newApp(s)
			switch shell := c.Args().First(); shell {
			case "bash", "zsh", "powershell":
				s.data(strings.ReplaceAll(completionScripts()[shell], "@TABLE@", strings.Join(completionTable(app), "\n")))
			case "fish":
				s.data(fishScript(app))
			default:
				return s.wrong("name a shell: bash, zsh, fish or powershell", "назовите оболочку: bash, zsh, fish или powershell")
			}
			return nil
		},
	}
}

// completionTable has a line for each command with what may follow it, "profile/init --output -o", the program itself being "-", and one for each flag
// that takes a value, "=--dialect rfc4180 excel-ru"; without words the value is a file or anything else.
func completionTable(app *cli.App) []string {
	table := []string{"- " + strings.Join(append(commandNames(app.Commands), flagWords(app.Flags)...), " ")}
	seen := map[string]bool{}
	values := valueLines(app.Flags, seen)
	for _, c := range app.Commands {
		words := append(commandNames(c.Subcommands), flagWords(c.Flags)...)
		if c.Name == "completion" {
			words = append([]string{"bash", "zsh", "fish", "powershell"}, words...)
		}
		table = append(table, c.Name+" "+strings.Join(words, " "))
		values = append(values, valueLines(c.Flags, seen)...)
		for _, sub := range c.Subcommands {
			table = append(table, c.Name+"/"+sub.Name+" "+strings.Join(flagWords(sub.Flags), " "))
			values = append(values, valueLines(sub.Flags, seen)...)
		}
	}
	return append(table, values...)
}

func commandNames(commands []*cli.Command) []string {
	var names []string
	for _, c := range commands {
		names = append(names, c.Name)
	}
	return names
}

func flagWords(flags []cli.Flag) []string {
	var words []string
	for _, f := range flags {
		for _, name := range f.Names() {
			words = append(words, dashed(name))
		}
	}
	return words
}

// valueLines are the lines of flags with values, of each name the first.
func valueLines(flags []cli.Flag, seen map[string]bool) []string {
	var lines []string
	for _, f := range flags {
		if doc, ok := f.(cli.DocGenerationFlag); !ok || !doc.TakesValue() {
			continue
		}
		for _, name := range f.Names() {
			if !seen[name] {
				lines = append(lines, strings.TrimRight("="+dashed(name)+" "+strings.Join(valueWords(f), " "), " "))
			}
			seen[name] = true
		}
	}
	return lines
}

// valueWords are the words that a flag's value may be; none: a file, or anything.
func valueWords(f cli.Flag) []string {
	switch f.Names()[0] {
	case "from":
		return strings.Split(formats.Names(), ", ")
	case "to":
		return append(strings.Split(formats.Names(), ", "), "csv", "xml", "json", "ndjson", "nomenclature", "receipts", "invoice")
	case "encoding", "output-encoding":
		return []string{"utf-8", "windows-1251", "cp866", "koi8-r", "utf-16"}
	}
	return choice(f)
}
