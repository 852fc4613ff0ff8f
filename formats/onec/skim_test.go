package onec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// A listener reads documents and writes down all that is said of them: records with their places, findings, errors.
type listener struct {
	*Reader
	said []byte
}

func listen(o record.Options, strict bool) *listener {
	l := listenTo(nil, o)
	if strict {
		l.src.Strict()
	}
	return l
}

func listenTo(r io.Reader, o record.Options) *listener {
	l := &listener{}
	o.Found = func(f record.Finding) {
		l.said = fmt.Appendf(l.said, "? %v %v %d %s %s %v\n", f.Pos, f.Kind, f.Record, f.Message.Code, f.Path, f.Args)
	}
	l.Reader = NewReader(r, o)
	return l
}

// read reads a chunk.
func (l *listener) read(c record.Chunk) []byte {
	l.Open(c)
	return l.all()
}

// all reads to the end.
func (l *listener) all() []byte {
	l.said = l.said[:0]
	for {
		rec, err := l.Read()
		if err == nil {
			l.said = append(record.AppendRecord(l.said, rec), '\n')
			continue
		}
		if l.said = fmt.Appendf(l.said, "! %v\n", err); record.Refusal(err) == nil {
			return l.said
		}
	}
}

// skimmed are documents whose records are of one shape, or nearly.
func skimmed(t testing.TB) map[string]string {
	odd, err := os.ReadFile("testdata/odd.xml")
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]string{
		"regular": before + strings.Repeat(one, 3) + strings.Replace(one, "00-00000016", "1", 1) + strings.Replace(one, "00-00000016", "2", 1) + after,
		"odd":     string(odd),
	}
	for name, change := range map[string][]string{
		"attribute left out": {` Comment=""`, ""},
		"required left out":  {` UnitCode="796"`, ""},
		"code empty":         {`Code="00-00000016"`, `Code=""`},
		"other order":        {` UnitCode="796" UnitName="Штука"`, ` UnitName="Штука" UnitCode="796"`},
		"attribute doubled":  {` Comment=""`, ` Comment="" Comment=""`},
		"unknown":            {` Comment=""`, ` Comment="" Color="red"`},
		"element":            {`"/>`, `"><X/></Product>`},
		"not void":           {`"/>`, `"></Product>`},
		"comment":            {"<Product ", "<!-- --><Product "},
		"references":         {"Версан", "&quot;Вер&#x441;ан&quot;", "Прайс", "&lt;Прайс&gt;", "6 099", "&#54; 099"},
		"line ends":          {"Версан", "Вер\r\nсан\tм\n", "6 099", "\r\n6 099"},
		"apostrophes":        {`"`, "'"},
		"three decimals":     {"6 099,00", "1,990"},
		"plain price":        {"6 099,00", "6099.00"},
		"odd groups":         {"6 099,00", "60 99,00"},
		"grouped by blanks":  {"6 099,00", "12 345 678"},
		"price empty":        {"6 099,00", ""},
		"wrong price":        {"6 099,00", "6 o99"},
		"text":               {"<Product ", "x<Product "},
		"tail":               {"<Product ", "<X>1</X><Product "},
		"groups":             {"<Product ", "</Products></ProductGroup><ProductGroup Code='2' Name=''><Products><Product "},
		"groups between":     {"<Product ", "<Product Code='1' Name='' UnitCode=''/></Products></ProductGroup><ProductGroup Code='2' Name='&gt;'><Y/><Products a='>'><Product "},
		"refused group":      {"<Product ", "</Products></ProductGroup><ProductGroup><Products><Product "},
		"second Products":    {"<Product ", "</Products><Products><Product "},
		"second root":        {"<Product ", "</Products></ProductGroup></ProductsGroups><ProductsGroups><ProductGroup><Products><Product "},
		"prices":             {"6 099,00", "6 099,01", "Прайс-лист", "Розничная"},
	} {
		docs[name] = before + one + strings.NewReplacer(change...).Replace(strings.Repeat(one, 3)) + strings.Repeat(one, 2) + after
	}
	docs["windows"] = strings.ReplaceAll(docs["regular"], "\n", "\r\n")
	docs["flat"] = strings.NewReplacer("\n", "", "  ", "").Replace(docs["regular"])
	return docs
}

// By templates the same is read as token by token, and by the other engine, and in a stream.
func TestSkimming(t *testing.T) {
	for name, doc := range skimmed(t) {
		t.Run(name, func(t *testing.T) {
			chunk := record.Chunk{Text: []byte(doc), Last: true}
			o := record.Options{File: "a.xml"}
			want := listen(o, true).read(chunk)
			if got := listen(o, false).read(chunk); !bytes.Equal(got, want) {
				t.Errorf("by templates:\n%q\nnot\n%q", got, want)
			}
			if got := listenTo(iotest.OneByteReader(bytes.NewReader(chunk.Text)), o).all(); !bytes.Equal(got, want) {
				t.Errorf("in a stream:\n%q\nnot\n%q", got, want)
			}
			o.Engine = record.Plain
			if got := listen(o, false).read(chunk); !bytes.Equal(got, want) {
				t.Errorf("by the plain engine:\n%q\nnot\n%q", got, want)
			}
		})
	}
}

// Templates are used at all.
func TestRegularDocumentsAreSkimmed(t *testing.T) {
	for _, name := range []string{"regular", "windows", "flat"} {
		l := listen(record.Options{}, false)
		l.read(record.Chunk{Text: []byte(skimmed(t)[name]), Last: true})
		if n := l.rows.Matches(); n < 2 {
			t.Errorf("%s: %d", name, n)
		}
	}
}

// Whatever byte of a document is changed, left out or doubled: by templates the same is said of it.
func TestSkimmingDamaged(t *testing.T) {
	const with = "<>&\"'/]=; x0,-\t\n\r\x00\x0B\x80\xC2\xD0\xE2\xFF"
	doc := skimmed(t)["regular"]
	fast, strict := listen(record.Options{}, false), listen(record.Options{}, true)
	check := func(parts ...string) {
		c := record.Chunk{Text: []byte(strings.Join(parts, "")), Last: len(parts) > 1}
		if got, want := fast.read(c), strict.read(c); !bytes.Equal(got, want) {
			t.Fatalf("%q:\n%q\nnot\n%q", c.Text, got, want)
		}
	}
	for i := range len(doc) {
		check(doc[:i], doc[i+1:])
		check(doc[:i], doc[i:i+1], doc[i:])
		check(doc[:i])
		for j := range len(with) {
			if second := i - len(before) - len(one); second >= 0 && second < len(one) || i%5 == j%5 {
				check(doc[:i], with[j:j+1], doc[i+1:])
			}
		}
	}
}

// The limits hold to the byte.
func TestSkimmingWithinLimits(t *testing.T) {
	doc := skimmed(t)["regular"]
	chunk := record.Chunk{Text: []byte(doc), Last: true}
	for n := 1; n < len(one)+2; n++ {
		for _, limits := range []record.Limits{{Record: n}, {Value: n}, {Name: n}, {Attributes: n}, {Depth: n}} {
			o := record.Options{Limits: limits}
			if got, want := listen(o, false).read(chunk), listen(o, true).read(chunk); !bytes.Equal(got, want) {
				t.Fatalf("%+v: %q\nnot\n%q", limits, got, want)
			}
		}
	}
}

// Wherever a document is cut, its parts either say that they can't be put together or are what it is as a whole.
func TestCutAnywhere(t *testing.T) {
	for name, doc := range skimmed(t) {
		t.Run(name, func(t *testing.T) { cutAnywhere(t, []byte(doc), name == "regular") })
	}
}

func cutAnywhere(t *testing.T, doc []byte, must bool) {
	step := 1
	if !must {
		step = 17
	}
	a, b := listen(record.Options{}, false), listen(record.Options{}, false)
	whole := string(a.read(record.Chunk{Text: doc, Last: true}))
	if !strings.HasSuffix(whole, "! EOF\n") {
		return // a document that is wrong is read on in one piece
	}
	whole = strings.TrimSuffix(whole, "! EOF\n")
	right := 0
	for i := 0; i < len(doc); i += step {
		cutter := newCutter(record.Options{})
		n := cutter.Cut(doc[:i])
		if n == 0 {
			continue
		}
		lead := cutter.AppendLead(nil)
		for _, at := range []int{n, i} { // i: where it should not be
			first := string(a.read(record.Chunk{Text: doc[:at]}))
			var tracker record.Tracker
			c := record.Chunk{Text: append(bytes.Clone(lead), doc[at:]...), Lead: len(lead), Start: tracker.Locate(doc, int64(at)), Last: true}
			_, end := a.Borders()
			b.Open(c)
			second := string(b.fresh())
			begin, _ := b.Borders()
			if !strings.HasSuffix(first, "! EOF\n") || !strings.HasSuffix(second, "! EOF\n") || !bytes.Equal(begin, end) {
				continue
			}
			got := strings.TrimSuffix(first, "! EOF\n") + strings.TrimSuffix(second, "! EOF\n")
			if withoutNumbers(got) != withoutNumbers(whole) {
				t.Fatalf("cut at %d:\n%q\nnot\n%q", at, got, whole)
			}
			rest := listenTo(iotest.OneByteReader(bytes.NewReader(c.Text)), record.Options{Lead: c.Lead, Start: c.Start})
			if got := string(rest.fresh()); got != second {
				t.Fatalf("cut at %d and read on in a stream:\n%q\nnot\n%q", at, got, second)
			}
			right++
		}
	}
	if right == 0 && must {
		t.Error("can't be cut")
	}
}

// fresh is read for what stands behind the lead of the chunk that was opened.
func (l *listener) fresh() []byte {
	l.said = l.said[:0]
	for {
		rec, err := l.Read()
		switch {
		case err == nil && l.Fresh():
			l.said = append(record.AppendRecord(l.said, rec), '\n')
		case err != nil:
			return fmt.Appendf(l.said, "! %v\n", err)
		}
	}
}

// withoutNumbers takes out of what was said the numbers of records, which begin anew in each chunk.
func withoutNumbers(said string) string {
	lines := strings.Split(said, "\n")
	for i, line := range lines {
		if f := strings.SplitN(line, " ", 5); f[0] == "?" && len(f) == 5 {
			f[3] = ""
			lines[i] = strings.Join(f, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// Reopening and reading chunks does not allocate.
func TestNoAllocationsPerRecordOfAChunk(t *testing.T) {
	const n = 1000
	doc := []byte(goods(n))
	r := NewReader(nil, record.Options{})
	read := func() {
		r.Open(record.Chunk{Text: doc, Last: true})
		for {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	read()
	if got := testing.AllocsPerRun(20, read); got > n/100 {
		t.Errorf("%v allocations for %d records", got, n)
	}
}

// A number without the groups of 1C is the number with them.
func TestUngroup(t *testing.T) {
	piece := rapid.SampledFrom([]string{"1", "23", "456", "0", "\u00a0", "\u00a0789", " ", ",", ".", ",00", "-", "\u2009", "x", "\xC2", "\xA0", "1234"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "")
		got, err := record.ParseNumber(ungroup([]byte{}, []byte(text)))
		want, wantErr := record.ParseNumber([]byte(text))
		if (err == nil) != (wantErr == nil) || err == nil && !record.Identical(got, want) {
			t.Fatalf("%q: %v, %v; want %v, %v", text, got, err, want, wantErr)
		}
	})
	for text, want := range map[string]string{"1\u00a0234,50": "1234,50", "1\u00a0234\u00a0567": "1234567", "12": "12", "1,5\u00a0678": "1,5\u00a0678", "1 234": "1 234", "1234\u00a0567": "1234\u00a0567"} {
		if got := string(ungroup(nil, []byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
