package jsonstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"obmen/formats/record"

	"pgregory.net/rapid"
)

// show writes one of each.
func show(j *Writer) {
	j.BeginObject()
	j.Key("text")
	j.String([]byte("a\"\\/\b\f\n\r\t\x00\x1f\x7f<>&'\u2028 ёж 😀"))
	j.KeyText([]byte("a\"b"))
	j.Number(record.NewNumber(199000, 2))
	j.Key("list")
	j.BeginArray()
	j.Bool(true)
	j.Bool(false)
	j.Null()
	j.BeginObject()
	j.EndObject()
	j.BeginArray()
	j.EndArray()
	j.Raw([]byte(" { \"x\" : [ 1.0 , \"\\u0041\\/\" ] } "))
	j.EndArray()
	j.EndObject()
}

func TestWriter(t *testing.T) {
	text := `"a\"\\/\b\f\n\r\t\u0000\u001f` + "\x7f<>&'\u2028 ёж 😀\""
	tests := map[string]string{
		"": `{"text":` + text + `,"a\"b":1990.00,"list":[true,false,null,{},[],{"x":[1.0,"\u0041\/"]}]}`,
		"  ": `{
  "text": ` + text + `,
  "a\"b": 1990.00,
  "list": [
    true,
    false,
    null,
    {},
    [],
    {"x":[1.0,"\u0041\/"]}
  ]
}`,
	}
	for indent, want := range tests {
		var out bytes.Buffer
		j := NewWriter(&out, indent, nil)
		show(j)
		if err := j.Flush(); err != nil || out.String() != want {
			t.Errorf("%v\n got %s\nwant %s", err, out.String(), want)
		}
		if !json.Valid(out.Bytes()) {
			t.Errorf("invalid: %s", out.String())
		}
	}
}

func TestWriterEscapesForTheEncoding(t *testing.T) {
	var out bytes.Buffer
	j := NewWriter(&out, "", func(r rune) bool { return r < 0x500 })
	j.BeginObject()
	j.KeyText([]byte("€"))
	j.Raw([]byte(`["ё€\n","😀"]`))
	j.Key("b")
	j.String([]byte("ё€\n😀"))
	j.EndObject()
	if err := j.Flush(); err != nil || out.String() != `{"\u20ac":["ё\u20ac\n","\ud83d\ude00"],"b":"ё\u20ac\n\ud83d\ude00"}` {
		t.Errorf("%v %s", err, out.String())
	}
}

// A drawer's values stand in the array as if they had been written there.
func TestSplice(t *testing.T) {
	for _, indent := range []string{"", "  "} {
		fill := func(j *Writer) {
			for range 2000 {
				show(j)
			}
		}
		var straight, kept, spliced bytes.Buffer
		j := NewWriter(&straight, indent, nil)
		j.BeginObject()
		j.Key("a")
		j.BeginArray()
		fill(j)
		j.EndArray()
		j.EndObject()
		drawer := NewWriter(&kept, indent, nil)
		drawer.Reset(&kept, 2)
		fill(drawer)
		k := NewWriter(&spliced, indent, nil)
		k.BeginObject()
		k.Key("a")
		k.BeginArray()
		if err := errors.Join(j.Flush(), drawer.Flush()); err != nil {
			t.Fatal(err)
		}
		k.Splice(&kept)
		k.EndArray()
		k.EndObject()
		if err := k.Flush(); err != nil || !bytes.Equal(straight.Bytes(), spliced.Bytes()) {
			t.Errorf("indent %q: %v: %.200s", indent, err, spliced.String())
		}
	}
}

func TestWriterErrors(t *testing.T) {
	for name, spoil := range map[string]func(j *Writer){
		"utf8-invalid":   func(j *Writer) { j.String([]byte("\xff")) },
		"json-trailing":  func(j *Writer) { j.Raw([]byte("1 2")) },
		"json-truncated": func(j *Writer) { j.Raw([]byte(" ")) },
		"json-key-twice": func(j *Writer) { j.Raw([]byte(`{"a":1,"a":2}`)) },
	} {
		j := NewWriter(io.Discard, "", nil)
		j.BeginArray()
		spoil(j)
		j.String([]byte("more"))
		var fault *record.Fault
		if err := j.Flush(); !errors.As(err, &fault) || fault.Message.Code != name || j.Err() != err {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Wherever the disk is full, the error comes out, and stays.
func TestWriterOnFullDisk(t *testing.T) {
	for room := range 30 {
		j := NewWriter(&limitedWriter{left: room * 10_000}, "  ", nil)
		for range 2000 {
			show(j)
		}
		if err := j.Flush(); !errors.Is(err, io.ErrShortWrite) || j.Flush() != err {
			t.Fatalf("room for %d bytes: %v", room*10_000, err)
		}
	}
}

type shortWriter struct{}

func (shortWriter) Write(p []byte) (int, error) { return len(p) / 2, nil }

func TestShortWriteIsAnError(t *testing.T) {
	j := NewWriter(shortWriter{}, "", nil)
	show(j)
	if err := j.Flush(); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
}

// Any text comes back through our Walker and through encoding/json.
func TestStringRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var encodable func(rune) bool
		if rapid.Bool().Draw(t, "escapes") {
			encodable = func(r rune) bool { return r%3 == 0 }
		}
		quoted := AppendString(nil, []byte(text), encodable)
		var theirs string
		if err := json.Unmarshal(quoted, &theirs); err != nil || theirs != text {
			t.Fatalf("%s became %q: %v", quoted, theirs, err)
		}
		w := NewWalker(nil, record.Options{})
		w.ResetBytes(quoted, record.Pos{})
		if tok, err := w.Next(); tok != String || string(w.Text()) != text || err != nil {
			t.Fatalf("%s became %q: %v", quoted, w.Text(), err)
		}
	})
}

func TestMessages(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Messages() {
		if seen[m.Code] || m.Severity != record.Severe || m.En == "" || m.Ru == "" || strings.Count(m.En, "%") != strings.Count(m.Ru, "%") {
			t.Errorf("%+v", m)
		}
		seen[m.Code] = true
	}
}
