package onec

import (
	"bytes"
	"slices"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
)

// rejects holds what --rejects needs: the groups and what was refused in them, as text.
type rejects struct {
	src       *xmlrecord.Source
	catalogue record.Record
	group     *record.Group // a copy
	last      record.Rejected
}

func (j *rejects) root(c *record.Catalogue) {
	if j.src.KeepsRaw() {
		j.catalogue = record.Clone(c)
	}
}

// frame remembers the group whose content comes next.
func (j *rejects) frame(g *record.Group, number int64) {
	if j.src.KeepsRaw() {
		j.group = record.Clone(g).(*record.Group)
	}
}

// set notes what was refused. Outside of any group it is shown without a frame.
func (j *rejects) set(frame int64, raw []byte) {
	j.last = record.Rejected{Raw: raw}
	if j.src.KeepsRaw() && j.group != nil {
		j.last.Frame, j.last.Before = frame, groupText(j.group)
		j.last.After = []byte("    </Products>\n  </ProductGroup>\n")
	}
}

// setTail notes a refused tail: its elements as they were kept, and the text that refused it. What stood behind Products gets a frame of its
// own, the group once more, so that it can stand there again.
func (j *rejects) setTail(frame int64, t *record.GroupTail, stray []byte) {
	if !j.src.KeepsRaw() {
		return
	}
	raw, behind := escape(stray), []byte(nil)
	for _, u := range t.Unknown {
		if u.Place == record.InProducts {
			raw = append(append(raw, u.Value...), '\n')
		} else {
			behind = append(append(behind, u.Value...), '\n')
		}
	}
	j.set(frame, raw)
	if behind != nil {
		j.last.Frame = -frame
		j.last.After = append(append([]byte("    </Products>\n"), behind...), "  </ProductGroup>\n"...)
	}
}

// escape returns text as character data.
func escape(text []byte) []byte {
	for _, c := range [][2]string{{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}} {
		text = bytes.ReplaceAll(text, []byte(c[0]), []byte(c[1]))
	}
	return text
}

// groupText returns a group's own text up to its products.
func groupText(g *record.Group) []byte {
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	mark := []byte("<Product/>")
	if w.Write(g) != nil {
		return nil
	}
	w.x.Raw(mark)
	if w.x.Flush() != nil {
		return nil
	}
	text := out.Bytes()[bytes.Index(out.Bytes(), []byte("<ProductGroup")):]
	text = text[:bytes.LastIndex(text, mark)]
	return slices.Concat([]byte("  "), bytes.TrimRight(text, " \n"), []byte("\n"))
}

// KeepRaw implements [record.RawReader].
func (r *Reader) KeepRaw() { r.src.KeepRaw() }

// Rejected implements [record.RawReader]. A refused group stands in the frame of those of its products that follow.
func (r *Reader) Rejected() record.Rejected { return r.rejects.last }

// Shell implements [record.RawReader].
func (r *Reader) Shell() (before, after []byte) {
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	if c := r.rejects.catalogue; c == nil || w.Write(c) != nil {
		w.begin(nil)
	}
	mark := []byte("<ProductGroup/>")
	w.x.Raw(mark)
	if w.Close() != nil {
		return nil, nil
	}
	before, after, _ = bytes.Cut(out.Bytes(), mark)
	return append(bytes.TrimRight(before, " \n"), '\n'), bytes.TrimLeft(after, "\n")
}
