package main

import (
	"cmp"
	"os"

	"github.com/urfave/cli/v2"

	"obmen/convert/deliver"
	"obmen/convert/profile"
)

// serviceFlags are what all commands that speak with a service have in common.
func serviceFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.text("caffesta-url", "URL", "Caffesta's whole base address (default: of the profile's account)", "полный базовый адрес Caffesta (по умолчанию — учётной записи из профиля)"),
		s.text("kassatka-url", "URL", "Kassatka's whole base address (default: the profile's, else http://api.kassatka.link/1c-api/v1)", "полный базовый адрес Кассатки (по умолчанию из профиля, иначе http://api.kassatka.link/1c-api/v1)"),
		s.flag("require-https", "refuse plain http, in which a key crosses the network in the clear", "отказываться от обычного http, где ключ идёт по сети открытым текстом"),
		s.text("ca-file", "FILE", "certificates in PEM to trust beside the system's", "сертификаты PEM, которым доверять кроме системных"),
		s.text("rps", "NUMBER", "most requests a second to one service, 0.5 being one in two seconds (default: no limit)", "не больше стольких запросов в секунду к сервису; 0.5 — один за две секунды (по умолчанию без предела)"),
		s.whole("tries", "N", "most requests for one thing (default: 6)", "не больше стольких попыток одного запроса (по умолчанию 6)"),
		s.text("timeout", "DURATION", "most that one request may take (default: no limit as long as it moves)", "сколько может длиться один запрос (по умолчанию без предела, пока данные идут)"),
		s.text("wait", "DURATION", "most to wait for a process of Kassatka's (default: 10m)", "сколько ждать процесса Кассатки (по умолчанию 10m)"),
	}
}

// caffestaOf makes the client of the account that flags or a profile that was named speak of.
func caffestaOf(s *say, c *cli.Context, p *profile.Profile) (*deliver.Caffesta, error) {
	at := p.Services.Caffesta
	o, err := serviceOptions(s, c)
	if err != nil {
		return nil, err
	}
	key, err := deliver.SecretFrom(os.Getenv, cmp.Or(at.KeyEnv, "OBMEN_CAFFESTA_KEY"), at.KeyFile, at.KeyCommand)
	if err != nil {
		return nil, err
	}
	client, err := deliver.NewCaffesta(at.Account, cmp.Or(c.String("caffesta-url"), at.URL), at.Headers, key, o)
	if err == nil && client.Plain() {
		s.inTheClear(c, "Caffesta")
	}
	return client, err
}

// kassatkaOf makes the client that flags or a profile that was named speak of.
func kassatkaOf(s *say, c *cli.Context, p *profile.Profile) (*deliver.Kassatka, error) {
	at := p.Services.Kassatka
	o, err := serviceOptions(s, c)
	if err != nil {
		return nil, err
	}
	token, err := deliver.SecretFrom(os.Getenv, cmp.Or(at.TokenEnv, "OBMEN_KASSATKA_TOKEN"), at.KeyFile, at.KeyCommand)
	if err != nil {
		return nil, err
	}
	client, err := deliver.NewKassatka(cmp.Or(c.String("kassatka-url"), at.URL), token, o)
	if err == nil && client.Plain() {
		s.inTheClear(c, "Kassatka")
	}
	return client, err
}
