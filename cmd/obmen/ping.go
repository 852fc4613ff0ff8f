package main

import (
	"github.com/urfave/cli/v2"
)

func pingCommand(s *say) *cli.Command {
	return &cli.Command{
		Name: "ping", Usage: s.words("ask whether a service is there and takes the key", "проверить, отвечает ли сервис и принимает ли ключ"), ArgsUsage: "caffesta|kassatka",
		Description: `obmen ping caffesta --profile shop.yaml
obmen ping kassatka --tries 1`,
		Flags: serviceFlags(s),
		Action: func(c *cli.Context) error {
			s.listen(c)
			if err := noArguments(s, c, 1); err != nil {
				return err
			}
			return s.ping(c, c.Args().First())
		},
	}
}

func (s *say) ping(c *cli.Context, service string) error {
	p, err := serviceProfile(c)
	if err != nil {
		return err
	}
	switch service {
	case "caffesta":
		client, err := caffestaOf(s, c, p)
		if err == nil {
			err = client.Ping(c.Context)
		}
		if err == nil {
			s.answered(s.words("Caffesta answers and takes the key: ", "Caffesta отвечает и принимает ключ: ") + client.Account())
		}
		return err
	case "kassatka":
		client, err := kassatkaOf(s, c, p)
		if err == nil {
			err = client.Ping(c.Context)
		}
		if err == nil {
			s.answered(s.words("Kassatka answers: ", "Кассатка отвечает: ") + client.Account() +
				s.words(" (it has no request for testing: it was asked for a process that can't be, and did not refuse the token)", " (проверочного запроса у неё нет: запрошен заведомо несуществующий процесс, токен не отвергнут)"))
		}
		return err
	}
	return s.wrong("say which: obmen ping caffesta or obmen ping kassatka", "скажите, какой: obmen ping caffesta или obmen ping kassatka")
}

// answered says that a service is there.
func (s *say) answered(text string) {
	switch {
	case s.json:
		s.event(map[string]any{"event": "ping", "text": text})
	case !s.quiet:
		s.line(text)
	}
}
