package main

import (
	"os"

	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/convert/anonymize"
	"obmen/convert/profile"
	"obmen/formats/record"
)

func anonymizeCommand(s *say) *cli.Command {
	return &cli.Command{
		Name: "anonymize",
		Usage: s.words("names, codes, barcodes and numbers made up by a key, the same in every file",
			"названия, коды, штрихкоды и номера заменяются выдуманными по ключу, одинаково во всех файлах"),
		ArgsUsage: "INPUT...",
		Description: `obmen anonymize --new-key shop.key
obmen anonymize --key-file shop.key nomenclature.xml -o safe/
obmen anonymize --key-file shop.key --amounts scale --dates shift receipts.xml -o safe/
OBMEN_ANONYMIZE_KEY=... obmen anonymize receipts.xml --to csv -o safe.csv`,
		Flags: append([]cli.Flag{
			twinned("OBMEN_ANONYMIZE_KEY_FILE", s.text("key-file", "FILE", "holds the key, at least 16 bytes, nobody else to read it (default: the variable OBMEN_ANONYMIZE_KEY; never on the command line)", "в нём ключ, не короче 16 байт, который никто другой не читает (по умолчанию из переменной OBMEN_ANONYMIZE_KEY; ключ не пишут в командной строке)")),
			s.text("new-key", "FILE", "make a key in a new file; keep it as long as files are to fit together", "создать ключ в новом файле; храните его, пока файлы должны подходить друг другу"),
			twinned("OBMEN_ANONYMIZE_AMOUNTS", s.text("amounts", "keep|scale|shuffle", "money as it is; all by about one factor, a product up to 3 % beside it; each product's prices by its own; sums add up again. Strange, not secret: one true price tells the product's others, and with scale about all (default: keep)",
				"деньги как есть; все примерно в одно число раз, товар до 3 % в сторону; цены каждого товара в своё; суммы снова сходятся. Искажены, но не тайна: одна настоящая цена выдаёт другие цены товара, а при scale примерно все (по умолчанию keep)")),
			s.text("dates", "keep|shift", "dates as they are, or all by the same number of weeks earlier (default: keep)", "даты как есть или все на одно и то же число недель раньше (по умолчанию keep)"),
			s.list("keep", "TEXTS", "texts that stay where they stand whole, like price types of a profile, parted by commas; beside none, pcs, kg, l, units of the OKEI, and names of price types that anybody has (retail, wholesale, purchase, price list, in Russian too)",
				"тексты, которые остаются, если стоят целиком, например виды цен из профиля, через запятую; кроме none, pcs, kg, l, единиц ОКЕИ, видов цен Розничная, Оптовая, Закупочная, Прайс-лист и подобных"),
		}, excerptFlags(s, "where")...),
		Action: func(c *cli.Context) error { return s.anonymize(c) },
	}
}

func (s *say) anonymize(c *cli.Context) error {
	file := c.String("key-file")
	if made := c.String("new-key"); made != "" {
		if file != "" || os.Getenv(anonymize.KeyVariable) != "" {
			return s.wrong("--new-key makes a key, and there is one already; leave one of them out", "--new-key создаёт ключ, а ключ уже задан; уберите что-то одно")
		}
		if err := anonymize.MakeKey(made); err != nil || c.NArg() == 0 {
			return err
		}
		file = made
	}
	key, err := anonymize.KeyFrom(os.Getenv, file)
	if err != nil {
		return err
	}
	a, err := anonymize.New(anonymize.Options{Key: key, Amounts: c.String("amounts"), Dates: c.String("dates"), Keep: wordsOf(c, "keep"), Unit: profile.UnitNames})
	if err != nil {
		return err
	}
	job := excerptJob(s, c)
	job.Amounts = "" // which is a file where a catalogue becomes an invoice
	job.KeyFile, job.Hide = file, anonymize.Hide
	job.Through = func(d *convert.Document, src record.Reader) (record.Reader, error) {
		return a.Through(src, d.Temp), nil
	}
	err = anonymize.HideError(s.run(c, job))
	if err == nil {
		s.stillTold(file, job.Output)
	}
	return err
}

// stillTold says what made-up documents and their key tell nevertheless.
func (s *say) stillTold(key, output string) {
	if info, err := os.Stat(output); err == nil && info.IsDir() {
		s.say("names of files are not made up: rename those that tell of the shop", "имена файлов не заменяются: переименуйте те, которые выдают магазин")
	}
	if anonymize.IsOpenKey(key) {
		s.say("others can read the key's file %s; chmod 600 keeps it from them", "файл ключа %s могут читать другие; chmod 600 закроет его от них", key)
	}
}
