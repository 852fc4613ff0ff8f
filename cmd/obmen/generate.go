package main

import (
	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/formats/record"
)

func generateCommand(s *say) *cli.Command {
	examples := map[record.DocKind]string{
		record.Nomenclature: `obmen generate nomenclature --bytes 256MiB -o nomenclature.xml
obmen generate nomenclature --products 5000 --groups 40 --price-types Розничная,Оптовая -o nomenclature.xml
obmen generate nomenclature --products 500 --defects bad-barcode=3,lost-group --manifest wrong.json -o wrong.xml`,
		record.Receipts: `obmen generate receipts --seed 7 --bytes 1MiB --to csv -o receipts.csv
obmen generate receipts --receipts 3000 --days 7 --stores 3 --from 2026-03-01 --returns 2% -o receipts.xml
obmen generate receipts --from-catalog nomenclature.xml --days 1 -o receipts.xml
obmen generate receipts --defects wrong-sum,doubled-receipt=2 --manifest wrong.json -o wrong.xml
obmen generate receipts --numbers till --defects gap-in-numbers,closed-hours=3 --manifest wrong.json -o wrong.xml`,
		record.Invoices: `obmen generate invoice --invoices 20 --lines 30 -o invoices.json`,
	}
	command := &cli.Command{
		Name: "generate", Usage: s.words("made-up documents, reproducible by --seed", "выдуманные документы, повторимые по --seed"),
		Description: examples[record.Nomenclature] + "\n" + examples[record.Receipts] + "\n" + examples[record.Invoices],
	}
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		command.Subcommands = append(command.Subcommands, &cli.Command{
			Name: kind.String(), Usage: s.words("a made-up document: "+kind.String(), "выдуманный документ: "+kind.String()), Description: examples[kind],
			Flags: generateFlags(s, kind),
			Action: func(c *cli.Context) error {
				if err := noArguments(s, c, 0); err != nil {
					return err
				}
				m, err := madeOf(s, c, kind)
				if err != nil {
					return err
				}
				return convert.Generate(c.Context, m)
			},
		})
	}
	return command
}

func madeOf(s *say, c *cli.Context, kind record.DocKind) (m convert.Made, err error) {
	m = convert.Made{
		Kind: kind, Seed: c.Uint64("seed"), Generator: c.Int("generator"), Shape: wordsOf(c, "shape"), PriceTypes: wordsOf(c, "price-types"),
		Products: int64(c.Int("products")), Groups: int64(c.Int("groups")), Receipts: int64(c.Int("receipts")), Invoices: int64(c.Int("invoices")),
		Lines: int64(c.Int("lines")), Days: int64(c.Int("days")), Stores: int64(c.Int("stores")), From: c.String("from"), Returns: c.String("returns"), Numbers: c.String("numbers"),
		Zeros: zerosOf(c), Catalog: c.String("from-catalog"), Profile: profileFor(c), Defects: wordsOf(c, "defects"), Manifest: c.String("manifest"),
		To: c.String("to"), Output: c.String("output"), Stdout: s.std.out, TempDir: c.String("tmp-dir"),
	}
	if text := c.String("bytes"); text != "" {
		if m.Bytes, err = sizeOf(s, text); m.Bytes == 0 {
			m.Zeros = append(m.Zeros, "--bytes")
		}
	}
	return m, err
}
