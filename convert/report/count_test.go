package report

import (
	"testing"

	"obmen/formats/record"
)

// Counts and Found come to the same number and the same examples, whichever is asked first.
func TestCounts(t *testing.T) {
	m, other := &record.Message{Code: "a"}, &record.Message{Code: "b"}
	relayed := 0
	r := New("f", func(record.Finding) { relayed++ })
	r.Found(record.Finding{Message: other})
	for i := range 3 * MaxExamples {
		if counted := r.Counts(m); counted != (i >= MaxExamples) {
			t.Fatalf("finding %d: counted without being told: %v", i+1, counted)
		} else if !counted {
			r.Found(record.Finding{Message: m})
		}
	}
	c := r.Findings()[1]
	if c.Count != 3*MaxExamples || len(c.Examples) != MaxExamples || relayed != MaxExamples+1 {
		t.Errorf("%d findings, %d examples, %d relayed", c.Count, len(c.Examples), relayed)
	}
	if n := testing.AllocsPerRun(100, func() { r.Counts(m) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
