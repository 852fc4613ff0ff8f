package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// A line is what stands on the command line, sorted out.
type line struct {
	say      *say
	commands []string     // convert; profile check
	command  *cli.Command // the innermost; nil: none
	flags    []string     // as the library takes them
	given    []given
	rest     []string // arguments
}

// A given is a flag as it was given.
type given struct {
	name, value string
	hasValue    bool
}

// arrange moves flags behind the command that they belong to and before its arguments, since the library stops reading
// flags at the first argument, and users do not: obmen convert in.xml -o out.json. What is wrong with flags is said here, in our own words.
func arrange(s *say, app *cli.App, args, env []string) ([]string, error) {
	l := &line{say: s}
	if err := l.read(app, args[min(1, len(args)):]); err != nil {
		return nil, err
	}
	if l.command == nil && slices.Contains(l.flags, "--version") {
		return []string{app.Name, "version"}, nil
	}
	if l.command == nil && len(l.rest) > 0 && !l.asksHelp() {
		return nil, l.noCommand(app.Commands, l.rest[0])
	}
	if l.command != nil && len(l.command.Subcommands) > 0 && l.command.ArgsUsage == "" && len(l.rest) > 0 && !l.asksHelp() {
		return nil, l.noCommand(l.command.Subcommands, l.rest[0])
	}
	if err := l.check(l.knownFlags(app), env); err != nil {
		return nil, err
	}
	out := append([]string{app.Name}, l.commands...)
	out = append(out, l.flags...)
	if len(l.rest) > 0 && l.command != nil {
		out = append(append(out, "--"), l.rest...)
	}
	return out, nil
}

// read tells commands, flags and arguments apart.
func (l *line) read(app *cli.App, args []string) error {
	takesValue := valueFlags(app)
	level := app.Commands
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch next := find(level, arg); {
		case arg == "--":
			l.rest = append(l.rest, args[i+1:]...)
			return nil
		case len(arg) > 1 && arg[0] == '-':
			g := given{}
			g.name, g.value, g.hasValue = strings.Cut(strings.TrimLeft(arg, "-"), "=")
			if takesValue[g.name] && !g.hasValue {
				if i++; i == len(args) {
					return l.say.wrong("%s needs a value behind it", "после %s нужно значение", dashed(g.name))
				}
				g.value, g.hasValue = args[i], true
				arg = dashed(g.name) + "=" + g.value
			}
			l.flags, l.given = append(l.flags, arg), append(l.given, g)
		case arg == "help" && l.command == nil && len(l.rest) == 0:
			l.flags, l.given = append(l.flags, "--help"), append(l.given, given{name: "help"})
		case next != nil && len(l.rest) == 0:
			l.commands, l.command, level = append(l.commands, arg), next, next.Subcommands
		default:
			l.rest = append(l.rest, arg)
		}
	}
	return nil
}

func (l *line) asksHelp() bool {
	return slices.ContainsFunc(l.given, func(g given) bool { return g.name == "help" || g.name == "h" })
}

func (l *line) noCommand(commands []*cli.Command, name string) error {
	var names []string
	for _, c := range commands {
		names = append(names, c.Name)
	}
	if near := nearest(name, names); near != "" {
		return l.say.wrong("there is no command %q; is %q meant?", "нет команды %q; имелась в виду %q?", name, near)
	}
	return l.say.wrong("there is no command %q; the commands are %s", "нет команды %q; команды: %s", name, strings.Join(names, ", "))
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// dashed is a flag's name as it is typed.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
