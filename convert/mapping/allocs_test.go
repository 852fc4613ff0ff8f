package mapping

import (
	"testing"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
	"obmen/formats/synth"
)

// What a mapping allocates must not grow with the document: at most one allocation for a hundred records more. A day, a product or a group that is new may cost
// more than one that is not.
func TestMappingAllocates(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	catalogue := synth.Options{Kind: record.Nomenclature, Seed: 3}
	farApart := catalogue
	farApart.FarApart = true
	for _, c := range []struct {
		name        string
		source      synth.Options
		options     Options
		small, more int64 // KiB
	}{
		{"nomenclature", catalogue, Options{}, 1 << 10, 4 << 10},
		{"far apart", farApart, Options{}, 1 << 10, 4 << 10},
		{"receipts", synth.Options{Kind: record.Receipts, Seed: 3}, Options{}, 1 << 10, 4 << 10},
		{"receipts, returns kept", synth.Options{Kind: record.Receipts, Seed: 3}, Options{Returns: Keep}, 1 << 10, 4 << 10},
		{"receipts by day", synth.Options{Kind: record.Receipts, Seed: 3}, Options{GroupBy: []string{byDay}}, 4 << 10, 16 << 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.options.Profile, c.options.Temp = profile.Default(), &watchedTemp{dir: t.TempDir()}
			few, records := allocations(t, c.source, c.options, c.small<<10)
			many, all := allocations(t, c.source, c.options, c.more<<10)
			if each := (many - few) / float64(all-records); each > 0.01 {
				t.Errorf("%.0f for %d records, %.0f for %d: %.3f for each more", few, records, many, all, each)
			}
		})
	}
}

// allocations returns what mapping a made-up document of that size allocates, and of how many records it is.
func allocations(t *testing.T, source synth.Options, o Options, size int64) (float64, int) {
	t.Helper()
	source.Bytes = size
	list, _ := made(t, source)
	m, _ := Lookup(source.Kind, record.Invoices)
	return testing.AllocsPerRun(1, func() {
		o.Report = report.New("", nil)
		if err := mapAll(m, list, o); err != nil {
			t.Fatal(err)
		}
	}), len(list)
}
