package xmlstream

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

func showParts(t *Template) string {
	var b strings.Builder
	for _, p := range t.Parts {
		fmt.Fprintf(&b, "%c%s ", " <>=/"[p.Kind], p.Path)
	}
	return strings.TrimSpace(b.String())
}

func TestNewTemplate(t *testing.T) {
	for _, tt := range []struct{ piece, want string }{
		{"\n <a>\n<b>1</b><c/> <d></d>\n</a>", "<a =a/b /a/c =a/d >a"},
		{`<p a="1" b = '2'/>`, "=p/@a =p/@b /p"},
		{`<p a=">">x</p>`, "=p/@a =p"},
		{"<a><b><c>1</c></b><d>", "<a <a/b =a/b/c >a/b <a/d"},
		{"\r\n</d>\t</a >", ">d >a"},
		{"<Товар><Цена>1</Цена></Товар>", "<Товар =Товар/Цена >Товар"},
		{"", ""},
		{"<a><!-- --><b>1</b></a>", "none"},
		{"<a><b><![CDATA[1]]></b></a>", "none"},
		{"<a><?b c?></a>", "none"},
		{"<a>text<b>1</b></a>", "none"},
		{"<a><b>1</b>text</a>", "none"},
		{"text", "none"},
		{"<", "none"},
		{"<a b", "none"},
		{"<a b=", "none"},
		{"<a b='1", "none"},
		{"<a>" + strings.Repeat("<b>1</b>", mostSlots+1) + "</a>", "none"},
		{"<a>" + strings.Repeat(" ", longestPiece) + "</a>", "none"},
	} {
		got := "none"
		if l := NewTemplate([]byte(tt.piece), record.Limits{}); l != nil {
			got = showParts(l)
		}
		if got != tt.want {
			t.Errorf("%q: %s, want %s", tt.piece, got, tt.want)
		}
	}
}

func TestMatch(t *testing.T) {
	const lines, row = "\n<a>\n<b>1</b><c>x</c><d/></a>", "<p a=\"1\" b='2'/>"
	long := strings.Repeat("я", 20)
	for _, tt := range []struct{ piece, text, want string }{
		{lines, "\n<a>\n<b>22</b><c></c><d/></a>rest", `"22" "" "" 29`},
		{lines, "\n<a>\n<b>Ёж «№ 5» 😀\t\n</b><c>a&amp;b&#x416;\r\nc]]d]</c><d/></a>", `"Ёж «№ 5» 😀\t\n" "a&bЖ\nc]]d]" "" 69`},
		{lines, "\n<a>\n<b>" + long + "</b><c>" + long + long[:2] + "</c><d/></a>", fmt.Sprintf("%q %q \"\" 109", long, long+"я")},
		{lines, lines, `"1" "x" "" 29`},
		{lines, lines[:len(lines)-1], "-1"},
		{lines, lines[:20], "-1"},
		{lines, "\n<a>\n<b>1", "-1"},
		{lines, "\n<a>\n<b>1&am", "-1"},
		{lines, "\n<a>\n<b>я"[:10], "-1"},
		{lines, "\n", "-1"},
		{lines, "", "-1"},
		{lines, "<a>\n<b>1</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>1</b><c>x</c><d></d></a>", "0"},
		{lines, "\n<a>\n<b><i>1</i></b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>1<!-- --></b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>]]></b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>&x;</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>&#0;</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>\x01</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>\xD0</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>\xD0\xD0\x90</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>aaaaaaa\xD0</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>aaaaaaaa\x90</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>\xC1\x80</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>\uFFFE</b><c>x</c><d/></a>", "0"},
		{lines, "\n<a>\n<b>" + strings.Repeat("1", small.Value) + "</b><c>x</c><d/></a>", fmt.Sprintf("%q \"x\" \"\" %d", strings.Repeat("1", small.Value), 28+small.Value)},
		{lines, "\n<a>\n<b>" + strings.Repeat("1", small.Value+1) + "</b><c>x</c><d/></a>", "0"},
		{row, "<p a=\"\" b='x\"y'/>", `"" "x\"y" "" 17`},
		{row, "<p a=\"a\tb\nc\rd\r\ne>]]>\" b='&apos;&#10;'/>", `"a b c d e>]]>" "'\n" "" 39`},
		{row, `<p a="<" b=''/>`, "0"},
		{row, "<p a=\"\xD3\"\xC2\" b=''/>", "0"},
		{row, `<p a="1" b="2"/>`, "0"},
		{row, `<p a="1" c='2'/>`, "0"},
		{row, "<p a=\"1\" b='2'></p>", "0"},
	} {
		limits := small
		if len(tt.text) > 60 && !strings.Contains(tt.text, "111") {
			limits = record.Limits{}
		}
		l := NewTemplate([]byte(tt.piece), limits)
		var a record.Arena
		n := l.Match([]byte(tt.text), &a)
		got := fmt.Sprint(n)
		if n > 0 {
			got = strings.Trim(fmt.Sprintf("%q", l.Values), "[]") + " " + got
		}
		if got != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
		}
	}
}

// What MatchAfter says of a piece is what Match says, whatever came before.
func TestMatchAfter(t *testing.T) {
	value := rapid.SampledFrom([]string{"", "1", "12", "&quot;a", "Молоко", "Молоко 2", "a\tb"})
	rapid.Check(t, func(t *rapid.T) {
		piece := func(i int) []byte {
			draw := func(s string) string { return value.Draw(t, fmt.Sprint(s, i)) }
			return fmt.Appendf(nil, "<p a=%q b=%q c=%q/>", draw("a"), draw("b"), draw("c"))
		}
		quoted := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`\t`), []byte("\t")) }
		first := quoted(piece(0))
		l, fresh := NewTemplate(first, record.Limits{}), NewTemplate(first, record.Limits{})
		var a, other record.Arena
		var before []byte
		for i := range 4 {
			text := quoted(piece(i))
			if rapid.Bool().Draw(t, "broken") {
				text = append(text[:len(text)-1], '?')
			}
			n, same := l.MatchAfter(text, before, &a)
			if want := fresh.Match(text, &other); n != want || n > 0 && fmt.Sprintf("%q", l.Values) != fmt.Sprintf("%q", fresh.Values) || same > len(l.Values) {
				t.Fatalf("%q after %q: %d %q, %d; want %d %q", text, before, n, l.Values, same, want, fresh.Values)
			}
			if before = nil; n > 0 {
				before = text
			}
		}
	})
}

// What a template accepts, the strict scanner accepts too, and reads the same values.
func FuzzMatch(f *testing.F) {
	for _, s := range []string{"1|2|3", "a&amp;b|<|]]>", "\r\n|\xD0|я", "'|\"|&#x41;", "\xD3\"\xC2\"", "ӓ\"¸"} {
		f.Add([]byte(s), []byte(s))
	}
	f.Fuzz(func(t *testing.T, one, two []byte) {
		l := NewTemplate(fillPiece(one), record.Limits{})
		if l == nil || !scans(fillPiece(one)) {
			return
		}
		var a record.Arena
		text := fillPiece(two)
		if n := l.Match(text, &a); n != len(text) {
			return
		}
		want, err := valuesOf(text)
		if got := fmt.Sprintf("%q", l.Values); err != nil || got != fmt.Sprintf("%q", want) {
			t.Fatalf("%q like %q: %s, want %q, %v", text, fillPiece(one), got, want, err)
		}
	})
}

// fillPiece makes a piece of up to three values.
func fillPiece(values []byte) []byte {
	v := append(bytes.SplitN(values, []byte{'|'}, 3), nil, nil)
	return fmt.Appendf(nil, "<e a=\"%s\">\n<b>%s</b><c>%s</c></e>", v[0], v[1], v[2])
}

func scans(piece []byte) bool {
	_, err := valuesOf(piece)
	return err == nil
}

// valuesOf reads the values of a piece with the strict scanner.
func valuesOf(piece []byte) (values [][]byte, err error) {
	s := NewScanner(bytes.NewReader(piece), record.Options{})
	leaf := false
	for {
		tok, err := s.Next()
		if err != nil {
			if s.Depth() == 0 && len(values) > 0 && err.Error() == "EOF" {
				err = nil
			}
			return values, err
		}
		switch {
		case tok == Start && s.Depth() == 1:
			for _, a := range s.Attrs() {
				values = append(values, bytes.Clone(append([]byte{}, a.Value...)))
			}
		case tok == Start:
			values, leaf = append(values, []byte{}), true
		case tok == Text && leaf:
			values[len(values)-1] = append(values[len(values)-1], s.Text()...)
		case tok == End:
			leaf = false
		}
	}
}

func TestShapes(t *testing.T) {
	s := Shapes{Fits: func(t *Template) bool { return len(t.Parts) > 1 }}
	match := func(text string) string {
		l, n := s.Match([]byte(text), nil)
		if n <= 0 {
			return fmt.Sprint(n)
		}
		return showParts(l)
	}
	if got := match("<a b='1'/>"); got != "0" {
		t.Error("knows before it learned:", got)
	}
	for _, p := range []string{"<a b='1'/>", "<a c='1'/>", "<a d='1'/>", "<a/>"} {
		s.Learn([]byte(p))
	}
	for text, want := range map[string]string{"<a b='2'/>": "=a/@b /a", "<a c='2'/>": "=a/@c /a", "<a d='2'/>": "=a/@d /a", "<a/>": "0", "<a b": "-1"} {
		if got := match(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for range 3 * endowment / learning {
		s.Learn([]byte("<a><!-- --></a>"))
	}
	credit := s.credit
	if s.Learn([]byte("<a e='1'/>")); credit >= learning || match("<a e='2'/>") != "0" {
		t.Error("what is never regular is learned for ever")
	}
	for range learning {
		match("<a d='2'/>")
	}
	if s.Learn([]byte("<a e='1'/>")); match("<a e='2'/>") == "0" {
		t.Error("does not learn again where pieces match")
	}
	if len(s.list) > mostShapes {
		t.Error(len(s.list), "templates")
	}
}

// Every byte between values is compared, in a literal of any length, however much stands behind it.
func TestMatchHoldsEveryByte(t *testing.T) {
	for size := range 40 {
		piece := []byte("<a>" + strings.Repeat(" \n", size)[:size] + "<b>7</b></a>")
		l := NewTemplate(piece, record.Limits{})
		for _, behind := range []string{"", "<a>", strings.Repeat(" ", 40)} {
			text := append(bytes.Clone(piece), behind...)
			for i := range piece {
				if n := l.Match(text, nil); n != len(piece) {
					t.Fatalf("%q: %d, want %d", text, n, len(piece))
				}
				text[i] ^= 0x30
				if n := l.Match(text, nil); n > 0 && piece[i] != '7' {
					t.Fatalf("%q matches %q", text, piece)
				}
				text[i] = piece[i]
			}
		}
	}
}

// regular agrees with a look at one character after the other.
func TestRegular(t *testing.T) {
	simple := func(b []byte, end byte) int {
		for n := 0; n < len(b); {
			r, size := utf8.DecodeRune(b[n:])
			if r < ' ' || r == '&' || r == '<' || r == '>' || r == rune(end) || r == utf8.RuneError && size == 1 || !isChar(r) {
				return n
			}
			n += size
		}
		return len(b)
	}
	check := func(t interface{ Fatalf(string, ...any) }, b []byte) {
		for _, end := range []byte{0, '"', '\''} {
			s := stopsIn(end)
			n := s.regular(b)
			want := simple(b, end)
			broken := want < len(b) && b[want] >= 0xC0 && (n == -1 || n == len(b) && !utf8.FullRune(b[want:]))
			if n != want && !broken {
				t.Fatalf("%q: %d, want %d", b, n, want)
			}
			if i := s.ascii(word(b, 0)); i != min(want, firstWide(b), 8) {
				t.Fatalf("%q: plain to %d, want %d", b, i, want)
			}
		}
	}
	pieces := []string{"a", "abcdefgh", "\n", "ж", "жжжж", "№", "😀", "\x1F", "\x00", "\x7F", "\xFF", "\xD0", "\xE2\x84", "<", ">", "]", "&", "\"", "'", "!", "#", "%", "=", "?",
		"\xED\xA0\x80", "\uFFFE", "\uFFFF", "\uFFFD", "\xC1\x80", "\xDF\xBF", "\xA0", "\x9F", "\u0080", "\u07FF", "\u0800"}
	for _, p := range pieces {
		for _, q := range pieces {
			for i := range 9 {
				check(t, []byte("aaaaaaaa"[:i]+p+q+"<aaaaaaaaaaaaaaa"))
			}
		}
	}
	piece := rapid.OneOf(rapid.SampledFrom(pieces), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		var b []byte
		for _, p := range rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces") {
			b = append(b, p...)
		}
		check(t, b)
	})
}

func firstWide(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// Wherever two texts begin to differ, no more than what they have in common is taken for it, and no less than whole words of that.
func TestCommonPrefix(t *testing.T) {
	const most = 100
	a := bytes.Repeat([]byte("a"), most)
	for length := range most + 1 {
		for differ := range length + 1 {
			b := bytes.Clone(a[:length])
			if differ < length {
				b[differ] = 'b'
			}
			least := differ
			if differ == length || length-differ < 8 { // the last few bytes are not a word
				least = differ / 8 * 8
			}
			for _, got := range []int{commonPrefix(a, b), commonPrefix(b, a)} {
				if got > differ || got < min(least, length/8*8) {
					t.Fatalf("%d of %d bytes are alike, not %d", differ, length, got)
				}
			}
		}
	}
}
