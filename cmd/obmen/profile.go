package main

import (
	"errors"
	"os"

	"github.com/urfave/cli/v2"

	"obmen/convert/profile"
)

// profileFor finds the profile of each input: --profile, else OBMEN_PROFILE (the flag's twin), else obmen.yaml beside the input, else the defaults.
func profileFor(c *cli.Context) func(string) (*profile.Profile, error) {
	named := c.String("profile")
	return func(input string) (*profile.Profile, error) {
		source, err := profile.Find(named, "", input)
		if err != nil {
			return nil, err
		}
		return source.Load()
	}
}

func profileCommand(s *say) *cli.Command {
	examples := `obmen profile init -o shop.yaml
obmen profile check shop.yaml
obmen profile show --profile shop.yaml`
	return &cli.Command{
		Name: "profile", Usage: s.words("the mapping profile", "профиль преобразования"), Description: examples,
		Subcommands: []*cli.Command{
			{
				Name: "init", Usage: s.words("print a commented profile that means the same as the defaults", "напечатать профиль с пояснениями, равный встроенным значениям"), Description: examples,
				Flags:  []cli.Flag{s.text("output", "FILE", "a new file, never one that is there", "новый файл; существующий не перезаписывается", "o")},
				Action: func(c *cli.Context) error { return s.profileInit(c.String("output")) },
			},
			{
				Name: "check", Usage: s.words("validate a profile", "проверить профиль"), ArgsUsage: "FILE", Description: examples,
				Action: func(c *cli.Context) error { return s.profileCheck(c) },
			},
			{
				Name: "show", Usage: s.words("print the profile in force, defaults filled in", "напечатать действующий профиль со всеми значениями"), ArgsUsage: "[FILE]", Description: examples,
				Action: func(c *cli.Context) error {
					p, err := namedProfile(c)
					if err == nil {
						s.data(string(p.YAML()))
					}
					return err
				},
			},
			{
				Name: "schema", Usage: s.words("print the JSON Schema of profiles, for editors", "напечатать JSON Schema профиля для редакторов"), Description: examples,
				Action: func(*cli.Context) error { s.data(string(profile.Schema())); return nil },
			},
		},
	}
}

// namedProfile is the one named as an argument, else by --profile, else the defaults.
func namedProfile(c *cli.Context) (*profile.Profile, error) {
	name := c.Args().First()
	if name == "" {
		name = c.String("profile")
	}
	source, err := profile.Find(name, "", "")
	if err != nil {
		return nil, err
	}
	return source.Load()
}

func (s *say) profileInit(output string) error {
	lang := "en"
	if s.ru {
		lang = "ru"
	}
	if output == "" || output == "-" {
		s.data(string(profile.Init(lang)))
		return nil
	}
	f, err := os.OpenFile(output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(profile.Init(lang))
	return errors.Join(err, f.Close())
}

func (s *say) profileCheck(c *cli.Context) error {
	if c.Args().First() == "" && c.String("profile") == "" {
		return s.wrong("name a profile to check", "назовите профиль для проверки")
	}
	p, err := namedProfile(c)
	if err != nil {
		return err
	}
	s.line(s.words("the profile is valid; its hash is ", "профиль в порядке; его хеш ") + p.Hash())
	return nil
}
