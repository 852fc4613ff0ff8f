package main

import (
	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/formats/record"
)

func convertCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "convert",
		Usage:     s.words("one document kind or format into another", "один вид или формат документа в другой"),
		ArgsUsage: "INPUT...",
		Description: `obmen convert nomenclature.xml -o nomenclature.csv --dialect excel-ru --headers ru
obmen convert receipts.xml -o invoices.json --profile shop.yaml --group-by day
obmen convert export.xml.gz -o invoice.json.zst --report totals.json
obmen convert inbox/*.xml -o outbox --to csv
cat receipts.xml | obmen convert - --to ndjson | head`,
		Flags:  append(append(inputFlags(s), outputFlags(s)...), convertSendFlags(s)...),
		Action: func(c *cli.Context) error { return s.convert(c) },
	}
}

func (s *say) convert(c *cli.Context) error {
	service := c.String("send")
	if service == "" {
		if err := noSending(s, c); err != nil {
			return err
		}
		return s.run(c, jobOf(s, c))
	}
	if o := c.String("output"); o == "" || o == "-" {
		return s.wrong("--send needs -o: a file or folder that the result stays in; obmen send keeps none", "--send требует -o: файл или папку для результата; obmen send ничего не оставляет")
	}
	s.listen(c)
	j, err := openJournal(c)
	if err != nil {
		return err
	}
	return s.deliver(c, service, jobOf(s, c), j)
}

// jobOf turns flags into a Job.
func jobOf(s *say, c *cli.Context) convert.Job {
	job := inputJob(s, c)
	job.Output, job.To, job.OutputEncoding = c.String("output"), c.String("to"), c.String("output-encoding")
	job.CSV = record.CSVOptions{NoExcelText: !c.Bool("excel-text-cells"), NoFormulaGuard: !c.Bool("formula-guard")}
	if c.String("dialect") == "excel-ru" {
		job.CSV.Dialect = record.ExcelRu
	}
	if c.String("headers") == "ru" {
		job.CSV.Headers = record.Russian
	}
	job.CSVSet = convert.CSVSet{Dialect: c.String("dialect") != "", Headers: c.String("headers") != ""}
	job.GroupBy, job.Returns, job.Catalog, job.Amounts = wordsOf(c, "group-by"), c.String("returns"), c.String("catalog"), c.String("amounts")
	job.Number, job.Trail, job.MaxItems, job.Check = c.String("number"), c.String("trail"), c.Int("max-items"), c.Bool("check")
	return job
}

// inputJob is what convert and check have in common.
func inputJob(s *say, c *cli.Context) convert.Job {
	job := convert.Job{
		Inputs: c.Args().Slice(), From: c.String("from"), Encoding: c.String("encoding"), Where: c.String("where"),
		Profile: profileFor(c), ProfileFile: c.String("profile"), ReportFile: c.String("report"), Skip: c.String("on-error") == "skip", Rejects: c.String("rejects"),
		Jobs: c.Int("jobs"), TempDir: c.String("tmp-dir"), Russian: s.ru, Stdin: s.std.in, Stdout: s.std.out,
		Limits: record.Limits{
			Record: c.Int("limit-record"), Value: c.Int("limit-value"), Name: c.Int("limit-name"),
			Attributes: c.Int("limit-attributes"), Depth: c.Int("limit-depth"), Window: int64(c.Int("limit-window")),
		},
	}
	if c.String("engine") == "plain" {
		job.Engine = record.Plain
	}
	return job
}
