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

// TestNoExamplesAreKeptThatNobodyWants reads a document in chunks: of what was found often enough before, a chunk's Report counts the findings and keeps none.
func TestNoExamplesAreKeptThatNobodyWants(t *testing.T) {
	whole, lane := New("in.xml", nil), New("in.xml", nil)
	find := func() {
		lane.Found(record.Finding{Message: aNote, Args: []any{[]byte("text")}})
	}
	for range 2 * MaxExamples {
		lane.Restart()
		find()
		whole.Merge(lane, nil)
	}
	lane.Restart()
	if !lane.Counts(aNote) {
		t.Error("nobody wants the example, and yet it is asked for")
	}
	if find(); len(lane.Findings()[0].Examples) > 0 {
		t.Error("an example was kept that nobody wants")
	}
	if whole.Merge(lane, nil); whole.Findings()[0].Count != 2*MaxExamples+2 || len(whole.Findings()[0].Examples) != MaxExamples {
		t.Errorf("%d findings, %d examples", whole.Findings()[0].Count, len(whole.Findings()[0].Examples))
	}
	if lane.Restart(); lane.Counts(aWarning) {
		t.Error("what was never found is counted")
	}
}

// TestMergingAllocatesNothing merges the cells and findings of chunk after chunk.
func TestMergingAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	whole, lane := New("in.xml", nil), New("in.xml", nil)
	receipt := record.Receipt{Date: []byte("2024-01-02T03:04:05+0300"), StoreCode: []byte("1"), CashBoxCode: []byte("2"), Lines: []record.Line{{UnitCode: []byte("796")}}}
	finding := record.Finding{Message: aNote, Args: []any{[]byte("text")}}
	for _, r := range []*Report{whole, lane} {
		r.Read.Measure = func([]byte) (string, record.Number) { return "pcs", record.NewNumber(1, 0) }
	}
	for range MaxExamples {
		lane.Found(finding)
	}
	chunk := func() {
		lane.Restart()
		for range 3 {
			lane.Read.Add(&receipt)
			lane.Found(finding)
		}
		lane.KeepOut(Returns, 1, record.NewNumber(1, 0))
		lane.Lost("field")
		whole.Merge(lane, nil)
	}
	for range 2 * MaxExamples {
		chunk()
	}
	if n := testing.AllocsPerRun(100, chunk); n > 0 {
		t.Errorf("%v allocations a chunk", n)
	}
}
