package main

import (
	"github.com/urfave/cli/v2"

	"obmen/convert/deliver"
	"obmen/convert/profile"
)

func stockCommand(s *say) *cli.Command {
	return &cli.Command{
		Name: "stock", Usage: s.words("what is in a storage of a Caffesta account", "остатки на складе учётной записи Caffesta"), ArgsUsage: "ID",
		Description: `obmen stock 3 --profile shop.yaml
obmen stock 3 --profile shop.yaml -o stock.csv
obmen stock 3 --profile shop.yaml --to json`,
		Flags: append(rowFlags(s), serviceFlags(s)...),
		Action: func(c *cli.Context) error {
			s.listen(c)
			if err := noArguments(s, c, 1); err != nil {
				return err
			}
			if c.Args().First() == "" {
				return s.wrong("name a storage by its id; obmen storages lists them", "назовите склад по номеру; их перечисляет obmen storages")
			}
			return s.stock(c, c.Args().First())
		},
	}
}

func (s *say) stock(c *cli.Context, storage string) error {
	p, err := serviceProfile(c)
	if err != nil {
		return err
	}
	client, err := caffestaOf(s, c, p)
	if err != nil {
		return err
	}
	columns := []rowColumn{
		{"ID", "ID"}, {"Name", s.words("NAME", "НАЗВАНИЕ")}, {"Measure", s.words("MEASURE", "ЕДИНИЦА")}, {"Cost", s.words("COST", "СЕБЕСТОИМОСТЬ")},
		{"Sum", s.words("SUM", "СУММА")}, {"Balance", s.words("BALANCE", "ОСТАТОК")},
	}
	return s.rows(c, columns, func(put func(...any) error) error {
		return client.Stock(c.Context, storage, func(r deliver.StockRow) error { return put(r.ID, r.Name, r.Measure, r.Cost, r.Sum, r.Balance) })
	})
}

// serviceProfile is the profile that was named: one that just lies there has no say in where keys go. It stands in no argument, which are other things here.
func serviceProfile(c *cli.Context) (*profile.Profile, error) {
	source, err := profile.Find(c.String("profile"), "", "")
	if err != nil {
		return nil, err
	}
	return source.Load()
}
