package main

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange moves flags behind the command that they belong to and before its arguments, since the library stops reading
// flags at the first argument, and users do not: obmen convert in.xml -o out.json.
func arrange(app *cli.App, args []string) []string {
	if len(args) < 2 {
		return args
	}
	command, level := []string{args[0]}, app.Commands
	known := valueFlags(app)
	var flags, rest []string
	for i := 1; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		if len(arg) > 1 && arg[0] == '-' {
			flags = append(flags, arg)
			if name := strings.TrimLeft(arg, "-"); !strings.Contains(name, "=") && known[name] && i+1 < len(args) {
				i++
				flags = append(flags, args[i])
			}
			continue
		}
		if next := find(level, arg); next != nil && len(rest) == 0 {
			command, level = append(command, arg), next.Subcommands
			continue
		}
		rest = append(rest, arg)
	}
	out := append(command, flags...)
	if len(rest) > 0 && len(command) > 1 {
		out = append(out, "--")
	}
	return append(out, rest...)
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// valueFlags are the names of the flags, of any command, that take a value.
func valueFlags(app *cli.App) map[string]bool {
	known := map[string]bool{}
	add := func(flags []cli.Flag) {
		for _, f := range flags {
			if takes, ok := f.(cli.DocGenerationFlag); ok && takes.TakesValue() {
				for _, name := range f.Names() {
					known[name] = true
				}
			}
		}
	}
	add(app.Flags)
	var walk func([]*cli.Command)
	walk = func(commands []*cli.Command) {
		for _, c := range commands {
			add(c.Flags)
			walk(c.Subcommands)
		}
	}
	walk(app.Commands)
	return known
}
