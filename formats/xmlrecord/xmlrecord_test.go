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

// Unknown elements cost more to hold than to write, so a record may not hold any number of them.
func TestUnknownElementsAreBounded(t *testing.T) {
	read := func(elements int) error {
		doc := "<a><r>" + strings.Repeat("<z/>", elements) + "</r></a>"
		s := NewSource(strings.NewReader(doc), record.Options{Limits: record.Limits{Record: 6400}})
		var a Arena
		var list []record.Unknown
		for {
			tok, err := s.Next()
			if err == nil && tok == xmlstream.Start && string(s.Name()) == "z" {
				list, err = s.KeepElement(&a, list, record.Here, "r")
			}
			if err != nil {
				return err
			}
			if tok == xmlstream.Start && string(s.Name()) == "r" {
				s.Begin(record.KindReceipt, 1)
			}
		}
	}
	if err := read(100); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	var e *record.Error
	if err := read(101); !errors.As(err, &e) || !e.Fatal || !strings.Contains(err.Error(), "--limit-record") || e.Pos.Col != 407 {
		t.Error(err)
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
