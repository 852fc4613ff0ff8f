package inbox

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// wholeOf is what Whole says of a text.
func wholeOf(t testing.TB, text string) Wholeness {
	t.Helper()
	got, err := Whole(strings.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// much is more than is read of a file.
var much = strings.Repeat("<c>текст</c>\n", 20_000)

func TestWhole(t *testing.T) {
	nuls := strings.Repeat("\x00", 100)
	for _, c := range []struct {
		text string
		want Wholeness
	}{
		{"", Unfinished}, {"\n", Unfinished}, {"\ufeff", Unfinished}, {"\ufeff \n", Unfinished}, {"\x00", Unfinished}, {nuls, Unfinished}, {nuls + "a", Unknown},

		{"<a></a>", Ended}, {"<a></a>\r\n", Ended}, {"\ufeff\n <a></a >", Ended}, {"<a/>", Ended}, {"<a b='/'>", Unfinished}, {`<a b="x>/>" c='>"'/>`, Ended},
		{"<a>", Unfinished}, {"<a", Unfinished}, {"<a></a", Unfinished}, {"<a></a>x", Unfinished}, {"<a><a></a>", Unfinished}, {"<a><b/></a>\x00", Unfinished}, {"<a></a>" + nuls, Unfinished},
		{"<а:Корень>текст</а:Корень>", Ended}, {"<a></a><b></b>", Ended}, {"<a></a><b>", Unfinished}, {"<a/>x<b/>", Unfinished}, {"no <a></a>", Unknown},
		{"<?xml version='1.0'?><!-- <x></a> --><a></a><!-- <b> --><?pi <c?>", Ended}, {"<a></a><!-- <b> --", Unfinished}, {"<?xml?>", Unfinished}, {"<!-- -->", Unfinished},
		{"<a><!-- </a>", Unfinished}, {"<a><![CDATA[</a>", Unfinished}, {"<a><![CDATA[<!-- ]]></a>", Ended}, {"<a><?pi </a>", Unfinished}, {"<a><![CDATA[]]>]]></a>", Ended},
		{`<!DOCTYPE a [<!ENTITY b "]><a></a>"> <!-- ' > --> <?pi ' > ?> <!ELEMENT a (#PCDATA)>]><a>&b;</a>`, Ended}, {`<!DOCTYPE a [<!ENTITY b "]><a></a>">`, Unfinished}, {"<!DOCTYPE a><a></a>", Ended},
		{"<!DOCTYPE a [<!-- ", Unfinished},

		{"<a>" + much + "</a>", Ended}, {"<a>" + much, Unfinished}, {"<a>" + much + "</a>\n<!-- </a> x --> <?pi?>\n", Ended}, {"<a>" + much + "<!-- </a>", Unfinished}, {"<a>" + much + "<![CDATA[</a>", Unfinished},
		{"<a>" + much + "<![CDATA[<!--]]></a>", Ended}, {"<a>" + much + "</b>", Unfinished}, {"<a>" + much + "</ab>", Unfinished}, {"<ab>" + much + "</b>", Unfinished}, {"<a>" + much + "<a>", Unfinished},
		{"<a>" + much + "</a\n>", Ended}, {"<a>" + much + "</a>" + nuls, Unfinished}, {"<a>" + much + "<a/>", Unfinished}, {"<a b='" + much + "'></a>", Ended}, {"<?xml version='1.0'?>\n<!-- <x> -->\n<a>" + much + "</a>", Ended},
		{"<!-- " + much + " --><a></a>", Unknown}, {"<" + strings.Repeat("a", 200_000), Unknown}, {"<a>" + much + "</a>" + strings.Repeat("\n", 70_000), Unfinished}, {"<a>" + much + "-->", Unfinished},

		{"{}", Ended}, {" [1, 2]\n", Ended}, {`{"a": "}`, Unfinished}, {`{"a": "}"`, Unfinished}, {`{"a": "\"}"}`, Ended}, {`{"a": {}`, Unfinished}, {"{}\n{}\n", Ended}, {"{}\n{", Unfinished}, {"{}\nnul", Unfinished},
		{`["\`, Unfinished}, {"]", Unknown}, {"[" + much + "]", Ended}, {"[" + much + "}", Unfinished}, {"{" + much + "}\n", Ended}, {"{" + much, Unfinished}, {"[1]]", Unfinished},

		{"код;цена\n1;2", Unknown}, {"1;2\x00\x00", Unfinished}, {"1;2" + nuls, Unfinished}, {"\x00a\x00", Unknown}, {much[1:], Unknown}, {much[1:] + "\x00", Unfinished}, {strings.Repeat(" ", 200_000), Unknown},
		{"PK", Unfinished}, {"PK\x03", Unfinished}, {"PK\x03\x04", Unfinished}, {"PKO;1", Unknown}, {"P", Unknown},
	} {
		if got := wholeOf(t, c.text); got != c.want {
			t.Errorf("%.60q…%.30q is %s, want %s", c.text, c.text[max(0, len(c.text)-30):], got, c.want)
		}
	}
}

// The end stands wherever the borders of what is read are.
func TestWholeAtBorders(t *testing.T) {
	for _, size := range []int{atEnds, 2 * atEnds, 3 * atEnds} {
		for d := -12; d <= 12; d++ {
			text := "<корень>" + strings.Repeat("x", size+d-len("<корень></корень>")) + "</корень>"
			if got := wholeOf(t, text); got != Ended {
				t.Errorf("%d bytes are %s", len(text), got)
			}
			if got := wholeOf(t, text[:len(text)-1]); got != Unfinished {
				t.Errorf("%d bytes without the last are %s", len(text), got)
			}
		}
	}
}

var encodings = map[string]encoding.Encoding{
	"utf-8": encoding.Nop, "utf-8 with a mark": unicode.UTF8BOM,
	"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le with a mark": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be with a mark": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"windows-1251": charmap.Windows1251, "cp866": charmap.CodePage866, "koi8-r": charmap.KOI8R,
}

// documents ends with the last byte that their end needs.
var documents = []string{
	`<?xml version="1.0" encoding="?"?>` + "\r\n<!-- <Чеки></Чеки> -->\r\n<Чеки версия='1>2'>\r\n\t<Чек><![CDATA[</Чеки>]]></Чек><Чек/>\r\n</Чеки>",
	" <а:Выгрузка xmlns:а='a'><!-- </а:Выгрузка> --></а:Выгрузка>",
	"<Пусто да='нет' />",
	`<!DOCTYPE Чеки [<!ENTITY x "</Чеки>"><!-- ' -->]><Чеки>&x;<?я </Чеки>?></Чеки>`,
	` [{"имя": "Скобка ]", "цена": [1, {}]}, "\\"]`,
	"{\"имя\": \"}\"\r\n}",
}

// Each of them is whole, and no piece of its beginning is.
func TestPrefixesAreUnfinished(t *testing.T) {
	for name, e := range encodings {
		for _, doc := range documents {
			text, err := e.NewEncoder().String(doc)
			if err != nil {
				t.Fatal(err)
			}
			if got := wholeOf(t, text); got != Ended {
				t.Errorf("%s: %q is %s", name, doc, got)
			}
			for n := range len(text) {
				if got := wholeOf(t, text[:n]); got != Unfinished && n > 0 {
					t.Errorf("%s: %q is %s", name, text[:n], got)
				}
				if room := text[:n] + strings.Repeat("\x00", len(text)-n); room == text {
					continue // > in UTF-16 may end in a NUL of its own
				} else if got := wholeOf(t, room); got != Unfinished && n > 0 {
					t.Errorf("%s: %q and room is %s", name, text[:n], got)
				}
			}
		}
	}
}

// Long documents are known by their ends in every encoding.
func TestLongInEncodings(t *testing.T) {
	for name, e := range encodings {
		text, err := e.NewEncoder().String("<?xml version='1.0'?><!-- <я> --><Чеки>" + much + "</Чеки>\r\n<!-- да -->\r\n")
		if err != nil {
			t.Fatal(err)
		}
		if got := wholeOf(t, text); got != Ended {
			t.Errorf("%s is %s", name, got)
		}
		for cut := 30; cut < 60; cut += 2 {
			if got := wholeOf(t, text[:len(text)-2*cut]); got != Unfinished {
				t.Errorf("%s without %d bytes is %s", name, 2*cut, got)
			}
		}
	}
}

func TestWholeZip(t *testing.T) {
	for _, comment := range []string{"", "комментарий PK\x05\x06 в конце", strings.Repeat("x", 65_000)} {
		for _, files := range []int{0, 1, 2000} {
			var b bytes.Buffer
			w := zip.NewWriter(&b)
			if err := w.SetComment(comment); err != nil {
				t.Fatal(err)
			}
			for range files {
				f, err := w.Create("a.xml")
				if err != nil {
					t.Fatal(err)
				}
				io.WriteString(f, "<a></a>")
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if got := wholeOf(t, b.String()); got != Ended {
				t.Errorf("%d files, comment of %d bytes: %s", files, len(comment), got)
			}
			for _, n := range []int{1, 2, 21, 22, b.Len() / 2} {
				if got := wholeOf(t, b.String()[:b.Len()-n]); got != Unfinished && b.Len() > n+1 {
					t.Errorf("%d files without %d bytes: %s", files, n, got)
				}
			}
		}
	}
}

func TestWholeCompressed(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, much)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]Wholeness{
		b.String(): Unknown, b.String()[:b.Len()/2]: Unknown, b.String() + strings.Repeat("\x00", zeros): Unfinished, "\x28\xb5\x2f\xfd\x00": Unknown,
	} {
		if got := wholeOf(t, text); got != want {
			t.Errorf("%q is %s, want %s", text[:5], got, want)
		}
	}
}

// A reader counts what is read of it and may fail.
type counted struct {
	io.ReaderAt
	bytes int
	err   error
}

func (c *counted) ReadAt(p []byte, at int64) (int, error) {
	c.bytes += len(p)
	if c.err != nil && at > 0 {
		return 0, c.err
	}
	return c.ReaderAt.ReadAt(p, at)
}

func TestWholeReads(t *testing.T) {
	text := "<a>" + strings.Repeat(much, 10) + "</a>"
	r := &counted{ReaderAt: strings.NewReader(text)}
	if got, err := Whole(r, int64(len(text))); got != Ended || err != nil || r.bytes != 2*atEnds {
		t.Errorf("%s, %v, %d bytes", got, err, r.bytes)
	}
	broken := errors.New("broken")
	if got, err := Whole(&counted{ReaderAt: strings.NewReader(text), err: broken}, int64(len(text))); got != Unchecked || err != broken {
		t.Errorf("%s, %v", got, err)
	}
	for _, more := range []int64{1, atEnds, 1 << 40} { // it has become shorter
		if got, err := Whole(strings.NewReader("<a></a>"), 7+more); got != Unfinished || err != nil {
			t.Errorf("%s, %v", got, err)
		}
	}
}

// The documents that the services themselves give as examples are whole.
func TestExamplesAreWhole(t *testing.T) {
	for _, name := range []string{"nomenclature.xml", "receipts.xml", "invoice.json"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "example", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := wholeOf(t, string(b)); got != Ended {
			t.Errorf("%s is %s", name, got)
		}
	}
}

// FuzzWhole holds Whole to what reads documents to their end.
func FuzzWhole(f *testing.F) {
	for _, doc := range documents {
		f.Add([]byte(doc))
		f.Add([]byte(doc[:len(doc)-1]))
	}
	for _, e := range encodings {
		if text, err := e.NewEncoder().String(documents[0]); err == nil {
			f.Add([]byte(text))
		}
	}
	for _, text := range []string{"", "\x00", "<a b=\"'\"/>", "<!DOCTYPE a [<!-- > --><!ENTITY b '>'>]><a/>", "{}\n[]", "PK\x05\x06" + strings.Repeat("\x00", 18), "\x1f\x8b\x08", "1;2\n\x00", "<a/><b/>", "<a><![CDATA[]]]]></a>"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Whole(bytes.NewReader(b), int64(len(b)))
		if err != nil || got == Unchecked || got > Unfinished {
			t.Fatalf("%s, %v", got, err)
		}
		if len(b) <= 2*atEnds && (readsXML(b) || readsJSON(b)) && got != Ended {
			t.Errorf("%q is read to its end, and is %s", b, got)
		}
	})
}

// readsXML reports whether encoding/xml reads a document to its end, with elements, and with nothing but blanks and markup outside of them.
func readsXML(b []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(b))
	depth, elements, from := 0, 0, int64(0)
	for {
		tok, err := d.Token()
		if err != nil {
			return err == io.EOF && elements > 0
		}
		to := d.InputOffset()
		switch tok := tok.(type) {
		case xml.StartElement:
			depth, elements = depth+1, elements+1
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && !isBlank(b[from:to]) {
				return false
			}
		case xml.Directive:
			if bytes.Contains(tok, []byte("<?")) { // encoding/xml does not know of instructions there
				return false
			}
		}
		from = to
	}
}

// readsJSON reports whether encoding/json reads an object or a list.
func readsJSON(b []byte) bool {
	b = bytes.Trim(b, blank)
	return len(b) > 0 && (b[0] == '{' || b[0] == '[') && json.Valid(b)
}
