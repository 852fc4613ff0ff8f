package jsonstream

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// byteText draws text with everything that needs attention, at any distance, and valid or not.
func byteText(t *rapid.T) []byte {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "abcdefgh", "Сыр", "ё", "€", "😀", `"`, `\`, "\n", "\x00", "\x1f", " ", "\x7f", "\x80", "\xd0", "\xed\xa0\x80", "\xf5", "\xc0\xaf", "\xe2\x82"}), 0, 30)
	return []byte(strings.Join(pieces.Draw(t, "text"), ""))
}

func TestPrefixes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := byteText(t)
		valid := 0
		for valid < len(text) {
			r, size := utf8.DecodeRune(text[valid:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			valid += size
		}
		if got := utf8Prefix(text); got != valid {
			t.Fatalf("%d bytes of %q are valid, not %d", valid, text, got)
		}
		first := bytes.IndexFunc(text, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' })
		if first < 0 {
			first = len(text)
		}
		got, ascii := plainPrefix(text)
		isASCII := bytes.IndexFunc(text[:first], func(r rune) bool { return r >= utf8.RuneSelf }) < 0
		if got != first || ascii != isASCII {
			t.Fatalf("%q: %d, %v, not %d, %v", text, got, ascii, first, isASCII)
		}
		if got := specialFrom(text, 0); got != first {
			t.Fatalf("%q: %d, not %d", text, got, first)
		}
	})
}

// What is appended says the text, and what is no text is refused.
func TestAppendText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := byteText(t)
		for _, encodable := range []func(rune) bool{nil, func(r rune) bool { return r < 0x500 }} {
			got, ok := AppendText([]byte("x"), text, encodable)
			if ok != utf8.Valid(text) {
				t.Fatalf("%q: %v", text, ok)
			}
			var back string
			if ok && (json.Unmarshal(got[1:], &back) != nil || back != string(text)) {
				t.Fatalf("%q became %s", text, got)
			}
			if encodable != nil && ok && bytes.IndexFunc(got, func(r rune) bool { return r >= 0x500 }) >= 0 {
				t.Fatalf("%q became %s", text, got)
			}
		}
	})
}

// Every byte at every place of texts of every length agrees with what is checked and written one after the other.
func TestAppendTextBytes(t *testing.T) {
	for _, whole := range []string{"00-00000467 00-0000046", "УТ-00000467 «Сыр»", "a№бв№№гд€"} {
		for length := range len(whole) + 1 {
			for at := range length {
				for c := range 256 {
					text := []byte(whole[:length])
					text[at] = byte(c)
					got, ok := AppendText(make([]byte, 0, c), text, nil)
					if ok != utf8.Valid(text) || ok && !bytes.Equal(got, AppendString(nil, text, nil)) {
						t.Fatalf("%q: %v, %s", text, ok, got)
					}
				}
			}
		}
	}
}

func TestStencil(t *testing.T) {
	for indent, want := range map[string]string{"": `[{"a":1,"b":2}]`, "  ": "[\n  {\n    \"a\": 1,\n    \"b\": 2\n  }\n]"} {
		s := NewStencil(indent, 1, "a", "b")
		var out bytes.Buffer
		j := NewWriter(&out, indent, nil)
		j.BeginArray()
		if j.Begin(); out.Len() > 0 {
			t.Error("what was dropped is written")
		}
		j.Done([]byte(string(j.Begin()) + s.Keys[0] + "1" + s.Keys[1] + "2" + s.End))
		j.EndArray()
		if err := j.Flush(); err != nil || out.String() != want {
			t.Errorf("%v, %s", err, out.String())
		}
	}
}

// Texts that are appended, short and long, stand as if they had been written.
func TestAppend(t *testing.T) {
	fill := func(j *Writer, n int) {
		for range n {
			j.String([]byte("text"))
		}
	}
	for _, n := range []int{1, 10, 20_000} {
		var want, got bytes.Buffer
		j := NewWriter(&want, "  ", nil)
		j.BeginArray()
		fill(j, 3*n)
		j.EndArray()
		k := NewWriter(&got, "  ", nil)
		k.Gather(1000)
		k.BeginArray()
		lane := NewWriter(nil, "  ", nil)
		lane.Gather(1 << 30)
		lane.Reset(nil, 1)
		fill(lane, n)
		k.Append(lane.Gathered())
		fill(k, n)
		k.Append(lane.Gathered())
		k.EndArray()
		if j.Flush() != nil || k.Flush() != nil || !bytes.Equal(want.Bytes(), got.Bytes()) {
			t.Errorf("%d: %.100s", n, got.String())
		}
	}
}

func BenchmarkAppendText(b *testing.B) {
	for name, text := range map[string]string{"ascii": "00-00000467", "cyrillic": "Сыр «Российский» 50%, весовой", "escapes": `Торт "Наполеон" 1,2 кг`} {
		b.Run(name, func(b *testing.B) {
			in, out := []byte(text), make([]byte, 0, 200)
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				out, _ = AppendText(out[:0], in, nil)
			}
		})
	}
}
