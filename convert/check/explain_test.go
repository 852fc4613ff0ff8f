package check

import (
	"strings"
	"testing"

	"obmen/formats/record"
)

func TestEachMessageIsExplainedOnce(t *testing.T) {
	times := map[*record.Message]int{}
	for k := range record.Invoices + 1 {
		for _, e := range Explanations(k) {
			times[e.Message]++
			if !strings.HasSuffix(e.En, ".") || !strings.HasSuffix(e.Ru, ".") {
				t.Errorf("%s: no sentences: %q %q", e.Message.Code, e.En, e.Ru)
			}
		}
	}
	for _, m := range Messages() {
		if times[m] != 1 {
			t.Errorf("%s is explained %d times", m.Code, times[m])
		}
	}
}
