package main

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// text makes a flag with a value and its environment twin.
func (s *say) text(name, value, en, ru string, aliases ...string) *cli.StringFlag {
	return &cli.StringFlag{Name: name, Aliases: aliases, Usage: "`" + value + "` " + s.words(en, ru), EnvVars: []string{twin(name)}}
}

// twinned gives a flag another environment twin: one name may not mean a format here and a date there.
func twinned(env string, f *cli.StringFlag) *cli.StringFlag {
	f.EnvVars = []string{env}
	return f
}

// flag makes a flag without a value, or with =false, and its environment twin.
func (s *say) flag(name, en, ru string) *cli.BoolFlag {
	return &cli.BoolFlag{Name: name, Usage: s.words(en, ru), EnvVars: []string{twin(name)}}
}

// on is a flag that is set unless it is taken back with =false.
func (s *say) on(name, en, ru string) *cli.BoolFlag {
	f := s.flag(name, en, ru)
	f.Value = true
	return f
}

// whole makes a flag that is a whole number, 0 or more.
func (s *say) whole(name, value, en, ru string) *cli.IntFlag {
	return &cli.IntFlag{Name: name, Usage: "`" + value + "` " + s.words(en, ru), EnvVars: []string{twin(name)}}
}

// list makes a flag whose values are parted by commas, or that is given several times.
func (s *say) list(name, value, en, ru string) *cli.StringSliceFlag {
	return &cli.StringSliceFlag{Name: name, Usage: "`" + value + "` " + s.words(en, ru), EnvVars: []string{twin(name)}}
}

// twin is the environment variable of a flag.
func twin(name string) string { return "OBMEN_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

// noArguments refuses arguments that a command would pass over in silence.
func noArguments(s *say, c *cli.Context, most int) error {
	if c.NArg() <= most {
		return nil
	}
	return s.wrong("%s does not take %q", "%s не принимает %q", c.Command.HelpName, c.Args().Get(most))
}

// wordsOf are the words of a list, blanks around them and empty ones left out.
func wordsOf(c *cli.Context, flag string) []string {
	var words []string
	for _, w := range c.StringSlice(flag) {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}
