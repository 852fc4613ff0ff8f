package xmlstream

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// pieces are characters of every length, what needs a look, and what is no character.
var pieces = []string{
	"a", "0", " ", "abcdefgh", "ж", "Я", "«", "ԀԀ", "\u0080", "\u07FF", "\u0800", "№", "€", "\uFFFD", "\uFFFE", "\uFFFF", "😀", "\U0010FFFF", "&", "<", ">", "\"", "'", "\t", "\n", "\r",
	"\x00", "\x1F", "\x7F", "\x80", "\xBF", "\xC0", "\xC1\x80", "\xC2", "\xD0", "\xDF", "\xE0\x80", "\xE2\x84", "\xED\xA0\x80", "\xF0\x9F", "\xF4\x90\x80\x80", "\xFF",
}

// checkClean holds appendChecked against a look at every byte.
func checkClean(t interface{ Fatalf(string, ...any) }, text []byte) {
	for _, where := range []context{inContent, inQuotes} {
		legal, _ := legalPrefix(text)
		got, ok := appendChecked([]byte("x"), text, where)
		want := []byte("x")
		if legal == len(text) {
			want = appendEscaped(want, text, where)
		}
		if ok != (legal == len(text)) || string(got) != string(want) {
			t.Fatalf("%q gives %q, %v; want %q", text, got, ok, want)
		}
	}
}

func TestCleanText(t *testing.T) {
	for _, a := range pieces {
		for _, b := range pieces {
			for blanks := range 9 {
				checkClean(t, []byte(strings.Repeat(" ", blanks)+a+b))
				checkClean(t, []byte(a+strings.Repeat(" ", blanks)+b+" the end"))
				checkClean(t, []byte(strings.Repeat("ж", blanks)+a+"ж"+b))
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		checkClean(t, []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")))
	})
}

// Every single byte of a text may be any other.
func TestCleanTextWithAnotherByte(t *testing.T) {
	for _, good := range []string{"Торт «Хлебный дом» 1,2 кг", "Масло № 5 – 450 г", "x"} {
		for i := range good {
			for c := range 256 {
				text := []byte(good)
				text[i] = byte(c)
				checkClean(t, text)
			}
		}
	}
}

func FuzzCleanText(f *testing.F) {
	for _, p := range pieces {
		f.Add([]byte(p + "Торт" + p))
	}
	f.Fuzz(func(t *testing.T, text []byte) { checkClean(t, text) })
}

// What the encoding lacks is found wherever it stands.
func TestPlaces(t *testing.T) {
	w := NewWriter(nil, record.Options{Encodable: cyrillic})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "ж", "ё", "№", "Я", "😀", "<", "\u0080", "я"}), 0, 6).Draw(t, "pieces"), "")
		want := true
		for _, r := range text {
			want = want && cyrillic(r)
		}
		if got := w.places.all([]byte(text), cyrillic); got != want {
			t.Fatalf("%q: %v", text, got)
		}
	})
}

func BenchmarkAppendText(b *testing.B) {
	for _, c := range []struct{ name, text string }{{"name", "Масло сливочное «Брест-Литовск» крестьянское 82,5% 450 г"}, {"code", "00-00000271"}, {"unit", "796"}, {"quotes", `Молоко ТМ "Минская марка" топлёное 3,5% 1,4 л`}} {
		b.Run(c.name, func(b *testing.B) {
			text, dst := []byte(c.text), make([]byte, 0, 256)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				dst, _ = AppendValue(dst[:0], text)
			}
		})
	}
}
