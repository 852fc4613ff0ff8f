package charset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"obmen/formats/record"
)

// in returns text in another encoding, by x/text's own encoders: an independent witness.
func in(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	b, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	le = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

const (
	bom8  = "\xEF\xBB\xBF"
	bomLE = "\xFF\xFE"
	bomBE = "\xFE\xFF"
)

func decl(encoding string) string { return `<?xml version="1.0" encoding="` + encoding + `"?>` }

func TestDetect(t *testing.T) {
	const word = "Цена, №5 — ёж"
	w1251 := in(t, charmap.Windows1251, word)
	pad := strings.Repeat("a;b\n", window/4)
	for _, c := range []struct {
		name, doc, override string
		want, text          string
		bom                 bool
		findings            string
	}{
		{"empty", "", "", UTF8, "", false, ""},
		{"ascii csv", "a,b\n1,2\n", "", UTF8, "a,b\n1,2\n", false, ""},
		{"utf-8 csv", word, "", UTF8, word, false, ""},
		{"utf-8 csv with mark", bom8 + word, "", UTF8, word, true, ""},
		{"only a mark", bom8, "", UTF8, "", true, ""},
		{"windows-1251 csv", "a;" + w1251, "", Windows1251, "a;" + word, false, "encoding-guessed"},
		{"windows-1251 csv of one word", w1251[:4], "", Windows1251, word[:8], false, "encoding-guessed"},
		{"not ascii only behind the window", pad + word, "", UTF8, pad + word, false, ""},
		{"cp866 csv, told", in(t, charmap.CodePage866, "Цена, ёж"), "CP 866", CP866, "Цена, ёж", false, ""},
		{"koi8-r csv, told", in(t, charmap.KOI8R, "Цена, ёж"), "koi8-r", KOI8R, "Цена, ёж", false, ""},
		{"utf-16le csv", bomLE + in(t, le, word+"😀"), "", UTF16LE, word + "😀", true, ""},
		{"utf-16be csv", bomBE + in(t, be, word+"😀"), "", UTF16BE, word + "😀", true, ""},
		{"utf-16, told, with mark", bomBE + in(t, be, word), "UTF-16", UTF16BE, word, true, ""},
		{"utf-16, told, without", in(t, le, word), "utf-16", UTF16LE, word, false, ""},
		{"utf-16be, told, without", in(t, be, word), "utf-16be", UTF16BE, word, false, ""},
		{"utf-16 of an unmarked declaration, told", in(t, be, decl("x")), "utf-16", UTF16BE, decl("x"), false, "encoding-mismatch"},

		{"xml without declaration", "<a>" + word + "</a>", "", UTF8, "<a>" + word + "</a>", false, ""},
		{"xml behind white space", "\n <a>ж</a>", "", UTF8, "\n <a>ж</a>", false, ""},
		{"declared utf-8", decl("UTF-8") + word, "", UTF8, decl("UTF-8") + word, false, ""},
		{"declared windows-1251", decl("Windows-1251") + w1251, "", Windows1251, decl("Windows-1251") + word, false, ""},
		{"declared cp866", decl("IBM866") + in(t, charmap.CodePage866, "ёж"), "", CP866, decl("IBM866") + "ёж", false, ""},
		{"declared koi8-r", decl("koi8-r") + in(t, charmap.KOI8R, "ёж"), "", KOI8R, decl("koi8-r") + "ёж", false, ""},
		{"declared with apostrophes and blanks", "<?xml version='1.0'\nencoding = 'cp1251' ?>" + w1251, "", Windows1251,
			"<?xml version='1.0'\nencoding = 'cp1251' ?>" + word, false, ""},
		{"declared windows-1251, is utf-8", decl("windows-1251") + word, "", UTF8, decl("windows-1251") + word, false, "encoding-mismatch"},
		{"declared windows-1251, ascii", decl("windows-1251") + "<a/>", "", Windows1251, decl("windows-1251") + "<a/>", false, ""},
		{"declared windows-1251, Ёлка first", decl("windows-1251") + in(t, charmap.Windows1251, "Ёлка"), "", Windows1251, decl("windows-1251") + "Ёлка", false, ""},
		{"declared windows-1251, utf-8 behind the window", decl("windows-1251") + pad + "ж", "", Windows1251, decl("windows-1251") + pad + "Р¶", false, ""},
		{"mark against declaration", bom8 + decl("windows-1251") + word, "", UTF8, decl("windows-1251") + word, true, "encoding-mismatch"},
		{"mark against unknown declaration", bom8 + decl("x-mac") + word, "", UTF8, decl("x-mac") + word, true, "encoding-mismatch"},
		{"utf-16 with mark, declared", bomLE + in(t, le, decl("UTF-16")), "", UTF16LE, decl("UTF-16"), true, ""},
		{"utf-16 with mark, declared utf-8", bomLE + in(t, le, decl("utf-8")), "", UTF16LE, decl("utf-8"), true, "encoding-mismatch"},
		{"utf-16 without mark, declared", in(t, be, decl("UTF-16")+"ж"), "", UTF16BE, decl("UTF-16") + "ж", false, ""},
		{"utf-16 without mark, declared utf-8", in(t, le, decl("UTF-8")+"ж"), "", UTF16LE, decl("UTF-8") + "ж", false, "encoding-mismatch"},
		{"told against declaration", decl("UTF-8") + w1251, "1251", Windows1251, decl("UTF-8") + word, false, "encoding-mismatch"},
		{"told against mark", bom8 + "a", "windows-1251", Windows1251, "п»їa", false, ""},
		{"an instruction is no declaration", `<?xml-stylesheet encoding="x"?>`, "", UTF8, `<?xml-stylesheet encoding="x"?>`, false, ""},
		{"json", ` {"a": "ж"}`, "", UTF8, ` {"a": "ж"}`, false, ""},
		{"json array", `["ж"]`, "", UTF8, `["ж"]`, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var found []string
			r, s, err := NewReader(strings.NewReader(c.doc), Options{Override: c.override, Found: func(f record.Finding) {
				found = append(found, f.Message.Code)
				if fmt.Sprintf(f.Message.En, f.Args...) == "" || strings.Contains(fmt.Sprintf(f.Message.Ru, f.Args...), "%!") {
					t.Error("the words of the finding don't fit its arguments")
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if string(b) != c.text || err != nil {
				t.Errorf("text %.200q, %v; want %.200q", b, err, c.text)
			}
			if s.Encoding != c.want || s.BOM != c.bom {
				t.Errorf("encoding %s, mark %t; want %s, %t", s.Encoding, s.BOM, c.want, c.bom)
			}
			if got := strings.Join(found, " "); got != c.findings {
				t.Errorf("findings %q, want %q", got, c.findings)
			}
		})
	}
}

func TestStartAndUnit(t *testing.T) {
	for _, c := range []struct {
		doc   string
		start int64
		unit  record.Unit
	}{
		{"a", 0, record.UnitUTF8}, {bom8 + "a", 3, record.UnitUTF8}, {bomLE + "a\x00", 2, record.UnitUTF16},
		{decl("cp1251"), 0, record.UnitSingleByte},
	} {
		_, s, err := NewReader(strings.NewReader(c.doc), Options{})
		if want := (record.Pos{Offset: c.start, Line: 1, Col: 1}); err != nil || s.Start != want || s.Unit != c.unit {
			t.Errorf("%q: %+v, %v; want %+v, %d", c.doc, s, err, want, c.unit)
		}
	}
}

// Each document stops at a byte; § stands before it.
func TestInvalid(t *testing.T) {
	long := strings.Repeat("ж", 100000)
	long1251 := strings.Repeat("\xE6", 200000)
	for _, c := range []struct{ doc, override, code, says string }{
		{"ж§\xE6;", "", "encoding-invalid", "0xE6 at offset 2"},
		{"ж§\xE6", "", "encoding-cut", "offset 3"},
		{"ж§\xFFж", "utf-8", "encoding-invalid", "--encoding"},
		{bom8 + "§\x80", "", "encoding-invalid", "0x80 at offset 3"},
		{long + "§\xC3(", "utf-8", "encoding-invalid", "offset 200000"},
		{long + "a" + "§\xED\xA0\x80", "utf-8", "encoding-invalid", "offset 200001"}, // a surrogate
		{"§\xC0\x80", "utf-8", "encoding-invalid", "0xC0"},                           // overlong
		{"§\xF4\x90\x80\x80", "utf-8", "encoding-invalid", "0xF4"},                   // beyond U+10FFFF
		{"ж§\xD0", "utf-8", "encoding-cut", "in the middle"},
		{"ж§\xE2\x82", "utf-8", "encoding-cut", "offset 4"},
		{"a§\x98", "windows-1251", "encoding-invalid", "0x98 at offset 1"},
		{long1251 + "§\x98" + long1251, "windows-1251", "encoding-invalid", "offset 200000"},
		{bomLE + "a\x00§b", "", "encoding-cut", "utf-16le"},
		{bomLE + "a\x00§\x00\xD8b\x00", "", "encoding-surrogate", "0xD800"},
		{bomLE + "a\x00§\x00\xDC", "", "encoding-surrogate", "0xDC00"},
		{bomLE + "§\x00\xD8", "", "encoding-surrogate", "offset 2"},
		{bomBE + "§\xD8\x00\xD8\x00\xDC\x00", "", "encoding-surrogate", "utf-16be"},
		{decl("windows-1251") + "ж <§\xE6>", "", "encoding-invalid", "0xE6"}, // begins as UTF-8, so it is
	} {
		at := strings.Index(c.doc, "§")
		doc := strings.Replace(c.doc, "§", "", 1)
		for how, wrap := range ways {
			r, _, err := NewReader(wrap(strings.NewReader(doc)), Options{File: "f", Override: c.override})
			if err != nil {
				t.Fatal(err)
			}
			_, err = io.ReadAll(r)
			var e *record.Error
			var f *record.Fault
			if !errors.As(err, &e) || !errors.As(err, &f) {
				t.Errorf("%s: %.40q: %v", how, doc, err)
				continue
			}
			if f.Message.Code != c.code || e.Pos.Offset != int64(at) || !e.Fatal || e.File != "f" {
				t.Errorf("%s: %.40q: %s at %d, want %s at %d", how, doc, f.Message.Code, e.Pos.Offset, c.code, at)
			}
			if !strings.Contains(f.Error(), c.says) || !strings.Contains(f.Error(), "--encoding") {
				t.Errorf("%s: %q does not say %q", how, f.Error(), c.says)
			}
			if _, again := r.Read(make([]byte, 10)); again == nil || again.Error() != err.Error() {
				t.Errorf("%s: reading on gives %v", how, again)
			}
		}
	}
}

// ways of delivering a document.
var ways = map[string]func(io.Reader) io.Reader{
	"whole":    func(r io.Reader) io.Reader { return r },
	"one byte": iotest.OneByteReader,
	"half":     iotest.HalfReader,
	"data err": iotest.DataErrReader,
	"seven":    func(r io.Reader) io.Reader { return sevens{r} },
}

type sevens struct{ r io.Reader }

func (s sevens) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), 7)]) }

func TestRefusedDocuments(t *testing.T) {
	for _, c := range []struct{ doc, override, code string }{
		{decl("iso-8859-5"), "", "encoding-unsupported"},
		{decl("UTF-16"), "", "encoding-not-utf16"},
		{"\xFF\xFE\x00\x00a\x00\x00\x00", "", "encoding-unsupported"},
		{"\x00\x00\xFE\xFF\x00\x00\x00a", "", "encoding-unsupported"},
		{"a", "latin-1", "encoding-unknown"},
	} {
		_, _, err := NewReader(strings.NewReader(c.doc), Options{Override: c.override})
		var f *record.Fault
		if !errors.As(err, &f) || f.Message.Code != c.code {
			t.Errorf("%q: %v, want %s", c.doc, err, c.code)
		}
	}
}

func TestReadErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, doc := range []string{"", "ж", strings.Repeat("ж", 5000), decl("cp1251") + strings.Repeat("\xE6", 200000), bomLE + "a\x00"} {
		r, _, err := NewReader(io.MultiReader(strings.NewReader(doc), iotest.ErrReader(broken)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if !errors.Is(err, broken) || len(doc) > 0 && n == 0 {
			t.Errorf("%.10q: %d bytes, %v", doc, n, err)
		}
	}
}

// Any text goes through every encoding that has a place for it, in pieces of any size.
func TestRoundTrip(t *testing.T) {
	for _, name := range []string{UTF8, UTF16, UTF16LE, UTF16BE, Windows1251, CP866, KOI8R} {
		t.Run(name, func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { roundTrip(t, name) }) })
	}
}

func roundTrip(t *rapid.T, name string) {
	has := Encodable(name)
	runes := rapid.OneOf(rapid.Int32Range(0, 0x7F), rapid.Int32Range(0x400, 0x45F), rapid.Int32Range(1, 0x10FFFF),
		rapid.SampledFrom([]rune{0xA0, 0x2116, 0x20AC, 0x2014, 0x2550})).
		Filter(func(r rune) bool { return r < 0xD800 || r > 0xDFFF }).
		Filter(func(r rune) bool { return has == nil || has(r) })
	text := string(rapid.SliceOf(runes).Draw(t, "text"))
	if name == UTF8 {
		text = "x" + text // a mark at the beginning would be taken for one
	}
	var out bytes.Buffer
	w, err := NewWriter(&out, name)
	if err != nil {
		t.Fatal(err)
	}
	for rest := text; rest != ""; {
		n := rapid.IntRange(1, min(5, len(rest))).Draw(t, "piece")
		if m, err := w.Write([]byte(rest[:n])); m != n || err != nil {
			t.Fatal(m, err)
		}
		rest = rest[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, _, err := NewReader(&out, Options{Override: name})
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if string(got) != text || err != nil {
		t.Fatalf("%q, %v; want %q", got, err, text)
	}
}

// Every byte of a code page agrees with x/text.
func TestCodePages(t *testing.T) {
	for name, page := range map[string]*charmap.Charmap{Windows1251: charmap.Windows1251, CP866: charmap.CodePage866, KOI8R: charmap.KOI8R} {
		for i := range 256 {
			doc := []byte{byte(i)}
			r, _, err := NewReader(bytes.NewReader(doc), Options{Override: name})
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			want, _ := page.NewDecoder().Bytes(doc)
			if undefined := name == Windows1251 && i == 0x98; undefined != (err != nil) {
				t.Errorf("%s: byte %02X: %v", name, i, err)
			} else if !undefined && string(got) != string(want) {
				t.Errorf("%s: byte %02X is %q, want %q", name, i, got, want)
			}
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	for _, c := range []struct{ encoding, text, written, code string }{
		{Windows1251, "a₽b", "a", "encoding-no-place"},
		{Windows1251, "long enough, жжжж и ещё ₽, и дальше", "long enough, \xE6\xE6\xE6\xE6 \xE8 \xE5\xF9\xB8 ", "encoding-no-place"},
		{Windows1251, "long enough, жжжж é и дальше", "long enough, \xE6\xE6\xE6\xE6 ", "encoding-no-place"},
		{KOI8R, "жжжж long enough\xD0 и", "\xD6\xD6\xD6\xD6 long enough", "encoding-not-text"},
		{CP866, "\u00ABx", "", "encoding-no-place"},
		{KOI8R, "x\uFFFD", "x", "encoding-no-place"},
		{Windows1251, "x\uFFFD", "x", "encoding-no-place"},
		{Windows1251, "x\xFFy", "x", "encoding-not-text"},
		{Windows1251, "x\xD0", "x", "encoding-not-text"},
	} {
		var out bytes.Buffer
		w, err := NewWriter(&out, c.encoding)
		if err != nil {
			t.Fatal(err)
		}
		_, werr := io.WriteString(w, c.text)
		err = errors.Join(werr, w.Close())
		var f *record.Fault
		if !errors.As(err, &f) || f.Message.Code != c.code || out.String() != c.written {
			t.Errorf("%s %q: wrote %q, %v", c.encoding, c.text, out.String(), err)
		}
	}
	if _, err := NewWriter(io.Discard, "ebcdic"); err == nil {
		t.Error("an unknown encoding is accepted")
	}
}

type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return f.left, io.ErrShortWrite
	}
	f.left -= len(p)
	return len(p), nil
}

func TestWriterFault(t *testing.T) {
	for left := range 6 {
		w, _ := NewWriter(&failing{left}, UTF16LE)
		_, err1 := io.WriteString(w, "жи")
		if err := w.Close(); err1 == nil && err == nil {
			t.Errorf("a failure after %d bytes is not reported", left)
		}
	}
}

func TestNames(t *testing.T) {
	for alias, want := range map[string][2]string{
		"UTF8": {UTF8, "UTF-8"}, "utf_8": {UTF8, "UTF-8"}, "Utf-16": {UTF16, "UTF-16"}, "utf-16LE": {UTF16LE, "UTF-16"},
		"UTF-16BE": {UTF16BE, "UTF-16"}, "Windows-1251": {Windows1251, "windows-1251"}, "CP1251": {Windows1251, "windows-1251"},
		"cp-866": {CP866, "IBM866"}, "IBM866": {CP866, "IBM866"}, "KOI8-R": {KOI8R, "KOI8-R"},
	} {
		if got, err := Name(alias); got != want[0] || err != nil || IANA(alias) != want[1] {
			t.Errorf("%s: %s, %v, %s; want %v", alias, got, err, IANA(alias), want)
		}
	}
	if _, err := Name("klingon"); err == nil || !strings.Contains(err.Error(), "windows-1251") {
		t.Errorf("an unknown name: %v", err)
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{"", bom8 + "ж", bomLE + "a\x00\x00\xD8", bomBE + "\x00a", decl("cp1251") + "\xE6", "\xE6;\x98", "ж\xD0"} {
		f.Add([]byte(s), "")
	}
	f.Add([]byte("\xA0"), "koi8-r")
	f.Fuzz(func(t *testing.T, doc []byte, override string) {
		read := func(r io.Reader) (string, string) {
			d, _, err := NewReader(r, Options{Override: override})
			if err != nil {
				return "", err.Error()
			}
			b, err := io.ReadAll(d)
			return string(b), fmt.Sprint(err)
		}
		want, wantErr := read(bytes.NewReader(doc))
		if strings.ToValidUTF8(want, "?") != want {
			t.Fatalf("%q is read as invalid UTF-8 %q", doc, want)
		}
		for how, wrap := range ways {
			if got, err := read(wrap(bytes.NewReader(doc))); got != want || err != wantErr {
				t.Fatalf("%s: %q: %q, %s; want %q, %s", how, doc, got, err, want, wantErr)
			}
		}
	})
}

func BenchmarkReader(b *testing.B) {
	text := strings.Repeat(`<Product Code="00-00000019" Name="Версан в капс. №60" Price="995,00"/>`+"\n", 20000)
	w1251, err := charmap.Windows1251.NewEncoder().String(text)
	if err != nil {
		b.Fatal(err)
	}
	for name, doc := range map[string]string{UTF8: text, Windows1251: w1251} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				r, _, err := NewReader(strings.NewReader(doc), Options{Override: name})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r}, make([]byte, 256<<10)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWriter(b *testing.B) {
	text := []byte(strings.Repeat(`<Product Code="00-00000019" Name="Версан в капс. №60" Price="995,00"/>`+"\n", 1000))
	for _, name := range []string{Windows1251, KOI8R, UTF16LE} {
		if has := Encodable(name); has != nil && !has('№') {
			text = bytes.ReplaceAll(text, []byte("№"), []byte("#"))
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			w, err := NewWriter(io.Discard, name)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := w.Write(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
