package batch

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"obmen/convert"
	"obmen/convert/batch/folder"
	"obmen/convert/batch/ledger"
	"obmen/convert/batch/register"
	"obmen/convert/report"
	"obmen/formats/record"
)

// A summed is a row of the register under way.
type summed struct {
	register.Row
	Codes []counted `json:"codes"`
	Lost  []counted `json:"lost"`
	Wrote []wrote   `json:"wrote"` // of each output
}

// A wrote is what the results of an output come to.
type wrote struct{ To, Sum string }

type counted struct {
	Name  string
	Count int64
}

func (r *Runner) newRow(e *ledger.Entry) *summed {
	s := &summed{}
	s.ID, s.File, s.SHA256, s.Size = e.ID, folder.Shown(string(e.Name)), e.SHA256, e.Size
	return s
}

// rowOf is the row of an entry as far as it is known.
func (r *Runner) rowOf(e *ledger.Entry) *summed {
	s := r.newRow(e)
	if len(e.Row) > 0 {
		if json.Unmarshal(e.Row, s) != nil {
			return r.newRow(e)
		}
	}
	return s
}

// add counts a document. What was read counts once, of the first output; what was found and lost counts as in the output that has most of it.
func (s *summed) add(output int, d convert.Document) {
	if output == 0 {
		s.From = d.From.Name
		s.Documents++
		s.Records += records(d.From.Kind, &d.Report.Read)
		s.Sum = plus(s.Sum, d.Report.Read.Sum)
		s.KeptOut = joined(s.KeptOut, keptOut(d.Report))
	}
	if len(s.Wrote) == output {
		s.Wrote = append(s.Wrote, wrote{To: d.To.Name})
	}
	s.Wrote[output].Sum = plus(s.Wrote[output].Sum, d.Report.Written.Sum)
	s.Written = written(s.Wrote)
	for _, f := range d.Report.Findings() {
		s.Codes = most(s.Codes, f.Message.Code, f.Count)
	}
	fields, counts := d.Report.Losses()
	for i, f := range fields {
		s.Lost = most(s.Lost, f, counts[i])
	}
	s.Findings, s.Losses = text(s.Codes), text(s.Lost)
}

// written is one figure where all outputs come to the same, else each with its format.
func written(list []wrote) string {
	var parts []string
	same := true
	for _, w := range list {
		parts = append(parts, w.To+" "+w.Sum)
		same = same && w.Sum == list[0].Sum
	}
	if same {
		return list[0].Sum
	}
	return strings.Join(parts, ", ")
}

func most(list []counted, name string, n int64) []counted {
	i := slices.IndexFunc(list, func(c counted) bool { return c.Name == name })
	if i < 0 {
		return append(list, counted{name, n})
	}
	list[i].Count = max(list[i].Count, n)
	return list
}

func text(list []counted) string {
	var parts []string
	for _, c := range list {
		parts = append(parts, fmt.Sprintf("%s ×%d", c.Name, c.Count))
	}
	return strings.Join(parts, ", ")
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

func records(kind record.DocKind, t *report.Tally) int64 {
	switch kind {
	case record.Nomenclature:
		return t.Rows
	case record.Receipts:
		return t.Receipts
	}
	return t.Items
}

// plus adds a sum to one in decimal text.
func plus(text string, n record.Number) string {
	if text == "" {
		return figure(n)
	}
	before, err := record.ParseNumber([]byte(text))
	if err != nil {
		return text
	}
	return before.Add(n).String()
}

func figure(n record.Number) string {
	if !n.IsSet() {
		return "0"
	}
	return n.String()
}

func keptOut(r *report.Report) string {
	var parts []string
	for _, reason := range report.Reasons() {
		if k := r.Kept(reason); k.Count != 0 || !k.Sum.IsZero() {
			parts = append(parts, fmt.Sprintf("%s %d (%s)", reason, k.Count, k.Sum))
		}
	}
	return strings.Join(parts, ", ")
}
