package main

import (
	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/convert/diff"
)

func diffCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     s.words("a comparison of two documents by meaning, across formats", "сравнить два документа по смыслу, даже в разных форматах"),
		ArgsUsage: "A B",
		Description: `obmen diff yesterday.xml today.xml
obmen diff nomenclature.xml nomenclature.csv --ignore Comment,unknown
obmen diff receipts.xml.gz receipts.csv --only receipt --to csv -o differences.csv
cat new.xml | obmen diff old.xml - --limit 20`,
		Flags:  append(diffFlags(s), limitFlags(s)...),
		Action: s.diff,
	}
}

func diffFlags(s *say) []cli.Flag {
	// Elsewhere --ignore is of names of files, and --to of documents.
	ignore := s.list("ignore", "FIELD", "fields not to compare: Price, product.Price, unknown, unknown.NAME", "какие поля не сравнивать: Price, product.Price, unknown, unknown.ИМЯ")
	ignore.EnvVars = []string{"OBMEN_DIFF_IGNORE"}
	return []cli.Flag{
		s.flag("ordered", "order counts too: of records, lines and prices", "порядок тоже важен: записей, строк и цен"),
		s.flag("exact", "1.50 is not 1.5, and missing is not empty, even in CSV", "1.50 — не 1.5, а отсутствие поля — не пустое поле, даже в CSV"),
		ignore,
		s.list("only", "KIND", "compare only what is named, of the kinds that the document has: catalogue, group, product, receipt, line, invoice, item, category, workspace, package", "сравнить только названное, из видов записей этого документа: catalogue, group, product, receipt, line, invoice, item, category, workspace, package"),
		s.whole("limit", "N", "most differences to show; all are counted; 0, the default: no limit", "показать не больше стольких различий; считаются все; 0, как и по умолчанию, — без предела"),
		twinned("OBMEN_DIFF_TO", s.text("to", "words|csv|json|ndjson", "how they are shown (default: by the output's name, else words)", "в каком виде (по умолчанию — по имени результата, иначе words — словами)")),
		s.text("output", "FILE", "- or none: standard output", "файл; - или ничего: стандартный вывод", "o"),
		s.list("from", "FORMAT", "format of both, or of A,B (default: found out from the content)", "формат обоих или A,B (по умолчанию определяется по содержимому)"),
		s.list("encoding", "NAME", "encoding of both, or of A,B", "кодировка обоих или A,B"),
	}
}

// diff turns flags into a comparison, and says what came of it.
func (s *say) diff(c *cli.Context) error {
	s.listen(c)
	if c.NArg() != 2 {
		return s.wrong("diff compares two files: obmen diff A B", "diff сравнивает два файла: obmen diff A B")
	}
	job := inputJob(s, c)
	job.Inputs, job.From, job.Encoding, job.Output, job.Progress = nil, "", "", c.String("output"), &convert.Progress{}
	o := diff.Options{
		A: c.Args().Get(0), B: c.Args().Get(1), Job: job, Ordered: c.Bool("ordered"), Exact: c.Bool("exact"),
		Ignore: wordsOf(c, "ignore"), Only: wordsOf(c, "only"), Limit: int64(c.Int("limit")),
	}
	var err error
	if o.From, err = s.bothOf(c, "from"); err == nil {
		o.Encoding, err = s.bothOf(c, "encoding")
	}
	if err != nil {
		return err
	}
	return s.compare(c, o)
}

// bothOf reads a flag that has one value for both sides, or one for each.
func (s *say) bothOf(c *cli.Context, flag string) (both [2]string, err error) {
	words := wordsOf(c, flag)
	switch len(words) {
	case 0:
	case 1:
		both = [2]string{words[0], words[0]}
	case 2:
		both = [2]string{words[0], words[1]}
	default:
		err = s.wrong("--%s has one value for both sides, or two", "у --%s одно значение для обеих сторон или два", flag)
	}
	return both, err
}
