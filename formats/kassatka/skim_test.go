package kassatka

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

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
		"regular": before + strings.Repeat(one, 3) + after,
		"odd":     string(odd),
	}
	for name, change := range map[string][]string{
		"field left out":    {"        <Discount>0</Discount>\n", ""},
		"required left out": {"        <Price>100</Price>\n", ""},
		"head's left out":   {"      <PayCard>0</PayCard>\n", ""},
		"field void":        {"<Discount>0</Discount>", "<Discount/>", "<StoreName>Удача</StoreName>", "<StoreName/>"},
		"field empty":       {"<Discount>0</Discount>", "<Discount></Discount>"},
		"number empty":      {"<Price>100</Price>", "<Price></Price>"},
		"field doubled":     {"<Discount>0</Discount>", "<Discount>0</Discount><Discount>0</Discount>"},
		"other order":       {"        <UnitCode>796</UnitCode>\n        <Price>100</Price>", "        <Price>100</Price>\n        <UnitCode>796</UnitCode>"},
		"unknown":           {"<Discount>0</Discount>", "<Discount>0</Discount><Rabatt>0</Rabatt>"},
		"attribute":         {"<Price>", "<Price currency=\"BYN\">"},
		"comment":           {"<Price>", "<!-- --><Price>"},
		"section":           {"Версан", "<![CDATA[Версан]]>"},
		"references":        {"Версан", "&quot;Вер&#x441;ан&quot;", "Касса", "&lt;Касса&gt;", "<Price>100<", "<Price>&#49;00<"},
		"line ends":         {"Версан", "Вер\r\nсан\r", "<Price>100<", "<Price>\r\n100<"},
		"no lines":          {one[strings.Index(one, "      <Product>"):strings.Index(one, "    </Products>")], ""},
		"two lines":         {"      <Product>\n", one[strings.Index(one, "      <Product>"):strings.Index(one, "    </Products>")] + "      <Product>\n"},
		"text":              {"    </Products>", "x    </Products>"},
		"second root":       {"  <Doc>", "</Documents><Documents><Doc>"},
		"between":           {"  <Doc>", "  <Info><Doc/></Info><!-- --><Doc>"},
		"wrong date":        {"2018-04-16T", "2018-04-31T"},
		"date in spaces":    {"2018-04-16T11:08:31+0000", "\n2018-04-16T11:08:31+0000 "},
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
		if n := l.heads.Matches(); n < 2 {
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
	doc := []byte(sales(n))
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
