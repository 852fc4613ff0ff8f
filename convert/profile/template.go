package profile

import "strings"

// A Template is text with names in braces that values are put in for: KAS-{day}-{storage}. A brace that is meant as such is doubled: {{.
// A Template of a loaded [Profile] holds only names that its place knows.
type Template string

// Expand returns t with what vars gives for each name. The error, a *record.Fault, says that vars knows no such name or that the braces are wrong;
// of a loaded profile's templates, with all the names of their place known, there is none.
func Expand(template string, vars func(name string) (string, bool)) (string, error) {
	b, err := Template(template).Append(nil, func(dst []byte, name string) ([]byte, bool) {
		s, ok := vars(name)
		return append(dst, s...), ok
	})
	return string(b), err
}

// Append appends t to dst as [Expand] does, without allocating: value appends what stands for a name.
func (t Template) Append(dst []byte, value func(dst []byte, name string) ([]byte, bool)) ([]byte, error) {
	for rest := string(t); rest != ""; {
		p, tail, err := cutPiece(rest)
		if err != nil {
			return dst, err
		}
		rest = tail
		if !p.isName {
			dst = append(dst, p.text...)
			continue
		}
		filled, ok := value(dst, p.text)
		if !ok {
			return dst, TemplateName.Fault(p.text, "")
		}
		dst = filled
	}
	return dst, nil
}

// A Form is a [Template] taken apart, for who fills it in again and again.
type Form []piece

// Form takes t apart. The error is that of [Template.Append].
func (t Template) Form() (Form, error) {
	var f Form
	for rest := string(t); rest != ""; {
		p, tail, err := cutPiece(rest)
		if err != nil {
			return nil, err
		}
		f, rest = append(f, p), tail
	}
	return f, nil
}

// Append is [Template.Append].
func (f Form) Append(dst []byte, value func(dst []byte, name string) ([]byte, bool)) ([]byte, error) {
	for i := range f {
		p, ok := &f[i], true
		if !p.isName {
			dst = append(dst, p.text...)
		} else if dst, ok = value(dst, p.text); !ok {
			return dst, TemplateName.Fault(p.text, "")
		}
	}
	return dst, nil
}

// Names returns the names that t holds, in order.
func (t Template) Names() ([]string, error) {
	var names []string
	_, err := t.Append(nil, func(dst []byte, name string) ([]byte, bool) {
		names = append(names, name)
		return dst, true
	})
	return names, err
}

// Has reports whether t holds the name.
func (t Template) Has(name string) bool {
	for rest := string(t); rest != ""; {
		p, tail, err := cutPiece(rest)
		if err != nil {
			return false
		}
		if p.isName && p.text == name {
			return true
		}
		rest = tail
	}
	return false
}

// Parse is the way back: it tells got the value of each name in text, which t was filled to. A value ends where the text behind its
// name first occurs, the last one at the end. It is a part of text. ok is false where text is not of t's form; got may then have been told some all the
// same.
func (t Template) Parse(text []byte, got func(name string, value []byte)) (ok bool) {
	rest, open := text, ""
	for tail := string(t); tail != ""; {
		p, next, err := cutPiece(tail)
		if err != nil {
			return false
		}
		tail = next
		if p.isName {
			if open != "" {
				got(open, nil) // nothing stands between two names: the second takes all
			}
			open = p.text
			continue
		}
		i := indexOf(rest, p.text)
		if i < 0 || (open == "" && i > 0) {
			return false
		}
		if open != "" {
			got(open, rest[:i])
			open = ""
		}
		rest = rest[i+len(p.text):]
	}
	if open == "" {
		return len(rest) == 0
	}
	got(open, rest)
	return true
}

// indexOf is [strings.Index] for bytes.
func indexOf(text []byte, part string) int {
	for i := 0; i+len(part) <= len(text); i++ {
		if string(text[i:i+len(part)]) == part {
			return i
		}
	}
	return -1
}

// A piece of a template is a name, or text that stands for itself.
type piece struct {
	text   string
	isName bool
}

// cutPiece cuts the first piece off s, which is not empty.
func cutPiece(s string) (p piece, rest string, err error) {
	switch i := strings.IndexAny(s, "{}"); {
	case i < 0:
		return piece{text: s}, "", nil
	case i > 0:
		return piece{text: s[:i]}, s[i:], nil
	case len(s) > 1 && s[1] == s[0]:
		return piece{text: s[:1]}, s[2:], nil
	}
	end := strings.IndexAny(s[1:], "{}") + 1
	if s[0] == '}' || end <= 1 || s[end] == '{' {
		return piece{}, "", TemplateBrace.Fault()
	}
	return piece{s[1:end], true}, s[end+1:], nil
}
