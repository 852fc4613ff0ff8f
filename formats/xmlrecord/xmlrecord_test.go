package xmlrecord

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

func TestRoot(t *testing.T) {
	tests := map[string]string{
		"<a>": "a", "<a/>": "a", "<a b='1'>": "a", "<a\n>": "a", " \t\r\n<a>": "a", "<?xml version='1.0'?><a>": "a", "<?xml?><?b <c>?><!-- <d> --><a>": "a", "<!-- --><!--a--><b:c>": "b:c",
		"<!DOCTYPE a>": "a", "<!DOCTYPE\na [<!ENTITY b 'c'>]>": "a", "<Товары >": "Товары",
		"": "", "<": "", "<a": "", "text": "", "{\"a\": \"<b>\"}": "", "<!-- <a>": "", "<?xml": "", "</a>": "", "<>": "", "<!DOCTYPE": "", "<!DOCTYPE ": "", "<!DOCTYPE a": "", "\ufeff<a>": "", "\x00<a>": "",
	}
	for head, want := range tests {
		if got := string(Root([]byte(head))); got != want {
			t.Errorf("%q: %q, want %q", head, got, want)
		}
		if HasRoot("a")([]byte(head)) != (want == "a") {
			t.Errorf("%q: wrong match", head)
		}
	}
}

func FuzzRoot(f *testing.F) {
	f.Add([]byte("<?xml?><!-- --><a>"))
	f.Fuzz(func(t *testing.T, head []byte) {
		name := Root(head)
		if len(name) > 0 && !bytes.Contains(head, append([]byte{}, name...)) {
			t.Errorf("%q in %q", name, head)
		}
	})
}

// What an Arena gave stays, whatever it keeps later, until Reset.
func TestArena(t *testing.T) {
	var a Arena
	var got [][]byte
	for i := range 2000 {
		got = append(got, a.Keep(bytes.Repeat([]byte{byte(i)}, i%7)))
	}
	for i, b := range got {
		if b == nil || !bytes.Equal(b, bytes.Repeat([]byte{byte(i)}, i%7)) {
			t.Fatalf("text %d is %v", i, b)
		}
		if cap(b) != len(b) {
			t.Fatalf("text %d can be written past its end", i)
		}
	}
	if a.Len() == 0 {
		t.Error("holds nothing")
	}
	if a.Reset(); a.Len() != 0 {
		t.Error("still holds something")
	}
	if n := testing.AllocsPerRun(100, func() { a.Reset(); a.Keep([]byte("abc")) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestElementEnd(t *testing.T) {
	tests := []string{
		"<a/>§", "<a/>§<b/>", "<a></a>§x</a>", "<a><b/><b></b></a>§", `<a b=">" c='/>'>x</a>§`, "<a><!-- </a> --></a>§", "<a><![CDATA[</a>]]></a>§", "<a><?x </a>?></a>§", "<a ><a\n/></a >§</a>", "<a b='<'/>§", "<a>§", "<a§", "§",
	}
	for _, s := range tests {
		want := strings.Index(s, "§")
		if got := elementEnd([]byte(strings.Replace(s, "§", "", 1))); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
}

// Raw is what stood in the source, however it came, and holds on to no more than it must.
func TestRaw(t *testing.T) {
	one := "<r a='>'>ж<!-- </r> --></r>"
	doc := "<d>" + strings.Repeat("<skip>"+strings.Repeat("x", 1000)+"</skip>"+one, 2000) + "</d>"
	for name, source := range map[string]io.Reader{"at once": strings.NewReader(doc), "half": iotest.HalfReader(strings.NewReader(doc))} {
		for _, engine := range []record.Engine{record.Fast, record.Plain} {
			s := NewSource(source, record.Options{Engine: engine})
			s.KeepRaw()
			if got := raws(t, s, one); got != 2000 {
				t.Errorf("%s: %d records", name, got)
			}
			if len(s.tap.held) > 1<<20 {
				t.Errorf("%s: holds %d bytes", name, len(s.tap.held))
			}
			source = strings.NewReader(doc)
		}
	}
}

// raws reads the document and returns how many of its records are as they should be.
func raws(t *testing.T, s *Source, want string) (n int) {
	t.Helper()
	for {
		tok, err := s.Next()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		if tok != xmlstream.Start || string(s.Name()) != "r" {
			continue
		}
		s.Begin(record.KindReceipt, int64(n+1))
		if err := s.Skip(); err != nil {
			t.Fatal(err)
		}
		s.Done()
		if got := string(s.Raw()); got != want+"\n" {
			t.Fatalf("record %d: %q", n, got)
		}
		n++
	}
}

func TestRawIsOff(t *testing.T) {
	s := NewSource(strings.NewReader("<a/>"), record.Options{})
	if err := s.Root("a"); err != nil {
		t.Fatal(err)
	}
	s.Begin(record.KindReceipt, 1)
	if s.Skip(); s.Raw() != nil || s.KeepsRaw() {
		t.Error("kept what nobody asked for")
	}
}

// Findings beyond the first hundred of a message have no place: reckoning it takes longer than reading.
func TestPlacesAreBounded(t *testing.T) {
	var placed, all int
	s := NewSource(strings.NewReader("<a>"+strings.Repeat("<b/>", 1000)+"</a>"), record.Options{Found: func(f record.Finding) {
		if all++; f.Pos.IsValid() {
			placed++
		}
	}})
	for {
		tok, err := s.Next()
		if err != nil {
			break
		}
		if tok == xmlstream.Start && string(s.Name()) == "b" {
			s.Find(record.ElementDropped, "", "b")
		}
	}
	if placed != 100 || all != 1000 {
		t.Errorf("%d of %d", placed, all)
	}
}

// A grammar's error learns which record it stood in.
func TestGrammarErrorsNameTheRecord(t *testing.T) {
	s := NewSource(strings.NewReader("<a><b>&x;</b></a>"), record.Options{File: "f"})
	for range 2 {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	s.Begin(record.KindReceipt, 7)
	_, err := s.Next()
	var e *record.Error
	if !errors.As(err, &e) || e.Kind != record.KindReceipt || e.Record != 7 || !e.Fatal || e.File != "f" {
		t.Errorf("%v", err)
	}
}
