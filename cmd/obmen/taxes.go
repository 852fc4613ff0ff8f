package main

import "github.com/urfave/cli/v2"

func taxesCommand(s *say) *cli.Command {
	return &cli.Command{
		Name: "taxes", Usage: s.words("the taxes of a Caffesta account, with the ids that a profile needs", "налоги учётной записи Caffesta и их номера для профиля"),
		Description: `obmen taxes --profile shop.yaml
obmen taxes --profile shop.yaml -o taxes.csv`,
		Flags: append(rowFlags(s), serviceFlags(s)...),
		Action: func(c *cli.Context) error {
			s.listen(c)
			if err := noArguments(s, c, 0); err != nil {
				return err
			}
			return s.taxes(c)
		},
	}
}

func (s *say) taxes(c *cli.Context) error {
	p, err := serviceProfile(c)
	if err != nil {
		return err
	}
	client, err := caffestaOf(s, c, p)
	if err != nil {
		return err
	}
	list, err := client.Taxes(c.Context)
	if err != nil {
		return err
	}
	columns := []rowColumn{{"ID", "ID"}, {"Name", s.words("NAME", "НАЗВАНИЕ")}, {"Type", s.words("TYPE", "ВИД")}, {"Value", s.words("PERCENT", "ПРОЦЕНТ")}}
	return s.rows(c, columns, func(put func(...any) error) error {
		for _, tax := range list {
			if err := put(tax.ID, tax.Name, tax.Type, tax.Value); err != nil {
				return err
			}
		}
		return nil
	})
}
