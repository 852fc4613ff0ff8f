package xmlstream

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/antchfx/xmlquery"
	"pgregory.net/rapid"

	"obmen/formats/record"
)

// xmlquery is the independent witness: it builds a tree of its own, over encoding/xml's Token and not RawToken. Both are
// brought to one line of text: elements, attributes, runs of text.

func ourTree(doc string, e record.Engine) string {
	s := newScanner(strings.NewReader(doc), record.Options{Engine: e}, 16)
	var out strings.Builder
	text := ""
	flush := func() {
		if text != "" {
			fmt.Fprintf(&out, "%q", text)
		}
		text = ""
	}
	for {
		tok, err := s.Next()
		if err != nil {
			return out.String()
		}
		switch tok {
		case Start:
			flush()
			fmt.Fprintf(&out, "<%s", s.Name())
			for _, a := range s.Attrs() {
				fmt.Fprintf(&out, " %s=%q", a.Name, a.Value)
			}
			out.WriteString(">")
		case End:
			flush()
			out.WriteString("</>")
		case Text:
			text += string(s.Text())
		}
	}
}

func theirTree(n *xmlquery.Node) string {
	var out strings.Builder
	text := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == xmlquery.TextNode || c.Type == xmlquery.CharDataNode {
			text += c.Data
			continue
		}
		if c.Type != xmlquery.ElementNode {
			continue
		}
		if text != "" {
			fmt.Fprintf(&out, "%q", text)
			text = ""
		}
		fmt.Fprintf(&out, "<%s", c.Data)
		for _, a := range c.Attr {
			fmt.Fprintf(&out, " %s=%q", a.Name.Local, a.Value)
		}
		out.WriteString(">" + theirTree(c) + "</>")
	}
	if text != "" {
		fmt.Fprintf(&out, "%q", text)
	}
	return out.String()
}

func TestWitness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var doc bytes.Buffer
		w := NewWriter(&doc, record.Options{})
		genNode(3).Draw(t, "doc").write(w)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		tree, err := xmlquery.ParseWithOptions(bytes.NewReader(doc.Bytes()), xmlquery.ParserOptions{
			Decoder: &xmlquery.DecoderOptions{Strict: true}})
		if err != nil {
			t.Fatalf("%v\n%s", err, doc.String())
		}
		want := strings.TrimSuffix(theirTree(tree), `"\n"`) // behind the root
		for _, e := range engines {
			if got := ourTree(doc.String(), e.engine); got != want {
				t.Fatalf("%s:\n got %s\nwant %s\n doc %s", e.name, got, want, doc.String())
			}
		}
	})
}
