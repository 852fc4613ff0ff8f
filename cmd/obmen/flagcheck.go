package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
)

// knownFlags are those of the command, or of the program where there is none.
func (l *line) knownFlags(app *cli.App) []cli.Flag {
	if l.command == nil {
		return app.Flags
	}
	return l.command.Flags
}

// check refuses unknown flags and values that their flags do not take, on the line and in the environment.
func (l *line) check(known []cli.Flag, env []string) error {
	for _, g := range l.given {
		if slices.Contains([]string{"help", "h"}, g.name) {
			continue
		}
		f := flagNamed(known, g.name)
		if f == nil {
			return l.unknown(known, g.name)
		}
		if g.hasValue && !takes(f, g.value) {
			return l.badValue(f, dashed(g.name), g.value)
		}
	}
	for _, f := range known {
		doc, ok := f.(cli.DocGenerationFlag)
		if !ok || len(doc.GetEnvVars()) == 0 {
			continue
		}
		name := doc.GetEnvVars()[0]
		if value := envValue(env, name); value != "" && !takes(f, value) {
			return l.badValue(f, name, value)
		}
	}
	return nil
}

func flagNamed(known []cli.Flag, name string) cli.Flag {
	for _, f := range known {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// takes reports whether a flag's type takes a value.
func takes(f cli.Flag, value string) bool {
	var err error
	switch f.(type) {
	case *cli.StringFlag:
		words := choice(f)
		if f.Names()[0] == "lang" {
			value, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(value), "-", "_"), "_") // ru_RU.UTF-8 is ru
		}
		return value == "" || len(words) == 0 || slices.Contains(words, value)
	case *cli.BoolFlag:
		_, err = strconv.ParseBool(value)
	case *cli.IntFlag:
		_, err = strconv.ParseUint(value, 10, strconv.IntSize-1)
	case *cli.Uint64Flag:
		_, err = strconv.ParseUint(value, 10, 64)
	}
	return err == nil
}

// choice are the words that a flag may be, as its help shows them; none: any.
func choice(f cli.Flag) []string {
	doc, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return nil
	}
	value, _ := placeholder(doc.GetUsage())
	if !strings.Contains(value, "|") {
		return nil
	}
	return strings.Split(value, "|")
}

func (l *line) badValue(f cli.Flag, name, value string) error {
	switch f.(type) {
	case *cli.StringFlag:
		return l.say.wrong("%s is one of %s, not %q", "%s — одно из %s, а не %q", name, strings.Join(choice(f), ", "), value)
	case *cli.BoolFlag:
		return l.say.wrong("%s is true or false, not %q", "%s — true или false, а не %q", name, value)
	}
	return l.say.wrong("%s is a whole number, 0 or more, not %q", "%s — целое число, не меньше 0, а не %q", name, value)
}

func (l *line) unknown(known []cli.Flag, name string) error {
	var names []string
	for _, f := range known {
		names = append(names, f.Names()...)
	}
	if near := nearest(name, names); near != "" {
		return l.say.wrong("there is no flag %s; is %s meant?", "нет ключа %s; имелся в виду %s?", dashed(name), dashed(near))
	}
	return l.say.wrong("there is no flag %s here", "здесь нет ключа %s", dashed(name))
}

// valueFlags are the names of the flags, of any command, that take a value.
func valueFlags(app *cli.App) map[string]bool {
	known := map[string]bool{}
	add := func(flags []cli.Flag) {
		for _, f := range flags {
			if doc, ok := f.(cli.DocGenerationFlag); ok && doc.TakesValue() {
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
