package jsonstream

import "strings"

// A Stencil is the text around the values of an object that is always written alike.
type Stencil struct {
	Keys []string // all that stands before a value and behind the one before: of the first, what stands before the object too, but no comma
	End  string   // what stands behind the last value
}

// NewStencil returns the Stencil of an object with keys of these names, none of which needs escapes, that is a value of an array within
// depth open arrays and objects, and is written with indent.
func NewStencil(indent string, depth int, names ...string) Stencil {
	line := func(depth int) string {
		if indent == "" {
			return ""
		}
		return "\n" + strings.Repeat(indent, depth)
	}
	colon := `":`
	if indent != "" {
		colon += " "
	}
	s := Stencil{End: line(depth) + "}"}
	before := line(depth) + "{"
	for _, name := range names {
		s.Keys = append(s.Keys, before+line(depth+1)+`"`+name+colon)
		before = ","
	}
	return s
}
