package defect

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"obmen/formats/record"
)

func TestTable(t *testing.T) {
	var names []string
	for _, d := range All() {
		if d.Name != strings.ToLower(d.Name) || strings.ContainsAny(d.Name, " ,=") || slices.Contains(names, d.Name) || d.En == "" || d.Ru == "" {
			t.Errorf("%+v", d)
		}
		names = append(names, d.Name)
		kinds := 0
		for _, k := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
			if d.For(k) {
				kinds++
			}
		}
		if kinds == 0 {
			t.Errorf("%s is for no kind of document", d.Name)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ words, bad, want string }{
		{"", "", ""},
		{"wrong-sum", "", "wrong-sum 1"},
		{"wrong-sum=3 cp1251 wrong-sum", "", "wrong-sum 3, cp1251 1, wrong-sum 1"},
		{"wrong-sum=10000", "", "wrong-sum 10000"},
		{"wrong-sum=10001", "wrong-sum=10001", ""},
		{"wrong-sum=10000 no-offset", "no-offset", ""},
		{"wrong-sum=", "wrong-sum=", ""},
		{"wrong-sum=-1", "wrong-sum=-1", ""},
		{"bad-barcode", "bad-barcode", ""},
		{"truncated=2", "truncated=2", ""},
		{"nonsense", "nonsense", ""},
	} {
		plan, bad := Parse(strings.Fields(c.words), record.Receipts)
		var got []string
		for _, p := range plan {
			got = append(got, p.Name+" "+string(record.NewNumber(p.Times, 0).AppendTo(nil)))
		}
		if text := strings.Join(got, ", "); text != c.want || bad != c.bad {
			t.Errorf("%s: %s, %q", c.words, text, bad)
		}
	}
}

type nothing struct{}

func (nothing) Read() (record.Record, error) { return nil, io.EOF }

// TestSpoilers holds them to one result however the text comes, and to the place that they name.
func TestSpoilers(t *testing.T) {
	text := "<?xml version=\"1.0\"?>\n<a>\n" + strings.Repeat("<b c=\"Сыр Nescafé №5 ёжик\"/>\n", 9000) + "</a>\n"
	for _, names := range []string{"cp1251", "truncated", "cp1251 truncated"} {
		var first []byte
		for _, size := range []int{1, 7, 4096, 100_000, len(text)} {
			plan, bad := Parse(strings.Fields(names), record.Receipts)
			if bad != "" {
				t.Fatal(bad)
			}
			p := New(nothing{}, plan, record.Receipts, 0, 4)
			var out bytes.Buffer
			w, err := p.Spoil(&out, "receipts-xml")
			if err != nil {
				t.Fatal(err)
			}
			for rest := text; rest != ""; {
				n := min(size, len(rest))
				if _, err := io.WriteString(w, rest[:n]); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = bytes.Clone(out.Bytes())
			}
			if !bytes.Equal(first, out.Bytes()) {
				t.Errorf("%s: other bytes in pieces of %d", names, size)
			}
			checkSpoilt(t, names, text, out.Bytes(), p.Entries())
		}
	}
}

func checkSpoilt(t *testing.T, names, text string, out []byte, entries []Entry) {
	t.Helper()
	for _, e := range entries {
		line := int32(1 + bytes.Count(out[:*e.Offset], []byte("\n")))
		switch {
		case e.Line != line:
			t.Errorf("%s: line %d, want %d", e.Defect, e.Line, line)
		case e.Defect == cp1251 && (out[*e.Offset] != 0xD1 || utf8.Valid(out)):
			t.Errorf("byte %x", out[*e.Offset])
		case e.Defect == truncated && (*e.Offset != int64(len(out)) || out[len(out)-1] != '>'):
			t.Errorf("cut at %d of %d", *e.Offset, len(out))
		}
	}
	if strings.Contains(names, cp1251) {
		decoded, err := charmap.Windows1251.NewDecoder().Bytes(out)
		if err != nil || !strings.HasPrefix(strings.ReplaceAll(text, "é", "?"), string(decoded)) {
			t.Errorf("%s is not the text in windows-1251: %v", names, err)
		}
	} else if !strings.HasPrefix(text, string(out)) {
		t.Errorf("%s: not the beginning of the text", names)
	}
	if want := len(strings.Fields(names)); len(entries) != want {
		t.Errorf("%s: %d entries", names, len(entries))
	}
}
