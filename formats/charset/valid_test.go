package charset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// wholeCharacters is what ValidPrefix says, by unicode/utf8 alone.
func wholeCharacters(b []byte) (n int) {
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size <= 1 {
			return n
		}
		n += size
	}
	return n
}

func holdValid(t interface{ Fatalf(string, ...any) }, b []byte) {
	if got, want := ValidPrefix(b), wholeCharacters(b); got != want {
		t.Fatalf("%q: %d bytes are valid, want %d", b, got, want)
	}
	if got, want := Valid(b), utf8.Valid(b); got != want {
		t.Fatalf("%q: valid %t, want %t", b, got, want)
	}
}

// Any text agrees with unicode/utf8, wherever its pieces lie in the words.
func TestValidPrefix(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom([]string{"a", "abcdefgh", "ж", "жжжж", "№", "№№№", "é", "😀", "中文字", "\x00", "\xFF", "\xD0", "\xE2\x84",
		"\xED\xA0\x80", "\xED\x9F\xBF", "\xE0\x9F\xBF", "\xE0\xA0\x80", "\xC1\x80", "\xC2\x80", "\xDF\xBF", "\xA0", "\xF4\x8F\xBF\xBF", "\xF4\x90\x80\x80"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		holdValid(t, []byte(strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), "")))
	})
}

// Every sequence of up to three bytes, at the places in two words where it may lie across their border; the rest is ASCII or Cyrillic.
func TestValidSequences(t *testing.T) {
	edge := []byte{0, 0x41, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xE2, 0xE7, 0xE8, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5, 0xFF}
	for _, around := range []string{strings.Repeat("a", 80), strings.Repeat("ж", 40), strings.Repeat("№", 26)} {
		for _, first := range edge {
			for second := range 256 {
				for _, third := range []byte{0x41, 0x7F, 0x80, 0xBF, 0xC2, 0xE2} {
					for _, at := range []int{0, 5, 6, 7, 30, 37, 72} {
						for at > 0 && !utf8.RuneStart(around[at]) {
							at--
						}
						b := []byte(around)
						copy(b[at:], []byte{first, byte(second), third})
						if ValidPrefix(b) != wholeCharacters(b) {
							holdValid(t, b)
						}
					}
				}
			}
		}
	}
}

// A text that ends anywhere, and has any byte changed.
func TestValidMutated(t *testing.T) {
	text := []byte("<Product Code=\"00-00000019\" Name=\"Версан™ в капс. №60 «Ёж» — 中😀\" Price=\"995,00\"/>\n<a>жжжжжжжж</a>")
	for end := range len(text) {
		holdValid(t, text[:end])
	}
	for i, was := range text {
		for c := range 256 {
			text[i] = byte(c)
			holdValid(t, text)
		}
		text[i] = was
	}
}

// Check goes on anywhere in a document as the reader of the whole document does.
func TestCheckGoesOn(t *testing.T) {
	long := strings.Repeat("жи ", 1000)
	for _, doc := range []string{"", "ж", long, "жж\xE6;", "ж\xD0", long + "\xFF" + long, long + "\xE2\x84"} {
		whole, _, err := NewReader(strings.NewReader(doc), Options{File: "f", Override: UTF8})
		if err != nil {
			t.Fatal(err)
		}
		_, want := io.ReadAll(whole)
		for _, at := range []int{0, 2, len(long) / 2, len(long)} {
			if at > len(doc) || wholeCharacters([]byte(doc[:at])) < at {
				continue
			}
			for how, wrap := range ways {
				r := Check(wrap(strings.NewReader(doc[at:])), "f", record.Pos{Offset: int64(at), Line: 7, Col: 9})
				b, err := io.ReadAll(r)
				if fmt.Sprint(err) != fmt.Sprint(want) || !strings.HasPrefix(doc[at:], string(b)) || want == nil && string(b) != doc[at:] {
					t.Errorf("%s: %.20q from %d: %.40q, %v; want %v", how, doc, at, b, err, want)
				}
				var e, w *record.Error
				if errors.As(want, &w) && (!errors.As(err, &e) || e.Pos != w.Pos || len(b) != int(w.Pos.Offset)-at) {
					t.Errorf("%s: %.20q from %d: %+v behind %d bytes, want %+v", how, doc, at, err, len(b), want)
				}
			}
		}
	}
}

// Unchecked is as checked in all but the check.
func TestUnchecked(t *testing.T) {
	broken := errors.New("broken")
	for _, doc := range []string{"", "ж", bom8 + "ж", bom8 + decl("cp1251") + "ж", decl("cp1251") + "ж", decl("cp1251") + "\xE6", bomLE + "a\x00", "\xE6",
		bom8 + strings.Repeat("ж", window)} {
		for how, wrap := range ways {
			read := func(unchecked bool) (text []byte, s Source, codes []string) {
				r, s, err := NewReader(wrap(strings.NewReader(doc)), Options{Unchecked: unchecked, Found: func(f record.Finding) { codes = append(codes, f.Message.Code) }})
				if err != nil {
					t.Fatal(err)
				}
				if text, err = io.ReadAll(r); err != nil {
					t.Fatal(err)
				}
				return text, s, codes
			}
			text, source, codes := read(true)
			if want, wantSource, wantCodes := read(false); !bytes.Equal(text, want) || source != wantSource || !slices.Equal(codes, wantCodes) {
				t.Errorf("%s: %.20q: %.40q, %+v, %v; want %.40q, %+v, %v", how, doc, text, source, codes, want, wantSource, wantCodes)
			}
		}
	}
	r, _, err := NewReader(io.MultiReader(strings.NewReader("жж\xFF"), iotest.ErrReader(broken)), Options{Override: UTF8, Unchecked: true})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); string(b) != "жж\xFF" || err != broken {
		t.Errorf("%q, %v; want all bytes and the reader's error", b, err)
	}
}

func BenchmarkValid(b *testing.B) {
	for name, row := range map[string]string{
		"attributes": `<Product Code="00-00000019" Name="Версан в капс. №60" Price="995,00"/>`,
		"elements":   "<ProductName>Торт «Хлебный дом» «Медовик» 1,2 кг</ProductName>\n        <UnitCode>796</UnitCode>\n        <Price>1267</Price>\n        <Discount>0</Discount>\n",
		"ascii":      `<Product Code="00-00000019" Price="995,00"/>`,
		"cyrillic":   "Торт Хлебный дом Медовик в шоколаде ",
	} {
		text := []byte(strings.Repeat(row, 10000))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if !Valid(text) {
					b.Fatal()
				}
			}
		})
	}
}
