package main

import (
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"obmen/convert/defect"
	"obmen/formats/record"
)

// defectWords is the table of defects that a kind of document can have, for the help.
func defectWords(s *say, kind record.DocKind) string {
	var b strings.Builder
	for _, d := range defect.All() {
		if d.For(kind) {
			b.WriteString("\n            " + d.Name + strings.Repeat(" ", max(1, 20-len(d.Name))) + s.words(d.En, d.Ru) + needWords(s, &d, kind))
		}
	}
	return b.String()
}

// needWords says what check finds a defect with, if not by itself.
func needWords(s *say, d *defect.Defect, kind record.DocKind) string {
	switch flags, numbered, unseen := d.Needs(kind); {
	case unseen:
		return s.words(" (check does not look for it)", " (check этого не ищет)")
	case numbered:
		return s.words(" (check finds it where --numbers is till)", " (check находит при --numbers till)")
	case len(flags) > 0:
		return s.words(" (check finds it with ", " (check находит с ") + strings.Join(flags, ", ") + ")"
	}
	return ""
}

// zerosOf are the numbers that were given as 0, which is not the same as not given.
func zerosOf(c *cli.Context) (flags []string) {
	for _, name := range []string{"products", "groups", "receipts", "invoices", "lines", "days", "stores"} {
		if c.IsSet(name) && c.Int(name) == 0 {
			flags = append(flags, "--"+name)
		}
	}
	return flags
}

// sizeOf reads 300, 300KiB, 16MiB, 4GiB, and K, M, G for the same.
func sizeOf(s *say, text string) (int64, error) {
	digits := strings.TrimRight(text, "KMGTiBkmgtb")
	shift, ok := map[string]uint{"": 0, "b": 0, "k": 10, "kib": 10, "kb": 10, "m": 20, "mib": 20, "mb": 20, "g": 30, "gib": 30, "gb": 30, "t": 40, "tib": 40}[strings.ToLower(text[len(digits):])]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !ok || n < 0 || n > 1<<62>>shift {
		return 0, s.wrong("--bytes is a size like 300KiB, 16MiB or 4GiB, not %q", "--bytes — размер вида 300KiB, 16MiB или 4GiB, а не %q", text)
	}
	return n << shift, nil
}
