package main

import (
	"fmt"
	"strings"

	"obmen/convert/diff"
	"obmen/formats/record"
)

// diffSummary sums a comparison up, a line a thing.
func (s *say) diffSummary(d *diff.Summary) []string {
	var lines []string
	if more := d.Found - d.Shown; more > 0 {
		lines = append(lines, fmt.Sprintf(s.words("… and %d more; raise --limit to see them", "… и ещё %d; увеличьте --limit, чтобы увидеть их"), more))
	}
	if d.Equal() {
		lines = append(lines, s.words("no differences: ", "различий нет: ")+s.diffCounts(d))
	}
	for _, c := range d.Counts {
		if text := s.diffCount(c); text != "" {
			lines = append(lines, text)
		}
	}
	if len(d.Fields) > 0 {
		lines = append(lines, s.words("fields: ", "поля: ")+fieldCounts(d.Fields))
	}
	for _, t := range d.Totals {
		diff := t.B.Sub(t.A)
		sign := ""
		if diff.Sign() > 0 {
			sign = "+"
		}
		lines = append(lines, fmt.Sprintf(s.words("total %s: %s | %s (%s%s)", "итог %s: %s | %s (%s%s)"), s.totalName(clean(t.Name)), t.A, t.B, sign, diff))
	}
	for _, x := range d.Doubles {
		lines = append(lines, fmt.Sprintf(s.words("more than once: %s %s: %d%s | %d%s", "не один раз: %s %s: %d%s | %d%s"),
			x.Kind.In(s.language()), diffKey(x.Key), x.CountA, places(x.A), x.CountB, places(x.B)))
	}
	if n := d.Doubled; n > 0 {
		lines = append(lines, fmt.Sprintf(s.words("keys that stand more than once: %d; their records are paired in their order", "ключей, которые встречаются не один раз: %d; их записи сопоставлены по порядку"), n))
	}
	if len(d.Uncompared) > 0 {
		lines = append(lines, s.words("not compared, for one of the formats has no place for it: ", "не сравнивалось, потому что в одном из форматов для этого нет места: ")+strings.Join(d.Uncompared, ", "))
	}
	return lines
}

// totalWords are the names of control totals, by what diff calls them.
var totalWords = [...]struct{ name, en, ru string }{
	{"groups", "groups", "групп"}, {"rows", "rows", "строк"}, {"prices", "prices", "цен"}, {"receipts", "receipts", "чеков"}, {"lines", "lines", "строк"}, {"sum", "sum", "суммы"},
	{"discount", "discount", "скидок"}, {"pay_cash", "pay_cash", "наличных"}, {"pay_card", "pay_card", "по карте"}, {"invoices", "invoices", "накладных"}, {"items", "items", "позиций"},
	{"products", "products", "товаров"},
}

// totalName is the name of a control total in the user's language; behind that of a cell stands what it is of.
func (s *say) totalName(name string) string {
	if of, ok := strings.CutPrefix(name, "price type "); ok {
		return s.words("price type ", "по типу цен ") + of
	}
	if of, ok := strings.CutPrefix(name, "quantity "); ok {
		return s.words("quantity ", "количества, ") + of
	}
	for _, w := range totalWords {
		if w.name == name {
			return s.words(w.en, w.ru)
		}
	}
	return name
}

// fieldCounts are the fields that differ most often.
func fieldCounts(fields []diff.Tallied) string {
	const most = 12
	var parts []string
	for i, f := range fields {
		if i == most {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, fmt.Sprintf("%s ×%d", clean(f.Name), f.Count))
	}
	return strings.Join(parts, ", ")
}

func places(list []record.Pos) string {
	var text string
	for _, p := range list {
		text += place(p)
	}
	if text == "" {
		return ""
	}
	return " (" + strings.TrimPrefix(text, " ") + ")"
}

func (s *say) diffCounts(d *diff.Summary) string {
	var parts []string
	for _, c := range d.Counts {
		parts = append(parts, fmt.Sprintf("%s %d", c.Kind.In(s.language()), c.A))
	}
	if len(parts) == 0 {
		return s.words("no records", "записей нет")
	}
	return strings.Join(parts, ", ")
}

// diffCount says of a kind of record how many differ; empty: none does.
func (s *say) diffCount(c diff.Count) string {
	var parts []string
	for _, n := range []struct {
		count  int64
		en, ru string
	}{{c.Removed, "removed", "удалено"}, {c.Added, "added", "добавлено"}, {c.Changed, "changed", "изменено"}, {c.Moved, "moved", "переставлено"}} {
		if n.count > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", s.words(n.en, n.ru), n.count))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%s (%d | %d): %s", c.Kind.In(s.language()), c.A, c.B, strings.Join(parts, ", "))
}
