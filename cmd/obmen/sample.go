package main

import (
	"slices"

	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/convert/sample"
	"obmen/formats/record"
)

func sampleCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "sample",
		Usage:     s.words("a small true excerpt of a large document", "небольшая подлинная выдержка из большого документа"),
		ArgsUsage: "INPUT...",
		Description: `obmen sample --share 1% nomenclature.xml -o small.xml
obmen sample --share 1% receipts.xml -o receipts-small.xml
obmen sample --count 100 --seed monday receipts.xml.gz -o hundred.csv`,
		Flags: append([]cli.Flag{
			s.whole("count", "N", "exactly so many: products of a nomenclature, receipts, invoices", "ровно столько: товаров номенклатуры, чеков, накладных"),
			s.text("share", "SHARE", "so much of it, like 0.01 or 1%; the same share of nomenclature and receipts fits together", "такую долю, например 0.01 или 1%; одинаковые доли номенклатуры и чеков подходят друг другу"),
			twinned("OBMEN_SAMPLE_SEED", s.text("seed", "TEXT", "another text chooses others", "другой текст — другая выборка")),
			s.text("by", "product|document", "choose products, and of receipts and invoices their lines alone; or whole receipts and invoices (default: document with --count, else product)", "выбирать товары, а из чеков и накладных только их строки, или чеки и накладные целиком (по умолчанию document при --count, иначе product)"),
		}, excerptFlags(s)...),
		Action: func(c *cli.Context) error {
			sampler, err := sample.New(sample.Options{Count: int64(c.Int("count")), Share: c.String("share"), Seed: c.String("seed"), By: c.String("by")})
			if err != nil {
				return err
			}
			job := excerptJob(s, c)
			job.Select = func(d *convert.Document, src record.Reader, left func(record.Record)) (record.Reader, error) {
				return sampler.Select(d.From.Kind, src, d.Temp, left, d.Report.Found)
			}
			return s.run(c, job)
		},
	}
}

// excerptFlags are those of convert that make sense where a document only becomes another of its kind.
func excerptFlags(s *say, but ...string) []cli.Flag {
	but = append(but, "rejects", "group-by", "returns", "catalog", "amounts", "number", "max-items", "trail", "check", "engine", "jobs")
	return slices.DeleteFunc(append(inputFlags(s), outputFlags(s)...), func(f cli.Flag) bool { return slices.Contains(but, f.Names()[0]) })
}

// excerptJob is jobOf, where a document keeps its format unless another is asked for.
func excerptJob(s *say, c *cli.Context) convert.Job {
	job := jobOf(s, c)
	job.Keep = true
	return job
}
