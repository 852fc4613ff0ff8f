package formattest

import (
	"fmt"
	"testing"

	"obmen/formats/record"

	"pgregory.net/rapid"
)

// A Case is one way to write and read a format.
type Case struct {
	Name    string
	Options record.Options // of the Writer and of the Reader
	Gen     Gen
	// Documents makes up what is written; nil: Gen's document of the format's kind.
	Documents func(t *rapid.T) []record.Record
	// Want returns what comes back of doc, which it may change; nil: doc, less the fields that the format does not carry.
	Want func(doc []record.Record) []record.Record
}

// A check returns what is wrong with a format when it is tried with doc.
type check struct {
	name string
	does func(f record.Format, c Case, doc []record.Record) error
}

// The properties hold of any document.
var properties = []check{
	{"law 1: nothing is lost", lossless},
	{"law 2: the canonical form is a fixed point", fixedPoint},
	{"any chunking gives the same", chunking},
	{"in chunks as in one piece", inChunks},
	{"positions are true", positions},
	{"is recognised", recognised},
	{"the head may come last", headLast},
}

// The trials take a document apart.
var trials = []check{
	{"cut anywhere", cutAnywhere},
	{"damaged anywhere", damagedAnywhere},
	{"in chunks, damaged anywhere", chunksDamaged},
	{"borders anywhere", bordersAnywhere},
	{"the writer fails", writerFails},
	{"the reader fails", readerFails},
	{"not closed is not whole", notClosed},
	{"the end stays the end", endStays},
	{"records of other kinds", foreignRecords},
	{"characters that XML forbids", forbiddenCharacters},
}

// Run holds f to the laws of formats.md and to the contracts of record.Reader and record.Writer, once for each case; without cases,
// with the zero Options.
func Run(t *testing.T, f record.Format, cases ...Case) {
	t.Helper()
	if len(cases) == 0 {
		cases = []Case{{Name: "zero options"}}
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) { c.run(t, f) })
	}
}

func (c Case) run(t *testing.T, f record.Format) {
	for _, p := range properties {
		t.Run(p.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				if err := p.does(f, c, c.document(t, f)); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
	for _, p := range trials {
		t.Run(p.name, func(t *testing.T) {
			for _, doc := range c.examples(f) {
				if err := p.does(f, c, doc); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	t.Run("carries what it says", func(t *testing.T) {
		if err := carries(f, c); err != nil {
			t.Fatal(err)
		}
	})
}

func (c Case) document(t *rapid.T, f record.Format) []record.Record {
	if c.Documents != nil {
		return c.Documents(t)
	}
	return c.Gen.Document(t, f.Kind)
}

// examples are a few documents, the same in every run, none too long to be tried byte by byte.
func (c Case) examples(f record.Format) [][]record.Record {
	const few, records = 3, 12
	var docs [][]record.Record
	for seed := 1; len(docs) < few; seed++ {
		if doc := c.example(f, seed); len(doc) >= 2 && len(doc) <= records || seed > 1000 {
			docs = append(docs, doc)
		}
	}
	return docs
}

func (c Case) example(f record.Format, seed int) []record.Record {
	return rapid.Custom(func(t *rapid.T) []record.Record { return c.document(t, f) }).Example(seed)
}

// want is what should come back of doc.
func (c Case) want(f record.Format, doc []record.Record) []record.Record {
	var copies []record.Record
	for _, r := range doc {
		copies = append(copies, record.Clone(r))
	}
	if c.Want != nil {
		return c.Want(copies)
	}
	carried := carriedBy(f)
	for _, field := range record.Fields(f.Kind) {
		for _, r := range copies {
			if r.Kind() == field.Kind && !carried[field.Name] {
				field.Clear(r)
			}
		}
	}
	return copies
}

func carriedBy(f record.Format) map[string]bool {
	carried := map[string]bool{}
	for _, name := range f.Carries {
		carried[name] = true
	}
	return carried
}

// closes reports whether a document of f has a mark at its end, so that a part of it can't pass for the whole.
func closes(f record.Format) bool { return f.Ext == ".xml" || f.Ext == ".json" }

// same returns in what got is not want.
func same(got, want []record.Record) error {
	for i := range max(len(got), len(want)) {
		var g, w record.Record
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if diff := record.Diff(g, w); diff != "" {
			return fmt.Errorf("record %d of %d: %s", i, len(want), diff)
		}
	}
	return nil
}
