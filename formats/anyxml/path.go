package anyxml

import (
	"strings"

	"github.com/antchfx/xmlquery"
)

// A recordPath is the path to the records: names to be met on the way down.
type recordPath struct {
	steps      []pathStep
	conditions []string // on the last step
}

type pathStep struct {
	deep bool   // any depth below the step before: //
	name string // or *
}

// parsePath reads a plain path.
func parsePath(text string) (recordPath, bool) {
	var p recordPath
	rest := strings.TrimSpace(text)
	for rest != "" {
		if rest[0] != '/' || len(p.conditions) > 0 {
			return p, false
		}
		rest = rest[1:]
		deep := strings.HasPrefix(rest, "/")
		rest = strings.TrimPrefix(rest, "/")
		end := strings.IndexAny(rest, "/[")
		if end < 0 {
			end = len(rest)
		}
		name := strings.TrimSpace(rest[:end])
		if !plainName(name) {
			return p, false
		}
		p.steps = append(p.steps, pathStep{deep, name})
		if rest = rest[end:]; strings.HasPrefix(rest, "[") {
			var ok bool
			if p.conditions, rest, ok = conditions(rest); !ok {
				return p, false
			}
		}
	}
	return p, len(p.steps) > 0
}

// plainName reports whether a step is a name or *: no axis, no function, no attribute.
func plainName(name string) bool {
	return name != "" && !strings.Contains(name, "::") && !strings.ContainsAny(name, "()@|.,='\" \t\r\n<>")
}

// conditions takes the bracketed conditions that s begins with.
func conditions(s string) (list []string, rest string, ok bool) {
	for strings.HasPrefix(s, "[") {
		end := closing(s)
		if end < 0 || !within(s[1:end]) {
			return nil, "", false
		}
		list = append(list, s[1:end])
		s = strings.TrimSpace(s[end+1:])
	}
	return list, s, true
}

// closing returns where the bracket that s begins with is closed; -1: nowhere.
func closing(s string) int {
	depth, quote := 0, byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// within reports whether a condition neither counts records nor looks past one, as far as its words show. A number as a condition, which counts too,
// shows when it is tried.
func within(condition string) bool {
	bare := unquoted(condition)
	for _, word := range []string{"position", "last", "following", "preceding", "namespace"} {
		for rest := bare; ; {
			i := strings.Index(rest, word)
			if i < 0 {
				break
			}
			rest = rest[i+len(word):]
			after := strings.TrimLeft(strings.TrimPrefix(rest, "-sibling"), " \t\r\n")
			if strings.HasPrefix(after, "(") || strings.HasPrefix(after, "::") {
				return false
			}
		}
	}
	return strings.TrimSpace(condition) != ""
}

// unquoted returns s without its literals.
func unquoted(s string) string {
	var out strings.Builder
	quote := rune(0)
	for _, c := range s {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

// matches reports whether the innermost of the open elements is a record, condition aside.
func (p *recordPath) matches(open []*xmlquery.Node) bool { return matches(p.steps, open) }

func matches(steps []pathStep, open []*xmlquery.Node) bool {
	if len(steps) == 0 {
		return len(open) == 0
	}
	if len(open) == 0 || !steps[len(steps)-1].is(open[len(open)-1]) {
		return false
	}
	last, before := steps[len(steps)-1], steps[:len(steps)-1]
	if !last.deep {
		return matches(before, open[:len(open)-1])
	}
	if len(before) == 0 {
		return true
	}
	for n := len(open) - 1; n > 0; n-- {
		if matches(before, open[:n]) {
			return true
		}
	}
	return false
}

func (s pathStep) is(n *xmlquery.Node) bool {
	return s.name == "*" || s.name == nameOf(n)
}
