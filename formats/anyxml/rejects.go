package anyxml

import (
	"strings"

	"github.com/antchfx/xmlquery"

	"obmen/formats/record"
)

// KeepRaw implements [record.RawReader].
func (r *reader) KeepRaw() { r.src.KeepRaw() }

// Shell implements [record.RawReader]: the root element's tags, unless the record is the root itself.
func (r *reader) Shell() (before, after []byte) {
	const declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	return append([]byte(declaration), r.shell.before...), r.shell.after
}

// Rejected implements [record.RawReader]: the record inside the start tags of its ancestors below the root.
func (r *reader) Rejected() record.Rejected { return r.rejected }

// A wrap is what stands around something.
type wrap struct{ before, after []byte }

// around returns the tags of elements that lie in each other, one a line.
func around(list []*xmlquery.Node) (w wrap) {
	for _, n := range list {
		name := nameOf(n)
		w.before = append(w.before, "<"+name...)
		for _, a := range n.Attr {
			w.before = append(w.before, " "+joined(a.Name.Space, a.Name.Local)+`="`+escapes.Replace(a.Value)+`"`...)
		}
		w.before = append(w.before, ">\n"...)
		w.after = append([]byte("</"+name+">\n"), w.after...)
	}
	return w
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")

func nameOf(n *xmlquery.Node) string { return joined(n.Prefix, n.Data) }

func joined(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// reject notes the record that was refused and has been read to its end.
func (r *reader) reject() {
	if !r.src.KeepsRaw() {
		return
	}
	r.rejected = record.Rejected{Raw: r.src.Raw()}
	if len(r.open) == 0 {
		return
	}
	r.shell = around(r.open[:1])
	if len(r.open) > 1 {
		w := around(r.open[1:])
		r.rejected.Frame, r.rejected.Before, r.rejected.After = r.numbers[len(r.numbers)-1], w.before, w.after
	}
}
