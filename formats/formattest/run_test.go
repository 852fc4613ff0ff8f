package formattest

import (
	"slices"
	"strings"
	"testing"

	"obmen/formats/record"
)

func TestTheToyConforms(t *testing.T) {
	t.Run("nomenclature", func(t *testing.T) { Run(t, toy{}.format(record.Nomenclature)) })
	t.Run("receipts", func(t *testing.T) {
		Run(t, toy{fault: "takes control characters"}.format(record.Receipts), Case{Name: "control", Gen: Gen{Control: true}})
	})
	t.Run("invoice", func(t *testing.T) {
		Run(t, toy{fault: "takes control characters"}.format(record.Invoices), Case{Name: "control", Gen: Gen{Control: true}})
	})
}

// TestEveryFaultIsFound breaks the toy in one way after another, and looks that the check made for it notices.
func TestEveryFaultIsFound(t *testing.T) {
	for _, c := range []struct {
		fault, check string
		kind         record.DocKind
	}{
		{"loses comments", "law 1", record.Nomenclature},
		{"loses comments", "carries", record.Nomenclature},
		{"tells nothing from empty", "law 1", record.Nomenclature},
		{"keeps records", "law 1", record.Nomenclature},
		{"writes places", "law 2", record.Nomenclature},
		{"finds by chunks", "any chunking", record.Nomenclature},
		{"is a byte off", "positions", record.Nomenclature},
		{"unrecognised", "is recognised", record.Nomenclature},
		{"leaves heads last", "the head may come last", record.Invoices},
		{"needs no end", "cut anywhere", record.Nomenclature},
		{"needs no end", "not closed", record.Nomenclature},
		{"is out of bounds", "damaged", record.Nomenclature},
		{"panics", "damaged", record.Nomenclature},
		{"never ends", "damaged", record.Nomenclature},
		{"minds no full disk", "the writer fails", record.Nomenclature},
		{"minds no broken disk", "the reader fails", record.Nomenclature},
		{"forgets its end", "the end stays", record.Nomenclature},
		{"takes anything", "records of other kinds", record.Nomenclature},
		{"takes control characters", "characters", record.Nomenclature},
		{"carries too little", "carries", record.Nomenclature},
		{"carries nonsense", "carries", record.Nomenclature},
	} {
		f := toy{c.fault}.format(c.kind)
		if err := try(f, c.check); err == nil {
			t.Errorf("%s: %q does not notice", c.fault, c.check)
		}
		if err := try(toy{}.format(c.kind), c.check); err != nil {
			t.Errorf("%q finds fault with the good toy: %v", c.check, err)
		}
	}
}

// try runs the check whose name begins so on examples.
func try(f record.Format, name string) error {
	c := Case{Name: "zero options"}
	if strings.HasPrefix("carries what it says", name) {
		return carries(f, c)
	}
	for _, p := range slices.Concat(properties, trials) {
		if !strings.HasPrefix(p.name, name) {
			continue
		}
		for _, doc := range c.examples(f) {
			if err := p.does(f, c, doc); err != nil {
				return err
			}
		}
		return nil
	}
	panic("no check " + name)
}

func BenchmarkToy(b *testing.B) { BenchmarkRun(b, toy{}.format(record.Nomenclature)) }
