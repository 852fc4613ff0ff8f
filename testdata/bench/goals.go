//go:build unix

package main

import (
	"fmt"
	"strconv"
)

// A goal is a line of the table of goals: at least must, better moonshot; or at most, where less is better.
type goal struct {
	what           string
	must, moonshot float64
	less           bool
	unit           string
	reached        []float64 // each for itself; the worst counts
}

func (g goal) word(worst float64) string {
	reaches := func(x float64) bool { return worst >= x != g.less || worst == x }
	switch {
	case reaches(g.moonshot):
		return "moonshot"
	case reaches(g.must):
		return "must"
	}
	return "not yet"
}

func (g goal) row() []string {
	row := []string{g.what, g.number(g.must), g.number(g.moonshot)}
	if len(g.reached) == 0 {
		return append(row, "–", "not measured")
	}
	worst, all := g.reached[0], ""
	for i, x := range g.reached {
		if x < worst != g.less {
			worst = x
		}
		if i > 0 {
			all += ", "
		}
		all += g.number(x)
	}
	return append(row, all, g.word(worst))
}

func (g goal) number(x float64) string {
	digits := 2
	switch {
	case x >= 100 || x == float64(int64(x)):
		digits = 0
	case x >= 10:
		digits = 1
	case x < 0.1:
		digits = 4
	}
	return strconv.FormatFloat(x, 'f', digits, 64) + g.unit
}

// ratios are those of the duels with a peer, over all contests and targets named.
func ratios(duels []duel, p peer, targets ...[2]string) []float64 {
	var list []float64
	for _, t := range targets {
		for _, d := range duels {
			if d.peer == p.name && d.contest == t[0] && d.target == t[1] {
				list = append(list, d.ratio)
			}
		}
	}
	return list
}

// goals is the table of the goals, with what this run reached.
func (b *bench) goals(duels []duel) (*table, error) {
	t := &table{head: []string{"goal", "must", "moonshot", "reached", "that is"}}
	list := duelGoals(duels)
	for _, more := range []func() ([]goal, error){b.sortGoals, b.processGoals} {
		goals, err := more()
		if err != nil {
			return nil, err
		}
		list = append(list, goals...)
	}
	for _, g := range list {
		t.add(g.row()...)
	}
	return t, nil
}

func duelGoals(duels []duel) []goal {
	const receipts, nomenclature = "receipts-xml, parsed only", "nomenclature-xml, parsed only"
	json, csv := goJSON(figure{}), [2]string{"receipts-xml → CSV", "receipts-csv"}
	var slower []float64
	for _, x := range ratios(duels, wc, [2]string{receipts, "receipts-csv"}) {
		slower = append(slower, 1/x)
	}
	return []goal{
		{"receipts-xml → receipts-csv against xmllint --sax, which only parses", 4, 10, false, " ×", ratios(duels, xmllintSAX, [2]string{receipts, "receipts-csv"})},
		{"… against Go encoding/xml + encoding/csv", 40, 100, false, " ×", ratios(duels, goCSV(figure{}), csv)},
		{"… against xml2 + mawk", 12, 40, false, " ×", ratios(duels, peer{name: "xml2 + mawk"}, csv)},
		{"… against wc -l, within", 7, 3, true, " ×", slower},
		{"nomenclature-xml → nomenclature-csv against xmllint --sax", 4, 10, false, " ×", ratios(duels, xmllintSAX, [2]string{nomenclature, "nomenclature-csv"})},
		{"receipts-xml → invoice-json, -ndjson, -csv against Go encoding/xml + encoding/json", 25, 60, false, " ×", ratios(duels, json,
			[2]string{"receipts-xml → invoices", "invoice-json"}, [2]string{"receipts-xml → invoices", "invoice-ndjson"}, [2]string{"receipts-xml → invoices", "invoice-csv"})},
		{"nomenclature-xml → the same", 25, 60, false, " ×", ratios(duels, json,
			[2]string{"nomenclature-xml → invoices", "invoice-json"}, [2]string{"nomenclature-xml → invoices", "invoice-ndjson"}, [2]string{"nomenclature-xml → invoices", "invoice-csv"})},
		{"receipts-csv → invoice-json, XML; nomenclature-csv → the same; against Miller's CSV → JSON", 15, 40, false, " ×", ratios(duels, miller(figure{}),
			[2]string{"receipts-csv", "invoice-json"}, [2]string{"receipts-csv", "receipts-xml"}, [2]string{"nomenclature-csv", "invoice-json"}, [2]string{"nomenclature-csv", "nomenclature-xml"})},
		{"invoice-json → items-csv, invoice-csv, receipts-xml, nomenclature-xml against jq's JSON → CSV", 15, 40, false, " ×", ratios(duels, peer{name: "jq, JSON → CSV"},
			[2]string{"invoice-json", "items-csv"}, [2]string{"invoice-json", "invoice-csv"}, [2]string{"invoice-json", "receipts-xml"}, [2]string{"invoice-json", "nomenclature-xml"})},
		{"receipts-xml, nomenclature-xml → the same in canonical form against xmllint --stream", 5, 12, false, " ×", ratios(duels, xmllintStream,
			[2]string{receipts, "receipts-xml"}, [2]string{nomenclature, "nomenclature-xml"})},
	}
}

// sortGoals measures the mappings that must sort outside memory.
func (b *bench) sortGoals() ([]goal, error) {
	g := goal{"a mapping that must sort outside memory: products far apart, groups after children", 100, 250, false, " MB/s", nil}
	for _, c := range []cell{cellNamed("nomenclature-xml → invoice-json, one code far apart"), cellNamed("nomenclature-xml → invoice-json, groups after children")} {
		o, err := b.both(c, min(b.big, 256))
		if err != nil {
			return nil, err
		}
		g.reached = append(g.reached, rate(o.in.size, o.two.wall))
	}
	return []goal{g}, nil
}

// processGoals measures memory, allocations, the gain of a second job and the start.
func (b *bench) processGoals() ([]goal, error) {
	peak := goal{fmt.Sprintf("peak memory at 16 and %d MiB, receipts and nomenclature to CSV and invoices", b.big), 32, 12, true, " MiB", nil}
	allocs := goal{"allocations a record in the steady state, the same with one job and with two", 0.01, 0, true, "", nil}
	gain := goal{"--jobs 2 against --jobs 1, receipts and nomenclature to CSV", 1.5, 1.9, false, " ×", nil}
	for _, name := range []string{"receipts-xml → receipts-csv", "nomenclature-xml → nomenclature-csv", "receipts-xml → invoice-json", "nomenclature-xml → invoice-json"} {
		c := cellNamed(name)
		for _, mib := range []int64{16, b.big} {
			r, err := b.peakOf(c, mib)
			if err != nil {
				return nil, err
			}
			peak.reached = append(peak.reached, float64(r.kib)/1024)
		}
		s, err := b.allocations(c)
		if err != nil {
			return nil, err
		}
		allocs.reached = append(allocs.reached, s.allocs[:]...)
		if c.ext != "csv" {
			continue
		}
		o, err := b.both(c, b.big)
		if err != nil {
			return nil, err
		}
		gain.reached = append(gain.reached, o.gain())
	}
	start, err := b.startup()
	return []goal{peak, allocs, gain, {"a 3-KiB file end to end, process start included", 20, 5, true, " ms", []float64{start.Seconds() * 1e3}}}, err
}

// both makes the input, runs the cell with one job and with two, and removes the input.
func (b *bench) both(c cell, mib int64) (outcome, error) {
	in, err := b.make(c.in, mib)
	if err != nil {
		return outcome{}, err
	}
	defer in.remove()
	return b.outcome(c, in)
}
