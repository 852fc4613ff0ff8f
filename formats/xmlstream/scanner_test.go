package xmlstream

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"obmen/formats/record"
)

var engines = []struct {
	name   string
	engine record.Engine
}{{"fast", record.Fast}, {"plain", record.Plain}}

// eachEngine runs a test for each.
func eachEngine(t *testing.T, test func(t *testing.T, o record.Options)) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) { test(t, record.Options{File: "f.xml", Engine: e.engine}) })
	}
}

// trace scans a document and writes a line for each token: offset, depth, kind, and what it holds. The window begins so
// small that it has to slide and grow all the time.
func trace(r io.Reader, o record.Options) (string, error) {
	return traceOf(newScanner(r, o, 8))
}

func traceOf(s Scanner) (string, error) {
	var b strings.Builder
	for {
		t, err := s.Next()
		if err != nil {
			if _, again := s.Next(); again != err {
				return b.String(), fmt.Errorf("after %v comes %v", err, again)
			}
			if err == io.EOF {
				err = nil
			}
			return b.String(), err
		}
		writeToken(&b, s, t)
	}
}

func writeToken(b *strings.Builder, s Scanner, t Token) {
	depth := s.Depth()
	fmt.Fprintf(b, "%d %d %v", s.Offset(), depth, t)
	switch t {
	case Start:
		fmt.Fprintf(b, " %s", s.Name())
		for _, a := range s.Attrs() {
			fmt.Fprintf(b, " %s=%q", a.Name, a.Value)
		}
	case End:
		fmt.Fprintf(b, " %s", s.Name())
	case Instruction:
		fmt.Fprintf(b, " %s %q", s.Name(), s.Text())
	default:
		fmt.Fprintf(b, " %q", s.Text())
	}
	b.WriteByte('\n')
}

func TestWellFormed(t *testing.T) {
	eachEngine(t, func(t *testing.T, o record.Options) {
		for _, c := range wellFormed {
			got, err := trace(strings.NewReader(c.doc), o)
			if want := strings.ReplaceAll(c.tokens, "|", "\n"); got != want || err != nil {
				t.Errorf("%q: %v\n got %s\nwant %s", c.doc, err, got, want)
			}
		}
	})
}

// unmark takes the mark out of a document and returns where it stood, reckoned the simple way.
func unmark(marked string) (doc string, at record.Pos) {
	before, after, ok := strings.Cut(marked, "§")
	if !ok {
		return marked, record.Pos{}
	}
	at.Offset = int64(len(before))
	at.Line = int32(1 + strings.Count(before, "\n"))
	at.Col = int32(1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]))
	return before + after, at
}

func code(err error) string {
	var f *record.Fault
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	return f.Message.Code
}

func TestMalformed(t *testing.T) {
	eachEngine(t, func(t *testing.T, o record.Options) {
		for _, c := range malformed {
			doc, want := unmark(c.doc)
			_, err := trace(strings.NewReader(doc), o)
			var e *record.Error
			if !errors.As(err, &e) {
				t.Errorf("%q is accepted: %v", c.doc, err)
				continue
			}
			if got := code(err); got != c.code || e.Pos != want || !e.Fatal || e.File != "f.xml" {
				t.Errorf("%q: %s at %v (%d); want %s at %v (%d)", c.doc, got, e.Pos, e.Pos.Offset, c.code, want, want.Offset)
			}
			if record.Refusal(err) != nil {
				t.Errorf("%q: reading may go on", c.doc)
			}
		}
	})
}

// Each malformed document is as malformed inside another, unless it is only misplaced: text, a second root.
func TestMalformedWithin(t *testing.T) {
	const head, tail = "<Documents><Doc>", "</Doc></Documents>"
	eachEngine(t, func(t *testing.T, o record.Options) {
		for _, c := range malformed {
			doc, _ := unmark(c.doc)
			_, err := trace(strings.NewReader(head+doc+tail), o)
			switch c.code {
			case "xml-no-root", "xml-text-before-root", "xml-text-after-root", "xml-two-roots":
			default:
				if err == nil {
					t.Errorf("%q is accepted within a document", doc)
				}
			}
		}
	})
}

// A document cut off at any byte is refused, with the place of the cut.
func TestTruncated(t *testing.T) {
	const doc = "<?xml version='1.0'?>\n<!-- c --><Documents a='б&amp;'>\n<Doc>текст &#x416;<![CDATA[x]]></Doc ><?p q?><e/></Documents>"
	eachEngine(t, func(t *testing.T, o record.Options) {
		for n := range len(doc) {
			_, err := trace(strings.NewReader(doc[:n]), o)
			var e *record.Error
			if !errors.As(err, &e) {
				t.Fatalf("%q is accepted", doc[:n])
			}
			switch code(err) {
			case "xml-truncated", "xml-truncated-tag", "xml-no-root":
				if e.Pos.Offset != int64(n) {
					t.Errorf("%q: the cut is reported at %d", doc[:n], e.Pos.Offset)
				}
			case "xml-utf8": // within a character
			default:
				t.Errorf("%q: %v", doc[:n], err)
			}
		}
	})
}

func TestMessagesAsShown(t *testing.T) {
	for _, c := range []struct{ doc, says string }{
		{"<Documents><Doc>", "f.xml:1:17: the document is cut off: <Documents> was never closed; fetch or export the file again"},
		{"<a>\n <b></a>", "f.xml:2:5: </a> closes <b>, which is still open: make the tags agree"},
		{"<!DOCTYPE a>", "f.xml:1:1: <!DOCTYPE is not accepted: a document type declaration can pull in other files and hosts; " +
			"delete it, and write characters in place of the entities that it defines"},
		{"<a b=c/>", `f.xml:1:4: the attribute b of <a> has no quoted value: write b="…"`},
		{"<a\x00/>", "f.xml:1:3: the character U+0000 is not allowed in XML: take it out in the program that made the file"},
	} {
		_, err := trace(strings.NewReader(c.doc), record.Options{File: "f.xml"})
		if err == nil || err.Error() != c.says {
			t.Errorf("%q:\n got %v\nwant %s", c.doc, err, c.says)
		}
	}
}

// Every message is said in the tests, in both languages, with the arguments that it asks for.
func TestMessagesFit(t *testing.T) {
	said := map[string]bool{"xml-engines-disagree": true} // nothing is known to cause it
	note := func(f *record.Fault) {
		said[f.Message.Code] = true
		for _, text := range []string{f.Error(), fmt.Sprintf(f.Message.Ru, f.Args...)} {
			if strings.Contains(text, "%!") {
				t.Errorf("%s: %s", f.Message.Code, text)
			}
		}
	}
	var f *record.Fault
	for _, c := range malformed {
		doc, _ := unmark(c.doc)
		if _, err := trace(strings.NewReader(doc), record.Options{}); errors.As(err, &f) {
			note(f)
		}
	}
	for _, c := range limited {
		doc, _ := unmark(c.doc)
		if _, err := trace(strings.NewReader(doc), record.Options{Limits: small}); errors.As(err, &f) {
			note(f)
		}
	}
	for _, c := range unwritable {
		if err := c.write(NewWriter(io.Discard, record.Options{Encodable: cyrillic})); errors.As(err, &f) {
			note(f)
		}
	}
	if err := Elements([]byte("x"), record.Options{}, nil); errors.As(err, &f) {
		note(f)
	}
	found := record.Options{Found: func(f record.Finding) { note(f.Message.Fault(f.Args...)) }}
	if err := Elements([]byte("<!--c--><?p?>"), found, nil); err != nil {
		t.Error(err)
	}
	for _, m := range Messages() {
		if !said[m.Code] {
			t.Errorf("%s is never said", m.Code)
		}
	}
}

// small are limits that short documents can reach.
var small = record.Limits{Record: 200, Value: 40, Name: 12, Attributes: 5, Depth: 6}

var limited = []malformedCase{
	{"<a>" + strings.Repeat("x", 40) + "</a>", ""},
	{"<a>§" + strings.Repeat("x", 41) + "</a>", "xml-limit-value"},
	{"<a>§" + strings.Repeat("x", 41), "xml-limit-value"},
	{"<a>§" + strings.Repeat("ж", 21) + "</a>", "xml-limit-value"},
	{"<a b='" + strings.Repeat("x", 40) + "'/>", ""},
	{"<a b='§" + strings.Repeat("x", 41) + "'/>", "xml-limit-value"},
	{"<a b='§" + strings.Repeat("&amp;", 9) + "'/>", "xml-limit-value"},
	{"<a><!--" + strings.Repeat("x", 40) + "--></a>", ""},
	{"<a><!--§" + strings.Repeat("x", 41) + "--></a>", "xml-limit-value"},
	{"<a><![CDATA[" + strings.Repeat("x", 40) + "]]></a>", ""},
	{"<a><![CDATA[§" + strings.Repeat("x", 41) + "]]></a>", "xml-limit-value"},
	{"<a><![CDATA[§" + strings.Repeat("]", 41) + "]]></a>", "xml-limit-value"},
	{"<a><?p " + strings.Repeat("?", 40) + "?></a>", ""},
	{"<a><?p §" + strings.Repeat("?", 41) + "?></a>", "xml-limit-value"},
	{strings.Repeat(" ", 40) + "<a/>", ""},
	{"§" + strings.Repeat(" ", 41) + "<a/>", "xml-limit-value"},
	{"<a/>§" + strings.Repeat("\n", 41), "xml-limit-value"},
	{"<a>§&#" + strings.Repeat("0", 50) + "65;</a>", "xml-limit-value"},
	{"<?xml version='1.§" + "", "xml-truncated-tag"},
	{"<abcdefghijkl/>", ""},
	{"<§abcdefghijklm/>", "xml-limit-name"},
	{"<a>\n<§abcdefghijklm></a>", "xml-limit-name"},
	{"<a></§abcdefghijklm></a>", "xml-limit-name"},
	{"<a §abcdefghijklm='x'/>", "xml-limit-name"},
	{"<a abcdefghijkl='x'/>", ""},
	{"<?§abcdefghijklm?><a/>", "xml-limit-name"},
	{"<a b='' c='' d='' e='' f=''/>", ""},
	{"<a b='' c='' d='' e='' f='' §g=''/>", "xml-limit-attributes"},
	{"<a><a><a><a><a><a/></a></a></a></a></a>", ""},
	{"<a><a><a><a><a><a>§<a/></a></a></a></a></a></a>", "xml-limit-depth"},
	{"<a>§<b" + strings.Repeat(" ", 200) + "/></a>", "xml-limit-record"},
	{"<a><b" + strings.Repeat(" ", 196) + "/></a>", ""},
	{"<a>§<b" + strings.Repeat(" ", 197) + "/></a>", "xml-limit-record"},
	{"<a>§</a" + strings.Repeat(" ", 200) + ">", "xml-limit-record"},
}

func TestLimits(t *testing.T) {
	eachEngine(t, func(t *testing.T, o record.Options) {
		o.Limits = small
		for _, c := range limited {
			doc, want := unmark(c.doc)
			_, err := trace(strings.NewReader(doc), o)
			if c.code == "" {
				if err != nil {
					t.Errorf("%q: %v", doc, err)
				}
				continue
			}
			var e *record.Error
			if !errors.As(err, &e) || code(err) != c.code || e.Pos != want {
				t.Errorf("%q: %v, want %s at %v", doc, err, c.code, want)
			}
			if strings.HasPrefix(c.code, "xml-limit") && !strings.Contains(err.Error(), "--limit-"+strings.TrimPrefix(c.code, "xml-limit-")) {
				t.Errorf("%v does not name its flag", err)
			}
		}
	})
}

// A record counts from its beginning, whatever its tokens; what comes after it counts for itself.
func TestRecordLimit(t *testing.T) {
	item := "<i>" + strings.Repeat("x", 30) + "</i>" // 37 bytes
	for _, c := range []struct {
		items int
		ok    bool
	}{{5, true}, {6, false}} {
		doc := "<a>" + strings.Repeat("<r>"+strings.Repeat(item, c.items)+"</r>\n", 30) + "</a>"
		eachEngine(t, func(t *testing.T, o record.Options) {
			o.Limits = small
			s := newScanner(strings.NewReader(doc), o, 8)
			err := records(s, func(Scanner) {})
			if c.ok != (err == nil) {
				t.Fatalf("%d items: %v", c.items, err)
			}
			var e *record.Error
			if !c.ok && (!errors.As(err, &e) || e.Pos.Offset != 3 || code(err) != "xml-limit-record") {
				t.Errorf("%v, want the limit at the first record", err)
			}
		})
	}
}

// records scans a document of <r> records; see hears each token within one.
func records(s Scanner, see func(Scanner)) error {
	for in := false; ; {
		t, err := s.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if t == Start && string(s.Name()) == "r" {
			s.BeginRecord()
			in = true
		}
		if in {
			see(s)
		}
		if t == End && string(s.Name()) == "r" {
			s.EndRecord()
			in = false
		}
	}
}

// Locate is right for every offset of the record, in any order, for each unit, whatever has slid away.
func TestLocate(t *testing.T) {
	var doc strings.Builder
	doc.WriteString("<a>\n")
	for i := range 400 {
		fmt.Fprintf(&doc, "<r n='%d'>\r\n  <e>ж😀№</e>\n<!-- %s --></r>\n", i, strings.Repeat("я", i%50))
	}
	doc.WriteString("</a>")
	text := doc.String()
	for _, unit := range []record.Unit{record.UnitUTF8, record.UnitSingleByte, record.UnitUTF16} {
		eachEngine(t, func(t *testing.T, o record.Options) {
			o.Unit, o.Start = unit, record.Pos{Offset: 2, Line: 1, Col: 1}
			want := func(offset int64) record.Pos {
				_, at := unmark(text[:offset] + "§")
				at.Offset = 2 + unit.Size([]byte(text[:offset]))
				return at
			}
			s := newScanner(iotest.HalfReader(strings.NewReader(text)), o, 64)
			var seen []int64
			err := records(s, func(s Scanner) {
				if seen = append(seen, s.Offset()); string(s.Name()) != "r" {
					return
				}
				for i := range seen { // backwards, then the first again
					at := seen[len(seen)-1-i]
					if got := s.Locate(at); got != want(at) {
						t.Fatalf("%d: %v (%d), want %v (%d)", at, got, got.Offset, want(at), want(at).Offset)
					}
				}
				if len(seen) > 1 {
					seen = seen[:0]
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// An error of the reader is the scanner's, once what came before it has been scanned.
func TestReadError(t *testing.T) {
	broken := errors.New("broken")
	undecodable := &record.Error{Pos: record.Pos{Offset: 9}, Err: msgUTF8.Fault(7)}
	for _, c := range []struct {
		doc    string
		err    error
		tokens int
	}{{"<a>\n<b/>", broken, 4}, {"<a>\n<b/>x", broken, 4}, {"", broken, 0}, {"<a>\n<b/>ж", undecodable, 4}} {
		eachEngine(t, func(t *testing.T, o record.Options) {
			got, err := trace(io.MultiReader(strings.NewReader(c.doc), iotest.ErrReader(c.err)), o)
			_, want := unmark(c.doc + "§")
			var e *record.Error
			if !errors.As(err, &e) || e.Pos != want || !e.Fatal || e.File != "f.xml" || strings.Count(got, "\n") != c.tokens {
				t.Errorf("%q: %v at %+v\n%s", c.doc, err, e.Pos, got)
			}
			if !errors.Is(err, c.err) && !errors.Is(err, undecodable.Err) {
				t.Errorf("%q: %v is not the reader's", c.doc, err)
			}
		})
	}
}

// What is wrong before the reader's error counts first.
func TestReadErrorAfterFault(t *testing.T) {
	eachEngine(t, func(t *testing.T, o record.Options) {
		_, err := trace(io.MultiReader(strings.NewReader("<a b=c "), iotest.ErrReader(errors.New("broken"))), o)
		if code(err) != "xml-attribute-value" {
			t.Error(err)
		}
	})
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestIdleReader(t *testing.T) {
	eachEngine(t, func(t *testing.T, o record.Options) {
		if _, err := trace(idle{}, o); !errors.Is(err, io.ErrNoProgress) {
			t.Error(err)
		}
	})
}

// The window stays small however long the document, and a record's length is what it grows to.
func TestWindowIsBounded(t *testing.T) {
	one := []byte("<r><e>" + strings.Repeat("текст ", 100) + "</e></r>\n")
	long := []byte("<r>" + strings.Repeat("<e>текст</e>", 1000) + "</r>\n")
	for _, c := range []struct {
		record []byte
		most   int
	}{{one, 4 << 10}, {long, 64 << 10}} {
		eachEngine(t, func(t *testing.T, o record.Options) {
			body := bytes.Repeat(c.record, 1+(1<<20)/len(c.record))
			s := newScanner(io.MultiReader(strings.NewReader("<a>"), bytes.NewReader(body), strings.NewReader("</a>")), o, 4<<10)
			if err := records(s, func(Scanner) {}); err != nil {
				t.Fatal(err)
			}
			if got := windowOf(s); got > c.most {
				t.Errorf("the window has grown to %d bytes for records of %d", got, len(c.record))
			}
		})
	}
}

func windowOf(s Scanner) int {
	if f, ok := s.(*fast); ok {
		return cap(f.buf)
	}
	return cap(s.(*plain).buf)
}

// The fast engine allocates nothing a token.
func TestFastAllocatesNothing(t *testing.T) {
	doc := []byte("<a>" + strings.Repeat("<r b='1' c='x&amp;y'>т &lt;\r\n<!-- c --><?p q?></r>\n", 2000) + "</a>")
	s := newScanner(bytes.NewReader(doc), record.Options{}, len(doc)+1)
	for range 100 {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(10000, func() {
		if tok, err := s.Next(); err != nil {
			t.Fatal(err)
		} else if tok == Text {
			s.Text()
		}
	}); n != 0 {
		t.Errorf("%v allocations a token", n)
	}
}
