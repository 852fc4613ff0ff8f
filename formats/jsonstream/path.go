package jsonstream

import (
	"strconv"
	"strings"
	"unicode"

	"obmen/formats/record"
)

// Root makes paths begin below the depth outermost objects and arrays, behind prefix: for a document that
// is an array of records, and for a piece of a document.
func (w *Walker) Root(depth int, prefix string) { w.root, w.prefix = depth, prefix }

// Path returns where the last token stands: items[3].amount. It is reckoned when it is asked for.
func (w *Walker) Path() string {
	var b strings.Builder
	b.WriteString(w.prefix)
	for d := min(w.root, len(w.frames)); d < len(w.frames); d++ {
		f := &w.frames[d]
		if !f.object {
			if w.state == atFirstValue && d == len(w.frames)-1 {
				break // its bracket stands where it stands itself
			}
			b.WriteString("[" + strconv.FormatInt(f.index, 10) + "]")
			continue
		}
		end := len(w.names.refs)
		if d+1 < len(w.frames) {
			end = w.frames[d+1].refs
		}
		if end > f.refs {
			b.WriteString(Join(b.String(), w.names.name(end-1))[b.Len():])
		}
	}
	return b.String()
}

// Join returns the path of the key name in the object at path.
func Join(path string, name []byte) string {
	text := record.Shorten(name)
	switch {
	case !isPlainName(text):
		return path + "[" + strconv.Quote(text) + "]"
	case path == "":
		return text
	}
	return path + "." + text
}

// JoinPaths returns the path of what stands at inner in the value at path.
func JoinPaths(path, inner string) string {
	if inner == "" || path == "" || inner[0] == '[' {
		return path + inner
	}
	return path + "." + inner
}

func isPlainName(s string) bool {
	for _, r := range s {
		if r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return s != ""
}
