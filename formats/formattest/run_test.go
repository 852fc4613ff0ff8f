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

func TestPlaces(t *testing.T) {
	if got := places(3); !slices.Equal(got, []int{0, 1, 2}) {
		t.Error(got)
	}
	got := places(100_000)
	if got[0] != 0 || got[39] != 39 || got[len(got)-1] != 99_999 || !slices.IsSorted(got) {
		t.Errorf("%d from %d to %d", len(got), got[0], got[len(got)-1])
	}
	if everyByte() != (len(got) == 100_000) {
		t.Errorf("%d places of 100000", len(got))
	}
}

// TestGeneratorsReachEverything: made-up documents have what the laws must be tried on.
func TestGeneratorsReachEverything(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		f := toy{}.format(kind)
		for seed := range 200 {
			doc := Case{}.example(f, seed)
			seen[kind.String()+" without records"] = seen[kind.String()+" without records"] || len(doc) == 0
			for i, r := range doc {
				seen[r.Kind().String()] = true
				lookAt(seen, r)
				if r.Kind() == record.KindGroup && (i+1 == len(doc) || doc[i+1].Kind() == record.KindGroup) {
					seen["empty group"] = true
				}
			}
		}
	}
	for _, want := range []string{
		"catalogue", "group", "product", "group tail", "receipt", "invoice", "item", "category", "workspace", "package", "invoice product",
		"receipts without records", "invoice without records", "empty group", "receipt without lines",
		"missing text", "empty text", "space in front", "space behind", "line feed", "tab", "Cyrillic", "quote", "formula", "apostrophe", "=\"", "28 digits", "missing number", "empty number", "null parent", "unknown",
	} {
		if !seen[want] {
			t.Errorf("no %s in hundreds of documents", want)
		}
	}
}

func lookAt(seen map[string]bool, r record.Record) {
	note := func(what string, yes bool) { seen[what] = seen[what] || yes }
	switch r := r.(type) {
	case *record.Product:
		note("missing text", r.Comment == nil)
		note("empty text", r.Comment != nil && len(r.Comment) == 0)
		s := string(r.Comment)
		note("space in front", strings.HasPrefix(s, " "))
		note("space behind", strings.HasSuffix(s, " "))
		note("line feed", strings.Contains(s, "\n"))
		note("tab", strings.Contains(s, "\t"))
		note("Cyrillic", strings.ContainsAny(s, "абвгде"))
		note("quote", strings.Contains(s, `"`))
		note("formula", strings.HasPrefix(s, "=1"))
		note("apostrophe", strings.HasPrefix(s, "'"))
		note("=\"", strings.HasPrefix(s, `="`))
		note("28 digits", len(strings.Trim(r.Price.String(), "-")) >= 28)
		note("missing number", r.Price.IsMissing())
		note("empty number", r.Price.IsEmpty())
		note("unknown", len(r.Unknown) > 0)
	case *record.Receipt:
		note("receipt without lines", len(r.Lines) == 0)
	case *record.Category:
		note("null parent", r.Parent == nil)
	}
}

func TestHeadLast(t *testing.T) {
	var got []string
	for _, r := range HeadLast([]record.Record{
		&record.Invoice{}, &record.Item{}, &record.Item{}, &record.Category{}, &record.InvoiceProduct{}, &record.Invoice{}, &record.Invoice{}, &record.Package{},
	}) {
		got = append(got, r.Kind().String())
	}
	if want := "invoice product, category, item, item, invoice, invoice, package, invoice"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

func FuzzToy(f *testing.F) {
	Fuzz(f, toy{fault: "takes control characters"}.format(record.Nomenclature), Case{}, []byte("toy\nend\n"))
}

func TestWhatIsAcceptedMustComeBack(t *testing.T) {
	good := toy{}.format(record.Nomenclature)
	b, err := Write(good, record.Options{}, []record.Record{&record.Catalogue{}, &record.Group{Code: []byte("1")}, &record.Product{Comment: []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	if err := accepted(good, Case{}, b); err != nil {
		t.Error(err)
	}
	if err := accepted(good, Case{}, b[:9]); err != nil {
		t.Errorf("what is refused need not come back: %v", err)
	}
	if err := accepted(toy{"loses comments"}.format(record.Nomenclature), Case{}, b); err == nil {
		t.Error("a lost comment goes unnoticed")
	}
	if err := accepted(toy{"panics"}.format(record.Nomenclature), Case{}, []byte("toy\nzz\nend\n")); err == nil {
		t.Error("a panic goes unnoticed")
	}
}

func TestAcross(t *testing.T) {
	good := toy{}.format(record.Nomenclature)
	Across(t, good, good, Case{})
	doc := []record.Record{&record.Catalogue{}, &record.Group{Code: []byte("1")}, &record.Product{Comment: []byte("x")}}
	if err := across(good, toy{"loses comments"}.format(record.Nomenclature), Case{}, doc); err == nil {
		t.Error("what is lost on the way goes unnoticed")
	}
}
