package main

import (
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"obmen/convert"
	"obmen/formats/record"
)

func generateCommand(s *say) *cli.Command {
	command := &cli.Command{
		Name: "generate", Usage: s.words("made-up documents, reproducible by --seed", "выдуманные документы, повторимые по --seed"),
		Description: `obmen generate nomenclature --bytes 256MiB -o nomenclature.xml
obmen generate receipts --seed 7 --bytes 1MiB --to csv -o receipts.csv`,
	}
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		command.Subcommands = append(command.Subcommands, &cli.Command{
			Name: kind.String(), Usage: s.words("a made-up "+kind.String(), "выдуманный документ: "+kind.String()), Description: command.Description,
			Flags: []cli.Flag{
				&cli.Uint64Flag{Name: "seed", Value: 1, EnvVars: []string{twin("seed")}, Usage: s.words("`NUMBER` that everything follows from (default: 1)", "`ЧИСЛО`, из которого всё следует (по умолчанию 1)")},
				s.text("bytes", "SIZE", "about how large, as XML: 300KiB, 16MiB, 4GiB (default: 1MiB)", "примерный размер, в XML: 300KiB, 16MiB, 4GiB (по умолчанию 1MiB)"),
				s.list("shape", "WORDS", "for tests under stress: distinct, far-apart, children-first, one-invoice, parted by commas", "для испытаний: distinct, far-apart, children-first, one-invoice через запятую"),
				s.text("to", "FORMAT", "of that kind, or csv, xml, json, ndjson", "формат этого вида или csv, xml, json, ndjson"),
				s.text("output", "FILE", "- or none: standard output", "файл; - или ничего: стандартный вывод", "o"),
			},
			Action: func(c *cli.Context) error {
				if err := noArguments(s, c, 0); err != nil {
					return err
				}
				size, err := sizeOf(s, c.String("bytes"))
				if err != nil {
					return err
				}
				return convert.Generate(c.Context, convert.Made{
					Kind: kind, Seed: c.Uint64("seed"), Bytes: size, Shape: wordsOf(c, "shape"),
					To: c.String("to"), Output: c.String("output"), Stdout: s.std.out, TempDir: c.String("tmp-dir"),
				})
			},
		})
	}
	return command
}

// sizeOf reads 300, 300KiB, 16MiB, 4GiB, and K, M, G for the same.
func sizeOf(s *say, text string) (int64, error) {
	if text == "" {
		return 1 << 20, nil
	}
	digits := strings.TrimRight(text, "KMGTiBkmgtb")
	shift, ok := map[string]uint{"": 0, "b": 0, "k": 10, "kib": 10, "kb": 10, "m": 20, "mib": 20, "mb": 20, "g": 30, "gib": 30, "gb": 30, "t": 40, "tib": 40}[strings.ToLower(text[len(digits):])]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !ok || n < 0 || n > 1<<62>>shift {
		return 0, s.wrong("--bytes is a size like 300KiB, 16MiB or 4GiB, not %q", "--bytes — размер вида 300KiB, 16MiB или 4GiB, а не %q", text)
	}
	return n << shift, nil
}
