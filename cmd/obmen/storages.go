package main

import "github.com/urfave/cli/v2"

func storagesCommand(s *say) *cli.Command {
	return &cli.Command{
		Name: "storages", Usage: s.words("the storages of a Caffesta account, with the ids that a profile needs", "склады учётной записи Caffesta и их номера для профиля"),
		Description: `obmen storages --profile shop.yaml
obmen storages --profile shop.yaml --to json`,
		Flags: append(rowFlags(s), serviceFlags(s)...),
		Action: func(c *cli.Context) error {
			s.listen(c)
			if err := noArguments(s, c, 0); err != nil {
				return err
			}
			return s.storages(c)
		},
	}
}

func (s *say) storages(c *cli.Context) error {
	p, err := serviceProfile(c)
	if err != nil {
		return err
	}
	client, err := caffestaOf(s, c, p)
	if err != nil {
		return err
	}
	list, err := client.Storages(c.Context)
	if err != nil {
		return err
	}
	columns := []rowColumn{{"ID", "ID"}, {"Name", s.words("NAME", "НАЗВАНИЕ")}}
	return s.rows(c, columns, func(put func(...any) error) error {
		for _, storage := range list {
			if err := put(storage.ID, storage.Name); err != nil {
				return err
			}
		}
		return nil
	})
}
