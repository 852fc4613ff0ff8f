package xmlstream

import (
	"errors"
	"strings"
	"testing"

	"obmen/formats/record"
)

func TestAppendElement(t *testing.T) {
	for _, c := range []struct{ element, want string }{
		{`<a/>`, `<a/>`},
		{`<a></a>`, `<a/>`},
		{`<a ></a >`, `<a/>`},
		{`<a><![CDATA[]]></a>`, `<a/>`},
		{`<a><!-- dropped --><?too dropped?></a>`, `<a/>`},
		{`<a>x</a>`, `<a>x</a>`},
		{`<a> <b/> </a>`, `<a> <b/> </a>`},
		{`<a><a><a/></a><a/></a>`, `<a><a><a/></a><a/></a>`},
		{"<a  c='\"'\nb = 'd&#10;e' />", `<a c="&quot;" b="d&#xA;e"/>`},
		{"<a b='x\ty'>\r\n</a>", "<a b=\"x y\">\n</a>"},
		{`<a><![CDATA[<&>]]>&#13;'"</a>`, `<a>&lt;&amp;&gt;&#xD;'"</a>`},
		{`<x:ж y:z="№"><![CDATA[]]>]]&gt;</x:ж>`, `<x:ж y:z="№">]]&gt;</x:ж>`},
	} {
		eachEngine(t, func(t *testing.T, o record.Options) {
			s := newScanner(strings.NewReader("<root>"+c.element+"<next/></root>"), o, 8)
			s.Next()
			s.Next()
			got, err := AppendElement([]byte("kept "), s)
			if err != nil || string(got) != "kept "+c.want {
				t.Errorf("%s: %q, %v; want %q", c.element, got, err, c.want)
			}
			if tok, err := s.Next(); tok != Start || string(s.Name()) != "next" || err != nil {
				t.Errorf("%s: what follows is %v %s, %v", c.element, tok, s.Name(), err)
			}
		})
	}
}

func TestSkip(t *testing.T) {
	eachEngine(t, func(t *testing.T, o record.Options) {
		s := NewScanner(strings.NewReader("<root><a><a/>x<b></b></a><next/></root>"), o)
		s.Next()
		s.Next()
		if err := Skip(s); err != nil || string(s.Name()) != "a" || s.Depth() != 2 {
			t.Errorf("%v at %s", err, s.Name())
		}
		if s.Next(); string(s.Name()) != "next" {
			t.Errorf("what follows is %s", s.Name())
		}
		s = NewScanner(strings.NewReader("<root><a><b>"), o)
		s.Next()
		s.Next()
		if err := Skip(s); code(err) != "xml-truncated" {
			t.Error(err)
		}
	})
}

// What is dropped is reported where it stood.
func TestDrop(t *testing.T) {
	eachEngine(t, func(t *testing.T, o record.Options) {
		var found []string
		o.Found = func(f record.Finding) {
			found = append(found, f.Pos.String()+" "+f.Message.Fault(f.Args...).Error())
		}
		s := NewScanner(strings.NewReader("<root>\n<a><!-- c -->\n <?php x?></a></root>"), o)
		s.Next()
		s.Next()
		s.Next()
		if _, err := AppendElement(nil, s); err != nil {
			t.Fatal(err)
		}
		want := "2:4 a comment is not kept|3:2 the processing instruction <?php?> is not kept"
		if got := strings.Join(found, "|"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestElements(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{" \n", ""},
		{"<a/>", "a <a/>"},
		{"<a/>\n <b c='1'>x</b><a><!-- c --></a>", `a <a/>|b <b c="1">x</b>|a <a/>`},
	} {
		eachEngine(t, func(t *testing.T, o record.Options) {
			var got []string
			err := Elements([]byte(c.text), o, func(name, element []byte) error {
				got = append(got, string(name)+" "+string(element))
				return nil
			})
			if strings.Join(got, "|") != c.want || err != nil {
				t.Errorf("%q: %q, %v", c.text, got, err)
			}
		})
	}
}

func TestElementsRefuses(t *testing.T) {
	for _, c := range []malformedCase{
		{"§x", "xml-text-between"},
		{"<a/>§ x", "xml-text-between"},
		{"<a/>§&#32;&amp;", "xml-text-between"},
		{"<a>", "xml-tag-mismatch"},
		{"<a></b>", "xml-tag-mismatch"},
		{"</e>", "xml-tag-not-open"},
		{"</e><e>", "xml-two-roots"},
		{"<a/>§<?xml version='1.0'?>", "xml-declaration-late"},
		{"§<!DOCTYPE a>", "doctype-refused"},
		{"<a b='§\x00'/>", "xml-character"},
		{"<a", "xml-tag"},
		{strings.Repeat("<a>", 101), "xml-limit-depth"},
	} {
		text, want := unmark(c.doc)
		eachEngine(t, func(t *testing.T, o record.Options) {
			err := Elements([]byte(text), o, func(_, _ []byte) error { return nil })
			var e *record.Error
			if !errors.As(err, &e) || code(err) != c.code || want.IsValid() && e.Pos != want {
				t.Errorf("%q: %v, want %s at %v", c.doc, err, c.code, want)
			}
		})
	}
	stop := errors.New("stop")
	if err := Elements([]byte("<a/><b>"), record.Options{}, func(_, _ []byte) error { return stop }); err != stop {
		t.Errorf("yield's error becomes %v", err)
	}
}

// An element outside a record is bounded as one.
func TestAppendElementIsBounded(t *testing.T) {
	eachEngine(t, func(t *testing.T, o record.Options) {
		o.Limits = small
		s := NewScanner(strings.NewReader("<root><a>"+strings.Repeat("<b/>", 60)+"</a></root>"), o)
		s.Next()
		s.Next()
		if _, err := AppendElement(nil, s); code(err) != "xml-limit-record" {
			t.Error(err)
		}
	})
}
