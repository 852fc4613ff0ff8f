package xmlstream

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"obmen/formats/record"
)

// Behind a lead places are those of the document; what stands in it is taken for where it ends.
func TestLead(t *testing.T) {
	const doc = "<?xml version='1.0'?>\n<р>\n  <ж a='1'>тест\n😀</ж><!-- -->\n\n<b/>\n</р>\n"
	eachEngine(t, func(t *testing.T, o record.Options) {
		for _, unit := range []record.Unit{record.UnitUTF8, record.UnitSingleByte, record.UnitUTF16} {
			o.Unit, o.Lead, o.Start = unit, 0, record.Pos{}
			whole := placesOf(t, NewScanner(bytes.NewReader([]byte(doc)), o))
			for lead := range doc {
				tracker := record.Tracker{Unit: unit}
				o.Lead, o.Start = lead, tracker.Locate([]byte(doc), int64(lead))
				c := record.Chunk{Text: []byte(doc), Lead: lead, Start: o.Start, Last: true}
				for how, s := range map[string]Scanner{
					"stream": newScanner(iotest.OneByteReader(bytes.NewReader([]byte(doc))), o, 8),
					"chunk":  open(NewScanner(nil, o), c),
				} {
					got := placesOf(t, s)
					for offset, want := range whole {
						if offset < int64(lead) {
							want = o.Start
						}
						if got[offset] != want {
							t.Fatalf("unit %d, lead of %d, %s: %d is at %v, want %v", unit, lead, how, offset, got[offset], want)
						}
					}
				}
			}
		}
	})
}

// placesOf returns where the tokens are.
func placesOf(t *testing.T, s Scanner) map[int64]record.Pos {
	t.Helper()
	at := map[int64]record.Pos{}
	for {
		_, err := s.Next()
		if errors.Is(err, io.EOF) {
			return at
		}
		if err != nil {
			t.Fatal(err)
		}
		at[s.Offset()] = s.Locate(s.Offset())
	}
}

// A chunk that is not the last ends well between two tokens within the root element, and nowhere else.
func TestChunkEnds(t *testing.T) {
	for doc, want := range map[string]error{
		"<a>": io.EOF, "<a><b/>": io.EOF, "<a>x<b>": io.EOF, "<a><b>x</b>": io.EOF, "<a><!-- -->": io.EOF, "<a><![CDATA[x]]>": io.EOF, "<a>\n<b/>": io.EOF,
		"": record.ErrCut, " ": record.ErrCut, "<?xml version='1.0'?>": record.ErrCut, "<?xml vers": record.ErrCut, "<": record.ErrCut, "<a": record.ErrCut, "<a/": record.ErrCut, "<a b='": record.ErrCut,
		"<a/>": record.ErrCut, "<a></a>": record.ErrCut, "<a></a>\n": record.ErrCut, "<a></a><!-- -->": record.ErrCut,
		"<a>\n": record.ErrCut, "<a>x": record.ErrCut, "<a>x&am": record.ErrCut, "<a>\xD0": record.ErrCut, "<a></": record.ErrCut, "<a></a": record.ErrCut, "<a><!--": record.ErrCut, "<a><![CDA": record.ErrCut,
		"<a><![CDATA[x]]": record.ErrCut, "<a><?b": record.ErrCut, "<a>]]": record.ErrCut,
	} {
		eachEngine(t, func(t *testing.T, o record.Options) {
			s := NewScanner(nil, o)
			for range 2 { // a Scanner is used again and again
				if _, err := traceOf(open(s, record.Chunk{Text: []byte(doc)})); err != want && (want != io.EOF || err != nil) {
					t.Errorf("%q ends with %v, want %v", doc, err, want)
				}
			}
		})
	}
}

// What is wrong with a chunk is said, not that it ends.
func TestChunkRefused(t *testing.T) {
	for _, doc := range []string{"<a></b>", "<a>&x;", "<a>\x01", "<a>\xFFx", "<a>]]>", "<a/><b>", "<a b='<", "<!DOCTYPE"} {
		eachEngine(t, func(t *testing.T, o record.Options) {
			_, err := traceOf(open(NewScanner(nil, o), record.Chunk{Text: []byte(doc)}))
			var e *record.Error
			if !errors.As(err, &e) || !e.Fatal {
				t.Errorf("%q: %v", doc, err)
			}
		})
	}
}

// A Skimmer shows what comes, as far as it is held, and scans on behind what was passed over.
func TestSkimmer(t *testing.T) {
	const doc = "<a><b/>\n<b>1</b><c>жж</c></a>\n<d>"
	for _, r := range []io.Reader{bytes.NewReader([]byte(doc)), iotest.OneByteReader(bytes.NewReader([]byte(doc)))} {
		s := newScanner(r, record.Options{}, 8).(Skimmer)
		if s.Ahead() != nil {
			t.Fatal("something is ahead of the first token")
		}
		next(t, s, Start)
		next(t, s, Start)
		if s.Ahead() != nil {
			t.Fatal("something is ahead within an empty element")
		}
		next(t, s, End)
		text := s.Ahead()
		for len(text) < 10 {
			if text = s.More(); text == nil {
				t.Fatal("no more")
			}
		}
		if got := string(text[:10]); got != "\n<b>1</b><" {
			t.Fatalf("%q is ahead", got)
		}
		s.Pass(len("\n<b>1</b>"))
		if next(t, s, Start); string(s.Name()) != "c" || s.Depth() != 2 || s.Offset() != 16 || s.Behind() != 19 {
			t.Fatal(string(s.Name()), s.Depth(), s.Offset(), s.Behind())
		}
		if got := fmt.Sprintf("%s %q %q", s.Held(16, 19), s.Held(-1, 3), s.Held(19, 1000)); got != `<c> "" ""` {
			t.Error(got)
		}
		for _, token := range []Token{Text, End, End} {
			next(t, s, token)
		}
		if s.Ahead() != nil {
			t.Error("something is ahead of what stands behind the root")
		}
		if _, err := s.Next(); err == nil || s.Ahead() != nil {
			t.Error(err)
		}
	}
}

func next(t *testing.T, s Scanner, want Token) {
	t.Helper()
	if got, err := s.Next(); got != want || err != nil {
		t.Fatalf("%v, %v; want %v", got, err, want)
	}
}
