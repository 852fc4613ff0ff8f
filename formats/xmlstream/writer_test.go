package xmlstream

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

func b(s string) []byte { return []byte(s) }

// cyrillic is an encoding with a place for ASCII and Russian letters only.
func cyrillic(r rune) bool { return r < 0x80 || r >= 'А' && r <= 'я' }

var written = []struct {
	name  string
	write func(*Writer)
	want  string
}{
	{"declaration", func(w *Writer) {
		w.Declaration()
		w.Start(b("a"))
		w.End()
	}, "<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<a/>\n"},
	{"indentation", func(w *Writer) {
		w.Start(b("Documents"))
		w.Start(b("Doc"))
		w.Attr(b("n"), b("1"))
		w.Element(b("Date"), b("2018"))
		w.Element(b("Empty"), b(""))
		w.Element(b("Missing"), nil)
		w.End()
		w.Start(b("Doc"))
		w.End()
		w.End()
	}, "<Documents>\n  <Doc n=\"1\">\n    <Date>2018</Date>\n    <Empty/>\n  </Doc>\n  <Doc/>\n</Documents>\n"},
	{"mixed content is not indented", func(w *Writer) {
		w.Start(b("a"))
		w.Text(b("x"))
		w.Element(b("b"), b("y"))
		w.Raw(b("<c/>"))
		w.Text(b("z"))
		w.End()
	}, "<a>x<b>y</b><c/>z</a>\n"},
	{"raw", func(w *Writer) {
		w.Start(b("a"))
		w.Raw(b("<x y=\"&lt;\">1<z/></x>"))
		w.Raw(b("<ж/>"))
		w.End()
	}, "<a>\n  <x y=\"&lt;\">1<z/></x>\n  <ж/>\n</a>\n"},
	{"escapes", func(w *Writer) {
		w.Start(b("a"))
		w.Attr(b("b"), b("<>&\"'\t\n\r ]]>"))
		w.Attr(b("missing"), nil)
		w.Attr(b("empty"), b(""))
		w.Text(b("<>&\"'\t\n\r ]]>"))
		w.End()
	}, "<a b=\"&lt;&gt;&amp;&quot;'&#x9;&#xA;&#xD; ]]&gt;\" empty=\"\">&lt;&gt;&amp;\"'\t\n&#xD; ]]&gt;</a>\n"},
	{"what the encoding lacks", func(w *Writer) {
		w.Start(b("цена"))
		w.Attr(b("b"), b("1₽<ё"))
		w.Text(b("№5 & ж😀"))
		w.Raw(b("<c ж=\"№\">₽&gt;</c>"))
		w.End()
	}, "<цена b=\"1&#x20BD;&lt;&#x451;\">&#x2116;5 &amp; ж&#x1F600;<c ж=\"&#x2116;\">&#x20BD;&gt;</c></цена>\n"},
	{"a refused record leaves no trace", func(w *Writer) {
		w.Start(b("a"))
		w.Attr(b("x"), b("1"))
		w.BeginRecord()
		w.Start(b("r"))
		w.Element(b("e"), b("\x00"))
		w.End()
		if err := w.EndRecord(); err == nil {
			panic("the record is not refused")
		}
		w.Attr(b("y"), b("2")) // the tag of a is open again
		w.BeginRecord()
		w.Element(b("r"), b("good"))
		if err := w.EndRecord(); err != nil {
			panic(err)
		}
		w.BeginRecord()
		w.End() // even where the record closed what was open before it
		w.Start(b("\x00"))
		w.EndRecord()
		w.End()
	}, "<a x=\"1\" y=\"2\">\n  <r>good</r>\n</a>\n"},
	{"unbalanced calls do no harm", func(w *Writer) {
		w.End()
		w.Start(b("a"))
		w.End()
		w.End()
	}, "<a/>\n"},
}

func TestWriter(t *testing.T) {
	for _, c := range written {
		var out bytes.Buffer
		w := NewWriter(&out, record.Options{Encoding: "windows-1251", Encodable: cyrillic})
		c.write(w)
		if err := w.Flush(); err != nil || out.String() != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", c.name, err, out.String(), c.want)
		}
		if _, err := trace(&out, record.Options{}); err != nil {
			t.Errorf("%s: what was written can't be read: %v", c.name, err)
		}
	}
}

// unwritable is what a Writer refuses, with the path and value that it names.
var unwritable = []struct {
	write             func(w *Writer) error
	code, path, value string
}{
	{func(w *Writer) error { return field(w, "e", "x\x00y") }, "xml-write-character", "Head/e", "x\x00y"},
	{func(w *Writer) error { return field(w, "e", "\uFFFE") }, "xml-write-character", "Head/e", "\uFFFE"},
	{func(w *Writer) error { return field(w, "e", "x\xFF") }, "xml-write-utf8", "Head/e", "x\uFFFD"},
	{func(w *Writer) error { return field(w, "e", "x\xD0") }, "xml-write-utf8", "Head/e", "x\uFFFD"},
	{func(w *Writer) error { return field(w, "my col", "x") }, "xml-write-name", "Head/my col", "my col"},
	{func(w *Writer) error { return field(w, "", "x") }, "xml-write-name", "Head", ""},
	{func(w *Writer) error { return field(w, "1", "x") }, "xml-write-name", "Head/1", "1"},
	{func(w *Writer) error { return field(w, "Ёж", "x") }, "xml-write-name-encoding", "Head/Ёж", "Ёж"},
	{func(w *Writer) error { return attrs(w, "a", "b", "a") }, "xml-write-attribute-twice", "a", "v"},
	{func(w *Writer) error { return attrs(w, "a b") }, "xml-write-name", "a b", "a b"},
	{func(w *Writer) error {
		return within(w, func() {
			w.Text(b("x"))
			w.Attr(b("late"), b("v"))
		})
	}, "xml-write-attribute-late", "late", "v"},
	{func(w *Writer) error { return within(w, func() { w.Raw(b("<a>\x01</a>")) }) }, "xml-write-character", "", "<a>\x01</a>"},
	{func(w *Writer) error { return within(w, func() { w.Raw(b("<ё/>")) }) }, "xml-write-name-encoding", "", "<ё/>"},
}

// within writes a record around what inner writes.
func within(w *Writer, inner func()) error {
	w.Start(b("Documents"))
	w.BeginRecord()
	w.Start(b("Doc"))
	inner()
	w.End()
	return w.EndRecord()
}

func field(w *Writer, name, text string) error {
	return within(w, func() {
		w.Start(b("Head"))
		w.Element(b(name), b(text))
		w.End()
	})
}

func attrs(w *Writer, names ...string) error {
	return within(w, func() {
		for _, n := range names {
			w.Attr(b(n), b("v"))
		}
	})
}

func TestWriterRefuses(t *testing.T) {
	for _, c := range unwritable {
		var out bytes.Buffer
		w := NewWriter(&out, record.Options{Encodable: cyrillic})
		err := c.write(w)
		var e *record.Error
		if !errors.As(err, &e) || code(err) != c.code || e.Path != c.path || e.Value != c.value || e.Fatal {
			t.Errorf("%v at %q %q; want %s at %q %q", err, e.Path, e.Value, c.code, c.path, c.value)
		}
		if w.Err() != nil {
			t.Errorf("%s stops the writer", c.code)
		}
		w.End()
		if w.Flush(); out.String() != "<Documents/>\n" {
			t.Errorf("%s leaves %q", c.code, out.String())
		}
	}
}

// Outside a record what can't be written is final.
func TestWriterStops(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	w.Start(b("a"))
	w.Text(b("\x00"))
	w.Element(b("b"), b("x"))
	w.End()
	var e *record.Error
	if err := w.Flush(); !errors.As(err, &e) || !e.Fatal || w.Err() != err || w.EndRecord() != err || out.Len() != 0 {
		t.Errorf("%v, %q", err, out.String())
	}
}

// A record goes out only as a whole, and a long document in pieces.
func TestWriterBuffers(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	w.Start(b("a"))
	w.BeginRecord()
	w.Element(b("r"), bytes.Repeat(b("x"), 2*goOut))
	if err := w.Flush(); err != nil || out.String() != "<a" {
		t.Errorf("before the record ends %d bytes are out, %v", out.Len(), err)
	}
	w.EndRecord()
	if out.Len() < 2*goOut {
		t.Errorf("after the record ends %d bytes are out", out.Len())
	}
	for range 10000 {
		w.Element(b("r"), b("0123456789"))
		if len(w.buf) > goOut+100 {
			t.Fatalf("%d bytes wait", len(w.buf))
		}
	}
	w.End()
	if err := w.Flush(); err != nil {
		t.Error(err)
	}
	if _, err := trace(&out, record.Options{}); err != nil {
		t.Error(err)
	}
}

// limitedWriter fails at byte n.
type limitedWriter struct {
	n    int
	took []byte
}

var errFull = errors.New("disk full")

func (w *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.n-len(w.took))
	w.took = append(w.took, p[:n]...)
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestWriterFault(t *testing.T) {
	write := func(to io.Writer) error {
		w := NewWriter(to, record.Options{})
		w.Declaration()
		w.Start(b("a"))
		for range 2000 {
			w.BeginRecord()
			w.Element(b("r"), bytes.Repeat(b("x"), 100))
			if err := w.EndRecord(); err != nil && err != w.Flush() {
				return fmt.Errorf("%v, then %v", err, w.Flush())
			}
		}
		w.End()
		return w.Flush()
	}
	var whole bytes.Buffer
	if err := write(&whole); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < whole.Len(); n += 997 {
		to := &limitedWriter{n: n}
		if err := write(to); err != errFull {
			t.Fatalf("failing at %d: %v", n, err)
		}
		if !bytes.HasPrefix(whole.Bytes(), to.took) {
			t.Fatalf("failing at %d: what was written is not the beginning", n)
		}
	}
}

// A made-up element, as what is written and as what is expected to be read.
type node struct {
	name  string
	attrs [][2]string
	text  string
	kids  []node
}

func genNode(depth int) *rapid.Generator[node] {
	name := rapid.StringMatching(`[a-zа-я_][a-zа-я0-9._-]{0,5}`)
	text := rapid.StringOfN(rapid.OneOf(rapid.SampledFrom([]rune("<>&\"'\t\n\r ]-жЁ😀\u00A0\u202F\x7F\u0085")), rapid.Rune()).
		Filter(func(r rune) bool { return isChar(r) }), 0, 8, -1)
	return rapid.Custom(func(t *rapid.T) node {
		n := node{name: name.Draw(t, "name"), text: text.Draw(t, "text")}
		for _, a := range rapid.SliceOfNDistinct(name, 0, 4, rapid.ID).Draw(t, "attrs") {
			n.attrs = append(n.attrs, [2]string{a, text.Draw(t, "value")})
		}
		if depth > 0 {
			n.kids = rapid.SliceOfN(genNode(depth-1), 0, 3).Draw(t, "kids")
		}
		return n
	})
}

func (n node) write(w *Writer) {
	w.Start(b(n.name))
	for _, a := range n.attrs {
		w.Attr(b(a[0]), b(a[1]))
	}
	w.Text(b(n.text))
	for _, k := range n.kids {
		k.write(w)
	}
	w.End()
}

func readNode(s Scanner) (n node, err error) {
	n.name = string(s.Name())
	for _, a := range s.Attrs() {
		n.attrs = append(n.attrs, [2]string{string(a.Name), string(a.Value)})
	}
	for {
		t, err := s.Next()
		switch {
		case err != nil:
			return n, err
		case t == End:
			return n, nil
		case t == Start:
			k, err := readNode(s)
			if err != nil {
				return n, err
			}
			n.kids = append(n.kids, k)
			continue
		}
		if text := string(s.Text()); len(n.kids) == 0 && strings.Trim(text, " \n") != "" || n.text == "" && len(n.kids) == 0 {
			n.text += text
		}
	}
}

// What is written is read back the same: by both engines, in every encoding.
func TestWriterRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := genNode(3).Draw(t, "doc")
		var out bytes.Buffer
		w := NewWriter(&out, record.Options{})
		doc.write(w)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		first := out.String()
		for _, e := range engines {
			s := newScanner(strings.NewReader(first), record.Options{Engine: e.engine}, 16)
			if _, err := s.Next(); err != nil {
				t.Fatal(err)
			}
			text, err := AppendElement(nil, s)
			if err != nil {
				t.Fatal(err)
			}
			// The canonical text of an element is a fixed point.
			var again []byte
			err = Elements(text, record.Options{Engine: e.engine}, func(name, element []byte) error {
				if string(name) != doc.name {
					t.Fatalf("%s, want %s", name, doc.name)
				}
				again = append(again, element...)
				return nil
			})
			if err != nil || !bytes.Equal(again, text) {
				t.Fatalf("%v: %q, then %q", err, text, again)
			}
		}
		checkNode(t, doc, first)
	})
}

// checkNode compares what was meant with what is read.
func checkNode(t *rapid.T, want node, doc string) {
	s := NewScanner(strings.NewReader(doc), record.Options{})
	if _, err := s.Next(); err != nil {
		t.Fatal(err)
	}
	got, err := readNode(s)
	if err != nil {
		t.Fatal(err)
	}
	var compare func(want, got node)
	compare = func(want, got node) {
		if want.name != got.name || fmt.Sprint(want.attrs) != fmt.Sprint(got.attrs) || len(want.kids) != len(got.kids) {
			t.Fatalf("%+v, want %+v\n%s", got, want, doc)
		}
		if want.text != got.text && (want.text != "" || len(want.kids) == 0) {
			t.Fatalf("text %q, want %q\n%s", got.text, want.text, doc)
		}
		for i := range want.kids {
			compare(want.kids[i], got.kids[i])
		}
	}
	compare(want, got)
}

func BenchmarkWriter(bm *testing.B) {
	w := NewWriter(io.Discard, record.Options{})
	w.Start(b("ProductsGroups"))
	names := [][]byte{b("Barcode"), b("Code"), b("Name"), b("ParentCode"), b("UnitCode"), b("UnitName"), b("Price"), b("Comment"), b("PriceType")}
	values := [][]byte{b("7640153060501"), b("00-00000019"), b("Версан в капс. №60"), b("00-00000001"), b("796"), b("Штука"), b("995,00"), b(""), b("Прайс-лист")}
	bm.SetBytes(222)
	bm.ReportAllocs()
	for bm.Loop() {
		w.BeginRecord()
		w.Start(b("Product"))
		for i := range names {
			w.Attr(names[i], values[i])
		}
		w.End()
		w.EndRecord()
	}
}

// A record larger than one buffer is whole or not at all, like any other.
func TestWriterTakesBackLargeRecords(t *testing.T) {
	big := bytes.Repeat([]byte("ж"), recordBlock/2+recordBlock/8)
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	w.Start([]byte("a"))
	write := func(last []byte) error {
		before := out.Len()
		w.BeginRecord()
		w.Start([]byte("r"))
		for _, name := range []string{"p", "q", "s"} {
			w.Attr([]byte(name), big)
		}
		if err := w.Flush(); err != nil || out.Len() > before+len("<a>\n") {
			t.Fatalf("half a record went out: %v", err)
		}
		w.Text(big)
		w.Text(last)
		w.End()
		return w.EndRecord()
	}
	var e *record.Error
	if err := write([]byte("\x01")); !errors.As(err, &e) || e.Fatal {
		t.Fatal(err)
	}
	if err := write(big); err != nil {
		t.Fatal(err)
	}
	if err := write([]byte("\xff")); !errors.As(err, &e) || e.Fatal {
		t.Fatal(err)
	}
	w.End()
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	b := string(big)
	if want := `<a>` + "\n  " + `<r p="` + b + `" q="` + b + `" s="` + b + `">` + b + b + "</r>\n</a>\n"; out.String() != want {
		t.Errorf("%d bytes came out, not %d", out.Len(), len(want))
	}
}
