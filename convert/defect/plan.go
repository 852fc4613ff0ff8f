package defect

import (
	"strconv"
	"strings"

	"obmen/formats/record"
)

// MostDefects is how many defects a document can be given: the manifest stands in memory until the end.
const MostDefects = 10_000

// A Planned is a defect that is to be planted so many times.
type Planned struct {
	Defect
	Times int64
}

// Parse reads a list of names, each with =N where it is to be planted N times. bad is the first word that is none that a document of kind can have; empty: all are.
func Parse(words []string, kind record.DocKind) (plan []Planned, bad string) {
	all, left := All(), int64(MostDefects)
	for _, word := range words {
		name, count, counted := strings.Cut(word, "=")
		times := int64(1)
		if counted {
			var err error
			if times, err = strconv.ParseInt(count, 10, 64); err != nil || times < 1 || times > left {
				return nil, word
			}
		}
		at := -1
		for i := range all {
			if all[i].Name == name && all[i].For(kind) {
				at = i
			}
		}
		if left -= times; at < 0 || left < 0 || all[at].bytes && times > 1 {
			return nil, word
		}
		plan = append(plan, Planned{all[at], times})
	}
	return plan, ""
}
